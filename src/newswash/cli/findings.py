"""`check`, `fix` and `diff`: what of a project's files is boilerplate and not accepted."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from newswash.baseline import key as baseline_key
from newswash.baseline import named_from, write_baseline
from newswash.cli.arguments import Commands, add_command, add_files, file_name
from newswash.cli.output import FOUND, IO, count, fail, tell, write_bytes, write_json
from newswash.cli.texts import Files
from newswash.errors import DataError, UsageError
from newswash.files import file_without, is_excluded, write_back
from newswash.formats import FORMATS, Found, as_github, as_json, as_sarif, as_text, found_in, parts_of
from newswash.hints import HINTS
from newswash.patch import patch


def add(commands: Commands) -> None:
    p = add_command(commands, "check", _check, "find boilerplate; exit 1 when something would be removed")
    add_files(p, html=True)
    _add_baseline(p)
    p.add_argument("--format", choices=FORMATS, default="text", help="of the findings (default: text)")
    p.add_argument(
        "--write-baseline", type=file_name, metavar="FILE", help="accept what stands today: write it here, exit 0"
    )
    p = add_command(
        commands, "fix", _fix, "rewrite files in place without their boilerplate; exit 1 when something was changed"
    )
    add_files(p)
    p.add_argument("--field", metavar="NAME", help="rewrite this field of each record of JSONL and CSV files")
    _add_baseline(p)
    p = add_command(commands, "diff", _diff, "show what fix would change; exit 1 when something would be")
    add_files(p)
    _add_baseline(p)


def _add_baseline(p: argparse.ArgumentParser) -> None:
    p.add_argument("--baseline", type=file_name, metavar="FILE", help="accept the findings of this file")


def _check(args: argparse.Namespace) -> int:
    files = Files(args, output=args.write_baseline)
    found: list[Found] = []
    for file, result, removals in files.unaccepted(baseline=not args.write_baseline):
        here = found_in(file.path, result.original, removals)
        if args.format == "text" and not args.write_baseline:
            _print_found(here)
        found += here
    if args.write_baseline:
        base = Path(args.write_baseline)
        write_baseline(base, (baseline_key(named_from(base, f.path), f.removal.category, f.words) for f in found))
        print(f"{args.write_baseline}: {count(len(found), 'finding')} accepted.", file=sys.stderr)
        return files.code
    if args.format in ("json", "sarif"):
        write_json(as_json(found) if args.format == "json" else as_sarif(found))
    elif args.format == "github":
        sys.stdout.write(as_github(found))
    if found:
        files.raise_code(FOUND)
    return files.code


def _print_found(found: Sequence[Found]) -> None:
    """Findings for people: in colour where the terminal has it."""
    if not sys.stdout.isatty():
        sys.stdout.write(as_text(found))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for f in found:
        console.print(Text.assemble(*parts_of(f)))


def _fix(args: argparse.Namespace) -> int:
    if args.field:
        return _fix_records(args)
    files = Files(args, in_place=True)
    for file, result, removals in files.unaccepted():
        text = file_without(result.original, removals)
        if file.path == "-":
            write_bytes(file.encoded(text))
        elif removals:
            try:
                write_back(file, text)
            except DataError as error:
                files.raise_code(fail(error, IO))
                continue
            tell(f"Fixing {file.path} ({len(removals)} removed)")
        if removals:
            files.raise_code(FOUND)
    return files.code


def _fix_records(args: argparse.Namespace) -> int:
    """``fix --field``: the named field of each record, in place."""
    from newswash.bulk.inplace import check_fixable, fix_file
    from newswash.bulk.plan import Fields

    for option in HINTS:
        if getattr(args, option):
            raise UsageError(
                f"--{option}: is of one text and not of each record; to read it from a field of each: "
                f"newswash run {args.files[0]} --field {args.field} --{option}-field NAME -o OUT."
            )
    files = Files(args)
    paths = [path for path in args.files if not is_excluded(path, files.config.exclude)]
    for path in paths:
        check_fixable(path, files.config.encoding)
    judge = files.judge()
    for path in files.named(paths):
        try:
            tally, bad = fix_file(path, files.cleaner, Fields(args.field), files.config.encoding, partial(judge, path))
        except DataError as error:
            files.raise_code(fail(error, IO))
            continue
        for row in bad:
            files.raise_code(fail(DataError(f"{path}:{row['line']}: {row['reason']}; left as it is."), IO))
        if tally.changed:
            tell(f"Fixing {path} ({sum(tally.rules.values())} removed in {count(tally.changed, 'record')})")
            files.raise_code(FOUND)
    return files.code


def _diff(args: argparse.Namespace) -> int:
    files = Files(args)
    for file, result, removals in files.unaccepted():
        if removals:
            files.raise_code(FOUND)
            write_bytes(patch(file, file_without(result.original, removals)))
    return files.code
