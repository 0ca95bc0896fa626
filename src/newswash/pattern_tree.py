"""A pattern as a tree, as far as its syntax is known here.

``regex`` knows far more than this reader, and new versions will know more still. So nothing is taken on trust: what is
not in the list of tokens below makes the whole pattern `Unknown`. What the tree says holds for every match; a match may
have to meet more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from newswash.fold import spell

MANY_CHARACTERS = 8  # of a class: more are not listed


@dataclass(frozen=True, slots=True)
class Literal:
    """These characters, each in either case."""

    text: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """One character. ``characters``: all that it may be, if they are few; ``letterless``: it is no letter."""

    characters: frozenset[str]
    letterless: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A condition on a place, which takes no character. ``start``: the place is the start of the text; ``beside``: what
    must stand beside it, or must not."""

    start: bool = False
    beside: Alternatives | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Any text, or none."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part, ``least`` to ``most`` times; ``most`` is 1 or more."""

    part: Node
    least: int
    most: float


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of the branches."""

    branches: tuple[Sequence, ...]


Node = Literal | OneOf | Edge | Unknown | Repeat | Sequence | Alternatives
START, EDGE, UNKNOWN = Edge(start=True), Edge(), Unknown()
_ALL_UNKNOWN = Alternatives((Sequence((UNKNOWN,)),))

_CLASS = r"\\[wWdDsSnrtfv] | \\x[0-9a-fA-F]{2} | \\u[0-9a-fA-F]{4} | \\[pP]\{\^?[0-9a-zA-Z_]+(?:[=:][0-9a-zA-Z_]+)?\}"
_ESCAPED = r"\\[^0-9a-zA-Z]"
_TOKEN = re.compile(
    rf"""
      (?P<text>      [^\\\[(){{|.*+?^$]+(?![*+?{{]) | [^\\\[(){{|.*+?^$] | {_ESCAPED} )
    | (?P<one>       \. | {_CLASS} | \[\^?+\]?+(?: {_CLASS} | {_ESCAPED} | \[(?!:) | [^\\\[\]] )*+\] )
    | (?P<repeat>    (?: [*+?] | \{{[0-9]+\}} | \{{[0-9]*,[0-9]*\}} )[?+]? )
    | (?P<edge>      [\^$] | \\[bBAZ] )
    | (?P<or>        \| )
    | (?P<group>     \((?![?*]) | \(\?(?: P?<\w+> | [is]*(?:-[is]+)?: | > ) )
    | (?P<look>      \(\?<?[=!] )
    | (?P<close>     \) )
    | (?P<flags>     \(\?[is]+\) )
    | (?P<reference> \\[1-9](?![0-9]) | \(\?P=\w+\) )
    | (?P<unknown>   . )
    """,
    re.VERBOSE | re.DOTALL,
)
_MEMBER = re.compile(rf"{_CLASS} | {_ESCAPED} | .", re.VERBOSE | re.DOTALL)
_LETTERLESS = frozenset({r"\W", r"\s", r"\d", r"\n", r"\t"})
_ALL_LETTERS = frozenset({r"\w", r"\p{L}"})

Tokens = list[tuple[str | None, str]]  # kind and text of each, the next one last


class _UnknownSyntaxError(Exception):
    pass


def parse(source: str) -> Alternatives:
    """The tree of a pattern, which is spelled first as it is when it is compiled. Nothing is refused: see `Unknown`.

    >>> parse("do+").branches
    (Sequence(parts=(Literal(text='do'), Repeat(part=Literal(text='o'), least=0, most=inf))),)
    """
    rest = [(token.lastgroup, token.group()) for token in _TOKEN.finditer(spell(source))]
    rest.reverse()
    try:
        tree = _alternatives(rest)
    except _UnknownSyntaxError:
        return _ALL_UNKNOWN
    return _ALL_UNKNOWN if rest else tree


def size(node: Node) -> int:
    """How much the engine makes of a pattern: one for each part, each as often as it must stand.

    What is allowed beyond that costs nothing, and nothing is known of what is `Unknown`.

    >>> size(parse(r"(?:\\w{20}x?){3,9}"))
    63
    """
    match node:
        case Literal(text):
            return len(text)
        case Repeat(part, least):
            return max(least, 1) * size(part)
        case Sequence(parts) | Alternatives(parts):
            return sum(map(size, parts))
        case Edge(beside=Alternatives() as inside):
            return 1 + size(inside)
    return 1


def is_known(tree: Alternatives) -> bool:
    """Whether the syntax of the whole pattern is known here."""
    return tree is not _ALL_UNKNOWN


def _alternatives(rest: Tokens) -> Alternatives:
    branches = [_sequence(rest)]
    while rest and rest[-1][0] == "or":
        rest.pop()
        branches.append(_sequence(rest))
    return Alternatives(tuple(branches))


def _sequence(rest: Tokens) -> Sequence:
    parts: list[Node] = []
    text = ""
    while rest and rest[-1][0] not in ("or", "close"):
        part = _part(rest)
        least, most = _times(rest.pop()[1]) if rest and rest[-1][0] == "repeat" else (1, 1)
        if isinstance(part, Literal) and least:  # the first time, it goes on with the text before
            text += part.text
            least, most = least - 1, most - 1
        if part is None or not most:
            continue
        if text:
            parts.append(Literal(text))
            text = ""
        parts.append(part if (least, most) == (1, 1) else Repeat(part, least, most))
    if text:
        parts.append(Literal(text))
    return Sequence(tuple(parts))


def _part(rest: Tokens) -> Node | None:
    """The next part; None for flags: those known here do not change what the tree says."""
    kind, token = rest.pop()
    match kind:
        case "text":
            return Literal(token.removeprefix("\\"))
        case "one":
            return _one_of(token)
        case "edge":
            return START if token == "^" else EDGE
        case "group" | "look":
            inside = _alternatives(rest)
            if not rest:
                raise _UnknownSyntaxError
            rest.pop()
            return inside if kind == "group" else Edge(beside=inside)
        case "flags":
            return None
        case "reference":
            return UNKNOWN
    raise _UnknownSyntaxError


@lru_cache(512)
def _one_of(token: str) -> OneOf:
    if not token.startswith("["):
        return OneOf(frozenset(), token in _LETTERLESS)
    if token.startswith("[^"):
        return OneOf(frozenset(), not _ALL_LETTERS.isdisjoint(_MEMBER.findall(token[2:-1])))
    members = _MEMBER.findall(token[1:-1])
    if "-" in members[1:-1]:  # a range
        return OneOf(frozenset(), False)
    classes = {m for m in members if m[1:2].isalnum()}
    characters = frozenset(m[-1] for m in members if m not in classes)
    listed = len(members) <= MANY_CHARACTERS and not any(m.startswith("\\") for m in members)
    letterless = classes <= _LETTERLESS and not any(map(str.isalpha, characters))
    return OneOf(characters if listed else frozenset(), letterless)


@lru_cache(64)
def _times(quantifier: str) -> tuple[int, float]:
    """How often a part may stand at the least and at the most."""
    if quantifier[0] in "?*+":
        return int(quantifier[0] == "+"), 1 if quantifier[0] == "?" else inf
    least, comma, most = quantifier.rstrip("?+").strip("{}").partition(",")
    return int(least or 0), float(most or (inf if comma else least))
