"""The layout model: how likely a line is boilerplate by its shape, its words and where it stands.

The score of a unit is a sum of table look-ups (log odds, kept in hundredths), so each decision can be explained to
the last digit. The tables come from `benchmarks/train_layout.py`; nothing is learned at run time.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping, Sequence, Set
from functools import cache, lru_cache
from itertools import repeat
from math import inf
from operator import getitem
from pathlib import Path
from struct import unpack
from typing import Any, NamedTuple

from newswash.additive import pair, spread, together
from newswash.calm import calm, is_quiet
from newswash.fragments import cut
from newswash.line_score import LineScore, line_score
from newswash.neighbourhood import CONTEXT, NOTHING, PROSE, Neighbourhood
from newswash.shape import NEAR, OWN, fold_words, grams, shape
from newswash.support import LIFT
from newswash.units import Unit, is_text

DATA = Path(__file__).with_name("data") / "layout.json"
VOCABULARY = len(OWN) - 1
OFFSETS = (-3, -2, -1, 1, 2, 3)
MARKED = 250
"""What a phrase hit on the unit itself adds, in hundredths."""
_REMEMBERED = 400
"""No longer text is remembered: code points. What stands on many pages is shorter."""
_AROUND = 12
"""How far the context of a unit reaches that looks at its neighbours' words: units."""
_FEATURES = (*(f"own:{name}" for name in OWN), *(f"at:{name}" for name in CONTEXT))
"""Those of which pairs may add something, in their order."""


class Judged(NamedTuple):
    """What is said of a text by itself, wherever it stands: hundredths of log odds."""

    alone: int
    """What it adds to its own score."""
    own: tuple[int, ...]
    """Its features `OWN`."""
    beside: tuple[int, ...]
    """What it adds to the scores of those that see it at each of `OFFSETS`."""


class Scores(list[LineScore]):
    """The scores of a text's units, in order; `explain` tells why."""

    def __init__(self, model: LayoutModel, units: list[Unit], place: Neighbourhood | None) -> None:
        super().__init__()
        self._model, self._units, self._place = model, units, place

    def beside(self, i: int, j: int) -> bool:
        """Whether the i-th and the j-th of these stand next to each other in the text."""
        return 0 <= j < len(self) and abs(self[i].unit - self[j].unit) == 1

    @property
    def whole_page(self) -> bool:
        """Whether the text looks like a whole page: much stands before its first and after its last text line."""
        return self._place is not None and self._place.whole_page

    def explain(self, i: int) -> dict[str, float]:
        """What made up the score of the i-th of these: log odds by group (they add up to the score)."""
        assert self._place is not None
        return self._model.contributions(self._units, self._place, self[i].unit)


class LayoutModel:
    """Tables and vocabulary. Immutable; safe to share between threads."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        steps = {name: spread(at, add) for name, (at, add) in data["tables"].items()}
        nothing = spread([], [0])
        self.bias = int(data["bias"])
        self.thresholds: dict[str, dict[str, float]] = data["thresholds"]
        words = data["vocabulary"]
        count = int(words["count"])
        hashes = unpack(f"<{count}I", b64decode(words["hashes"]))
        weights = unpack(f"<{count}b", b64decode(words["weights"]))
        self._vocabulary: dict[int, int] = dict(zip(hashes, weights, strict=True))
        self._word_scale, self._word_bias = float(words["scale"]), float(words["bias"])
        self._own = [steps.get("own:" + name, nothing) for name in OWN]
        self._context = [steps.get("at:" + name, nothing) for name in CONTEXT]
        sides = [[steps.get(f"{offset:+d}:{name}", nothing) for offset in OFFSETS] for name in NEAR]
        self._near = [list(zip(*side, strict=True)) for side in sides]
        pairs = [pair(_FEATURES, *names, *grid) for names, grid in data["pairs"]]
        self._own_pairs = [p for p in pairs if max(p[:2]) < len(OWN)]
        self._pairs = [p for p in pairs if max(p[:2]) >= len(OWN)]
        """Those that ask where a unit stands: its own features come first, then those of `CONTEXT`."""
        self._word_pairs = [p for p in self._own_pairs if VOCABULARY in p[:2]]
        self._most = sum(max(add) for add in self._context)
        self._most += sum(max(map(max, grid[-1])) for _, grid in data["pairs"])
        """What the place of a unit can add at most."""
        self._near_of = [OWN.index(name) for name in NEAR]
        self._prose = self._sides(PROSE)
        self._nothing = self._sides(NOTHING)
        self._judged_before = lru_cache(maxsize=8192)(self._judge_text)

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
        total = sum(map(self._vocabulary.get, grams(text, words), repeat(0)))
        return max(-64, min(64, round(8 * (total * self._word_scale + self._word_bias))))

    def _sides(self, near: Sequence[int]) -> tuple[int, ...]:
        """What a unit with these features adds to the score of the unit that sees it at each of `OFFSETS`."""
        return tuple(map(sum, zip(*map(getitem, self._near, near), strict=True)))

    def _judge(self, text: str) -> Judged:
        return self._judged_before(text) if len(text) <= _REMEMBERED else self._judge_text(text)

    def _judge_text(self, text: str) -> Judged:
        own = self.own(text)
        alone = sum(map(getitem, self._own, own)) + together(self._own_pairs, own)
        return Judged(alone, own, self._sides([own[i] for i in self._near_of]))

    def score(
        self,
        lines: Sequence[str],
        marked: Set[int] = frozenset(),
        title: str | None = None,
        *,
        prose: bool = False,
        floor: float | None = None,
        headline: bool = True,
        suspects: bool = False,
    ) -> Scores:
        """The scores of the units that are no text lines, and of text lines where boilerplate may be near; with
        `prose`, of all. ``marked``: the lines that a rule has hit.

        Units of no known kind that score under `floor` are left out, which is much quicker. ``headline``: whether the
        caller removes headlines, so that one must be told from a list; if not, a text with nothing but a headline above
        it may be passed over too, but not where a rule has ``suspects`` among the marked lines.
        """
        if not prose and not suspects and is_quiet(lines, marked, floor is not None, headline):
            return Scores(self, [], None)
        units = cut(lines)
        texts = [is_text(unit.text) for unit in units]
        spared = calm(units, texts) if floor is not None and not prose else [False] * len(units)
        judged = self._judged(units, texts, spared)
        place = Neighbourhood(units, [j.own[VOCABULARY] if j else 0 for j in judged], marked, texts)
        sides = [self._nothing] * 3 + [j.beside if j else self._prose for j in judged] + [self._nothing] * 3
        from newswash.metadata import kinds  # its patterns take longer to compile than a calm text to judge

        found = kinds(units, place, title, strict=headline)
        scores = Scores(self, units, place)
        least = round(100 * floor) if floor is not None else -inf
        for i, unit in enumerate(units):
            wanted = found[i] != "" or place.marked(i)
            if not (prose or wanted) and (spared[i] or (texts[i] and not place.exposed(i, spared))):
                continue
            total = self._total(i, judged[i] or self._judge(unit.text), sides, place, -inf if wanted else least)
            if total is not None and (total >= least or found[i]):
                scores.append(line_score(units, place, i, total / 100, found[i]))
        return scores

    def _total(
        self, i: int, mine: Judged, sides: Sequence[tuple[int, ...]], place: Neighbourhood, least: float
    ) -> int | None:
        """The score of unit `i` in hundredths, which is judged as ``mine`` by itself; None if nothing around it could
        lift it to the ``least``. ``sides``: what units add to their neighbours' scores, behind three of nothing."""
        total: int = (
            self.bias
            + mine.alone
            + sides[i][0]
            + sides[i + 1][1]
            + sides[i + 2][2]
            + sides[i + 4][3]
            + sides[i + 5][4]
            + sides[i + 6][5]
        )
        if total + self._most < least:
            return None
        context = place.context(i)
        total += sum(map(getitem, self._context, context)) + together(self._pairs, (*mine.own, *context))
        return total + MARKED if place.marked(i) else total

    def _judged(self, units: Sequence[Unit], texts: Sequence[bool], spared: Sequence[bool]) -> list[Judged | None]:
        """The judgement of each unit that is neither a text line nor far from all that is to be scored."""
        judged: list[Judged | None] = [None] * len(units)
        done = 0
        for i, text in enumerate(texts):
            if text or spared[i]:
                continue
            for j in range(max(done, i - _AROUND), min(i + _AROUND + 1, len(units))):
                if not texts[j]:
                    judged[j] = self._judge(units[j].text)
            done = min(i + _AROUND + 1, len(units))
        return judged

    def threshold(self, profile: str, scores: Scores) -> float:
        """How sure the model must be under a profile: surer in what an extractor made than in a whole-page dump."""
        kind = "dump" if scores.whole_page else "extract"
        return self.thresholds[profile][kind]

    def lowest(self, profile: str) -> float:
        """What scores under this is kept in any text under a profile, whatever stands beside it."""
        return min(self.thresholds[profile]["extract"], self.thresholds[profile]["dump"] - LIFT)

    def contributions(self, units: Sequence[Unit], place: Neighbourhood, i: int) -> dict[str, float]:
        """The score of unit `i` by group: words, shape, neighbours, repetition, phrase, start."""
        groups = dict.fromkeys(("start", "words", "shape", "neighbours", "repetition", "phrase"), 0)
        groups["start"] = self.bias
        judged = self._judge(units[i].text)
        alone, own = judged.alone, judged.own
        context = place.context(i)
        groups["words"] = self._own[VOCABULARY][own[VOCABULARY]] + together(self._word_pairs, own)
        groups["shape"] = alone - groups["words"]
        groups["neighbours"] = together(self._pairs, (*own, *context))
        for name, add, value in zip(CONTEXT, self._context, context, strict=True):
            groups["repetition" if name == "repeated" else "neighbours"] += add[value]
        for slot, offset in enumerate(OFFSETS):
            j = i + offset
            if not 0 <= j < len(units):
                side = self._nothing
            elif place.is_text[j]:
                side = self._prose
            else:
                side = self._judge(units[j].text).beside
            groups["neighbours"] += side[slot]
        if place.marked(i):
            groups["phrase"] += MARKED
        return {name: value / 100 for name, value in groups.items() if value}


@cache
def _read(path: Path) -> LayoutModel:
    return LayoutModel(json.loads(path.read_bytes()))
