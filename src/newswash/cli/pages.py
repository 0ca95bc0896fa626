"""`report` and `serve`: removals on a page in the browser."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from newswash.cli.arguments import Commands, add_command, add_files, add_settings, cleaner, settings
from newswash.cli.output import IO, OK, fail
from newswash.cli.texts import Files
from newswash.errors import DataError, UsageError
from newswash.files import is_records, text_files, write_whole
from newswash.hints import HINTS
from newswash.model import Document


def add(commands: Commands) -> None:
    p = add_command(commands, "report", _report, "write one page that shows each removal, under every profile")
    add_files(p)
    p.add_argument("-o", "--output", required=True, metavar="FILE", help="the page to write (HTML, holds everything)")
    p.add_argument("--field", metavar="NAME", help="files of records: the field that holds the text")
    for key in HINTS:
        p.add_argument(f"--{key}-field", metavar="NAME", help=f"files of records: the field that holds the {key}")
    p = add_command(commands, "serve", _serve, "open a page on this machine where a pasted text is judged")
    p.add_argument("--port", type=_port, default=8010, metavar="N", help="default: 8010; 0 takes any that is free")
    add_settings(p)


def _report(args: argparse.Namespace) -> int:
    from newswash.report import report

    files = Files(args, output=args.output)
    page = report(_report_documents(files), files.cleaner)
    try:
        write_whole(Path(args.output), page)
    except OSError as error:
        raise DataError(f"{args.output}: {error.strerror}.") from error
    return files.code


def _report_documents(files: Files) -> Iterator[Document]:
    """The texts and records of the files named; what can't be read is reported and left out."""
    args = files.args
    for name in files.named(text_files(args.files, files.config.exclude)):
        if is_records(name):
            for record in _records(name, files):
                if isinstance(record, DataError):
                    files.raise_code(fail(record, IO))
                else:
                    told = {k: getattr(record, k) or getattr(args, k) for k in HINTS}
                    yield replace(record, **told)
            continue
        try:
            yield Document(files.read(name).text, args.url, args.title, args.language, id=name)
        except DataError as error:
            files.raise_code(fail(error, IO))


def _records(name: str, files: Files) -> Iterator[Document | DataError]:
    from newswash.bulk.documents import documents
    from newswash.bulk.inputs import FORMATS, format_of, sources
    from newswash.bulk.plan import Fields

    args = files.args
    if not args.field:
        raise UsageError(f"{name}: holds records; say which field is text: --field NAME.")
    if format_of(name)[0] is None:
        raise UsageError(f"{name}: its records can't be told apart; write them as one of {', '.join(FORMATS)}.")
    fields = Fields(args.field, *(getattr(args, f"{key}_field") for key in HINTS))
    try:
        yield from documents(sources([name], None)[0], fields, files.config.encoding, files.cleaner)
    except DataError as error:
        yield error


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 1 << 16:
        raise argparse.ArgumentTypeError(f"{port} is no port: 0 to 65535")
    return port


def _serve(args: argparse.Namespace) -> int:
    from newswash.serve import server

    with server(args.port, cleaner(settings(args))) as page:
        print(f"http://127.0.0.1:{page.server_port}/  (Ctrl-C stops it)", flush=True)
        with suppress(KeyboardInterrupt):
            page.serve_forever()
    return OK
