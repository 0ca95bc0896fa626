"""Choose the thresholds of the layout model anew, for tables that stay as they are.

    python benchmarks/layout_thresholds.py PAGES FOLDS --incomplete gold_incomplete.txt

PAGES is a folder as `corpus.py` reads it; FOLDS holds the five models of the cross-validation that `train_layout.py
--folds` wrote when it made the tables. Writes the thresholds into the data file and into these five, and the figures
into the training report. For when what is done with scores changes, or how units are cut, and not the tables.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from corpus import fold_of, incomplete
from layout_features import neighbourhoods
from layout_profiles import Thresholds, choose_thresholds, judge
from layout_report import BEHIND_FIGURES, FIRST_FIGURES, costs, drawing, figures
from layout_units import FOLDS, Array, Units, collect
from newswash.layout import DATA, LayoutModel


def held_out_scores(units: Units, models: list[LayoutModel]) -> tuple[Array, Array]:
    """What the model that has not seen its host says of each unit: of its words, and log odds in all."""
    words, score = [], []
    for sample, mine in zip(units.samples, units.by_text(), strict=True):
        model = models[fold_of(sample.host, FOLDS)]
        words += [model.own(unit.text)[-1] for unit in mine]
        score += [line.score for line in model.score(sample.text.split("\n"), prose=True)]
    return np.array(words), np.array(score)


def set_thresholds(path: Path, thresholds: Thresholds) -> None:
    content = json.loads(path.read_text("utf8")) | {"thresholds": thresholds}
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("folds", type=Path)
    parser.add_argument("--incomplete", type=Path, help="list of pages to leave out")
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--report", type=Path, default=Path(__file__).parent.parent / "docs" / "layout-training.md")
    parser.add_argument("--curve", type=Path, help="draw harm against strip into this SVG")
    args = parser.parse_args()
    paths = [args.folds / f"layout-{fold}.json" for fold in range(FOLDS)]
    units = collect(args.corpus, incomplete(args.incomplete))
    words, score = held_out_scores(units, list(map(LayoutModel.load, paths)))
    judged = judge(units, neighbourhoods(units, words), score)
    thresholds = choose_thresholds(judged)
    for path in (args.out, *paths):
        set_thresholds(path, thresholds)
    measured = list(costs(judged, thresholds))
    page = args.report.read_text("utf8")
    before, behind = page.partition(FIRST_FIGURES)[0], page.partition(BEHIND_FIGURES)[2]
    told = "\n".join(figures(judged, thresholds, measured)).strip()
    args.report.write_text(f"{before}{told}\n\n{BEHIND_FIGURES}{behind}", encoding="utf8")
    if args.curve:
        args.curve.write_text(drawing(judged, measured), encoding="utf8")
    print(json.dumps(thresholds))


if __name__ == "__main__":
    main()
