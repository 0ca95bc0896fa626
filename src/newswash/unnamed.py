"""What no rule names: the layout model's scores and the article's metadata as findings for the decider."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp

from newswash.headline import headlines
from newswash.layout import LayoutModel, Scores
from newswash.line_score import LineScore, guarded
from newswash.model import Finding, Profile, Refusal
from newswash.page import Page
from newswash.spans import overlaps
from newswash.support import lifted
from newswash.units import closes_sentence, quick_word_count
from newswash.whitespace import merge

HEAD_BLOCK = frozenset({"byline", "dateline"})
RULE = "layout"
KNOWN = 0.8  # the least score of what its words or its place name, however the rest of the model sees it
SENTENCE_WORDS = 5  # of what may be a sentence of the article's on a line that a rule takes half of, at least
UNLIKELY = -2.0  # log odds: what only opens like a label ("More: the mayor asked for it.") scores less


def find_unnamed(
    page: Page, model: LayoutModel, named: Iterable[Finding], profile: Profile
) -> tuple[list[Finding], list[Refusal]]:
    """Findings of the layout model under a profile, and what its guards refused.

    ``named``: the findings of the rules, which the model takes into account.
    """
    sentences = profile.whole_sentences
    removes_headlines = profile.action("headline") == "strip"
    named = list(named)
    decided = merge(page.text, [(f.start, f.end) for f in named if profile.action(f.category) != "strip"])
    scores = model.score(
        page.lines,
        _marked(page, named),
        page.document.title,
        prose=sentences,
        floor=None if sentences else model.lowest(profile.name),
        headline=removes_headlines,
        suspects=any(f.tier == "suspect" for f in named),
    )
    if not scores:
        return [], []
    bar = model.threshold(profile.name, scores)
    sure = [unit.score for unit in scores]
    if not sentences:
        outside = [i for i, unit in enumerate(scores) if unit.outside]
        raised = lifted([sure[i] for i in outside], [scores[i].unit for i in outside])
        for i, score in zip(outside, raised, strict=True):
            sure[i] = score
    findings: list[Finding] = []
    refusals: list[Refusal] = []
    for i, unit in enumerate(scores):
        known = unit.kind and category(unit, [scores[j] for j in (i - 1, i + 1) if scores.beside(i, j)])
        if not known and sure[i] < bar:
            continue
        start, end = page.starts[unit.line] + unit.start, page.starts[unit.last] + unit.end
        chance = 1 / (1 + exp(-sure[i]))
        if known:
            if profile.action(known) != "keep":
                like = f"reads and stands like a {unit.kind}"
                findings.append(Finding(start, end, known, RULE, max(chance, KNOWN), like))
            continue
        if overlaps(decided, start, end):  # it has a name, and the profile lets that stand
            continue
        reason = _reason(scores, i)
        if unit.score < bar:
            reason += f"; what stands beside it scores {sure[i]:+.2f}"
        why = guarded(scores, i, profile.name)
        if not (why or removes_headlines or unit.marked or headlines(page).keys().isdisjoint(_lines(unit))):
            why = "it may be the headline"
        if why:
            refusals.append(Refusal(start, end, "unnamed", RULE, chance, reason, why))
        else:
            findings.append(Finding(start, end, "unnamed", RULE, chance, reason))
    return findings, refusals


def _lines(unit: LineScore) -> range:
    return range(unit.line, unit.last + 1)


def _marked(page: Page, named: Iterable[Finding]) -> set[int]:
    """The lines of which a rule's finding covers half or more and leaves no sentence, which may be the article's; a
    suspect would otherwise be its own support."""
    out: set[int] = set()
    for finding in named:
        if finding.tier == "suspect":
            continue
        for number in page.lines_of(finding.start, finding.end):
            line, at = page.lines[number], page.starts[number]
            start, end = max(finding.start - at, 0), min(finding.end - at, len(line))
            if 2 * (end - start) >= len(line) and not any(map(_is_sentence, (line[:start], line[end:]))):
                out.add(number)
    return out


def _is_sentence(text: str) -> bool:
    text = text.strip()
    return closes_sentence(text) and quick_word_count(text) >= SENTENCE_WORDS


def category(unit: LineScore, beside: Iterable[LineScore]) -> str:
    """The category of a unit whose words or place tell its kind, else an empty string: then its score decides.

    ``beside``: the units before and after it. A byline or dateline beside another one, above the body, is of a block.
    """
    if unit.kind == "related-links" and unit.score < UNLIKELY:
        return ""
    if unit.kind in HEAD_BLOCK and not unit.among_article and any(other.kind in HEAD_BLOCK for other in beside):
        return "metadata-block"
    return unit.kind


def _reason(scores: Scores, i: int) -> str:
    """The contributions that decided, the weightiest first: log odds that add up to the score."""
    parts = sorted(scores.explain(i).items(), key=lambda p: -abs(p[1]))
    return f"layout {scores[i].score:+.2f}: " + ", ".join(f"{name} {value:+.2f}" for name, value in parts)
