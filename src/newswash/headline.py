"""Where the article's headline may stand: above its first paragraph, between menus, share bars and bylines.

No model may take it, whatever its words sound like and whatever stands around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newswash.page import Page
from newswash.titles import NO_HEADLINE, is_title
from newswash.units import is_text, quick_word_count

LOOKED_AT = 400  # lines from the head of a text, for its first paragraph
REACH = 14  # lines from there upwards that are not blank, most of them bylines and buttons
SIGNED_WITHIN = 2  # lines below a headline that are not blank, one of which says who wrote the article, or when
WORDS, SIGNED_WORDS = 4, 2  # of a headline at least; of one with such a line
LIST = 3  # so many lines of a headline's length, one below the other, are a list
OTHER_KINDS = frozenset({"byline", "dateline", "photo-credit", "caption", "tags", "correction", "author-bio"})


def headlines(page: Page) -> Mapping[int, bool]:
    """The lines that may be the headline, or with it a standfirst, by number; and of each whether that is sure, by the
    page's title or by who wrote the article, or when, below it."""
    if page.headlines is None:
        page.headlines = _found(page)
    return page.headlines


# Metadata's patterns take long to compile: they wait for the first text that needs them.


def _found(page: Page) -> dict[int, bool]:
    above = _above_text(page)
    title = page.document.title
    found = {n: True for n in above if title and is_title(page.lines[n], title)}
    if title and not found:  # a word or two: above it a menu may have the same
        found = dict.fromkeys([n for n in above if is_title(page.lines[n], title, 1)][-1:], True)
    signed = _last_signed(page, above)
    if signed:
        found[max(signed, key=lambda n: quick_word_count(page.lines[n].strip()))] = True
    run: list[int] = []
    for n in reversed(above[-REACH:]):
        text = page.lines[n].strip()
        if quick_word_count(text) >= WORDS and _may_head(text):
            run.append(n)
        elif run:
            break
    if len(run) >= LIST:
        return found
    return {n: False for n in run if n > min(found, default=-1)} | found


def _last_signed(page: Page, above: Sequence[int]) -> list[int]:
    """The last of some lines that may be a headline with a signature below, and those like it that stand right above:
    one of them is the headline, another may be a name. What stands further up are cards of other stories."""
    from newswash.metadata_words import signs

    found: list[int] = []
    for i in reversed(range(len(above))):
        if _is_signed(page, above[i : i + 1 + SIGNED_WITHIN]):
            found.append(above[i])
        elif found and not signs(page.lines[above[i]].strip()):
            break
    return found


def _above_text(page: Page) -> list[int]:
    """The lines above the first paragraph, less the blank ones, by number; none if there is no paragraph."""
    above: list[int] = []
    for n, line in enumerate(page.lines[:LOOKED_AT]):
        text = line.strip()
        if is_text(text):
            return above
        if text:
            above.append(n)
    return []


def _may_head(text: str) -> bool:
    """Whether a line ends as a headline may and is of no other known kind."""
    from newswash.metadata_words import from_words

    return text[-1] not in NO_HEADLINE and from_words(text) not in OTHER_KINDS


def _is_signed(page: Page, lines: Sequence[int]) -> bool:
    """Whether the first of some lines may be a headline and one of the others says who wrote the article, or when."""
    from newswash.metadata_words import signs

    head, *below = (page.lines[n].strip() for n in lines)
    if quick_word_count(head) < SIGNED_WORDS or not _may_head(head):
        return False
    return any(map(signs, below))
