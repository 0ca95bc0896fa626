"""Folding: spellings that count as equal, one code point for one code point, so that offsets stay true."""

from __future__ import annotations

_SPACES = "\t\r\x0b\x0c\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LETTERS = {
    "ё": "е",
    "Ё": "Е",
    "ς": "σ",
    "ي": "ی",
    "ى": "ی",
    "ك": "ک",
    "ی": "ی",
    "İ": "i",
    "’": "'",
    "‘": "'",
    "‛": "'",
    "ʼ": "'",
    "´": "'",
    "`": "'",
    "＇": "'",
}
_SPELLING = {ord(c): " " for c in _SPACES} | {ord(a): b for a, b in _LETTERS.items()}
_SPELLING |= {c: chr(c - 0xFEE0) for c in range(0xFF21, 0xFF5B) if chr(c - 0xFEE0).isalnum()}
_SPELLING |= {c: chr(c - 0xFEE0) for c in range(0xFF10, 0xFF1A)}
_MARKS = dict.fromkeys(map(ord, "–—―‐‑‒−"), "-") | dict.fromkeys(map(ord, "“”„‟«»＂"), '"')
_ALL = _SPELLING | _MARKS

ZWNJ = "\u200c"


def spell(text: str) -> str:
    """One spelling of spaces, apostrophes and variant letters; case, dashes and quotation marks stay.

    >>> spell("Don’t\\xa0miss")
    "Don't miss"
    """
    return text.translate(_SPELLING)


def fold(text: str) -> str:
    """The form in which phrases are compared: of the same length as the text, lower case, one spelling.

    >>> fold("“DON’T\\xa0MISS” — İzle")
    '"don\\'t miss" - izle'
    """
    if text.isascii():
        return text.lower().translate(_ALL) if "`" in text or "\t" in text or "\r" in text else text.lower()
    low = text.translate(_ALL).lower()
    if len(low) == len(text):
        return low.replace("ς", "σ")
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text.translate(_ALL)).replace("ς", "σ")
