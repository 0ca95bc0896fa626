"""Pages composed for languages of which the corpus has few: marked texts in the format of fixtures.

Of each there are two texts: the page as it is, and what an extractor might leave of it. No page is in one of the
languages by which it is measured how the layout model does in a language that it has not seen.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from corpus import Sample, Tokens
from newswash.fixture import Fixture, read_fixtures

FOLDER = Path(__file__).parent / "pages"
SOURCE = "composed"
WHOLE, PART = "composed", "composed_part"
LEFT = 0.4
"""How likely an extractor is to leave a stretch of boilerplate where it stands."""
METADATA = frozenset(
    {
        "author-bio", "byline", "caption", "correction", "dateline", "headline", "list", "metadata-block",
        "photo-credit", "republication", "standfirst",
    }
)  # fmt: skip
"""Marks of what belongs to an article: it is no boilerplate, and policy decides about it."""
Stretch = tuple[str, str]
"""A piece of text and its category; the article's has an empty one."""


def composed(folder: Path = FOLDER) -> Iterator[Sample]:
    """Both texts of each page."""
    for fixture in read_fixtures(folder):
        stretches = list(_stretches(fixture))
        chance = random.Random(fixture.path.rpartition("/")[2])
        left = [s for s in stretches if s[1] in METADATA or not s[1] or chance.random() < LEFT]
        yield _sample(fixture, WHOLE, stretches)
        if len(left) < len(stretches):
            yield _sample(fixture, PART, left)


def _stretches(fixture: Fixture) -> Iterator[Stretch]:
    at = 0
    for mark in fixture.marks:
        yield fixture.text[at : mark.start], ""
        yield fixture.text[mark.start : mark.end], mark.category
        at = mark.end
    yield fixture.text[at:], ""


def _sample(fixture: Fixture, name: str, stretches: Sequence[Stretch]) -> Sample:
    tokens = Tokens("".join(text for text, _ in stretches))
    ends = list(accumulate(len(text) for text, _ in stretches))
    kept, policy, k = [], [], 0
    for start in tokens.starts:
        while start >= ends[k]:
            k += 1
        category = stretches[k][1]
        policy.append(category in METADATA)
        kept.append(not category or policy[-1])
    gold = "".join(text for text, category in stretches if not category)
    return Sample(
        SOURCE, fixture.path, fixture.site or fixture.path, fixture.language or "", "", name, tokens.text, gold,
        tokens.starts, [0, *accumulate(kept)], [0, *accumulate(policy)],
    )  # fmt: skip
