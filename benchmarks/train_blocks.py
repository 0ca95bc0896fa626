"""Train the models of whole blocks: `python benchmarks/train_blocks.py CORPUS [--out …] [--report …] [--folds …]`.

First the words: linear models over hashed words, pairs and stems (`newswash.block_words`). Each text gets scores of
models that have not learnt from it; from these and all else that is known of a block an additive model learns to
decide (`newswash.block_model`). `block_texts.py` says what they learn from. For `held_out.py`, `--folds` keeps also
those that have seen no page of some hosts.
"""

from __future__ import annotations

import argparse
import json
import platform
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import sklearn

from block_texts import (
    LONG,
    OF_PAGES,
    Text,
    of_articles,
    of_asks,
    of_blocks,
    of_fixtures,
    of_margins,
    of_outlets,
    of_sentences,
    paragraphs,
    placed,
)
from hashed import Array, Matrix, balanced, fit, strongest
from layout_units import FOLDS
from newswash import Cleaner
from newswash.block_model import DATA, FEATURES, BlockModel, Heard
from newswash.block_words import ASK, COLUMNS, LEAST, NOTICE, NOTICES, PLAIN, features, look
from newswash.boilerplate_blocks import MOST_SENTENCES, guarded
from newswash.model import Document
from newswash.page import Page
from newswash.phrases import PhraseDetector
from newswash.shape import hash_words
from train_tone import ARTICLE, put_between_marks
from trees import Pair, grow, pairs_by_gain, tables

DECIDING = (PLAIN, ASK, NOTICE)
C = {PLAIN: 10.0, ASK: 30.0, NOTICE: 30.0} | dict.fromkeys(NOTICES, 10.0)
KEPT = 80_000
SENTENCE = {ASK: 0.3, NOTICE: 0.3, ARTICLE: 1.0}
"""How much a sentence counts that is no block."""
ARTICLES = 2.0
"""In no language weigh articles less than so many times what boilerplate weighs."""
LOST = 0.002
"""So much of the boilerplate that is told may be lost to each of the two quick looks: at words alone, at the odds."""
ROUNDS, RATE, LEAF, PAIRS = 500, 0.05, 20, 16
FALLING = ("guarded", "calm")
FREE = ("length", "money")
RISING = [0 if name in FREE else -1 if name in FALLING else 1 for name in FEATURES]
"""The more a block sounds like boilerplate the likelier it is, whatever the few examples say; the more guards protect
and the more it says beside, the less."""
WEIGHTS = {ASK: 1.0, NOTICE: 1.0, ARTICLE: 1.5, "corpus": 1.0}
THRESHOLD = 3.1
"""From this score on a block is boilerplate: log odds. Chosen so that no hard negative and no clean document of real
pages, and no fixture, loses words that it keeps without these models."""


@dataclass(frozen=True)
class Words:
    """Models of words: weights and biases by name, all, and for each part without what is held out in it."""

    matrix: Matrix
    all: Mapping[str, tuple[Array, float]]
    parts: Sequence[Mapping[str, tuple[Array, float]]]

    def without(self, part: int | None) -> Mapping[str, tuple[Array, float]]:
        """The models that have not learnt from a part."""
        return self.all if part is None else self.parts[part]

    def odds(self, text: str, part: int | None) -> dict[str, float]:
        """Log odds of a block by the models that decide, which have not learnt from the part."""
        models = self.without(part)
        of_all, of_words = map(self.matrix.of, ([found] for found in found_in(text)))
        rows = {PLAIN: of_words, ASK: of_all, NOTICE: of_all}
        return {name: float((row @ models[name][0])[0]) + models[name][1] for name, row in rows.items()}

    def sound(self, text: str) -> tuple[float, str]:
        """How much a block sounds like boilerplate, and whether like an ask or a notice."""
        odds = self.odds(text, None)
        return max((odds[ASK], ASK), (odds[NOTICE], NOTICE))


def found_in(text: str) -> tuple[set[int], set[int]]:
    """The features of a text, and those of its words alone."""
    words = look(text)
    return features(text, words), set(hash_words(words))


def learn_words(texts: Iterable[Text], folds: int) -> Words:
    rows = [piece for text in texts if not text.unseen and text.source != LONG for piece in paragraphs(text)]
    found = [found_in(row.words) for row in rows]
    matrix = Matrix([of_all for of_all, _ in found], LEAST)
    plain = matrix.of([of_words for _, of_words in found])
    label, kind = np.array([row.label for row in rows]), np.array([row.kind for row in rows])
    weight = np.array([1.0 if row.is_block else SENTENCE[row.label] for row in rows])
    weight = balanced(weight, np.array([row.language for row in rows]), label == ARTICLE, ARTICLES)
    fold = np.array([-1 if row.fold is None else row.fold for row in rows])

    def columns(names: Iterable[str], use: Array) -> Iterator[tuple[str, tuple[Array, float]]]:
        for name in names:
            x, y, mine = matrix.rows, label == name, use
            if name == PLAIN:
                x, y = plain, label != ARTICLE
            elif name in (ASK, NOTICE):
                mine = use & ((label == name) | (label == ARTICLE))
            else:
                y, mine = kind == name, use & (kind != "")
            yield name, fit(x[mine], y[mine], weight[mine], C[name])

    parts = [dict(columns(COLUMNS, fold != part)) for part in range(folds)]
    return Words(matrix, dict(columns(COLUMNS, np.ones(len(rows), bool))), parts)


def packed(words: Words, part: int | None) -> dict[str, Any]:
    """The words' models, without a part, as the data file holds them."""
    models = words.without(part)
    deciding = np.vstack([models[name][0] for name in DECIDING])
    kept = np.flatnonzero(np.abs(strongest(deciding, KEPT)).max(0))
    data: dict[str, Any] = {"count": len(kept), "bias": {}, "scale": {}, "weights": {}}
    for name in COLUMNS:
        weights, bias = models[name]
        scale = float(np.abs(weights[kept]).max() / 127)
        data["bias"][name], data["scale"][name] = round(bias, 4), scale
        data["weights"][name] = b64encode(np.rint(weights[kept] / scale).astype(np.int8).tobytes()).decode()
    data["hashes"] = b64encode(np.array([words.matrix.hashes[i] for i in kept.tolist()], "<u4").tobytes()).decode()
    return data


@dataclass(frozen=True)
class Block:
    of: tuple[int, ...]
    """Its `FEATURES`."""
    words: Mapping[str, float]
    """Log odds by its words, of each of the models that decide."""
    text: Text


def read_blocks(phrases: PhraseDetector, words: Words, text: Text) -> Iterator[Block]:
    """The blocks of a text that are judged, their words scored by models that have not learnt from them."""
    for page_of in placed(text):
        page = Page(Document(page_of.text))
        judged, weights_of, rules = phrases.blocks(page)
        for block in judged:
            places = block.places(page)
            if page_of.start <= block.start and block.end <= page_of.end and len(places) <= MOST_SENTENCES:
                odds = words.odds(page.text[block.start : block.end], None if text.unseen else text.fold)
                heard = Heard(page, places, odds[ASK], odds[NOTICE], len(block.said))
                if said := block.holds(page, rules):
                    kept = guarded(page, places, rules.guards_of(said))
                    yield Block(heard.features(weights_of(heard.tone), kept, len(said)), odds, text)


def limits(told: Iterable[Block]) -> dict[str, float]:
    """What the words of a block must say at least, to be looked at more closely: of the boilerplate that is ``told``
    nearly all says more."""
    odds = [block.words for block in told]
    plain = [of[PLAIN] for of in odds]
    deciding = [max(of[ASK], of[NOTICE]) for of in odds]
    return {"bar": round(float(np.quantile(plain, LOST)), 4), "floor": round(float(np.quantile(deciding, LOST)), 4)}


def trees(blocks: Iterable[Block], pairs: list[Pair] | None) -> lightgbm.Booster:
    blocks = list(blocks)
    x, label = np.array([b.of for b in blocks]), np.array([b.text.label != ARTICLE for b in blocks])
    weight = np.array([WEIGHTS.get(b.text.source, WEIGHTS[b.text.label]) for b in blocks])
    settings = {"min_data_in_leaf": LEAF, "learning_rate": RATE, "lambda_l2": 2, "monotone_constraints": RISING}
    return grow(x, label, weight, ROUNDS, pairs, **settings)


def learn(words: Words, blocks: Iterable[Block], part: int | None) -> dict[str, Any]:
    """The data file of models that have not learnt from the pages of a part.

    The words of its other blocks were scored by models that may have: so far held-out figures flatter.
    """
    learnt = [b for b in blocks if not b.text.unseen and not (b.text.source in OF_PAGES and b.text.fold == part)]
    pairs = pairs_by_gain(trees(learnt, None))[:PAIRS]
    of_all = tables(trees(learnt, pairs), FEATURES)
    data: dict[str, Any] = {
        "unit": "hundredths of log odds",
        "bias": of_all.base,
        "threshold": THRESHOLD,
        "tables": of_all.steps,
        "pairs": list(of_all.grids.items()),
        "words": packed(words, part) | {"bar": -inf, "floor": -inf},
    }
    model = BlockModel(data)
    data["words"] |= limits(b for b in learnt if b.text.label != ARTICLE and model.score(b.of) >= THRESHOLD)
    return data


def write(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(data, separators=(",", ":")) + "\n", "utf-8")


def report(model: BlockModel, blocks: list[Block]) -> Iterator[str]:
    """What of the blocks reaches the threshold."""
    yield "| source | blocks | learnt from | of these above the threshold | not seen | of these above the threshold |"
    yield "|---|---|---|---|---|---|"
    for source, label in sorted({(b.text.source, b.text.label) for b in blocks}, key=lambda s: (s[1] == ARTICLE, s)):
        mine = [b for b in blocks if (b.text.source, b.text.label) == (source, label)]
        cells = [f"{source}: {label}", str(len(mine))]
        for unseen in (False, True):
            half = [model.score(b.of) >= model.threshold for b in mine if b.text.unseen == unseen]
            cells += [str(len(half)), f"{100 * np.mean(half):.2f} %" if half else "–"]
        yield f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--texts", type=Path, default=Path(__file__).parent / "blocks")
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--report", type=Path, help="a page with two marks between which the figures go")
    parser.add_argument("--folds", type=Path, help="also write here the models without the hosts of each fold")
    arguments = parser.parse_args()
    sources = (
        of_blocks(arguments.texts), of_outlets(), of_asks(), of_fixtures(), of_articles(arguments.corpus),
        of_sentences(),
    )  # fmt: skip
    texts = [text for source in sources for text in source]
    composed = learn_words(texts, 0)
    texts += of_margins(arguments.corpus, composed.sound)
    words = learn_words(texts, FOLDS)
    phrases: PhraseDetector = Cleaner(layout=False)._compiled.phrases()
    blocks = [block for text in texts if text.is_block for block in read_blocks(phrases, words, text)]
    data = learn(words, blocks, None)
    write(arguments.out, data)
    for part in range(FOLDS) if arguments.folds else ():
        arguments.folds.mkdir(parents=True, exist_ok=True)
        write(arguments.folds / f"blocks-{part}.json", learn(words, blocks, part))
    versions = (
        f"Python {platform.python_version()}, scikit-learn {sklearn.__version__}, lightgbm {lightgbm.__version__}"
    )
    lines = [f"{versions}, numpy {np.__version__}.", "", *report(BlockModel(data), blocks)]
    print("\n".join(lines))
    if arguments.report:
        put_between_marks(arguments.report, "train_blocks.py", lines)


if __name__ == "__main__":
    main()
