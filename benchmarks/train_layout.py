"""Train the layout model: `python benchmarks/train_layout.py CORPUS [--incomplete FILE] [--out …] [--report …]`.

CORPUS holds <source>.jsonl.xz as `corpus.py` reads them. Trained on the sources whose licence permits it, without
Greek, Chinese, Russian and Polish pages; the figures of the report are of hosts not seen in training (five folds).
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import sys
import time
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import lightgbm
import numpy as np
import scipy.sparse
import sklearn
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent))
from corpus import Sample, fold_of, incomplete, samples
from layout_curve import draw
from newswash import neighbourhood, shape
from newswash.calm import calm
from newswash.layout import DATA, OFFSETS, LayoutModel
from newswash.line_score import LineScore, guarded, held
from newswash.metadata import kinds
from newswash.profiles import PROFILES
from newswash.units import Unit, cut, is_prose, is_text

TRAIN = ("fundus_eval", "scrapinghub", "fundus_tests", "andythefactory", "magic", "wcxb_news")
MODERN = ("fundus_eval", "scrapinghub", "fundus_tests", "andythefactory", "wcxb_news")
NO_LANGUAGES = frozenset({"el", "zh", "ru", "pl"})
DUMPS = ("dump", "bs4", "inscriptis")
SHOWN = (
    "dump",
    "bs4",
    "inscriptis",
    "resiliparse",
    "trafilatura",
    "trafilatura_recall",
    "readability",
    "newspaper4k",
    "gold",
)
DRAWN = ("dump", "bs4", "resiliparse", "trafilatura", "readability", "newspaper4k")
FOLDS, ROUNDS, RATE = 5, 400, 0.25
OWN_PAIRS, PLACE_PAIRS = 16, 24
LEAF = 200
WORDS, MIN_HOSTS = 8000, 4
HARMS = (0.001, 0.003, 0.005, 0.01)
AIMS = {
    "precision": {"dump": 0.003, "resiliparse": 0.0005, "extract": 0.0002, "gold": 0.0001},
    "balanced": {"dump": 0.0075, "resiliparse": 0.0015, "extract": 0.0004, "gold": 0.0002},
    "recall": {"dump": 0.02, "resiliparse": 0.006, "extract": 0.004, "gold": 0.004},
}
"""What a profile may cost, as a share of the article, for each kind of input: this sets its thresholds."""
BARS = [step / 10 for step in range(-5, 21)]
"""Thresholds among which `body_only` takes the one with the best F1 ..."""
TIE = 0.001
"""... or the lowest that comes so near to it: in languages that training never saw, scores are lower."""
PROFILE_NAMES = (*AIMS, "body_only")
NAMES = (
    *(f"own:{name}" for name in shape.OWN),
    *(f"{offset:+d}:{name}" for offset in OFFSETS for name in shape.NEAR),
    *(f"at:{name}" for name in neighbourhood.CONTEXT),
)
NEAR_OF = [shape.OWN.index(name) for name in shape.NEAR]
METADATA = frozenset(
    {"headline", "standfirst", "byline", "dateline", "caption", "photo-credit", "author-bio", "correction"}
)
STRIPPED = {
    profile: frozenset(
        kind for kind in METADATA | {"related-links", "tags"} if PROFILES[profile].action(kind) == "strip"
    )
    for profile in PROFILE_NAMES
}


HEADING = """# How the layout model was trained

Written by `benchmarks/train_layout.py`; run it again with one command:

    python benchmarks/train_layout.py PAGES --incomplete gold_incomplete.txt --curve docs/images/layout-curve.svg

PAGES is a folder in the format that `benchmarks/corpus.py` reads. Needed: lightgbm, scikit-learn, numpy, scipy,
rapidfuzz. Seeds are fixed and LightGBM runs deterministically on one thread: the same machine and versions give the
same file.

## Data

Pages with an article written down by hand, and the text that eleven extractors make of them:

| source | licence |
|---|---|
| fundus (evaluation and tests), scrapinghub/article-extraction-benchmark | MIT |
| andythefactory/article-extraction-dataset, magic | Apache-2.0 |
| WCXB (web content extraction benchmark), news pages | CC-BY-4.0 |

Sources under the GPL or without a licence (daniel, zhnews, cleanportal) only measure. Nothing of the pages goes into
the data file but hashes of words that stand on pages of at least four hosts, with their weights.

## Method

1. Each text is cut into units (`units.py`): lines, with fragments of a sentence glued. A unit is boilerplate when more
   than half of its tokens have no partner in the gold; its weight is the square root of its tokens.
2. Words and pairs of words get logistic weights, fitted for each fold without its hosts, pruned to 8,000 of one byte.
3. Boosted trees of one or two questions over the unit's shape, its neighbours at -3 to +3, densities around it, its
   words, and how many of these the rest of the article has too. Two features may meet in a tree only if they are one
   of 40 pairs: those that gained most in a run where all might meet (16 of the unit's own features, 24 with its
   place). Added up, the trees are one step function for each feature and one grid for each pair, in hundredths of log
   odds. Headlines, bylines, dates, captions and other metadata are left out: policy decides about them.
4. Thresholds: for each profile the lowest at which the guarded removals cost at most a set share of the article, on
   hosts that the model did not see (five folds by publisher; one host counts for a third of it at most); for
   `body_only` those with the best F1 (the lowest that come within a tenth of a point of it).

All figures below are of hosts not seen in training; layout alone, no phrase rule helps. strip: share of the tokens
outside the article that go; harm: share of the article's that go.

![harm against strip](images/layout-curve.svg)
"""


@dataclass
class Units:
    """All units of all texts, side by side."""

    texts: list[str]
    bounds: list[int]
    units: list[Unit]
    tokens: np.ndarray[Any, Any]
    article: np.ndarray[Any, Any]
    sample: np.ndarray[Any, Any]
    fold: np.ndarray[Any, Any]
    extractor: np.ndarray[Any, Any]
    source: np.ndarray[Any, Any]
    hosts: list[str]
    titles: list[str]

    @property
    def label(self) -> np.ndarray[Any, Any]:
        return (2 * self.article < self.tokens).astype(np.int8)


def collect(texts: Sequence[Sample]) -> Units:
    units: list[Unit] = []
    bounds, tokens, article, number = [0], [], [], []
    for k, sample in enumerate(texts):
        lines = sample.text.split("\n")
        starts = np.cumsum([0, *(len(line) + 1 for line in lines)])
        for unit in cut(lines):
            every, kept = sample.tokens(int(starts[unit.line]) + unit.start, int(starts[unit.last]) + unit.end)
            units.append(unit)
            tokens.append(every)
            article.append(kept)
            number.append(k)
        bounds.append(len(units))
    folds = [fold_of(sample.host, FOLDS) for sample in texts]
    return Units(
        [unit.text for unit in units],
        bounds,
        units,
        np.array(tokens),
        np.array(article),
        np.array(number),
        np.array([folds[k] for k in number]),
        np.array([texts[k].extractor for k in number]),
        np.array([texts[k].source for k in number]),
        [s.host for s in texts],
        [s.title for s in texts],
    )


Vocabulary = tuple[dict[int, int], float, float]


def fit_vocabulary(data: Units, use: np.ndarray[Any, Any], grams: dict[str, set[int]]) -> Vocabulary:
    """A logistic score over the words of the distinct lines of each host, pruned to small whole weights."""
    lines: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for i in np.flatnonzero(use):
        entry = lines[data.hosts[data.sample[i]], data.texts[i]]
        entry[0] += int(data.tokens[i])
        entry[1] += int(data.article[i])
    hosts: dict[int, set[str]] = defaultdict(set)
    for host, text in lines:
        for gram in grams[text]:
            hosts[gram].add(host)
    keys = sorted(gram for gram, seen in hosts.items() if len(seen) >= MIN_HOSTS)
    column = {gram: k for k, gram in enumerate(keys)}
    index, pointer, label, weight = [], [0], [], []
    for (_, text), (every, kept) in lines.items():
        index += sorted(column[gram] for gram in grams[text] if gram in column)
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
    return {keys[k]: int(w) for k, w in zip(best, whole, strict=True) if w}, scale, float(model.intercept_[0])


def vocabulary_score(vocabulary: Vocabulary, grams: Iterable[int]) -> int:
    weights, scale, bias = vocabulary
    return max(-64, min(64, round(8 * (sum(weights.get(g, 0) for g in grams) * scale + bias))))


def matrix(
    data: Units, shapes: dict[str, tuple[int, ...]], words: np.ndarray[Any, Any]
) -> tuple[Any, list[neighbourhood.Neighbourhood]]:
    """A row for each unit, a column for each of `NAMES`: what the library computes for one text at run time."""
    own = np.hstack([np.array([shapes[text] for text in data.texts], np.int16), words[:, None].astype(np.int16)])
    n = len(own)
    text_lines, context = np.zeros(n, bool), np.zeros((n, len(neighbourhood.CONTEXT)), np.int16)
    places = []
    for a, b in zip(data.bounds, data.bounds[1:], strict=False):
        units = data.units[a:b]
        place = neighbourhood.Neighbourhood(
            units, [0 if is_text(u.text) else int(w) for u, w in zip(units, words[a:b], strict=True)], frozenset()
        )
        text_lines[a:b] = place.is_text
        for i in range(b - a):
            context[a + i] = place.context(i)
        places.append(place)
    near = own[:, NEAR_OF].copy()
    near[text_lines] = neighbourhood.PROSE
    columns = [own]
    for offset in OFFSETS:
        side = np.full((n, len(NEAR_OF)), -1, np.int16)
        at = np.arange(n) + offset
        there = np.flatnonzero((at >= 0) & (at < n))
        there = there[data.sample[at[there]] == data.sample[there]]
        side[there] = near[at[there]]
        columns.append(side)
    return np.hstack([*columns, context]).astype(np.float32), places


def boost(x: Any, y: Any, weight: Any, groups: Sequence[Sequence[int]] | None = None) -> lightgbm.Booster:
    """Trees of at most two questions, which may meet only within one of the groups of features."""
    settings = {
        "objective": "binary",
        "num_leaves": 3,
        "max_depth": 2,
        "min_data_in_leaf": LEAF,
        "learning_rate": RATE,
        "max_bin": 63,
        "lambda_l2": 5,
        "verbose": -1,
        "num_threads": 1,
        "seed": 1,
        "deterministic": True,
        "force_row_wise": True,
    }
    if groups:
        settings["interaction_constraints"] = [list(group) for group in groups]
    names = [f"f{i}" for i in range(x.shape[1])]
    return lightgbm.train(
        settings,
        lightgbm.Dataset(x, y, weight=weight, feature_name=names, params={"max_bin": 63, "verbose": -1}),
        ROUNDS,
    )


def questions(model: lightgbm.Booster) -> Iterator[dict[str, Any]]:
    """The roots of the trees that ask anything."""
    for tree in model.dump_model()["tree_info"]:
        yield tree["tree_structure"]


def choose_pairs(model: lightgbm.Booster) -> list[tuple[int, int]]:
    """The pairs of features that gain most by being asked together, of a model that was free to ask anything."""
    gain: Counter[tuple[int, int]] = Counter()
    for root in questions(model):
        for child in (root.get("left_child", {}), root.get("right_child", {})):
            if "split_feature" in child and child["split_feature"] != root["split_feature"]:
                one, other = sorted((root["split_feature"], child["split_feature"]))
                gain[one, other] += child["split_gain"]
    own = [pair for pair, _ in gain.most_common() if pair[1] < len(shape.OWN)]
    place = [
        (one, other)
        for (one, other), _ in gain.most_common()
        if NAMES[other].startswith("at:") and NAMES[one].startswith(("own:", "at:"))
    ]
    return own[:OWN_PAIRS] + place[:PLACE_PAIRS]


Steps = tuple[list[float], list[int]]
Grid = tuple[list[float], list[float], list[list[int]]]


@dataclass
class Tables:
    """A model as step functions of features, grids of pairs of them, and what is left: hundredths of log odds."""

    steps: dict[str, Steps]
    grids: dict[tuple[str, str], Grid]
    base: int

    def score(self, x: Any) -> Any:
        total = np.full(len(x), self.base, float)
        for name, (at, add) in self.steps.items():
            total += np.array(add)[np.searchsorted(at, x[:, NAMES.index(name)], "right")]
        for (one, other), (at, and_at, grid) in self.grids.items():
            row = np.searchsorted(at, x[:, NAMES.index(one)], "right")
            total += np.array(grid)[row, np.searchsorted(and_at, x[:, NAMES.index(other)], "right")]
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


def tables(model: lightgbm.Booster) -> Tables:
    """The trees added up: one step function for each feature, one grid for each pair."""
    trees: dict[tuple[int, ...], list[dict[str, Any]]] = defaultdict(list)
    for root in questions(model):
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
            steps[NAMES[features[0]]] = (edges[0], whole)
        else:
            grids[NAMES[features[0]], NAMES[features[1]]] = (edges[0], edges[1], whole)
    return Tables(steps, grids, round(100 * base))


def curve(data: Units, score: Any, rows: Any, harms: Sequence[float] = HARMS) -> list[float]:
    order = np.flatnonzero(rows)[np.argsort(-score[rows], kind="stable")]
    lost = np.cumsum(data.article[order]) / max(data.article[order].sum(), 1)
    other = data.tokens[order] - data.article[order]
    gone = np.cumsum(other) / max(other.sum(), 1)
    return [float(gone[k - 1]) if (k := int(np.searchsorted(lost, harm, "right"))) else 0.0 for harm in harms]


def operating_point(data: Units, score: Any, rows: Any, allowed: Any, harm: float) -> float:
    """The lowest threshold at which the removals allowed cost at most this share of the article's tokens.

    One host counts for a third of that at most: a single page of offers must not decide for all.
    """
    order = np.flatnonzero(rows & allowed)
    order = order[np.argsort(-score[order], kind="stable")]
    budget = harm * max(data.article[rows].sum(), 1)
    by_host: Counter[str] = Counter()
    lost = 0.0
    for unit in order:
        host = data.hosts[data.sample[unit]]
        before = min(by_host[host], budget / 3)
        by_host[host] += int(data.article[unit])
        lost += min(by_host[host], budget / 3) - before
        if lost > budget:
            return float(score[unit]) + 1e-6
    return float(score[order[-1]])


def macro_f1(data: Units, gone: Any, rows: Any) -> float:
    """F1 of mean precision and mean recall of what is kept, by tokens; recall is of the article in the raw text."""
    at = data.sample[rows]
    kept = np.bincount(at, data.article[rows] * ~gone[rows])
    size = np.bincount(at, data.tokens[rows] * ~gone[rows])
    whole = np.bincount(at, data.article[rows])
    there = whole > 0
    p, r = float(np.mean(kept[there] / np.maximum(size[there], 1))), float(np.mean(kept[there] / whole[there]))
    return 2 * p * r / (p + r)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))


def f1(pairs: Sequence[tuple[str, str]]) -> float:
    """F1 of mean precision and mean recall over shingles of four words."""
    precision, recall = [], []
    for gold, text in pairs:
        g, t = shingles(gold), shingles(text)
        both = sum((g & t).values())
        precision.append(both / max(sum(t.values()), 1))
        recall.append(both / max(sum(g.values()), 1))
    p, r = float(np.mean(precision)), float(np.mean(recall))
    return 2 * p * r / (p + r) if p + r else 0.0


def write(path: Path, made: Tables, vocabulary: Vocabulary, thresholds: Any) -> None:
    """The data file that `LayoutModel` reads."""
    weights, scale, bias = vocabulary
    order = sorted(weights)
    words = {
        "count": len(order),
        "scale": scale,
        "bias": bias,
        "hashes": b64encode(np.array(order, "<u4").tobytes()).decode(),
        "weights": b64encode(np.array([weights[gram] for gram in order], "i1").tobytes()).decode(),
    }
    content = {
        "schema": 1,
        "unit": "hundredths of log odds",
        "bias": made.base,
        "thresholds": thresholds,
        "tables": made.steps,
        "pairs": [[names, grid] for names, grid in made.grids.items()],
        "vocabulary": words,
    }
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf8")
    LayoutModel(content)  # it can be read


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--incomplete", type=Path, help="list of pages to leave out")
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--report", type=Path, default=Path(__file__).parent.parent / "docs" / "layout-training.md")
    parser.add_argument("--folds", type=Path, help="write the five models of the cross-validation into this folder")
    parser.add_argument("--curve", type=Path, help="draw harm against strip into this SVG")
    parser.add_argument("--save", type=Path, help="write the cross-validated scores here (numpy)")
    args = parser.parse_args()
    began = time.time()

    def tell(what: str) -> None:
        print(f"{time.time() - began:6.0f} s  {what}", flush=True)

    texts = list(samples(args.corpus, TRAIN, incomplete(args.incomplete), NO_LANGUAGES))
    data = collect(texts)
    tell(f"{len(texts)} texts, {len(data.units)} units")
    shapes: dict[str, tuple[int, ...]] = {}
    grams: dict[str, set[int]] = {}
    for text in data.texts:
        if text not in shapes:
            folded = shape.fold_words(text)
            shapes[text], grams[text] = shape.shape(text, folded), shape.grams(text, folded)
    raw = data.extractor != "gold"
    words = np.zeros(len(data.units), int)
    vocabularies = [fit_vocabulary(data, (data.fold != fold) & raw, grams) for fold in range(FOLDS)]
    for fold, vocabulary in enumerate(vocabularies):
        cache: dict[str, int] = {}
        for i in np.flatnonzero(data.fold == fold):
            text = data.texts[i]
            if text not in cache:
                cache[text] = vocabulary_score(vocabulary, grams[text])
            words[i] = cache[text]
    vocabulary, held_out = fit_vocabulary(data, raw, grams), []
    tell(f"vocabulary of {len(vocabulary[0])}")
    x, places = matrix(data, shapes, words)
    found = np.array(
        [
            kind
            for place, a, b, title in zip(places, data.bounds, data.bounds[1:], data.titles, strict=False)
            for kind in kinds(data.units[a:b], place, None)
        ]
    )
    tell("features")
    weight = np.sqrt(np.maximum(data.tokens, 0.1)) * np.where(np.isin(data.extractor, DUMPS), 0.7, 1.2)
    weight[np.isin(found, list(METADATA))] = 0
    label = data.label
    score = np.zeros(len(label))
    pairs = choose_pairs(boost(x[weight > 0], label[weight > 0], weight[weight > 0]))
    groups = [*pairs, *((i,) for i in range(len(NAMES)))]
    tell("pairs: " + ", ".join(f"{NAMES[one]} {NAMES[other]}" for one, other in pairs))
    for fold in range(FOLDS):
        train = (data.fold != fold) & (weight > 0)
        model = boost(x[train], label[train], weight[train], groups)
        score[data.fold == fold] = model.predict(x[data.fold == fold], raw_score=True)
        held_out.append(tables(model))
    model = boost(x[weight > 0], label[weight > 0], weight[weight > 0], groups)
    tell("boosted")
    text_lines = np.concatenate([np.array(place.is_text, bool) for place in places])
    listed = np.concatenate([np.array([place.listed(i) for i in range(len(place.units))], bool) for place in places])
    among = np.concatenate(
        [np.array([place.among_article(i) for i in range(len(place.units))], bool) for place in places]
    )
    calm_units = [calm(place.units, place.is_text) for place in places]
    spared = np.concatenate(
        [
            [
                s or (t and not place.exposed(i, quiet))
                for i, (s, t) in enumerate(zip(quiet, place.is_text, strict=True))
            ]
            for place, quiet in zip(places, calm_units, strict=True)
        ]
    ).astype(bool)
    dump_like = np.concatenate([np.full(len(place.units), place.whole_page, bool) for place in places])
    allowed = {}
    outside = np.concatenate([np.array([place.outside(i) for i in range(len(place.units))], bool) for place in places])
    prose = np.array([is_prose(text) for text in data.texts])
    why = [held(place.units, place, i) for place in places for i in range(len(place.units))]
    lines = [
        LineScore(0, 0, 0, 0, float(s), "", *map(bool, (p, False, q, r, o)), h)
        for s, p, q, r, o, h in zip(score, prose, among, listed, outside, why, strict=True)
    ]
    for profile in PROFILE_NAMES:
        free = np.array([guarded(lines, i, profile) is None for i in range(len(lines))])
        if not PROFILES[profile].whole_sentences:
            free &= ~spared
        allowed[profile] = free & ~np.isin(found, list(METADATA - STRIPPED[profile]))
    modern = np.isin(data.source, MODERN)
    if args.save:
        np.savez(
            args.save,
            score=score,
            found=found,
            is_text=text_lines,
            listed=listed,
            among=among,
            dump_like=dump_like,
            x=x.astype(np.int16),
            words=words,
        )
    thresholds: dict[str, dict[str, float]] = {}
    for profile, aims in AIMS.items():
        points: dict[str, list[float]] = {"dump": [], "extract": []}
        for extractor in ("dump", "bs4", "resiliparse", "trafilatura", "readability", "newspaper4k", "gold"):
            page = extractor in DUMPS
            aim = aims["dump" if page else extractor if extractor in aims else "extract"]
            mine = allowed[profile] & (dump_like if page else ~dump_like)
            points["dump" if page else "extract"].append(
                operating_point(data, score, modern & (data.extractor == extractor), mine, aim)
            )
        thresholds[profile] = {name: round(max(values), 2) for name, values in points.items()}
    stripped = np.isin(found, list(STRIPPED["body_only"]))
    thresholds["body_only"] = {}
    for name, extractors in {
        "dump": ("dump", "bs4"),
        "extract": ("resiliparse", "trafilatura", "readability", "newspaper4k"),
    }.items():
        means = {
            bar: mean(
                macro_f1(data, stripped | (allowed["body_only"] & (score >= bar)), modern & (data.extractor == e))
                for e in extractors
            )
            for bar in BARS
        }
        thresholds["body_only"][name] = min(bar for bar in BARS if means[bar] >= max(means.values()) - TIE)
    made = tables(model)
    write(args.out, made, vocabulary, thresholds)
    if args.folds:
        args.folds.mkdir(exist_ok=True)
        for fold, fold_tables in enumerate(held_out):
            write(args.folds / f"layout-{fold}.json", fold_tables, vocabularies[fold], thresholds)
    worst = float(np.abs(made.score(x) - model.predict(x, raw_score=True)).max())
    tell(f"tables differ from the trees by at most {worst:.3f}; {args.out.stat().st_size} bytes")

    pages_seen = {(sample.source, sample.page) for sample in texts}
    rows = [
        HEADING,
        f"{len(pages_seen)} pages of {len(set(data.hosts))} hosts in {len(texts)} texts and {len(data.units)} units; "
        f"left out are pages in {', '.join(sorted(NO_LANGUAGES))}. {ROUNDS} trees at rate {RATE}, "
        f"{len(made.steps)} step functions and {len(made.grids)} grids of {len(NAMES)} features; "
        f"{len(vocabulary[0])} word weights; the data file has "
        f"{args.out.stat().st_size} bytes. Made with "
        f"Python {platform.python_version()}, lightgbm {lightgbm.__version__}, numpy {np.__version__}, "
        f"scikit-learn {sklearn.__version__}.",
        "",
        "## Strip at a level of harm (no guards, no metadata kinds)",
        "",
        "| input | " + " | ".join(f"{100 * h:g} %" for h in HARMS) + " |",
        "|---" * (len(HARMS) + 1) + "|",
    ]
    for extractor in SHOWN[:-1]:
        rows.append(
            f"| {extractor} | "
            + " | ".join(f"{100 * v:.1f}" for v in curve(data, score, modern & (data.extractor == extractor)))
            + " |"
        )
    drawn_points: dict[str, dict[str, tuple[float, float]]] = {}
    rows += [
        "",
        "## At the thresholds of the profiles (with guards and metadata kinds)",
        "",
        "| profile | threshold dump / extract | input | harm % | strip % | F1 before | after |",
        "|---|---|---|---|---|---|---|",
    ]
    for profile in PROFILE_NAMES:
        bar = np.where(dump_like, thresholds[profile]["dump"], thresholds[profile]["extract"])
        gone = (allowed[profile] & (score >= bar)) | np.isin(found, list(STRIPPED[profile]))
        for extractor in SHOWN:
            mine = modern & (data.extractor == extractor)
            article, other = data.article[mine].sum(), (data.tokens - data.article)[mine].sum()
            harm = data.article[mine & gone].sum() / max(article, 1)
            strip = (data.tokens - data.article)[mine & gone].sum() / max(other, 1)
            before, after = [], []
            for k in np.unique(data.sample[mine]):
                a, b = data.bounds[k], data.bounds[k + 1]
                before.append((texts[k].gold, texts[k].text))
                after.append(
                    (texts[k].gold, "\n".join(t for t, g in zip(data.texts[a:b], gone[a:b], strict=True) if not g))
                )
            if extractor in DRAWN:
                drawn_points.setdefault(profile, {})[extractor] = (float(harm), float(strip))
            bars = f"{thresholds[profile]['dump']:.2f} / {thresholds[profile]['extract']:.2f}"
            rows.append(
                f"| {profile} | {bars} | {extractor} | {100 * harm:.3f} | {100 * strip:.1f} | "
                f"{100 * f1(before):.2f} | {100 * f1(after):.2f} |"
            )
    gain = model.feature_importance("gain")
    rows += ["", "## What the trees look at (share of the gain)", ""]
    rows += [f"- `{NAMES[k]}` {100 * gain[k] / gain.sum():.1f} %" for k in np.argsort(-gain)[:20]]
    args.report.write_text("\n".join(rows) + "\n", encoding="utf8")
    if args.curve:
        harms = [0.0003 * (0.05 / 0.0003) ** (k / 40) for k in range(41)]
        curves = {
            name: list(zip(harms, curve(data, score, modern & (data.extractor == name), harms), strict=True))
            for name in DRAWN
        }
        args.curve.write_text(draw(curves, drawn_points), encoding="utf8")
    tell("report written")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
