"""Train the model of whole asks: `python benchmarks/train_asks.py CORPUS [--out …] [--report …]`.

What it learns from: boilerplate of ordinary outlets (`outlets.jsonl`, the half marked as read), every second ask
of `asks.jsonl`, the marked asks of the fixtures; against these every second row of `near_misses.tsv` and
`articles.jsonl`, the fixtures' articles, and the gold articles of CORPUS whose licence permits it, without what rules
remove. The figures of the report are of the other halves.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import lightgbm
import numpy as np

from asks import articles, between, read_texts
from corpus import pages
from newswash import Cleaner
from newswash.ask_blocks import says_what_it_must
from newswash.ask_groups import TONE_OF
from newswash.ask_model import DATA, FEATURES, AskModel, Heard
from newswash.fixture import read_fixtures
from newswash.model import Document
from newswash.page import Page
from newswash.phrases import PhraseDetector
from train_tone import TRAIN, put_between_marks
from trees import Pair, grow, pairs_by_gain, tables

FOLDER = Path(__file__).parent
ROUNDS, RATE, LEAF, PAIRS = 500, 0.05, 15, 16
RISING = [0 if name in ("length", "money") else -1 if name == "calm" else 1 for name in FEATURES]
"""The more a block sounds like an ask the likelier is one, whatever the few examples say; the more it says beside, the
less."""
WEIGHTS = {"ask": 3.0, "hard": 2.0, "article": 1.0}
THRESHOLD = 2.4
"""From this score on a block is an ask: log odds. Chosen so that no marked document of real pages and no fixture loses
words that it keeps without this model."""
_gap = re.compile(r"\n\s*\n|\n")


@dataclass(frozen=True)
class Block:
    of: tuple[int, ...]
    """Its `FEATURES`."""
    source: str
    is_ask: bool
    weight: float
    unseen: bool
    """The model does not learn from it."""


class Reader:
    """The blocks of texts that say what an ask must."""

    def __init__(self) -> None:
        cleaner = Cleaner(layout=False)
        self._phrases: PhraseDetector = cleaner._compiled.phrases()

    def read(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, ...]]:
        """The features of the blocks within [start, end) of a text."""
        page = Page(Document(text))
        blocks, weights_of = self._phrases.ask_blocks(page)
        for places in blocks:
            first, last = places[0][0], places[-1][0]
            if start <= page.starts[first] and (end is None or page.starts[last] + len(page.lines[last]) <= end):
                heard = Heard(page, places)
                if says_what_it_must(heard.tone, places, weights_of(heard.tone)):
                    yield heard.features(weights_of(heard.tone))


def asks(reader: Reader) -> Iterator[Block]:
    of = articles()
    for file in ("outlets.jsonl", "asks.jsonl"):
        for number, text in enumerate(read_texts(FOLDER / file, None)):
            if text["kind"] == "core":
                continue
            unseen = not text["read"] if "read" in text else bool(number % 2)
            placed = between(of[text["lang"]][0], text["text"])
            for row in reader.read(placed.text, placed.start, placed.end):
                yield Block(row, file, True, WEIGHTS["ask"], unseen)


def of_fixtures(reader: Reader) -> Iterator[Block]:
    for fixture in read_fixtures(FOLDER.parent / "fixtures"):
        for mark in fixture.marks:
            if mark.category in TONE_OF:
                for row in reader.read(fixture.text, mark.start, mark.end):
                    yield Block(row, "fixtures", True, WEIGHTS["ask"], fixture.held_out)
        if not fixture.marks:
            yield from of_article(reader, fixture.text, "fixtures", fixture.held_out)


def of_article(reader: Reader, text: str, source: str, unseen: bool) -> Iterator[Block]:
    """The paragraphs of an article, each for itself and several in one block, on lines of their own and on one."""
    weight = WEIGHTS["article" if source == "corpus" else "hard"]
    paragraphs = [p for p in _gap.split(text.strip()) if p.strip()]
    for size, joint in ((1, ""), (2, "\n"), (2, " "), (5, "\n"), (5, " ")):
        blocks = [joint.join(paragraphs[k : k + size]) for k in range(0, len(paragraphs), size)]
        for row in reader.read("\n\n".join([*blocks, "", ""])):
            yield Block(row, source, False, weight, unseen)


def of_articles(reader: Reader, corpus: Path) -> Iterator[Block]:
    for number, row in enumerate((FOLDER / "near_misses.tsv").read_text("utf-8").splitlines()):
        yield from of_article(reader, row.partition("\t")[2], "near_misses.tsv", bool(number % 2))
    for number, text in enumerate(read_texts(FOLDER / "articles.jsonl", None)):
        yield from of_article(reader, text["text"], "articles.jsonl", bool(number % 2))
    cleaner = Cleaner(layout=False, tone=False)
    for page in pages(corpus, TRAIN):
        yield from of_article(reader, cleaner.clean(str(page["gold"] or "")), "corpus", unseen=False)


def trees(blocks: Iterable[Block], pairs: list[Pair] | None) -> lightgbm.Booster:
    blocks = list(blocks)
    x, label = np.array([b.of for b in blocks]), np.array([b.is_ask for b in blocks])
    weight = np.array([b.weight for b in blocks])
    settings = {"min_data_in_leaf": LEAF, "learning_rate": RATE, "lambda_l2": 2, "monotone_constraints": RISING}
    return grow(x, label, weight, ROUNDS, pairs, **settings)


def report(model: AskModel, blocks: list[Block]) -> Iterator[str]:
    """What of the blocks reaches the threshold."""
    yield "| source | blocks | learnt from | of these above the threshold | not seen | of these above the threshold |"
    yield "|---|---|---|---|---|---|"
    for source, is_ask in sorted({(b.source, b.is_ask) for b in blocks}, key=lambda s: (not s[1], s[0])):
        mine = [b for b in blocks if (b.source, b.is_ask) == (source, is_ask)]
        cells = [f"{source}: {'asks' if is_ask else 'articles'}", str(len(mine))]
        for unseen in (False, True):
            half = [model.score(b.of) >= model.threshold for b in mine if b.unseen == unseen]
            cells += [str(len(half)), f"{100 * np.mean(half):.2f} %" if half else "–"]
        yield f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--report", type=Path, help="a page with two marks between which the figures go")
    arguments = parser.parse_args()
    reader = Reader()
    sources = (asks(reader), of_fixtures(reader), of_articles(reader, arguments.corpus))
    blocks = [block for source in sources for block in source]
    learnt = [block for block in blocks if not block.unseen]
    pairs = pairs_by_gain(trees(learnt, None))[:PAIRS]
    of_all = tables(trees(learnt, pairs), FEATURES)
    data = {
        "unit": "hundredths of log odds",
        "bias": of_all.base,
        "threshold": THRESHOLD,
        "tables": of_all.steps,
        "pairs": list(of_all.grids.items()),
    }
    arguments.out.write_text(json.dumps(data, separators=(",", ":")) + "\n", "utf-8")
    model = AskModel(json.loads(arguments.out.read_bytes()))
    lines = [f"Python {platform.python_version()}, lightgbm {lightgbm.__version__}, numpy {np.__version__}."]
    lines += ["", *report(model, blocks)]
    print("\n".join(lines))
    if arguments.report:
        put_between_marks(arguments.report, "train_asks.py", lines)


if __name__ == "__main__":
    main()
