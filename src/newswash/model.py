"""The nouns: what goes in, what is found, what comes out. All offsets are code points of the original text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from newswash.errors import UsageError

Action = Literal["strip", "mark", "keep"]
ACTIONS: tuple[Action, ...] = get_args(Action)

CATEGORIES: tuple[str, ...] = (
    "donation-appeal",
    "membership",
    "newsletter",
    "subscription-paywall",
    "cookie-consent",
    "login-account",
    "app-promo",
    "share-social",
    "advertisement",
    "navigation",
    "breadcrumb",
    "player-ui",
    "comments",
    "poll",
    "copyright-legal",
    "crawl-metadata",
    "related-links",
    "photo-credit",
    "tags",
    "byline",
    "dateline",
    "author-bio",
    "republication",
    "caption",
    "standfirst",
    "headline",
    "correction",
    "metadata-block",
    "list",
    "unnamed",
)


@dataclass(frozen=True, slots=True)
class Document:
    """One text to judge, with what its owner knows of it.

    ``text`` is plain text, lines separated by ``\\n``. ``url`` scopes site rules, ``title`` helps to find the
    headline, ``language`` (an ISO 639-1 code) is a hint and never a gate. ``id`` is carried along untouched.
    """

    text: str
    url: str | None = None
    title: str | None = None
    language: str | None = None
    id: Any = None

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            kind = type(self.text).__name__
            hint = {
                "bytes": "decode them first: data.decode('utf-8')",
                "NoneType": "pass an empty string for a missing text",
                "Document": "detect_many judges documents",
                "float": "a missing value of a data frame? Replace NaN by an empty string",
            }.get(kind, "newswash cleans text")
            raise UsageError(f"text must be a str, not {kind}: {hint}.")
        for name in ("url", "title", "language"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise UsageError(f"{name} must be a str or None, not {type(value).__name__}.")


@dataclass(frozen=True, slots=True)
class Finding:
    """Evidence of one detector for [start, end): before the decision.

    ``score`` is between 0 and 1. ``bounded``: both its start and its end were recognised by their words, so that it can
    be told from an article around it, even where it makes up most of the text.
    """

    start: int
    end: int
    category: str
    rule: str
    score: float
    reason: str
    tier: Literal["strip", "suspect"] = "strip"
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """A span [start, end) of the original text that was taken out, and why."""

    start: int
    end: int
    category: str
    rule: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A span [start, end) that was recognised and left in place, since the profile only marks its category."""

    start: int
    end: int
    category: str
    rule: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A finding for [start, end) that was not followed; ``why`` names the guard."""

    start: int
    end: int
    category: str
    rule: str
    score: float
    reason: str
    why: str


@dataclass(frozen=True, slots=True)
class Result:
    """What was done to one text. ``removals`` are disjoint and sorted.

    ``flags`` warn of what wants a look: ``appeal-is-article`` (an appeal makes up most of the text and was left),
    ``emptied`` (nothing is left), ``truncated`` (a paywall notice went, and the text breaks off), ``unsettled`` (more
    would go of what is left: removals uncovered others again and again, as an own detector's may that goes by place).

    >>> import newswash
    >>> result = newswash.detect("The vote passed.\\n\\nSign up for our newsletter.")
    >>> result.text
    'The vote passed.'
    >>> result.restore() == result.original
    True
    """

    original: str
    removals: tuple[Removal, ...] = ()
    marks: tuple[Mark, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    flags: frozenset[str] = frozenset()
    fingerprint: str = ""
    id: Any = field(default=None, compare=False)

    @property
    def text(self) -> str:
        """The original minus the removals; the very same string when there are none."""
        if not self.removals:
            return self.original
        kept, at = [], 0
        for r in self.removals:
            kept.append(self.original[at : r.start])
            at = r.end
        kept.append(self.original[at:])
        return "".join(kept)

    def removed(self) -> list[tuple[Removal, str]]:
        """Each removal with the words that it took out."""
        return [(r, self.original[r.start : r.end]) for r in self.removals]

    def restore(self) -> str:
        """The original, rebuilt from ``text`` and the removed words (the proof that nothing is lost)."""
        text, parts, at, shift = self.text, [], 0, 0
        for r in self.removals:
            parts += [text[at : r.start - shift], self.original[r.start : r.end]]
            at = r.start - shift
            shift += r.end - r.start
        return "".join([*parts, text[at:]])

    def removal_rows(self) -> list[dict[str, Any]]:
        """The removals as plain data: ``start``, ``end``, ``category``, ``rule``, ``score`` (to four digits),
        ``reason``, and as ``text`` the words that went. So they stand in ``to_dict`` and in every column of removals.
        """
        return [self._row(r) for r in self.removals]

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON: text, removals with their words, marks, refusals, flags, fingerprint."""
        return {
            "text": self.text,
            "removals": self.removal_rows(),
            "marks": [self._row(m) for m in self.marks],
            "refusals": [self._row(r) for r in self.refusals],
            "flags": sorted(self.flags),
            "fingerprint": self.fingerprint,
        }

    def _row(self, x: Removal | Mark | Refusal) -> dict[str, Any]:
        row: dict[str, Any] = {
            "start": x.start,
            "end": x.end,
            "category": x.category,
            "rule": x.rule,
            "score": round(x.score, 4),
            "reason": x.reason,
        }
        if isinstance(x, Refusal):
            row["why"] = x.why
        return row | {"text": self.original[x.start : x.end]}


@dataclass(frozen=True, slots=True)
class Profile:
    """One table: what happens to each category. ``whole_sentences``: layout alone may take sentences too."""

    name: str
    actions: Mapping[str, Action]
    whole_sentences: bool = False

    def action(self, category: str) -> Action:
        return self.actions.get(category, "strip")
