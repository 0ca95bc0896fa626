"""The records of a chunk, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from newswash.bulk import delimited, jsonl, parquet
from newswash.bulk.chunks import LONGEST, Chunk, Page
from newswash.bulk.errors import BadRecord
from newswash.bulk.inputs import DELIMITERS, Source, printable
from newswash.bulk.jsonl import Values
from newswash.cleaner import Cleaner
from newswash.errors import DataError
from newswash.files import TextFile, decode
from newswash.html import extract
from newswash.model import Result

OWN_FIELDS: Mapping[str, tuple[str, ...]] = {"txt": ("path",), "warc": ("url", "crawled", "date", "title", "language")}
"""What stands beside the text in the records of formats that have none of their own."""


class Record(NamedTuple):
    """``content``: what to show of it when it is rejected; ``result``: of an HTML page, which is cleaned already."""

    number: int
    content: Any
    values: Values
    problem: str = ""
    result: Result | None = None
    path: str = ""


def records_of(chunk: Chunk, field: str, encoding: str, cleaner: Cleaner) -> Iterator[Record]:
    """Each record of a chunk; one with a ``problem`` can't be read. ``field``: holds the text of files and pages."""
    if chunk.format == "jsonl":
        yield from _json(chunk)
    elif chunk.format in DELIMITERS:
        yield from _rows(chunk, encoding)
    elif chunk.format == "parquet":
        for at, (values, problems) in enumerate(parquet.rows_of(parquet.table_of(chunk.data))):
            yield Record(chunk.first + at, values, values, next(iter(problems.values()), ""))
    elif chunk.format == "warc":
        for page in chunk.data:
            yield _page(page, field, cleaner)
    else:
        for at, source in enumerate(chunk.data):
            try:
                file, _ = text_of(source, encoding)
                yield Record(at + 1, None, {"path": printable(source.name), field: file.text}, path=source.path)
            except BadRecord as bad:
                yield Record(at + 1, None, {}, str(bad), path=source.path)


def json_lines(chunk: Chunk) -> Iterator[tuple[int, bytes, str]]:
    """The lines of a chunk of JSONL with their numbers, and what is wrong with one before it is looked at."""
    for number, line in enumerate(chunk.data.split(b"\n"), chunk.first):
        cut = f"is longer than {LONGEST} bytes (its beginning is shown)" if number == chunk.cut else ""
        yield number, line, cut


def _json(chunk: Chunk) -> Iterator[Record]:
    for number, line, problem in json_lines(chunk):
        if not line or line.isspace():
            continue
        try:
            if problem:
                raise BadRecord(problem)
            yield Record(number, line, jsonl.parsed(line))
        except BadRecord as bad:
            yield Record(number, line, {}, str(bad))


def _rows(chunk: Chunk, encoding: str) -> Iterator[Record]:
    header = delimited.columns_of(chunk, encoding)
    for row in chunk.data:
        if not row.raw.strip(b"\r\n"):
            continue
        try:
            yield Record(row.line, row.raw, delimited.row_values(row, header, chunk.format, encoding))
        except BadRecord as bad:
            yield Record(row.line, row.raw, {}, str(bad))


def text_of(source: Source, encoding: str) -> tuple[TextFile, bytes]:
    """A text file, decoded and as it is. Raises BadRecord when it can't be read, decoded or is too long."""
    try:
        with open(source.path, "rb") as file:
            data = file.read(LONGEST + 1)
        if len(data) > LONGEST:
            raise BadRecord(f"is longer than {LONGEST} bytes")
        return decode(data, encoding, printable(source.path)), data
    except OSError as error:
        raise BadRecord(str(error.strerror)) from error
    except (DataError, ValueError) as error:
        raise BadRecord(str(error)) from error


def _page(page: Page, field: str, cleaner: Cleaner) -> Record:
    """The article of an HTML page as a record: what the page says of itself, the text, the result of its cleaning."""

    def bad(problem: str) -> Record:
        return Record(page.number, None, {}, f"{page.url}: {problem}")

    if len(page.html) > LONGEST:
        return bad(f"is longer than {LONGEST} bytes")
    html: str | bytes = page.html
    try:
        html = page.html.decode(page.charset) if page.charset else page.html
    except (LookupError, ValueError):  # no such encoding, or not in it; some codecs raise no UnicodeDecodeError
        html = page.html  # what the page itself declares decides then
    try:
        found = extract(html, url=page.url or None, cleaner=cleaner)
    except Exception as error:  # a page can break the extractor in any way
        return bad(f"could not be extracted: {type(error).__name__}: {error}")
    if not found.result.original:
        return bad("no article was found in the page")
    values = {"url": page.url, "crawled": page.date, "date": found.date, "title": found.title}
    values |= {"language": found.language, field: found.result.original}
    return Record(page.number, None, values, result=found.result)
