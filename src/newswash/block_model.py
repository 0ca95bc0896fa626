"""How likely a whole block is boilerplate, by a small additive model: its words, how its sentences sound, and what
phrases and cues it holds.

Its tables come from `benchmarks/train_blocks.py`; nothing is learned at run time.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import getitem
from pathlib import Path
from typing import Any

from newswash.additive import LEAST, MOST, pair, spread, together
from newswash.ask_groups import PUBLISHER, WANTED
from newswash.ask_weights import AskWeights, length
from newswash.block_words import BlockWords
from newswash.page import Page, Place
from newswash.tone import TONES, ToneModel, names_money

DATA = Path(__file__).with_name("data") / "blocks.json"
OF_TONE = ("most", "second", "sum")
FEATURES = (
    "ask words", "notice words", "said", "guarded", "length", "calm", "money", "cues", "wanted", "asker",
    *(f"{tone} {name}" for tone in TONES for name in OF_TONE),
)  # fmt: skip
"""Of a block: in quarters of log odds, how much its words sound like an ask and like a notice (`block_words.py`); how
many wordings of rules stand in it; how many of its sentences guards protect; its length in twenties of code points; how
many of a hundred sentences sound like no ask; how many name sums; again in quarters of log odds, the sum of its
sentences' weights (`ask_weights.py`) for the tone that it has; how many groups of cues in it say what is wanted, and
who asks (`ask_groups.py`); and in quarters of log odds for each tone the highest of a sentence, the next, and the sum
of all above zero."""
SAID, GUARDED, CUES, WANTS, ASKER = map(FEATURES.index, ("said", "guarded", "cues", "wanted", "asker"))
_QUARTERS = 4
_LOWEST, _HIGHEST = -2.0, 4.0  # what one sentence's tone counts at most
_CALM = -0.5
_ALONE = -1.0  # stands for the second sentence of a single one
_GUARDED = -3.0  # the weight of a sentence that a guard protects
_LENGTH_UNIT, _LONGEST = 20, 100
_MOST_SAID = 10
_MOST_GROUPS = 3


class Heard:
    """How a block sounds. ``ask`` and ``notice``: what its words say; ``said``: how many wordings of rules it may
    hold."""

    def __init__(self, page: Page, places: Sequence[Place], ask: float, notice: float, said: int) -> None:
        model = ToneModel.load()
        sentences = list(map(page.sentence, places))
        odds = [[model.odds(sentence, tone) for sentence in sentences] for tone in TONES]
        calm = sum(max(own) < _CALM for own in zip(*odds, strict=True))
        found: list[float] = [_QUARTERS * ask, _QUARTERS * notice, min(said, _MOST_SAID), 0]
        found += [min(sum(map(length, sentences)) // _LENGTH_UNIT, _LONGEST), 100 * calm // len(sentences)]
        found += [sum(map(names_money, sentences)), MOST, _MOST_GROUPS, _MOST_GROUPS]
        sums: list[float] = []
        for of_tone in odds:
            loud = sorted((max(_LOWEST, min(_HIGHEST, odd)) for odd in of_tone), reverse=True)
            sums.append(sum(odd for odd in loud if odd > 0))
            found += [_QUARTERS * loud[0], _QUARTERS * (loud[1] if loud[1:] else _ALONE), _QUARTERS * sums[-1]]
        self.tone = TONES[sums.index(max(sums))]
        """The tone that it has: that of which most is heard."""
        self.most = _within(found)
        """Its `FEATURES`, were none of its sentences guarded, and did its wordings and cues say as much as they can."""
        self._places = places

    def features(self, weights: AskWeights, guarded: int, said: int) -> tuple[int, ...]:
        """Its `FEATURES`, given the weights of its tone, how many of its sentences are guarded, and how many wordings
        stand in it."""
        weighed = map(weights.weight, self._places)
        total = sum(_GUARDED if weight is None else weight for weight in weighed)
        groups = weights.groups(self._places)
        found = list(self.most)
        found[GUARDED], found[CUES], found[SAID] = _within([guarded, _QUARTERS * total, min(said, _MOST_SAID)])
        found[WANTS] = min(len(groups & WANTED[self.tone]), _MOST_GROUPS)
        found[ASKER] = min(len(groups & PUBLISHER), _MOST_GROUPS)
        return tuple(found)


def _within(values: Iterable[float]) -> tuple[int, ...]:
    return tuple(max(LEAST, min(MOST, round(value))) for value in values)


class BlockModel:
    """The words' weights, and tables for the features of a block. Immutable; safe to share between threads."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        nothing = spread([], [0])
        steps = {name: spread(at, add) for name, (at, add) in data["tables"].items()}
        self._bias = int(data["bias"])
        self._steps = [steps.get(name, nothing) for name in FEATURES]
        self._pairs = [(names, pair(FEATURES, *names, *grid)) for names, grid in data["pairs"]]
        self.words = BlockWords(data["words"])
        self.threshold = float(data["threshold"])
        """From this score on a block is boilerplate: log odds."""

    @classmethod
    def load(cls, path: Path | None = None) -> BlockModel:
        """The model of a data file; without a path the built-in one, read once."""
        return _read(path or DATA)

    def score(self, of_block: Sequence[int]) -> float:
        """Log odds that a block with these features is boilerplate."""
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
    of, _, name = feature.partition(" ")
    return name if name == "words" else "tone" if name else of


@cache
def _read(path: Path) -> BlockModel:
    return BlockModel(json.loads(path.read_bytes()))
