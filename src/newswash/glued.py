"""Rows of labels with nothing between them ("Read moreShareSave"): what is left of buttons, menus and forms in text
that was taken from a page without its markup."""

from __future__ import annotations

import re
from collections.abc import Container

from newswash.fold import fold
from newswash.scripts import SENTENCE_ENDS, continues_word

ROW_LENGTH, MOST_SPACES = 160, 14  # of a row: code points
_LONGEST = 40  # code points of a label
_NAMES_OF_CURRENCIES = """
    kr kč ft zł lei ron tl eur euro usd chf gbp dkk nok sek pln czk huf rs din kn rp
    лв руб р грн บาท 円 元 원 천원 만원
"""
_CURRENCIES = tuple(_NAMES_OF_CURRENCIES.split())
_SMALL, _CAPITAL = "a-zß-öø-ÿĀ-ſά-ώа-џ", "A-ZÀ-ÖØ-ÞĀ-ſΆ-ΫЀ-Я"  # and some that are the other: more lines are looked at
_CASELESS = "\u0590-\u0fff\u1780-\u17ff\u3040-\u9fff\uac00-\ud7a3"
_SEAM = re.compile(
    rf"[{_SMALL}][{_CAPITAL}]|[^\W\d_]\d|\d(?:[^\W\d_]| (?i:{'|'.join(_CURRENCIES)})\b)|[$£¥€₪₩₺₽฿৳₴₹{_CASELESS}]"
)
_LETTERS = re.compile(rf"[^\W\d_{_CASELESS}]+")


def is_glued(text: str) -> bool:
    """Whether labels may be glued in a text, or parted by sums: a glance that most lines fail."""
    if len(text) > ROW_LENGTH or text[-1:] in SENTENCE_ENDS or text.count(" ") > MOST_SPACES:
        return False
    return _SEAM.search(text) is not None


def first_word(text: str) -> str:
    """The letters with which the first of glued labels begins; none in a script without capitals, where it may end
    anywhere."""
    found = _LETTERS.search(text)
    word = found.group() if found else ""
    return word[: next((i for i in range(1, len(word)) if _is_seam(word, i)), len(word))]


def row(text: str, folded: str, labels: Container[str]) -> list[str]:
    """The labels of which a text is made, if marks, figures and sums of money are all else that it holds; else none.

    ``folded``: the text as `newswash.fold` folds it, in which the ``labels`` are looked for. Where nothing stands
    between two of them, a capital or a figure begins the second, unless their script has no capitals.

    >>> row("Read moreShareSave", "read moresharesave", {"read more", "share", "save"})
    ['read more', 'share', 'save']
    >>> row("Readers shared", "readers shared", {"read", "share"})
    []
    """
    return _Row(text, folded, labels).rest(0) or []


def is_sums(text: str) -> bool:
    """Whether a text is nothing but figures, marks and currencies."""
    return any(map(str.isdigit, text)) and _Row(text, fold(text), ()).rest(0) is not None


class _Row:
    def __init__(self, text: str, folded: str, labels: Container[str]) -> None:
        self._text, self._folded, self._labels = text, folded, labels
        self._hopeless: set[int] = set()

    def rest(self, start: int) -> list[str] | None:
        """The labels from a place on; None if something else stands there, too."""
        at = self._behind_sums(start)
        if at == len(self._text):
            return []
        if at in self._hopeless:
            return None
        for end in range(min(at + _LONGEST, len(self._text)), at + 1, -1):
            label = self._folded[at:end]
            while label and not label[-1].isalnum():  # labels are known without Indic vowel signs at their end
                label = label[:-1]
            if label in self._labels and self._parts(end) and (others := self.rest(end)) is not None:
                return [label, *others]
        self._hopeless.add(at)
        return None

    def _behind_sums(self, at: int) -> int:
        """The place behind marks, figures and currencies."""
        while at < len(self._text):
            if continues_word(self._text[at]) and not self._text[at].isdigit():
                currency = next((c for c in _CURRENCIES if self._is_beside_figures(at, at + len(c), c)), "")
                if not currency:
                    break
                at += len(currency)
            else:
                at += 1
        return at

    def _is_beside_figures(self, start: int, end: int, currency: str) -> bool:
        if not self._folded.startswith(currency, start):
            return False
        if not self._parts(end) and not self._text[start : end + 1].isupper():  # "50 TLOther"
            return False
        beside = self._folded[max(start - 2, 0) : start], self._folded[end : end + 2]
        return any(any(map(str.isdigit, part)) for part in beside)

    def _parts(self, at: int) -> bool:
        """Whether one label may end at a place and the next begin."""
        before, behind = self._text[at - 1], self._text[at : at + 1]
        if not behind or not continues_word(before) or not continues_word(behind):
            return True
        if before.isdigit() or behind.isdigit():
            return before.isdigit() != behind.isdigit()
        return _is_seam(self._text, at) or (behind.isalpha() and _has_no_case(before) and _has_no_case(behind))


def _is_seam(text: str, at: int) -> bool:
    return text[at].isupper() and text[at - 1].islower()


def _has_no_case(letter: str) -> bool:
    return letter.lower() == letter.upper()
