"""Blocks that are asks as a whole: far from what rules have found, and without a sentence that would decide."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import exp

from newswash.ask_groups import ASKING, CATEGORY, RULE
from newswash.ask_model import AskModel, Heard
from newswash.ask_weights import AskWeights
from newswash.cues import Place
from newswash.model import Finding
from newswash.page import Page
from newswash.whitespace import merge

Block = Sequence[Place]  # its sentences


def find_blocks(
    page: Page, blocks: Iterable[Block], weights_of: Callable[[str], AskWeights], found: Iterable[Finding]
) -> Iterator[Finding]:
    """Findings for the blocks that are asks as a whole.

    Those in which something has been ``found`` are passed over: what stands beside it has been weighed, and may be the
    article's. ``weights_of``: the weights of the page's sentences for a tone.
    """
    covered = deque(merge(page.text, [(f.start, f.end) for f in found if f.tier == "strip"]))
    model = AskModel.load()
    for places in blocks:
        first, last = places[0][0], places[-1][0]
        start, end = page.starts[first], page.starts[last] + len(page.lines[last])
        if _touches(covered, start, end):
            continue
        heard = Heard(page, places)
        if model.score(heard.most) < model.threshold:  # no cues could lift it
            continue
        weights = weights_of(heard.tone)
        if says_what_it_must(heard.tone, places, weights):
            features = heard.features(weights)
            if model.score(features) >= model.threshold:
                yield _finding(start, end, heard.tone, features)


def _touches(covered: deque[tuple[int, int]], start: int, end: int) -> bool:
    """Whether any span reaches into [start, end). Spans before it are dropped, which no later block needs."""
    while covered and covered[0][1] <= start:
        covered.popleft()
    return bool(covered) and covered[0][0] < end


def says_what_it_must(tone: str, places: Block, weights: AskWeights) -> bool:
    """Whether a block holds cues of its tone; of a donation those that ask, of a subscription below some news."""
    groups = weights.groups(places)
    if tone == "subscription" and (weights.first_calm is None or weights.first_calm > places[0]):
        return False
    return bool(groups) and (tone != "donation" or not ASKING.isdisjoint(groups))


def _finding(start: int, end: int, tone: str, features: Sequence[int]) -> Finding:
    score = AskModel.load().score(features)
    parts = ", ".join(f"{name} {value:+.2f}" for name, value in AskModel.load().contributions(features).items())
    reason = f"sounds like an ask as a whole ({tone} {score:+.2f}: {parts})"
    return Finding(start, end, CATEGORY[tone], RULE, min(0.95, 1 / (1 + exp(-score))), reason)
