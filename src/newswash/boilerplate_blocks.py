"""Blocks that are boilerplate as a whole, though none of their sentences would decide, and what rules leave of such."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby
from math import exp
from typing import NamedTuple

from newswash.ask_groups import CATEGORY, RULE
from newswash.ask_weights import AskWeights, length
from newswash.block_model import WANTS, BlockModel, Heard
from newswash.block_words import NOTICES, WordScores
from newswash.compiled import CompiledRules
from newswash.guards import GuardWords, refused
from newswash.headline import headlines
from newswash.interview import is_interview, is_question
from newswash.model import Finding
from newswash.page import Page, Place
from newswash.spans import Span, overlaps
from newswash.whitespace import merge
from newswash.wording import Wording

SHORTEST, LONGEST = 45, 4000  # code points of a block that is judged; of a script without spaces one counts three times
LONG, LONG_ALONE = 400, 200
"""Code points from which on a block that is most of the text, or all of it, is not judged: it holds the article."""
SHORTEST_LEFT = 30  # of what rules have left of one
MOST_SENTENCES = 25  # of a block that is judged: what is longer is hardly a box of its own
LINES_LEFT, GLUED_LEFT = -0.5, 2.0
"""Log odds by its words from which on what rules have left of a block goes with the rest of it: of whole lines, and of
sentences on the line of what rules have taken, which may be the article's."""
UNSAID = 1.0  # log odds by which an appeal must be surer that says nowhere what is wanted: many speak so of their work
GUARDS = ("quoted", "reported", "third-party-payee")


class Block(NamedTuple):
    """Lines, by number, with no blank one between them, where they stand in the text, and the wordings that the scan
    saw in them."""

    lines: Sequence[int]
    start: int
    end: int
    said: Set[int]

    def places(self, page: Page) -> list[Place]:
        """Its sentences."""
        return list(page.places(self.lines))

    def holds(self, page: Page, rules: CompiledRules) -> set[int]:
        """The wordings that stand in it between word boundaries."""
        return {i for i in self.said if any(_stands(page, number, rules.wording(i)) for number in self.lines)}


def blocks(page: Page, hits: Mapping[int, Set[int]], ignored: Set[int]) -> Iterator[Block]:
    """The blocks that are neither too short nor too long to be judged, and in which a wording stands.

    ``hits``: by line, the wordings that stand in it; those ``ignored`` count for nothing.
    """
    most = max(LONG, len(page.text) / 2) if len(page.blocks) > 1 else LONG_ALONE
    for lines in page.blocks if hits else ():
        if hits.keys().isdisjoint(lines):
            continue
        said = set[int]().union(*(hits[number] for number in lines if number in hits)) - ignored
        start, end = page.starts[lines[0]], page.starts[lines[-1]] + len(page.lines[lines[-1]])
        if end - start > most:
            continue
        if said and end - start <= LONGEST and (end - start >= SHORTEST or length(page.text[start:end]) >= SHORTEST):
            yield Block(lines, start, end, said)


def find_blocks(
    page: Page,
    judged: Iterable[Block],
    weights_of: Callable[[str], AskWeights],
    rules: CompiledRules,
    found: Iterable[Finding],
) -> Iterator[Finding]:
    """Findings for the blocks that are boilerplate as a whole.

    Of those in which something has been ``found`` the other sentences are judged: as if they were the block, and, where
    that does not decide, by what the block says with all of them. ``weights_of``: the weights of the page's sentences
    for a tone. ``rules``: those whose wordings the scan saw.
    """
    covered = deque(merge(page.text, [(f.start, f.end) for f in found if f.tier == "strip"]))
    judge = _Judge(page, weights_of, rules)
    for block in judged:
        taken = _inside(covered, block)
        if not taken:
            verdict, spans = judge.whole(block), [(block.start, block.end)]
        else:
            places = block.places(page)
            left = [p for p in places if not overlaps(taken, *page.span(p, p))]
            verdict, spans = judge.part(block, left), list(_runs(page, places, left))
            if left and not verdict:
                verdict, spans = judge.whole(block), [span for span in spans if _goes_along(page, span)]
        if verdict is None or any(headlines(page).get(number) for number in block.lines):
            continue
        for start, end in spans:
            yield Finding(start, end, verdict.category, RULE, verdict.score, verdict.reason)


class _Verdict(NamedTuple):
    category: str
    score: float
    reason: str


class _Judge:
    """Says what blocks of a page are, if they are boilerplate."""

    def __init__(self, page: Page, weights_of: Callable[[str], AskWeights], rules: CompiledRules) -> None:
        self._page, self._weights_of, self._rules = page, weights_of, rules
        self._model = BlockModel.load()

    def whole(self, block: Block) -> _Verdict | None:
        words = self._model.words.of(self._page.text[block.start : block.end])
        return None if words is None else self._verdict(block, block.places(self._page), words)

    def part(self, block: Block, places: Sequence[Place]) -> _Verdict | None:
        """Of some of its sentences, as if there were no others."""
        text = " ".join(map(self._page.sentence, places))
        words = self._model.words.of(text) if len(text) >= SHORTEST_LEFT else None
        return None if words is None else self._verdict(block, places, words)

    def _verdict(self, block: Block, places: Sequence[Place], words: WordScores) -> _Verdict | None:
        model = self._model
        if len(places) > MOST_SENTENCES:
            return None
        heard = Heard(self._page, places, words.ask, words.notice, len(block.said))
        if model.score(heard.most) < model.threshold:  # nothing could lift it
            return None
        weights, is_ask = self._weights_of(heard.tone), words.ask >= words.notice
        if is_ask and heard.tone == "subscription" and not weights.stand_below_news(places):
            return None
        if not (said := block.holds(self._page, self._rules)):
            return None
        guards = self._rules.guards_of(said)
        spared = guarded(self._page, places, guards)
        if spared == len(places):  # all of it is quoted, reported, or for somebody else
            return None
        features = heard.features(weights, spared, len(said))
        score = model.score(features)
        is_unsaid = is_ask and heard.tone == "donation" and not features[WANTS]
        if score < model.threshold + UNSAID * is_unsaid or self._is_of_article(block, places, guards):
            return None
        kind = heard.tone if is_ask else words.kind()
        parts = ", ".join(f"{name} {value:+.2f}" for name, value in model.contributions(features).items())
        reason = f"sounds like boilerplate as a whole ({kind} {score:+.2f}: {parts})"
        return _Verdict(NOTICES.get(kind) or CATEGORY[kind], min(0.95, 1 / (1 + exp(-score))), reason)

    def _is_of_article(self, block: Block, places: Sequence[Place], guards: Collection[GuardWords]) -> bool:
        """Whether it is what articles say in such words: an editor's note, who wrote it, a question of an interview."""
        page = self._page
        return (
            _is_note(page, places[0], guards)
            or _is_signature(page, places)
            or (is_question(page, block.lines[0]) and is_interview(page))
        )


def _goes_along(page: Page, span: Span) -> bool:
    """Whether what rules have left of a block goes with the rest of it."""
    lines = page.lines_of(*span)
    before = page.text[page.starts[lines[0]] : span[0]]
    behind = page.text[span[1] : page.starts[lines[-1]] + len(page.lines[lines[-1]])]
    text = page.text[slice(*span)]
    if before.strip() or behind.strip():
        return BlockModel.load().words.highest(text) >= GLUED_LEFT
    return BlockModel.load().words.highest(text) >= LINES_LEFT and not _signs(text)


def _stands(page: Page, number: int, wording: Wording) -> bool:
    line = page.lines[number]
    return next(wording.places(page.folded(number), line, 0, len(line)), None) is not None


def _is_signature(page: Page, places: Iterable[Place]) -> bool:
    """Whether there is nothing but lines that say who wrote the article and when."""
    return all(map(_signs, {page.lines[n].strip() for n, _ in places}))


def _signs(line: str) -> bool:
    from newswash.metadata_words import signs  # its patterns take long to compile

    return signs(line)


def guarded(page: Page, places: Iterable[Place], guards: Collection[GuardWords]) -> int:
    """How many sentences quote somebody, report what somebody says, or name somebody else who gets the money."""
    return sum(_is_guarded(page, place, GUARDS, guards) for place in places)


def _is_guarded(page: Page, place: Place, by: Iterable[str], guards: Iterable[GuardWords]) -> bool:
    line, folded = page.lines[place[0]], page.folded(place[0])
    return any(refused(by, words, line, folded, *page.within(place)) for words in guards)


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


def _runs(page: Page, places: Iterable[Place], left: Iterable[Place]) -> Iterator[Span]:
    """Spans of the sentences ``left`` that follow each other among all ``places``."""
    number = {place: i for i, place in enumerate(places)}
    for _, run in groupby(enumerate(left), lambda item: number[item[1]] - item[0]):
        own = [place for _, place in run]
        yield page.span(own[0], own[-1])
