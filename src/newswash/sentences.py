"""Where sentences end, in any script, and also where an appeal is glued to the story without a space."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from newswash.scripts import (
    CLOSERS,
    HALTS,
    HAN_AND_KANA,
    ONLY_CLOSERS,
    OTHER_ENDS,
    SENTENCE_ENDS,
    SPACELESS,
    STOPLESS,
    WIDE_ENDS,
)
from newswash.spans import trimmed

_ABBREVIATED = """
    mr mrs ms dr prof sen rep gov gen col lt sgt st jr sr inc ltd co corp vs no vol fig dept est approx
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue wed thu fri sat sun
    bzw ca evtl ggf inkl nr sog str tel usw vgl zzgl mio mrd abs art
    av bd env etc ex m mm mme mlle p pp sra ud uds d dª dra
    гг г тыс млн млрд руб им ул стр др пр проф акад
    np tzw tj ok zob ul godz mgr inż hab tys mln mld zł ks św
    napr např tzv atd resp ing mudr
    bl.a dvs f.eks fx kl mfl osv pct t.ex
    drs ir mw dhr bijv blz enz jl nl
"""
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())
_MARK = f"[{HALTS}{WIDE_ENDS}{OTHER_ENDS}]"
_CLOSING = re.escape(ONLY_CLOSERS) + "\"'"
_ENDS = re.compile(rf"{_MARK}(?:(?<=[{HALTS}])[{HALTS}]*(?:[{_CLOSING}«]|“(?=\s|$))*|[{_CLOSING}]*)")
_OPENING = "\"'“‘«„(["
_NOTHING = re.compile(r"\s*\Z")
_SPACED = re.compile(r"\s?[^\W\d_]\.")
"""The rest of an abbreviation of single letters: "e. V.", "z. B.", "s. r. o."."""
_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")


# Classes of far-apart characters take long to compile: they wait for the first text that needs them.


@cache
def _possible_start() -> re.Pattern[str]:
    return re.compile(rf"{_MARK}[{_CLOSING}]*(?:\s+|(?![a-z\d])|(?<=[^\x00-\x7f]))")


@cache
def _han_and_kana() -> re.Pattern[str]:
    return re.compile(f"[{HAN_AND_KANA}]")


@cache
def _stopless() -> re.Pattern[str]:
    return re.compile(f"[{STOPLESS}]")


@cache
def _spaceless() -> re.Pattern[str]:
    return re.compile(f"[{SPACELESS}]")


def _is_end(line: str, start: int, end: int) -> bool:
    """Whether the sentence mark at [start, end) ends a sentence."""
    mark = line[start]
    if mark in WIDE_ENDS:
        return True
    if end == len(line):
        return True
    following = line[end]
    spaced = following.isspace()
    if mark not in HALTS:
        return spaced or following.isalnum()
    if not spaced and not _glued(line, end):
        return False
    return mark != "." or (end - start > 1 and line[start + 1] == ".") or _ends_at_dot(line, start, end, spaced)


def _glued(line: str, at: int) -> bool:
    """Whether a new sentence begins right here, without a space: a capital and a small letter."""
    if line[at] in "“‘«„([" and at + 1 < len(line):
        at += 1
    return line[at].isupper() and at + 1 < len(line) and line[at + 1].islower()


def _ends_at_dot(line: str, start: int, end: int, spaced: bool) -> bool:
    begin = start
    while begin > 0 and start - begin < 24 and (line[begin - 1].isalpha() or line[begin - 1] == "."):
        begin -= 1
    word = line[begin:start].lower()
    if len(word) == 1 and _SPACED.match(line, end):
        return False
    if not spaced and (len(word) < 3 or line[start - 1].isupper()):  # "U.S.Senate", a file name, an initial
        return False
    if word in _ABBREVIATIONS or ("." in word and len(word) <= 6) or (len(word) == 1 and line[start - 1].isupper()):
        return _NOTHING.match(line, end) is not None
    rest = line[end : end + 8].lstrip(" \t\xa0" + _OPENING)
    return not rest[:1].islower()


def sentences(line: str) -> list[tuple[int, int]]:
    """Spans of the sentences of one line, without the white space between them; they cover all its words.

    >>> text = "It helps. Dr. Lee agreed.British officers left."
    >>> [text[a:b] for a, b in sentences(text)]
    ['It helps.', 'Dr. Lee agreed.', 'British officers left.']
    >>> text = "Klartext e. V. fragt. Es hilft."
    >>> [text[a:b] for a, b in sentences(text)]
    ['Klartext e. V. fragt.', 'Es hilft.']
    """
    spans, at = [], 0
    for match in _ENDS.finditer(line):
        start, end = match.span()
        if _is_end(line, start, end):
            spans.append((at, end))
            at = end
    spans.append((at, len(line)))
    return [(a, b) for a, b in (trimmed(line, *span) for span in spans) if a < b]


def possible_starts(line: str, start: int, end: int) -> list[int]:
    """Where a sentence of [start, end) may begin: quicker than to find sentences.

    >>> possible_starts("(See 3.14.) «Pi».", 0, 17)
    [0, 12, 17]
    """
    return [start, *(m.end() for m in _possible_start().finditer(line, start, end))]


def first_letter(line: str, start: int, end: int) -> int:
    """The place of the first letter of [start, end); its end if there is none."""
    while start < end and not line[start].isalpha():
        start += 1
    return start


def sentence_at(cuts: list[tuple[int, int]], offset: int) -> tuple[int, int]:
    """The sentence of ``cuts`` at an offset: the last that does not begin behind it."""
    if not cuts:
        return (0, 0)
    return cuts[max(0, bisect_right(cuts, (offset, 1 << 62)) - 1)]


def ends_sentence(line: str) -> bool:
    """Whether the line closes with a sentence mark, perhaps behind a closing quotation mark or bracket."""
    return line.rstrip().rstrip(CLOSERS)[-1:] in SENTENCE_ENDS


def word_count(text: str) -> int:
    """Words; of scripts without spaces two characters (Han, kana) or five (Thai, Lao, Tibetan, Burmese, Khmer) are one.

    >>> word_count("Support our journalism"), word_count("支持我们的新闻")
    (3, 4)
    """
    if text.isascii() or not _spaceless().search(text):
        return len(text.split())
    twos, fives = len(_han_and_kana().findall(text)), len(_stopless().findall(text))
    rest = _spaceless().sub(" ", text)
    return len(_WORD.findall(rest)) + (twos + 1) // 2 + (fives + 4) // 5
