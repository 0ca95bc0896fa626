"""What a text must begin with for a pattern to match: the first letters of a sentence refuse most patterns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf

from newswash.fold import fold
from newswash.pattern_tree import START, Alternatives, Edge, Literal, Node, OneOf, Repeat, Sequence

FAR = 200  # code points before a head: beyond, it is not worth looking for

Reaches = dict[str, float]


class Heads:
    """What a folded text must begin with, one of them at least, and how far behind its first letter each may stand."""

    def __init__(self, reaches: Mapping[str, float]) -> None:
        self.reaches = reaches
        at_once = {h for h, reach in reaches.items() if h[0].isalpha() and not reach}
        self._at_once = tuple(sorted(at_once))
        self._near = sorted((h, int(reach) + len(h)) for h, reach in reaches.items() if h not in at_once)

    def stand(self, folded: str, starts: Iterable[tuple[int, int]]) -> bool:
        """Whether one stands at any of the starts, each given with the first letter from there on."""
        for start, letter in starts:
            if folded.startswith(self._at_once, letter):
                return True
            for head, size in self._near:
                if folded.find(head, start, letter + size) >= 0:
                    return True
        return False

    @classmethod
    def of_any(cls, several: Iterable[Heads | None]) -> Heads | None:
        """One to ask in place of several; None if one of them is unknown."""
        found: Reaches = {}
        for one in several:
            if one is None:
                return None
            for head, reach in one.reaches.items():
                _add(found, head, reach)
        return cls(found)


def heads(tree: Alternatives) -> Reaches | None:
    """What a folded text must begin with, one of these at least; None: it may be anything.

    What is no letter at the beginning is passed over; the number says how many code points may stand between the first
    letter and the head. A head that begins with no letter itself ("©") may also stand in what is passed over.

    >>> from newswash.pattern_tree import parse
    >>> heads(parse(r"^\\W*(?:please )?(?:donate|give)\\b|^.{0,20}©"))
    {'please ': 0, 'donate': 0, 'give': 0, '©': 20.0}
    """
    if any(branch.parts[:1] != (START,) for branch in tree.branches):
        return None
    found: Reaches = {}
    return found if _begin(tree, 0, found) is None else None


def _begin(node: Node, reach: float, found: Reaches) -> float | None:
    """Add what a part begins with that stands ``reach`` code points behind the first letter at the latest.

    A reach of 0: nothing but what is no letter stands before. What comes out is the reach of what follows on a part
    that may hold none of its heads; None if there is no such way. Beyond ``FAR`` the heads behind it may be missing.
    """
    match node:
        case Literal(text):
            _add(found, fold(text if reach else _from_first_letter(text) or text), reach)
            return None
        case OneOf(characters, letterless):
            if characters and all(map(str.isalpha, characters)):
                for character in characters:
                    _add(found, fold(character), reach)
                return None
            return reach if letterless and not reach else reach + 1
        case Edge():
            return reach
        case Repeat(part, least, most):
            return _begin_repeated(part, least, most, reach, found)
        case Sequence(parts):
            for part in parts:
                after = _begin(part, reach, found)
                if after is None or after > FAR:
                    return after
                reach = after
            return reach
        case Alternatives(branches):
            afters = [_begin(branch, reach, found) for branch in branches]
            return max((after for after in afters if after is not None), default=None)
    return inf


def _begin_repeated(part: Node, least: int, most: float, reach: float, found: Reaches) -> float | None:
    after = _begin(part, reach, found)
    if after is None:
        return None if least else reach
    if after == reach or most == 1:
        return after
    latest = reach + _width(part) * (most - 1)  # of the last time
    return _begin(part, latest, found) if latest <= FAR else inf


def _width(node: Node) -> float:
    """How many code points a part may take at the most."""
    match node:
        case Literal(text):
            return len(text)
        case OneOf():
            return 1
        case Edge():
            return 0
        case Repeat(part, _, most):
            width = _width(part)
            return width * most if width else 0
        case Sequence(parts):
            return sum(map(_width, parts))
        case Alternatives(branches):
            return max(map(_width, branches))
    return inf


def _add(found: Reaches, head: str, reach: float) -> None:
    found[head] = max(found.get(head, 0), reach)


def _from_first_letter(text: str) -> str:
    while text and not text[0].isalpha():
        text = text[1:]
    return text
