"""Finding thousands of phrases in one pass. Nothing else in newswash knows which engine does it.

A scanner is built from lower-case phrases (a final ``*``: the word may go on) and answers with the *lines* on which
they may stand: lines survive every spelling change, byte offsets do not. It may report a line too many (the judge looks
at the original again), never one too few for the spellings that `spellings` lists.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import product
from typing import Any, Protocol

from newswash import cache
from newswash.flat import Numbers, Strings, numbers, of_numbers, pack, unpack
from newswash.fold import ZWNJ, dotted, fold

hyperscan: Any
try:
    import hyperscan
except ImportError:  # no wheel for this machine
    hyperscan = None

SHOUTED_WORDS = 4  # longer phrases with letters beyond ASCII are not looked for in capitals
MANY_BEYOND_ASCII = (
    1.15  # bytes a code point: such a line is lower-cased, since the engine knows the case of ASCII alone
)
_BETWEEN = " \t\"'“”‘’«»„([{*-–—|>•·:#"
_WORD_START = re.compile("(?<= )[^\\W\\d_a-z]")
_LATIN = re.compile("[a-z]")
WORTH_KEEPING = 500  # phrases: a smaller database compiles in no time
_KIND = "database"

Hits = dict[int, set[int]]  # line number → indices of phrases
Compiled = tuple[Any, Numbers, Numbers, Numbers]
_BEFORE, _AROUND = 1, 2  # a form that is one word must begin one, or be one


class Scanner(Protocol):
    def lines(self, text: str) -> Hits: ...


def spellings(written: str) -> list[str]:
    """The forms of a lower-case phrase that a text may hold once it is lower-cased or plain ASCII case is ignored."""
    phrase = fold(written)
    swaps: list[tuple[str, str]] = []
    swaps += [("'", "’")] if "'" in phrase else []
    swaps += [("-", "–"), ("-", "—")] if "-" in phrase else []
    swaps += [("е", "ё")] if "ё" in written else []
    swaps += [("ی", "ي"), ("ی", "ى")] if "ی" in phrase else []
    swaps += [("ک", "ك")] if "ک" in phrase else []
    swaps += [("σ ", "ς ")] if "σ" in phrase else []
    forms = {phrase, written}
    for groups in product(*([None, s] for s in swaps)):
        form = phrase
        for swap in filter(None, groups):
            form = form.replace(*swap)
        forms.add(form)
    if "σ" in phrase:
        forms |= {f[:-1] + "ς" for f in forms if f.endswith("σ")}
    if ZWNJ in phrase:
        forms |= {f.replace(ZWNJ, "") for f in forms} | {f.replace(ZWNJ, " ") for f in forms}
    forms = set().union(*map(dotted, forms))
    if "«" in phrase or '"' in phrase:
        forms |= {f.replace('"', q) for f in forms for q in "“”„«»"}
    cased = set(forms)
    for form in forms:
        if not form[0].isascii():
            cased.add(form[0].upper() + form[1:])
        if not form.isascii() and form.count(" ") < SHOUTED_WORDS and _LATIN.search(form):
            cased |= {form.upper(), _WORD_START.sub(lambda m: m.group().upper(), form)}
    return sorted(cased)


def _encode(text: str) -> bytes:
    if "\xa0" in text:
        text = text.replace("\xa0", " ")
    if "İ" in text:  # lowered, it would be two code points
        text = text.replace("İ", "i")
    data = text.encode("utf-8", "surrogatepass")
    if len(data) == len(text):
        return data
    # Line by line, so that what is found on a line does not depend on the others.
    return b"\n".join(
        [
            line.lower().encode("utf-8", "surrogatepass") if len(row) > MANY_BEYOND_ASCII * len(line) else row
            for line, row in zip(text.split("\n"), data.split(b"\n"), strict=True)
        ]
    )


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
        data = _encode(text)
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
    made_by = f"{cache.made_by('scan', 'fold', 'flat')} {hyperscan.__version__}"
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
    """The scanner for machines without hyperscan: each phrase waits at its longest word.

    Phrases of scripts without spaces have no such word and are searched for one by one in documents of their script.
    """

    def __init__(self, phrases: Sequence[str], only_at_start: Collection[int] = ()) -> None:
        self._by_word: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._spaceless: list[tuple[str, int]] = []
        for i, phrase in enumerate(phrases):
            for form in {fold(f) for f in spellings(phrase.rstrip("*"))}:
                words = _whole_words(form)
                if words:
                    self._by_word[max(words, key=lambda w: (len(w), w))].append((form, i))
                else:
                    self._spaceless.append((form, i))

    def lines(self, text: str) -> Hits:
        hits: Hits = {}
        for number, line in enumerate(fold(text).split("\n")):
            for form, i in self._candidates(line):
                if form in line:
                    hits.setdefault(number, set()).add(i)
        return hits

    def _candidates(self, line: str) -> Iterable[tuple[str, int]]:
        for word in self._by_word.keys() & set(_words(line)):
            yield from self._by_word[word]
        yield from self._spaceless


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text).split()


def _whole_words(form: str) -> list[str]:
    """The words that stand whole in any text that holds the phrase: not its first and last, which a text may go on."""
    return _words(form)[1:-1]


def scanner(phrases: Sequence[str], only_at_start: Collection[int] = ()) -> Scanner:
    """The best scanner that this machine has. ``only_at_start``: phrases that count at a sentence's start alone."""
    return HyperscanScanner(phrases, only_at_start) if hyperscan is not None else WordScanner(phrases, only_at_start)
