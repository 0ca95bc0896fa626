"""How much of a line goes with a phrase that stands there: its words alone, its sentence, or all of the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from newswash.compiled import PhraseRule
from newswash.guards import in_quotation, refused
from newswash.page import Line, Page
from newswash.pattern import Pattern
from newswash.rule import Rule, RuleUnit
from newswash.scripts import SENTENCE_ENDS
from newswash.sentences import ends_sentence, sentence_at, word_count
from newswash.spans import Span
from newswash.wording import Wording

LINE_WORDS = 40  # a longer line is judged by its sentence
SENTENCE_WORDS = 70  # what a single phrase may take along
SENTENCE_LENGTH = 4000  # code points: no sentence of so few words is longer
LONG_PHRASE = 5  # words: so long, a phrase speaks for itself
STARTS_WITHIN = 1000  # code points of a line: in a longer one it is not asked where its sentences may begin
MARKS = 100  # code points of a line: no sentence opens with more marks before its first word
PROSE_WORDS = 9  # of a whole sentence: so long, it may be the article's
FIRM, FAIR = 0.97, 0.93  # the score of a long phrase, and of one whose pattern matched; that of a short one

_PLAIN_WORD = re.compile(r"[^\W_]")


class Taken(NamedTuple):
    """What a rule takes of a line, [start, end), by one of its wordings, and how sure it is."""

    rule: Rule
    wording: str
    start: int
    end: int
    score: float


def extents(page: Page, piece: Line, held: PhraseRule, wording: Wording) -> Iterator[Taken]:
    """What a rule takes of a piece, wherever the wording stands that is a phrase of it."""
    rule, pattern, guards = held
    line, folded = page.lines[piece.number], page.folded(piece.number)
    cuts: list[Span] | None = None
    is_short = False
    done = -1
    for a, b in wording.places(folded, line, piece.start, piece.end):
        if a < done or (rule.opens and not _starts_sentence(line, a, piece.start)):
            continue
        if rule.unit == "label" and pattern is not None:
            taken = _label(page, piece, pattern, a)
        else:
            if cuts is None:
                cuts = page.sentences_in(piece)
                is_short = rule.unit in ("line", "block") and (len(cuts) == 1 or _is_short(page, piece))
            sentence = _sentence_over(cuts, a, b)
            goes_whole = is_short and _goes_whole(line, cuts, sentence, pattern)
            span = (piece.start, piece.end) if goes_whole else sentence
            if pattern is not None:
                taken = _by_pattern(page, piece, pattern, rule.unit, (a, b), span)
            elif wording.words >= LONG_PHRASE or _at_boundary(line, wording, (a, b), sentence):
                taken = (a, b) if rule.unit == "match" else _in_proportion(line, span, _carried(wording))
            else:
                continue
        if taken is None or ("quoted" in rule.unless and in_quotation(line, a)):
            continue
        if refused(rule.unless, guards, line, folded, *taken):
            continue
        done = taken[1]
        yield Taken(rule, wording.text, *taken, FIRM if wording.words >= LONG_PHRASE or pattern else FAIR)


def starts_of(page: Page, piece: Line) -> list[Span] | None:
    """Where a sentence of the piece may begin, and its first letter; None for a piece too long to ask this of."""
    if piece.end - piece.start > STARTS_WITHIN:
        return None
    return page.possible_starts(piece)


def _is_whole(page: Page, piece: Line) -> bool:
    return (piece.start, piece.end) == (0, len(page.lines[piece.number]))


def _sentence_over(cuts: list[Span], a: int, b: int) -> Span:
    """The sentence, or the run of sentences, that a wording at [a, b) stands in."""
    start, end = sentence_at(cuts, a)
    return (start, end) if b <= end else (start, sentence_at(cuts, b - 1)[1])


def _is_short(page: Page, piece: Line) -> bool:
    """Whether a piece of a line is judged as a whole, however many sentences it holds."""
    if _is_whole(page, piece):
        return page.words(piece.number) <= LINE_WORDS
    return word_count(page.lines[piece.number][piece.start : piece.end]) <= LINE_WORDS


def _goes_whole(line: str, cuts: list[Span], sentence: Span, pattern: Pattern | None) -> bool:
    """Whether a short piece goes with the one of its sentences that a rule sees: not if another sentence may be the
    article's. A pattern that tells both ends is asked about the whole piece."""
    if pattern is not None and pattern.bounds:
        return True
    others = (line[a:b] for a, b in cuts if b <= sentence[0] or sentence[1] <= a)
    return not any(word_count(other) >= PROSE_WORDS and ends_sentence(other) for other in others)


def _label(page: Page, piece: Line, pattern: Pattern, near: int) -> Span | None:
    """The whole piece, if a pattern matches it from end to end."""
    whole = piece.start, piece.end
    return whole if pattern.match(page, piece.number, *whole, near) is not None else None


def _by_pattern(page: Page, piece: Line, pattern: Pattern, unit: RuleUnit, at: Span, span: Span) -> Span | None:
    """What a pattern takes: the piece that it fits from end to end, or else its match in the span, or the span."""
    whole = piece.start, piece.end
    bounded = unit == "line" and pattern.bounds and span != whole
    if bounded and pattern.match(page, piece.number, *whole, at[0]) is not None:
        return whole
    matched = pattern.match(page, piece.number, *span, at[0])
    if matched is None:
        return None
    if unit == "match":
        return None if at[1] < matched[0] or at[0] > matched[1] else matched
    return _in_proportion(page.lines[piece.number], span, SENTENCE_WORDS)


def _carried(wording: Wording) -> int:
    """How many words a phrase can take along without a pattern."""
    return SENTENCE_WORDS if wording.words >= LONG_PHRASE else 3 * wording.words + 3


def _in_proportion(line: str, span: Span, limit: int) -> Span | None:
    """The span, if it has no more words than the evidence can carry."""
    text = line[slice(*span)]
    if len(text) > SENTENCE_LENGTH:
        return None  # not to count its words for each place where a phrase stands in it
    return span if len(text) <= limit or word_count(text) <= limit else None


def _at_boundary(line: str, wording: Wording, at: Span, sentence: Span) -> bool:
    """Whether a short phrase opens or closes its line or sentence (or, with one or two words, is all of it)."""
    opens = not _PLAIN_WORD.search(line, sentence[0], at[0])
    closes = not _PLAIN_WORD.search(line, at[1], sentence[1])
    if wording.words <= 2:
        return opens and closes
    return opens or closes


def _starts_sentence(line: str, at: int, start: int) -> bool:
    """Whether no word stands between a place and the start of its line or the sentence mark before it."""
    first = max(start, at - MARKS)
    while at > first and not line[at - 1].isalnum():
        if line[at - 1] in SENTENCE_ENDS:
            return True
        at -= 1
    return at == start
