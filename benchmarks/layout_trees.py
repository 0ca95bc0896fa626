"""The layout model's trees: how they are grown, and which features may be asked together."""

from __future__ import annotations

from collections.abc import Sequence

import lightgbm

from layout_features import NAMES
from layout_units import Array
from newswash.shape import OWN
from trees import Pair, grow, pairs_by_gain

ROUNDS, RATE = 600, 0.25
OWN_PAIRS, PLACE_PAIRS = 16, 24
LEAF = 200


def boost(x: Array, label: Array, weight: Array, pairs: Sequence[Pair] | None = None) -> lightgbm.Booster:
    """Trees of at most two questions. With ``pairs`` only such features may meet in one; without, any."""
    return grow(x, label, weight, ROUNDS, pairs, min_data_in_leaf=LEAF, learning_rate=RATE, lambda_l2=5)


def choose_pairs(model: lightgbm.Booster) -> list[Pair]:
    """The pairs of features that gain most by being asked together, of a model that was free to ask anything."""
    found = pairs_by_gain(model)
    own = [pair for pair in found if pair[1] < len(OWN)]
    place = [
        (one, other)
        for one, other in found
        if NAMES[other].startswith("at:") and NAMES[one].startswith(("own:", "at:"))
    ]
    return own[:OWN_PAIRS] + place[:PLACE_PAIRS]
