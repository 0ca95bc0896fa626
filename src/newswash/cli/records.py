"""`run`: many records at once."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from newswash.bulk.inputs import FORMATS
from newswash.cli.arguments import Commands, add_command, add_settings, cleaner, settings
from newswash.cli.output import INTERRUPTED, IO, OK, fail
from newswash.errors import DataError

if TYPE_CHECKING:
    from newswash.bulk.plan import Plan
    from newswash.bulk.run import Progress
    from newswash.bulk.tally import Tally


def add(commands: Commands) -> None:
    p = add_command(commands, "run", _run, "clean many records: JSONL, CSV, Parquet, WARC, folders of text files")
    p.add_argument("inputs", nargs="+", metavar="INPUT", help="files (JSONL and CSV also .gz, .zst) and folders")
    p.add_argument("-o", "--output", required=True, metavar="OUT", help="its suffix names its format; none: a folder")
    p.add_argument("--field", default="text", metavar="NAME", help="the field that holds the text (default: text)")
    p.add_argument("--url-field", metavar="NAME", help="the field that holds its address")
    p.add_argument("--title-field", metavar="NAME", help="the field that holds its headline")
    p.add_argument("--language-field", metavar="NAME", help="the field that holds its language (a hint)")
    p.add_argument("--to-field", metavar="NAME", help="write the cleaned text here and keep the text as it is")
    p.add_argument("--removals-field", metavar="NAME", help="list here what was removed, and why")
    p.add_argument("--format", choices=sorted(set(FORMATS.values())), help="of the inputs (default: by suffix)")
    p.add_argument("--encoding", help="of CSV and text files (default: utf-8)")
    p.add_argument("--jobs", type=int, metavar="N", help="worker processes (default: all cores)")
    p.add_argument("--rejects", metavar="FILE", help="where bad records go (default: OUT.rejects.jsonl)")
    p.add_argument("--resume", action="store_true", help="go on with a run that was cut off")
    p.add_argument("--force", action="store_true", help="overwrite OUT, forget an unfinished run")
    p.add_argument(
        "--checkpoint", type=float, default=5, metavar="SECONDS", help="between points to resume from (default: 5)"
    )
    add_settings(p)


def _run(args: argparse.Namespace) -> int:
    from newswash.bulk.plan import Fields, Plan
    from newswash.bulk.run import run

    config = settings(args)
    names = (args.url_field, args.title_field, args.language_field, args.to_field, args.removals_field)
    plan = Plan(
        args.inputs,
        Path(args.output),
        Fields(args.field, *names),
        format=args.format,
        encoding=config.encoding,
        jobs=args.jobs,
        rejects=Path(args.rejects) if args.rejects else None,
        resume=args.resume,
        force=args.force,
        checkpoint=args.checkpoint,
    )
    try:
        with _progress_bar() as progress:
            tally = run(plan, cleaner(config), progress)
    except KeyboardInterrupt:
        return fail(DataError(f"{plan.output}: stopped; --resume goes on."), INTERRUPTED)
    if tally is None:
        print(f"{plan.output}: is finished; there is nothing to resume.", file=sys.stderr)
        return OK
    _summary(tally, plan)
    _say_what_no_record_had(tally, args)
    if 0 < tally.records == tally.rejected:
        return fail(DataError(f"{plan.rejects_path}: holds all records; the first: {_first_reason(plan)}."), IO)
    return IO if tally.broken else OK


def _say_what_no_record_had(tally: Tally, args: argparse.Namespace) -> None:
    for option in ("url", "title", "language"):
        name = getattr(args, f"{option}_field")
        if name and tally.records > tally.rejected and not tally.hints[name]:
            print(f"--{option}-field {name}: no record holds such a field with a word in it.", file=sys.stderr)


def _first_reason(plan: Plan) -> str:
    with plan.rejects_path.open("rb") as rejects:
        return str(json.loads(rejects.readline())["reason"])


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
    print(f"{plan.output}: {tally.records:,} records, {tally.changed:,} changed, {share:.1%} of the characters removed")
    if tally.rejected or tally.broken:
        files = f", {tally.broken:,} files could not be read to their end" if tally.broken else ""
        print(f"{plan.rejects_path}: {tally.rejected:,} records rejected{files}")
    for category, n in tally.categories.most_common():
        print(f"  {category:<50} {n:>12,} removals {tally.characters[category]:>14,} characters")
    for rule, n in tally.rules.most_common(20):
        print(f"    {rule:<48} {n:>12,} removals")
    if len(tally.rules) > 20:
        print(f"    and {len(tally.rules) - 20} more rules")
