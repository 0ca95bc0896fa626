"""Units: the stretches of a text that are judged at once, and what they are by themselves.

A *unit* is a line, or several lines that inline tags broke apart (`fragments.py` cuts a text into them).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

# The layout model was trained with these sets, so they stay as they are; all else takes its own from `scripts.py`.
ENDS = frozenset(".!?…。！？؟।॥۔።։။၊។༎།")
CLOSERS = "\"'”’»«“)]』」）】›*"
SPACELESS = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
"""Ranges for a class of characters. Hangul counts as one of these scripts, as its words are short."""
TEXT_WORDS = 12
"""A text line has more words ..."""
_STOPLESS_CHARS = 60
"""... or, in a script that writes no stops, so many code points ..."""
_LONG_WORDS, _LONG_CHARS = 25, 250
"""... or so many words if a sentence ends inside. What is longer, or has twice the words, may be a paragraph anyway."""
_AGENCY = 16
"""So long may an agency's tag in brackets behind a sentence's end be: code points."""
_COUNTED = 240
"""So much of a text is read to count words without spaces: code points."""
_sentence_inside = re.compile(r"\w{3}[.!?…][\"”’»)]*\s+[\"“„«‘(]*[^\W\d_a-z]|[。！？]")
LIST_ITEM = re.compile(
    r"(?:[-–—•*·‣◦▪●+]|\(?\d{1,3}[.)\]:]|#\d|[a-zA-Z][.)]|第?[一二三四五六七八九十]{1,3}[、.．位条])\s?"
)


# Wide classes take long to compile: these wait for the first text that needs them.


@cache
def _spaceless() -> re.Pattern[str]:
    return re.compile(f"[{SPACELESS}]")


@cache
def _stopless() -> re.Pattern[str]:
    """Scripts whose sentences end in a space, or in nothing: Thai, Lao, Tibetan, Burmese, Khmer."""
    return re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")


class Unit(NamedTuple):
    """A stretch judged as one: from `start` in line `line` to `end` in line `last`."""

    line: int
    start: int
    last: int
    end: int
    text: str
    blank: bool
    """A blank line (or the head of the text) stands before it."""
    indent: int


def is_text(text: str) -> bool:
    """A text line: more than a dozen words and a sentence's end. The atom of the neighbour features.

    A long line with a sentence's end inside counts as well, and one in a script that writes no stops.
    """
    if len(text) < 24:
        return False
    if closes_sentence(text):
        return quick_word_count(text) > TEXT_WORDS
    if not text.isascii() and len(text) >= _STOPLESS_CHARS and _stopless().search(text):
        return 2 * len(_stopless().findall(text)) > len(text)
    return len(text) >= 100 and quick_word_count(text) >= _LONG_WORDS and _sentence_inside.search(text) is not None


def is_prose(text: str) -> bool:
    """Whether the text may be a paragraph: a text line, or too long for anything else."""
    return is_text(text) or len(text) >= _LONG_CHARS or quick_word_count(text) >= 2 * _LONG_WORDS


def is_address(text: str) -> bool:
    """Whether the text is nothing but an address in the web."""
    return text.startswith(("https://", "http://", "www.")) and " " not in text


def closes_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does, closing quotes and brackets and an agency's tag aside.

    Not ``sentences.ends_sentence``: the layout model is trained with it.
    """
    last = text[-1:]
    if last in ENDS:
        return True
    if last not in CLOSERS:
        return False
    if text.rstrip(CLOSERS)[-1:] in ENDS:
        return True
    return last in ")）" and text[: max(text.rfind("(", -_AGENCY), 0)].rstrip()[-1:] in ENDS


def quick_word_count(text: str) -> int:
    """Words; of scripts without spaces, characters / 1.7, of which the first few hundred count.

    Quicker and rougher than ``sentences.word_count``: the layout model is trained with it.
    """
    words = text.count(" ") + 1
    if words * 10 < len(text) or (words * 8 < len(text) and not text.isascii()):
        return words + int(_count_spaceless(text[:_COUNTED]) / 1.7)
    return words


@lru_cache(maxsize=4096)
def _count_spaceless(text: str) -> int:
    return len(_spaceless().findall(text))
