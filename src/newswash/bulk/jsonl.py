"""JSON lines: parsed, and written anew in one field with every other byte left as it is."""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

import orjson

from newswash.bulk.errors import BadRecord, MisfitRecord

Values = dict[str, Any]

SPREAD = (b"[", b"{")
"""What stands alone in the first line of JSON that is spread over several."""

ONE_A_LINE = (
    "JSON lines are one object a line: jq -c '.[]' makes them of an array, jq -c . of objects with breaks in them"
)

_SPACE = re.compile(r"[ \t\r\n]*")
_VALUE = json.JSONDecoder()


def parsed(line: bytes) -> Values:
    """A line's object. Raises BadRecord for what is none."""
    try:
        values = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadRecord(_what_is_wrong(line, error)) from error
    if not isinstance(values, dict):
        mend = f"; {ONE_A_LINE}" if isinstance(values, list) else ""
        raise BadRecord(f"is a {type(values).__name__}, not an object{mend}")
    return values


def _what_is_wrong(line: bytes, error: orjson.JSONDecodeError) -> str:
    try:
        line.decode()
    except UnicodeDecodeError as bad:
        return f"is not UTF-8 (byte {bad.start}); convert it first: iconv -f ENCODING -t UTF-8"
    if b"\0" in line:
        return f"is not UTF-8 (byte {line.index(0)} is zero, as in UTF-16); convert it first: iconv -f UTF-16 -t UTF-8"
    if line.strip() in SPREAD:
        return f"begins a value of several lines; {ONE_A_LINE}"
    return f"is not JSON: {error}"


def patched(line: bytes, values: Values, updates: Values) -> bytes:
    """The line with ``updates`` in it: values that are there are replaced in place, others go to the object's end."""
    body = line.rstrip()
    end = line[len(body) :]
    new = {name: value for name, value in updates.items() if name not in values}
    if len(new) < len(updates):
        body = _replaced(body.decode(), updates).encode()
    if new:
        body = body[:-1].rstrip() + b"," + orjson.dumps(new)[1:]
    return body + end


def _replaced(text: str, updates: Values) -> str:
    try:
        spans = sorted(_spans(text).items(), key=lambda item: item[1])
    except (RecursionError, ValueError) as error:
        raise MisfitRecord(f"can't be written anew: {error}") from error
    at, parts = 0, []
    for name, (start, stop) in spans:
        if name in updates:
            parts += [text[at:start], _spelled(updates[name], text[start:stop])]
            at = stop
    return "".join([*parts, text[at:]])


def _spans(text: str) -> dict[str, tuple[int, int]]:
    """Where the value of each name of a JSON object stands; of a name that stands twice the last, as parsers do."""
    spans: dict[str, tuple[int, int]] = {}
    at = _after_space(text, text.index("{") + 1)
    while text[at] == '"':
        name, at = scanstring(text, at + 1, True)
        start = _after_space(text, _after_space(text, at) + 1)
        _, stop = _VALUE.raw_decode(text, start)
        spans[name] = (start, stop)
        at = _after_space(text, stop)
        if text[at] == ",":
            at = _after_space(text, at + 1)
    return spans


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    assert match is not None
    return match.end()


def _spelled(value: Any, old: str) -> str:
    """A value as JSON, with the escapes that the value which it replaces had."""
    ascii_only = "\\u" in old and old.isascii()
    new = json.dumps(value) if ascii_only else orjson.dumps(value).decode()
    return new.replace("/", r"\/") if r"\/" in old and "/" not in old.replace(r"\/", "") else new


def json_line(values: Values) -> bytes:
    """A record of any origin as a line. Raises MisfitRecord for what JSON has no form for."""
    try:
        return orjson.dumps(values, default=plain, option=orjson.OPT_NON_STR_KEYS) + b"\n"
    except (TypeError, orjson.JSONEncodeError) as error:
        raise MisfitRecord(f"can't be written as JSON: {error}") from error


def plain(value: Any) -> Any:
    """For orjson: dates and decimals as text; bytes are refused."""
    if isinstance(value, bytes):
        raise TypeError("a field holds bytes")
    return str(value)
