"""`run`: many records at once."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newswash.bulk.inputs import FORMATS, Source, printable
from newswash.cli.arguments import Commands, add_command, add_settings, cleaner, file_name, settings
from newswash.cli.output import INTERRUPTED, IO, OK, count, fail
from newswash.config import Config
from newswash.errors import DataError
from newswash.hints import HINTS

if TYPE_CHECKING:
    from newswash.bulk.plan import Fields, Plan
    from newswash.bulk.run import Progress
    from newswash.bulk.tally import Tally

SHOWN = 20  # rules by which most was removed, files that broke off


def add(commands: Commands) -> None:
    p = add_command(commands, "run", _run, "clean many records: JSONL, CSV, Parquet, WARC, folders of text files")
    p.add_argument(
        "inputs", nargs="+", type=file_name, metavar="INPUT", help="files (JSONL and CSV also .gz, .zst) and folders"
    )
    p.add_argument(
        "-o",
        "--output",
        required=True,
        type=file_name,
        metavar="OUT",
        help="its suffix names its format; none: a folder",
    )
    p.add_argument("--field", default="text", metavar="NAME", help="the field that holds the text (default: text)")
    p.add_argument("--url-field", metavar="NAME", help="the field that holds its address")
    p.add_argument("--title-field", metavar="NAME", help="the field that holds its headline")
    p.add_argument("--language-field", metavar="NAME", help="the field that holds its language: ISO 639-1 (a hint)")
    p.add_argument("--to-field", metavar="NAME", help="write the cleaned text here and keep the text as it is")
    p.add_argument("--removals-field", metavar="NAME", help="list here what was removed, and why")
    p.add_argument("--flags-field", metavar="NAME", help="list here what wants a look: emptied, truncated …")
    p.add_argument("--format", choices=sorted(set(FORMATS.values())), help="of the inputs (default: by suffix)")
    p.add_argument("--encoding", help="of CSV and text files (default: utf-8)")
    p.add_argument("--jobs", type=int, metavar="N", help="worker processes (default: all cores)")
    p.add_argument(
        "--rejects", type=file_name, metavar="FILE", help="where bad records go (default: OUT.rejects.jsonl)"
    )
    p.add_argument("--max-rejects", type=int, metavar="N", help="stop once more records were rejected (default: never)")
    p.add_argument("--summary", type=file_name, metavar="FILE", help="write what was done here, as JSON")
    p.add_argument("--resume", action="store_true", help="go on with a run that was cut off")
    p.add_argument("--force", action="store_true", help="overwrite OUT, forget an unfinished run")
    p.add_argument(
        "--checkpoint", type=float, default=5, metavar="SECONDS", help="between points to resume from (default: 5)"
    )
    add_settings(p)


def _run(args: argparse.Namespace) -> int:
    from newswash.bulk.plan import ADDED, Fields, Plan
    from newswash.bulk.run import run
    from newswash.bulk.tally import first_reason

    config = settings(args)
    names = (getattr(args, f"{key}_field") for key in (*HINTS, *ADDED))
    plan = Plan(
        args.inputs,
        Path(args.output),
        Fields(args.field, *names),
        format=args.format,
        encoding=config.encoding,
        exclude=config.exclude,
        jobs=args.jobs,
        rejects=Path(args.rejects) if args.rejects else None,
        resume=args.resume,
        force=args.force,
        checkpoint=args.checkpoint,
        max_rejects=args.max_rejects,
        summary=Path(args.summary) if args.summary else None,
        configuration=_told(config),
    )
    chosen = cleaner(config)
    try:
        with _ended_as_by_ctrl_c(), _progress_bar() as progress:
            tally = run(plan, chosen, progress)
    except KeyboardInterrupt:
        return fail(DataError(f"{plan.output}: stopped; --resume goes on."), INTERRUPTED)
    if tally is None:
        known = "is finished, with these inputs and settings; there is nothing to resume"
        unknown = "is finished; whether with these inputs and settings is not known; --force does it anew"
        print(f"{plan.output}: {known if plan.summary else unknown}.", file=sys.stderr)
        return OK
    _summary(tally, plan)
    print(f"fingerprint {chosen.fingerprint}" + (f", configured by {config.path}" if config.path else ""))
    missing = any(name not in tally.hints for _, name in plan.fields.named(*HINTS))
    if missing and tally.records > tally.rejected + tally.nulls:
        with suppress(DataError):  # an input has gone since: the output is whole
            say_what_no_record_had(plan.fields, tally.hints, plan.sources())
    if 0 < tally.records == tally.rejected:
        first = first_reason(plan.rejects_path).rstrip(".")
        return fail(DataError(f"{plan.rejects_path}: holds all records; the first: {first}."), IO)
    return IO if tally.broken else OK


def say_what_no_record_had(fields: Fields, had: Container[str], files: Iterable[Source]) -> None:
    """Say which fields of hints were named and stood in no record of these files. ``had``: names of those that did."""
    from newswash.bulk.records import OWN_FIELDS

    own = {name for f in files for name in OWN_FIELDS.get(f.format, ())}
    for option, name in fields.named(*HINTS):
        if name not in had and name not in own:  # pages are cleaned with what they tell of themselves
            print(f"{option} {name}: no record holds such a field with a word in it.", file=sys.stderr)


@contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """SIGTERM, by which schedulers end a job, is an interrupt, too."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _told(config: Config) -> dict[str, Any]:
    """The settings that decide, and the file that they were read from."""
    names = ("profile", "packs", "add_packs", "without", "layout", "tone", "categories", "overlays")
    return {"file": printable(str(config.path)) if config.path else None} | {
        name: getattr(config, name) for name in names
    }


@contextmanager
def _progress_bar() -> Iterator[Callable[[Progress], None]]:
    """Share done, records, rate and time left, on standard error and only if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich import progress
    from rich.console import Console

    columns = (
        progress.BarColumn(), progress.TaskProgressColumn(), progress.TextColumn("{task.fields[records]:,} records"),
        progress.TransferSpeedColumn(), progress.TimeRemainingColumn(),
    )  # fmt: skip
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, records=0)
        yield lambda p: bar.update(task, total=p.total, completed=p.read, records=p.records)


def _summary(tally: Tally, plan: Plan) -> None:
    share = (tally.before - tally.after) / tally.before if tally.before else 0
    nulls = f", {tally.nulls:,} with null for a text" if tally.nulls else ""
    records = count(tally.records, "record")
    print(f"{plan.output}: {records}, {tally.changed:,} changed{nulls}, {share:.1%} of the characters removed")
    if tally.rejected or tally.broken:
        files = f", {count(len(tally.broken), 'file')} could not be read to the end:" if tally.broken else ""
        print(f"{plan.rejects_path}: {count(tally.rejected, 'record')} rejected{files}")
    for path in list(tally.broken)[:SHOWN]:
        print(f"  {path}")
    for flag, n in tally.flags.most_common():
        print(f"  flag {flag:<45} {count(n, 'record', 12)}".rstrip())
    for category, n in tally.categories.most_common():
        characters = count(tally.characters[category], "character", 14)
        print(f"  {category:<50} {count(n, 'removal', 12)} {characters}".rstrip())
    for rule, n in tally.rules.most_common(SHOWN):
        print(f"    {rule:<48} {count(n, 'removal', 12)}".rstrip())
    if len(tally.rules) > SHOWN:
        print(f"    and {count(len(tally.rules) - SHOWN, 'more rule')}; --summary FILE holds all")
