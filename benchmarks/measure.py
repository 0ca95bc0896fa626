"""What a cleaner did to one text of a page whose article somebody has written down.

Precision, recall and F1 are over shingles of four words, means over pages, as
scrapinghub/article-extraction-benchmark counts them. ``harm`` is the share of the article's tokens in the text that
the cleaner lost, ``strip`` the share of the other tokens that it removed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Tokens, align

_WORD = re.compile(r"\w+")
SHINGLE = 4
HURT = 0.01  # a page is hurt when it lost more than this share of its article
Shingles = Counter[tuple[str, ...]]
Overlap = tuple[int, int, int]  # shingles in both, only in the text, only in the article


def shingles(text: str) -> Shingles:
    words = _WORD.findall(text)
    return Counter(s for i in range(max(1, len(words) - SHINGLE + 1)) if (s := tuple(words[i : i + SHINGLE])))


def overlap(gold: Shingles, text: str) -> Overlap:
    found = shingles(text)
    hit = sum((gold & found).values())
    return hit, sum(found.values()) - hit, sum(gold.values()) - hit


@dataclass(frozen=True, slots=True)
class Outcome:
    """One text before and after one cleaner. Counts are tokens."""

    before: Overlap
    after: Overlap
    article: int
    lost: int
    other: int
    other_left: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Many texts before and after one cleaner, as shares of 1. ``hurt`` counts pages."""

    pages: int
    f1_before: float
    f1_after: float
    harm: float
    strip: float
    hurt: int


class Reference:
    """A page's article and one text of it, aligned once for any number of cleaners."""

    def __init__(self, gold: Tokens, gold_shingles: Shingles, text: str) -> None:
        self.text = text
        self._gold, self._shingles = gold, gold_shingles
        tokens = Tokens(text)
        self._in_gold = align(gold, tokens)[0]
        self._other = len(tokens.words) - sum(self._in_gold)
        self._before = overlap(gold_shingles, text)

    def judge(self, cleaned: str) -> Outcome:
        article = sum(self._in_gold)
        if cleaned == self.text:
            return Outcome(self._before, self._before, article, 0, self._other, self._other)
        tokens = Tokens(cleaned)
        still = align(self._gold, tokens)[0]
        lost = sum(1 for had, has in zip(self._in_gold, still, strict=True) if had and not has)
        left = len(tokens.words) - sum(still)
        return Outcome(self._before, overlap(self._shingles, cleaned), article, lost, self._other, left)


def f1(overlaps: Sequence[Overlap]) -> float:
    """F1 of the mean precision over pages with text and the mean recall over pages with an article."""
    precision = [hit / (hit + extra) for hit, extra, _ in overlaps if hit + extra]
    recall = [hit / (hit + missed) for hit, _, missed in overlaps if hit + missed]
    p, r = (sum(x) / len(x) if x else 0.0 for x in (precision, recall))
    return 2 * p * r / (p + r) if p + r else 0.0


def summary(outcomes: Sequence[Outcome]) -> Summary:
    article, other = sum(o.article for o in outcomes), sum(o.other for o in outcomes)
    return Summary(
        pages=len(outcomes),
        f1_before=f1([o.before for o in outcomes]),
        f1_after=f1([o.after for o in outcomes]),
        harm=sum(o.lost for o in outcomes) / article if article else 0.0,
        strip=(other - sum(o.other_left for o in outcomes)) / other if other else 0.0,
        hurt=sum(o.lost >= SHINGLE + 1 and o.lost > HURT * o.article for o in outcomes),
    )
