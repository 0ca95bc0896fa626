"""Lists: how far the one reaches that stands under a label ("Most read")."""

from __future__ import annotations

import re

from newswash.headline import headlines
from newswash.page import Page
from newswash.sentences import ends_sentence, word_count

ITEMS, LONGEST_ITEM = 12, 16  # the most that a list has, and a line of it
MOST_LINES = 100  # of a list, blank ones and repeated ones among them
ITEM_WORDS = 6
LOOKED_AT = 400  # lines above a label, for a paragraph
_BULLET = re.compile(r"\s*(?:[-–—•*·►▶▪●»›]|\d{1,2}[.)]?) ")


def end_of_list(page: Page, number: int) -> int:
    """The number of the last line of the list under a line; ``number`` itself if there is none, or no end to it.

    Lines that stand twice count once, and behind a bullet or a number a line may be long.
    """
    last = n = number
    listed = 0
    while n + 1 < len(page.lines) and listed < ITEMS and n - number < MOST_LINES:
        n += 1
        text = page.lines[n].strip()
        if text and headlines(page).get(n):
            break
        if not text:
            if listed and n + 1 < len(page.lines) and page.lines[n + 1].strip() == "":
                break
            continue
        if ends_sentence(text) or (word_count(text) > LONGEST_ITEM and not _BULLET.match(text)):
            if listed and not _is_item(page, number, last, listed, n - 1 == last):  # a paragraph's heading
                last = max(number, _line_before(page, last))
            break
        listed += text != page.lines[last].strip()
        last = n
    else:
        if n + 1 < len(page.lines):
            return number
    return last


def _is_item(page: Page, label: int, number: int, listed: int, joined: bool) -> bool:
    """Whether the last line of a list is of it though a paragraph follows: behind a bullet or a number; else, above
    all paragraphs, where it may be the headline, only if a blank line parts it from the one that follows and none from
    the list; below others if a blank line parts it or it is as long as a headline, in a text that knows neither blank
    lines nor headings. ``joined``: no blank line parts it from the paragraph."""
    if _BULLET.match(page.lines[number]):
        return True
    above = page.lines[max(0, label - LOOKED_AT) : label]
    if not any(ends_sentence(line.rstrip()) for line in above):
        return not joined and listed >= 2 and page.lines[number - 1].strip() != ""
    return not joined or (page.words(number) >= ITEM_WORDS and not page.has_headings)


def _line_before(page: Page, number: int) -> int:
    number -= 1
    while number > 0 and not page.lines[number].strip():
        number -= 1
    return number
