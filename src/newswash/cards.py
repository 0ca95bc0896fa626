"""Lists of other stories, known by their rhythm: headline, date, deck; headline, date, deck.

No word tells that a deck ("The invoices are real, and so is the crane.") belongs to another story. That the lines
around it come in equal steps does: each card of such a list has a headline, and at the same place a date, a deck that
is cut off ("…"), or a link such as "Read more".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from newswash.model import Finding
from newswash.page import Page
from newswash.rule import Rule
from newswash.scripts import CLOSERS, FULL_STOPS
from newswash.sentences import ends_sentence, word_count

SCORE = 0.9
CARD_LINES = 6  # the most that a card has
CUT = ("...", "…", "..")
CUT_LENGTH = 60  # code points of a deck that is cut off
LABEL_WORDS, HEADLINE_WORDS, DECK_WORDS = 8, 30, 80  # the most that each has
NEWS_WORDS = 5  # the fewest that the headline of a linked card has: fewer name a product
DATED_CARDS = 60  # more under one label are not looked for: each label looks anew
ARTICLE_LINES, ARTICLE_WORDS = 2, 12  # so many lines with so many words each must stand outside all lists
_NO_HEADLINE = FULL_STOPS | {"…", ""}  # as the last character, closing marks aside
_TIME = re.compile(r"\W*\d{1,2}[:.]\d\d\W*")
_LINKS = frozenset({"related-links", "navigation"})


@dataclass(frozen=True, slots=True)
class _Cards:
    """``count`` cards of ``size`` lines each, from line ``first`` of those that are not blank."""

    first: int
    size: int
    count: int
    sign: str

    @property
    def lines(self) -> range:
        return range(self.first, self.first + self.size * self.count)


def find_cards(page: Page, rule: Rule, named: Iterable[Finding]) -> list[Finding]:
    """Lists of cards on a page beside an article, by the signs of a rule. ``named``: what others have found on it.

    Under a label that a rule has named ("Most read") two cards are enough, or one whose deck is cut off. With no
    label it takes three whose decks are cut off or that end in the same link.
    """
    links = [f for f in named if f.category in _LINKS and f.tier == "strip"]
    if not links and page.text.count("..") + page.text.count("…") < 3:
        return []
    filled = [number for number, line in enumerate(page.lines) if line and not line.isspace()]
    texts = [page.lines[number].strip() for number in filled]
    opened = {page.lines_of(f.start, f.start + 1)[0] for f in links}
    labels = [i for i, number in enumerate(filled) if number in opened and word_count(texts[i]) <= LABEL_WORDS]
    found: list[_Cards] = []
    if "cut" in rule.cards:
        found += _in_step(texts, [i for i, text in enumerate(texts) if _is_cut(text)], "a deck that is cut off")
    if "link" in rule.cards:
        places: dict[str, list[int]] = {}
        for i in labels:
            places.setdefault(texts[i], []).append(i)
        for link, ends in places.items():
            found += (cards for cards in _in_step(texts, ends, f"“{link}” under it") if _are_news(texts, cards))
    if "date" in rule.cards:
        found += _under(texts, labels)
    if not found or not _article_beside(texts, found):
        return []
    return [_finding(page, rule, filled, cards) for cards in found]


def _is_cut(text: str) -> bool:
    text = text.rstrip("]) »")
    return len(text) >= CUT_LENGTH and text.endswith(CUT)


def _may_head(text: str) -> bool:
    """Whether a line may be the headline of a card."""
    last = text.rstrip(CLOSERS)[-1:]
    return last not in _NO_HEADLINE and word_count(text) <= HEADLINE_WORDS


def _in_step(texts: Sequence[str], ends: Sequence[int], sign: str) -> Iterator[_Cards]:
    """Three and more cards in a row, each of which ends with one of these lines."""
    at = 0
    while at + 2 < len(ends):
        size, last = ends[at + 1] - ends[at], at + 1
        while last + 1 < len(ends) and ends[last + 1] - ends[last] == size:
            last += 1
        cards = _Cards(ends[at] - size + 1, size, last - at + 1, sign)
        if cards.first < 0 or not _may_head(texts[cards.first]):  # the first has no headline: another list's end
            cards = replace(cards, first=cards.first + size, count=cards.count - 1)
        if 2 <= size <= CARD_LINES and cards.count >= 3 and _is_list(texts, cards):
            yield cards
        at = last


def _under(texts: Sequence[str], labels: Iterable[int]) -> Iterator[_Cards]:
    """The dated cards below each of these lines; a label among them opens no list of its own."""
    end = 0
    for i in labels:
        if i >= end and (cards := _dated(texts, i + 1)):
            yield cards
            end = cards.lines.stop


def _dated(texts: Sequence[str], first: int) -> _Cards | None:
    """The cards that begin at a line, each with a date at the same place."""
    size = range(1, CARD_LINES)
    offset = next((k for k in size[:3] if first + k < len(texts) and _is_date(texts[first + k])), 0)
    if not offset:
        return None
    dates = first + offset
    step = next((k for k in size[1:] if dates + k < len(texts) and _is_date(texts[dates + k])), 0)
    if not step:  # a single one: it reaches to the end of its deck
        alone = _Cards(first, offset + 2, 1, "a date and a deck that is cut off")
        cut = dates + 1 < len(texts) and _is_cut(texts[dates + 1])
        return alone if cut and _is_list(texts, alone) else None
    count = 2
    while count < DATED_CARDS and dates + count * step < len(texts) and _is_date(texts[dates + count * step]):
        count += 1
    while count >= 2 and first + count * step > len(texts):
        count -= 1
    cards = _Cards(first, step, count, "a date")
    return cards if count >= 2 and step > offset and _is_list(texts, cards) else None


def _is_date(text: str) -> bool:
    """Whether a line is a date; not a bare time, which stands above each entry of a live blog."""
    from newswash.metadata_words import from_words  # its patterns take longer to compile than a page to judge

    return len(text) <= 40 and not _TIME.fullmatch(text) and from_words(text) == "dateline"


def _is_list(texts: Sequence[str], cards: _Cards) -> bool:
    """Whether each card begins with what may be its headline and has one deck at most."""
    for first in cards.lines[:: cards.size]:
        words = [word_count(text) for text in texts[first : first + cards.size]]
        if not _may_head(texts[first]) or max(words) > DECK_WORDS or sum(n > HEADLINE_WORDS for n in words) > 1:
            return False
    return True


def _are_news(texts: Sequence[str], cards: _Cards) -> bool:
    """Whether the headlines are as long as those of news, not names of products that an article compares."""
    return all(word_count(texts[i]) >= NEWS_WORDS for i in cards.lines[:: cards.size])


def _article_beside(texts: Sequence[str], found: Sequence[_Cards]) -> bool:
    listed = {i for cards in found for i in cards.lines}
    outside = (text for i, text in enumerate(texts) if i not in listed and ends_sentence(text))
    return sum(word_count(text) >= ARTICLE_WORDS for text in outside) >= ARTICLE_LINES


def _finding(page: Page, rule: Rule, filled: Sequence[int], cards: _Cards) -> Finding:
    first, last = filled[cards.lines[0]], filled[cards.lines[-1]]
    end = page.starts[last] + len(page.lines[last])
    reason = f"{cards.count} headlines in equal steps, each with {cards.sign}"
    return Finding(page.starts[first], end, rule.category, rule.name, rule.score(SCORE), reason, rule.tier)
