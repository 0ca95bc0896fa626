"""A document made ready for the detectors: each view is computed once, when somebody asks for it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from urllib.parse import urlsplit

from newswash.fold import fold, spell
from newswash.model import Document
from newswash.sentences import sentences


class Page:
    """Lines (split at ``\\n`` only), their starts, folded lines and sentences of the lines that need them."""

    def __init__(self, document: Document, lines: list[str] | None = None) -> None:
        self.document = document
        self.text = document.text
        self.lines = document.text.split("\n") if lines is None else lines
        self.hits: dict[int, set[int]] = {}
        self._spelled: dict[int, str] = {}
        self._folded: dict[int, str] = {}
        self._sentences: dict[int, list[tuple[int, int]]] = {}

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

    def spelled(self, line: int) -> str:
        if line not in self._spelled:
            self._spelled[line] = spell(self.lines[line])
        return self._spelled[line]

    def folded(self, line: int) -> str:
        if line not in self._folded:
            self._folded[line] = fold(self.lines[line])
        return self._folded[line]

    def sentences(self, line: int) -> list[tuple[int, int]]:
        """Sentence spans within the line."""
        if line not in self._sentences:
            self._sentences[line] = sentences(self.lines[line])
        return self._sentences[line]

    @cached_property
    def host(self) -> str | None:
        url = self.document.url
        if not url:
            return None
        try:
            return urlsplit(url if "//" in url else f"//{url}").hostname
        except ValueError:
            return None

    def on_site(self, sites: tuple[str, ...]) -> bool:
        """Whether the page's host is one of the sites or a subdomain of one."""
        host = self.host
        return host is not None and any(host == s or host.endswith("." + s) for s in sites)
