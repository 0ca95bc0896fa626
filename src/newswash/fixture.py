"""Fixtures: whole documents with their boilerplate marked in place. The format is described in docs/packs.md."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newswash.errors import FixtureError
from newswash.model import CATEGORIES, Document, Mark, Removal, Result
from newswash.spans import trimmed

_FENCE = "+++\n"
_OPEN = re.compile(r"⟦([a-z-]+):[ ]?")


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch that an editor would delete: [start, end) of the fixture's text."""

    start: int
    end: int
    category: str


@dataclass(frozen=True, slots=True)
class Fixture:
    """A document, its marks, and why it is known to fail (if it is). ``held_out``: no model learns from it."""

    path: str
    text: str
    marks: tuple[Marked, ...]
    language: str | None = None
    site: str | None = None
    title: str | None = None
    known_failure: str | None = None
    held_out: bool = False

    @property
    def document(self) -> Document:
        """The document as a scraper would hand it over: its site known, its language not."""
        url = f"https://{self.site}/article" if self.site else None
        return Document(self.text, url=url, title=self.title)


def read_fixtures(*paths: str | Path) -> Iterator[Fixture]:
    """All fixtures of the given files and folders, in order of their paths."""
    for path in map(Path, paths):
        files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
        for file in files:
            try:
                source = file.read_bytes().decode("utf-8")
            except OSError as error:
                raise FixtureError(str(file), 1, f"cannot be read ({error.strerror})", "Check the path.") from error
            except UnicodeDecodeError as error:
                raise FixtureError(str(file), 1, "is not UTF-8", "Save it as UTF-8.") from error
            yield parse_fixture(source, str(file))


def parse_fixture(source: str, path: str = "fixture") -> Fixture:
    """A fixture from its source.

    >>> f = parse_fixture('+++\\nlanguage = "en"\\n+++\\nIt passed.\\n⟦newsletter: Sign up.⟧\\n')
    >>> f.text, f.marks[0].category
    ('It passed.\\nSign up.', 'newsletter')
    """
    head, body, first = _head(source, path)
    known = {"site", "language", "origin", "title", "known_failure", "held_out", "note"}
    for key, value in head.items():
        line = next((n for n, row in enumerate(source.split("\n"), 1) if re.match(rf"\s*{re.escape(key)}\s*=", row)), 1)
        if key not in known:
            raise FixtureError(path, line, f"unknown key {key!r} in the head", f"Known: {', '.join(sorted(known))}.")
        if key == "held_out" and not isinstance(value, bool):
            raise FixtureError(path, line, "held_out must be true or false", "Write `held_out = true`.")
        if key != "held_out" and not isinstance(value, str):
            raise FixtureError(path, line, f"{key} must be a string, not {value!r}", f'Write `{key} = "…"`.')
    text, marks = _marks(body, path, first)
    language, site, title, failure = (head.get(key) for key in ("language", "site", "title", "known_failure"))
    return Fixture(path, text, tuple(marks), language, site, title, failure, head.get("held_out", False))


def is_fixture(source: str) -> bool:
    """Whether a text begins with the head of a fixture."""
    return source.startswith(_FENCE)


def _head(source: str, path: str) -> tuple[dict[str, Any], str, int]:
    if not is_fixture(source):
        raise FixtureError(path, 1, "has no head", 'Begin with +++, language = "…", +++.')
    head, sep, body = source[len(_FENCE) :].partition(f"\n{_FENCE}")
    if not sep:
        raise FixtureError(path, 1, "the head does not end", "Close it with a line +++.")
    try:
        values = tomllib.loads(head)
    except (ValueError, RecursionError) as error:  # also numbers of thousands of digits, lists in thousands of lists
        raise FixtureError(path, 2, f"the head is not TOML ({error})", "Mend it.") from error
    return values, body.removesuffix("\n"), head.count("\n") + 4


def _marks(body: str, path: str, first: int) -> tuple[str, list[Marked]]:
    out: list[str] = []
    marks: list[Marked] = []
    size, at = 0, 0
    open_at: tuple[int, str, int] | None = None

    def line(offset: int) -> int:
        return first + body.count("\n", 0, offset)

    while at < len(body):
        if body.startswith(("\\⟦", "\\⟧"), at):
            out.append(body[at + 1])
            size, at = size + 1, at + 2
        elif body[at] == "⟦":
            begin = _OPEN.match(body, at)
            if begin is None or begin.group(1) not in CATEGORIES:
                raise FixtureError(
                    path, line(at), "a mark without a known category", "Write ⟦category: text⟧, or \\⟦ for the sign."
                )
            if open_at is not None:
                raise FixtureError(path, line(at), "a mark inside a mark", "Close the first with ⟧.")
            open_at, at = (size, begin.group(1), at), begin.end()
        elif body[at] == "⟧":
            if open_at is None:
                raise FixtureError(
                    path, line(at), "a mark ends that never began", "Remove ⟧, or write \\⟧ for the sign."
                )
            if not "".join(out[open_at[0] :]).strip():
                raise FixtureError(
                    path, line(open_at[2]), "a mark around nothing", "Put it around what must go, or take it out."
                )
            marks.append(Marked(open_at[0], size, open_at[1]))
            open_at, at = None, at + 1
        else:
            out.append(body[at])
            size, at = size + 1, at + 1
    if open_at is not None:
        raise FixtureError(path, line(open_at[2]), "a mark never ends", "Close it with ⟧.")
    return "".join(out), marks


def write_fixture(result: Result, *, language: str | None = None, site: str | None = None) -> str:
    """The source of a fixture with today's removals and marks of a result, to be corrected by hand."""
    head = ["+++"]
    head += [f"site = {_quoted(site)}"] if site else []
    head += [f"language = {_quoted(language)}"] if language else []
    head += ['origin = "composed"', "+++", ""]
    text, parts, at = result.original, [], 0
    spans: list[Removal | Mark] = [*result.removals, *result.marks]
    for span in sorted(spans, key=lambda s: s.start):
        start, end = trimmed(text, span.start, span.end)
        if start < at or start == end:
            continue
        parts.append(_escape(text[at:start]))
        parts.append(f"⟦{span.category}: {_escape(text[start:end])}⟧")
        at = end
    parts.append(_escape(text[at:]))
    return "\n".join(head) + "".join(parts).removesuffix("\n") + "\n"


def _quoted(value: str) -> str:
    """A string of TOML, which knows the escapes of JSON but wants one for DEL, too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _escape(text: str) -> str:
    return text.replace("⟦", "\\⟦").replace("⟧", "\\⟧")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fixture against a result, in code points that are not white space.

    ``missed``: what stayed of the marks; ``wrong``: what went outside of them.
    """

    fixture: Fixture
    marked: int
    found: int
    article: int
    lost: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.missed and not self.wrong


def judge(fixture: Fixture, result: Result, optional: Iterable[str] = ()) -> Outcome:
    """What the result missed and what it wrongly took. Marks of ``optional`` categories may go or stay."""
    text = fixture.text
    mark: list[str | None] = [None] * len(text)
    for m in fixture.marks:
        mark[m.start : m.end] = [m.category] * (m.end - m.start)
    gone = bytearray(len(text))
    for r in result.removals:
        gone[r.start : r.end] = b"\1" * (r.end - r.start)
    may = frozenset(optional)
    solid = [not c.isspace() for c in text]
    marked = found = article = lost = 0
    for i, is_solid in enumerate(solid):
        if not is_solid or mark[i] in may:
            continue
        if mark[i] is None:
            article += 1
            lost += gone[i]
        else:
            marked += 1
            found += gone[i]
    missed = tuple(
        words
        for m in fixture.marks
        if m.category not in may
        for words in _runs(text[m.start : m.end], [not gone[i] for i in range(m.start, m.end)])
        if any(c.isalnum() for c in words)
    )
    wrong = tuple(_runs(text, [bool(gone[i]) and mark[i] is None for i in range(len(text))]))
    return Outcome(fixture, marked, found, article, lost, missed, wrong)


def _runs(text: str, flags: list[bool]) -> Iterator[str]:
    at: int | None = None
    for i, flag in enumerate([*flags, False]):
        if flag and at is None:
            at = i
        elif not flag and at is not None:
            if text[at:i].strip():
                yield text[at:i].strip()
            at = None
