"""Train the layout model: `python benchmarks/train_layout.py CORPUS [--incomplete FILE] [--out …] [--report …]`.

CORPUS holds <source>.jsonl.xz as `corpus.py` reads them. Trained on the sources whose licence permits it, without
Greek, Chinese, Russian and Polish pages; the figures of the report are of hosts not seen in training (five folds).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import lightgbm
import numpy as np

from composed_pages import SOURCE
from corpus import incomplete
from layout_features import NAMES, features, neighbourhoods
from layout_model import Model, write
from layout_profiles import choose_thresholds, judge
from layout_report import costs, drawing, report
from layout_trees import boost, choose_pairs
from layout_units import DUMPS, FOLDS, Array, Units, collect
from layout_words import Vocabulary, fit_vocabulary, grams_of, word_scores
from newswash.layout import DATA
from newswash.metadata import kinds
from newswash.neighbourhood import Neighbourhood
from trees import Pair, tables

METADATA = frozenset(
    {"headline", "standfirst", "byline", "dateline", "caption", "photo-credit", "author-bio", "correction"}
)
"""Kinds that the trees don't learn from: policy decides about them."""
COMPOSED = 0.3
"""What a unit of a composed page counts in training: at 1 the model does worse on English pages that it hasn't seen."""


@dataclass(frozen=True)
class Data:
    """What the trees learn from. The arrays have a row for each unit."""

    units: Units
    places: Sequence[Neighbourhood]
    """Where the units of each text stand."""
    vocabulary: Vocabulary
    vocabularies: Sequence[Vocabulary]
    """One for each fold, fitted without its hosts: the words of its units are scored by it."""
    x: Array
    """A column for each of `layout_features.NAMES`."""
    weight: Array
    """How much a unit counts in training: nothing if policy decides about it."""

    def boost(self, rows: Array, pairs: Sequence[Pair] | None = None) -> lightgbm.Booster:
        """Trees that have seen these rows, less those that do not count."""
        use = rows & (self.weight > 0)
        return boost(self.x[use], self.units.label[use], self.weight[use], pairs)


def prepare(units: Units) -> Data:
    grams = grams_of(units)
    vocabularies = [fit_vocabulary(units, units.raw & (units.fold != fold), grams) for fold in range(FOLDS)]
    words = word_scores(units, vocabularies, grams)
    places = neighbourhoods(units, words)
    found = np.array([kind for place in places for kind in kinds(place.units, place, None)])
    weight = np.sqrt(np.maximum(units.tokens, 0.1)) * np.where(np.isin(units.extractor, DUMPS), 0.7, 1.2)
    weight[units.source == SOURCE] *= COMPOSED
    weight[np.isin(found, list(METADATA)) | units.metadata] = 0
    vocabulary = fit_vocabulary(units, units.raw, grams)
    return Data(units, places, vocabulary, vocabularies, features(units, words, places), weight)


def cross_validated(data: Data, pairs: Sequence[Pair]) -> tuple[list[Model], Array]:
    """For each fold the model that has not seen its hosts; and what it says of each of its units: log odds."""
    models, score = [], np.zeros(len(data.weight))
    for fold, vocabulary in enumerate(data.vocabularies):
        mine = data.units.fold == fold
        trees = data.boost(~mine, pairs)
        models.append(Model(vocabulary, trees, tables(trees, NAMES)))
        score[mine] = models[-1].predict(data.x[mine])
    return models, score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--incomplete", type=Path, help="list of pages to leave out")
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--report", type=Path, default=Path(__file__).parent.parent / "docs" / "layout-training.md")
    parser.add_argument("--folds", type=Path, help="write the five models of the cross-validation into this folder")
    parser.add_argument("--curve", type=Path, help="draw harm against strip into this SVG")
    args = parser.parse_args()
    began = time.time()

    def tell(what: str) -> None:
        print(f"{time.time() - began:6.0f} s  {what}", flush=True)

    units = collect(args.corpus, incomplete(args.incomplete))
    tell(f"{len(units.samples)} texts, {len(units.units)} units")
    data = prepare(units)
    tell(f"features, vocabulary of {len(data.vocabulary.weights)}")
    everything = np.ones(len(units.units), bool)
    pairs = choose_pairs(data.boost(everything))
    tell("pairs: " + ", ".join(f"{NAMES[one]} {NAMES[other]}" for one, other in pairs))
    models, score = cross_validated(data, pairs)
    trees = data.boost(everything, pairs)
    model = Model(data.vocabulary, trees, tables(trees, NAMES))
    tell(f"boosted: tables differ from the trees by at most {model.rounding(data.x):.3f}")
    judged = judge(units, data.places, score)
    thresholds = choose_thresholds(judged)
    write(args.out, model, thresholds)
    if args.folds:
        args.folds.mkdir(exist_ok=True)
        for fold, held_out in enumerate(models):
            write(args.folds / f"layout-{fold}.json", held_out, thresholds)
    size = args.out.stat().st_size
    tell(f"thresholds; {size} bytes")
    measured = list(costs(judged, thresholds))
    lines = list(report(model, size, judged, thresholds, measured))
    args.report.write_text("\n".join(lines) + "\n", encoding="utf8")
    if args.curve:
        args.curve.write_text(drawing(judged, measured), encoding="utf8")
    tell("report written")


if __name__ == "__main__":
    main()
