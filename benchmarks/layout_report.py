"""The report of a training: what goes and what it costs, of hosts that were not seen."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import lightgbm
import numpy as np
import sklearn

from layout_curve import draw
from layout_features import NAMES
from layout_model import Model
from layout_profiles import PROFILE_NAMES, Judged, Thresholds
from layout_trees import RATE, ROUNDS
from layout_units import NO_LANGUAGES, Array, Units
from measure import Overlap, overlap, shingles

HARMS = (0.001, 0.003, 0.005, 0.01)
EXTRACTED = (
    "dump",
    "bs4",
    "inscriptis",
    "resiliparse",
    "trafilatura",
    "trafilatura_recall",
    "readability",
    "newspaper4k",
)
DRAWN = ("dump", "bs4", "resiliparse", "trafilatura", "readability", "newspaper4k")
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

Five in six of these pages are English or German. So there are pages composed for this (`benchmarks/pages`, marked like
fixtures): 24 or 25, each of another invented outlet, in each of 28 languages, as whole pages and as what an extractor
might leave of them. A unit of theirs counts three tenths of another. English, Greek, Chinese, Russian and Polish are
not among them: by the last four it is measured how the model does in languages that it has not seen. Thresholds and
all figures are of the real pages.

## Method

1. Each text is cut into units (`fragments.py`): lines, with fragments of a sentence glued. A unit is boilerplate when
   more than half of its tokens have no partner in the gold; its weight is the square root of its tokens. Lines of the
   gold that were read and are boilerplate (`benchmarks/gold_boilerplate.tsv` lists them) count as such.
2. Words and pairs of words get logistic weights, fitted for each fold without its hosts, pruned to 12,000 of one byte.
3. Boosted trees of one or two questions over the unit's shape, its neighbours at -3 to +3, densities around it, its
   words, and how many of these the rest of the article has too. Two features may meet in a tree only if they are one
   of 40 pairs: those that gained most in a run where all might meet (16 of the unit's own features, 24 with its
   place). Added up, the trees are one step function for each feature and one grid for each pair, in hundredths of log
   odds. Headlines, bylines, dates, captions and other metadata are left out: policy decides about them.
4. Under `precision` and `balanced` the score of a unit outside the article's stretch of a whole page is lifted to that
   of one beside it, by 2.5 at most (`support.py`): what stands in a run of boilerplate needs less evidence of its own.
   At the same harm two points more of a dump go.
5. Thresholds: for each profile the lowest at which the guarded removals cost at most a set share of the article, on
   hosts that the model did not see (five folds by publisher; one host counts for a third of it at most); for
   `body_only` one of those that come within a tenth of a point of the best F1: of dumps the lowest, else the middle.

All figures below are of hosts not seen in training; layout alone, no phrase rule helps. strip: share of the tokens
outside the article that go; harm: share of the article's that go.

![harm against strip](images/layout-curve.svg)
"""
FIRST_FIGURES = "## Strip at a level of harm (no guards, no metadata kinds)"
BEHIND_FIGURES = "## What the trees look at (share of the gain)"
"""Headings of the page: of the first section of figures, and of the one behind them."""


@dataclass(frozen=True)
class Cost:
    """What a profile does to the texts of one extractor, as shares of 1."""

    profile: str
    extractor: str
    harm: float
    strip: float
    f1_before: float
    f1_after: float


def curve(judged: Judged, extractor: str, harms: Sequence[float]) -> list[float]:
    """The share of the tokens outside the article that go by score alone when so much of the article goes."""
    units, rows = judged.units, judged.units.modern(extractor)
    order = np.flatnonzero(rows)[np.argsort(-judged.score[rows], kind="stable")]
    lost = np.cumsum(units.article[order]) / max(units.article[order].sum(), 1)
    other = units.tokens[order] - units.article[order]
    gone = np.cumsum(other) / max(other.sum(), 1)
    return [float(gone[k - 1]) if (k := int(np.searchsorted(lost, harm, "right"))) else 0.0 for harm in harms]


def costs(judged: Judged, thresholds: Thresholds) -> Iterator[Cost]:
    """Of each profile at its thresholds, for each input; the last is the articles themselves."""
    for profile in PROFILE_NAMES:
        mine = thresholds[profile]
        gone = judged.gone(profile, np.where(judged.whole_page, mine["dump"], mine["extract"]))
        for extractor in (*EXTRACTED, "gold"):
            yield _cost(judged.units, profile, extractor, gone)


def _cost(units: Units, profile: str, extractor: str, gone: Array) -> Cost:
    rows = units.modern(extractor)
    article, other = units.article, units.tokens - units.article
    before: list[Overlap] = []
    after: list[Overlap] = []
    for k in np.unique(units.sample[rows]):
        sample, a, b = units.samples[k], units.bounds[k], units.bounds[k + 1]
        gold = shingles(sample.gold)
        left = [unit.text for unit, goes in zip(units.units[a:b], gone[a:b], strict=True) if not goes]
        before.append(overlap(gold, sample.text))
        after.append(overlap(gold, "\n".join(left)))
    return Cost(
        profile,
        extractor,
        float(article[rows & gone].sum() / max(article[rows].sum(), 1)),
        float(other[rows & gone].sum() / max(other[rows].sum(), 1)),
        _f1(before),
        _f1(after),
    )


def _f1(overlaps: Sequence[Overlap]) -> float:
    """F1 of mean precision and mean recall over shingles. Unlike in `measure.f1`, the precision of a text of which
    nothing is left is 0."""
    p = float(np.mean([hit / max(hit + extra, 1) for hit, extra, _ in overlaps]))
    r = float(np.mean([hit / max(hit + missed, 1) for hit, _, missed in overlaps]))
    return 2 * p * r / (p + r) if p + r else 0.0


def figures(judged: Judged, thresholds: Thresholds, measured: Sequence[Cost]) -> Iterator[str]:
    """The sections of the page that tell what the model does, line by line."""
    yield from ("", FIRST_FIGURES, "")
    yield "| input | " + " | ".join(f"{100 * h:g} %" for h in HARMS) + " |"
    yield "|---" * (len(HARMS) + 1) + "|"
    for extractor in EXTRACTED:
        yield f"| {extractor} | " + " | ".join(f"{100 * v:.1f}" for v in curve(judged, extractor, HARMS)) + " |"
    yield from ("", "## At the thresholds of the profiles (with guards and metadata kinds)", "")
    yield "| profile | threshold dump / extract | input | harm % | strip % | F1 before | after |"
    yield "|---|---|---|---|---|---|---|"
    for c in measured:
        bars = f"{thresholds[c.profile]['dump']:.2f} / {thresholds[c.profile]['extract']:.2f}"
        yield (
            f"| {c.profile} | {bars} | {c.extractor} | {100 * c.harm:.3f} | {100 * c.strip:.1f} | "
            f"{100 * c.f1_before:.2f} | {100 * c.f1_after:.2f} |"
        )


def report(model: Model, size: int, judged: Judged, thresholds: Thresholds, measured: Sequence[Cost]) -> Iterator[str]:
    """The page, line by line. ``size``: bytes of the data file."""
    units, samples = judged.units, judged.units.samples
    yield HEADING
    yield (
        f"{len({(sample.source, sample.page) for sample in samples})} pages of {len({s.host for s in samples})} hosts "
        f"in {len(samples)} texts and {len(units.units)} units; "
        f"left out are pages in {', '.join(sorted(NO_LANGUAGES))}. {ROUNDS} trees at rate {RATE}, "
        f"{len(model.tables.steps)} step functions and {len(model.tables.grids)} grids of {len(NAMES)} features; "
        f"{len(model.vocabulary.weights)} word weights; the data file has {size} bytes. Made with "
        f"Python {platform.python_version()}, lightgbm {lightgbm.__version__}, numpy {np.__version__}, "
        f"scikit-learn {sklearn.__version__}."
    )
    yield from figures(judged, thresholds, measured)
    yield from ("", BEHIND_FIGURES, "")
    gain = model.trees.feature_importance("gain")
    for k in np.argsort(-gain)[:20]:
        yield f"- `{NAMES[k]}` {100 * gain[k] / gain.sum():.1f} %"


def drawing(judged: Judged, measured: Sequence[Cost]) -> str:
    """Harm against strip, as an SVG: the inputs as curves, the profiles as dots."""
    harms = [0.0003 * (0.05 / 0.0003) ** (k / 40) for k in range(41)]
    curves = {name: list(zip(harms, curve(judged, name, harms), strict=True)) for name in DRAWN}
    dots = {
        profile: {c.extractor: (c.harm, c.strip) for c in measured if c.profile == profile and c.extractor in DRAWN}
        for profile in PROFILE_NAMES
    }
    return draw(curves, dots)
