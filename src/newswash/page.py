"""A document made ready for the detectors: each view is computed once, when somebody asks for it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from newswash.fold import fold, spell
from newswash.model import Document
from newswash.sentences import ends_sentence, first_letter, possible_starts, sentences, word_count
from newswash.spans import Span

if TYPE_CHECKING:
    from newswash.scan import Hits

Place = tuple[int, int]
"""A sentence: the number of its line, and which of the line's sentences it is."""
_NONE: set[int] = set()
BLANKS = 2  # lines of a text, from which on they part its paragraphs


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or what a removal has left of one: [start, end) within line number ``number``."""

    number: int
    start: int
    end: int


class Page:
    """Lines (split at ``\\n`` only), their starts, folded lines and sentences of the lines that need them.

    What is computed of a line depends on its words alone, so it is kept by them: for lines that occur twice, and for
    the page that is left when a removal has been made.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.lines = document.text.split("\n")
        self.hits: Hits = {}
        self.known_hits: dict[str, set[int]] | None = None
        self.judged: dict[str, tuple[Any, ...]] = {}
        self.headlines: dict[int, bool] | None = None  # `headline.py` finds them when somebody asks, ...
        self.is_interview: bool | None = None  # ... and `interview.py` looks whether it is one
        self.timeouts = 0  # patterns that ran into their time limit: with more time the judgement may be another
        self._spelled: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._possible_starts: dict[tuple[str, int, int], list[tuple[int, int]]] = {}
        self._words: dict[str, int] = {}
        self._sentences: dict[str, list[tuple[int, int]]] = {}

    def after(self, text: str) -> Page:
        """The page of what is left of the text: it knows what this one knows of the lines that stayed."""
        page = Page(replace(self.document, text=text))
        page.known_hits = dict.fromkeys(self.lines, _NONE) | {self.lines[n]: i for n, i in self.hits.items()}
        page.judged = self.judged
        page._spelled, page._folded = self._spelled, self._folded
        page._possible_starts = self._possible_starts
        page._words, page._sentences = self._words, self._sentences
        return page

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each line's first code point."""
        starts, at = [], 0
        for line in self.lines:
            starts.append(at)
            at += len(line) + 1
        return starts

    def lines_of(self, start: int, end: int) -> range:
        """The numbers of the lines that a span of the text touches."""
        first = bisect_right(self.starts, start) - 1
        return range(first, max(first + 1, bisect_left(self.starts, end)))

    def whole_lines(self, start: int, end: int) -> Iterator[int]:
        """The numbers of the lines all of whose words stand in a span of the text."""
        for n in self.lines_of(start, end):
            line, at = self.lines[n], self.starts[n]
            if start <= at + len(line) - len(line.lstrip()) and at + len(line.rstrip()) <= end:
                yield n

    def spelled(self, number: int) -> str:
        line = self.lines[number]
        if line not in self._spelled:
            self._spelled[line] = spell(line)
        return self._spelled[line]

    def folded(self, number: int) -> str:
        line = self.lines[number]
        if line not in self._folded:
            self._folded[line] = fold(line)
        return self._folded[line]

    def possible_starts(self, piece: Line) -> list[tuple[int, int]]:
        """Where a sentence of the piece may begin, each with the first letter from there on in the folded line."""
        line = self.lines[piece.number]
        key = line, piece.start, piece.end
        if key not in self._possible_starts:
            folded = self.folded(piece.number)
            self._possible_starts[key] = [
                (start, first_letter(folded, start, piece.end)) for start in possible_starts(*key)
            ]
        return self._possible_starts[key]

    @cached_property
    def first(self) -> int:
        """The number of the first line that is not blank; -1 if there is none."""
        return next((n for n, line in enumerate(self.lines) if line and not line.isspace()), -1)

    @cached_property
    def last(self) -> int:
        """The number of the last line that is not blank; -1 if there is none."""
        return next((n for n in reversed(range(len(self.lines))) if self.lines[n] and not self.lines[n].isspace()), -1)

    def words(self, number: int) -> int:
        """How many words the line has."""
        line = self.lines[number]
        if line not in self._words:
            self._words[line] = word_count(line)
        return self._words[line]

    def sentences(self, number: int) -> list[tuple[int, int]]:
        """Sentence spans within the line."""
        return self._sentences_of(self.lines[number])

    def places(self, numbers: Iterable[int]) -> Iterator[Place]:
        """The sentences of lines, in their order."""
        return ((number, k) for number in numbers for k in range(len(self.sentences(number))))

    def within(self, place: Place) -> Span:
        """Where in its line a sentence stands."""
        return self.sentences(place[0])[place[1]]

    def sentence(self, place: Place) -> str:
        """The words of a sentence."""
        return self.lines[place[0]][slice(*self.within(place))]

    def span(self, first: Place, last: Place) -> Span:
        """From the first to the last sentence, in offsets of the text."""
        return self.starts[first[0]] + self.within(first)[0], self.starts[last[0]] + self.within(last)[1]

    def sentences_in(self, piece: Line) -> list[tuple[int, int]]:
        """Sentence spans, within the line, of a piece of it: at least one."""
        line = self.lines[piece.number]
        if piece.start == 0 and piece.end == len(line):
            return self._sentences_of(line)
        cuts = self._sentences_of(line[piece.start : piece.end])
        return [(a + piece.start, b + piece.start) for a, b in cuts] or [(piece.start, piece.end)]

    def _sentences_of(self, text: str) -> list[tuple[int, int]]:
        if text not in self._sentences:
            self._sentences[text] = sentences(text)
        return self._sentences[text]

    @cached_property
    def blocks(self) -> list[list[int]]:
        """Lines, by number, that blank ones part from the others; where hardly a line is blank, each for itself."""
        full = [n for n, line in enumerate(self.lines) if line and not line.isspace()]
        if len(self.lines) - len(full) < BLANKS:
            return [[n] for n in full]
        blocks: list[list[int]] = []
        last = -2  # no line yet
        for n in full:
            if n - last == 1:
                blocks[-1].append(n)
            else:
                blocks.append([n])
            last = n
        return blocks

    @cached_property
    def has_headings(self) -> bool:
        """Whether blank lines part the paragraphs, or somewhere a short line stands alone between two of them."""
        ends = [bool(line) and ends_sentence(line) for line in self.lines]
        for n in range(1, len(self.lines) - 1):
            if not self.lines[n].strip() or (ends[n - 1] and not ends[n] and ends[n + 1] and self.words(n) <= 20):
                return True
        return False

    @cached_property
    def host(self) -> str | None:
        url = self.document.url
        if not url:
            return None
        from urllib.parse import urlsplit

        try:
            host = urlsplit(url if "//" in url else f"//{url}").hostname
        except ValueError:
            return None
        return host.removesuffix(".") if host else None

    def on_site(self, sites: tuple[str, ...]) -> bool:
        """Whether the page's host is one of the sites or a subdomain of one."""
        host = self.host
        return host is not None and any(host == s or host.endswith("." + s) for s in sites)
