"""Parquet and Arrow: batches as streams of bytes, which travel between processes, and the output's schema."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from newswash.bulk.chunks import Chunk
from newswash.bulk.delimited import distinct
from newswash.bulk.errors import BadRecord, MisfitRecord
from newswash.bulk.inputs import needed
from newswash.bulk.jsonl import Values
from newswash.bulk.plan import Fields
from newswash.errors import DataError

_MISFIT = (TypeError, ValueError, OverflowError, RecursionError, OSError)
"""What else Arrow raises for values that fit no column, or one nested too deep."""


def table_of(stream: bytes) -> Any:
    return needed("pyarrow").ipc.open_stream(stream).read_all()


def columns_of(stream: bytes) -> list[str]:
    """The names of the columns. Raises BadRecord when two are alike."""
    return distinct(list(needed("pyarrow").ipc.open_stream(stream).schema.names))


def rows_of(table: Any) -> Iterator[tuple[Values, dict[str, str]]]:
    """Each row, and what is wrong with it, by column: a value that Python has no form of stands as text or bytes in
    its cell."""
    try:
        yield from [(row, {}) for row in table.to_pylist()]
    except _NO_FORM:
        for at in range(table.num_rows):
            yield _row(table, at)


_NO_FORM = (ValueError, OverflowError, LookupError)
"""Also text that is not UTF-8, nanoseconds, years beyond 9999, time zones that nobody knows."""


def _row(table: Any, at: int) -> tuple[Values, dict[str, str]]:
    values: Values = {}
    problems: dict[str, str] = {}
    for name in table.column_names:
        value = table.column(name)[at]
        try:
            values[name] = value.as_py()
        except _NO_FORM as error:
            values[name] = _shown(value)
            problems[name] = f"column {name!r} can't be read: {error}"
    return values, problems


def _shown(value: Any) -> Any:
    pa = needed("pyarrow")
    for kind in (pa.string(), pa.binary()):
        try:
            return value.cast(kind).as_py()
        except (*_NO_FORM, pa.ArrowException):
            continue
    return f"<{value.type}>"


def stream_of(table: Any) -> bytes:
    pa = needed("pyarrow")
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    written: bytes = out.getvalue().to_pybytes()
    return written


def schema_of(serialized: bytes) -> Any:
    pa = needed("pyarrow")
    return pa.ipc.read_schema(pa.py_buffer(serialized))


def output_schema(chunk: Chunk, rows: Mapping[int, Values], fields: Fields) -> bytes:
    """The output's schema: the input's own, or what the first chunk's records, by number, tell; with the columns added.

    Raises DataError where they fit no table.
    """
    pa = needed("pyarrow")
    from newswash.arrow_types import REMOVALS  # wants pyarrow, which may not be there

    if chunk.format == "parquet":
        schema = pa.ipc.open_stream(chunk.data).schema
    else:
        names = dict.fromkeys(name for row in rows.values() for name in row)
        columns = pa.schema([pa.field(name, _type(chunk.path, name, rows)) for name in names])
        try:
            schema = _written_and_read(pa.Table.from_pylist(list(rows.values()), columns)).schema
        except (pa.ArrowException, *_MISFIT) as error:
            raise DataError(
                f"{chunk.path}: the records fit no table: {str(error).rstrip('.')}. Write JSONL."
            ) from error
    added = ((fields.to, pa.string()), (fields.removals, REMOVALS), (fields.flags, pa.list_(pa.string())))
    for name, kind in added:
        if name:
            at = schema.get_field_index(name)
            schema = schema.append(pa.field(name, kind)) if at < 0 else schema.set(at, pa.field(name, kind))
    serialized: bytes = schema.serialize().to_pybytes()
    return serialized


def _written_and_read(table: Any) -> Any:
    """The table as it comes back: Arrow makes types nested deeper than it, or Parquet, can write or read again."""
    pa, parquet = needed("pyarrow"), needed("pyarrow.parquet")
    table = table_of(stream_of(table))
    out = pa.BufferOutputStream()
    parquet.write_table(table, out)
    parquet.read_schema(pa.BufferReader(out.getvalue()))
    return table


def _type(path: str, name: str, rows: Mapping[int, Values]) -> Any:
    """The type of a field's column. Raises DataError for the first record whose value fits none with those above."""
    pa = needed("pyarrow")
    values = [row.get(name) for row in rows.values()]
    try:
        kind = pa.array(values).type
    except (pa.ArrowException, *_MISFIT) as error:
        first = bisect_left(range(len(values)), True, key=lambda at: not _make_an_array(values[: at + 1]))
        problem = f"field {name!r} fits no column{' with those above it' if first else ''}"
        told = str(error).rstrip(".")
        raise DataError(f"{path}:{list(rows)[first]}: {problem}: {told}. Mend it, or write JSONL.") from error
    return pa.string() if pa.types.is_null(kind) else kind


def _make_an_array(values: list[Any]) -> bool:
    pa = needed("pyarrow")
    try:
        pa.array(values)
    except (pa.ArrowException, *_MISFIT):
        return False
    return True


def with_columns(table: Any, schema: Any, kept: Sequence[int], written: dict[str, list[Any]]) -> Any:
    """The rows ``kept`` in the output's schema, some columns written anew, the others as they are.

    Raises BadRecord when the columns don't fit.
    """
    pa = needed("pyarrow")
    try:
        if len(kept) < table.num_rows:
            table = table.take(pa.array(kept, pa.int64()))
        unknown = [name for name in table.column_names if name not in schema.names]
        if unknown:
            raise BadRecord(f"column {unknown[0]!r} is not among the columns of the output")
        columns = {name: table.column(name) for name in table.column_names}
        for name, column in written.items():
            columns[name] = pa.array(column, schema.field(name).type)
        missing = [name for name in schema.names if name not in columns]
        if missing:
            raise BadRecord(f"column {missing[0]!r} of the output is not in this file")
        return pa.table([columns[n].cast(schema.field(n).type) for n in schema.names], schema=schema)
    except pa.ArrowException as error:
        raise BadRecord(f"does not fit the output's columns: {error}") from error


def table_from(rows: list[Values], schema: Any) -> Any:
    """Rows as a table of the schema. Raises MisfitRecord when one doesn't fit."""
    pa = needed("pyarrow")
    for row in rows:
        unknown = [name for name in row if name not in schema.names]
        if unknown:
            raise MisfitRecord(f"field {unknown[0]!r} is not among the columns of the output")
    try:
        return pa.Table.from_pylist(rows, schema)
    except (pa.ArrowException, *_MISFIT) as error:
        raise MisfitRecord(f"does not fit the output's columns: {error}") from error
