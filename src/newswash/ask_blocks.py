"""Blocks that are asks as a whole: far from what rules have found, and without a sentence that would decide."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from math import exp

from newswash.ask_groups import ASKING, CATEGORY, RULE
from newswash.ask_model import AskModel, Heard
from newswash.ask_weights import AskWeights
from newswash.cues import Place
from newswash.model import Finding
from newswash.page import Page
from newswash.whitespace import merge

COVERED = 0.9  # of a block that findings take: then it need not be judged
Block = Sequence[Place]  # its sentences


def find_blocks(
    page: Page, blocks: Iterable[Block], weights_of: Callable[[str], AskWeights], found: Iterable[Finding]
) -> Iterator[Finding]:
    """Findings for the blocks that are asks as a whole.

    Those of which nearly all has been ``found`` are passed over, and paragraphs of which part has: what stands beside
    an ask within one has been weighed. ``weights_of``: the weights of the page's sentences for a tone.
    """
    covered = deque(merge(page.text, [(f.start, f.end) for f in found if f.tier == "strip"]))
    model = AskModel.load()
    for places in blocks:
        first, last = places[0][0], places[-1][0]
        start, end = page.starts[first], page.starts[last] + len(page.lines[last])
        taken = _taken(covered, start, end)
        if taken >= COVERED * (end - start) or (taken and first == last):
            continue
        heard = Heard(page, places)
        if model.score(heard.most) < model.threshold:  # no cues could lift it
            continue
        weights = weights_of(heard.tone)
        if says_what_it_must(heard.tone, places, weights):
            features = heard.features(weights)
            if model.score(features) >= model.threshold:
                yield _finding(start, end, heard.tone, features)


def _taken(covered: deque[tuple[int, int]], start: int, end: int) -> int:
    """How much of [start, end) is covered. Spans before it are dropped, which no later block needs."""
    while covered and covered[0][1] <= start:
        covered.popleft()
    return sum(min(b, end) - max(a, start) for a, b in takewhile(lambda span: span[0] < end, covered))


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
