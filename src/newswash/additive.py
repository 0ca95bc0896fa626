"""Additive models: the score is a sum of table look-ups, one for each feature and for some pairs of features.

All features are whole numbers between `LEAST` and `MOST`; what they add is in hundredths of log odds, so each
decision can be explained to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor
from typing import TypeVar

LEAST, MOST = -64, 400
Pair = tuple[int, int, list[list[int]]]
"""Two features, and what they add together: by the value of the one, then by that of the other."""
T = TypeVar("T")


def spread(at: Sequence[float], add: Sequence[T]) -> list[T]:
    """A step function as a list that is indexed by the value itself; negative values count from its end."""
    out: list[T] = []
    for edge, value in zip((*at, MOST), add, strict=True):
        out += [value] * (min(floor(edge), MOST) + 1 - LEAST - len(out))
    return out[-LEAST:] + out[:-LEAST]


def pair(
    names: Sequence[str], one: str, other: str, at: list[float], and_at: list[float], add: list[list[int]]
) -> Pair:
    """What two of the features of these ``names`` add together, from its step functions."""
    return names.index(one), names.index(other), spread(at, [spread(and_at, row) for row in add])


def together(pairs: Iterable[Pair], features: Sequence[int]) -> int:
    """What all pairs add."""
    return sum([add[features[i]][features[j]] for i, j, add in pairs])
