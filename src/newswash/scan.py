"""Finding thousands of phrases in one pass. Nothing else in newswash knows which engine does it.

A scanner is built from lower-case phrases (a final ``*``: the word may go on) and answers with the *lines* on which
they may stand: lines survive every spelling change, byte offsets do not. It may report a line too many (the judge looks
at the original again), never one too few for the spellings that `encode` and `spellings` make equal.
"""

from __future__ import annotations

import functools
import hashlib
import re
import threading
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Any, Protocol

from newswash import cache
from newswash.flat import Numbers, Strings, numbers, of_numbers, pack, unpack
from newswash.fold import RARE, fold, forms, respell

hyperscan: Any
try:
    import hyperscan
except ImportError:  # no wheel for this machine
    hyperscan = None

SHOUTED_WORDS = 4  # longer phrases with letters beyond ASCII are not looked for in capitals
MANY_BEYOND_ASCII = (
    1.15  # bytes a code point: such a line is lower-cased, since the engine knows the case of ASCII alone
)
_BETWEEN = " \"'([{*-|>•·:#"  # as they are encoded
_WORD_START = re.compile("(?<= )[^\\W\\d_a-z]")
_LATIN = re.compile("[a-z]")
WORTH_KEEPING = 500  # phrases: a smaller database compiles in no time
_KIND = "database"
_MADE_BY = ("scan", "fold", "flat")

Hits = dict[int, set[int]]  # line number → indices of phrases
Compiled = tuple[Any, Numbers, Numbers, Numbers]
_FORMS = b"\xef"  # what full-width forms begin with in UTF-8
_BEFORE, _AROUND = 1, 2  # a form that is one word must begin one, or be one


class Scanner(Protocol):
    def lines(self, text: str) -> Hits: ...


def spellings(phrase: str) -> list[str]:
    """The forms of a phrase that a text may hold when it is encoded and the case of ASCII letters ignored."""
    found = forms(fold(phrase))
    for form in tuple(found):
        if not form[0].isascii():
            found.add(form[0].upper() + form[1:])
        if not form.isascii() and form.count(" ") < SHOUTED_WORDS and _LATIN.search(form):
            found |= {form.upper(), _WORD_START.sub(lambda m: m.group().upper(), form)}
    return sorted(found)


def encode(text: str) -> bytes:
    """A text as it is scanned: of as many lines, each spelled as `fold` spells it but for what is rare (full-width
    letters are not), and in lower case where much of it is beyond ASCII."""
    text = respell(text)
    data = text.encode("utf-8", "surrogatepass")
    if len(data) == len(text):
        return data
    # Line by line, so that what is found on a line does not depend on the others.
    data = b"\n".join(
        [
            line.lower().encode("utf-8", "surrogatepass") if len(row) > MANY_BEYOND_ASCII * len(line) else row
            for line, row in zip(text.split("\n"), data.split(b"\n"), strict=True)
        ]
    )
    if "Σ" in text:  # at the end of a word, it was lowered to the other sigma
        data = data.replace("ς".encode(), "σ".encode())
    if _FORMS in data:
        data = _full_width().sub(_spelled, data)
    return data


@functools.cache
def _full_width() -> re.Pattern[bytes]:
    """What finds full-width letters and figures, and what chooses the look of a sign, in an encoded text."""
    rows: dict[bytes, bytes] = defaultdict(bytes)
    for first, second, third in (c for c in (chr(c).encode() for c in RARE) if c.startswith(_FORMS)):
        rows[bytes((first, second))] += re.escape(bytes((third,)))
    return re.compile(_FORMS + b"(?:" + b"|".join(row[1:] + b"[" + last + b"]" for row, last in rows.items()) + b")")


def _spelled(found: re.Match[bytes]) -> bytes:
    return fold(found.group().decode()).encode()


def _on_match(index: int, start: int, end: int, flags: int, found: list[tuple[int, int]]) -> None:
    found.append((end, index))


class HyperscanScanner:
    """One hyperscan database over all spellings of all phrases."""

    def __init__(self, phrases: Sequence[str], only_at_start: Collection[int] = ()) -> None:
        nothing: Compiled = (None, (), (), ())
        self._database, self._owner, self._size, self._bounds = _compiled(phrases) if phrases else nothing
        self._only_at_start = frozenset(only_at_start)
        self._local = threading.local()

    def lines(self, text: str) -> Hits:
        if self._database is None:
            return {}
        data = encode(text)
        try:
            scratch = self._local.scratch
        except AttributeError:
            scratch = self._local.scratch = hyperscan.Scratch(self._database)
        found: list[tuple[int, int]] = []
        self._database.scan(data, match_event_handler=_on_match, context=found, scratch=scratch)
        if not found:
            return {}
        hits: Hits = {}
        owner, bounds, line, at = self._owner, self._bounds, 0, 0
        for end, form in found:  # hyperscan reports matches in the order of their ends
            if bounds[form] and not self._is_word(data, form, end):
                continue
            phrase = owner[form]
            if phrase in self._only_at_start and not _starts_sentence(data, end - self._size[form]):
                continue
            line += data.count(b"\n", at, end)
            at = end
            if line in hits:
                hits[line].add(phrase)
            else:
                hits[line] = {phrase}
        return hits

    def _is_word(self, data: bytes, form: int, end: int) -> bool:
        start = end - self._size[form]
        if start and data[start - 1 : start].isalnum():
            return False
        return self._bounds[form] == _BEFORE or not data[end : end + 1].isalnum()


def _starts_sentence(data: bytes, start: int) -> bool:
    """Whether only marks and spaces stand between a place and the sentence or line before it."""
    before = data[max(0, start - 16) : start]
    if not before or (before[-1] < 128 and chr(before[-1]).isalpha()):
        return not before
    lead = before.decode("utf-8", "ignore")
    return not lead.rstrip(_BETWEEN)[-1:].isalnum()


def _bounds(phrase: str, form: bytes) -> int:
    """Where a form that must not be part of a longer word (a short, purely ASCII one) ends it: `_BEFORE`, `_AROUND`."""
    if not (form.isalnum() and form.isascii()):
        return 0
    return _BEFORE if phrase.endswith("*") else _AROUND


def _compiled(phrases: Sequence[str]) -> Compiled:
    """The database over all spellings, and of each its phrase, its length in bytes, and how it is bounded."""
    strings = phrases if isinstance(phrases, Strings) else Strings.of(phrases)
    made_by = f"{cache.made_by(*_MADE_BY)} {hyperscan.__version__}"
    key = hashlib.sha256(made_by.encode() + of_numbers(strings.ends) + strings.joined).hexdigest()
    stored = cache.read(_KIND, key) if len(phrases) >= WORTH_KEEPING else None
    if stored is not None:
        parts = unpack(stored)
        try:
            database = hyperscan.loadb(bytes(parts["database"]), hyperscan.HS_MODE_BLOCK)
        except hyperscan.error:  # made by another build of the library: compile anew
            pass
        else:
            return database, numbers(parts["owner"]), numbers(parts["size"]), numbers(parts["bounds"])
    spelled = [(form, i) for i, phrase in enumerate(phrases) for form in spellings(phrase.rstrip("*"))]
    encoded = [form.encode("utf-8", "surrogatepass") for form, _ in spelled]
    owner, size = [i for _, i in spelled], [len(form) for form in encoded]
    bounds = [_bounds(phrases[i], form) for i, form in zip(owner, encoded, strict=True)]
    database = hyperscan.Database()
    database.compile(
        expressions=encoded,
        ids=list(range(len(encoded))),
        flags=[hyperscan.HS_FLAG_CASELESS] * len(encoded),
        elements=len(encoded),
        literal=True,
    )
    if len(phrases) >= WORTH_KEEPING:
        tables = {name: of_numbers(x) for name, x in (("owner", owner), ("size", size), ("bounds", bounds))}
        cache.write(_KIND, key, pack(tables | {"database": hyperscan.dumpb(database)}))
    return database, owner, size, bounds


class WordScanner:
    """The scanner for machines without hyperscan: each form of a phrase waits at its rarest trigram, by the number of
    forms that hold it; one of less than three code points waits at itself."""

    def __init__(self, phrases: Sequence[str]) -> None:
        spelled = [(fold(form), i) for i, phrase in enumerate(phrases) for form in spellings(phrase.rstrip("*"))]
        holding = Counter(gram for form, _ in spelled for gram in _grams(form, 3))
        self._waiting: dict[str, set[tuple[str, int]]] = defaultdict(set)
        for form, i in spelled:
            gram = min(_grams(form, 3), key=lambda gram: (holding[gram], gram), default=form)
            self._waiting[gram].add((form, i))

    def lines(self, text: str) -> Hits:
        hits: Hits = {}
        for number, line in enumerate(fold(encode(text).decode("utf-8", "surrogatepass")).split("\n")):
            for gram in self._waiting.keys() & _grams(line, 1, 2, 3):
                for form, i in self._waiting[gram]:
                    if form in line:
                        hits.setdefault(number, set()).add(i)
        return hits


def _grams(text: str, *sizes: int) -> set[str]:
    return {text[at : at + size] for size in sizes for at in range(len(text) - size + 1)}


def scanner(phrases: Sequence[str], only_at_start: Collection[int] = ()) -> Scanner:
    """The best scanner that this machine has. ``only_at_start``: phrases that count at a sentence's start alone."""
    return HyperscanScanner(phrases, only_at_start) if hyperscan is not None else WordScanner(phrases)
