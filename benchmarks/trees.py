"""Boosted trees of one or two questions, and the tables that they are when added up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import lightgbm
import numpy as np

Array: TypeAlias = np.ndarray[Any, Any]
Pair = tuple[int, int]
SETTINGS: Mapping[str, Any] = {
    "objective": "binary",
    "num_leaves": 3,
    "max_depth": 2,
    "max_bin": 63,
    "verbose": -1,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
}


def grow(
    x: Array, label: Array, weight: Array, rounds: int, pairs: Sequence[Pair] | None, **settings: Any
) -> lightgbm.Booster:
    """Trees of at most two questions. With ``pairs`` only such features may meet in one; without, any."""
    if pairs is not None:
        settings["interaction_constraints"] = [*map(list, pairs), *([i] for i in range(x.shape[1]))]
    names = [f"f{i}" for i in range(x.shape[1])]
    data = lightgbm.Dataset(x, label, weight=weight, feature_name=names, params={"max_bin": 63, "verbose": -1})
    return lightgbm.train({**SETTINGS, **settings}, data, rounds)


def _roots(model: lightgbm.Booster) -> Iterator[dict[str, Any]]:
    for tree in model.dump_model()["tree_info"]:
        yield tree["tree_structure"]


def pairs_by_gain(model: lightgbm.Booster) -> list[Pair]:
    """The pairs of features that are asked together in a tree, those first that gain most by it."""
    gain: Counter[Pair] = Counter()
    for root in _roots(model):
        for child in (root.get("left_child", {}), root.get("right_child", {})):
            if "split_feature" in child and child["split_feature"] != root["split_feature"]:
                one, other = sorted((root["split_feature"], child["split_feature"]))
                gain[one, other] += child["split_gain"]
    return [pair for pair, _ in gain.most_common()]


Steps = tuple[list[float], list[int]]
Grid = tuple[list[float], list[float], list[list[int]]]


@dataclass(frozen=True)
class Tables:
    """A model as step functions of features, grids of pairs of them, and what is left: hundredths of log odds."""

    names: Sequence[str]
    """Of the features, by column."""
    steps: dict[str, Steps]
    grids: dict[tuple[str, str], Grid]
    base: int

    def score(self, x: Array) -> Array:
        """Log odds of each row of features."""
        total = np.full(len(x), self.base, float)
        for name, (at, add) in self.steps.items():
            total += np.array(add)[np.searchsorted(at, x[:, self.names.index(name)], "right")]
        for (one, other), (at, and_at, grid) in self.grids.items():
            row = np.searchsorted(at, x[:, self.names.index(one)], "right")
            total += np.array(grid)[row, np.searchsorted(and_at, x[:, self.names.index(other)], "right")]
        return total / 100


def _walk(node: dict[str, Any], values: Mapping[int, float]) -> float:
    while "split_feature" in node:
        side = "left_child" if values[node["split_feature"]] <= node["threshold"] else "right_child"
        node = node[side]
    return float(node["leaf_value"])


def _asked(node: dict[str, Any]) -> Iterator[tuple[int, float]]:
    if "split_feature" in node:
        yield node["split_feature"], float(np.floor(node["threshold"])) + 0.5
        yield from _asked(node["left_child"])
        yield from _asked(node["right_child"])


def tables(model: lightgbm.Booster, names: Sequence[str]) -> Tables:
    """The trees added up: one step function for each feature, one grid for each pair."""
    trees: dict[tuple[int, ...], list[dict[str, Any]]] = defaultdict(list)
    for root in _roots(model):
        trees[tuple(sorted({feature for feature, _ in _asked(root)}))].append(root)
    base = sum(_walk(root, {}) for root in trees.pop((), []))
    steps: dict[str, Steps] = {}
    grids: dict[tuple[str, str], Grid] = {}
    for features, roots in sorted(trees.items()):
        edges = [sorted({t for root in roots for f, t in _asked(root) if f == feature}) for feature in features]
        cells = [[at[0] - 1, *(t + 0.5 for t in at)] for at in edges]
        if len(features) == 1:
            values = np.array([sum(_walk(root, {features[0]: v}) for root in roots) for v in cells[0]])
        else:
            values = np.array(
                [
                    [sum(_walk(root, {features[0]: v, features[1]: w}) for root in roots) for w in cells[1]]
                    for v in cells[0]
                ]
            )
        middle = float(values.mean())
        base += middle
        whole = np.round(100 * (values - middle)).astype(int).tolist()
        if len(features) == 1:
            steps[names[features[0]]] = (edges[0], whole)
        else:
            grids[names[features[0]], names[features[1]]] = (edges[0], edges[1], whole)
    return Tables(names, steps, grids, round(100 * base))
