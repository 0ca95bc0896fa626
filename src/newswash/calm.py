"""What a text's layout need not be judged for: an article's paragraphs, with a few short lines among them."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from newswash.neighbourhood import ends, is_whole_page
from newswash.units import ENDS, TEXT_WORDS, Unit, closes_sentence, is_text

CALM = 3
"""So many short lines between paragraphs are the article's: headings, quotations, verse."""
_LONG = 90
_sign = re.compile("[:/|©(\\[»]|：")
"""What credits, tags and links to other stories hold."""


def calm(units: Sequence[Unit], texts: Sequence[bool]) -> list[bool]:
    """Which units are passed over in what is no whole page: those in a run of at most `CALM` that stands above or
    between text lines; or below them, if each ends as a sentence does."""
    n = len(texts)
    first, final = ends(texts)
    out = [False] * n
    if final < 0 or is_whole_page(first, first + n - 1 - final):
        return out
    i = 0
    while i < n:
        j = i
        while j < n and not texts[j]:
            j += 1
        if j - i <= CALM and (j < n or all(closes_sentence(unit.text) for unit in units[i:])):
            out[i:j] = [True] * (j - i)
        i = j + 1
    return out


def is_quiet(lines: Sequence[str], marked: Set[int], only_likely: bool, headline: bool) -> bool:
    """Whether a glance shows that there is nothing to score: an article's paragraphs.

    Where only likely boilerplate is asked for (``only_likely``), a few short lines between paragraphs or above
    them (no ``headline`` is wanted) are passed over, and a few short sentences below, as in `calm`; but not what
    tells its kind, nor a paragraph that stands twice.
    """
    run, seen, ended = 0, False, True
    paragraphs: set[str] = set()
    for number, raw in enumerate(lines):
        if not raw or number in marked:
            continue
        if len(raw) < _LONG or raw[-1] not in ENDS or raw.count(" ") < TEXT_WORDS:
            text = raw.strip()
            if not text:
                continue
            if not is_text(text):
                run += 1
                ended = ended and closes_sentence(text)
                if not only_likely or run > CALM or (headline and not seen):
                    return False
                if (not seen or _sign.search(text)) and _tells_its_kind(text):
                    return False
                continue
        if raw in paragraphs:
            return False
        paragraphs.add(raw)
        run, seen, ended = 0, True, True
    return seen and ended


def _tells_its_kind(text: str) -> bool:
    from newswash.metadata_words import from_words

    return from_words(text) != ""
