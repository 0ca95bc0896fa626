"""A rule's pattern: compiled when first needed, run with a time limit, and not run where it cannot match."""

from __future__ import annotations

import warnings
from functools import cached_property
from typing import TYPE_CHECKING

from newswash.fold import spell
from newswash.heads import Heads, heads
from newswash.needles import needles
from newswash.page import Page
from newswash.pattern_tree import Alternatives, parse
from newswash.sentences import first_letter
from newswash.spans import trimmed

if TYPE_CHECKING:
    import regex

PATTERN_SECONDS = 0.05
CLIP = 4000  # code points of a unit that a pattern sees


class Pattern:
    """A pattern of a rule. Case does not matter; texts are given as spelled or folded by ``newswash.fold``.

    ``rule``: the name of the rule, for the warning that its pattern ran into the time limit.
    """

    def __init__(self, source: str, rule: str) -> None:
        self.source = source
        self.rule = rule

    @cached_property
    def _tree(self) -> Alternatives:
        return parse(self.source)

    @cached_property
    def needles(self) -> tuple[tuple[str, ...], ...]:
        """What a folded text must hold for a match: of each row at least one."""
        return tuple(tuple(sorted(n)) for n in needles(self._tree))

    @cached_property
    def heads(self) -> Heads | None:
        """What its unit must begin with; None: it may begin with anything."""
        found = heads(self._tree)
        return None if found is None else Heads(found)

    @cached_property
    def bounds(self) -> bool:
        """Whether it tells both ends of what it matches, and so how long that may be."""
        return self.source.startswith("^") and self.source.endswith("$") and not self.source.endswith("\\$")

    @cached_property
    def _compiled(self) -> regex.Pattern[str]:
        return compile_pattern(self.source)

    def may_match(self, folded: str, start: int, end: int) -> bool:
        """Whether any part of [start, end) of a folded text could match."""
        for words in self.needles:
            for word in words:
                if folded.find(word, start, end) >= 0:
                    break
            else:
                return False
        return True

    def match(self, page: Page, number: int, start: int, end: int, near: int) -> tuple[int, int] | None:
        """Where it matches in [start, end) of a line (of a very long unit, around ``near``).

        If time does not suffice, that is nowhere: a RuntimeWarning names the rule, and the page counts it.
        """
        if end - start > CLIP:
            start, end = max(start, near - CLIP // 2), min(end, near + CLIP // 2)
        text = page.lines[number]
        start, end = trimmed(text, start, end)  # ``^`` is the first word of an indented line
        folded = page.folded(number)
        if self.heads is not None and not self.heads.stand(folded, ((start, first_letter(folded, start, end)),)):
            return None
        if not self.may_match(folded, start, end):
            return None
        try:
            # Not concurrent: the time that other threads take would count as its own.
            found = self._compiled.search(page.spelled(number)[start:end], timeout=PATTERN_SECONDS, concurrent=False)
        except TimeoutError as error:
            if not _is_ours(error):
                raise
            page.timeouts += 1
            warnings.warn(
                f"{self.rule}: its pattern ran into the time limit of {PATTERN_SECONDS} s; what it might have taken "
                "stays. Bound its repeats and avoid nested ones: `newswash rules lint` shows where.",
                RuntimeWarning,
                stacklevel=2,
            )
            return None
        return (start + found.start(), start + found.end()) if found else None


def _is_ours(error: TimeoutError) -> bool:
    """Whether a pattern ran out of time, not the caller, whose alarm may go off while one runs."""
    return type(error) is TimeoutError and error.args == ("regex timed out",)


def compile_pattern(source: str) -> regex.Pattern[str]:
    """A rule's pattern, compiled as it is run: without regard to case, spellings folded."""
    import regex  # takes longer to load than a clean document to judge

    return regex.compile(spell(source), regex.IGNORECASE)
