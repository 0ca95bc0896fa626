"""Series of lines in the body that calls and labels are mistaken for: steps of an instruction, headings of one form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from newswash.model import Finding, Refusal
from newswash.page import Page
from newswash.sentences import ends_sentence

IN_STEPS = frozenset({"app-promo", "login-account", "newsletter", "subscription-paywall"})
"""Categories of what an instruction says as well: "Download the app. Create an account.\""""
IN_HEADINGS = frozenset(
    {"comments", "donation-appeal", "login-account", "navigation", "newsletter", "player-ui", "share-social"}
)
"""Categories of labels that are headings as well: "Share", "Help", "Comments"."""
STEPS, STEP_WORDS = 4, 8  # at least so many, each at most so long
HEADINGS, HEADING_WORDS = 4, 3
MOST_TAKEN = 0.6  # of the steps
OTHERS = 2  # headings that no finding takes, at least
BETWEEN = 2  # lines between one heading and the next, at most


def keep_series(page: Page, findings: Sequence[Finding]) -> tuple[list[Finding], list[Refusal]]:
    """The findings but for those that take nothing but members of a series; these as refusals."""
    steps, headings = _members(page, findings)
    if not steps and not headings:
        return list(findings), []
    kept: list[Finding] = []
    refusals: list[Refusal] = []
    for f in findings:
        lines = set(_lines_of(page, f))
        if f.category in IN_STEPS and lines <= steps:
            refusals.append(_refusal(f, "a step of an instruction"))
        elif f.category in IN_HEADINGS and lines <= headings:
            refusals.append(_refusal(f, "one of several headings"))
        else:
            kept.append(f)
    return kept, refusals


def _members(page: Page, findings: Iterable[Finding]) -> tuple[set[int], set[int]]:
    """The lines of the steps and those of the headings, as far as a finding may take them for something else."""
    wanted = [f for f in findings if f.category in IN_STEPS or f.category in IN_HEADINGS]
    if not wanted:
        return set(), set()
    lines = [n for n, line in enumerate(page.lines) if not _is_blank(line)]
    taken = {n for f in wanted for n in _lines_of(page, f)}
    categories = {f.category for f in wanted}
    steps = set() if categories.isdisjoint(IN_STEPS) else set(_steps(page, lines, taken))
    headings = set() if categories.isdisjoint(IN_HEADINGS) else set(_headings(page, lines, taken))
    return steps, headings


def _lines_of(page: Page, f: Finding) -> Iterator[int]:
    return (n for n in page.lines_of(f.start, f.end) if not _is_blank(page.lines[n]))


def _is_blank(line: str) -> bool:
    return not line or line.isspace()


def _refusal(f: Finding, why: str) -> Refusal:
    return Refusal(f.start, f.end, f.category, f.rule, f.score, f.reason, why)


def _steps(page: Page, lines: Sequence[int], taken: set[int]) -> Iterator[int]:
    """The lines of runs of short sentences of which findings take the lesser part."""
    run: list[int] = []
    for number in [*lines, -1]:
        if number >= 0 and page.words(number) <= STEP_WORDS and ends_sentence(page.lines[number]):
            run.append(number)
            continue
        if len(run) >= STEPS and number >= 0 and len(taken.intersection(run)) <= MOST_TAKEN * len(run):
            yield from run
        run = []


def _headings(page: Page, lines: Sequence[int], taken: set[int]) -> Iterator[int]:
    """The short lines that alternate with sentences, if they differ and some of them are no label."""
    run: list[int] = []
    since = 0
    for number in [*lines, -1]:
        sentence = number >= 0 and ends_sentence(page.lines[number])
        if sentence:
            since += 1
            continue
        if number < 0 or page.words(number) > HEADING_WORDS or not 0 < since <= BETWEEN:
            yield from _differing(page, run if since else run[:-1], taken)
            run = []
        if number >= 0 and page.words(number) <= HEADING_WORDS:
            run.append(number)
        since = 0


def _differing(page: Page, run: Sequence[int], taken: set[int]) -> Sequence[int]:
    differ = len({page.lines[n] for n in run}) == len(run)
    return run if len(run) >= HEADINGS and differ and len(set(run) - taken) >= OTHERS else ()
