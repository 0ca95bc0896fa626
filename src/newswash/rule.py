"""A rule and a rule set: data that says what boilerplate looks like. The format is described in docs/packs.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, Literal, get_args
from unicodedata import category

from newswash.errors import PackError, UsageError, hint, nearest
from newswash.fold import fold, most_forms
from newswash.model import CATEGORIES

RuleUnit = Literal["match", "sentence", "line", "block", "label", "row"]
Tier = Literal["strip", "suspect"]
UNITS: tuple[RuleUnit, ...] = get_args(RuleUnit)
TIERS: tuple[Tier, ...] = get_args(Tier)
LONGEST_PHRASE = 1000  # code points
MOST_FORMS = 256  # of a phrase: they are all looked for
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")
HOST_MEND = 'Write the bare host in lower case: "example.org".'
SUSPECTED = 0.5  # the score of what a suspect finds, however well it fits
GUARDS = ("quoted", "reported", "third-party-payee", "editorial-note", "headline")


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a rule must remove or leave, and what stands around it (None: a neutral paragraph)."""

    text: str
    before: str | None = None
    after: str | None = None
    glue: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one pack. Which fields are set decides its kind: ``cues``, ``anchors``, ``cards`` or ``phrases``."""

    id: str
    pack: str
    category: str
    about: str = ""
    tier: Tier = "strip"
    phrases: tuple[str, ...] = ()
    pattern: str | None = None
    unit: RuleUnit = "line"
    opens: bool = False
    anchors: tuple[str, ...] = ()
    min_anchors: int = 2
    length: tuple[int, int] = (10, 200)
    ends: tuple[str, ...] = ()
    cues: tuple[tuple[str, tuple[str, ...]], ...] = ()
    needs: tuple[str, ...] = ()
    min_cues: int = 2
    window: int = 2
    voice: str | None = None
    cards: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    removes: tuple[Example, ...] = field(default=(), compare=False)
    keeps: tuple[Example, ...] = field(default=(), compare=False)

    @property
    def name(self) -> str:
        """The name under which the rule is known: ``pack:id``."""
        return f"{self.pack}:{self.id}"

    @property
    def kind(self) -> Literal["cues", "template", "cards", "phrase"]:
        return "cues" if self.cues else "template" if self.anchors else "cards" if self.cards else "phrase"

    def score(self, fit: float) -> float:
        """The score of a finding of the rule that fits so well."""
        return fit if self.tier == "strip" else SUSPECTED

    def wording(self) -> Iterator[str]:
        """All literal phrases of the rule, of whatever kind."""
        yield from self.phrases
        yield from self.anchors
        yield from self.ends
        for _, phrases in self.cues:
            yield from phrases


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules of one file, with the words that their guards look for."""

    id: str
    version: str
    about: str = ""
    language: str | None = None
    guards: tuple[tuple[str, tuple[str, ...]], ...] = ()
    prune: tuple[tuple[str, tuple[str, ...]], ...] = ()
    path: str = field(default="", compare=False)


@dataclass(frozen=True)
class RuleSet:
    """Rules from any number of packs: an immutable value.

    >>> import newswash
    >>> rules = newswash.load_rules("en")
    >>> smaller = rules.without("en:*newsletter*")
    >>> len(smaller.rules) < len(rules.rules)
    True
    """

    rules: Sequence[Rule] = ()
    packs: tuple[Pack, ...] = ()

    def __or__(self, other: RuleSet) -> RuleSet:
        """Both sets; where both hold a rule of the same name, the right one counts.

        Raises PackError where two files with the same pack id say different things: one would replace the other.
        """
        _refuse_clash(self, other)
        return self.replaced(other)

    def replaced(self, other: RuleSet) -> RuleSet:
        """As ``|``, for another state of packs that are in this set."""
        packs = {p.id: p for p in (*self.packs, *other.packs)}
        rules = {r.name: r for r in (*self.rules, *other.rules)}
        return RuleSet(tuple(rules.values()), tuple(packs.values()))

    def only(self, *patterns: str) -> RuleSet:
        """The rules whose name (``pack:id``), pack or category matches one of the shell-style patterns."""
        self._known(patterns)
        return replace(self, rules=tuple(r for r in self.rules if _matches(r, patterns)))

    def without(self, *patterns: str) -> RuleSet:
        """The rules that match none of the patterns; ``without("sites/*")`` leaves the site packs out."""
        self._known(patterns)
        return replace(self, rules=tuple(r for r in self.rules if not _matches(r, patterns)))

    def overlay(self, *changes: Mapping[str, Any]) -> RuleSet:
        """Change rules without forking their pack.

        Each change names its rules by pattern and says what is different: ``{"rule": "en:newsletter-*", "off": True}``,
        ``{"rule": "de:spenden", "tier": "suspect"}``, ``{"rule": "en:labels", "add_phrases": ["Read on"]}``;
        also ``remove_phrases``, ``add_sites``, ``unless``, ``category``. A pattern that matches nothing is an error.
        """
        rules = list(self.rules)
        for change in changes:
            rules = list(_overlaid(rules, dict(change)))
        return replace(self, rules=tuple(rules))

    @cached_property
    def fingerprint(self) -> str:
        """A hash over all that decides: the same rules, in the same order, give the same results."""
        import json
        from hashlib import sha256

        rows = [json.dumps(_plain(x), ensure_ascii=False) for xs in (self.packs, self.rules) for x in xs]
        return sha256("\n".join(rows).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def pack(self, id: str) -> Pack | None:
        return next((p for p in self.packs if p.id == id), None)

    def _known(self, patterns: Iterable[str]) -> None:
        for pattern in patterns:
            if not isinstance(pattern, str):
                raise UsageError(f"a pattern must be a str, not {pattern!r}: name several one by one.")
            if not any(_matches(r, [pattern]) for r in self.rules):
                near = self._nearest(pattern)
                meant = f"did you mean {near!r}? All stand in" if near else "see"
                raise UsageError(f"no rule, pack or category matches {pattern!r}: {meant} `newswash rules list`.")

    def _nearest(self, pattern: str) -> str:
        names = {name: r.name for r in reversed(self.rules) for name in (r.name, r.id)}
        names |= {name: name for r in self.rules for name in (r.pack, r.category)}
        near = nearest(pattern, sorted(names))
        return names[near] if near else ""


def wording_flaw(phrase: str) -> tuple[str, str] | None:
    """What is wrong with a phrase that is to be looked for in texts, and the mend; None if nothing is."""
    if len(phrase) > LONGEST_PHRASE:
        return f"holds a phrase of {len(phrase)} code points", "Take its telling part."
    if _CONTROL.search(phrase):
        return "holds a control character", "Write words as a reader sees them."
    folded = fold(phrase.replace("*", ""))
    if all(category(c)[0] in "ZC" for c in folded):
        return "must be a list of strings that say something", "Write words as a reader sees them."
    if most_forms(folded) > MOST_FORMS:
        problem = f"holds a phrase of which more than {MOST_FORMS} spellings count as equal"
        return problem, "Take a part with fewer dotted letters."
    return None


def is_host(site: str) -> bool:
    """Whether a site is written as the hosts of pages are: another one would hold on no page."""
    return site == site.lower() and _HOST.fullmatch(site) is not None


def _refuse_clash(left: RuleSet, right: RuleSet) -> None:
    had = {p.id: p for p in left.packs}
    for pack in right.packs:
        other = had.get(pack.id, pack)
        if other.path == pack.path or not other.path or not pack.path:
            continue  # the same file, perhaps overlaid or read again
        rules = {r.name: r for r in left.rules if r.pack == pack.id}
        if other != pack or any(rules.get(r.name, r) != r for r in right.rules if r.pack == pack.id):
            raise PackError(
                pack.path, 1, pack.id, f"the pack id is taken by {other.path}", "Give this pack an id of its own."
            )


def _matches(rule: Rule, patterns: Iterable[str]) -> bool:
    names = (rule.name, rule.pack, rule.category)
    return any(fnmatchcase(name, pattern) for pattern in patterns for name in names)


_CHANGES: Mapping[str, tuple[str, ...] | None] = {
    "off": None, "tier": TIERS, "category": CATEGORIES, "unless": GUARDS, "add_unless": GUARDS, "add_phrases": None,
    "remove_phrases": None, "add_sites": None,
}  # fmt: skip
"""What an overlay may say, and what of: one of these (a list of these, for guards), else whatever is of its type."""
_ONE = ("tier", "category")


def _overlaid(rules: list[Rule], change: dict[str, Any]) -> Iterator[Rule]:
    pattern = change.pop("rule", None)
    if not isinstance(pattern, str):
        raise UsageError('overlay: names no rule. Write rule = "pack:id" in it.')
    matched = [r for r in rules if _matches(r, [pattern])]
    if not matched:
        raise UsageError(f"overlay: no rule matches {pattern!r}: see `newswash rules list`.")
    for key, value in change.items():
        _check_change(pattern, key, value)
    dropped = set(change.get("remove_phrases", ()))
    absent = dropped.difference(*(r.phrases for r in matched))
    if absent:
        raise UsageError(f"overlay of {pattern}: has no phrase {min(absent)!r} to remove; see `newswash rules show`.")
    for rule in matched:
        if change.get("add_phrases") and rule.kind != "phrase":
            raise UsageError(f"overlay of {pattern}: {rule.name} holds {rule.kind}, no phrases: write a rule.")
        if rule.phrases and dropped.issuperset(rule.phrases) and not change.get("add_phrases"):
            raise UsageError(f"overlay of {pattern}: leaves {rule.name} no phrase; to switch it off: off = true.")
    for rule in rules:
        if not _matches(rule, [pattern]):
            yield rule
        elif not change.get("off"):
            yield replace(
                rule,
                tier=change.get("tier", rule.tier),
                category=change.get("category", rule.category),
                unless=(*change.get("unless", rule.unless), *change.get("add_unless", ())),
                phrases=(*(p for p in rule.phrases if p not in dropped), *change.get("add_phrases", ())),
                sites=(*rule.sites, *change.get("add_sites", ())),
            )


def _check_change(pattern: str, key: str, value: Any) -> None:
    """Raises UsageError for a key that no overlay has, and for a value that says nothing or the wrong kind of thing."""
    where = f"overlay of {pattern}"
    if key not in _CHANGES:
        raise UsageError(f"{where}: unknown {key!r}: {hint(key, _CHANGES)}")
    if key == "off":
        if not isinstance(value, bool):
            raise UsageError(f"{where}: off is true or false, not {value!r}.")
        return
    words = [value] if key in _ONE else value
    if not isinstance(words, list | tuple) or not all(isinstance(w, str) and w.strip(" *") for w in words):
        kind = "a string" if key in _ONE else f'a list of strings: {key} = ["…"]'
        raise UsageError(f"{where}: {key} must be {kind}, not {value!r}.")
    choices = _CHANGES[key]
    for word in words:
        flaw = wording_flaw(word) if key == "add_phrases" else None
        if flaw:
            raise UsageError(f"{where}: {key} {flaw[0]}. {flaw[1]}")
        if key == "add_sites" and not is_host(word):
            raise UsageError(f"{where}: {word!r} is no host. {HOST_MEND}")
        if choices and word not in choices:
            raise UsageError(f"{where}: {key} {word!r} is unknown: {hint(word, choices)}")


def _plain(x: Rule | Pack) -> list[Any]:
    skip = {"removes", "keeps", "about", "path"}
    return [getattr(x, k) for k in x.__slots__ if k not in skip]
