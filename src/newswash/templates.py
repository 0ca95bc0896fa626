"""Templates: whole appeals, known by short anchors in order and by the ends at which they stop."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newswash.fold import fold
from newswash.guards import GuardWords, refused
from newswash.model import Finding
from newswash.page import Page
from newswash.rule import Rule
from newswash.scripts import CLOSERS, SENTENCE_ENDS
from newswash.sentences import sentence_at, word_count

END_LINES = 40  # behind the last anchor, in which an end is looked for
GAP = 60  # words that may stand between two anchors, whatever the usual length
_CLOSING = SENTENCE_ENDS | frozenset(CLOSERS)
_FEW_WORDS = r"\W+(?:\w\S*\s\W*){0,5}?(?:\w\S*(?:\s\W*|(?<=\W)))??"
"""What ``*`` stands for in an end: up to six words. Each part begins with what the one before it cannot hold, so that a
row of dots is read in one way alone."""


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """A place where an anchor stands: [start, end) of a line; ``which`` of the rule's anchors."""

    line: int
    start: int
    end: int
    which: int


class Template:
    """A rule with anchors, made ready."""

    def __init__(self, rule: Rule, guards: GuardWords) -> None:
        self.rule = rule
        self.guards = guards
        self.limit = rule.length[1] * 4 // 3
        self.gap = max(GAP, rule.length[1] // 3)
        self._end = _ends_pattern(rule.ends) if rule.ends else None

    def find(self, page: Page, anchors: list[Anchor]) -> Iterator[Finding]:
        """A finding for each run of anchors that is close enough and holds enough different ones."""
        for run in self._runs(page, sorted(anchors)):
            if len({a.which for a in run}) >= self.rule.min_anchors:
                finding = self._finding(page, run)
                if finding is not None:
                    yield finding

    def _runs(self, page: Page, anchors: list[Anchor]) -> Iterator[list[Anchor]]:
        run: list[Anchor] = []
        for anchor in anchors:
            if run:
                total = _words_between(page, (run[0].line, run[0].start), (anchor.line, anchor.start), self.limit)
                step = _words_between(page, (run[-1].line, run[-1].start), (anchor.line, anchor.start), self.gap)
                used = {a.which for a in run}
                again = anchor.which == min(used) and len(used) >= self.rule.min_anchors
                if total > self.limit or step > self.gap or again:
                    yield run
                    run = []
            run.append(anchor)
        if run:
            yield run

    def _finding(self, page: Page, run: list[Anchor]) -> Finding | None:
        rule, head, tail = self.rule, run[0], max(run, key=lambda a: (a.line, a.end))
        start = head.start if head.which == 0 else sentence_at(page.sentences(head.line), head.start)[0]
        last, end = tail.line, sentence_at(page.sentences(tail.line), tail.end - 1)[1]
        closing = self._closing(page, (head.line, start), (tail.line, tail.end))
        if closing is not None:
            last, end = closing
        for number in range(head.line, last + 1):
            a = start if number == head.line else 0
            b = end if number == last else len(page.lines[number])
            if a < b and refused(rule.unless, self.guards, page.lines[number], page.folded(number), a, b):
                return None
        said = ", ".join(f"“{rule.anchors[a.which]}”" for a in run[:3])
        reason = f"{len({a.which for a in run})} of {len(rule.anchors)} anchors: {said}"
        reason += ", and its end" if closing else ""
        score = 0.99 if closing else 0.96
        begin, stop = page.starts[head.line] + start, page.starts[last] + end
        return Finding(begin, stop, rule.category, rule.name, score, reason, rule.tier, bounded=closing is not None)

    def _closing(self, page: Page, begin: tuple[int, int], after: tuple[int, int]) -> tuple[int, int] | None:
        """Where the last of the rule's ends closes that stands behind the anchors and within the usual length."""
        if self._end is None:
            return None
        words, best = _words_between(page, begin, after, self.limit), None
        for number in range(after[0], min(after[0] + END_LINES, len(page.lines))):
            at = after[1] if number == after[0] else 0
            at = max(0, sentence_at(page.sentences(number), at - 1)[0]) if at else at
            clip = page.folded(number)[at : at + 12 * self.limit]
            for match in self._end.finditer(clip):
                here = at + match.end()
                if (number, here) >= after and words + word_count(clip[: match.end()]) <= self.limit:
                    best = (number, _close(page.lines[number], here, page.sentences(number)))
            words += word_count(clip)
            if words > self.limit:
                break
        return best


def _words_between(page: Page, a: tuple[int, int], b: tuple[int, int], limit: int) -> int:
    """Words from one place to another; counting stops a little beyond the limit."""
    if a[0] == b[0]:
        if b[1] - a[1] > 40 * (limit + 1):
            return limit + 1
        return word_count(page.lines[a[0]][a[1] : b[1]])
    if b[0] - a[0] > 4 * limit + 8:
        return limit + 1
    words = word_count(page.lines[a[0]][a[1] : a[1] + 40 * limit])
    for number in range(a[0] + 1, b[0]):
        words += word_count(page.lines[number][: 40 * limit])
        if words > limit:
            return words
    return words + word_count(page.lines[b[0]][max(0, b[1] - 40 * limit) : b[1]])


def _ends_pattern(ends: Sequence[str]) -> re.Pattern[str]:
    parts = [_FEW_WORDS.join(re.escape(p.strip()) for p in fold(end).split("*") if p.strip()) for end in ends]
    return re.compile("|".join(sorted(parts, key=len, reverse=True)))


def _close(line: str, at: int, cuts: list[tuple[int, int]]) -> int:
    """The end of the sentence that closes at ``at``; of the words themselves if the sentence goes on without a mark."""
    stop = at
    while stop < len(line) and line[stop] in _CLOSING:
        stop += 1
    if stop > at:
        return stop
    end = sentence_at(cuts, max(0, at - 1))[1]
    return end if word_count(line[at:end]) <= 12 else at
