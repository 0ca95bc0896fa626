"""The output's columns, where its format has any: learned from the first records, kept for the run."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from newswash.bulk import delimited, parquet
from newswash.bulk.chunks import Chunk, chunks
from newswash.bulk.errors import BadRecord
from newswash.bulk.inputs import DELIMITERS, Source
from newswash.bulk.jsonl import Values
from newswash.bulk.plan import Fields, Order
from newswash.bulk.records import OWN_FIELDS, records_of
from newswash.cleaner import Cleaner
from newswash.errors import DataError, UsageError
from newswash.hints import HINTS


def learned(files: Sequence[Source], order: Order, cleaner: Cleaner) -> Order:
    """The order with the output's columns: those of the first chunk that has records, and the added ones.

    Raises UsageError when no record of that chunk has the text's field, when one has a field that is to be added, or
    when a table has no column that was named; DataError when there is no record to learn the output's columns from.
    """
    columnar = order.output in (*DELIMITERS, "parquet")
    if not columnar and (own := OWN_FIELDS.get(files[0].format)):
        _check(files[0].path, [*own, order.fields.text], order.fields)
        return order
    for chunk in chunks(files):
        names, rows = _fields_of(chunk, order, cleaner)
        if not names:
            continue
        _check(chunk.path, names, order.fields, whole=chunk.format != "jsonl")
        if order.output == "parquet":
            return replace(order, schema=parquet.output_schema(chunk, rows, order.fields))
        return _with_head(order, chunk, names) if columnar else order
    if columnar:
        raise DataError(f"{files[0].path}: no record was found whose fields could be the output's columns.")
    return order


def _check(path: str, names: Sequence[str], fields: Fields, whole: bool = True) -> None:
    """Raises UsageError for a field that is not there or is there already. ``whole``: no further names may follow."""
    wanted = [("--field", fields.text), *(fields.named(*HINTS) if whole else ())]
    for option, name in wanted:
        if name not in names:
            raise UsageError(
                f"{path}: no field {name!r} at its beginning; there are {', '.join(names)}. Name one by {option}."
            )
    for option, name in fields.named("to", "removals"):
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


def _fields_of(chunk: Chunk, order: Order, cleaner: Cleaner) -> tuple[list[str], list[Values]]:
    """The names of the fields in a chunk, and its records where the names alone don't tell the output's columns."""
    if chunk.broken:
        return [], []
    try:
        if chunk.format in DELIMITERS:
            names = delimited.columns_of(chunk, order.encoding)
            return names, [dict.fromkeys(names, "")]
        if chunk.format == "parquet":
            return parquet.columns_of(chunk.data), []
    except BadRecord as bad:
        raise DataError(f"{chunk.path}:{'1:' if chunk.format in DELIMITERS else ''} {bad}.") from bad
    records = records_of(chunk, order.fields.text, order.encoding, cleaner)
    rows = [record.values for record in records if not record.problem]
    return list(dict.fromkeys(name for row in rows for name in row)), rows


_BYTES = ("schema", "head")


def to_json(order: Order) -> dict[str, Any]:
    """The learned part of an order, for the journal."""
    return {"columns": list(order.columns)} | {k: base64.b64encode(getattr(order, k)).decode() for k in _BYTES}


def from_json(order: Order, known: Mapping[str, Any]) -> Order:
    """The order with what ``to_json`` kept."""
    plain: dict[str, Any] = {k: base64.b64decode(known[k]) for k in _BYTES}
    return replace(order, columns=tuple(known["columns"]), **plain)
