"""Lines as the layout model sees them: units, their shape, their neighbourhood.

A *unit* is what is judged at once: a line, or several lines that inline tags broke apart. Everything
here is plain Python over short strings and cached by text, because menus repeat and articles don't.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, compress, pairwise
from typing import NamedTuple
from zlib import crc32

from newswash.stopwords import STOPWORDS

ENDS = frozenset(".!?…。！？؟।॥۔።։။၊។༎།")
CLOSERS = "\"'”’»«“)]』」）】›*"
_OPENERS = frozenset("(„“«‘[‚")
_GLUE_START = frozenset(".,;:!?)”»…%’")
_TEXT_WORDS = 12
_FIGURES = 12
"""So many short lines are a table or a price list if half of them hold figures."""
_ENTRY = 600
"""No entry of a bibliography is longer: code points."""
_ABOUT = 160
"""So much of a unit tells what it is about: code points."""
_stem = re.compile(r"\b\w{5}")
_cited = re.compile(r"(?:\S+\s+){3}\S*[.,;)\]?!”\"»]\s+https?://")
_STOPLESS_CHARS = 60
_LONG_WORDS, _LONG_CHARS = 25, 250
_AGENCY = 16
_COUNTED = 240
_NEAR = 3
_HEADLINES = 3
"""Among so many units at the head of a text its headline is found."""
_SPACELESS = "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]"
_separators = re.compile("[›»•·→◆■▪●]")
_dash = re.compile(r"\s[-–—~]\s")
_symbols = re.compile(r"[^\w\s’‘“”„«»–—…。，、！？：；「」『』（）]")
_quotes = re.compile("[“”„«»「」『』]")
_brackets = re.compile("[（）【】]")
_commas = re.compile("[，、；،]")
_time = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2}\s?(?:am|pm|uhr)\b", re.I)
_year = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_currency = re.compile("[€£¥₹₽₴₩]")
_handle = re.compile(r"\w@\w")
_domain = re.compile(r"\.(?:com|org|net|de|co\.uk|fr|ru|cn)\b")
_inner_stop = re.compile(r"[.!?…。！？][\"”’»)]*\s+\S|[。！？].")
_wide_stops = re.compile("[…。！？]")
_sentence_inside = re.compile(r"\w{3}[.!?…][\"”’»)]*\s+[\"“„«‘(]*[^\W\d_a-z]|[。！？]")
_digit = re.compile(r"\d")
_beyond_ascii = re.compile("[^\x00-\x7f]+")
_CLASSES = bytes(
    ord("A" if c.isupper() else "a" if c.isalpha() else "0" if c.isdigit() else "," if c in ",;" else "(" if c in "()"
        else "[" if c in "[]{}" else '"' if c == '"' else "." if c in ".!?" else "|" if c in "|>/"
        else " " if c.isspace() or c in "_:'-" else "#")
    for c in map(chr, range(128))
).ljust(256)  # fmt: skip
"""For each ASCII character the one that stands for its class."""
_APART = bytes(c if chr(c).isalnum() or chr(c) == "_" else 32 for c in range(128)).ljust(256)
"""A space for each ASCII character that parts words."""
_list_start = re.compile(
    r"(?:[-–—•*·‣◦▪●+]|\(?\d{1,3}[.)\]:]|#\d|[a-zA-Z][.)]|第?[一二三四五六七八九十]{1,3}[、.．位条])\s?"
)


# Wide classes take long to compile: these wait for the first text that needs them.


@cache
def _word() -> re.Pattern[str]:
    return re.compile(
        rf"{_SPACELESS}|[^\W\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+"
    )


@cache
def _spaceless() -> re.Pattern[str]:
    return re.compile(_SPACELESS)


@cache
def _stopless() -> re.Pattern[str]:
    """Scripts whose sentences end in a space, or in nothing: Thai, Lao, Tibetan, Burmese, Khmer."""
    return re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")


@cache
def _caseless() -> re.Pattern[str]:
    """Letters of scripts that know no capitals."""
    return re.compile(
        "[\u05d0-\u05ea\u0620-\u065f\u066e-\u06d3\u0710-\u07ea\u0900-\u109f\u1100-\u139f\u1780-\u18af\u3005\u3006\u3041-\u312f"
        "\u3131-\ud7a3\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufefc]"
    )


@cache
def _code() -> re.Pattern[str]:
    """What lines of program code look like."""
    return re.compile(
        r"^(?:[})\]]+[;,]?$|#!?\s*\w+ \w+.*[=(]|//\s|def \w+\(|class \w+[(:]|import \w+|from [\w.]+ import "
        r"|return\b|else:$|(?:if|elif|while|for|with|try|async|except)\b.*:$"
        r"|@\w+(?:\.\w+)*(?:\(|$)|\$ \w+|</?\w+[^>]*>$|\"\w+\": )"
        r"|^[\w.\[\]\"']+ ?[+*/:-]?= ?\S|^\w[\w.]*\(.*[)(,{:;]$"
    )


_code_end = re.compile(r"[\w)\]}\"'][;{]")


class Unit(NamedTuple):
    """A stretch judged as one: from `start` in line `line` to `end` in line `last`."""

    line: int
    start: int
    last: int
    end: int
    text: str
    blank: bool
    """A blank line (or the head of the text) stands before it."""
    indent: int


OWN = (
    "chars", "words", "capitals", "capitalised", "digits", "separators", "commas", "comma_share", "terminal",
    "full_stop", "question", "ellipsis", "colon", "first_lower", "first_digit", "first_quote", "first_symbol",
    "list_item", "quotes", "brackets", "at_hash", "symbols", "caseless", "word_length", "stop_share", "stops",
    "all_capitals", "inner_stops", "time", "year", "currency", "dash", "link", "last_letter", "vocabulary",
)  # fmt: skip
"""Features of a unit by itself, in the order of `own`. The last is the score of its words."""

NEAR = ("chars", "words", "capitalised", "digits", "terminal", "colon", "first_lower", "first_symbol", "list_item",
        "separators", "stop_share", "vocabulary")  # fmt: skip
"""Those that a unit's neighbours look at. All text lines look the same to them: `PROSE`."""

CONTEXT = (
    "text_4", "text_12", "text_after_12", "text_30", "words_12", "vocabulary_4", "vocabulary_12",
    "to_previous_text", "to_next_text", "outside_main", "short_run", "indent", "repeated", "length_step_before",
    "length_step_after", "run_middle", "run_head", "run_tail", "run_vocabulary", "run_listed", "run_numbers",
    "after_colon", "siblings", "text_share", "text_before_all", "text_after_all", "margins", "topic", "topic_4",
)  # fmt: skip
"""Features of where a unit stands, in the order of `Neighbourhood.context`. `topic` is the share of its stems, in per
cent, that other text lines of the article's stretch have too: teasers have few of them, sub-headings many."""


def is_text(text: str) -> bool:
    """A text line: more than a dozen words and a sentence's end. The atom of the neighbour features.

    A long line with a sentence's end inside counts as well, and one in a script that writes no stops.
    """
    if len(text) < 24:
        return False
    if ends_sentence(text):
        return word_count(text) > _TEXT_WORDS
    if not text.isascii() and len(text) >= _STOPLESS_CHARS and _stopless().search(text):
        return 2 * len(_stopless().findall(text)) > len(text)
    return len(text) >= 100 and word_count(text) >= _LONG_WORDS and _sentence_inside.search(text) is not None


def is_prose(text: str) -> bool:
    """Whether the text may be a paragraph: a text line, or too long for anything else."""
    return is_text(text) or len(text) >= _LONG_CHARS or word_count(text) >= 2 * _LONG_WORDS


def is_address(text: str) -> bool:
    """Whether the text is nothing but an address in the web."""
    return text.startswith(("https://", "http://", "www.")) and " " not in text


def cites(text: str) -> bool:
    """Whether the text may be an entry of a bibliography: an address behind a dozen words, or behind a few that end."""
    if "http" not in text or len(text) > _ENTRY:
        return False
    return word_count(text) > _TEXT_WORDS or _cited.search(text) is not None


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does, closing quotes and brackets and an agency's tag aside."""
    last = text[-1:]
    if last in ENDS:
        return True
    if last not in CLOSERS:
        return False
    if text.rstrip(CLOSERS)[-1:] in ENDS:
        return True
    return last in ")）" and text[: max(text.rfind("(", -_AGENCY), 0)].rstrip()[-1:] in ENDS


def word_count(text: str) -> int:
    """Words; of scripts without spaces, characters / 1.7, of which the first few hundred count."""
    words = text.count(" ") + 1
    if words * 10 < len(text) or (words * 8 < len(text) and not text.isascii()):
        return words + int(_count_spaceless(text[:_COUNTED]) / 1.7)
    return words


@lru_cache(maxsize=4096)
def _count_spaceless(text: str) -> int:
    return len(_spaceless().findall(text))


def fold_words(text: str) -> list[str]:
    """The words of a unit, lower case; numbers by their length only; spaceless scripts by character."""
    text = text.lower()
    words = text.encode().translate(_APART).decode().split() if text.isascii() else _word().findall(text)
    return ["0" * min(len(word), 4) if word.isdecimal() else word for word in words]


def stems(text: str) -> set[str]:
    """What a unit is about: the first letters of the longer words at its head; in scripts of which a letter takes three
    bytes (most set no spaces), pairs of letters."""
    text = text[:_ABOUT].lower()
    if len(text.encode("utf-8", "surrogatepass")) < 2 * len(text):
        return set(_stem.findall(text))
    return {a + b for a, b in pairwise(text) if a.isalpha() and b.isalpha()}


def grams(text: str, words: Sequence[str]) -> set[int]:
    """Hashes of the words and pairs of neighbours (of the first 60 words), and of a label before a colon."""
    hashes = list(map(_hash, words[:60]))
    found = set(hashes)
    found.update([(a * _SPREAD + b) & _32_BITS for a, b in zip([_START, *hashes], [*hashes, _END], strict=True)])
    colon = text.find(":", 0, 30)
    if colon > 0:
        found.add(crc32(("".join(text[:colon].lower().split()) + ":").encode()))
    return found


@lru_cache(maxsize=16384)
def _hash(word: str) -> int:
    return crc32(word.encode())


_SPREAD, _32_BITS = 0x9E3779B1, 0xFFFFFFFF
_START, _END = crc32(b"^"), crc32(b"$")


def shape(text: str, words: Sequence[str]) -> tuple[int, ...]:
    """The features `OWN` of a unit without the last (its vocabulary score)."""
    n = len(text)
    count = word_count(text)
    parts = text.split()
    classes = text.encode("ascii", "ignore").translate(_CLASSES)
    capitals, digits = classes.count(b"A"), classes.count(b"0")
    letters = capitals + classes.count(b"a")
    commas, quotes, brackets = classes.count(b","), classes.count(b'"'), classes.count(b"[")
    separators = classes.count(b"|")
    symbols = classes.count(b"#") + separators + brackets
    brackets += classes.count(b"(")
    first, last = text[0], text[-1]
    stops_inside = classes.count(b".") > (last in ".!?")
    beyond = ""
    caseless = 0
    if len(classes) < n:
        beyond = "".join(_beyond_ascii.findall(text))
        letters, digits = letters + sum(map(str.isalpha, beyond)), digits + sum(map(str.isdigit, beyond))
        capitals += sum(map(str.isupper, beyond))
        caseless = len(_caseless().findall(beyond))
        commas, quotes = commas + len(_commas.findall(beyond)), quotes + len(_quotes.findall(beyond))
        brackets, symbols = brackets + len(_brackets.findall(beyond)), symbols + len(_symbols.findall(beyond))
        separators += len(_separators.findall(beyond))
        stops_inside = stops_inside or _wide_stops.search(beyond) is not None
    if beyond or "-" in text or "~" in text:
        separators += len(_dash.findall(text))
    stops = sum(map(STOPWORDS.__contains__, words))
    terminal = ends_sentence(text)
    return (
        min(n, 400),
        min(count, 80),
        100 * capitals // max(letters, 1),
        100 * sum([part[0].isupper() for part in parts]) // max(len(parts), 1),
        100 * digits // n,
        min(separators, 6),
        min(commas, 6),
        min(100 * commas // max(count, 1), 40),
        int(terminal),
        int(last == "." or last == "。"),
        int(terminal and "?" in text[-3:]),
        int(last == "…" or text.endswith("...")),
        int(last in ":："),
        int(first.islower()),
        int(first.isdigit()),
        int(first in "\"“„«'‘「『"),
        int(not first.isalnum() and first not in "\"“„«'‘「『("),
        int(_list_start.match(text) is not None),
        min(quotes, 4),
        min(brackets, 4),
        min(text.count("@") + text.count("#"), 3),
        min(symbols, 6),
        100 * caseless // n if letters else 0,
        min(n * 10 // max(len(parts), 1), 200),
        100 * stops // max(len(words), 1),
        min(stops, 8),
        int(letters > 3 and capitals == letters),
        min(len(_inner_stop.findall(text)), 4) if stops_inside else 0,
        int(digits > 0 and _time.search(text) is not None),
        int(digits > 3 and _year.search(text) is not None),
        int("$" in text or _currency.search(beyond) is not None),
        int("–" in text or "—" in text or " - " in text),
        int(_holds_link(text)),
        int(last.isalpha()),
    )


def _holds_link(text: str) -> bool:
    return (
        _domain.search(text) is not None
        or "www." in text
        or "http://" in text
        or "https://" in text
        or ("@" in text and _handle.search(text) is not None)
    )


PROSE = tuple(
    {"chars": 200, "words": 40, "capitalised": 15, "terminal": 1, "stop_share": 40}.get(name, 0) for name in NEAR
)
"""What every text line looks like to its neighbours."""
PAGE_HEAD, PAGE_MARGINS = 5, 16
"""A text is a whole page when so many units stand before its first text line, and before it and after the last one."""
NOTHING = tuple(-1 for _ in NEAR)
"""What stands beyond the head and the tail."""


CALM = 3
"""So many short lines between paragraphs are the article's: headings, quotations, verse."""


def calm(units: Sequence[Unit], texts: Sequence[bool]) -> list[bool]:
    """Which units are passed over in what is no whole page: those in a run of at most `CALM` that stands above or
    between text lines; or below them, if each ends as a sentence does."""
    n = len(texts)
    first, final = _ends(texts)
    out = [False] * n
    if final < 0 or _whole_page(first, first + n - 1 - final):
        return out
    i = 0
    while i < n:
        j = i
        while j < n and not texts[j]:
            j += 1
        if j - i <= CALM and (j < n or all(ends_sentence(unit.text) for unit in units[i:])):
            out[i:j] = [True] * (j - i)
        i = j + 1
    return out


def _ends(texts: Sequence[bool]) -> tuple[int, int]:
    """The first and the last text line; `len(texts)` and -1 if there is none."""
    n = len(texts)
    first = next((k for k, text in enumerate(texts) if text), n)
    return first, next((k for k in range(n - 1, -1, -1) if texts[k]), -1)


def _whole_page(head: int, margins: int) -> bool:
    return head >= PAGE_HEAD and margins >= PAGE_MARGINS


def cut(lines: Sequence[str]) -> list[Unit]:
    """The units of a text: its lines without the empty ones, fragments of a sentence glued."""
    units: list[Unit] = []
    blank = True
    for number, line in enumerate(lines):
        text = line.strip()
        if not text:
            blank = True
            continue
        indent = len(line) - len(line.lstrip())
        if not blank and units and _joins(units[-1].text, text, lines[number - 1], line):
            before = units[-1]
            joint = "" if text[0] in _GLUE_START or before.text[-1] in _OPENERS else " "
            units[-1] = before._replace(last=number, end=len(line.rstrip()), text=before.text + joint + text)
        else:
            units.append(Unit(number, indent, number, indent + len(text), text, blank, indent))
        blank = False
    return units


def _joins(before: str, text: str, line_before: str, line: str) -> bool:
    """Whether `text` goes on with the sentence that `before` left open."""
    if is_address(text) and before.count(" ") < 6:  # a source, not a sentence with a link in it
        return False
    first, last = text[0], before[-1]
    if first in _GLUE_START and not text.startswith(("...", "…")):
        return len(text) == 1 or last not in ENDS or first in ",;)"
    if last in ENDS or ends_sentence(before):
        return False
    if last in _OPENERS:
        return True
    spaced = line_before[-1] in " \xa0" or (line[0] in " \xa0" and line[1:2] not in " \xa0")
    if first.islower():
        return spaced or before.count(" ") >= 3 or last == ","
    if not spaced or _list_start.match(text):
        return last == "," and before.count(" ") >= 5 and text.count(" ") >= 5
    return len(before) >= 40 or last in ",:–—"


@lru_cache(maxsize=8192)
def _start(text: str) -> str:
    match = _list_start.match(text)
    if match:
        return "0" if text[0].isnumeric() else text[0]
    return text[: text.find(" ")].lower() if " " in text[:24] else ""


def _is_code(text: str) -> bool:
    return _code().match(text) is not None or _code_end.match(text, len(text) - 2) is not None


def _hit(unit: Unit, marked: Mapping[int, frozenset[str]]) -> bool:
    return any(line in marked for line in range(unit.line, unit.last + 1))


class Neighbourhood:
    """Where each unit of a text stands: densities of text lines, distances, repetition."""

    def __init__(
        self,
        units: Sequence[Unit],
        vocabulary: Sequence[int],
        marked: Mapping[int, frozenset[str]],
        texts: list[bool] | None = None,
    ) -> None:
        self.units = units
        self._n = n = len(units)
        self.is_text = [is_text(unit.text) for unit in units] if texts is None else texts
        self.words = [min(word_count(unit.text), 40) for unit in units]
        self._texts = [0, *accumulate(self.is_text)]
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
        self._starts = [_start(unit.text) for unit in units]
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
        first, final = _ends(self.is_text)
        self.margins = first + (n - 1 - final) if final >= 0 else n
        self.whole_page = _whole_page(first, self.margins)
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
