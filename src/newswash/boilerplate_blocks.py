"""Blocks that are boilerplate as a whole, though none of their sentences would decide, and what rules leave of such."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby
from math import exp
from typing import NamedTuple

from newswash.ask_groups import CATEGORY, RULE
from newswash.ask_weights import AskWeights
from newswash.block_model import BlockModel, Heard
from newswash.block_words import NOTICES, WordScores
from newswash.cues import Place
from newswash.guards import GuardWords, refused
from newswash.model import Finding
from newswash.page import Page
from newswash.spans import Span
from newswash.whitespace import merge

SHORTEST, LONGEST = 60, 4000  # code points of a block that is judged
SHORTEST_LEFT = 30  # code points of what rules have left of one
MOST_SENTENCES = 25  # of a block that is judged: what is longer is hardly a box of its own
GUARDS = ("quoted", "reported", "third-party-payee")
GuardsOf = Callable[[Iterable[int]], Collection[GuardWords]]


class Block(NamedTuple):
    """Lines, by number, with no blank one between them, where they stand in the text, and the wordings in them."""

    lines: Sequence[int]
    start: int
    end: int
    said: Set[int]

    def places(self, page: Page) -> list[Place]:
        """Its sentences."""
        return [(number, k) for number in self.lines for k in range(len(page.sentences(number)))]


def blocks(page: Page, hits: Mapping[int, Set[int]], ignored: Set[int]) -> Iterator[Block]:
    """The blocks that are neither too short nor too long to be judged, and in which a wording stands.

    ``hits``: by line, the wordings that stand in it; those ``ignored`` count for nothing.
    """
    for lines in page.blocks if hits else ():
        if hits.keys().isdisjoint(lines):
            continue
        said = set[int]().union(*(hits[number] for number in lines if number in hits)) - ignored
        start, end = page.starts[lines[0]], page.starts[lines[-1]] + len(page.lines[lines[-1]])
        if said and SHORTEST <= end - start <= LONGEST:
            yield Block(lines, start, end, said)


def find_blocks(
    page: Page,
    judged: Iterable[Block],
    weights_of: Callable[[str], AskWeights],
    guards_of: GuardsOf,
    found: Iterable[Finding],
) -> Iterator[Finding]:
    """Findings for the blocks that are boilerplate as a whole.

    Of those in which something has been ``found`` the other sentences are judged, as if they were the block.
    ``weights_of``: the weights of the page's sentences for a tone. ``guards_of``: the guard words of the packs that
    some wordings are from.
    """
    covered = deque(merge(page.text, [(f.start, f.end) for f in found if f.tier == "strip"]))
    for block in judged:
        taken = _inside(covered, block)
        left = [p for p in block.places(page) if not _overlaps(taken, _span(page, p, p))] if taken else None
        text = page.text[block.start : block.end] if left is None else " ".join(_said(page, left))
        words = BlockModel.load().words.of(text) if len(text) >= (SHORTEST_LEFT if taken else SHORTEST) else None
        if words is None:
            continue
        places = block.places(page) if left is None else left
        verdict = _judge(page, places, words, len(block.said), weights_of, guards_of(block.said))
        if verdict:
            for start, end in _runs(page, block, places) if taken else [(block.start, block.end)]:
                yield Finding(start, end, verdict.category, RULE, verdict.score, verdict.reason)


class _Verdict(NamedTuple):
    category: str
    score: float
    reason: str


def _judge(
    page: Page,
    places: Sequence[Place],
    words: WordScores,
    said: int,
    weights_of: Callable[[str], AskWeights],
    guards: Collection[GuardWords],
) -> _Verdict | None:
    """What some sentences are that stand in one block, if they are boilerplate."""
    model = BlockModel.load()
    if len(places) > MOST_SENTENCES:
        return None
    heard = Heard(page, places, words.ask, words.notice, said)
    if model.score(heard.most) < model.threshold:  # nothing could lift it
        return None
    weights, is_ask = weights_of(heard.tone), words.ask >= words.notice
    if is_ask and heard.tone == "subscription" and not _stands_below_news(places, weights):
        return None
    features = heard.features(weights, guarded(page, places, guards))
    score = model.score(features)
    if score < model.threshold or _is_note(page, places[0], guards):
        return None
    kind = heard.tone if is_ask else words.kind()
    parts = ", ".join(f"{name} {value:+.2f}" for name, value in model.contributions(features).items())
    reason = f"sounds like boilerplate as a whole ({kind} {score:+.2f}: {parts})"
    return _Verdict(NOTICES.get(kind) or CATEGORY[kind], min(0.95, 1 / (1 + exp(-score))), reason)


def guarded(page: Page, places: Iterable[Place], guards: Collection[GuardWords]) -> int:
    """How many sentences quote somebody, report what somebody says, or name somebody else who gets the money."""
    return sum(_is_guarded(page, place, GUARDS, guards) for place in places)


def _is_guarded(page: Page, place: Place, by: Iterable[str], guards: Iterable[GuardWords]) -> bool:
    n, k = place
    return any(refused(by, words, page.lines[n], page.folded(n), *page.sentences(n)[k]) for words in guards)


def _is_note(page: Page, place: Place, guards: Iterable[GuardWords]) -> bool:
    """Whether a line opens as notes of editors do: corrections, credits, where else a text has been published."""
    return _is_guarded(page, place, ("editorial-note",), guards)


def _inside(covered: deque[Span], block: Block) -> list[Span]:
    """The spans that reach into a block. Those before it are dropped, which no later block needs."""
    while covered and covered[0][1] <= block.start:
        covered.popleft()
    inside = []
    for span in covered:
        if span[0] >= block.end:
            break
        inside.append(span)
    return inside


def _overlaps(spans: Iterable[Span], own: Span) -> bool:
    return any(start < own[1] and own[0] < end for start, end in spans)


def _span(page: Page, first: Place, last: Place) -> Span:
    """From the first to the last sentence."""
    (n, k), (m, j) = first, last
    return page.starts[n] + page.sentences(n)[k][0], page.starts[m] + page.sentences(m)[j][1]


def _said(page: Page, places: Iterable[Place]) -> list[str]:
    return [page.lines[n][slice(*page.sentences(n)[k])] for n, k in places]


def _runs(page: Page, block: Block, places: Iterable[Place]) -> Iterator[Span]:
    """Spans of the sentences of a block that follow each other among these ``places``."""
    number = {place: i for i, place in enumerate(block.places(page))}
    for _, run in groupby(enumerate(places), lambda item: number[item[1]] - item[0]):
        own = [place for _, place in run]
        yield _span(page, own[0], own[-1])


def _stands_below_news(places: Sequence[Place], weights: AskWeights) -> bool:
    """Whether a sentence that sounds like no ask stands above: what opens with prices reports them."""
    return weights.first_calm is not None and weights.first_calm < places[0]
