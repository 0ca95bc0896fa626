"""What each profile removes of units that have a score, and the thresholds that follow from what that may cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean

import numpy as np

from corpus import Sample
from layout_units import DUMPS, Array, Units
from newswash.calm import calm, is_quiet
from newswash.headline import headlines
from newswash.line_score import LineScore, guarded, line_score
from newswash.metadata import kinds
from newswash.model import Document
from newswash.neighbourhood import Neighbourhood
from newswash.page import Page
from newswash.profiles import PROFILES
from newswash.support import lifted
from newswash.units import Unit
from newswash.unnamed import category

AIMS = {
    "precision": {"dump": 0.003, "resiliparse": 0.0005, "extract": 0.0002, "gold": 0.0001},
    "balanced": {"dump": 0.007, "resiliparse": 0.0015, "extract": 0.0004, "gold": 0.0002},
    "recall": {"dump": 0.02, "resiliparse": 0.006, "extract": 0.004, "gold": 0.004},
}
"""What a profile may cost, as a share of the article, for each kind of input: this sets its thresholds."""
AIMED = ("dump", "bs4", "resiliparse", "trafilatura", "readability", "newspaper4k", "gold")
"""The inputs on which it may not cost more."""
BARS = [step / 10 for step in range(-5, 21)]
"""Thresholds among which `body_only` takes one of those with the best F1, ..."""
TIE = 0.001
"""... which are all that come so near to it: the very best is best by chance. Of dumps the lowest, since scores are
lower in languages that training never saw, and much of a dump is at stake; else the middle one."""
BY_F1 = {"dump": ("dump", "bs4"), "extract": ("resiliparse", "trafilatura", "readability", "newspaper4k")}
"""The inputs whose mean F1 that is, for each threshold."""
PROFILE_NAMES = (*AIMS, "body_only")
Thresholds = dict[str, dict[str, float]]
"""By profile, then by `dump` (a text looks like a whole page) and `extract` (it doesn't): log odds."""


@dataclass(frozen=True)
class Judged:
    """Units with their scores, and what profiles do with them. The arrays have a row for each unit."""

    units: Units
    score: Array
    sure: Mapping[str, Array]
    """For each profile, the scores lifted as it lifts them."""
    whole_page: Array
    """Whether its text looks like a whole page."""
    named: Mapping[str, Array]
    """For each profile, whether the unit goes by its kind, whatever it scores."""
    free: Mapping[str, Array]
    """For each profile, whether it goes if it scores enough: no guard holds it."""

    def gone(self, profile: str, bar: float | Array) -> Array:
        """Which units a profile removes at a threshold, or at one for each unit."""
        return np.asarray(self.named[profile] | (self.free[profile] & (self.sure[profile] >= bar)))


def judge(units: Units, places: Sequence[Neighbourhood], score: Array) -> Judged:
    """What the library does with units of these scores under each profile, where no phrase rule helps."""
    by_text = list(zip(units.samples, pairwise(units.bounds), strict=True))
    lines = {strict: _lines(units, places, score, strict) for strict in (False, True)}
    spared = np.array([passed_over for place in places for passed_over in _spared(place)])
    may_head = np.array([head for sample, (a, b) in by_text for head in _headlines(sample, units.units[a:b])])
    quiet = np.array([is_quiet(sample.text.split("\n"), frozenset(), True, False) for sample in units.samples])
    outside = np.array([place.outside(i) for place in places for i in range(len(place.units))])
    beside = _lifted(units, score, outside & ~spared)
    named, free, sure = {}, {}, {}
    for profile in PROFILE_NAMES:
        policy = PROFILES[profile]
        sure[profile] = score if policy.whole_sentences else beside
        texts = lines[policy.action("headline") == "strip"]
        known = [
            category(text[i], text[max(i - 1, 0) : i] + text[i + 1 : i + 2]) for text in texts for i in range(len(text))
        ]
        action = np.array([policy.action(name) if name else "" for name in known])
        unguarded = np.array([guarded(text, i, profile) is None for text in texts for i in range(len(text))])
        named[profile] = action == "strip"
        free[profile] = unguarded & np.isin(action, ["", "strip"])
        if policy.action("headline") != "strip":
            free[profile] &= ~may_head
        if not policy.whole_sentences:
            named[profile] &= ~quiet[units.sample]
            free[profile] &= ~(spared | quiet[units.sample])
    whole_page = np.array([place.whole_page for place in places])[units.sample]
    return Judged(units, score, sure, whole_page, named, free)


def _lines(units: Units, places: Sequence[Neighbourhood], score: Array, strict: bool) -> list[list[LineScore]]:
    """What is said of the units of each text. No title helps to find the headline: texts often come without one."""
    lines = []
    for place, (a, b) in zip(places, pairwise(units.bounds), strict=True):
        found = kinds(place.units, place, None, strict=strict)
        scores = score[a:b].tolist()
        lines.append([line_score(place.units, place, i, scores[i], found[i]) for i in range(b - a)])
    return lines


def _lifted(units: Units, score: Array, which: Array) -> Array:
    """The scores, of ``which`` units lifted by those of them beside them."""
    out = score.copy()
    for a, b in pairwise(units.bounds):
        at = a + np.flatnonzero(which[a:b])
        out[at] = lifted(score[at].tolist(), at.tolist())
    return out


def _headlines(sample: Sample, units: Sequence[Unit]) -> Iterator[bool]:
    """Which units of a text may be its headline."""
    found = headlines(Page(Document(sample.text))).keys()
    return (not found.isdisjoint(range(unit.line, unit.last + 1)) for unit in units)


def _spared(place: Neighbourhood) -> Iterator[bool]:
    """Which units of a text a profile passes over that does not judge whole sentences."""
    quiet = calm(place.units, place.is_text)
    for i, text in enumerate(place.is_text):
        yield quiet[i] or (text and not place.exposed(i, quiet))


def choose_thresholds(judged: Judged) -> Thresholds:
    """The thresholds of all profiles, by `AIMS` and, of `body_only`, by F1; none is lower than a bolder one's."""
    thresholds = {"body_only": {kind: _by_f1(judged, "body_only", kind) for kind in BY_F1}}
    for profile, aims in reversed(AIMS.items()):
        bolder = next(reversed(thresholds.values()))
        mine = _by_harm(judged, profile, aims)
        thresholds[profile] = {kind: max(bar, bolder[kind]) for kind, bar in mine.items()}
    return thresholds


def _by_harm(judged: Judged, profile: str, aims: Mapping[str, float]) -> dict[str, float]:
    points: dict[str, list[float]] = {"dump": [], "extract": []}
    for extractor in AIMED:
        page = extractor in DUMPS
        aim = aims["dump" if page else extractor if extractor in aims else "extract"]
        mine = judged.free[profile] & (judged.whole_page if page else ~judged.whole_page)
        point = operating_point(judged.units, judged.sure[profile], judged.units.modern(extractor), mine, aim)
        points["dump" if page else "extract"].append(point)
    return {kind: round(max(values), 2) for kind, values in points.items()}


def _by_f1(judged: Judged, profile: str, kind: str) -> float:
    means = {
        bar: mean(macro_f1(judged.units, judged.gone(profile, bar), judged.units.modern(e)) for e in BY_F1[kind])
        for bar in BARS
    }
    best = [bar for bar in BARS if means[bar] >= max(means.values()) - TIE]
    return best[0] if kind == "dump" else best[len(best) // 2]


def operating_point(units: Units, score: Array, rows: Array, free: Array, harm: float) -> float:
    """The lowest threshold at which what goes of the rows costs at most this share of their article's tokens.

    One host counts for a third of that at most: a single page of offers must not decide for all.
    """
    order = np.flatnonzero(rows & free)
    order = order[np.argsort(-score[order], kind="stable")]
    budget = harm * max(units.article[rows].sum(), 1)
    by_host: Counter[str] = Counter()
    lost = 0.0
    for unit in order.tolist():
        host = units.host(unit)
        before = min(by_host[host], budget / 3)
        by_host[host] += int(units.article[unit])
        lost += min(by_host[host], budget / 3) - before
        if lost > budget:
            return float(score[unit]) + 1e-6
    return float(score[order[-1]])


def macro_f1(units: Units, gone: Array, rows: Array) -> float:
    """F1 of mean precision and mean recall of what is kept, by tokens; recall is of the article in the raw text."""
    at = units.sample[rows]
    kept = np.bincount(at, units.article[rows] * ~gone[rows])
    size = np.bincount(at, units.tokens[rows] * ~gone[rows])
    whole = np.bincount(at, units.article[rows])
    there = whole > 0
    p, r = float(np.mean(kept[there] / np.maximum(size[there], 1))), float(np.mean(kept[there] / whole[there]))
    return 2 * p * r / (p + r)
