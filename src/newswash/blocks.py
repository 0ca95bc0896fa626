"""Block lists: how far the list reaches that stands under a line ("Most read")."""

from __future__ import annotations

from newswash.page import Page
from newswash.sentences import ends_sentence, word_count

BLOCK_LINES, BLOCK_WORDS = 12, 16  # the most that a list has, and a line of it
ITEM_WORDS = 6


def end_of_list(page: Page, number: int) -> int:
    """The number of the last line of the list under a line; ``number`` itself if there is none, or no end to it."""
    last = n = number
    listed = 0
    while n + 1 < len(page.lines) and listed < BLOCK_LINES:
        n += 1
        text = page.lines[n].strip()
        if not text:
            if listed and n + 1 < len(page.lines) and page.lines[n + 1].strip() == "":
                break
            continue
        if ends_sentence(text) or word_count(text) > BLOCK_WORDS:
            if listed and n - 1 == last and not _is_item(page, last, listed):  # a paragraph's heading
                last = max(number, _line_before(page, last))
            break
        last, listed = n, listed + 1
    else:
        if n + 1 < len(page.lines) and listed == BLOCK_LINES:
            return number
    return last


def _is_item(page: Page, number: int, listed: int) -> bool:
    """Whether the last line of a list belongs to it though a paragraph follows directly: as long as a headline, in a
    text that knows neither blank lines nor headings."""
    return listed >= 2 and page.words(number) >= ITEM_WORDS and not page.has_headings


def _line_before(page: Page, number: int) -> int:
    number -= 1
    while number > 0 and not page.lines[number].strip():
        number -= 1
    return number
