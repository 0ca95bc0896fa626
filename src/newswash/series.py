"""Series of lines in the body that calls and labels are mistaken for: steps of an instruction, headings of one form."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import takewhile

from newswash.model import Finding, Refusal
from newswash.page import Page
from newswash.sentences import ends_sentence

IN_STEPS = frozenset({"app-promo", "login-account", "newsletter", "subscription-paywall"})
"""Categories of what an instruction says as well: "Download the app. Create an account.\""""
IN_HEADINGS = frozenset(
    {
        "comments",
        "donation-appeal",
        "login-account",
        "navigation",
        "newsletter",
        "player-ui",
        "share-social",
        "subscription-paywall",
    }
)
"""Categories of labels that are headings as well: "Share", "Help", "Comments"."""
STEPS, STEP_WORDS = 4, 8  # at least so many, each at most so long ...
NUMBERED, NUMBERED_WORDS = 3, 40  # ... or, with numbers before them
HEADINGS, HEADING_WORDS = 4, 3
MOST_TAKEN = 0.6  # of the steps
OTHERS = 2  # headings that no finding takes, at least
_NUMBER = re.compile(r"\s*(?:\(?\d{1,2}[.)]\s|[①-⑳]|第?[一二三四五六七八九十]{1,2}[步、]|\w{3,8} \d{1,2}[.:]\s)")
BETWEEN = 2  # lines between one heading and the next, at most


def keep_series(page: Page, findings: Sequence[Finding]) -> tuple[list[Finding], list[Refusal]]:
    """The findings but for those that take nothing but members of a series; these as refusals."""
    taken = {n for f in findings if f.category in IN_STEPS or f.category in IN_HEADINGS for n in _lines_of(page, f)}
    if not taken:
        return list(findings), []
    lines = [n for n, line in enumerate(page.lines) if not _is_blank(line)]
    steps, headings = set(_steps(page, lines, taken)), set(_headings(page, lines, taken))
    if not steps and not headings:
        return list(findings), []
    kept: list[Finding] = []
    refusals: list[Refusal] = []
    for f in findings:
        members = set(_lines_of(page, f))
        if f.category in IN_STEPS and members <= steps:
            refusals.append(_refusal(f, "a step of an instruction"))
        elif f.category in IN_HEADINGS and members <= headings:
            refusals.append(_refusal(f, "one of several headings"))
        else:
            kept.append(f)
    return kept, refusals


def keep_alternating(page: Page, findings: Sequence[Finding]) -> tuple[list[Finding], list[Refusal]]:
    """The findings without a name but for those that take nothing but headings that alternate with sentences, and such
    sentences: a digest, a glossary; these as refusals."""
    if not findings:
        return [], []
    lines = [n for n, line in enumerate(page.lines) if not _is_blank(line)]
    alternating = set(_digests(page, lines, {n for f in findings for n in _lines_of(page, f)}))
    kept: list[Finding] = []
    refusals: list[Refusal] = []
    for f in findings:
        if f.category == "unnamed" and alternating.issuperset(_lines_of(page, f)):
            refusals.append(_refusal(f, "headings that alternate with sentences"))
        else:
            kept.append(f)
    return kept, refusals


def _lines_of(page: Page, f: Finding) -> Iterator[int]:
    return (n for n in page.lines_of(f.start, f.end) if not _is_blank(page.lines[n]))


def _is_blank(line: str) -> bool:
    return not line or line.isspace()


def _refusal(f: Finding, why: str) -> Refusal:
    return Refusal(f.start, f.end, f.category, f.rule, f.score, f.reason, why)


def _steps(page: Page, lines: Sequence[int], taken: set[int]) -> Iterator[int]:
    """The lines of runs of short sentences with text below, or of numbered ones, of which findings take the lesser
    part."""

    def is_numbered(at: int) -> bool:
        return page.words(lines[at]) <= NUMBERED_WORDS and _NUMBER.match(page.lines[lines[at]]) is not None

    def is_step(at: int) -> bool:
        is_short = page.words(lines[at]) <= STEP_WORDS and ends_sentence(page.lines[lines[at]])
        return is_short or is_numbered(at)

    below = -1
    for number in sorted(taken):
        first = at = bisect_left(lines, number)
        if at < below or not is_step(at):
            continue
        while first > 0 and is_step(first - 1):
            first -= 1
        below = at + 1
        while below < len(lines) and is_step(below):
            below += 1
        run = lines[first:below]
        if sum(map(is_numbered, range(first, below))) < NUMBERED and (len(run) < STEPS or below == len(lines)):
            continue
        if len(taken.intersection(run)) <= MOST_TAKEN * len(run):
            yield from run


def _headings(page: Page, lines: Sequence[int], taken: set[int]) -> Iterator[int]:
    """The short lines that alternate with sentences, if they differ and some of them are no label."""
    last = -1
    for number in sorted(taken):
        at = bisect_left(lines, number)
        if at <= last or not _is_heading(page, number):
            continue
        above, _ = _alternating(page, lines, at, -1)
        below, followed = _alternating(page, lines, at, +1)
        run = [*reversed(above), at, *below]
        last = run[-1]
        numbers = [lines[i] for i in (run if followed else run[:-1])]
        differ = len({page.lines[n] for n in numbers}) == len(numbers)
        if len(numbers) >= HEADINGS and differ and len(set(numbers) - taken) >= OTHERS:
            yield from numbers


def _digests(page: Page, lines: Sequence[int], wanted: set[int]) -> Iterator[int]:
    """The lines of runs in which short lines that differ alternate with sentences, those runs that hold one wanted."""
    last = -1
    for number in sorted(wanted):
        at = bisect_left(lines, number)
        if at <= last:
            continue
        if not _is_heading(page, number):
            above, _ = _alternating(page, lines, at, -1) if ends_sentence(page.lines[number]) else ([], False)
            at = above[0] if above else at
        if not _is_heading(page, lines[at]):
            continue
        above, _ = _alternating(page, lines, at, -1)
        below, _ = _alternating(page, lines, at, +1)
        run = [*reversed(above), at, *below]
        last = run[-1]
        if len(run) >= HEADINGS and len({page.lines[lines[i]] for i in run}) == len(run):
            below_last = lines[last + 1 : last + 1 + BETWEEN]
            yield from lines[run[0] : last + 1]
            yield from takewhile(lambda n: ends_sentence(page.lines[n]), below_last)


def _is_heading(page: Page, number: int) -> bool:
    return page.words(number) <= HEADING_WORDS and not ends_sentence(page.lines[number])


def _alternating(page: Page, lines: Sequence[int], at: int, step: int) -> tuple[list[int], bool]:
    """The places of the headings before or behind one, and whether sentences stand beyond the last of these."""
    found: list[int] = []
    while True:
        at += step
        between = 0
        while 0 <= at < len(lines) and between <= BETWEEN and ends_sentence(page.lines[lines[at]]):
            at += step
            between += 1
        if not (0 < between <= BETWEEN and 0 <= at < len(lines) and _is_heading(page, lines[at])):
            return found, between > 0
        found.append(at)
