"""Blocks of which most is boilerplate: what is left of them goes, too.

Where blank lines part the paragraphs of a text, lines with none between them were one box of the page: a form, the
rules of the comments, a poll. Rules know some of its lines; the others stand nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from newswash.headline import headlines
from newswash.interview import is_interview, is_question
from newswash.model import Finding
from newswash.page import Page
from newswash.units import is_text

RULE = "block"
BLOCKS = 4  # of a text, at least: else it may be all there is of the article
MOST_LINES = 15
ENCLOSED, SHORT = 0.4, 0.5  # share of a block that goes, with which lines between such lines go, and other short ones
OF_ARTICLE = frozenset(
    {"author-bio", "byline", "caption", "correction", "dateline", "headline", "metadata-block", "photo-credit",
     "standfirst"}
)  # fmt: skip
"""Categories that say nothing of what stands beside them: it may be the article."""


def find_remainders(page: Page, removals: Sequence[Finding], spared: Iterable[Finding]) -> Iterator[Finding]:
    """Findings for the lines that removals leave of blocks of which they take most.

    At the head of a text, above its first paragraph, only what stands between such lines and can't be the headline.
    Lines with findings that are ``spared`` stay: the profile lets them stand; and so do questions of an interview.
    """
    taken = _taken(page, removals)
    if not taken or len(page.blocks) < BLOCKS:
        return
    stay = {number for f in spared if f.tier == "strip" for number in page.lines_of(f.start, f.end)}
    below_text = False
    for block in page.blocks:
        if 2 <= len(block) <= MOST_LINES and not taken.keys().isdisjoint(block):
            for number, category, share in _remainder(page, block, taken, below_text):
                if number not in stay and not _is_of_article(page, number, below_text):
                    start = page.starts[number]
                    reason = f"left of a block of which {round(100 * share)} % is boilerplate"
                    yield Finding(start, start + len(page.lines[number]), category, RULE, min(0.9, share), reason)
        below_text = below_text or any(is_text(page.lines[n].strip()) and n not in taken for n in block)


def _taken(page: Page, removals: Iterable[Finding]) -> dict[int, Counter[str]]:
    """How many code points of a line go as what: by line, then by category."""
    taken: dict[int, Counter[str]] = {}
    for r in removals:
        for number in page.lines_of(r.start, r.end) if r.category not in OF_ARTICLE else ():
            start = page.starts[number]
            size = min(r.end, start + len(page.lines[number])) - max(r.start, start)
            taken.setdefault(number, Counter())[r.category] += size
    return taken


def _remainder(
    page: Page, block: Sequence[int], taken: dict[int, Counter[str]], below_text: bool
) -> Iterator[tuple[int, str, float]]:
    """The lines that are left of a block, by number, each with the category of most of the others and their share."""
    sizes = {n: len(page.lines[n].strip()) for n in block}
    whole = [n for n in block if n in taken and 2 * taken[n].total() >= sizes[n]]
    share = sum(min(taken[n].total(), sizes[n]) for n in block if n in taken) / sum(sizes.values())
    if not whole or share < ENCLOSED:
        return
    category = sum((taken[n] for n in whole), Counter()).most_common(1)[0][0]
    for n in block:
        enclosed = whole[0] < n < whole[-1]
        short = below_text and share >= SHORT and not is_text(page.lines[n].strip())
        if n not in whole and (enclosed or short):
            yield n, category, share


def _is_of_article(page: Page, number: int, below_text: bool) -> bool:
    """Whether a line may be the headline, or a question of an interview."""
    if is_question(page, number) and is_interview(page):
        return True
    return not below_text and number in headlines(page)
