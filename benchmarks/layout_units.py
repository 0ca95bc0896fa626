"""The texts of a corpus cut into units, side by side: arrays with a row for each unit of each text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from composed_pages import composed
from corpus import Sample, fold_of, samples
from gold_boilerplate import is_listed, listed
from newswash.fragments import cut
from newswash.units import Unit

Array: TypeAlias = np.ndarray[Any, Any]
TRAIN = ("fundus_eval", "scrapinghub", "fundus_tests", "andythefactory", "magic", "wcxb_news")
"""The sources whose licence permits training."""
MODERN = ("fundus_eval", "scrapinghub", "fundus_tests", "andythefactory", "wcxb_news")
"""Those of them by whose pages thresholds and figures are found."""
NO_LANGUAGES = frozenset({"el", "zh", "ru", "pl"})
FOLDS = 5
DUMPS = ("dump", "bs4", "inscriptis")
"""Inputs that are all of a page's text."""


@dataclass(frozen=True)
class Units:
    """All units of all texts. The arrays have a row for each unit."""

    samples: Sequence[Sample]
    bounds: Sequence[int]
    """Where the units of each text begin, and where those of the last one end."""
    units: Sequence[Unit]
    tokens: Array
    """How many tokens there are in the unit ..."""
    article: Array
    """... and how many of these are the article's."""
    metadata: Array
    """Whether people marked it as headline, byline and the like."""
    sample: Array
    """Which of `samples` it is of."""
    fold: Array
    """The fold of its host."""
    extractor: Array
    source: Array

    @property
    def label(self) -> Array:
        """1 where the unit is boilerplate, else 0."""
        return (2 * self.article < self.tokens).astype(np.int8)

    @property
    def raw(self) -> Array:
        """Whether the unit is of what an extractor made, not of the article as written down."""
        raw: Array = self.extractor != "gold"
        return raw

    def modern(self, extractor: str) -> Array:
        """Whether the unit is of the text that an extractor made of a page of `MODERN`."""
        mine: Array = self.extractor == extractor
        return mine & np.isin(self.source, MODERN)

    def host(self, unit: int) -> str:
        return self.samples[int(self.sample[unit])].host

    def by_text(self) -> Iterator[Sequence[Unit]]:
        """The units of one text after the other."""
        return (self.units[a:b] for a, b in pairwise(self.bounds))


def collect(corpus: Path, left_out: frozenset[tuple[str, str]]) -> Units:
    """The units of a folder of pages as `corpus.py` reads them, and of the composed ones. ``left_out``: pages
    (source, id). What is listed as boilerplate in the article as written down is no article's."""
    texts = [*samples(corpus, TRAIN, left_out, NO_LANGUAGES), *composed()]
    boilerplate = listed()
    units: list[Unit] = []
    bounds, tokens, article, metadata, number = [0], [], [], [], []
    for k, sample in enumerate(texts):
        lines = sample.text.split("\n")
        starts = np.cumsum([0, *(len(line) + 1 for line in lines)])
        for unit in cut(lines):
            span = int(starts[unit.line]) + unit.start, int(starts[unit.last]) + unit.end
            every, kept = sample.tokens(*span)
            units.append(unit)
            tokens.append(every)
            article.append(0 if is_listed(boilerplate, sample.source, sample.page, unit.text) else kept)
            metadata.append(sample.is_metadata(*span))
            number.append(k)
        bounds.append(len(units))
    of = np.array(number)
    return Units(
        texts,
        bounds,
        units,
        np.array(tokens),
        np.array(article),
        np.array(metadata),
        of,
        np.array([fold_of(sample.host, FOLDS) for sample in texts])[of],
        np.array([sample.extractor for sample in texts])[of],
        np.array([sample.source for sample in texts])[of],
    )
