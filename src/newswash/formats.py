"""Findings as other programs read them: one line each, JSON, SARIF 2.1.0, GitHub annotations."""

from __future__ import annotations

import json
import os
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from newswash.model import Removal

FORMATS = ("text", "json", "sarif", "github")
AROUND = 32  # code points shown before and after a finding
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True, slots=True)
class Found:
    """A removal in a file: lines and columns count from 1, columns in code points.

    ``words`` are what is removed, ``before`` and ``after`` the words around it.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    removal: Removal
    words: str
    before: str = ""
    after: str = ""


class Places:
    """Turns offsets of one text into lines and columns."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]

    def at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def found_in(path: str, text: str, removals: Iterable[Removal]) -> list[Found]:
    """The removals of a text with their places; white space that goes with them is not counted in."""
    places = Places(text)
    out = []
    for r in removals:
        words = text[r.start : r.end]
        start = r.start + len(words) - len(words.lstrip())
        end = max(start, r.end - (len(words) - len(words.rstrip())))
        around = (_last_words(text[max(0, start - 4 * AROUND) : start]), _first_words(text[end : end + 4 * AROUND]))
        out.append(Found(path, *places.at(start), *places.at(end), r, text[start:end], *around))
    return out


def _first_words(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= AROUND else text[:AROUND].rpartition(" ")[0] + " …"


def _last_words(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= AROUND else "… " + text[-AROUND:].partition(" ")[2]


def shortened(text: str, limit: int = 80) -> str:
    """A text on one line, its middle left out if it is long."""
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit // 2]} … {text[-limit // 2 :]}"


def parts_of(f: Found) -> list[tuple[str, str]]:
    """A finding on one line, in parts with the style of each: what and where, the rule, and the words around it."""
    parts = [
        (f"{f.path}:{f.line}:{f.column}: ", "bold"),
        (f"{f.removal.category}: ", "cyan"),
        (shortened(f.words), "red strike"),
        (f" [{f.removal.rule}]", "dim"),
    ]
    around = [f"{where} “{words}”" for where, words in (("after", f.before), ("before", f.after)) if words]
    return [*parts, (f" {', '.join(around)}", "dim")] if around else parts


def as_text(found: Sequence[Found]) -> str:
    return "".join("".join(text for text, _ in parts_of(f)) + "\n" for f in found)


def as_json(found: Sequence[Found]) -> str:
    """A JSON array; offsets are code points of the file's text."""
    return json.dumps([_row(f) for f in found], ensure_ascii=False, indent=1) + "\n"


def _row(f: Found) -> dict[str, Any]:
    r = f.removal
    return {
        "path": f.path,
        "line": f.line,
        "column": f.column,
        "end_line": f.end_line,
        "end_column": f.end_column,
        "start": r.start,
        "end": r.end,
        "category": r.category,
        "rule": r.rule,
        "score": round(r.score, 4),
        "reason": r.reason,
        "text": f.words,
        "before": f.before,
        "after": f.after,
    }


def as_github(found: Sequence[Found]) -> str:
    """Workflow commands, which GitHub shows beside the line."""

    def escape(text: str, more: Sequence[tuple[str, str]] = ()) -> str:
        for a, b in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), *more):
            text = text.replace(a, b)
        return text

    prop = ((":", "%3A"), (",", "%2C"))
    return "".join(
        f"::warning file={escape(f.path, prop)},line={f.line},endLine={f.end_line},col={f.column},"
        f"title={escape(f.removal.category, prop)}::{escape(shortened(f.words))} [{escape(f.removal.rule)}]\n"
        for f in found
    )


def _uri(path: str) -> str:
    place = Path(path)
    return place.as_uri() if place.is_absolute() else quote(os.fsencode(place.as_posix()))


def as_sarif(found: Sequence[Found]) -> str:
    """A SARIF 2.1.0 log; columns are code points."""
    rules = sorted({f.removal.rule for f in found})
    results = [
        {
            "ruleId": f.removal.rule,
            "ruleIndex": rules.index(f.removal.rule),
            "level": "warning",
            "message": {"text": f"{f.removal.category}: {shortened(f.words)} ({f.removal.reason})"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _uri(f.path)},
                        "region": {
                            "startLine": f.line,
                            "startColumn": f.column,
                            "endLine": f.end_line,
                            "endColumn": f.end_column,
                        },
                    }
                }
            ],
        }
        for f in found
    ]
    driver = {"name": "newswash", "rules": [{"id": r} for r in rules]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"
