"""Labels: wordings, mostly of one or two words, that are boilerplate only where they are a whole line, or a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from newswash.fold import fold
from newswash.glued import ROW_LENGTH, first_word, is_glued, is_sums, row
from newswash.scripts import FULL_STOPS

LABEL_LENGTH = 90  # code points: no line beyond it is a label
ROW_WORDS = 3  # words that are labels in rows alone: so many decide together
_REMEMBERED = 20_000

_EDGE = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff\u0e00-\u0eff"
_SPLIT = re.compile(rf"[^\w'&+{_MARKS}-]+")
_PLAIN_WORD = re.compile(r"[^\W_]")
_ENDS = (*FULL_STOPS, *"?؟")
_LETTERS = re.compile(r"[^\W\d_]+")

Reading = tuple[tuple[int, str], ...]


def core(label: str) -> str:
    """A label without what varies around it.

    >>> core("Comments (12)")
    'comments'
    """
    return _bare(fold(label))


def _bare(folded: str) -> str:
    return _EDGE.sub("", folded)


def first_letters(folded: str) -> str:
    """The first letters of a folded text."""
    first = _LETTERS.search(folded)
    return first.group() if first else ""


def _once(folded: str) -> str:
    """A text that is the same words twice, glued or not ("Copy linkCopy link"), once."""
    half = folded[: len(folded) // 2].rstrip()
    return half if folded.endswith(half) and len(folded) - 2 * len(half) in (0, 1) else folded


def _is_answer(text: str) -> bool:
    """Whether a text is one word with a full stop or a question mark: "Berlin." is an answer, "Berlin" a link."""
    words = text.split()
    return len(words) == 1 and words[0][-1] in _ENDS and words[0][-2:-1] not in ("", ".")


class Labels:
    """Known labels → the numbers of their rules, the firmest first.

    ``rows``: words that are labels in a row alone, between whose labels nothing stands or sums do. ``first``: the first
    letters of them all. ``in_rows``: rules that decide a row. ``pack_of``: the pack of a rule.
    """

    def __init__(
        self,
        known: Mapping[str, Sequence[int]],
        rows: Mapping[str, Sequence[int]],
        first: Iterable[str],
        in_rows: Callable[[int], bool],
        pack_of: Callable[[int], str],
    ) -> None:
        self._known, self._rows = known, rows
        self._in_glued = {**rows, **known}
        self._first_letters = frozenset(first)
        self._in_rows, self._pack_of = in_rows, pack_of
        self._read: dict[str, Reading] = {}

    def read(self, text: str) -> Reading:
        """Rules (number, wording) whose label is the whole text, or the first of a row that leaves no word over."""
        if len(text) > ROW_LENGTH:
            return ()
        found = self._read.get(text)
        if found is None:
            if len(self._read) > _REMEMBERED:
                self._read.clear()
            found = self._read[text] = self._judge(text) or self._glued(text)
        return found

    def says_little(self, text: str) -> bool:
        """Whether a text is nothing but a word that is a label in rows alone, or sums of money."""
        return len(text) <= LABEL_LENGTH and (core(text) in self._rows or is_sums(text))

    def _glued(self, text: str) -> Reading:
        """What decides a row between whose labels nothing stands, or sums of money do."""
        if not is_glued(text) or ((first := first_word(text)) and fold(first) not in self._first_letters):
            return ()
        labels = row(text, fold(text), self._in_glued)
        words = sum(len(label.split()) for label in labels)
        unparted = words > len(text.split())
        if len(labels) < 2 or not (unparted or any(map(str.isdigit, text))):
            return ()
        if len(labels) == 2 and (words == 2 or not self._share_a_pack(*map(self._in_glued.__getitem__, labels))):
            return ()  # "BusinessDay" is a name
        rule = self._decides(labels, unparted)
        return () if rule is None else ((rule, " · ".join(labels)),)

    def _decides(self, labels: Sequence[str], unparted: bool) -> int | None:
        """The first firm rule of a row; of one of nothing but words of rows the first, if nothing parts them."""
        known = [self._known[label] for label in labels if label in self._known]
        if not known and unparted and len(labels) >= ROW_WORDS:
            return self._in_glued[labels[0]][0]
        return next((rules[0] for rules in known if self._in_rows(rules[0])), None)

    def _judge(self, text: str) -> Reading:
        if len(text) > LABEL_LENGTH:
            return ()
        folded = _once(fold(text).strip())
        if first_letters(folded) not in self._first_letters:  # most lines: so much is quickly seen
            return ()
        if _is_answer(text):
            return ()
        name = _bare(folded)
        if not name:
            return ()
        if name in self._known:
            return tuple((rule, name) for rule in self._known[name])
        words = [w for w in _SPLIT.split(folded) if _PLAIN_WORD.search(w) and not w.isdigit()]
        if not 2 <= len(words) <= 14:
            return ()
        rules: list[Sequence[int]] = []
        at = 0
        while at < len(words):
            for size in (4, 3, 2, 1):
                known = self._known.get(" ".join(words[at : at + size])) if at + size <= len(words) else None
                if known and self._in_rows(known[0]):
                    rules.append(known)
                    at += size
                    break
            else:
                return ()
        if len(rules) < 2 or (len(rules) == 2 and not self._share_a_pack(*rules)):
            return ()
        return ((rules[0][0], " · ".join(words)),)

    def _share_a_pack(self, one: Sequence[int], other: Sequence[int]) -> bool:
        """Whether two labels are of one language: "Comment s'inscrire" is no row of an English and a French one."""
        return not {self._pack_of(rule) for rule in one}.isdisjoint({self._pack_of(rule) for rule in other})
