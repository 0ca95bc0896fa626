"""`report` and `serve`: removals on a page in the browser."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from newswash.cli.arguments import Commands, add_command, add_files, add_settings, cleaner, settings
from newswash.cli.output import IO, OK, fail
from newswash.cli.records import say_what_no_record_had
from newswash.cli.refusals import refuse_pages
from newswash.cli.texts import Files
from newswash.errors import DataError, UsageError
from newswash.files import is_records, text_files, write_whole
from newswash.hints import HINTS
from newswash.model import Document

if TYPE_CHECKING:
    from newswash.bulk.inputs import Source


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

    if args.output == "-":
        raise UsageError("-o -: the page is a file; name it: -o report.html.")
    files = Files(args, output=args.output)
    names = list(files.named(text_files(args.files, files.config.exclude)))
    records = _Records(names, files)
    documents = _documents(names, files, records)
    first = next(documents, None)
    if first is None:
        return fail(DataError(f"{args.output}: not written, since there is no document to show."), IO)
    page = report(chain([first], documents), files.cleaner)
    records.say_what_none_had()
    try:
        write_whole(Path(args.output), page)
    except OSError as error:
        raise DataError(f"{args.output}: {error.strerror}.") from error
    return files.code


def _documents(names: Iterable[str], files: Files, records: _Records) -> Iterator[Document]:
    """The texts and records of these files; what can't be read is reported and left out."""
    args = files.args
    for name in names:
        if is_records(name):
            for record in records.of(name):
                if isinstance(record, DataError):
                    files.raise_code(fail(record, IO))
                else:
                    yield replace(record, **{k: getattr(record, k) or getattr(args, k) for k in HINTS})
            continue
        try:
            yield Document(files.read(name).text, args.url, args.title, args.language, id=name)
        except DataError as error:
            files.raise_code(fail(error, IO))


class _Records:
    """The records of those files that hold any, and which of the fields named were found in them.

    Raises UsageError where files, fields and encoding don't go together, before any file is read.
    """

    def __init__(self, names: Sequence[str], files: Files) -> None:
        from newswash.bulk.inputs import FORMATS, as_lines, format_of
        from newswash.bulk.plan import Fields, check_encoding, check_encoding_counts

        args = files.args
        refuse_pages(names, files.command)
        if args.field and "-" in names:
            raise UsageError(
                "-: is one text, and --field is of files of records; write them to one first: "
                f"cat > a.jsonl, then: newswash report a.jsonl --field {args.field} -o {args.output}."
            )
        formats = {name: format_of(name)[0] if is_records(name) else "txt" for name in names}
        for name, format in formats.items():
            if is_records(name) and not args.field:
                raise UsageError(f"{name}: holds records; say which field is text: --field NAME.")
            if format is None:
                mend = (
                    f"make lines of it: {lines}"
                    if (lines := as_lines(name))
                    else f"write them as one of {', '.join(FORMATS)}"
                )
                raise UsageError(f"{name}: its records can't be told apart; {mend}.")
        if names:
            check_encoding(files.config.encoding, formats.values())
            check_encoding_counts(files.config.encoding, {f for f in formats.values() if f})
        self._files = files
        self._fields = Fields(args.field or "", *(getattr(args, f"{key}_field") for key in HINTS))
        self._read: list[Source] = []
        self._had: set[str] = set()

    def of(self, name: str) -> Iterator[Document | DataError]:
        """Those of one file; a DataError for each that can't be read, or for the file."""
        from newswash.bulk.documents import documents
        from newswash.bulk.inputs import sources

        files = self._files
        try:
            (source,) = sources([name], None)
        except DataError as error:
            yield error
            return
        for record in documents(source, self._fields, files.config.encoding, files.cleaner):
            if isinstance(record, Document):
                self._had.update(
                    field for key in HINTS if getattr(record, key) and (field := getattr(self._fields, key))
                )
                if source not in self._read[-1:]:
                    self._read.append(source)
            yield record

    def say_what_none_had(self) -> None:
        """Which fields of hints were named and stood in no record, if there was any record."""
        if self._read:
            say_what_no_record_had(self._fields, self._had, self._read)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) < 1 << 16):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 0 to 65535")
    return int(text)


def _serve(args: argparse.Namespace) -> int:
    from newswash.serve import server

    with server(args.port, cleaner(settings(args))) as page:
        print(f"http://127.0.0.1:{page.server_port}/  (Ctrl-C stops it)", flush=True)
        with suppress(KeyboardInterrupt):
            page.serve_forever()
    return OK
