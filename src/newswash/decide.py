"""The one decider: findings become removals, marks or refusals under a profile."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

from newswash.model import Finding, Mark, Profile, Refusal
from newswash.page import Page
from newswash.sentences import sentences, word_count
from newswash.spans import trimmed
from newswash.whitespace import merge

APPEALS = frozenset({"donation-appeal", "membership"})
_NEAR = 8  # findings on either side among which a suspect looks for support
CALM_SENTENCES = 4  # that do not sound like an appeal: so many left are an article
LONG_WORDS = 60  # from here on an appeal that is most of the text may be the article itself
MOST = 0.5  # of a text's letters: so much of them in appeals is most of it
OF_BOUNDED = 0.8  # of an appeal: so much within those whose start and end were recognised is of them
SENTENCES, SENTENCE_WORDS = 2, 5  # beside those, at least: then there is an article, too; words of a sentence
BESIDE = 12  # code points of white space between two findings, less than which do not part them


@dataclass(slots=True)
class Decision:
    """What is to be done with one page: disjoint removals in order, and what was not removed."""

    removals: list[Finding] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)


def decide(page: Page, findings: Sequence[Finding], profile: Profile) -> Decision:
    """Judge the findings of all detectors together.

    For each stretch the strongest finding counts: what the profile lets stand under the name that fits best stays,
    though weaker findings of these words, or of more, have another. A finding of tier ``suspect`` needs another that
    overlaps it or stands beside it. Appeals that make up most of a text are refused unless their start and end were
    recognised and an article remains, or an article stands apart on one side of them all. The marks that parted what
    is removed (the bars of a menu, bullets) go with it.
    """
    out = Decision()
    strip: list[Finding] = []
    spared: list[Finding] = []
    for finding in findings:
        action = profile.action(finding.category)
        if action == "strip":
            strip.append(finding)
            continue
        if action == "mark":
            out.marks.append(_mark(finding))
        if finding.tier == "strip":
            spared.append(finding)
    strip = _less_spared(page.text, strip, spared)
    strip = _supported(page, strip, out)
    strip = _articles_kept(page, strip, out)
    out.removals = _with_marks(page.text, _paint(page.text, strip))
    return out


def _mark(f: Finding) -> Mark:
    return Mark(f.start, f.end, f.category, f.rule, f.score, f.reason)


def _refuse(f: Finding, why: str) -> Refusal:
    return Refusal(f.start, f.end, f.category, f.rule, f.score, f.reason, why)


def _supported(page: Page, findings: list[Finding], out: Decision) -> list[Finding]:
    """Suspects stay only beside other evidence."""
    firm = [f for f in findings if f.tier == "strip"]
    if len(firm) == len(findings):
        return findings
    kept = list(firm)
    order = sorted(findings, key=lambda f: f.start)
    starts = [f.start for f in order]
    for f in (f for f in findings if f.tier == "suspect"):
        at = bisect_left(starts, f.start)
        near = (g for g in order[max(0, at - _NEAR) : at + _NEAR] if g is not f and _supports(g, f))
        if any((g.start <= f.end and f.start <= g.end) or _touch(page.text, f, g) for g in near):
            kept.append(f)
        else:
            out.refusals.append(_refuse(f, "a suspect, and nothing else speaks against it"))
    return kept


def _supports(g: Finding, f: Finding) -> bool:
    """Whether a finding is other evidence than a suspect: of another rule, or a second sentence of an appeal. Of two
    suspects that see the same words neither proves the other."""
    apart = g.end <= f.start or f.end <= g.start
    if g.rule != f.rule:
        return apart or g.tier == "strip"
    return f.category in APPEALS and apart


def _touch(text: str, f: Finding, g: Finding) -> bool:
    a, b = (f.end, g.start) if f.end <= g.start else (g.end, f.start)
    return b - a < BESIDE and not text[a:b].strip()


def _articles_kept(page: Page, findings: list[Finding], out: Decision) -> list[Finding]:
    """An appeal that is most of the text may be the article: then it stays, and the result says so."""
    appeals = [f for f in findings if f.category in APPEALS]
    if not appeals:
        return findings
    bounded = [f for f in appeals if f.bounded]
    if bounded and len(_left(page.text, bounded)) >= SENTENCES:
        appeals = [f for f in appeals if _covered(f, bounded) < OF_BOUNDED * (f.end - f.start)]
    asks = [page.text[a:b] for a, b in merge(page.text, [(f.start, f.end) for f in appeals])]
    if sum(map(_letters, asks)) < MOST * _letters(page.text) or sum(map(word_count, asks)) < LONG_WORDS:
        return findings
    if _article_stands_apart(page.text, appeals):
        return findings
    out.flags.add("appeal-is-article")
    out.refusals += [_refuse(f, "the appeal is most of the text: it may be the article itself") for f in appeals]
    refused = set(appeals)
    return [f for f in findings if f not in refused]


def _letters(text: str) -> int:
    return len(text) - text.count(" ")


def _covered(f: Finding, others: Sequence[Finding]) -> int:
    """How much of a finding others cover."""
    spans = sorted((max(f.start, g.start), min(f.end, g.end)) for g in others if g.start < f.end and f.start < g.end)
    at, size = f.start, 0
    for a, b in spans:
        size += max(0, b - max(a, at))
        at = max(at, b)
    return size


def _article_stands_apart(text: str, appeals: Sequence[Finding]) -> bool:
    """Whether all that is left by appeals stands before the first or behind the last of them, and is an article."""
    start, end = min(f.start for f in appeals), max(f.end for f in appeals)
    inside = [replace(f, start=f.start - start, end=f.end - start) for f in appeals]
    if len(_left(text[start:end], inside)) >= SENTENCES:
        return False
    sides = (_left(text[:start], ()), _left(text[end:], ()))
    return any(sum(not _sounds_like_appeal(sentence) for sentence in side) >= CALM_SENTENCES for side in sides)


def _left(text: str, removed: Sequence[Finding]) -> list[str]:
    """The sentences, fragments aside, that stand outside the findings."""
    at, parts = 0, []
    for f in sorted(removed, key=lambda f: f.start):
        parts.append(text[at : max(at, f.start)])
        at = max(at, f.end)
    parts.append(text[at:])
    lines = [line for part in parts for line in part.split("\n")]
    cut = [line[a:b] for line in lines for a, b in sentences(line)]
    return [sentence for sentence in cut if word_count(sentence) >= SENTENCE_WORDS]


def _sounds_like_appeal(sentence: str) -> bool:
    from newswash.tone import POSSIBLE, ToneModel  # few texts need it, and all load this module

    return ToneModel.load().level(sentence, "donation") >= POSSIBLE


def _over(f: Finding, start: int, end: int) -> Finding:
    return f if (f.start, f.end) == (start, end) else replace(f, start=start, end=end)


def _less_spared(text: str, findings: Sequence[Finding], spared: Iterable[Finding]) -> list[Finding]:
    """The findings less what is spared within them, as far as it fits better."""
    words = sorted((*trimmed(text, f.start, f.end), f.score) for f in spared)
    out: list[Finding] = []
    for f in findings:
        at = f.start
        for start, end, score in words[bisect_left(words, (f.start,)) : bisect_left(words, (f.end,))]:
            if end <= f.end and score > f.score:
                out.append(_over(f, at, max(at, start)))
                at = max(at, end)
        out.append(_over(f, at, f.end))
    return [f for f in out if text[f.start : f.end].strip()]


def _paint(text: str, findings: list[Finding]) -> list[Finding]:
    """Disjoint stretches, each owned by its strongest finding; what has a name comes first. One sweep over edges."""
    order = sorted(findings, key=lambda f: (f.start, f.end))
    edges = sorted({f.start for f in order} | {f.end for f in order})
    waiting: list[tuple[bool, float, int, int, Finding]] = []
    out: list[Finding] = []
    taken = 0
    for a, b in itertools.pairwise(edges):
        while taken < len(order) and order[taken].start <= a:
            f = order[taken]
            heappush(waiting, (f.category == "unnamed", -f.score, f.start - f.end, taken, f))
            taken += 1
        while waiting and waiting[0][-1].end <= a:
            heappop(waiting)
        if not waiting:
            continue
        owner = waiting[0][-1]
        if out and out[-1].end == a and (out[-1].rule, out[-1].reason) == (owner.rule, owner.reason):
            out[-1] = _over(out[-1], out[-1].start, b)
        else:
            out.append(_over(owner, a, b))
    return [f for f in out if text[f.start : f.end].strip()]


def _with_marks(text: str, removals: list[Finding]) -> list[Finding]:
    """What holds no letter and no digit between two removals, or outside the first and the last, goes with one of them:
    else a menu of which each link has gone leaves its bars behind."""
    if not removals:
        return removals
    out = list(removals)
    if _only_marks(text[: out[0].start]):
        out[0] = replace(out[0], start=0)
    for i, following in enumerate(out[1:]):
        if _only_marks(text[out[i].end : following.start]):
            out[i] = replace(out[i], end=following.start)
    if _only_marks(text[out[-1].end :]):
        out[-1] = replace(out[-1], end=len(text))
    return out


def _only_marks(text: str) -> bool:
    """Whether a text is marks, and not those of a block of code."""
    return bool(text) and not text.isspace() and not any(map(str.isalnum, text)) and "`" not in text
