"""The errors of newswash.

NewswashError
├── UsageError        a call or a command that cannot be meant
├── PackError         a rule pack that cannot be used: names file, line, rule and mend
├── FixtureError      a fixture file that cannot be read: names file and line
├── DataError         an input file that cannot be read or written
└── DetectorError     an exception of a caller's own detector: names its class
"""

from __future__ import annotations

from collections.abc import Iterable

LIKE = 0.7  # of 1: how alike two words are of which one may be meant by the other


def hint(word: str, known: Iterable[str]) -> str:
    """What may have been meant by a word that is none of those known: the nearest, or else all of them."""
    known = list(known)
    near = nearest(word, known)
    return f"did you mean {near!r}?" if near else f"one of {', '.join(known)}."


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of the words known that is spelt most like this one; None where none is like it."""
    from difflib import get_close_matches  # takes longer to load than most of newswash

    return next(iter(get_close_matches(word, list(known), 1, LIKE)), None)


class NewswashError(Exception):
    """Base of everything that newswash raises on purpose."""


class UsageError(NewswashError, ValueError):
    """An argument or a setting that makes no sense; the message says what would."""


class DataError(NewswashError):
    """A file that cannot be read, decoded or written; nothing was changed."""


class DetectorError(NewswashError):
    """An exception that a caller's own detector raised, which is the ``__cause__``; the message names its class."""


class FixtureError(NewswashError):
    """A fixture that cannot be read: ``path:line: problem. Mend.``"""

    def __init__(self, path: str, line: int, problem: str, mend: str) -> None:
        super().__init__(f"{path}:{line}: {problem}. {mend}")
        self.path, self.line = path, line


class PackError(NewswashError):
    """A rule pack that cannot be used: ``path:line: rule: problem. Mend.``"""

    def __init__(self, path: str, line: int, rule: str, problem: str, mend: str) -> None:
        super().__init__(f"{path}:{line}: {rule}: {problem}. {mend}")
        self.path, self.line, self.rule, self.problem, self.mend = path, line, rule, problem, mend
