"""Folding: spellings that count as equal, one code point for one code point, so that offsets stay true."""

from __future__ import annotations

import re
from collections.abc import Mapping
from unicodedata import normalize

# Code points that occur in many texts are replaced one by one, which is quick; the rare ones by a table.
_ASCII_SPELLING = {"\t": " ", "\r": " ", "\x0b": " ", "\x0c": " ", "`": "'"}
_SPELLING = _ASCII_SPELLING | {
    "\xa0": " ",
    "\u2009": " ",
    "\u202f": " ",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "´": "'",
    "ё": "е",
    "Ё": "Е",
    "ς": "σ",
    "ي": "ی",
    "ى": "ی",
    "ك": "ک",
    "İ": "i",
    "ı": "i",  # Turkish capitals may be lowered to either
}
_MARKS = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-"}
_RARE_SPACES = "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u200a\u205f\u3000"
_EMOJI_MARKS = "\ufe0e\ufe0f\u20e3"
"""They choose how the sign before them looks, and `regex` takes them for letters."""
_RARE_SPELLING = dict.fromkeys(map(ord, _RARE_SPACES + _EMOJI_MARKS), " ") | dict.fromkeys(map(ord, "‛＇"), "'")
_RARE_SPELLING |= {c: chr(c - 0xFEE0) for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
RARE = _RARE_SPELLING | dict.fromkeys(map(ord, "―‒"), "-") | dict.fromkeys(map(ord, "‟＂"), '"')
_CASELESS = "ſẛµϐϵϑϰϖϱϕ\u1fbe\u1fd3\u1fe3\u1c80\u1c81\u1c82\u1c83\u1c84\u1c85\u1c86\u1c87\u1c88\ufb05"
"""Letters that a pattern, which takes no heed of case, finds for another small letter."""
RARE |= dict(zip(map(ord, _CASELESS), "sṡμβεθκπρφ\u03b9\u0390\u03b0вдосттъѣꙋ\ufb06", strict=True))
"""What spellings that are seldom seen stand for, by code point: `fold` takes them, `respell` does not."""
_rare = re.compile("[" + "".join(map(chr, RARE)) + "]")

_VISARGA = "\u0903"
_visarga_for_colon = re.compile(f"(?<=[\u0902\u093e-\u094c]){_VISARGA}(?![\u0900-\u0963\u0966-\u097f])")
"""Behind a vowel sign or a nasal no Hindi word has one: it is typed for a colon (“ये भी पढ़ेंः”)."""

ZWNJ = "\u200c"
_DOTTED = {normalize("NFD", c): c for c in map(chr, (*range(0x958, 0x960), 0x9DC, 0x9DD, 0x9DF))}
"""Devanagari and Bengali letters with a dot below, written as two code points or as one."""


def _replaced(text: str, table: Mapping[str, str]) -> str:
    for a, b in table.items():
        if a in text:
            text = text.replace(a, b)
    return text


def spell(text: str) -> str:
    """One spelling of spaces, apostrophes and variant letters; case, dashes and quotation marks stay.

    >>> spell("Don’t\\xa0miss")
    "Don't miss"
    """
    if text.isascii():
        return _replaced(text, _ASCII_SPELLING)
    text = _replaced(text, _SPELLING)
    if _VISARGA in text:
        text = _visarga_for_colon.sub(":", text)
    return text.translate(_RARE_SPELLING) if _rare.search(text) else text


def respell(text: str) -> str:
    """As `fold` spells it, in the case of the text, and with what is `RARE` as it was: that takes no time.

    >>> respell("“DON’T\\xa0MISS” — İzle")
    '"DON\\'T MISS" - izle'
    """
    if text.isascii():
        return _replaced(text, _ASCII_SPELLING)
    text = _replaced(_replaced(text, _SPELLING), _MARKS)
    return _visarga_for_colon.sub(":", text) if _VISARGA in text else text


def fold(text: str) -> str:
    """The form in which phrases are compared: of the same length as the text, lower case, one spelling.

    >>> fold("“DON’T\\xa0MISS” — İzle")
    '"don\\'t miss" - izle'
    """
    text = respell(text)
    if text.isascii():
        return text.lower()
    if _rare.search(text):
        text = text.translate(RARE)
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low.replace("ς", "σ")


def forms(phrase: str) -> set[str]:
    """A folded phrase as it may stand in a folded text: with its joiners, without them or with spaces for them, and
    with its dotted Indic letters written either way.

    >>> sorted(forms("می\u200cکنم"), key=len)
    ['میکنم', 'می کنم', 'می\u200cکنم']
    """
    found = {phrase}
    for pair, letter in _dotted_in(phrase):
        found |= {form.replace(pair, letter) for form in found} | {form.replace(letter, pair) for form in found}
    if ZWNJ in phrase:
        found |= {form.replace(ZWNJ, other) for form in found for other in ("", " ")}
    return found


def most_forms(phrase: str) -> int:
    """How many `forms` a folded phrase has at the most: it takes no time, however many they are."""
    return (1 << len(_dotted_in(phrase))) * (3 if ZWNJ in phrase else 1)


def _dotted_in(phrase: str) -> list[tuple[str, str]]:
    return [] if phrase.isascii() else [(p, c) for p, c in _DOTTED.items() if p in phrase or c in phrase]
