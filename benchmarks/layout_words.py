"""What the words of a unit say, by themselves: logistic weights of hashed words and pairs of words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from layout_units import Array, Units
from newswash.shape import fold_words, grams

WORDS, MIN_HOSTS = 12000, 4
Grams = Mapping[str, Set[int]]
"""Of each distinct text of a unit, the hashes of its words and of their pairs."""


@dataclass(frozen=True)
class Vocabulary:
    """Weights of one byte by hash, and the factor and the summand that make log odds of their sum."""

    weights: Mapping[int, int]
    scale: float
    bias: float

    def score(self, found: Iterable[int]) -> int:
        """What these hashes say, in eighths of log odds between -64 and 64."""
        return max(-64, min(64, round(8 * (sum(self.weights.get(g, 0) for g in found) * self.scale + self.bias))))


def grams_of(units: Units) -> Grams:
    return {text: grams(text, fold_words(text)) for text in {unit.text for unit in units.units}}


def fit_vocabulary(units: Units, use: Array, of: Grams) -> Vocabulary:
    """A logistic score over the words of the distinct lines of each host, pruned to small whole weights."""
    lines: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for i in np.flatnonzero(use).tolist():
        entry = lines[units.host(i), units.units[i].text]
        entry[0] += int(units.tokens[i])
        entry[1] += int(units.article[i])
    hosts: dict[int, set[str]] = defaultdict(set)
    for host, text in lines:
        for gram in of[text]:
            hosts[gram].add(host)
    keys = sorted(gram for gram, seen in hosts.items() if len(seen) >= MIN_HOSTS)
    column = {gram: k for k, gram in enumerate(keys)}
    index, pointer, label, weight = [], [0], [], []
    for (_, text), (every, kept) in lines.items():
        index += sorted(column[gram] for gram in of[text] if gram in column)
        pointer.append(len(index))
        label.append(int(2 * kept < every))
        weight.append(min(every, 30) ** 0.5)
    matrix = scipy.sparse.csr_matrix((np.ones(len(index), np.float32), index, pointer), shape=(len(label), len(keys)))
    model = LogisticRegression(C=0.5, solver="liblinear", max_iter=60, random_state=0)
    model.fit(matrix, np.array(label), sample_weight=np.array(weight))
    weights = model.coef_[0]
    worth = np.abs(weights) * np.sqrt(np.asarray(matrix.sum(0))[0])
    best = np.argsort(-worth, kind="stable")[:WORDS]
    scale = float(np.abs(weights[best]).max() / 127)
    whole = np.round(weights[best] / scale).astype(int)
    return Vocabulary(
        {keys[k]: int(w) for k, w in zip(best, whole, strict=True) if w}, scale, float(model.intercept_[0])
    )


def word_scores(units: Units, vocabularies: Sequence[Vocabulary], of: Grams) -> Array:
    """What the words of each unit say by the vocabulary of its fold."""
    words = np.zeros(len(units.units), int)
    for fold, vocabulary in enumerate(vocabularies):
        known: dict[str, int] = {}
        for i in np.flatnonzero(units.fold == fold).tolist():
            text = units.units[i].text
            if text not in known:
                known[text] = vocabulary.score(of[text])
            words[i] = known[text]
    return words
