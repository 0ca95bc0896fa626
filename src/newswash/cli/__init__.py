"""The command. Nothing else in newswash prints."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from newswash import __version__
from newswash.cli.output import CUT_OFF, INTERRUPTED, IO, OK, USAGE, drop, fail
from newswash.cli.parser import Parser
from newswash.errors import DataError, NewswashError, UsageError, nearest


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code: 0 nothing found, 1 found or changed, 2 usage, 4 input or output, 141
    when what reads the output stopped before the command knew more than that all went well."""
    _open_closed()
    code: int = OK
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a path may hold bytes that are no text
    try:
        args = _arguments(sys.argv[1:] if argv is None else argv)
        code = args.run(args)
        sys.stdout.flush()
        return code
    except DataError as error:
        return fail(error, IO)
    except NewswashError as error:
        return fail(error, USAGE)
    except BrokenPipeError:
        drop()
        return code or CUT_OFF
    except OSError as error:
        drop()
        unnamed = "the working directory" if isinstance(error, FileNotFoundError) else "standard output"
        return fail(DataError(f"{error.filename or unnamed}: {error.strerror}."), IO)
    except KeyboardInterrupt:
        return fail(DataError("stopped."), INTERRUPTED)


def _open_closed() -> None:
    """What is printed where an output is closed (``>&-``) goes nowhere; Python leaves None there."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (until the process ends)


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments, read; raises UsageError that teaches where the command is missing or none."""
    parser, commands = _parser()
    if not argv:
        parser.print_help(sys.stderr)
        raise UsageError("say what to do, for example: newswash clean FILE.")
    first = argv[0]
    if first not in commands and (first == "-" or not first.startswith("-")):
        raise UsageError(_no_command(first, commands))
    args, unknown = parser.parse_known_args(argv)
    if unknown:
        args.parser.refuse(unknown)
    if args.run is None:
        parser.error("the following arguments are required: COMMAND")
    return args


def _no_command(word: str, commands: Iterable[str]) -> str:
    if word == "-" or Path(word).suffix or os.path.exists(word):
        return f"no command {word!r}: say what to do with it, for example: newswash clean {word}."
    near = nearest(word, commands)
    if near:
        return f"no command {word!r}: did you mean newswash {near}?"
    return f"no command {word!r}: one of {', '.join(commands)}."


def _parser() -> tuple[Parser, Iterable[str]]:
    """The parser, and the names of its commands."""
    from newswash.cli import findings, fixture, pages, records, rules, show, test  # long, and may be interrupted

    parser = Parser(prog="newswash", description="Finds boilerplate in scraped news text, names it, and removes it.")
    parser.add_argument("--version", action="version", version=f"newswash {__version__}")
    parser.set_defaults(run=None, parser=parser)
    commands = parser.add_subparsers(metavar="COMMAND")  # not required: argparse would not name an unknown option
    for module in (show, findings, records, pages, test, rules, fixture):
        module.add(commands)
    return parser, commands.choices
