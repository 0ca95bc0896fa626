"""The phrase detector: rule packs, judged on the lines that the scan has hit and nowhere else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from newswash.asks import AskDetector
from newswash.cards import find_cards
from newswash.cues import Carriers, Cues
from newswash.guards import guard_words, in_quotation, refused
from newswash.index import index
from newswash.labels import Labels
from newswash.model import Document, Finding
from newswash.page import Line, Page
from newswash.pattern import Pattern
from newswash.prefilter import Heads
from newswash.rule import Rule, RuleSet
from newswash.scan import Hits, scanner
from newswash.scope import in_scope
from newswash.sentences import ends_sentence, openings, sentence_at, sentences, word_count
from newswash.templates import Anchor, Template
from newswash.wording import Wording

LINE_WORDS = 40  # a longer line is judged by its sentence
SENTENCE_WORDS = 70  # what a single phrase may take along
OPENINGS_WITHIN = 1000  # code points of a line: in a longer one it is not asked where its sentences may begin
BLOCK_LINES, BLOCK_WORDS = 12, 16
ITEM_WORDS = 6
PROSE_WORDS = 9  # of a whole sentence: so long, it may be the article's
REMEMBERED, REMEMBERED_LENGTH = 8192, 400  # lines, code points: what a site asks stands on all of its pages

_PLAIN_WORD = re.compile(r"[^\W_]")


FIRM = 0.97  # the score of a long phrase, and of one whose pattern matched
Use = tuple[Rule, Pattern | None]  # a rule that holds a wording as a phrase, and its pattern
Place = tuple[Rule, str, int, int, float]  # a rule, by which wording, takes [start, end) of a line; how sure it is


class _HastyError(Exception):
    """A judgement for which a pattern had too little time: it holds for now, and is not remembered."""

    def __init__(self, said: tuple[Place, ...]) -> None:
        super().__init__()
        self.said = said


class PhraseDetector:
    """Rules compiled for judging. Safe to share between threads; compile once, use for any number of pages.

    ``tone``: whether asks that no rule decides are judged by how they sound.
    """

    def __init__(self, rules: RuleSet, *, tone: bool = True) -> None:
        self.rules: Sequence[Rule] = rules.rules
        self._guards = guard_words(rules.packs)
        self._index = index(rules)
        self._scanner = scanner(self._index.written, self._index.opening)
        self._labels = Labels(
            self._index.labels,
            self._index.label_openings,
            lambda r: self.rules[r].tier == "strip" and not self.rules[r].languages,
        )
        self._wordings: dict[int, Wording] = {}
        self._patterns: dict[int, Pattern] = {}
        self._uses: dict[int, tuple[list[Use], Heads | None]] = {}
        self._templates: dict[int, Template] = {}
        self._cues: dict[int, Cues] = {}
        self._asks = AskDetector(rules, self._cue_rule) if tone else None
        self._cards = [rule for rule in self.rules if rule.cards]
        self._scopes: dict[int, tuple[tuple[str, ...], bool]] = {}
        self._judge_anywhere = lru_cache(REMEMBERED)(self._judge_line)

    # A rule is made ready when it is first needed: most documents need few of them.

    def _wording(self, i: int) -> Wording:
        if i not in self._wordings:
            self._wordings[i] = Wording.of(self._index.phrases[i])
        return self._wordings[i]

    def _pattern(self, number: int) -> Pattern | None:
        source = self.rules[number].pattern
        if source is None:
            return None
        if number not in self._patterns:
            self._patterns[number] = Pattern(source, self.rules[number].name)
        return self._patterns[number]

    def _uses_of(self, i: int) -> tuple[list[Use], Heads | None]:
        """The rules that have a wording as a phrase; what a unit begins with that any of them could match."""
        if i not in self._uses:
            uses = [(self.rules[number], self._pattern(number)) for (number,) in self._index.phrase_of[i]]
            self._uses[i] = uses, Heads.of_any(pattern.heads if pattern else None for _, pattern in uses)
        return self._uses[i]

    def _template(self, number: int) -> Template:
        if number not in self._templates:
            rule = self.rules[number]
            self._templates[number] = Template(rule, self._guards[rule.pack])
        return self._templates[number]

    def _cue_rule(self, number: int) -> Cues:
        if number not in self._cues:
            rule = self.rules[number]
            voice = Pattern(rule.voice, rule.name) if rule.voice else None
            self._cues[number] = Cues(rule, self._guards[rule.pack], voice)
        return self._cues[number]

    # ------------------------------------------------------------------ pages and pieces

    def find(self, page: Page) -> list[Finding]:
        """All that the rules see on the page."""
        hits = page.hits = self._scan(page)
        findings: list[Finding] = []
        read = self._labels.read
        for number, line in enumerate(page.lines):
            if reading := read(line):
                findings += self._label(page, Line(number, 0, len(line)), reading)
        if hits:
            findings += self._hits(page, hits)
        for rule in (rule for rule in self._cards if in_scope(rule, page)):
            findings += find_cards(page, rule, findings)
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
            said = self._judge(page, piece, page.hits.get(piece.number, ()))
            findings += [_found(page, piece, place) for place in said]
        return findings

    def _hits(self, page: Page, hits: Hits) -> list[Finding]:
        findings: list[Finding] = []
        phrase_of, anchor_of, cue_of = self._index.phrase_of, self._index.anchor_of, self._index.cue_of
        anchors: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        cues: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for number, indices in hits.items():
            says_phrase = False
            for i in indices:
                says_phrase = says_phrase or bool(phrase_of[i])
                for rule, which in anchor_of[i]:
                    anchors[rule].append((number, i, which))
                for rule, group in cue_of[i]:
                    cues[rule].append((number, i, group))
            if says_phrase:
                findings += self._line(page, number, indices)
        for rule, found in sorted(anchors.items()):
            enough = len({which for _, _, which in found}) >= self.rules[rule].min_anchors
            if enough and in_scope(self.rules[rule], page):
                findings += self._template(rule).find(page, self._anchors(page, found))

        @cache
        def carriers_of(rule: int) -> Carriers:
            worded = ((number, self._wording(i), group) for number, i, group in cues[rule])
            return self._cue_rule(rule).carriers(page, worded)

        for rule, carried in sorted(cues.items()):
            if len(carried) < self.rules[rule].min_cues:
                continue
            groups = 0
            for _, _, group in carried:
                groups |= 1 << group
            if self._cue_rule(rule).enough(groups) and in_scope(self.rules[rule], page):
                findings += self._cue_rule(rule).find(page, carriers_of(rule))
        if self._asks is not None:
            findings += self._asks.find(page, cues, carriers_of, findings)
        return findings

    def _anchors(self, page: Page, found: list[tuple[int, int, int]]) -> list[Anchor]:
        return [
            Anchor(number, a, b, which)
            for number, i, which in found
            for a, b in self._wording(i).places(page.folded(number), page.lines[number], 0, len(page.lines[number]))
        ]

    # ------------------------------------------------------------------ labels

    def _label(self, page: Page, piece: Line, reading: Iterable[tuple[int, str]]) -> Iterator[Finding]:
        for number, wording in reading:
            rule = self.rules[number]
            if in_scope(rule, page):
                if rule.unit == "block":
                    yield _block(page, piece, rule, wording)
                else:
                    yield _finding(page, rule, piece.number, piece.start, piece.end, wording, 0.95)
                return

    # ------------------------------------------------------------------ phrases

    def _line(self, page: Page, number: int, indices: Iterable[int]) -> list[Finding]:
        """What the wordings on a line find there."""
        line = page.lines[number]
        piece = Line(number, 0, len(line))
        said = page.judged.get(line)
        if said is None:
            wordings, timeouts = tuple(sorted(indices)), page.timeouts
            depends = any(self._depends_on(page, i) for i in wordings)
            if len(line) <= REMEMBERED_LENGTH and not depends:
                try:
                    said = self._judge_anywhere(line, wordings)
                except _HastyError as hasty:
                    return [_found(page, piece, place) for place in hasty.said]
            else:
                said = self._judge(page, piece, wordings)
            if not depends and page.timeouts == timeouts:
                page.judged[line] = said
        return [_found(page, piece, place) for place in said]

    def _depends_on(self, page: Page, i: int) -> bool:
        """Whether a wording may say something else on this page than on a page of no known site and language."""
        if i not in self._scopes:
            rules = [rule for rule, _ in self._uses_of(i)[0]]
            sites = tuple({site for rule in rules for site in rule.sites})
            self._scopes[i] = sites, any(rule.languages for rule in rules)
        sites, by_language = self._scopes[i]
        return by_language or (bool(sites) and page.on_site(sites))

    def _judge_line(self, line: str, wordings: tuple[int, ...]) -> tuple[Place, ...]:
        page = Page(Document(line))
        said = self._judge(page, Line(0, 0, len(line)), wordings)
        if page.timeouts:
            raise _HastyError(said)
        return said

    def _judge(self, page: Page, piece: Line, indices: Iterable[int]) -> tuple[Place, ...]:
        """What the wordings take of a piece. Once it is taken whole, other rules of the category add nothing."""
        found: list[Place] = []
        whole: set[str] = set()
        folded = page.folded(piece.number)
        starts = _openings(page, piece)
        for i in sorted(indices):
            uses, heads = self._uses_of(i)
            if heads is not None and starts is not None and not heads.stand(folded, starts):
                continue
            for rule, pattern in uses:
                if rule.category in whole and rule.unit != "block":
                    continue
                if rule.sites and not page.on_site(rule.sites):
                    continue
                if pattern is not None:
                    if starts is not None and pattern.heads is not None and not pattern.heads.stand(folded, starts):
                        continue
                    if not pattern.may_match(folded, piece.start, piece.end):
                        continue
                if not in_scope(rule, page):
                    continue
                for start, end, score in self._occurrences(page, piece, rule, pattern, self._wording(i)):
                    found.append((rule, self._wording(i).text, start, end, score))
                    if (start, end) == (piece.start, piece.end) and score >= FIRM and rule.tier == "strip":
                        whole.add(rule.category)
        return tuple(found)

    def _occurrences(
        self, page: Page, piece: Line, rule: Rule, pattern: Pattern | None, wording: Wording
    ) -> Iterator[tuple[int, int, float]]:
        line, folded = page.lines[piece.number], page.folded(piece.number)
        whole = piece.start == 0 and piece.end == len(line)
        guards = self._guards[rule.pack]
        indented = line[piece.start].isspace()
        cuts: list[tuple[int, int]] | None = None
        is_short = False
        done = -1
        for a, b in wording.places(folded, line, piece.start, piece.end):
            if a < done or (rule.opens and not _opens(line, a, piece.start)):
                continue
            if (
                pattern is not None
                and indented
                and a - piece.start <= OPENINGS_WITHIN
                and not pattern.may_open_indented(page.spelled(piece.number), piece.start, piece.end, a)
            ):
                continue
            if cuts is None:
                cuts = page.sentences(piece.number) if whole else _sentences_of(line, piece)
                is_short = rule.unit in ("line", "block") and (len(cuts) == 1 or _is_short(page, piece))
            sentence = _sentence_over(cuts, a, b)
            goes_whole = is_short and _goes_whole(line, cuts, sentence, pattern)
            span = (piece.start, piece.end) if goes_whole else sentence
            if pattern is None:
                taken = _by_wording(line, rule, wording, (a, b), sentence, span)
            else:
                taken = _by_pattern(page, piece, rule, pattern, wording, (a, b), span)
            if taken is None or ("quoted" in rule.unless and in_quotation(line, a)):
                continue
            if refused(rule.unless, guards, line, folded, *taken):
                continue
            done = taken[1]
            yield *taken, FIRM if wording.words >= 5 or pattern else 0.93


def _sentence_over(cuts: list[tuple[int, int]], a: int, b: int) -> tuple[int, int]:
    """The sentence, or the run of sentences, that a wording at [a, b) stands in."""
    start, end = sentence_at(cuts, a)
    return (start, end) if b <= end else (start, sentence_at(cuts, b - 1)[1])


def _by_wording(
    line: str, rule: Rule, wording: Wording, at: tuple[int, int], sentence: tuple[int, int], span: tuple[int, int]
) -> tuple[int, int] | None:
    """What a wording takes by itself: its words alone, or the span around them if they say most of it."""
    if wording.words < 5 and not _at_boundary(line, wording, *at, sentence):
        return None
    if rule.unit == "match":
        return at
    return span if _in_proportion(line[slice(*span)], wording, False) else None


def _by_pattern(
    page: Page,
    piece: Line,
    rule: Rule,
    pattern: Pattern,
    wording: Wording,
    at: tuple[int, int],
    span: tuple[int, int],
) -> tuple[int, int] | None:
    """What a pattern takes: the piece that it fits from end to end, or else its match in the span, or the span."""
    whole = piece.start, piece.end
    bounded = rule.unit == "line" and pattern.bounds and span != whole
    if bounded and pattern.match(page, piece.number, *whole, at[0]) is not None:
        return whole
    matched = pattern.match(page, piece.number, *span, at[0])
    if matched is None:
        return None
    if rule.unit == "match":
        return None if at[1] < matched[0] or at[0] > matched[1] else matched
    return span if _in_proportion(page.lines[piece.number][slice(*span)], wording, True) else None


def _found(page: Page, piece: Line, place: Place) -> Finding:
    rule, wording, start, end, score = place
    if rule.unit == "block" and (start, end) == (0, len(page.lines[piece.number])):
        return _block(page, piece, rule, wording)
    return _finding(page, rule, piece.number, start, end, wording, score)


def _finding(page: Page, rule: Rule, number: int, start: int, end: int, wording: str, score: float) -> Finding:
    at = page.starts[number]
    if rule.tier == "suspect":
        score = 0.5
    return Finding(at + start, at + end, rule.category, rule.name, score, f"says “{wording}”", rule.tier)


def _block(page: Page, piece: Line, rule: Rule, wording: str) -> Finding:
    """The line and the list under it."""
    last = n = piece.number
    listed = 0
    while n + 1 < len(page.lines) and listed < BLOCK_LINES:
        n += 1
        text = page.lines[n].strip()
        if not text:
            if listed and n + 1 < len(page.lines) and page.lines[n + 1].strip() == "":
                break
            continue
        if ends_sentence(text) or word_count(text) > BLOCK_WORDS:
            if listed and n - 1 == last and not _is_item(page, last, listed):  # a paragraph's heading
                last, listed = _line_before(page, last), listed - 1
            break
        last, listed = n, listed + 1
    else:
        if n + 1 < len(page.lines) and listed == BLOCK_LINES:
            last = piece.number
    if last <= piece.number:
        return _finding(page, rule, piece.number, piece.start, piece.end, wording, 0.95)
    start = page.starts[piece.number] + piece.start
    end = page.starts[last] + len(page.lines[last])
    return Finding(start, end, rule.category, rule.name, 0.9, f"says “{wording}” over a list", rule.tier)


def _is_item(page: Page, number: int, listed: int) -> bool:
    """Whether the last line of a list belongs to it though a paragraph follows directly: as long as a headline, in a
    text that knows neither blank lines nor headings."""
    return listed >= 2 and page.words(number) >= ITEM_WORDS and not page.has_headings


def _line_before(page: Page, number: int) -> int:
    number -= 1
    while number > 0 and not page.lines[number].strip():
        number -= 1
    return number


def _is_short(page: Page, piece: Line) -> bool:
    """Whether a piece of a line is judged as a whole, however many sentences it holds."""
    line = page.lines[piece.number]
    if (piece.start, piece.end) == (0, len(line)):
        return page.words(piece.number) <= LINE_WORDS
    return word_count(line[piece.start : piece.end]) <= LINE_WORDS


def _goes_whole(line: str, cuts: list[tuple[int, int]], sentence: tuple[int, int], pattern: Pattern | None) -> bool:
    """Whether a short piece goes with the one of its sentences that a rule sees: not if another sentence may be the
    article's. A pattern that tells both ends is asked about the whole piece."""
    others = (line[a:b] for a, b in cuts if b <= sentence[0] or sentence[1] <= a)
    bounds = pattern is not None and pattern.bounds
    return bounds or not any(word_count(other) >= PROSE_WORDS and ends_sentence(other) for other in others)


def _sentences_of(line: str, piece: Line) -> list[tuple[int, int]]:
    cuts = [(a + piece.start, b + piece.start) for a, b in sentences(line[piece.start : piece.end])]
    return cuts or [(piece.start, piece.end)]


def _openings(page: Page, piece: Line) -> list[tuple[int, int]] | None:
    """Where a sentence of the piece may begin; None for a piece so long that this is not asked."""
    if piece.end - piece.start > OPENINGS_WITHIN:
        return None
    if (piece.start, piece.end) == (0, len(page.lines[piece.number])):
        return page.openings(piece.number)
    return openings(page.lines[piece.number], piece.start, piece.end)


def _at_boundary(line: str, wording: Wording, a: int, b: int, sentence: tuple[int, int]) -> bool:
    """Whether a short phrase opens or closes its line or sentence (or, with one or two words, is all of it)."""
    opens = not _PLAIN_WORD.search(line[sentence[0] : a])
    closes = not _PLAIN_WORD.search(line[b : sentence[1]])
    if wording.words <= 2:
        return opens and closes
    return opens or closes


def _opens(line: str, at: int, start: int) -> bool:
    """Whether no word stands between a place and the start of its line or the sentence mark before it."""
    while at > start and not line[at - 1].isalnum():
        if line[at - 1] in ".!?…。！？।॥؟۔":
            return True
        at -= 1
    return at == start


def _in_proportion(text: str, wording: Wording, matched: bool) -> bool:
    """Whether the evidence carries a removal of this length."""
    limit = SENTENCE_WORDS if matched or wording.words >= 5 else 3 * wording.words + 3
    return len(text) <= limit or word_count(text) <= limit
