"""The layout model: how likely a line is boilerplate by its shape, its words and where it stands.

The score of a unit is a sum of table look-ups (log odds, kept in hundredths), so each decision can be explained to
the last digit. The tables come from `benchmarks/train_layout.py`; nothing is learned at run time.
"""

from __future__ import annotations

import json
from base64 import b64decode
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf
from pathlib import Path
from struct import unpack
from typing import Any

from newswash.lines import (
    CONTEXT,
    ENDS,
    NEAR,
    NOTHING,
    OWN,
    PROSE,
    Neighbourhood,
    Unit,
    cut,
    ends_sentence,
    fold_words,
    grams,
    is_address,
    is_prose,
    is_text,
    shape,
    word_count,
)
from newswash.metadata import from_words, kinds

DATA = Path(__file__).with_name("data") / "layout.json"
OFFSETS = (-3, -2, -1, 1, 2, 3)
MARKED = 250
"""What a phrase hit on the unit itself adds, in hundredths."""
_LONG = 90
Table = tuple[list[float], list[int]]


@dataclass(frozen=True, slots=True)
class LineScore:
    """A unit and what the model says of it. It reaches from `start` in line `line` to `end` in line `last`."""

    line: int
    start: int
    last: int
    end: int
    score: float
    """Log odds that it is boilerplate."""
    kind: str
    """A category that its words or its place tell, or an empty string."""
    prose: bool
    """A sentence of more than a dozen words, or too long for anything but a paragraph."""
    marked: bool
    """A phrase rule hit it."""
    among_article: bool
    """Text lines stand close by on both sides, or most of the lines around are text."""
    listed: bool
    """It stands in a list within the body."""
    outside: bool = False
    """It stands outside the article's stretch of a whole-page dump."""
    held: str = ""
    """Why it may be the article's whatever it scores, or an empty string."""


class Scores(list[LineScore]):
    """The scores of a text's units, in order; `explain` tells why."""

    def __init__(self, model: LayoutModel, units: list[Unit], place: Neighbourhood | None) -> None:
        super().__init__()
        self.numbers: list[int] = []
        self._model, self._units, self._place = model, units, place

    def beside(self, i: int, j: int) -> bool:
        """Whether the i-th and the j-th of these stand next to each other in the text."""
        return 0 <= j < len(self) and abs(self.numbers[i] - self.numbers[j]) == 1

    @property
    def whole_page(self) -> bool:
        """Whether the text looks like a whole page: much stands before its first and after its last text line."""
        return self._place is not None and self._place.whole_page

    def explain(self, i: int) -> dict[str, float]:
        """What made up the score of the i-th of these: log odds by group (they add up to the score)."""
        assert self._place is not None
        return self._model.contributions(self._units, self._place, self.numbers[i])


def needs_scoring(lines: Sequence[str]) -> bool:
    """Whether any line is short or ends without a sentence's end. A clean article of paragraphs has none."""
    return any(line and (len(line) < _LONG or line[-1] not in ENDS) and not _plain(line) for line in lines)


def _plain(line: str) -> bool:
    return not line.strip() or (len(line) >= _LONG and ends_sentence(line.rstrip()))


def _starts_anew(text: str) -> bool:
    """Whether a line can't go on with the sentence of the line before."""
    first = text[0]
    return first.isupper() or first.isdigit() or first in '"“„«‘'


class LayoutModel:
    """Tables and vocabulary. Immutable; safe to share between threads."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        tables: dict[str, Table] = {name: (list(at), list(add)) for name, (at, add) in data["tables"].items()}
        self.bias = int(data["bias"])
        self.thresholds: dict[str, dict[str, float]] = data["thresholds"]
        words = data["vocabulary"]
        count = int(words["count"])
        hashes = unpack(f"<{count}I", b64decode(words["hashes"]))
        weights = unpack(f"<{count}b", b64decode(words["weights"]))
        self._vocabulary: dict[int, int] = dict(zip(hashes, weights, strict=True))
        self._word_scale, self._word_bias = float(words["scale"]), float(words["bias"])
        self._own = [(i, *tables["own:" + name]) for i, name in enumerate(OWN) if "own:" + name in tables]
        self._near = [
            [(i, *tables[f"{offset:+d}:{name}"]) for i, name in enumerate(NEAR) if f"{offset:+d}:{name}" in tables]
            for offset in OFFSETS
        ]
        self._context = [(i, *tables["at:" + name]) for i, name in enumerate(CONTEXT) if "at:" + name in tables]
        self._most = sum(max(add) for _, _, add in self._context)
        self._calm: dict[str, int] = data.get("calm", {"head": 10_000, "middle": 10_000, "tail": 10_000})
        self._near_of = [OWN.index(name) for name in NEAR]
        self._prose = self._sides(PROSE)
        self._nothing = self._sides(NOTHING)
        self._judge = lru_cache(maxsize=65536)(self._judge_text)
        self._glance = lru_cache(maxsize=65536)(self._glance_at)

    @classmethod
    def load(cls, path: Path | None = None) -> LayoutModel:
        """The model of a data file; without a path the built-in one, read once."""
        return _read(path or DATA)

    def own(self, text: str) -> tuple[int, ...]:
        """The features `OWN` of a text."""
        words = fold_words(text)
        return (*shape(text, words), self.vocabulary(text, words))

    def vocabulary(self, text: str, words: Sequence[str]) -> int:
        """What the words say, in eighths of log odds between -64 and 64."""
        weight = self._vocabulary.get
        total = sum(weight(gram, 0) for gram in grams(text, words))
        return max(-64, min(64, round(8 * (total * self._word_scale + self._word_bias))))

    def _sides(self, near: Sequence[int]) -> tuple[int, ...]:
        """What a unit with these features adds to the score of the unit that sees it at each of `OFFSETS`."""
        return tuple(sum(add[bisect_right(at, near[i])] for i, at, add in side) for side in self._near)

    def _judge_text(self, text: str) -> tuple[int, int, tuple[int, ...], int]:
        """Of a text by itself: what it adds to its own score, its vocabulary score, what it adds to its neighbours'
        scores, and how much of the first is due to its words."""
        own = self.own(text)
        parts = {i: add[bisect_right(at, own[i])] for i, at, add in self._own}
        return sum(parts.values()), own[-1], self._sides([own[i] for i in self._near_of]), parts.get(len(OWN) - 1, 0)

    def _glance_at(self, text: str) -> float:
        """What a short line scores by itself, or infinity if its words tell its kind."""
        return inf if from_words(text) else self.bias + self._judge(text)[0]

    def _quiet(self, lines: Sequence[str], floor: float, headline: bool) -> bool:
        """Whether a glance shows that nothing here reaches the floor.

        So it is when short lines come in runs of at most three between paragraphs, none is of a known kind, and none
        scores high by itself: what the neighbourhood adds in such texts was measured in training (`calm`).
        """
        limit = round(100 * floor)
        middle, tail, head = (limit - self._calm[name] for name in ("middle", "tail", "head"))
        run, seen, worst = 0, False, -inf
        for raw in lines:
            if not raw:
                continue
            if len(raw) < _LONG or raw[-1] not in ENDS:
                text = raw.strip()
                if not text:
                    continue
                if not (is_text(text) or (len(text) >= _LONG and ends_sentence(text))):
                    run += 1
                    own = self._glance(text)
                    if text != raw or run > 3 or own >= middle or (run > 1 and (not seen or not _starts_anew(text))):
                        return False
                    if not seen and (headline or own >= head):
                        return False
                    worst = max(worst, own)
                    continue
            if run:
                if not _starts_anew(raw):
                    return False
                run, worst = 0, -inf
            seen = True
        return seen and worst < tail

    def score(
        self,
        lines: Sequence[str],
        marked: Mapping[int, frozenset[str]] | None = None,
        title: str | None = None,
        *,
        prose: bool = False,
        floor: float | None = None,
        headline: bool = True,
    ) -> Scores:
        """The scores of the units that are no text lines; with `prose`, of all.

        Units of no known kind that score under `floor` are left out, which is much quicker; without `headline` a text
        with nothing but a headline above it may be passed over too.
        """
        if (
            not prose
            and not marked
            and (self._quiet(lines, floor, headline) if floor is not None else not needs_scoring(lines))
        ):
            return Scores(self, [], None)
        units = cut(lines)
        texts = [is_text(unit.text) for unit in units]
        judge = self._judge
        judged = [None if text else judge(unit.text) for unit, text in zip(units, texts, strict=True)]
        place = Neighbourhood(units, [j[1] if j else 0 for j in judged], marked or {}, texts)
        sides = [self._nothing] * 3 + [j[2] if j else self._prose for j in judged] + [self._nothing] * 3
        found = kinds(units, place, title)
        scores = Scores(self, units, place)
        least = round(100 * floor) if floor is not None else -(10**9)
        limit = least - self.bias - self._most
        for i, unit in enumerate(units):
            mine = judged[i]
            if mine is None:
                if not prose and not found[i]:
                    continue
                mine = judge(unit.text)
            total = (
                mine[0]
                + sides[i][0]
                + sides[i + 1][1]
                + sides[i + 2][2]
                + sides[i + 4][3]
                + sides[i + 5][4]
                + sides[i + 6][5]
            )
            hit = place.marked(i)
            if total < limit and not hit and not found[i]:
                continue  # nothing around it could lift the score to the floor
            context = place.context(i)
            for k, at, add in self._context:
                total += add[bisect_right(at, context[k])]
            total += self.bias + (MARKED if hit else 0)
            if total < least and not found[i]:
                continue
            scores.append(
                LineScore(
                    unit.line,
                    unit.start,
                    unit.last,
                    unit.end,
                    total / 100,
                    found[i],
                    texts[i] or is_prose(unit.text),
                    hit,
                    place.among_article(i),
                    place.listed(i),
                    place.outside(i),
                    held(units, place, i),
                )
            )
            scores.numbers.append(i)
        return scores

    def threshold(self, profile: str, scores: Scores) -> float:
        """How sure the model must be under a profile: surer in what an extractor made than in a whole-page dump."""
        kind = "dump" if scores.whole_page else "extract"
        return self.thresholds[profile][kind]

    def lowest(self, profile: str) -> float:
        """The lowest threshold of a profile: what scores under it is kept in any text."""
        return min(self.thresholds[profile].values())

    def contributions(self, units: Sequence[Unit], place: Neighbourhood, i: int) -> dict[str, float]:
        """The score of unit `i` by group: words, shape, neighbours, repetition, phrase, start."""
        groups = dict.fromkeys(("start", "words", "shape", "neighbours", "repetition", "phrase"), 0)
        groups["start"] = self.bias
        groups["shape"], _, _, groups["words"] = self._judge(units[i].text)
        groups["shape"] -= groups["words"]
        context = place.context(i)
        for k, at, add in self._context:
            group = "repetition" if CONTEXT[k] == "repeated" else "neighbours"
            groups[group] += add[bisect_right(at, context[k])]
        for slot, offset in enumerate(OFFSETS):
            j = i + offset
            if not 0 <= j < len(units):
                side = self._nothing
            elif place.is_text[j]:
                side = self._prose
            else:
                side = self._judge(units[j].text)[2]
            groups["neighbours"] += side[slot]
        if place.marked(i):
            groups["phrase"] += MARKED
        return {name: value / 100 for name, value in groups.items() if value}


@cache
def _read(path: Path) -> LayoutModel:
    return LayoutModel(json.loads(path.read_text(encoding="utf8")))


def held(units: Sequence[Unit], place: Neighbourhood, i: int) -> str:
    """Why a unit may belong to the article whatever it scores, or an empty string."""
    text = units[i].text
    if 10 * sum(place.is_text) < len(units) and not place.whole_page:
        return "hardly a paragraph to tell it from"
    if i == 0 and place.main[0] > 0 and word_count(text) >= 4:
        return "the first line may be the headline"
    if is_address(text):
        return "an address"
    if place.repeated(i) and place.after[i] <= 3 and word_count(text) >= 5:
        return "a line that stands twice, and above a paragraph, may be its headline"
    return ""


def guarded(scores: Sequence[LineScore], i: int, profile: str) -> str | None:
    """Why the layout model alone may not remove this unit under a profile, or None."""
    unit = scores[i]
    if unit.held and profile in ("precision", "balanced") and not unit.marked:
        return unit.held
    if unit.listed and not unit.marked:
        return "a list in the body"
    if unit.prose and not unit.marked:
        if profile == "precision" or (profile == "balanced" and not unit.outside):
            return "a whole sentence that no phrase speaks against"
        if unit.among_article:
            return "a whole sentence among the article's"
    return None
