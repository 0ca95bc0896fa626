"""A rule's pattern: compiled when first needed, run with a time limit, and not run where it cannot match."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from newswash.fold import fold, spell
from newswash.page import Page

if TYPE_CHECKING:
    import regex

PATTERN_SECONDS = 0.05
CLIP = 4000  # code points of a unit that a pattern sees
OPENING_REACH = 1000  # code points before a phrase in which its unit may begin
MANY_NEEDLES = 64

_TOKEN = re.compile(
    r"\\[pP]\{\^?\w+\}|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:P?<\w+>|[a-zA-Z-]*:|<?[=!]|[a-zA-Z]+\)|>)|(?:[*+?]|\{\d*,?\d*\})[?+]?|.",
    re.DOTALL,
)
_SIMPLE_CLASS = re.compile(r"\[([^\^\]\\-]{1,8})\]")
_SENTENCE_START = re.compile(r"[.!?…।॥؟۔][\"'”’»)\]]*\s*|[。！？｡][”’」』）〉》\"']*\s*")

Needles = frozenset[str]


class Pattern:
    """A pattern of a rule. Case does not matter; texts are given as spelled or folded by ``newswash.fold``."""

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def needles(self) -> tuple[tuple[str, ...], ...]:
        """What a folded text must hold for a match: of each row at least one."""
        return tuple(tuple(sorted(n)) for n in needles(self.source))

    @cached_property
    def _opening(self) -> str | None:
        return opening(self.source)

    @cached_property
    def _compiled(self) -> regex.Pattern[str]:
        return compile_pattern(self.source)

    @cached_property
    def _opener(self) -> regex.Pattern[str]:
        return compile_pattern(self._opening or "")

    def may_match(self, folded: str) -> bool:
        """Whether any part of a folded text could match."""
        for words in self.needles:
            for word in words:
                if word in folded:
                    break
            else:
                return False
        return True

    def may_match_around(self, page: Page, number: int, start: int, end: int, at: int) -> bool:
        """Whether a sentence of [start, end) of a line that holds ``at`` could match: asked before the line is cut."""
        if not self._opening or at - start > OPENING_REACH:
            return True
        text = page.spelled(number)
        starts = [start, *(m.end() for m in _SENTENCE_START.finditer(text, start, at))]
        try:
            return any(self._opener.match(text, s, end, timeout=PATTERN_SECONDS) for s in reversed(starts))
        except TimeoutError:
            return True

    def match(self, page: Page, number: int, start: int, end: int, near: int) -> tuple[int, int] | None:
        """Where it matches in [start, end) of a line (of a very long unit, around ``near``), if time suffices."""
        if end - start > CLIP:
            start, end = max(start, near - CLIP // 2), min(end, near + CLIP // 2)
        text = page.lines[number]
        while start < end and text[start].isspace():  # ``^`` is the first word of an indented line
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if not self.may_match(page.folded(number)[start:end]):
            return None
        try:
            found = self._compiled.search(page.spelled(number)[start:end], timeout=PATTERN_SECONDS)
        except TimeoutError:
            return None
        return (start + found.start(), start + found.end()) if found else None


def compile_pattern(source: str) -> regex.Pattern[str]:
    """A rule's pattern, compiled as it is run: without regard to case, spellings folded."""
    import regex  # takes longer to load than a clean document to judge

    return regex.compile(spell(source), regex.IGNORECASE)


def opening(source: str) -> str | None:
    """For a pattern that is anchored at the start of its unit and nowhere else but the end: what it begins with."""
    if not source.startswith("^") or "(?!" in source or "(?<" in source or "(?=" in source:
        return None
    tokens = _TOKEN.findall(source[1:])
    depth = 0
    for token in tokens:
        depth += token.startswith("(") and not token.endswith(")")
        depth -= token == ")"
        if token == "^" or (token == "|" and depth == 0):
            return None
    return "".join("(?:)" if token == "$" else token for token in tokens)


def needles(source: str) -> list[Needles]:
    """What a folded text must hold for the pattern to match: of each set at least one.

    >>> [sorted(words) for words in needles(r"\\b(?:donat\\w*|chip in)\\b.{0,40}[$€]\\d+")]
    [['$', '€'], ['chip in', 'donat']]
    """
    if "(?x" in source or "(?|" in source or "(?(" in source:
        return []
    tokens = _TOKEN.findall(spell(source))
    found, rest = _alternatives(tokens, 0)
    useful = {n for n in found if len(n) <= MANY_NEEDLES and not any(len(w) == 1 and w.isalnum() for w in n)}
    return sorted(useful, key=lambda n: (len(n), sorted(n))) if rest == len(tokens) else []


def _alternatives(tokens: list[str], at: int) -> tuple[list[Needles], int]:
    """What any of the branches from ``at`` on needs, and where they end."""
    branches: list[list[Needles]] = []
    while True:
        needed, at = _sequence(tokens, at)
        branches.append(needed)
        if at == len(tokens) or tokens[at] != "|":
            break
        at += 1
    if len(branches) == 1:
        return branches[0], at
    if not all(branches):
        return [], at
    return [frozenset().union(*(max(b, key=lambda n: (min(map(len, n)), -len(n))) for b in branches))], at


def _sequence(tokens: list[str], at: int) -> tuple[list[Needles], int]:
    """What a row of atoms needs, and where it ends."""
    needed: list[Needles] = []
    run = ""
    while at < len(tokens) and tokens[at] not in ("|", ")"):
        token = tokens[at]
        atom: list[Needles] = []
        literal = ""
        if token.startswith("("):
            if token.startswith("(?") and token.endswith(")"):  # flags: they stand for nothing
                at += 1
                continue
            atom, at = _alternatives(tokens, at + 1)
            if token.endswith(("=", "!")):
                atom = []
        elif token.startswith("[") and len(token) > 1:
            simple = _SIMPLE_CLASS.fullmatch(token)
            atom = [frozenset(map(fold, simple.group(1)))] if simple else []
        elif token.startswith("\\"):
            literal = "" if token[1].isalnum() else token[1]
        elif token not in (".", "^", "$"):
            literal = token
        at += 1
        quantifier = tokens[at] if at < len(tokens) and _is_quantifier(tokens[at]) else ""
        at += bool(quantifier)
        optional = quantifier[:1] in ("?", "*") or quantifier.startswith(("{0", "{,"))
        if literal and not optional:
            run += literal
        if literal and not quantifier:
            continue
        needed += [frozenset({fold(run)})] * bool(run)
        run = ""
        needed += [] if optional else atom
    needed += [frozenset({fold(run)})] * bool(run)
    return [n for n in needed if not any(w.isspace() for w in n)], at


def _is_quantifier(token: str) -> bool:
    return token[0] in "*+?" or (token[0] == "{" and len(token) > 1)
