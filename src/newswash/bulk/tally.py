"""What a worker hands back: the written records, those it rejected, and what it counted."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from newswash.bulk.chunks import Chunk
from newswash.bulk.inputs import DELIMITERS, printable
from newswash.model import Removal


@dataclass(slots=True)
class Tally:
    """How many records were read, changed and rejected, how many had null for a text, and which files broke off.

    Characters (code points) before and after; removals by category and rule, and their characters by category;
    records by flag; how many records told their address, title or language, by the name of the field.
    """

    records: int = 0
    changed: int = 0
    rejected: int = 0
    nulls: int = 0
    before: int = 0
    after: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    hints: Counter[str] = field(default_factory=Counter)

    def count(self, before: int, removals: Iterable[Removal], flags: Iterable[str]) -> None:
        """One cleaned record."""
        after = before
        for r in removals:
            size = r.end - r.start
            after -= size
            self.categories[r.category] += 1
            self.characters[r.category] += size
            self.rules[r.rule] += 1
        self.flags.update(flags)
        self.records += 1
        self.changed += after != before
        self.before += before
        self.after += after

    def add(self, other: Tally) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def to_dict(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.__slots__}
        return {k: dict(v) if isinstance(v, Counter) else v for k, v in values.items()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Tally:
        plain: dict[str, Any] = {k: Counter(v) if isinstance(v, dict) else v for k, v in values.items()}
        return cls(**plain)


@dataclass(frozen=True, slots=True)
class Block:
    """The cleaned records: bytes (JSONL, CSV), an Arrow stream (Parquet) or names with bytes (text files).

    ``rejects``: a JSON line for each rejected record.
    """

    data: Any
    rejects: bytes
    tally: Tally


def reject_line(chunk: Chunk, number: int, reason: str, content: Any, path: str = "") -> bytes:
    """A rejected record as a JSON line: its file, its line or number, the reason, and what was read of it.

    That is text where orjson can't write it, and left out where it is nested too deep for that, too.
    """
    unit = "line" if chunk.format in ("jsonl", *DELIMITERS) else "record"
    row: dict[str, Any] = {"file": printable(path or chunk.path), unit: number, "reason": reason}
    if isinstance(content, bytes):
        try:
            row["content"] = content.decode()
        except UnicodeDecodeError:
            row["content_base64"] = base64.b64encode(content).decode()
    elif content is not None:
        row["content"] = content
    try:
        return orjson.dumps(row, default=_plain, option=orjson.OPT_NON_STR_KEYS) + b"\n"
    except TypeError:  # orjson reads what is nested 1,024 deep and writes 254; nor does it write lone surrogates
        return json.dumps(row | _as_text(row.pop("content", None))).encode() + b"\n"


def first_reason(rejects: Path) -> str:
    """Why the first record in a file of rejects is there."""
    with rejects.open("rb") as file:
        return str(orjson.loads(file.readline())["reason"])


def _as_text(content: Any) -> dict[str, str]:
    try:
        return {"content": json.dumps(content, default=_plain)}
    except (TypeError, ValueError, RecursionError):
        return {}


def _plain(value: object) -> str:
    """What JSON knows no form of: bytes as base64, all else as it would be printed."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
