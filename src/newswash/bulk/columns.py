"""The output's columns, where its format has any: learned from the first records, kept for the run."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from newswash.bulk import delimited, parquet
from newswash.bulk.chunks import Chunk, chunks
from newswash.bulk.errors import BadRecord
from newswash.bulk.inputs import DELIMITERS, Source
from newswash.bulk.jsonl import SPREAD, Values
from newswash.bulk.plan import ADDED, Fields, Order
from newswash.bulk.records import OWN_FIELDS, Record, records_of
from newswash.cleaner import Cleaner
from newswash.errors import DataError, UsageError
from newswash.hints import HINTS


class _Seen(NamedTuple):
    """What a chunk tells of its records: the names of their fields, the records by number where the names alone don't
    tell the output's columns, and what is wrong with the first that can't be read. ``empty``: a table's columns without
    rows."""

    names: list[str]
    rows: dict[int, Values]
    problem: str = ""
    empty: bool = False


def learned(files: Sequence[Source], order: Order, cleaner: Cleaner) -> Order:
    """The order with the output's columns: those of the first chunk that has records, and the added ones.

    A Parquet file without rows tells them where no other file does. Raises UsageError when no record of that chunk has
    the text's field, when one has a field that is to be added, or when a table has no column that was named; DataError
    when there is no record to learn the output's columns from, or the first file is JSON that is not written in lines.
    """
    columnar = order.output in (*DELIMITERS, "parquet")
    if not columnar and (own := OWN_FIELDS.get(files[0].format)):
        _check(files[0].path, [*own, order.fields.text], order.fields)
        return order
    empty: tuple[Chunk, _Seen] | None = None
    problem = ""
    for chunk in chunks(files):
        seen = _seen(chunk, order, cleaner)
        if seen.names and not seen.empty:
            return _with_columns(order, chunk, seen, columnar)
        if seen.names:
            empty = empty or (chunk, seen)
        problem = problem or seen.problem
    if empty:
        return _with_columns(order, *empty, columnar)
    if columnar:
        raise DataError(_why_no_columns(files, problem))
    return order


def _with_columns(order: Order, chunk: Chunk, seen: _Seen, columnar: bool) -> Order:
    _check_delimiter(chunk, seen.names, order.fields.text)
    _check(chunk.path, seen.names, order.fields, whole=chunk.format != "jsonl")
    if order.output == "parquet":
        return replace(order, schema=parquet.output_schema(chunk, seen.rows, order.fields))
    return _with_head(order, chunk, seen.names) if columnar else order


def _why_no_columns(files: Sequence[Source], problem: str) -> str:
    if problem:
        return f"{problem}. No record can be read whose fields could be the output's columns."
    others = f", nor does any of the {len(files)} files" if len(files) > 1 else ""
    return (
        f"{files[0].path}: holds no record{others}, so there are no fields to be the output's columns; "
        "JSON lines need none: -o OUT.jsonl."
    )


def _check_delimiter(chunk: Chunk, names: Sequence[str], text: str) -> None:
    """Raises UsageError for a table of one column in whose name stands what seems to part the cells."""
    if chunk.format not in DELIMITERS or len(names) != 1 or names[0] == text:
        return
    told = {"csv": "CSV is read with commas between cells", "tsv": "TSV is read with tabs between cells"}[chunk.format]
    for other, mend in (
        (",", "give --format csv, or name it .csv"),
        ("\t", "give --format tsv, or name it .tsv"),
        (";", "write it anew with commas (csvformat -d ';')"),
    ):
        if other in names[0]:
            raise UsageError(f"{chunk.path}: {told}, and here stands {other!r} in the one name {names[0]!r}: {mend}.")


def _check(path: str, names: Sequence[str], fields: Fields, whole: bool = True) -> None:
    """Raises UsageError for a field that is not there or is there already. ``whole``: no further names may follow."""
    wanted = [("--field", fields.text), *(fields.named(*HINTS) if whole else ())]
    for option, name in wanted:
        if name not in names:
            raise UsageError(
                f"{path}: no field {name!r} at its beginning; there are {', '.join(names)}. Name one by {option}."
            )
    for option, name in fields.named(*ADDED):
        if name in names:
            raise UsageError(f"{option} {name}: {path} has this field already; choose another name.")


def _with_head(order: Order, chunk: Chunk, names: list[str]) -> Order:
    columns = tuple(dict.fromkeys([*names, *order.fields.added()]))
    if chunk.format == order.output and list(columns) == names:
        head = chunk.head if chunk.head.endswith(b"\n") else chunk.head + b"\n"
    else:
        ending = delimited.line_end(chunk.head).decode()
        head = delimited.csv_line(columns, order.output, order.encoding, ending)
    return replace(order, columns=columns, head=head)


def _seen(chunk: Chunk, order: Order, cleaner: Cleaner) -> _Seen:
    if chunk.broken:
        return _Seen([], {}, f"{chunk.path}: {chunk.broken}")
    try:
        if chunk.format in DELIMITERS:
            names = delimited.columns_of(chunk, order.encoding)
            return _Seen(names, {chunk.first: dict.fromkeys(names, "")})
        if chunk.format == "parquet":
            return _Seen(parquet.columns_of(chunk.data), {}, empty=not parquet.table_of(chunk.data).num_rows)
    except BadRecord as bad:
        raise DataError(f"{chunk.path}:{'1:' if chunk.format in DELIMITERS else ''} {bad}.") from bad
    records = list(records_of(chunk, order.fields.text, order.encoding, cleaner))
    rows = {record.number: record.values for record in records if not record.problem}
    first = next((record for record in records if record.problem), None)
    problem = f"{first.path or f'{chunk.path}:{first.number}'}: {first.problem.rstrip('.')}" if first else ""
    spread = first is not None and first is records[0] and _is_spread(chunk, first)
    if spread and 2 * len(rows) < len(records):
        raise DataError(f"{problem}.")
    return _Seen(list(dict.fromkeys(name for row in rows.values() for name in row)), rows, problem)


def _is_spread(chunk: Chunk, record: Record) -> bool:
    """Whether a record is the beginning of JSON that is spread over several lines."""
    return chunk.format == "jsonl" and record.content.strip() in SPREAD


_BYTES = ("schema", "head")


def to_json(order: Order) -> dict[str, Any]:
    """The learned part of an order, for the journal."""
    return {"columns": list(order.columns)} | {k: base64.b64encode(getattr(order, k)).decode() for k in _BYTES}


def from_json(order: Order, known: Mapping[str, Any]) -> Order:
    """The order with what ``to_json`` kept."""
    plain: dict[str, Any] = {k: base64.b64decode(known[k]) for k in _BYTES}
    return replace(order, columns=tuple(known["columns"]), **plain)
