"""What each wording of a rule set is to its rules: worked out once for a set, and kept in the cache."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field

import orjson

from newswash import cache
from newswash.fold import fold
from newswash.labels import core
from newswash.rule import Rule, RuleSet
from newswash.sentences import word_count
from newswash.wording import Wording

WORTH_KEEPING = 500  # rules: a smaller set is indexed in no time
_KIND = "index-1"


@dataclass(slots=True)
class Index:
    """Wordings by number, and their uses.

    ``phrases``: as the rules write them, one for each wording. ``written``: as the scanner takes them.
    ``phrase_of``: the numbers of the rules whose phrase the wording is; ``anchor_of``: rule and which anchor;
    ``cue_of``: rule and which group of cues. ``labels``: words of a whole line → rules, the firmest first.
    ``opening``: wordings that matter at the start of a sentence alone.
    """

    phrases: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    phrase_of: list[list[int]] = field(default_factory=list)
    anchor_of: list[list[tuple[int, int]]] = field(default_factory=list)
    cue_of: list[list[tuple[int, int]]] = field(default_factory=list)
    labels: dict[str, list[int]] = field(default_factory=dict)
    opening: list[int] = field(default_factory=list)


def index(rules: RuleSet) -> Index:
    """The index of a rule set, from the cache if it has been made before."""
    if len(rules.rules) < WORTH_KEEPING:
        return _index(rules.rules)
    stored = cache.read(_KIND, rules.fingerprint)
    if stored is not None:
        return Index(**orjson.loads(stored))
    made = _index(rules.rules)
    cache.write(_KIND, rules.fingerprint, orjson.dumps(asdict(made)))
    return made


def _index(rules: tuple[Rule, ...]) -> Index:
    out = Index()
    known: dict[str, int] = {}
    labels: dict[str, list[int]] = defaultdict(list)

    def number_of(phrase: str) -> int:
        wording = Wording.of(phrase)
        number = known.setdefault(wording.text, len(known))
        if number == len(out.phrases):
            out.phrases.append(phrase)
            out.written.append(wording.written)
            for uses in (out.phrase_of, out.anchor_of, out.cue_of):
                uses.append([])
        return number

    for number, rule in enumerate(rules):
        for phrase in rule.phrases:
            if rule.pattern is None and word_count(phrase) <= 2:
                labels[core(phrase) or fold(phrase).strip()].append(number)
            else:
                out.phrase_of[number_of(phrase)].append(number)
        for which, phrase in enumerate(rule.anchors):
            out.anchor_of[number_of(phrase)].append((number, which))
        for group, (_, phrases) in enumerate(rule.cues):
            for phrase in phrases:
                out.cue_of[number_of(phrase)].append((number, group))
    out.labels = {k: sorted(dict.fromkeys(v), key=lambda r: rules[r].tier != "strip") for k, v in labels.items()}
    out.opening = [
        i
        for i, uses in enumerate(out.phrase_of)
        if not out.anchor_of[i] and not out.cue_of[i] and all(rules[r].opens for r in uses)
    ]
    return out
