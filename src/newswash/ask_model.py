"""How likely a whole block is an ask, by a small additive model: how its sentences sound, and what cues they hold.

Its tables come from `benchmarks/train_asks.py`; nothing is learned at run time.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from operator import getitem
from pathlib import Path
from typing import Any

from newswash.additive import LEAST, MOST, pair, spread, together
from newswash.ask_weights import AskWeights, length
from newswash.cues import Place
from newswash.page import Page
from newswash.tone import TONES, ToneModel, names_money

DATA = Path(__file__).with_name("data") / "asks.json"
OF_TONE = ("most", "second", "sum")
FEATURES = ("length", "calm", "money", "cues", *(f"{tone} {name}" for tone in TONES for name in OF_TONE))
"""Of a block: its length in hundreds of code points; how many of a hundred sentences sound like no ask; how many
sentences name sums; in quarters of log odds, the sum of its sentences' weights (`ask_weights.py`) for the tone that it
has, and for each tone the highest log odds of a sentence, the next, and the sum of all above zero."""
CUES = FEATURES.index("cues")
_QUARTERS = 4
_LOWEST, _HIGHEST = -2.0, 4.0  # what one sentence's tone counts at most
_CALM = -0.5
_ALONE = -1.0  # stands for the second sentence of a single one
_GUARDED = -3.0  # the weight of a sentence that a guard protects
_LONGEST = 20


class Heard:
    """How the sentences of a block sound."""

    def __init__(self, page: Page, places: Sequence[Place]) -> None:
        model = ToneModel.load()
        said = [page.lines[n][slice(*page.sentences(n)[k])] for n, k in places]
        odds = [[model.odds(sentence, tone) for sentence in said] for tone in TONES]
        calm = sum(max(own) < _CALM for own in zip(*odds, strict=True))
        found: list[float] = [min(sum(map(length, said)) // 100, _LONGEST), 100 * calm // len(said)]
        found += [sum(map(names_money, said)), MOST]
        sums: list[float] = []
        for of_tone in odds:
            loud = sorted((max(_LOWEST, min(_HIGHEST, odd)) for odd in of_tone), reverse=True)
            sums.append(sum(odd for odd in loud if odd > 0))
            found += [_QUARTERS * loud[0], _QUARTERS * (loud[1] if loud[1:] else _ALONE), _QUARTERS * sums[-1]]
        self.tone = TONES[sums.index(max(sums))]
        """The tone that it has: that of which most is heard."""
        self.most = _within(found)
        """Its `FEATURES`, did its cues say as much as they can."""
        self._places = places

    def features(self, weights: AskWeights) -> tuple[int, ...]:
        """Its `FEATURES`, given the weights of its tone."""
        weighed = map(weights.weight, self._places)
        total = sum(_GUARDED if weight is None else weight for weight in weighed)
        return (*self.most[:CUES], *_within([_QUARTERS * total]), *self.most[CUES + 1 :])


def _within(values: Iterable[float]) -> tuple[int, ...]:
    return tuple(max(LEAST, min(MOST, round(value))) for value in values)


class AskModel:
    """Tables for the features of a block. Immutable; safe to share between threads."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        nothing = spread([], [0])
        steps = {name: spread(at, add) for name, (at, add) in data["tables"].items()}
        self._bias = int(data["bias"])
        self._steps = [steps.get(name, nothing) for name in FEATURES]
        self._pairs = [(names, pair(FEATURES, *names, *grid)) for names, grid in data["pairs"]]
        self.threshold = float(data["threshold"])
        """From this score on a block is an ask: log odds."""

    @classmethod
    def load(cls, path: Path | None = None) -> AskModel:
        """The model of a data file; without a path the built-in one, read once."""
        return _read(path or DATA)

    def score(self, of_block: Sequence[int]) -> float:
        """Log odds that a block with these features is an ask."""
        total: int = self._bias + sum(map(getitem, self._steps, of_block))
        return (total + together((p for _, p in self._pairs), of_block)) / 100

    def contributions(self, of_block: Sequence[int]) -> dict[str, float]:
        """The score by what it comes from, the weightiest first: log odds that add up to it."""
        groups: dict[str, int] = defaultdict(int)
        groups["start"] = self._bias
        for name, add, value in zip(FEATURES, self._steps, of_block, strict=True):
            groups[_group(name)] += add[value]
        for names, one in self._pairs:
            groups[_group(names[0])] += together([one], of_block)
        order = sorted(groups.items(), key=lambda item: -abs(item[1]))
        return {name: value / 100 for name, value in order if value}


def _group(feature: str) -> str:
    return "tone" if " " in feature else feature


@cache
def _read(path: Path) -> AskModel:
    return AskModel(json.loads(path.read_bytes()))


@cache
def digest() -> str:
    """Of the built-in data file."""
    return sha256(DATA.read_bytes()).hexdigest()
