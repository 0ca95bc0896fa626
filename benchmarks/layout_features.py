"""The features of units: for all texts at once what the library computes for one text at run time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from layout_units import Array, Units
from newswash.layout import OFFSETS
from newswash.neighbourhood import CONTEXT, PROSE, Neighbourhood
from newswash.shape import NEAR, OWN, fold_words, shape
from newswash.units import is_text

NAMES = (
    *(f"own:{name}" for name in OWN),
    *(f"{offset:+d}:{name}" for offset in OFFSETS for name in NEAR),
    *(f"at:{name}" for name in CONTEXT),
)
NEAR_OF = [OWN.index(name) for name in NEAR]


def neighbourhoods(units: Units, words: Array) -> list[Neighbourhood]:
    """Where the units of each text stand. ``words``: what each unit's words say."""
    return [
        Neighbourhood(
            mine, [0 if is_text(unit.text) else int(w) for unit, w in zip(mine, words[a:b], strict=True)], frozenset()
        )
        for mine, (a, b) in zip(units.by_text(), pairwise(units.bounds), strict=True)
    ]


def features(units: Units, words: Array, places: Sequence[Neighbourhood]) -> Array:
    """A row for each unit, a column for each of `NAMES`."""
    shapes = {text: shape(text, fold_words(text)) for text in {unit.text for unit in units.units}}
    own = np.hstack([np.array([shapes[u.text] for u in units.units], np.int16), words[:, None].astype(np.int16)])
    n = len(own)
    near = own[:, NEAR_OF].copy()
    near[np.concatenate([np.array(place.is_text, bool) for place in places])] = PROSE
    columns = [own]
    for offset in OFFSETS:
        side = np.full((n, len(NEAR_OF)), -1, np.int16)
        at = np.arange(n) + offset
        there = np.flatnonzero((at >= 0) & (at < n))
        there = there[units.sample[at[there]] == units.sample[there]]
        side[there] = near[at[there]]
        columns.append(side)
    context = [
        np.array([place.context(i) for i in range(len(place.units))], np.int16).reshape(-1, len(CONTEXT))
        for place in places
    ]
    return np.hstack([*columns, np.concatenate(context)]).astype(np.float32)
