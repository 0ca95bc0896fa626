"""A text being cut: removals of each round in offsets of the original, and what they leave of lines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import accumulate
from typing import Any

from newswash.decide import Decision
from newswash.model import Document, Finding, Mark, Refusal, Removal, Result
from newswash.page import Line, Page
from newswash.scripts import CLOSERS, SENTENCE_ENDS
from newswash.spans import trimmed
from newswash.whitespace import merge, split_at_seams, widen

_COMPLETE = SENTENCE_ENDS | {*CLOSERS, ""}  # the last character of a text that does not break off


class Edit:
    """A text being cut round by round, with what was cut in offsets of the original."""

    def __init__(self, text: str) -> None:
        self.original = self.text = text
        self.kept = [(0, len(text))]
        self.starts = [0]  # of what is kept, in the current text
        self.removals: list[Removal] = []

    def apply(self, findings: list[Finding]) -> list[tuple[int, int]]:
        """Cut the findings (offsets of the current text) with their white space; the spans that were cut."""
        if not findings:
            return []
        findings = sorted(findings, key=lambda f: f.start)
        joined = merge(self.text, [(f.start, f.end) for f in findings])
        spans = [widen(self.text, a, b) for a, b in split_at_seams(self.text, joined)]
        owners: list[tuple[int, int, Finding]] = []
        k = 0
        for a, b in spans:
            members = []
            while k < len(findings) and findings[k].start < b:
                members.append(findings[k])
                k += 1
            if members and members[-1].end > b:  # it goes on behind the seam
                k -= 1
            edges = [a, *(m.start for m in members[1:]), b]
            owners += [(edges[i], edges[i + 1], m) for i, m in enumerate(members)]
        for a, b, f in owners:
            for start, end in self._original(a, b):
                self.removals.append(Removal(start, end, f.category, f.rule, f.score, f.reason))
        self._cut(spans)
        return spans

    def _cut(self, spans: list[tuple[int, int]]) -> None:
        gone = [piece for a, b in spans for piece in self._original(a, b)]
        kept = []
        k = 0
        for a, b in self.kept:
            at = a
            while k < len(gone) and gone[k][0] < b:
                if gone[k][0] > at:
                    kept.append((at, gone[k][0]))
                at = gone[k][1]
                k += 1
            if at < b:
                kept.append((at, b))
        self.kept = kept
        self.starts = [0, *accumulate(b - a for a, b in kept)][: len(kept)]
        self.text = "".join(self.original[a:b] for a, b in kept)

    def _original(self, a: int, b: int) -> list[tuple[int, int]]:
        """A span of the current text as spans of the original."""
        out = []
        for i in range(max(bisect_right(self.starts, a) - 1, 0), bisect_left(self.starts, b)):
            (start, end), shift = self.kept[i], self.kept[i][0] - self.starts[i]
            lo, hi = max(a + shift, start), min(b + shift, end)
            if lo < hi:
                out.append((lo, hi))
        return out

    def result(self, last: Decision, flags: set[str], fingerprint: str, document: Document) -> Result:
        def moved(x: Any) -> Any:
            spans = self._original(x.start, x.end)
            return replace(x, start=spans[0][0], end=spans[-1][1]) if spans else None

        marks: list[Mark] = [m for m in map(moved, last.marks) if m]
        refusals: list[Refusal] = [r for r in map(moved, last.refusals) if r]
        found = set(flags) | last.flags
        if self.removals and not self.text.strip():
            found.add("emptied")
        if self._cut_by_a_paywall():
            found.add("truncated")
        return Result(
            document.text,
            tuple(_without_blanks(document.text, sorted(self.removals, key=lambda r: r.start))),
            tuple(sorted(marks, key=lambda m: m.start)),
            tuple(sorted(refusals, key=lambda r: r.start)),
            frozenset(found),
            fingerprint,
            document.id,
        )

    def _cut_by_a_paywall(self) -> bool:
        """Whether what is left breaks off, and a paywall's notice stood behind that place: an offer further up says
        nothing of how the text ends."""
        size = len(self.text.rstrip())
        if not size or not _breaks_off(self.text):
            return False
        _, end = self._original(size - 1, size)[0]
        return any(x.category == "subscription-paywall" and x.start >= end for x in self.removals)


def _without_blanks(text: str, removals: list[Removal]) -> list[Removal]:
    """The removals, with what took nothing but white space left of a line to the removal beside it."""
    out: list[Removal] = []
    for r in removals:
        if out and out[-1].end == r.start:
            if text[r.start : r.end].isspace():
                out[-1] = replace(out[-1], end=r.end)
                continue
            if text[out[-1].start : out[-1].end].isspace():
                r = replace(r, start=out.pop().start)
        out.append(r)
    return out


def _breaks_off(text: str) -> bool:
    """Whether a text ends in the middle of a sentence."""
    text = text.rstrip()
    return text.endswith(("…", "...")) or text[-1:] not in _COMPLETE


def pieces_left(page: Page, removals: list[Finding]) -> list[Line]:
    """What removals leave of the lines that they cut."""
    cuts: dict[int, list[tuple[int, int]]] = {}
    line = 0
    for r in removals:
        while line + 1 < len(page.lines) and page.starts[line + 1] <= r.start:
            line += 1
        at = line
        while at < len(page.lines) and page.starts[at] < r.end:
            begin = page.starts[at]
            a, b = max(0, r.start - begin), min(len(page.lines[at]), r.end - begin)
            if (a, b) != (0, len(page.lines[at])):
                cuts.setdefault(at, []).append((a, b))
            at += 1
    pieces: list[Line] = []
    for number, spans in cuts.items():
        text, at = page.lines[number], 0
        for a, b in [*spans, (len(text), len(text))]:
            start, end = trimmed(text, at, a)
            if start < end:
                pieces.append(Line(number, start, end))
            at = max(at, b)
    return pieces
