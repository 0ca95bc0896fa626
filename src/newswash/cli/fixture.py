"""`fixture`: a text with today's guess marked, to be corrected by hand."""

from __future__ import annotations

import argparse
from pathlib import Path

from newswash.cli.arguments import Commands, add_command, add_language, add_settings, cleaner, file_name, settings
from newswash.cli.output import OK, write
from newswash.cli.refusals import page_problem
from newswash.cli.texts import standard_input
from newswash.errors import UsageError
from newswash.files import TextFile, begins_as_page, decode, is_page, is_records, read_text
from newswash.fixture import is_fixture, write_fixture


def add(commands: Commands) -> None:
    p = add_command(commands, "fixture", _fixture, "write a fixture with today's guess marked, to be corrected by hand")
    p.add_argument("file", type=file_name, help="a text file, or - for standard input")
    p.add_argument("-o", "--output", type=file_name, help="where to write it (default: standard output)")
    p.add_argument("--site", help="the host that the text comes from")
    add_language(p)
    p.add_argument("--encoding", help="of the file (default: utf-8)")
    add_settings(p)


def _fixture(args: argparse.Namespace) -> int:
    config = settings(args)
    file = _read(args.file, config.encoding)
    url = f"https://{args.site}/" if args.site else None
    result = cleaner(config).detect(file.text, url=url, language=args.language)
    source = write_fixture(result, language=args.language, site=args.site)
    if args.output:
        target = Path(args.output)
        if target.exists():
            raise UsageError(f"{target}: there is a file already; choose another name.")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source, "utf-8")
    else:
        write(source)
    return OK


def _read(name: str, encoding: str) -> TextFile:
    """The file's text. Raises UsageError for what is no article's text."""
    if name == "-":
        file = decode(standard_input(), encoding, "-")
    elif is_records(name):
        raise UsageError(f"{name}: holds records; write the text of one to a file: newswash fixture FILE.")
    elif is_page(name):
        raise UsageError(page_problem(name, "fixture"))
    else:
        file = read_text(name, encoding)
    if begins_as_page(file.text):
        raise UsageError(page_problem(name, "fixture"))
    if is_fixture(file.text):
        raise UsageError(f"{name}: is a fixture already: newswash test FILE runs it.")
    return file
