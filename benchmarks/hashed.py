"""Sets of hashed features as rows of a matrix, and linear models over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import Any, TypeAlias

import numpy as np
import scipy.sparse
from sklearn.linear_model import LogisticRegression

Array: TypeAlias = np.ndarray[Any, Any]


class Matrix:
    """Rows of features, each scaled by the root of their number; ``least``: fewer count as so many."""

    def __init__(self, found: Sequence[set[int]], least: int) -> None:
        counts = Counter(h for f in found for h in f)
        self.hashes = sorted(h for h, n in counts.items() if n > 1)
        self._column = {h: i for i, h in enumerate(self.hashes)}
        self._least = least
        self.rows = self.of(found)

    def of(self, found: Iterable[set[int]]) -> scipy.sparse.csr_matrix:
        """Rows for other sets of features: of these only those that this matrix knows."""
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        count = 0
        for f in found:
            known = [self._column[h] for h in f if h in self._column]
            rows += [count] * len(known)
            columns += known
            values += [1 / sqrt(max(len(f), self._least))] * len(known)
            count += 1
        return scipy.sparse.csr_matrix((values, (rows, columns)), (count, len(self.hashes)))


def balanced(weights: Array, languages: Array, is_article: Array, least: float) -> Array:
    """The weights, those of articles raised until in each language they weigh ``least`` times as much as all else: else
    the commonest words of a language of which there are few articles would sound like asks themselves."""
    out = weights.copy()
    for language in set(languages):
        mine = languages == language
        other, articles = weights[mine & ~is_article].sum(), weights[mine & is_article].sum()
        if articles:
            out[mine & is_article] *= max(1.0, least * other / articles)
    return out


def fit(rows: scipy.sparse.csr_matrix, label: Array, weight: Array, strength: float) -> tuple[Array, float]:
    """Weights of the features and the bias of a logistic regression."""
    model = LogisticRegression(C=strength, max_iter=2000).fit(rows, label, sample_weight=weight)
    return model.coef_[0], float(model.intercept_[0])


def strongest(weights: Array, kept: int) -> Array:
    """The weights (a row for each model) of the features that are strongest in any; all others are zero."""
    strength = np.abs(weights).max(0)
    if len(strength) > kept:
        weights = np.where(strength < np.partition(strength, -kept)[-kept], 0, weights)
    return weights
