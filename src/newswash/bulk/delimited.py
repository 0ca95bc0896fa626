"""CSV and TSV records: their cells, and a record written anew in some cells with the others left as they are."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import orjson

from newswash.bulk.chunks import LONGEST, Chunk
from newswash.bulk.errors import BadRecord, MisfitRecord
from newswash.bulk.inputs import DELIMITERS
from newswash.bulk.jsonl import Values, plain
from newswash.bulk.rows import Row


def columns_of(chunk: Chunk, encoding: str) -> list[str]:
    """The columns that the file's first line names. Raises BadRecord when it names none, or one twice."""
    text = _decoded(chunk.head, encoding)
    try:
        names = _cells(text, DELIMITERS[chunk.format])
    except BadRecord as bad:
        if "\r" in text.rstrip("\r\n"):
            raise BadRecord("its lines end with CR alone; convert them first: tr '\\r' '\\n' < OLD > NEW") from bad
        raise BadRecord(f"is no head of columns: {bad}") from bad
    return distinct(names)


def distinct(names: list[str]) -> list[str]:
    """The names of a table's columns, if each is there once; otherwise BadRecord is raised."""
    double = next((name for name, times in Counter(names).items() if times > 1), None)
    if double is not None:
        raise BadRecord(f"two columns are named {double!r}; rename one")
    return names


def row_values(row: Row, header: Sequence[str], format: str, encoding: str) -> Values:
    """The cells of a record by name. Raises BadRecord for what is not one."""
    if row.problem:
        raise BadRecord(row.problem)
    cells = _cells(_decoded(row.raw, encoding), DELIMITERS[format])
    if len(cells) != len(header):
        raise BadRecord(f"has {len(cells)} columns, the head has {len(header)}")
    return dict(zip(header, cells, strict=True))


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeError as error:
        where = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
        raise BadRecord(f"is not {encoding}{where}; name its encoding: --encoding NAME") from error


def _cells(text: str, delimiter: str) -> list[str]:
    csv.field_size_limit(LONGEST)
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise BadRecord(f"is not CSV: {error}") from error


def spliced(raw: bytes, header: Sequence[str], updates: Mapping[str, Any], format: str, encoding: str) -> bytes:
    """The record with ``updates`` in it: cells that are there are replaced in place, others go to its end."""
    text, delimiter = raw.decode(encoding), DELIMITERS[format]
    spans = _spans(text, delimiter)
    if len(spans) != len(header):
        raise MisfitRecord("its cells can't be told apart")
    at, parts = 0, []
    for name, (start, stop) in zip(header, spans, strict=True):
        if name in updates:
            quoted = text.startswith('"', start) or len(header) == 1
            parts += [text[at:start], _as_cell(cell(updates[name]), delimiter, quoted)]
            at = stop
    stop = spans[-1][1]
    parts.append(text[at:stop])
    parts += [delimiter + _as_cell(cell(v), delimiter) for name, v in updates.items() if name not in header]
    return encoded("".join([*parts, text[stop:]]), encoding)


@cache
def _one_cell(delimiter: str) -> re.Pattern[str]:
    return re.compile(rf'("[^"]*(?:""[^"]*)*"|[^{delimiter}\r\n]*)({delimiter}|\r?\n|\r|$)')


def _spans(text: str, delimiter: str) -> list[tuple[int, int]]:
    """Where each cell of a record stands, with its quotes."""
    spans: list[tuple[int, int]] = []
    at = 0
    while match := _one_cell(delimiter).match(text, at):
        spans.append(match.span(1))
        if match.group(2) != delimiter:
            break
        at = match.end()
    return spans


def _as_cell(text: str, delimiter: str, quoted: bool = False) -> str:
    if quoted or any(c in text for c in (delimiter, '"', "\r", "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text


def cell(value: Any) -> str:
    """A value as the text of a cell: lists and objects as JSON. Raises MisfitRecord for bytes."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    try:
        return orjson.dumps(value, default=plain).decode()
    except TypeError as error:
        raise MisfitRecord(f"can't be written as CSV: {error}") from error


def csv_line(cells: Iterable[str], format: str, encoding: str, ending: str = "\n") -> bytes:
    """A whole record, quoted where it must be."""
    out = io.StringIO()
    csv.writer(out, delimiter=DELIMITERS[format], lineterminator=ending).writerow(cells)
    return encoded(out.getvalue(), encoding)


def encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        raise MisfitRecord(f"can't be written as {encoding}: {text[error.start : error.end]!r}") from error


def line_end(head: bytes) -> bytes:
    return b"\r\n" if head.endswith(b"\r\n") else b"\n"
