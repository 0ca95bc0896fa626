"""A trained model, and the data file that the library reads."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

import lightgbm
import numpy as np

from layout_profiles import Thresholds
from layout_units import Array
from layout_words import Vocabulary
from newswash.layout import LayoutModel
from trees import Tables


@dataclass(frozen=True)
class Model:
    """Trees, the tables that they are when added up, and the vocabulary that one of their features comes from."""

    vocabulary: Vocabulary
    trees: lightgbm.Booster
    tables: Tables

    def predict(self, x: Array) -> Array:
        """Log odds of each row of features, by the trees."""
        return np.asarray(self.trees.predict(x, raw_score=True))

    def rounding(self, x: Array) -> float:
        """By how much tables and trees differ at most in these rows: log odds."""
        return float(np.abs(self.tables.score(x) - self.predict(x)).max())


def write(path: Path, model: Model, thresholds: Thresholds) -> None:
    """Write the data file that `LayoutModel` reads."""
    weights = model.vocabulary.weights
    order = sorted(weights)
    content = {
        "schema": 1,
        "unit": "hundredths of log odds",
        "bias": model.tables.base,
        "thresholds": thresholds,
        "tables": model.tables.steps,
        "pairs": [[names, grid] for names, grid in model.tables.grids.items()],
        "vocabulary": {
            "count": len(order),
            "scale": model.vocabulary.scale,
            "bias": model.vocabulary.bias,
            "hashes": b64encode(np.array(order, "<u4").tobytes()).decode(),
            "weights": b64encode(np.array([weights[gram] for gram in order], "i1").tobytes()).decode(),
        },
    }
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf8")
    LayoutModel(content)  # it can be read
