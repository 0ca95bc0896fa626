"""The phrase detector: rule packs, judged on the lines that the scan has hit and nowhere else."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newswash.fold import ZWNJ, fold, spell
from newswash.guards import GuardWords, in_quotation, refused
from newswash.language import detect_language, normalise
from newswash.model import Finding
from newswash.page import Page
from newswash.rule import Rule, RuleSet
from newswash.scan import scanner
from newswash.sentences import ends_sentence, sentences, word_count

if TYPE_CHECKING:
    import regex

PATTERN_SECONDS = 0.05
LABEL_LENGTH = 90  # code points: no line beyond it is a label
LINE_WORDS = 40  # a longer line is judged by its sentence
SENTENCE_WORDS = 70  # what a single phrase may take along
BLOCK_LINES, BLOCK_WORDS = 12, 16
OPENING_REACH = 1000  # code points before a phrase in which its unit may begin
CLIP = 4000  # code points of a unit that a pattern sees

_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_EDGE = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff\u0e00-\u0eff"
_SPLIT_LABELS = re.compile(rf"[^\w'&+{_MARKS}-]+")
_PLAIN_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or what a removal has left of one: [start, end) within line number ``number``."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Use:
    """What a phrase is to a rule: ``role`` and, for cues and anchors, which."""

    rule: int
    role: str
    index: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    written: str
    forms: tuple[str, ...]
    words: int
    open_end: bool
    spaceless: bool


def core(label: str) -> str:
    """A label without what varies around it: ``"Comments (12)"`` → ``"comments"``."""
    bare: str = _EDGE.sub("", fold(label))
    return bare


class PhraseDetector:
    """Rules compiled for judging. Safe to share between threads; compile once, use for any number of pages."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules: Sequence[Rule] = rules.rules
        self._phrases: list[_Phrase] = []
        self._uses: list[tuple[_Use, ...]] = []
        self._labels: dict[str, tuple[int, ...]] = {}
        self._guards = _guard_words(rules)
        self._patterns: dict[str, regex.Pattern[str]] = {}
        self._openers: dict[str, tuple[regex.Pattern[str] | None]] = {}
        self._ends: dict[tuple[str, ...], re.Pattern[str]] = {}
        self._label_cache: dict[str, tuple[tuple[int, str], ...]] = {}
        self._compile()
        opening = {i for i, uses in enumerate(self._uses) if all(self._needs_opening(u) for u in uses)}
        self._scanner = scanner([p.written for p in self._phrases], opening)

    def _compile(self) -> None:
        index: dict[str, int] = {}
        uses: dict[int, list[_Use]] = defaultdict(list)
        labels: dict[str, list[int]] = defaultdict(list)

        def add(text: str, use: _Use) -> None:
            phrase = _phrase(text)
            if phrase.text not in index:
                index[phrase.text] = len(self._phrases)
                self._phrases.append(phrase)
            uses[index[phrase.text]].append(use)

        for number, rule in enumerate(self.rules):
            for text in rule.phrases:
                if rule.pattern is None and word_count(text) <= 2:
                    labels[core(text) or fold(text).strip()].append(number)
                else:
                    add(text, _Use(number, "phrase", 0))
            for i, text in enumerate(rule.anchors):
                add(text, _Use(number, "anchor", i))
            for group, (_, phrases) in enumerate(rule.cues):
                for text in phrases:
                    add(text, _Use(number, "cue", group))
        self._uses = [tuple(uses[i]) for i in range(len(self._phrases))]
        firm = [rule.tier == "strip" for rule in self.rules]
        self._labels = {k: tuple(sorted(dict.fromkeys(v), key=lambda r: not firm[r])) for k, v in labels.items()}
        self._needs = [_mask(rule) for rule in self.rules]

    def _needs_opening(self, use: _Use) -> bool:
        return use.role == "phrase" and self.rules[use.rule].opens

    # ------------------------------------------------------------------ a whole page

    def find(self, page: Page) -> list[Finding]:
        """All that the rules see on the page."""
        hits = self._scanner.lines(page.text)
        page.hits = hits
        findings: list[Finding] = []
        for number, line in enumerate(page.lines):
            if len(line) <= LABEL_LENGTH and line:
                findings += self._find_label(page, Line(number, 0, len(line)))
        if hits:
            findings += self._find_hits(page, hits)
        return findings

    def find_pieces(self, page: Page, pieces: Iterable[Line]) -> list[Finding]:
        """What the rules see on pieces of lines, each judged as a line of its own."""
        findings: list[Finding] = []
        for piece in pieces:
            if piece.end - piece.start <= LABEL_LENGTH:
                findings += self._find_label(page, piece)
            for i in page.hits.get(piece.number, ()):
                for use in self._uses[i]:
                    if use.role == "phrase":
                        findings += self._find_phrase(page, piece, self.rules[use.rule], self._phrases[i])
        return findings

    def _find_hits(self, page: Page, hits: dict[int, set[int]]) -> Iterator[Finding]:
        anchors: dict[int, list[tuple[int, int]]] = defaultdict(list)
        cues: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        seen: dict[int, int] = defaultdict(int)
        for number, indices in hits.items():
            for i in indices:
                for use in self._uses[i]:
                    if use.role == "phrase":
                        line = Line(number, 0, len(page.lines[number]))
                        yield from self._find_phrase(page, line, self.rules[use.rule], self._phrases[i])
                    elif use.role == "anchor":
                        anchors[use.rule].append((number, i))
                    else:
                        cues[use.rule].append((number, i, use.index))
                        seen[use.rule] |= 1 << use.index
        for r, places in anchors.items():
            rule = self.rules[r]
            if len({i for _, i in places}) >= rule.min_anchors and self._in_scope(rule, page):
                yield from self._find_template(page, rule, places)
        for r, carried in cues.items():
            need, rule = self._needs[r], self.rules[r]
            if seen[r] & need == need and seen[r].bit_count() >= rule.min_cues and self._in_scope(rule, page):
                yield from self._find_cues(page, rule, carried)

    # ------------------------------------------------------------------ labels: whole lines of one or two words

    def _find_label(self, page: Page, piece: Line) -> Iterator[Finding]:
        text = page.lines[piece.number][piece.start : piece.end]
        found = self._label_cache.get(text)
        if found is None:
            found = self._read_label(text)
            if len(self._label_cache) > 100_000:
                self._label_cache.clear()
            self._label_cache[text] = found
        for number, wording in found:
            rule = self.rules[number]
            if not self._in_scope(rule, page):
                continue
            if rule.unit == "block":
                yield self._block(page, piece, rule, wording)
            else:
                yield self._finding(page, rule, piece.number, piece.start, piece.end, wording, 0.95)
            return

    def _read_label(self, text: str) -> tuple[tuple[int, str], ...]:
        """Rules whose label is the whole text, or a row of labels that leaves no word over."""
        name = core(text)
        if not name:
            return ()
        if name in self._labels:
            return tuple((r, name) for r in self._labels[name])
        words = [w for w in _SPLIT_LABELS.split(fold(text)) if _PLAIN_WORD.search(w) and not w.isdigit()]
        if not 2 <= len(words) <= 14:
            return ()
        rules: list[int] = []
        at = 0
        while at < len(words):
            for size in (4, 3, 2, 1):
                known = self._labels.get(" ".join(words[at : at + size])) if at + size <= len(words) else None
                if known and self.rules[known[0]].tier == "strip" and not self.rules[known[0]].languages:
                    rules.append(known[0])
                    at += size
                    break
            else:
                return ()
        return ((rules[0], " · ".join(words)),) if len(rules) >= 2 else ()

    # ------------------------------------------------------------------ phrases

    def _find_phrase(self, page: Page, piece: Line, rule: Rule, phrase: _Phrase) -> Iterator[Finding]:
        if not self._in_scope(rule, page):
            return
        line, folded = page.lines[piece.number], page.folded(piece.number)
        whole = piece.start == 0 and piece.end == len(line)
        cuts: list[tuple[int, int]] | None = None
        done = -1
        for a, b in _occurrences(folded, phrase, piece.start, piece.end, line):
            if a < done:
                continue
            if rule.opens and not _opens(line, a, piece.start):
                continue
            if rule.pattern is not None and not self._may_match(rule.pattern, page, piece, a):
                continue
            if cuts is None:
                cuts = page.sentences(piece.number) if whole else _within(line, piece)
            sentence = _at(cuts, a)
            if b > sentence[1]:
                sentence = (sentence[0], _at(cuts, b - 1)[1])
            if rule.unit in ("line", "block") and (
                len(cuts) == 1 or word_count(line[piece.start : piece.end]) <= LINE_WORDS
            ):
                start, end = piece.start, piece.end
            else:
                start, end = sentence
            matched = None
            if rule.pattern is not None:
                matched = self._match(rule.pattern, page, piece.number, start, end, a)
                if matched is None:
                    continue
                if rule.unit == "match":
                    start, end = matched
                    if b < start or a > end:
                        continue
            elif rule.unit == "match":
                start, end = a, b
            if matched is None and phrase.words < 5 and not _at_boundary(line, phrase, a, b, sentence, piece):
                continue
            if rule.unit != "match" and not _in_proportion(line[start:end], phrase, matched is not None):
                continue
            if "quoted" in rule.unless and in_quotation(line, a):
                continue
            if refused(rule.unless, self._guards[rule.pack], line, folded, start, end):
                continue
            done = end
            score = 0.97 if phrase.words >= 5 or matched else 0.93
            if rule.unit == "block" and whole and (start, end) == (0, len(line)):
                yield self._block(page, piece, rule, phrase.text)
            else:
                yield self._finding(page, rule, piece.number, start, end, phrase.text, score)

    def _may_match(self, pattern: str, page: Page, piece: Line, at: int) -> bool:
        """Whether the pattern can match a unit that holds ``at``: cheap, and asked before the line is cut."""
        known = self._openers.get(pattern)
        if known is None:
            opener = opening(pattern)
            known = self._openers[pattern] = (compile_pattern(opener) if opener else None,)
        compiled = known[0]
        if compiled is None or at - piece.start > OPENING_REACH:
            return True
        text = page.spelled(piece.number)
        starts = [piece.start, *(m.end() for m in _SENTENCE_START.finditer(text, piece.start, at))]
        try:
            return any(compiled.match(text, s, piece.end, timeout=PATTERN_SECONDS) for s in reversed(starts))
        except TimeoutError:
            return True

    def _match(self, pattern: str, page: Page, number: int, start: int, end: int, near: int) -> tuple[int, int] | None:
        """The pattern's match in the unit (of a very long unit, around the phrase)."""
        if end - start > CLIP:
            start, end = max(start, near - CLIP // 2), min(end, near + CLIP // 2)
        text = page.lines[number]
        while start < end and text[start].isspace():  # ``^`` is the first word of an indented line
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        compiled = self._patterns.get(pattern)
        if compiled is None:
            compiled = self._patterns[pattern] = compile_pattern(pattern)
        try:
            found = compiled.search(page.spelled(number)[start:end], timeout=PATTERN_SECONDS)
        except TimeoutError:
            return None
        return (start + found.start(), start + found.end()) if found else None

    def _block(self, page: Page, piece: Line, rule: Rule, wording: str) -> Finding:
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
                if listed and n - 1 == last:  # directly above a paragraph: its heading
                    last, listed = self._line_before(page, last), listed - 1
                break
            last, listed = n, listed + 1
        else:
            if n + 1 < len(page.lines) and listed == BLOCK_LINES:
                last = piece.number
        if last <= piece.number:
            return self._finding(page, rule, piece.number, piece.start, piece.end, wording, 0.95)
        start = page.starts[piece.number] + piece.start
        end = page.starts[last] + len(page.lines[last])
        return Finding(start, end, rule.category, rule.name, 0.9, f"says “{wording}” over a list", rule.tier)

    def _line_before(self, page: Page, number: int) -> int:
        number -= 1
        while number > 0 and not page.lines[number].strip():
            number -= 1
        return number

    # ------------------------------------------------------------------ templates

    def _find_template(self, page: Page, rule: Rule, places: list[tuple[int, int]]) -> Iterator[Finding]:
        order = {fold(text): i for i, text in reversed(list(enumerate(rule.anchors)))}
        marks: list[tuple[int, int, int, int]] = []  # line, start, end, which anchor
        for number, i in places:
            phrase, line = self._phrases[i], page.lines[number]
            for a, b in _occurrences(page.folded(number), phrase, 0, len(line), line):
                marks.append((number, a, b, order[phrase.text]))
        marks.sort()
        limit = rule.length[1] * 4 // 3
        gap = max(60, rule.length[1] // 3)
        while marks:
            cluster = [marks.pop(0)]
            while marks:
                total = self._words_between(page, cluster[0][:2], marks[0][:2], limit)
                step = self._words_between(page, cluster[-1][:2], marks[0][:2], gap)
                used = {m[3] for m in cluster}
                again = marks[0][3] in used and marks[0][3] == min(used) and len(used) >= rule.min_anchors
                if total > limit or step > gap or again:
                    break
                cluster.append(marks.pop(0))
            if len({m[3] for m in cluster}) >= rule.min_anchors:
                finding = self._template(page, rule, cluster, limit)
                if finding is not None:
                    yield finding

    def _template(self, page: Page, rule: Rule, cluster: list[tuple[int, int, int, int]], limit: int) -> Finding | None:
        (first, a, _, which), (last, _, b, _) = cluster[0], max(cluster, key=lambda m: (m[0], m[2]))
        start = a if which == 0 else _at(page.sentences(first), a)[0]
        end = _at(page.sentences(last), b - 1)[1]
        closing = self._end(page, rule, (first, start), (last, b), limit)
        if closing is not None:
            last, end = closing
        for number in range(first, last + 1):
            lo = start if number == first else 0
            hi = end if number == last else len(page.lines[number])
            if lo < hi and refused(
                rule.unless, self._guards[rule.pack], page.lines[number], page.folded(number), lo, hi
            ):
                return None
        said = ", ".join(f"“{rule.anchors[m[3]]}”" for m in cluster[:3])
        reason = f"{len({m[3] for m in cluster})} of {len(rule.anchors)} anchors: {said}" + (
            ", and its end" if closing else ""
        )
        score = 0.99 if closing else 0.96
        return Finding(
            page.starts[first] + start, page.starts[last] + end, rule.category, rule.name, score, reason, rule.tier
        )

    def _end(
        self, page: Page, rule: Rule, begin: tuple[int, int], after: tuple[int, int], limit: int
    ) -> tuple[int, int] | None:
        """Where the last of the rule's ends closes that stands behind the anchors and within the usual length."""
        if not rule.ends:
            return None
        compiled = self._ends.get(rule.ends)
        if compiled is None:
            compiled = self._ends[rule.ends] = _ends_pattern(rule.ends)
        words, best = self._words_between(page, begin, after, limit), None
        for number in range(after[0], min(after[0] + 40, len(page.lines))):
            at = after[1] if number == after[0] else 0
            at = max(0, _at(page.sentences(number), at - 1)[0]) if number == after[0] and at else at
            clip = page.folded(number)[at : at + 12 * limit]
            for match in compiled.finditer(clip):
                here = at + match.end()
                if (number, here) < after:
                    continue
                if words + word_count(clip[: match.end()]) <= limit:
                    best = (number, _close(page.lines[number], here, page.sentences(number)))
            words += word_count(clip)
            if words > limit:
                break
        return best

    def _words_between(self, page: Page, a: tuple[int, int], b: tuple[int, int], limit: int) -> int:
        """Words from one place to another; counting stops a little beyond the limit."""
        if a[0] == b[0]:
            if b[1] - a[1] > 40 * (limit + 1):
                return limit + 1
            return word_count(page.lines[a[0]][a[1] : b[1]])
        if b[0] - a[0] > 4 * limit + 8:
            return limit + 1
        words = word_count(page.lines[a[0]][a[1] : a[1] + 40 * limit])
        for number in range(a[0] + 1, b[0]):
            words += word_count(page.lines[number][: 40 * limit])
            if words > limit:
                return words
        return words + word_count(page.lines[b[0]][max(0, b[1] - 40 * limit) : b[1]])

    # ------------------------------------------------------------------ cues

    def _find_cues(self, page: Page, rule: Rule, carried: list[tuple[int, int, int]]) -> Iterator[Finding]:
        groups = self._carriers(page, rule, carried)
        if not groups:
            return
        places = sorted(groups)
        positions = self._positions(page, places)
        need, cluster = _mask(rule), [0]
        clusters = [cluster]
        for k in range(1, len(places)):
            apart = positions[k] - positions[k - 1]
            if apart <= 2 and not (apart == 2 and self._barred_between(page, rule, places[k - 1], places[k])):
                cluster.append(k)
            else:
                clusters.append(cluster := [k])
        for cluster in clusters:
            strong: set[int] = set()
            for i, k in enumerate(cluster):
                mask = 0
                for n, other in enumerate(cluster[i:], i + 1):
                    if positions[other] - positions[k] >= rule.window:
                        break
                    mask |= groups[places[other]]
                    if mask & need == need and mask.bit_count() >= rule.min_cues:
                        strong |= set(cluster[i:n])  # no more than it takes: the next sentence may be the article's
                        break
            if strong:
                yield self._cue_span(page, rule, [places[k] for k in cluster], {places[k] for k in strong}, groups)

    def _carriers(self, page: Page, rule: Rule, carried: list[tuple[int, int, int]]) -> dict[tuple[int, int], int]:
        """Sentences (line, which) that carry cues and that no guard protects → mask of cue groups."""
        groups: dict[tuple[int, int], int] = defaultdict(int)
        barred: set[tuple[int, int]] = set()
        for number, i, group in carried:
            line, folded = page.lines[number], page.folded(number)
            cuts = page.sentences(number)
            starts = [a for a, _ in cuts]
            for a, _ in _occurrences(folded, self._phrases[i], 0, len(line), line):
                k = max(0, bisect_right(starts, a) - 1)
                place = (number, k)
                if place in barred or ("quoted" in rule.unless and in_quotation(line, a)):
                    continue
                if place not in groups and refused(rule.unless, self._guards[rule.pack], line, folded, *cuts[k]):
                    barred.add(place)
                    continue
                groups[place] |= 1 << group
        return groups

    def _positions(self, page: Page, places: list[tuple[int, int]]) -> list[int]:
        """A running number for each sentence, so that neighbours differ by one, also across lines."""
        positions, at = [0], 0
        for (n0, k0), (n1, k1) in itertools.pairwise(places):
            if n0 == n1:
                at += k1 - k0
            else:
                at += len(page.sentences(n0)) - k0 + k1
                filled = [n for n in range(n0 + 1, min(n1, n0 + 12)) if page.lines[n].strip()]
                at += sum(len(page.sentences(n)) for n in filled[:3]) + (10 if len(filled) > 3 or n1 - n0 > 12 else 0)
            positions.append(at)
        return positions

    def _barred_between(self, page: Page, rule: Rule, a: tuple[int, int], b: tuple[int, int]) -> bool:
        """Whether the one sentence between two carriers is protected by a guard."""
        for number in range(a[0], b[0] + 1):
            for k, (lo, hi) in enumerate(page.sentences(number)):
                if a < (number, k) < b and refused(
                    rule.unless, self._guards[rule.pack], page.lines[number], page.folded(number), lo, hi
                ):
                    return True
        return False

    def _cue_span(
        self,
        page: Page,
        rule: Rule,
        cluster: list[tuple[int, int]],
        strong: set[tuple[int, int]],
        groups: dict[tuple[int, int], int],
    ) -> Finding:
        """From the first to the last sentence that belongs: strong ones, and weaker neighbours of the cluster."""
        inner = [i for i, place in enumerate(cluster) if place in strong]
        lo, hi = inner[0], inner[-1]
        while lo > 0 and self._belongs(page, rule, cluster[lo - 1], cluster[lo], groups):
            lo -= 1
        while hi < len(cluster) - 1 and self._belongs(page, rule, cluster[hi + 1], cluster[hi], groups):
            hi += 1
        first, last = cluster[lo], cluster[hi]
        first = self._with_voice(page, rule, first, -1)
        last = self._with_voice(page, rule, last, +1)
        start = page.starts[first[0]] + page.sentences(first[0])[first[1]][0]
        end = page.starts[last[0]] + page.sentences(last[0])[last[1]][1]
        mask = 0
        for place in strong:
            mask |= groups[place]
        names = [name for g, (name, _) in enumerate(rule.cues) if mask >> g & 1]
        return Finding(
            start,
            end,
            rule.category,
            rule.name,
            min(0.98, 0.88 + 0.03 * len(names)),
            f"cues: {', '.join(names)}",
            rule.tier,
        )

    def _belongs(
        self,
        page: Page,
        rule: Rule,
        place: tuple[int, int],
        beside: tuple[int, int],
        groups: dict[tuple[int, int], int],
    ) -> bool:
        if place[0] == beside[0] or groups[place].bit_count() >= 2:
            return True
        a, b = page.sentences(place[0])[place[1]]
        return self._in_voice(page, rule, place[0], a, b)

    def _in_voice(self, page: Page, rule: Rule, number: int, a: int, b: int) -> bool:
        return rule.voice is not None and self._match(rule.voice, page, number, a, b, a) is not None

    def _with_voice(self, page: Page, rule: Rule, place: tuple[int, int], step: int) -> tuple[int, int]:
        number, k = place
        cuts = page.sentences(number)
        while 0 <= k + step < len(cuts):
            a, b = cuts[k + step]
            if not self._in_voice(page, rule, number, a, b) or refused(
                (*rule.unless, "quoted"), self._guards[rule.pack], page.lines[number], page.folded(number), a, b
            ):
                break
            k += step
        return number, k

    # ------------------------------------------------------------------ shared

    def _in_scope(self, rule: Rule, page: Page) -> bool:
        if rule.sites and not page.on_site(rule.sites):
            return False
        if rule.languages:
            language = normalise(page.document.language) or detect_language(page.text)
            return language is None or language in rule.languages
        return True

    def _finding(
        self, page: Page, rule: Rule, number: int, start: int, end: int, wording: str, score: float
    ) -> Finding:
        at = page.starts[number]
        if rule.tier == "suspect":
            score = 0.5
        return Finding(at + start, at + end, rule.category, rule.name, score, f"says “{wording}”", rule.tier)


def compile_pattern(pattern: str) -> regex.Pattern[str]:
    """A rule's pattern, compiled as it is run: without regard to case, spellings folded."""
    import regex  # takes longer to load than a clean document to judge

    return regex.compile(spell(pattern), regex.IGNORECASE)


_TOKEN = re.compile(r"\\.|\[(?:\\.|\]|\^\]?)?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
_SENTENCE_START = re.compile(r"[.!?…।॥؟۔][\"'”’»)\]]*\s*|[。！？｡][”’」』）〉》\"']*\s*")


def opening(pattern: str) -> str | None:
    """For a pattern that is anchored at the start of its unit and nowhere else but the end: what it begins with."""
    if not pattern.startswith("^") or "(?!" in pattern or "(?<" in pattern or "(?=" in pattern:
        return None
    tokens = _TOKEN.findall(pattern[1:])
    depth = 0
    for token in tokens:
        depth += (token == "(") - (token == ")")
        if token == "^" or (token == "|" and depth == 0):
            return None
    return "".join("(?:)" if token == "$" else token for token in tokens)


def _guard_words(rules: RuleSet) -> dict[str, GuardWords]:
    """Each pack's guard words: its own, else those of the pack of its language, else the words of all packs."""
    by_language = {p.id: p for p in rules.packs if p.guards}
    everything: dict[str, list[str]] = defaultdict(list)
    for pack in rules.packs:
        for kind, words in pack.guards:
            everything[kind] += words
    shared: GuardWords | None = None
    out = {}
    for pack in rules.packs:
        source = pack if pack.guards else by_language.get(pack.language or "")
        if source is not None:
            out[pack.id] = GuardWords.of(dict(source.guards))
        else:
            shared = shared or GuardWords.of(everything)
            out[pack.id] = shared
    return out


def _mask(rule: Rule) -> int:
    names = [name for name, _ in rule.cues]
    return sum(1 << names.index(n) for n in rule.needs)


def _phrase(text: str) -> _Phrase:
    open_end = text.endswith("*")
    folded = fold(text.rstrip("*")).strip()
    forms = {folded}
    if ZWNJ in folded:
        forms |= {folded.replace(ZWNJ, ""), folded.replace(ZWNJ, " ")}
    written = text.rstrip("*").strip().lower() + "*" * open_end
    return _Phrase(folded, written, tuple(sorted(forms)), word_count(folded), open_end, bool(_SPACELESS.search(folded)))


def _occurrences(folded: str, phrase: _Phrase, start: int, end: int, line: str) -> Iterator[tuple[int, int]]:
    """Where the phrase stands between word boundaries; a change from lower to upper case counts ("ourNewsletter")."""
    for form in phrase.forms:
        at = folded.find(form, start, end)
        while at >= 0:
            stop = at + len(form)
            if phrase.spaceless or (
                (at == start or not folded[at - 1].isalnum() or not form[0].isalnum() or _seam(line, at))
                and (
                    phrase.open_end
                    or stop == end
                    or not folded[stop].isalnum()
                    or not form[-1].isalnum()
                    or _seam(line, stop)
                )
            ):
                yield at, stop
            at = folded.find(form, stop, end)


def _seam(line: str, at: int) -> bool:
    return line[at - 1].islower() and line[at].isupper()


def _at(cuts: list[tuple[int, int]], offset: int) -> tuple[int, int]:
    """The sentence at an offset."""
    if not cuts:
        return (0, 0)
    return cuts[max(0, bisect_right(cuts, (offset, 1 << 62)) - 1)]


def _within(line: str, piece: Line) -> list[tuple[int, int]]:
    return [(a + piece.start, b + piece.start) for a, b in sentences(line[piece.start : piece.end])] or [
        (piece.start, piece.end)
    ]


def _at_boundary(line: str, phrase: _Phrase, a: int, b: int, sentence: tuple[int, int], piece: Line) -> bool:
    """Whether a short phrase opens or closes its line or sentence (or, with one or two words, is all of it)."""
    opens = not _PLAIN_WORD.search(line[sentence[0] : a])
    closes = not _PLAIN_WORD.search(line[b : sentence[1]])
    if phrase.words <= 2:
        return opens and closes
    return opens or closes


def _opens(line: str, at: int, start: int) -> bool:
    """Whether no word stands between a place and the start of its line or the sentence mark before it."""
    while at > start and not line[at - 1].isalnum():
        if line[at - 1] in ".!?…。！？।॥؟۔":
            return True
        at -= 1
    return at == start


def _in_proportion(text: str, phrase: _Phrase, matched: bool) -> bool:
    """Whether the evidence carries a removal of this length."""
    limit = SENTENCE_WORDS if matched or phrase.words >= 5 else 3 * phrase.words + 3
    return len(text) <= limit or word_count(text) <= limit


def _ends_pattern(ends: Sequence[str]) -> re.Pattern[str]:
    parts = [
        r"\W+(?:\S+\W+){0,6}?".join(re.escape(p.strip()) for p in fold(end).split("*") if p.strip()) for end in ends
    ]
    return re.compile("|".join(sorted(parts, key=len, reverse=True)))


def _close(line: str, at: int, cuts: list[tuple[int, int]]) -> int:
    """The end of the sentence that closes at ``at``; of the words themselves if the sentence goes on without a mark."""
    stop = at
    while stop < len(line) and line[stop] in ".!?…。！？।\"'”’»)":
        stop += 1
    if stop > at:
        return stop
    end = _at(cuts, max(0, at - 1))[1]
    return end if word_count(line[at:end]) <= 12 else at
