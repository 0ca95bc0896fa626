"""The phrase detector: rule packs, judged on the lines that the scan has hit and nowhere else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from newswash.ask_groups import TONE_OF
from newswash.ask_weights import AskWeights
from newswash.asks import AskDetector
from newswash.between import find_between
from newswash.boilerplate_blocks import Block, blocks, find_blocks
from newswash.cards import find_cards
from newswash.compiled import CompiledRules
from newswash.cues import Carriers
from newswash.edges import NEWS, SURE_NEWS, without_news
from newswash.errors import UsageError
from newswash.extent import FIRM, Taken, extents, starts_of
from newswash.glued import ROW_LENGTH
from newswash.headline import headlines
from newswash.index import index
from newswash.labels import LABEL_LENGTH, Labels
from newswash.lists import end_of_list
from newswash.menus import find_menus
from newswash.model import Finding
from newswash.page import Line, Page
from newswash.rule import Rule, RuleSet
from newswash.scan import Hits, scanner
from newswash.scope import in_scope
from newswash.scripts import FULL_STOPS
from newswash.sentences import word_count
from newswash.templates import Anchor

LABEL, LIST = 0.95, 0.9  # the score of a label, and of one with the list under it
MANY = 50  # wordings on a line
LINK_WORDS = 12  # a longer link to another story that ends in a full stop may hold the article's next sentence
PROSE_WORDS = 5  # of that sentence
LABEL_REACH = 30  # code points from its start in which its label ends
LINE_GOES_ON = 40  # code points of a line beside such a link
_COLON = re.compile("[:：→»>|]")
_GLUED = re.compile(r"[^\W_](?<![A-ZÀ-Þ])(?=[«„“\"]?[A-ZÀ-ÞА-ЯΑ-Ω][^\W\d_A-Z])")
REMEMBERED, REMEMBERED_LENGTH = 8192, 400  # lines, code points: what a site asks stands on all of its pages

RUN_ON = frozenset({*TONE_OF, "login-account", "app-promo", "cookie-consent", "share-social"})
"""Categories whose labels run into the article's next sentence where an extractor has lost what parted them."""
Places = list[tuple[int, int, int]]  # line number, number of a wording that stands there, which anchor or group it is


class PhraseDetector:
    """Rules compiled for judging. Safe to share between threads; compile once, use for any number of pages.

    ``tone``: whether asks that no rule decides are judged by how they sound.
    """

    def __init__(self, rules: RuleSet, *, tone: bool = True) -> None:
        self.rules: Sequence[Rule] = rules.rules
        self._index = index(rules)
        self._scanner = scanner(self._index.written, self._index.only_at_start)
        self._only_in_labels = frozenset(self._index.only_in_labels)
        self._labels = Labels(
            self._index.labels,
            self._index.rows,
            self._index.label_first_letters,
            lambda r: self.rules[r].tier == "strip" and not self.rules[r].languages,
            lambda r: self.rules[r].pack,
        )
        self._compiled = CompiledRules(rules, self._index)
        self._asks = AskDetector(rules.packs, self._index.firm_cues, self._compiled.cue_rule) if tone else None
        self._cards = [self.rules[number] for number in self._index.cards]
        self._remembered: dict[str, tuple[Taken, ...]] = {}

    # ------------------------------------------------------------------ pages and pieces

    def find(self, page: Page) -> list[Finding]:
        """All that the rules see on the page."""
        hits = page.hits = self._scan(page)
        findings: list[Finding] = []
        read = self._labels.read
        for number, line in enumerate(page.lines):
            if line and len(line) <= ROW_LENGTH and (reading := read(line)):
                findings += self._label(page, Line(number, 0, len(line)), reading)
        if hits:
            findings += self._hits(page, hits)
        for rule in (rule for rule in self._cards if in_scope(rule, page)):
            findings += find_cards(page, rule, findings)
        if findings:
            findings += list(find_menus(page, findings))
            findings += list(find_between(page, findings, self._labels.says_little))
        return findings

    def _scan(self, page: Page) -> Hits:
        """Which wordings stand on which lines; only lines that are new to the page are scanned."""
        known = page.known_hits
        if known is None:
            return self._scanner.lines(page.text)
        hits = {n: known[line] for n, line in enumerate(page.lines) if known.get(line)}
        new = [n for n, line in enumerate(page.lines) if line not in known]
        if new:
            found = self._scanner.lines("\n".join(page.lines[n] for n in new))
            hits |= {new[n]: indices for n, indices in found.items()}
        return hits

    def find_pieces(self, page: Page, pieces: Iterable[Line]) -> list[Finding]:
        """What the rules see on pieces of lines, each judged as a line of its own."""
        findings: list[Finding] = []
        for piece in pieces:
            reading = self._labels.read(page.lines[piece.number][piece.start : piece.end])
            findings += self._label(page, piece, reading)
            indices = page.hits.get(piece.number, set())
            if len(indices) > MANY:  # else each piece of a long line would be searched for all that stands in the line
                indices = indices & self._scanner.lines(page.lines[piece.number][piece.start : piece.end]).get(0, set())
            findings += _found(page, piece.number, self._judge(page, piece, indices))
        return findings

    def _hits(self, page: Page, hits: Hits) -> list[Finding]:
        found: list[Finding] = []
        phrase_of, anchor_of = self._index.phrase_of, self._index.anchor_of
        anchors: dict[int, Places] = defaultdict(list)
        for number, indices in hits.items():
            if len(page.lines[number]) > LABEL_LENGTH:
                indices = indices - self._only_in_labels
            says_phrase = False
            for i in indices:
                says_phrase = says_phrase or bool(phrase_of[i])
                for rule, which in anchor_of[i]:
                    anchors[rule].append((number, i, which))
            if says_phrase:
                found += _found(page, number, self._line(page, number, indices))
        of_templates = list(self._by_anchors(page, anchors))
        cues, carriers_of = self._cues(page, hits)
        asks = list(self._by_cues(page, cues, carriers_of))
        if self._asks is not None:
            asks += self._asks.find(page, cues, carriers_of, found + of_templates + asks)
            weights_of = self._asks.weights_of(page, cues, carriers_of)
            judged = blocks(page, hits, self._only_in_labels)
            named = found + of_templates + asks
            asks += list(find_blocks(page, judged, weights_of, self._compiled, named))
            found = list(without_news(page, found, lambda f: SURE_NEWS if f.category in RUN_ON else None))
            asks = list(without_news(page, asks, lambda f: NEWS))
        return found + of_templates + asks

    def _by_cues(
        self, page: Page, cues: Mapping[int, Places], carriers_of: Callable[[int], Carriers]
    ) -> Iterator[Finding]:
        for rule, carried in sorted(cues.items()):
            if len(carried) < self.rules[rule].min_cues:
                continue
            groups = 0
            for _, _, group in carried:
                groups |= 1 << group
            cue_rule = self._compiled.cue_rule(rule)
            if cue_rule.enough(groups) and in_scope(self.rules[rule], page):
                yield from cue_rule.find(page, carriers_of(rule))

    def _cues(self, page: Page, hits: Hits) -> tuple[Mapping[int, Places], Callable[[int], Carriers]]:
        """The cues on the page by the number of their rule, and what gives the sentences that hold those of a rule."""
        cues: dict[int, Places] = defaultdict(list)
        for number, indices in hits.items():
            for i in indices:
                for rule, group in self._index.cue_of[i]:
                    cues[rule].append((number, i, group))

        @cache
        def carriers_of(rule: int) -> Carriers:
            worded = ((number, self._compiled.wording(i), group) for number, i, group in cues[rule])
            return self._compiled.cue_rule(rule).carriers(page, worded)

        return cues, carriers_of

    def blocks(self, page: Page) -> tuple[Iterator[Block], Callable[[str], AskWeights], CompiledRules]:
        """The blocks of a page that are judged as a whole, whatever rules find in them, what gives the weights of its
        sentences for a tone, and the rules: what the model of blocks learns from. Raises UsageError without tone."""
        if self._asks is None:
            raise UsageError("no blocks are judged: the detector was made with tone=False.")
        hits = self._scan(page)
        weights_of = self._asks.weights_of(page, *self._cues(page, hits))
        return blocks(page, hits, self._only_in_labels), weights_of, self._compiled

    # ------------------------------------------------------------------ labels and templates

    def _label(self, page: Page, piece: Line, reading: Iterable[tuple[int, str]]) -> Iterator[Finding]:
        for number, wording in reading:
            rule = self.rules[number]
            if in_scope(rule, page):
                taken = Taken(rule, wording, piece.start, piece.end, LABEL)
                found = _with_list if rule.unit == "block" else _finding
                yield found(page, piece.number, taken)
                return

    def _by_anchors(self, page: Page, anchors: Mapping[int, Places]) -> Iterator[Finding]:
        for rule, found in sorted(anchors.items()):
            enough = len({which for _, _, which in found}) >= self.rules[rule].min_anchors
            if enough and in_scope(self.rules[rule], page):
                yield from self._compiled.template(rule).find(page, self._anchors(page, found))

    def _anchors(self, page: Page, found: Places) -> list[Anchor]:
        wording = self._compiled.wording
        return [
            Anchor(number, a, b, which)
            for number, i, which in found
            for a, b in wording(i).places(page.folded(number), page.lines[number], 0, len(page.lines[number]))
        ]

    # ------------------------------------------------------------------ phrases

    def _line(self, page: Page, number: int, indices: Iterable[int]) -> tuple[Taken, ...]:
        """What the wordings on a line take of it, remembered where it is the same on any page."""
        line = page.lines[number]
        judged = page.judged.get(line)
        if judged is not None:
            return judged
        piece = Line(number, 0, len(line))
        if any(self._compiled.phrase(i).depends_on(page) for i in indices):
            return self._judge(page, piece, indices)
        judged = self._remembered.get(line)
        if judged is None:
            timeouts = page.timeouts
            judged = self._judge(page, piece, indices)
            if page.timeouts > timeouts:  # it holds for now: with more time it may be another
                return judged
            if len(line) <= REMEMBERED_LENGTH:
                if len(self._remembered) >= REMEMBERED:
                    self._remembered.clear()
                self._remembered[line] = judged
        page.judged[line] = judged
        return judged

    def _judge(self, page: Page, piece: Line, indices: Iterable[int]) -> tuple[Taken, ...]:
        """What the wordings take of a piece. Once it is taken whole, other rules of the category add nothing."""
        found: list[Taken] = []
        whole: set[str] = set()
        folded = page.folded(piece.number)
        starts = starts_of(page, piece)
        for i in sorted(indices):
            phrase = self._compiled.phrase(i)
            if phrase.heads is not None and starts is not None and not phrase.heads.stand(folded, starts):
                continue
            for held in phrase.rules:
                rule, pattern, _ = held
                if rule.category in whole and rule.unit != "block":
                    continue
                if rule.sites and not page.on_site(rule.sites):
                    continue
                if rule.unit == "label" and piece.end - piece.start > LABEL_LENGTH:
                    continue
                if pattern is not None:
                    if starts is not None and pattern.heads is not None and not pattern.heads.stand(folded, starts):
                        continue
                    if not pattern.may_match(folded, piece.start, piece.end):
                        continue
                if not in_scope(rule, page):
                    continue
                for taken in extents(page, piece, held, phrase.wording):
                    found.append(taken)
                    all_of_it = (taken.start, taken.end) == (piece.start, piece.end)
                    firm = taken.score >= FIRM and rule.tier == "strip" and "headline" not in rule.unless
                    if all_of_it and firm:
                        whole.add(rule.category)
        return tuple(found)


def _may_be_headline(page: Page, number: int, rule: Rule) -> bool:
    """Whether the guard `headline` spares a line: the first, or surely the headline ("Fact check: …")."""
    if "headline" not in rule.unless or number == page.last:
        return False
    return number == page.first or headlines(page).get(number, False)


def _found(page: Page, number: int, judged: Iterable[Taken]) -> Iterator[Finding]:
    """The findings for what phrases take of a line."""
    for taken in judged:
        if _may_be_headline(page, number, taken.rule):
            continue
        if taken.rule.unit == "block" and (taken.start, taken.end) == (0, len(page.lines[number])):
            yield _with_list(page, number, taken._replace(score=LABEL))
        elif (own := _without_prose(page.lines[number], taken)) is not None:
            yield _finding(page, number, own)


def _without_prose(line: str, taken: Taken) -> Taken | None:
    """What is taken of a line as a link to another story, without the article's sentence that follows the headline on
    a line that goes on; None if nothing tells where that begins ("Read also: Bridge closed The mayor said …")."""
    text = line[taken.start : taken.end].rstrip()
    if taken.rule.category != "related-links" or len(line) - len(text) < LINE_GOES_ON or text[-1:] not in FULL_STOPS:
        return taken
    if word_count(text) <= LINK_WORDS or not _COLON.search(text, 0, LABEL_REACH):
        return taken
    seams = [at for at in map(re.Match.end, _GLUED.finditer(text)) if word_count(text[at:]) >= PROSE_WORDS]
    return taken._replace(end=taken.start + seams[-1]) if seams else None


def _finding(page: Page, number: int, taken: Taken) -> Finding:
    rule, wording, start, end, score = taken
    at = page.starts[number]
    return Finding(at + start, at + end, rule.category, rule.name, rule.score(score), f"says “{wording}”", rule.tier)


def _with_list(page: Page, number: int, taken: Taken) -> Finding:
    """The finding for a label and the list under it."""
    last = end_of_list(page, number)
    if last == number:
        return _finding(page, number, taken)
    rule, start, end = taken.rule, page.starts[number] + taken.start, page.starts[last] + len(page.lines[last])
    reason = f"says “{taken.wording}” over a list"
    return Finding(start, end, rule.category, rule.name, rule.score(LIST), reason, rule.tier)
