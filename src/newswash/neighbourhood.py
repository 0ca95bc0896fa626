"""Where the units of a text stand: densities of text lines, distances, lists, repetition, topic."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cache, lru_cache
from itertools import accumulate, compress
from operator import add

from newswash.shape import NEAR
from newswash.units import LIST_ITEM, TEXT_WORDS, Unit, is_text, quick_word_count

_FIGURES = 12
"""So many short lines are a table or a price list if half of them hold figures."""
_ENTRY = 600
"""No entry of a bibliography is longer: code points."""
_ABOUT = 160
"""So much of a unit tells what it is about: code points."""
_stem = re.compile(r"\b\w{5}")
_cited = re.compile(r"(?:\S+\s+){3}\S*[.,;)\]?!”\"»]\s+https?://")
_START = 24
"""So much of a unit tells how it starts: code points."""
_NEAR = 3
"""So far from a short line boilerplate may reach a text line: units."""
_HEADLINES = 3
"""Among so many units at the head of a text its headline is found."""
_digit = re.compile(r"\d")
CONTEXT = (
    "text_4", "text_12", "text_after_12", "text_30", "words_12", "vocabulary_4", "vocabulary_12",
    "to_previous_text", "to_next_text", "outside_main", "short_run", "indent", "repeated", "length_step_before",
    "length_step_after", "run_middle", "run_head", "run_tail", "run_vocabulary", "run_listed", "run_numbers",
    "after_colon", "siblings", "text_share", "text_before_all", "text_after_all", "margins", "topic", "topic_4",
)  # fmt: skip
"""Features of where a unit stands, in the order of `Neighbourhood.context`. `topic` is the share of its stems, in per
cent, that other text lines of the article's stretch have too: teasers have few of them, sub-headings many."""
PROSE = tuple(
    {"chars": 200, "words": 40, "capitalised": 15, "terminal": 1, "stop_share": 40}.get(name, 0) for name in NEAR
)
"""What every text line looks like to its neighbours."""
PAGE_HEAD, PAGE_MARGINS = 5, 16
"""A text is a whole page when so many units stand before its first text line, and before it and after the last one."""
NOTHING = tuple(-1 for _ in NEAR)
"""What stands beyond the head and the tail."""


@cache
def _code() -> re.Pattern[str]:
    """What lines of program code look like."""
    return re.compile(
        r"^(?:[})\]]+[;,]?$|#!?\s*\w+ \w.*[=(]|//\s|def \w+\(|class \w+[(:]|import \w+|from [\w.]+ import "
        r"|return\b|else:$|(?:if|elif|while|for|with|try|async|except)\b.*:$"
        r"|@\w+(?:\.\w+)*(?:\(|$)|\$ \w+|</?\w+[^>]*>$|\"\w+\": )"
        r"|^[\w.\[\]\"']+ ?[+*/:-]?= ?\S|^\w[\w.]*\(.*[)(,{:;]$"
    )


_code_end = re.compile(r"[\w)\]}\"'][;{]")


def cites(text: str) -> bool:
    """Whether the text may be an entry of a bibliography: an address behind a dozen words, or behind a few that end."""
    if "http" not in text or len(text) > _ENTRY:
        return False
    return quick_word_count(text) > TEXT_WORDS or _cited.search(text) is not None


def stems(text: str) -> set[str]:
    """What a unit is about: the first letters of the longer words at its head; in scripts of which a letter takes three
    bytes (most set no spaces), pairs of letters."""
    text = text[:_ABOUT].lower()
    if len(text.encode("utf-8", "surrogatepass")) < 2 * len(text):
        return set(_stem.findall(text))
    return set(filter(str.isalpha, set(map(add, text, text[1:]))))


def ends(texts: Sequence[bool]) -> tuple[int, int]:
    """The first and the last text line; `len(texts)` and -1 if there is none."""
    n = len(texts)
    first = next((k for k, text in enumerate(texts) if text), n)
    return first, next((k for k in range(n - 1, -1, -1) if texts[k]), -1)


def is_whole_page(head: int, margins: int) -> bool:
    return head >= PAGE_HEAD and margins >= PAGE_MARGINS


@lru_cache(maxsize=8192)
def _start(head: str) -> str:
    """The mark of a list's item, or the first word, of a text of which this is the head."""
    match = LIST_ITEM.match(head)
    if match:
        return "0" if head[0].isnumeric() else head[0]
    return head[: head.find(" ")].lower() if " " in head else ""


def _is_code(text: str) -> bool:
    return _code().match(text) is not None or _code_end.match(text, len(text) - 2) is not None


def _hit(unit: Unit, marked: Set[int]) -> bool:
    return any(line in marked for line in range(unit.line, unit.last + 1))


class Neighbourhood:
    """Where each unit of a text stands: densities of text lines, distances, repetition."""

    def __init__(
        self,
        units: Sequence[Unit],
        vocabulary: Sequence[int],
        marked: Set[int],
        texts: list[bool] | None = None,
    ) -> None:
        self.units = units
        self._n = n = len(units)
        self.is_text = [is_text(unit.text) for unit in units] if texts is None else texts
        self.words = [min(quick_word_count(unit.text), 40) for unit in units]
        self._texts = [0, *accumulate(self.is_text)]
        self.text_lines = self._texts[-1]
        self._words = [0, *accumulate(self.words)]
        self._vocabulary = [0, *accumulate(vocabulary)]
        self._hits = {i for i, unit in enumerate(units) if _hit(unit, marked)} if marked else set()
        before, distance = [0] * n, 40
        for i, text in enumerate(self.is_text):
            before[i] = distance
            distance = 1 if text else min(distance + 1, 40)
        after, distance = [0] * n, 40
        for i in range(n - 1, -1, -1):
            after[i] = distance
            distance = 1 if self.is_text[i] else min(distance + 1, 40)
        self.before, self.after = before, after
        self.main = self._stretch()
        self._starts = [_start(unit.text[:_START]) for unit in units]
        self._find_runs(vocabulary)
        all_words = sum(self.words)
        self._share = 100 * sum(w for w, t in zip(self.words, self.is_text, strict=True) if t) // max(all_words, 1)
        counts: dict[str, int] = {}
        for unit in units:
            counts[unit.text] = counts.get(unit.text, 0) + 1
        self._counts = counts
        self._stems: list[int] = []
        self._shared: list[int] = []
        self._head = {unit.text for unit in units[:_HEADLINES]}

    def _find_runs(self, vocabulary: Sequence[int]) -> None:
        """What is known of the run of lines without text that each unit stands in."""
        n = len(self.units)
        self._runs: list[tuple[int, ...]] = [(0, 0, 0, 0, 0)] * n
        self._colon = [0] * n
        # units before the first and after the last text line: many in a whole-page dump, few in an extractor's output
        i = 0
        first, final = ends(self.is_text)
        self.margins = first + (n - 1 - final) if final >= 0 else n
        self.whole_page = is_whole_page(first, self.margins)
        while i < n:
            if self.is_text[i]:
                i += 1
                continue
            j, colon = i, 0
            if i and self.units[i - 1].text[-1] in ":：":
                colon = 1
            while j < n and not self.is_text[j]:
                self._colon[j] = colon
                if self.units[j].text[-1] in ":：":
                    colon = 1
                elif colon:
                    colon = min(colon + 1, 20)
                j += 1
            length = j - i
            mean = sum(vocabulary[i:j]) // length
            listed = 100 * sum(1 for s in self._starts[i:j] if s and not s.isalpha()) // length
            numbers = 100 * sum(1 for u in self.units[i:j] if _digit.search(u.text)) // length
            place = 1 if i < first else 2 if j > final else 0  # before all text lines, behind them all, or between
            self._runs[i:j] = [(place, min(length, 60), mean, listed, numbers)] * length
            i = j

    def _stretch(self) -> tuple[int, int]:
        """The stretch with the most text and the least else: first unit and the one after the last."""
        best, best_from, best_to = 0, 0, len(self.units)
        total = begin = 0
        for i, (text, words) in enumerate(zip(self.is_text, self.words, strict=True)):
            total += words if text else -10
            if total <= 0:
                total, begin = 0, i + 1
            elif total > best:
                best, best_from, best_to = total, begin, i + 1
        return best_from, best_to

    def marked(self, i: int) -> bool:
        """Whether a phrase rule hit the unit."""
        return i in self._hits

    def among_article(self, i: int) -> bool:
        """Text lines close by on both sides, or most of what stands around."""
        a, b = max(i - 4, 0), min(i + 5, len(self.units))
        around = self._texts[b] - self._texts[a] - self.is_text[i]
        return (self.before[i] <= 2 and self.after[i] <= 2) or 2 * around >= b - a - 1

    def repeated(self, i: int) -> bool:
        """Whether the unit's text stands elsewhere in the text too."""
        return self._counts[self.units[i].text] > 1

    def vocabulary(self, i: int) -> int:
        """What the words of the unit say, in eighths of log odds."""
        return self._vocabulary[i + 1] - self._vocabulary[i]

    def exposed(self, i: int, spared: Sequence[bool]) -> bool:
        """Whether boilerplate may reach a text line: it stands twice, or near a short line that is not spared."""
        if self.repeated(i):
            return True
        near = range(max(i - _NEAR, 0), min(i + _NEAR + 1, self._n))
        return any(not self.is_text[j] and not spared[j] for j in near)

    def repeats_head(self, i: int) -> bool:
        """Whether the unit's text stands twice, once of it where a headline stands."""
        return self.repeated(i) and self.units[i].text in self._head

    def in_code(self, i: int) -> bool:
        """Whether the unit stands among lines of program code."""
        near = self.units[max(i - 4, 0) : i + 5]
        return sum(1 for unit in near if _is_code(unit.text)) >= 3

    def outside(self, i: int) -> bool:
        """Whether the unit stands outside the main stretch of a whole page."""
        return self.whole_page and not self.main[0] <= i < self.main[1]

    def listed(self, i: int) -> bool:
        """Whether the unit stands in a list within the body: siblings of one form, or behind a lead-in with a colon; or
        is an entry of a bibliography."""
        if cites(self.units[i].text):
            return True
        if self.is_text[i]:
            return False
        begin, end = self.main
        place, length, mean, listed, numbers = self._runs[i]
        start = self._starts[i]
        siblings = self._starts[max(i - 8, 0) : i + 9].count(start) - 1 if start else 0
        if begin <= i < end and (self._colon[i] or siblings >= 3 or (length >= 3 and mean < 0)):
            return True
        if self.whole_page or place == 1:
            return False
        if length >= _FIGURES and numbers >= 50:  # prices, scores, statistics
            return True
        return (mean < 8 and length >= 3) or (place == 0 and listed > 60 and siblings >= 3)

    def _find_topics(self) -> None:
        """How many stems the units have, and how many of these the other text lines of the article's stretch have."""
        about = [stems(unit.text) for unit in self.units]
        begin, end = self.main
        once: set[str] = set()
        again: set[str] = set()
        for found in compress(about[begin:end], self.is_text[begin:end]):
            again |= once & found
            once |= found
        article = [begin <= i < end and text for i, text in enumerate(self.is_text)]
        shared = [len(found & (again if own else once)) for found, own in zip(about, article, strict=True)]
        self._stems = [0, *accumulate(map(len, about))]
        self._shared = [0, *accumulate(shared)]

    def context(self, i: int) -> tuple[int, ...]:
        """The features `CONTEXT` of unit `i`."""
        n = self._n
        texts, words, vocabulary = self._texts, self._words, self._vocabulary
        me, my_words = self.is_text[i], self.words[i]
        a4, b4 = (i - 4 if i > 4 else 0), (i + 5 if i + 5 < n else n)
        a12, b12 = (i - 12 if i > 12 else 0), (i + 13 if i + 13 < n else n)
        a30, b30 = (i - 30 if i > 30 else 0), (i + 31 if i + 31 < n else n)
        mine = vocabulary[i + 1] - vocabulary[i]
        n4, n12 = b4 - a4 - 1 or 1, b12 - a12 - 1 or 1
        begin, end = self.main
        outside = begin - i if i < begin else end - 1 - i if i >= end else 0
        start = self._starts[i]
        place, length, mean, listed, numbers = self._runs[i]
        before, after = self.before[i], self.after[i]
        seen, left = texts[i], texts[n] - texts[i + 1]
        unit = self.units[i]
        if not self._stems:
            self._find_topics()
        about, shared = self._stems, self._shared
        my_stems, stems_4 = about[i + 1] - about[i], about[b4] - about[a4]
        return (
            100 * (texts[b4] - texts[a4] - me) // n4,
            100 * (texts[b12] - texts[a12] - me) // n12,
            100 * (texts[b12] - texts[i + 1]) // (b12 - i - 1 or 1),
            100 * (texts[b30] - texts[a30] - me) // (b30 - a30 - 1 or 1),
            (words[b12] - words[a12] - my_words) // n12,
            (vocabulary[b4] - vocabulary[a4] - mine) // n4,
            (vocabulary[b12] - vocabulary[a12] - mine) // n12,
            before,
            after,
            20 if outside > 20 else -20 if outside < -20 else outside,
            0 if me else before + after,
            unit.indent if unit.indent < 8 else 8,
            min(self._counts[unit.text] - 1, 60),
            my_words - self.words[i - 1] if i else 41,
            my_words - self.words[i + 1] if i + 1 < n else 41,
            length if place == 0 else 0,
            length if place == 1 else 0,
            length if place == 2 else 0,
            mean,
            listed,
            numbers,
            self._colon[i],
            self._starts[i - 8 if i > 8 else 0 : i + 9].count(start) - 1 if start else 0,
            self._share,
            seen if seen < 30 else 30,
            left if left < 30 else 30,
            self.margins if self.margins < 60 else 60,
            100 * (shared[i + 1] - shared[i]) // my_stems if my_stems else -1,
            100 * (shared[b4] - shared[a4]) // stems_4 if stems_4 else -1,
        )
