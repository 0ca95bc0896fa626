"""Train the tone model: `python benchmarks/train_tone.py CORPUS [--out …] [--report …]`.

What it learns from: the sentences in `benchmarks/tone/` (composed, a file for each language), the examples of the
built-in packs, the fixtures, and for the article's side the gold articles of CORPUS whose licence permits it.
The figures of the report are of a fifth of the composed sentences and of hosts, neither of them seen in training.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

from corpus import fold_of, pages
from hashed import Array, Matrix, balanced, fit, strongest
from newswash import Cleaner, load_rules
from newswash.ask_groups import TONE_OF
from newswash.fixture import read_fixtures
from newswash.sentences import sentences
from newswash.tone import DATA, LEAST, TONES, ToneModel, features

ROOT = Path(__file__).parent.parent
TRAIN = ("fundus_eval", "scrapinghub", "fundus_tests", "andythefactory", "wcxb_news")
ARTICLE = "article"
WEIGHTS = {"hard": 3.0, "fixture": 2.0, "composed": 0.5}
"""How much a sentence counts: of an article, more if it was chosen because it sounds like an ask; of the composed asks,
which hold all that stands in appeals ("We know times are hard."), less than the examples of the packs."""
ARTICLES = 4.0
"""In no language weigh articles less than so many times what asks weigh."""
C = 30.0
KEPT = 60_000
FALSE = (0.1, 0.01, 0.001, 0.0003)
"""Shares of the sentences of articles that reach each of the levels of `newswash.tone`."""
FOLDS = 5
ROUNDING = 0.3
"""So far may the scores of the file, with weights of one byte, be from those of the fitted model: the levels of a tone
stand more than twice as far apart."""
COMPARED = 50
"""One in so many sentences is scored by both."""


@dataclass(frozen=True)
class Sentence:
    text: str
    kind: str
    language: str
    weight: float = 1.0
    fold: int | None = None
    """In which fifth it is held out; None: it is always trained on."""


def _cut(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for a, b in sentences(line):
            yield line[a:b]


def composed(folder: Path) -> Iterator[Sentence]:
    """The sentences of a folder of <language>.tsv: kind, tab, sentence."""
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            kind, tab, text = line.partition("\t")
            if not tab or kind not in (*TONES, ARTICLE):
                sys.exit(
                    f"{path}:{number}: not a kind, a tab and a sentence. The kinds: {', '.join((*TONES, ARTICLE))}."
                )
            for sentence in _cut(text):
                weight = WEIGHTS["hard"] if kind == ARTICLE else WEIGHTS["composed"]
                yield Sentence(sentence, kind, path.stem, weight, crc32(text.encode()) % FOLDS)


def examples() -> Iterator[Sentence]:
    """What the rules of the built-in packs remove and keep."""
    rules = load_rules()
    language = {pack.id: pack.language or pack.id for pack in rules.packs}
    for rule in rules.rules:
        of = language[rule.pack]
        for example in rule.removes if rule.category in TONE_OF else ():
            yield from (Sentence(s, TONE_OF[rule.category], of) for s in _cut(example.text))
        for example in rule.keeps:
            yield from (Sentence(s, ARTICLE, of, WEIGHTS["hard"]) for s in _cut(example.text))


def of_fixtures(folder: Path) -> Iterator[Sentence]:
    """Sentences of the fixtures that are not held out; what is marked as another kind of boilerplate is left out."""
    for fixture in read_fixtures(folder):
        if fixture.held_out:
            continue
        at, of = 0, fixture.language or "en"
        for line in fixture.text.split("\n"):
            for a, b in sentences(line):
                marks = {m.category for m in fixture.marks if m.start < at + b and at + a < m.end}
                if not marks:
                    yield Sentence(line[a:b], ARTICLE, of, WEIGHTS["fixture"])
                elif len(marks) == 1 and (kind := TONE_OF.get(*marks)):
                    yield Sentence(line[a:b], kind, of)
            at += len(line) + 1


def of_articles(corpus: Path) -> Iterator[Sentence]:
    """Sentences of a corpus' articles, of the sources that may train; some hold asks, which rules remove first."""
    cleaner = Cleaner(layout=False, tone=False)
    for page in pages(corpus, TRAIN):
        for sentence in _cut(cleaner.clean(str(page["gold"] or ""))):
            yield Sentence(sentence, ARTICLE, str(page["lang"]), 1.0, fold_of(str(page["host"]), FOLDS))


def weighed(texts: Sequence[Sentence]) -> Array:
    """The weights of the sentences."""
    weights, languages = np.array([s.weight for s in texts]), np.array([s.language for s in texts])
    return balanced(weights, languages, np.array([s.kind == ARTICLE for s in texts]), ARTICLES)


def learn(x: Matrix, texts: Sequence[Sentence], weight: Array, use: Array) -> tuple[Array, Array]:
    """Weights (a row for each kind) and biases, of the sentences to use; few weights, the rest are zero."""
    kinds = np.array([s.kind for s in texts])[use]
    models = [fit(x.rows[use], kinds == kind, weight[use], C) for kind in TONES]
    return strongest(np.vstack([weights for weights, _ in models]), KEPT), np.array([bias for _, bias in models])


def held_out(x: Matrix, texts: Sequence[Sentence], weight: Array) -> Array:
    """The scores of sentences by a model that has not seen them; of those that are always trained on, nothing."""
    fold = np.array([-1 if s.fold is None else s.fold for s in texts])
    scores = np.full((len(texts), len(TONES)), np.nan)
    for f in range(FOLDS):
        weights, bias = learn(x, texts, weight, fold != f)
        out = fold == f
        scores[out] = x.rows[out] @ weights.T + bias
    return scores


def bars(scores: Array, texts: Sequence[Sentence]) -> Array:
    """For each kind, the scores that so few sentences of articles exceed as `FALSE` says: the levels of the model."""
    plain = np.array([s.kind == ARTICLE and s.weight == 1 for s in texts]) & ~np.isnan(scores[:, 0])
    ordered = np.sort(scores[plain], axis=0)[::-1]
    return np.array([ordered[int(rate * len(ordered))] for rate in FALSE]).T


def odds(scores: Array, texts: Sequence[Sentence]) -> Array:
    """For each kind slope and intercept of a line from the score to the log odds that a sentence is of an ask rather
    than of an article. Half of the articles' weight is on those about such matters."""
    seen = ~np.isnan(scores[:, 0])
    article = seen & np.array([s.kind == ARTICLE for s in texts])
    hard = article & np.array([s.weight > 1 for s in texts])
    lines = []
    for k, kind in enumerate(TONES):
        ask = seen & np.array([s.kind == kind for s in texts])
        weight = ask / ask.sum() + (article & ~hard) / (article & ~hard).sum() / 2 + hard / hard.sum() / 2
        use = ask | article
        model = LogisticRegression(C=1e6).fit(scores[use, k : k + 1], ask[use], sample_weight=weight[use] * use.sum())
        lines.append((model.coef_[0, 0], model.intercept_[0]))
    return np.array(lines)


def report(scores: Array, levels: Array, texts: Sequence[Sentence]) -> Iterator[str]:
    """What reaches each level, of sentences that were held out."""
    seen = ~np.isnan(scores[:, 0])
    kinds = np.array([s.kind for s in texts])
    hard = np.array([s.weight > 1 for s in texts])
    yield "| tone | sentences | " + " | ".join(f"above {100 * rate:.2g} % of articles" for rate in FALSE) + " |"
    yield "|---|---|" + "---|" * len(FALSE)
    for k, name in enumerate(TONES):
        for of, rows in ((name, kinds == name), (f"{name}: articles on such matters", (kinds == ARTICLE) & hard)):
            mine = scores[seen & rows, k]
            cells = [f"{100 * np.mean(mine > bar):.1f} %" for bar in levels[k]] if len(mine) else ["–"] * len(FALSE)
            yield f"| {of} | {len(mine)} | {' | '.join(cells)} |"


def write(
    path: Path,
    hashes: Sequence[int],
    weights: Array,
    bias: Array,
    levels: Array,
    calibration: Array,
) -> None:
    kept = np.flatnonzero(np.abs(weights).max(0))
    scale = float(np.abs(weights).max() / 127)
    small = np.rint(weights[:, kept] / scale).astype(np.int8)
    data = {
        "count": len(kept),
        "bias": {k: round(float(b), 4) for k, b in zip(TONES, bias, strict=True)},
        "bars": {k: [round(float(b), 4) for b in row] for k, row in zip(TONES, levels, strict=True)},
        "odds": {k: [round(float(b), 4) for b in row] for k, row in zip(TONES, calibration, strict=True)},
        "scale": scale,
        "hashes": b64encode(np.array([hashes[i] for i in kept.tolist()], "<u4").tobytes()).decode(),
        "weights": {k: b64encode(row.tobytes()).decode() for k, row in zip(TONES, small, strict=True)},
    }
    path.write_text(json.dumps(data, indent=1) + "\n", "utf-8")


def rounding(path: Path, x: Matrix, texts: Sequence[Sentence], weights: Array, bias: Array) -> float:
    """By how much the scores of a file's model differ at most from those of the weights that it was written from."""
    model = ToneModel(json.loads(path.read_bytes()))
    fitted = x.rows[::COMPARED] @ weights.T + bias
    return float(np.abs(fitted - [model.scores(s.text) for s in texts[::COMPARED]]).max())


def collect(corpus: Path, texts: Path) -> list[Sentence]:
    """All sentences, each once; where two sources hold one, the first says what it is."""
    found: dict[str, Sentence] = {}
    sources: Iterable[Iterable[Sentence]] = (
        examples(), of_fixtures(ROOT / "fixtures"), composed(texts), of_articles(corpus)
    )  # fmt: skip
    for sentence in (s for source in sources for s in source):
        found.setdefault(sentence.text, sentence)
    return list(found.values())


def put_between_marks(page: Path, script: str, lines: Iterable[str]) -> None:
    """Put the report of a script between the two marks that a page has for it."""
    begin, end = (f"<!-- report of {script}: {edge} -->" for edge in ("begin", "end"))
    before, _, rest = page.read_text("utf-8").partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(before + "\n\n".join((begin, "\n".join(lines), end)) + after, "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--texts", type=Path, default=ROOT / "benchmarks" / "tone")
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--report", type=Path, help="a page with two marks between which the figures go")
    arguments = parser.parse_args()
    texts = collect(arguments.corpus, arguments.texts)
    x = Matrix([features(s.text) for s in texts], LEAST)
    weight = weighed(texts)
    weights, bias = learn(x, texts, weight, np.ones(len(texts), bool))
    scores = held_out(x, texts, weight)
    levels = bars(scores, texts)
    write(arguments.out, x.hashes, weights, bias, levels, odds(scores, texts))
    worst = rounding(arguments.out, x, texts, weights, bias)
    print(f"the file differs from what was fitted by at most {worst:.3f}")
    if worst > ROUNDING:
        sys.exit(f"{arguments.out}: that is more than {ROUNDING}; don't use it.")
    if arguments.report:
        counts = Counter(s.kind for s in texts)
        versions = f"Python {platform.python_version()}, scikit-learn {sklearn.__version__}, numpy {np.__version__}"
        sizes = ", ".join(f"{counts[kind]} {kind}" for kind in (*TONES, ARTICLE))
        lines = [f"{versions}. Sentences: {sizes}.", "", *report(scores, levels, texts)]
        put_between_marks(arguments.report, "train_tone.py", lines)


if __name__ == "__main__":
    main()
