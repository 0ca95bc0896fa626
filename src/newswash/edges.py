"""Where an ask that was found runs into the article: the sentences at its edges that sound like news stay.

Labels and buttons close without a full stop (“Donate now The council met on Monday.”), and extractors lose spaces
(“… said the mayor.Support us”), so an article's sentence may stand within what looks like one of the ask.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import islice, takewhile
from operator import itemgetter

from newswash.ask_groups import RULE
from newswash.ask_weights import names_site
from newswash.block_model import BlockModel
from newswash.model import Finding
from newswash.page import Page
from newswash.scripts import SPACELESS
from newswash.sentences import word_count
from newswash.spans import Span
from newswash.stopwords import STOPWORDS
from newswash.tone import TONES, ToneModel

NEWS, SURE_NEWS = -0.5, -1.5
"""Log odds, by its words and its tone, that a piece is boilerplate, below which it is the article's: of articles that
neither was learnt from, nine in ten sentences lie below the first, and four in five below the second; of sentences at
the edges of asks of unknown outlets, one in ten and one in seventeen."""
TONE_SHARE = 0.25  # of the log odds of its tone
LEAST_WORDS = 5  # of a piece that is judged
WORDS_BEHIND_FIGURE = 8
LEAST_LEFT = 3  # words of an ask that has lost something
LOOKED_AT = 1000  # code points of a piece
MOST_PIECES = 12  # that an edge may lose
MOST_SEAMS = 60  # of a sentence that are tried
LONGEST_WORD = 40  # code points
_STOPS = frozenset(".!?…")
_GOES_ON = frozenset(",;–—-(，、；،؛")
"""What stands within a sentence: behind it none begins."""
_POLITE = frozenset(
    {"Sie", "Ihr", "Ihre", "Ihrem", "Ihren", "Ihrer", "Ihnen", "Lei", "Suo", "Usted", "Вы", "Вас", "Вам", "Ви", "Ваш"}
)
"""Words that have a capital letter within sentences, too, for politeness."""
_begin = itemgetter(0)
_WORD = re.compile(r"[^\W\d_]+")
_DAY_BEHIND = re.compile(r"\. \d")
"""Behind the short name of a month ("before Dec. 31")."""
_MAY_OPEN = re.compile(r"[^\W_a-zß-öø-ÿα-ωа-я]")
"""Letters and figures without most small letters, which open no sentence and so are quickly skipped."""


@cache
def _spaceless() -> re.Pattern[str]:
    return re.compile(f"[{SPACELESS}]")


def without_news(
    page: Page, findings: Iterable[Finding], bar_of: Callable[[Finding], float | None]
) -> Iterator[Finding]:
    """The findings, each without the sentences at its edges that are the article's; one that is nothing else is cut at
    most where the article begins within its first sentence. An ask by its tone of which a word or two would be left is
    dropped, and one for which ``bar_of`` has no bar (log odds, as `NEWS`) is kept as it is."""
    for finding in findings:
        bar = bar_of(finding)
        left = finding if bar is None else _without_news(page, finding, bar)
        if left is finding or finding.rule != RULE or word_count(page.text[left.start : left.end]) >= LEAST_LEFT:
            yield left


def _without_news(page: Page, finding: Finding, bar: float) -> Finding:
    pieces = _sentences(page, finding)
    behind = _leading_news(page, reversed(pieces), bar)
    before = _leading_news(page, pieces, bar)
    left = pieces[before : len(pieces) - behind]
    if not left:
        seam = _seam_behind(page, pieces[0], bar)
        return finding if seam == pieces[0][1] else replace(finding, end=seam)
    start = left[0][0] if before else max(finding.start, _seam_before(page, left[0], bar))
    end = left[-1][1] if behind else min(finding.end, _seam_behind(page, left[-1], bar))
    return replace(finding, start=start, end=end) if start < end else finding


def _leading_news(page: Page, pieces: Iterable[Span], bar: float) -> int:
    """How many pieces sound like news before the first that doesn't."""
    return sum(1 for _ in takewhile(lambda piece: _is_news(page, piece, bar), islice(pieces, MOST_PIECES)))


def _sentences(page: Page, finding: Finding) -> list[Span]:
    """The sentences of a finding, as far as they lie in it."""
    spans = []
    for number in page.lines_of(finding.start, finding.end):
        at, cuts = page.starts[number], page.sentences(number)
        first = max(0, bisect_right(cuts, finding.start - at, key=_begin) - 1)
        for k in range(first, bisect_left(cuts, finding.end - at, key=_begin)):
            span = max(finding.start, at + cuts[k][0]), min(finding.end, at + cuts[k][1])
            if span[0] < span[1]:
                spans.append(span)
    return spans


def _is_news(page: Page, span: Span, bar: float) -> bool:
    text = page.text[span[0] : min(span[1], span[0] + LOOKED_AT)]
    if word_count(text) < LEAST_WORDS or names_site(text, page.host):
        return False
    tone = ToneModel.load()
    return BlockModel.load().words.highest(text) + TONE_SHARE * max(tone.odds(text, of) for of in TONES) < bar


def _seam_behind(page: Page, span: Span, bar: float) -> int:
    """Where within the last sentence the article begins; its end, if it doesn't."""
    start, end = span
    for at in islice(_seams(page.text, start, end), MOST_SEAMS):
        if _is_news(page, (at, end), bar):
            return at
    return end


def _seam_before(page: Page, span: Span, bar: float) -> int:
    """Where within the first sentence the ask begins, if the article ends there without a space; else its start."""
    start, end = span
    for at in islice(_seams(page.text, start, end), MOST_SEAMS):
        if not page.text[at - 1].isspace() and _is_news(page, (start, at), bar):
            return at
    return start


def _seams(text: str, start: int, end: int) -> Iterator[int]:
    """Where in [start, end) a sentence may begin: behind a space at a capital letter, if it is not likely to be within
    a name, behind an article or a comma; at a figure that hardly counts what the words before it ask for; at a
    capital letter that is glued to a small one or to a full stop; where no spaces part words, behind any
    space."""
    for match in _MAY_OPEN.finditer(text, start + 1, end):
        at = match.start()
        letter, before = text[at], text[at - 1]
        if not before.isspace():
            is_glued = before in _STOPS or (before.isalnum() and not before.isupper() and not before.isdigit())
            if letter.isupper() and is_glued:
                yield at
            continue
        last = text[max(start, at - LONGEST_WORD) : at].rstrip()[-1:]
        if not last or last in _GOES_ON or (last.isdigit() and letter.isdigit()):
            continue
        if letter.isupper():
            may_open = _may_open(text, start, at, end)
        elif letter.isdigit():
            may_open = _may_count_off(text, start, at, end)
        else:
            may_open = _spaceless().match(letter) is not None
        if may_open:
            yield at


def _may_count_off(text: str, start: int, at: int, end: int) -> bool:
    """Whether a figure may open a sentence: not in "for 30 days" or "Dec. 31", and not where little more is said than
    what it counts ("We need 500 supporters by May.")."""
    before = _last_word(text, start, at).lower()
    within = before in STOPWORDS or before.endswith(".")  # the sentence goes on behind an abbreviation
    return not within and word_count(text[at:end]) >= WORDS_BEHIND_FIGURE


def _last_word(text: str, start: int, at: int) -> str:
    """The word before a place, with the marks at it."""
    before = text[max(start, at - LONGEST_WORD) : at].split()
    return before[-1] if before else ""


def _may_open(text: str, start: int, at: int, end: int) -> bool:
    """Whether a word with a capital letter may open a sentence, by itself and by the word before it."""
    word = _WORD.match(text, at, end)
    opening = word.group() if word else ""
    last = _last_word(text, start, at)
    if len(opening) > 1 and opening.isupper() and last.isupper():
        return False  # within what is all in capitals
    if opening in _POLITE and last[:1].islower():
        return False
    if word and _DAY_BEHIND.match(text, word.end(), end):
        return False
    if opening.lower() in STOPWORDS:
        return True
    return bool(last) and last.lower() not in STOPWORDS and not last.istitle()
