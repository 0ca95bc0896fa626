"""A phrase as it may stand in a text: its forms, and the places where it stands between word boundaries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from newswash.fold import fold, forms
from newswash.scripts import HANGUL, LONGEST_PREFIX, PREFIXES, SPACELESS, continues_word
from newswash.sentences import word_count

LEAST_PREFIXED = 4  # code points of a form that may have a prefix


@cache
def _spaceless() -> re.Pattern[str]:  # compiled when first needed: it takes long
    return re.compile(f"[{SPACELESS}{HANGUL}]")


def text_of(phrase: str) -> str:
    """A phrase as it is compared: folded, without the star of an open end."""
    return fold(phrase.rstrip("*")).strip()


def written(phrase: str) -> str:
    """A phrase as the scanner takes it, and as the index knows it: folded, with the star of an open end."""
    return text_of(phrase) + "*" * phrase.endswith("*")


@dataclass(frozen=True, slots=True)
class Wording:
    """A phrase of a rule.

    ``text``: folded. ``forms``: folded, with and without joiners, and with
    dotted letters written either way.
    ``open_end``: its last word may go on. ``spaceless``: it may stand within what is written without a space: of a
    script that sets none between words, or of Hangul, where words take endings.
    """

    text: str
    forms: tuple[str, ...]
    words: int
    open_end: bool
    spaceless: bool

    @classmethod
    def of(cls, phrase: str) -> Wording:
        folded = text_of(phrase)
        spaceless = not folded.isascii() and bool(_spaceless().search(folded))
        return cls(folded, tuple(sorted(forms(folded))), word_count(folded), phrase.endswith("*"), spaceless)

    def places(self, folded: str, line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where it stands in [start, end) of a line; a change to upper case counts as a boundary ("ourNewsletter")."""
        for form in self.forms:
            at = folded.find(form, start, end)
            while at >= 0:
                stop = at + len(form)
                if self.spaceless or (
                    (
                        at == start
                        or not continues_word(folded[at - 1])
                        or not form[0].isalnum()
                        or _seam(line, at)
                        or _is_prefixed(folded, start, at, form)
                    )
                    and (
                        self.open_end
                        or stop == end
                        or not continues_word(folded[stop])
                        or not continues_word(form[-1])
                        or _seam(line, stop)
                    )
                ):
                    yield at, stop
                at = folded.find(form, stop, end)


def _is_prefixed(folded: str, start: int, at: int, form: str) -> bool:
    """Whether what stands before a place of the word there is a prefix, and the form too long for a chance."""
    if len(form) < LEAST_PREFIXED or folded[at - 1].isascii():
        return False
    begin = at
    while begin > start and at - begin <= LONGEST_PREFIX and continues_word(folded[begin - 1]):
        begin -= 1
    return folded[begin:at] in PREFIXES


def _seam(line: str, at: int) -> bool:
    return line[at - 1].islower() and line[at].isupper()
