"""What each wording of a rule set is to its rules: worked out once for a set, and kept in the cache."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from typing import Any

import orjson

from newswash import cache
from newswash.flat import Numbers, Strings, numbers, of_numbers, pack, unpack
from newswash.fold import fold
from newswash.labels import core, first_letters
from newswash.rule import Rule, RuleSet
from newswash.sentences import word_count
from newswash.wording import written

LABEL_WORDS = 2  # a phrase without a pattern that has no more is a label whatever its rule takes
WORTH_KEEPING = 500  # rules: a smaller set is indexed in no time
_KIND = "index"
_AS_STRINGS = ("written",)
_AS_NUMBERS = ("only_at_start", "only_in_labels", "cards")
_AS_JSON = ("labels", "rows", "label_first_letters", "firm_cues")
_AS_USES = {"phrase_of": 1, "anchor_of": 2, "cue_of": 2}
"""How the fields of an index are kept; of uses, how many numbers each has."""
_MADE_BY = ("index", "flat", "labels", "glued", "wording", "fold", "scripts", "sentences", "spans", "rule", "model")


class Uses(dict[int, list[tuple[int, ...]]]):
    """Wording → its uses. They stand in columns, and are made when first asked for."""

    def __init__(self, ends: Numbers, columns: Sequence[Numbers]) -> None:
        super().__init__()
        self.ends, self.columns = ends, columns

    @classmethod
    def of(cls, rows: Iterable[list[tuple[int, ...]]], width: int) -> Uses:
        rows = list(rows)
        return cls([*accumulate(map(len, rows))], [[use[k] for row in rows for use in row] for k in range(width)])

    def __missing__(self, wording: int) -> list[tuple[int, ...]]:
        begin, end = self.ends[wording - 1] if wording else 0, self.ends[wording]
        uses = self[wording] = list(zip(*(column[begin:end] for column in self.columns), strict=True))
        return uses


@dataclass(slots=True)
class Index:
    """Wordings by number, and their uses.

    ``written``: each wording folded, with a star where the last word may go on; with and without one, it is two.
    ``phrase_of``: the number of each rule whose phrase the wording is; ``anchor_of``: rule and which anchor;
    ``cue_of``: rule and which group of cues. ``labels``: words of a whole line → rules, the firmest first;
    ``rows``: those that count in a row of labels alone;
    ``label_first_letters``: those of them all. ``only_at_start``: wordings that count at the start of a sentence alone.
    ``only_in_labels``: wordings that count on lines of a label's length alone. ``firm_cues``: number, pack and category
    of the rules of cues that strip. ``cards``: the rules of cards.
    """

    written: Sequence[str]
    phrase_of: Uses
    anchor_of: Uses
    cue_of: Uses
    labels: dict[str, list[int]]
    rows: dict[str, list[int]]
    label_first_letters: list[str]
    only_at_start: Numbers
    only_in_labels: Numbers
    firm_cues: Sequence[tuple[int, str, str]]
    cards: Sequence[int]


def index(rules: RuleSet) -> Index:
    """The index of a rule set, from the cache if it has been made before."""
    if len(rules.rules) < WORTH_KEEPING:
        return _index(rules.rules)
    key = sha256((cache.made_by(*_MADE_BY) + rules.fingerprint).encode()).hexdigest()
    stored = cache.read(_KIND, key)
    if stored is not None:
        return _thawed(stored)
    made = _index(rules.rules)
    cache.write(_KIND, key, _frozen(made))
    return made


def _frozen(made: Index) -> bytes:
    parts = {name: orjson.dumps(getattr(made, name)) for name in _AS_JSON}
    parts |= {name: of_numbers(getattr(made, name)) for name in _AS_NUMBERS}
    for name in _AS_STRINGS:
        strings = Strings.of(getattr(made, name))
        parts |= {name: bytes(strings.joined), f"{name} ends": of_numbers(strings.ends)}
    for name, width in _AS_USES.items():
        uses: Uses = getattr(made, name)
        parts[f"{name} ends"] = of_numbers(uses.ends)
        parts |= {f"{name} {k}": of_numbers(uses.columns[k]) for k in range(width)}
    return pack(parts)


def _thawed(stored: bytes) -> Index:
    parts = unpack(stored)
    values: dict[str, Any] = {name: orjson.loads(parts[name]) for name in _AS_JSON}
    values |= {name: numbers(parts[name]) for name in _AS_NUMBERS}
    values |= {name: Strings(parts[name], numbers(parts[f"{name} ends"])) for name in _AS_STRINGS}
    for name, width in _AS_USES.items():
        values[name] = Uses(numbers(parts[f"{name} ends"]), [numbers(parts[f"{name} {k}"]) for k in range(width)])
    return Index(**values)


def _index(rules: Sequence[Rule]) -> Index:
    texts: list[str] = []
    phrase_of: list[list[tuple[int, ...]]] = []
    anchor_of: list[list[tuple[int, ...]]] = []
    cue_of: list[list[tuple[int, ...]]] = []
    known: dict[str, int] = {}
    labels: dict[str, list[int]] = defaultdict(list)
    rows: dict[str, list[int]] = defaultdict(list)

    def number_of(phrase: str) -> int:
        wording = written(phrase)
        number = known.setdefault(wording, len(known))
        if number == len(texts):
            texts.append(wording)
            for uses in (phrase_of, anchor_of, cue_of):
                uses.append([])
        return number

    for number, rule in enumerate(rules):
        for phrase in rule.phrases:
            if rule.unit == "row":
                rows[core(phrase)].append(number)
            elif rule.pattern is None and (rule.unit == "label" or word_count(phrase) <= LABEL_WORDS):
                labels[core(phrase) or fold(phrase).strip()].append(number)
            else:
                phrase_of[number_of(phrase)].append((number,))
        for which, phrase in enumerate(rule.anchors):
            anchor_of[number_of(phrase)].append((number, which))
        for group, (_, cues) in enumerate(rule.cues):
            for phrase in cues:
                cue_of[number_of(phrase)].append((number, group))
    only_phrases = [i for i in range(len(texts)) if not anchor_of[i] and not cue_of[i]]
    return Index(
        texts,
        Uses.of(phrase_of, _AS_USES["phrase_of"]),
        Uses.of(anchor_of, _AS_USES["anchor_of"]),
        Uses.of(cue_of, _AS_USES["cue_of"]),
        {k: sorted(dict.fromkeys(v), key=lambda r: rules[r].tier != "strip") for k, v in labels.items()},
        rows,
        sorted(set(map(first_letters, (*labels, *rows)))),
        [i for i in only_phrases if all(rules[r].opens for (r,) in phrase_of[i])],
        [i for i in only_phrases if all(rules[r].unit == "label" for (r,) in phrase_of[i])],
        [(n, rule.pack, rule.category) for n, rule in enumerate(rules) if rule.cues and rule.tier == "strip"],
        [n for n, rule in enumerate(rules) if rule.cards],
    )
