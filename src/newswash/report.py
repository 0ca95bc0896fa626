"""A page to look at: texts with their removals struck through, as each profile would make them.

One HTML file that holds everything and loads nothing. Its looks and its script are ``data/report.html``; here the
texts are judged under every profile, and written into it as data that cannot end the script they stand in.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from newswash import __version__
from newswash.cleaner import Cleaner
from newswash.model import CATEGORIES, Document, Mark, Removal, Result
from newswash.profiles import PROFILES
from newswash.spans import overlaps

TEMPLATE = Path(__file__).parent / "data" / "report.html"
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def report(documents: Iterable[Document], cleaner: Cleaner) -> str:
    """The page as text. ``Document.id`` names each document; the page's slider stands at the cleaner's profile at
    first, and what else it was told holds under every profile."""
    cleaners = [cleaner.under(name) for name in PROFILES]
    book = _Book()
    docs = [book.document(d, [c.detect(d.text, url=d.url, title=d.title, language=d.language) for c in cleaners])
            for d in documents]  # fmt: skip
    data = {
        "version": __version__,
        "fingerprint": cleaner.fingerprint,
        "profiles": list(PROFILES),
        "profile": list(PROFILES).index(cleaner.profile.name),
        **book.tables(),
        "docs": docs,
    }
    return _page(data)


class _Book:
    """Names and reasons, each written once and then known by its number."""

    def __init__(self) -> None:
        self.categories: dict[str, int] = {}
        self.rules: dict[str, int] = {}
        self.reasons: dict[str, int] = {}

    def tables(self) -> dict[str, Any]:
        return {
            "categories": list(self.categories),
            "hues": [CATEGORIES.index(c) if c in CATEGORIES else len(CATEGORIES) for c in self.categories],
            "rules": list(self.rules),
            "reasons": list(self.reasons),
        }

    def document(self, document: Document, results: Sequence[Result]) -> dict[str, Any]:
        """One document: its spans once, and for each profile which of them are removed and which are only marked."""
        offset = _utf16(document.text)
        spans: dict[tuple[int, ...], int] = {}

        def numbers(found: Iterable[Removal | Mark]) -> list[int]:
            return [spans.setdefault(self._span(x, offset), len(spans)) for x in found]

        removals = [numbers(r.removals) for r in results]
        marks = [numbers(_beside(r.marks, r.removals)) for r in results]
        return {
            "name": str(document.id),
            "text": document.text,
            "language": document.language or "",
            "spans": list(spans),
            "removals": removals,
            "marks": marks,
            "flags": [sorted(r.flags) for r in results],
        }

    def _span(self, x: Removal | Mark, offset: Callable[[int], int]) -> tuple[int, ...]:
        tables = ((self.categories, x.category), (self.rules, x.rule), (self.reasons, x.reason))
        category, rule, reason = (table.setdefault(name, len(table)) for table, name in tables)
        return offset(x.start), offset(x.end), category, rule, round(1000 * x.score), reason


def _beside(marks: Iterable[Mark], removals: Sequence[Removal]) -> Iterator[Mark]:
    """The marks that no removal touches."""
    taken = [(r.start, r.end) for r in removals]
    return (mark for mark in marks if not overlaps(taken, mark.start, mark.end))


def _utf16(text: str) -> Callable[[int], int]:
    """Turns code points, as newswash counts, into the UTF-16 units of a browser."""
    if not _ASTRAL.search(text):
        return lambda offset: offset
    units = [0]
    for c in text:
        units.append(units[-1] + (2 if ord(c) > 0xFFFF else 1))
    return units.__getitem__


def _page(data: Mapping[str, Any]) -> str:
    page = TEMPLATE.read_text("utf-8")
    style, script = (_hash(page, tag) for tag in ("style", "script"))
    policy = f"default-src 'none'; img-src data:; style-src {style}; script-src {script}; base-uri 'none'"
    head, _, tail = page.replace("@@POLICY@@", policy).partition("@@DATA@@")
    return head + _inert(data) + tail


def _hash(page: str, tag: str) -> str:
    """The hash by which the page's policy lets its one own style sheet or script run, and nothing else."""
    source = page.rpartition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


def _inert(data: Mapping[str, Any]) -> str:
    """JSON without a character that HTML could read as markup; lone surrogates are escaped."""
    source = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    source = re.sub("[\ud800-\udfff]", lambda m: f"\\u{ord(m.group()):04x}", source)
    return source.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
