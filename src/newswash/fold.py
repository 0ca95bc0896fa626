"""Folding: spellings that count as equal, one code point for one code point, so that offsets stay true."""

from __future__ import annotations

import re
from unicodedata import normalize

# Code points that occur in many texts are replaced one by one, which is quick; the rare ones by a table.
_SPELLING = {
    "\t": " ",
    "\r": " ",
    "\xa0": " ",
    "’": "'",
    "‘": "'",
    "`": "'",
    "ё": "е",
    "Ё": "Е",
    "ς": "σ",
    "ي": "ی",
    "ى": "ی",
    "ك": "ک",
    "İ": "i",
    "ı": "i",  # Turkish capitals may be lowered to either
}
_MARKS = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-"}
_RARE_SPACES = "\x0b\x0c\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_EMOJI_MARKS = "\ufe0e\ufe0f\u20e3"
"""They choose how the sign before them looks, and `regex` takes them for letters."""
_RARE_SPELLING = dict.fromkeys(map(ord, _RARE_SPACES + _EMOJI_MARKS), " ") | dict.fromkeys(map(ord, "‛ʼ´＇"), "'")
_RARE_SPELLING |= {c: chr(c - 0xFEE0) for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_RARE_ALL = _RARE_SPELLING | dict.fromkeys(map(ord, "―‐‑‒−"), "-") | dict.fromkeys(map(ord, "‟＂"), '"')
# Letters that a pattern, which takes no heed of case, finds for another small letter.
_CASELESS = "ſẛµϐϵϑϰϖϱϕ\u1fbe\u1fd3\u1fe3\u1c80\u1c81\u1c82\u1c83\u1c84\u1c85\u1c86\u1c87\u1c88\ufb05"
_RARE_ALL |= dict(zip(map(ord, _CASELESS), "sṡμβεθκπρφ\u03b9\u0390\u03b0вдосттъѣꙋ\ufb06", strict=True))
_RARE = re.compile("[" + "".join(map(chr, _RARE_ALL)) + "]")

_VISARGA = "\u0903"
_visarga_for_colon = re.compile(f"(?<=[\u0902\u093e-\u094c]){_VISARGA}(?![\u0900-\u0963\u0966-\u097f])")
"""Behind a vowel sign or a nasal no Hindi word has one: it is typed for a colon (“ये भी पढ़ेंः”)."""

ZWNJ = "\u200c"
_DOTTED = {normalize("NFD", c): c for c in map(chr, (*range(0x958, 0x960), 0x9DC, 0x9DD, 0x9DF))}
"""Devanagari and Bengali letters with a dot below, written as two code points or as one."""


def spell(text: str) -> str:
    """One spelling of spaces, apostrophes and variant letters; case, dashes and quotation marks stay.

    >>> spell("Don’t\\xa0miss")
    "Don't miss"
    """
    for a, b in _SPELLING.items():
        if a in text:
            text = text.replace(a, b)
    if text.isascii():
        return text
    if _VISARGA in text:
        text = _visarga_for_colon.sub(":", text)
    return text.translate(_RARE_SPELLING) if _RARE.search(text) else text


def fold(text: str) -> str:
    """The form in which phrases are compared: of the same length as the text, lower case, one spelling.

    >>> fold("“DON’T\\xa0MISS” — İzle")
    '"don\\'t miss" - izle'
    """
    if text.isascii():
        return spell(text).lower()
    for table in (_SPELLING, _MARKS):
        for a, b in table.items():
            if a in text:
                text = text.replace(a, b)
    if _VISARGA in text:
        text = _visarga_for_colon.sub(":", text)
    if _RARE.search(text):
        text = text.translate(_RARE_ALL)
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low.replace("ς", "σ")


def dotted(phrase: str) -> set[str]:
    """A phrase as it is, and with its dotted Indic letters written either way: no form is of the others' length.

    >>> sorted(len(form) for form in dotted("\u09af\u09bc"))
    [1, 2]
    """
    forms = {phrase}
    for pair, letter in _DOTTED.items():
        if pair in phrase or letter in phrase:
            forms |= {form.replace(pair, letter) for form in forms} | {form.replace(letter, pair) for form in forms}
    return forms
