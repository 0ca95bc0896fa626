"""Columns of text in Arrow: which may be cleaned, and their values, sound or not."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from newswash.errors import DataError, UsageError, hint


def check_text(schema: pa.Schema, name: str) -> None:
    """Raises UsageError unless exactly one column has this name and it holds strings (or nulls alone)."""
    kind = _kind(schema, name)
    if not _is_text(kind):
        raise UsageError(f"column {name!r} holds {kind}, not text: cast it to string, or name another.")


def check_hint(schema: pa.Schema, name: str) -> None:
    """As ``check_text`` for a column of hints, which may hold floats: pandas makes them of one without a value."""
    if not pa.types.is_floating(_kind(schema, name)):
        check_text(schema, name)


def _kind(schema: pa.Schema, name: str) -> pa.DataType:
    """The type of the one column of this name; raises UsageError where there is none or more than one."""
    places = schema.get_all_field_indices(name)
    if not places:
        raise UsageError(f"no column named {name!r}: {hint(name, schema.names)}")
    if len(places) > 1:
        raise UsageError(f"{len(places)} columns are named {name!r}: rename all but one.")
    return schema.field(places[0]).type


def _is_text(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner) or pa.types.is_null(inner))


def values(column: pa.Array) -> list[Any]:
    """The values as str or None; where one is not UTF-8, the error that it raised stands in its place."""
    try:
        return column.to_pylist()  # type: ignore[no-any-return]
    except UnicodeDecodeError:
        return [_value(x) for x in column]


def sound(value: Any) -> Any:
    """The value, unless it is the error of one that is not UTF-8, which is raised as DataError."""
    if isinstance(value, UnicodeDecodeError):
        raise DataError(f"not UTF-8 (byte {value.object[value.start]:#04x} at {value.start}).")
    return value


def _value(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except UnicodeDecodeError as error:
        return error
