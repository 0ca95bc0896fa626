"""What a text must hold for a pattern to match: cheap to look for, so that few patterns are run."""

from __future__ import annotations

from collections.abc import Iterable

from newswash.fold import fold
from newswash.pattern_tree import Alternatives, Literal, Node, OneOf, Repeat, Sequence

MANY_NEEDLES = 64

Needles = frozenset[str]


def needles(tree: Alternatives) -> list[Needles]:
    """What a folded text must hold for the pattern to match: of each set at least one.

    >>> from newswash.pattern_tree import parse
    >>> [sorted(words) for words in needles(parse(r"\\b(?:donat\\w*|chip in)\\b.{0,40}[$€]\\d+"))]
    [['$', '€'], ['chip in', 'donat']]
    """
    useful = {n for n in _needed(tree) if len(n) <= MANY_NEEDLES and not any(len(w) == 1 and w.isalnum() for w in n)}
    return sorted(useful, key=lambda n: (len(n), sorted(n)))


def _needed(node: Node) -> list[Needles]:
    match node:
        case Literal(text):
            return _any_of([text])
        case OneOf(characters):
            return _any_of(characters)
        case Repeat(part, least):
            return _needed(part) if least else []
        case Sequence(parts):
            return [needed for part in parts for needed in _needed(part)]
        case Alternatives((only,)):
            return _needed(only)
        case Alternatives(branches):
            needed = [_needed(branch) for branch in branches]
            return [frozenset().union(*map(_most_telling, needed))] if all(needed) else []
    return []


def _any_of(texts: Iterable[str]) -> list[Needles]:
    """One set of these, unless white space is among them, which every text holds."""
    words = frozenset(map(fold, texts))
    return [] if not words or any(map(str.isspace, words)) else [words]


def _most_telling(several: list[Needles]) -> Needles:
    return max(several, key=lambda n: (min(map(len, n)), -len(n)))
