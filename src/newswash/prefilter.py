"""What a text must hold, and begin with, for a pattern to match: cheap to look for, so that few patterns are run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import inf

from newswash.fold import fold, spell

MANY_NEEDLES = 64
FAR = 200  # code points before a head: beyond, it is not worth looking for

_TOKEN = re.compile(
    r"\\[pP]\{\^?\w+\}|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:P?<\w+>|[a-zA-Z-]*:|<?[=!]|[a-zA-Z]+\)|>)|(?:[*+?]|\{\d*,?\d*\})[?+]?|.",
    re.DOTALL,
)
_SIMPLE_CLASS = re.compile(r"\[([^\^\]\\-]{1,8})\]")
_NOT_A_LETTER = re.compile(r"(?<!\\)\\(?:w|p\{L\})")
_ZERO_WIDTH = frozenset({r"\b", r"\B", "^", "$"})

Needles = frozenset[str]
Reaches = dict[str, float]


def needles(source: str) -> list[Needles]:
    """What a folded text must hold for the pattern to match: of each set at least one.

    >>> [sorted(words) for words in needles(r"\\b(?:donat\\w*|chip in)\\b.{0,40}[$€]\\d+")]
    [['$', '€'], ['chip in', 'donat']]
    """
    if _is_beyond_us(source):
        return []
    tokens = _TOKEN.findall(spell(source))
    found, rest = _alternatives(tokens, 0)
    useful = {n for n in found if len(n) <= MANY_NEEDLES and not any(len(w) == 1 and w.isalnum() for w in n)}
    return sorted(useful, key=lambda n: (len(n), sorted(n))) if rest == len(tokens) else []


class Heads:
    """What a folded text must begin with, one of them at least, and how far behind its first letter each may stand."""

    def __init__(self, reaches: Mapping[str, float]) -> None:
        self.reaches = reaches
        self._at_once = tuple(sorted(h for h, reach in reaches.items() if h[0].isalpha() and not reach))
        self._near = sorted((h, int(reach) + len(h)) for h, reach in reaches.items() if h not in self._at_once)

    def stand(self, folded: str, openings: Iterable[tuple[int, int]]) -> bool:
        """Whether one stands at any of the openings, each given as its start and the first letter from there on."""
        for start, letter in openings:
            if folded.startswith(self._at_once, letter):
                return True
            for head, size in self._near:
                if folded.find(head, start, letter + size) >= 0:
                    return True
        return False

    @classmethod
    def of_any(cls, several: Iterable[Heads | None]) -> Heads | None:
        """One to ask in place of several; None if one of them is unknown."""
        found: Reaches | None = {}
        for one in several:
            found = _both(found, one.reaches if one else None)
        return None if found is None else cls(found)


def heads(source: str) -> Reaches | None:
    """What a folded text must begin with, one of these at least; None: it may be anything.

    What is no letter at the beginning is passed over; the number says how many code points may stand between the first
    letter and the head. A head that begins with no letter itself ("©") may also stand in what is passed over.

    >>> heads(r"^\\W*(?:please )?(?:donate|give)\\b|^.{0,20}©")
    {'please ': 0, 'donate': 0, 'give': 0, '©': 20.0}
    """
    if _is_beyond_us(source):
        return None
    tokens = _TOKEN.findall(spell(source))
    found, passable, _, rest = _heads_of_alternatives(tokens, 0, anchored=True)
    return None if passable or rest < len(tokens) else found


def _is_beyond_us(source: str) -> bool:
    return "(?x" in source or "(?|" in source or "(?(" in source or "(?P=" in source or "(?P>" in source


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
        quantifier, at = _quantifier(tokens, at)
        optional = _is_optional(quantifier)
        if literal and not optional:
            run += literal
        if literal and not quantifier:
            continue
        needed += [frozenset({fold(run)})] * bool(run)
        run = ""
        needed += [] if optional else atom
    needed += [frozenset({fold(run)})] * bool(run)
    return [n for n in needed if not any(w.isspace() for w in n)], at


# Heads (None: unknown), whether all may be passed over, after how many code points what follows begins, where it ends.
Opening = tuple[Reaches | None, bool, float, int]


def _heads_of_alternatives(tokens: list[str], at: int, reach: float = 0, anchored: bool = False) -> Opening:
    """What the branches from ``at`` on begin with, ``reach`` code points after the first letter at the latest.

    ``anchored``: unknown unless each branch is tied to the start.
    """
    found: Reaches | None = {}
    passable, latest = False, reach
    while True:
        tied = not anchored or tokens[at : at + 1] == ["^"]
        branch, branch_passable, branch_reach, at = _heads_of_sequence(tokens, at, reach)
        found = _both(found, branch) if tied else None
        passable, latest = passable or branch_passable, max(latest, branch_reach)
        if at == len(tokens) or tokens[at] != "|":
            return found, passable, latest, at
        at += 1


def _heads_of_sequence(tokens: list[str], at: int, reach: float) -> Opening:
    """What a row of atoms begins with: the first literal, and what may stand before it."""
    found: Reaches | None = {}
    run, begun = "", False
    while at < len(tokens) and tokens[at] not in ("|", ")"):
        token = tokens[at]
        atom: Reaches | None = {}
        literal, passable, width = "", True, 0.0
        if token.startswith("(?") and token.endswith((")", "=", "!")):
            if not token.endswith(")"):
                *_, at = _heads_of_alternatives(tokens, at + 1)
        elif token.startswith("("):
            atom, passable, latest, at = _heads_of_alternatives(tokens, at + 1, reach)
            width = latest - reach
        elif token not in _ZERO_WIDTH:
            literal = _literal(token)
            simple = _SIMPLE_CLASS.fullmatch(token)
            if simple and simple.group(1).isalpha():
                atom, passable = dict.fromkeys(map(fold, simple.group(1)), reach), False
            elif not literal and (reach or not _holds_no_letter(token)):
                width = 1
        at += 1
        quantifier, at = _quantifier(tokens, at)
        optional = _is_optional(quantifier)
        if begun or found is None:
            continue
        if literal and not optional:
            run += literal
            begun = bool(quantifier)
        elif run:
            begun = True
        else:
            found = _both(found, {fold(literal): reach} if literal else atom)
            begun = not (literal or passable or optional)
            reach += width * _most(quantifier) if width else 0
            if reach > FAR or (atom and width and _most(quantifier) > 1):
                found = None
    if run and found is not None:
        bare = "" if reach else _from_first_letter(run)
        found = _both(found, {fold(bare or run): reach})
    return found, not begun and not run, reach, at


def _both(some: Mapping[str, float] | None, more: Mapping[str, float] | None) -> Reaches | None:
    if some is None or more is None:
        return None
    return {**some, **{head: max(some.get(head, 0), reach) for head, reach in more.items()}}


def _literal(token: str) -> str:
    """The character that a token stands for, or nothing."""
    if token.startswith("\\"):
        return "" if token[1].isalnum() else token[1]
    return "" if token == "." or (token[0] == "[" and len(token) > 1) else token


def _most(quantifier: str) -> float:
    """How often an atom may stand at the most."""
    if quantifier[:1] in ("*", "+"):
        return inf
    bounds = quantifier.rstrip("?+").strip("{}").split(",")
    return 1 if not quantifier[1:] else float(bounds[-1]) if bounds[-1] else inf


def _from_first_letter(text: str) -> str:
    while text and not text[0].isalpha():
        text = text[1:]
    return text


def _holds_no_letter(token: str) -> bool:
    """Whether a class matches nothing that is a letter."""
    if token in (r"\W", r"\s", r"\d"):
        return True
    if token.startswith("[^"):
        return _NOT_A_LETTER.search(token) is not None
    listed = re.sub(r"\\[Wsd]", "", token[1:-1])
    return token.startswith("[") and len(token) > 1 and not any(map(str.isalpha, listed)) and "-" not in listed[1:-1]


def _quantifier(tokens: list[str], at: int) -> tuple[str, int]:
    """The quantifier at a place, if one stands there, and what comes behind it."""
    token = tokens[at] if at < len(tokens) else " "
    found = token[0] in "*+?" or (token[0] == "{" and len(token) > 1)
    return (token, at + 1) if found else ("", at)


def _is_optional(quantifier: str) -> bool:
    return quantifier[:1] in ("?", "*") or quantifier.startswith(("{0", "{,"))
