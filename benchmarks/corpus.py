"""Read a folder of news pages: <source>.jsonl.xz, a page a line, with gold article and raw texts.

A page has `id`, `host`, `lang`, `title`, `gold` (the article as written down by hand) and `raw`, the text that
each extractor makes of it. Which tokens of a raw text are article is found by aligning it with the gold.
"""

from __future__ import annotations

import json
import lzma
import re
import unicodedata
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

from rapidfuzz.distance import LCSseq

_SPACELESS = "\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_token = re.compile(rf"[{_SPACELESS}]|[^\W{_SPACELESS}]+")
RUN, NEAR, SEED = 4, 2, 6


@dataclass
class Tokens:
    """The tokens of a text, folded, with where each starts and on which line it stands."""

    text: str
    words: list[str] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("i"))
    lines: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        line, position = 0, 0
        for match in _token.finditer(self.text):
            word = match.group().casefold()
            self.words.append(word if word.isascii() else unicodedata.normalize("NFKC", word))
            self.starts.append(match.start())
            line += self.text.count("\n", position, match.start())
            position = match.start()
            self.lines.append(line)

    def whole_line(self, a: int, b: int) -> bool:
        lines = self.lines
        return (a == 0 or lines[a - 1] != lines[a]) and (b == len(lines) or lines[b - 1] != lines[b])


def align(gold: Tokens, raw: Tokens) -> tuple[bytearray, bytearray]:
    """Which tokens of either text have their partner in the other.

    First the solid parts of the longest common subsequence: runs of four tokens, short runs beside them, whole
    lines. Then runs of six tokens that stand in another order.
    """
    in_gold, in_raw = bytearray(len(gold.words)), bytearray(len(raw.words))
    if not gold.words or not raw.words:
        return in_gold, in_raw
    ids: dict[str, int] = {}
    g = [ids.setdefault(word, len(ids)) for word in gold.words]
    r = [ids.setdefault(word, len(ids)) for word in raw.words]
    blocks = [(o.src_start, o.src_end, o.dest_start, o.dest_end) for o in LCSseq.opcodes(g, r) if o.tag == "equal"]
    keep = [b - a >= RUN or (gold.whole_line(a, b) and raw.whole_line(c, d)) for a, b, c, d in blocks]
    for order in (range(1, len(blocks)), range(len(blocks) - 2, -1, -1)):
        aside = 1 if order.step < 0 else -1
        for i in order:
            if not keep[i] and keep[i + aside]:
                one, two = (blocks[i], blocks[i + 1]) if aside == 1 else (blocks[i - 1], blocks[i])
                keep[i] = two[0] - one[1] <= NEAR and two[2] - one[3] <= NEAR
    solid = [block for block, kept in zip(blocks, keep, strict=True) if kept]
    for a, b, c, d in solid:
        in_gold[a:b] = b"\1" * (b - a)
        in_raw[c:d] = b"\1" * (d - c)
    for a, b, c, d in solid:
        while a and c and not in_gold[a - 1] and not in_raw[c - 1] and g[a - 1] == r[c - 1]:
            a, c = a - 1, c - 1
            in_gold[a] = in_raw[c] = 1
        while b < len(g) and d < len(r) and not in_gold[b] and not in_raw[d] and g[b] == r[d]:
            in_gold[b] = in_raw[d] = 1
            b, d = b + 1, d + 1
    _reordered(g, r, in_gold, in_raw)
    return in_gold, in_raw


def _reordered(g: list[int], r: list[int], in_gold: bytearray, in_raw: bytearray) -> None:
    wanted = {tuple(g[i : i + SEED]) for i in range(len(g) - SEED + 1) if not any(in_gold[i : i + SEED])}
    if not wanted:
        return
    places: dict[tuple[int, ...], list[int]] = {}
    run = 0
    for j in range(len(r)):
        run = 0 if in_raw[j] else run + 1
        if run >= SEED and (key := tuple(r[j - SEED + 1 : j + 1])) in wanted:
            places.setdefault(key, []).append(j - SEED + 1)
    i = 0
    while i <= len(g) - SEED:
        best, at = 0, 0
        if not in_gold[i]:
            for j in places.get(tuple(g[i : i + SEED]), ())[:50]:
                n = 0
                while (
                    i + n < len(g)
                    and j + n < len(r)
                    and not in_gold[i + n]
                    and not in_raw[j + n]
                    and g[i + n] == r[j + n]
                ):
                    n += 1
                if n > best:
                    best, at = n, j
        if best >= SEED:
            in_gold[i : i + best] = in_raw[at : at + best] = b"\1" * best
        i += max(best if best >= SEED else 1, 1)


@dataclass(frozen=True)
class Sample:
    """One text of one page, and how much of any stretch of it is article."""

    source: str
    page: str
    host: str
    language: str
    title: str
    extractor: str
    """`gold` for the article's own text, all of which is article."""
    text: str
    gold: str
    starts: array[int]
    article: list[int]
    """Running sum: article tokens before token i."""
    metadata: list[int] = field(default_factory=list)
    """The same for those of them that people marked as headline, byline and the like; empty where nobody did."""

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """All tokens and article tokens that start in text[start:end]."""
        a, b = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return b - a, self.article[b] - self.article[a]

    def is_metadata(self, start: int, end: int) -> bool:
        """Whether people marked most of text[start:end] as headline, byline and the like."""
        if not self.metadata:
            return False
        a, b = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return 2 * (self.metadata[b] - self.metadata[a]) > b - a


def fold_of(host: str, folds: int) -> int:
    """The fold of a host: all hosts of one publisher (`finance.example.com`, `www.example.com`) share one."""
    labels = host.lower().split(".")
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    return zlib.crc32(".".join(labels[-size:]).encode()) % folds


def pages(folder: Path, sources: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The pages of the sources that have a gold article."""
    for source in sources:
        with lzma.open(folder / f"{source}.jsonl.xz", "rt", encoding="utf8") as rows:
            for row in rows:
                page = json.loads(row)
                if "gold" in page:
                    yield page


def incomplete(path: Path | None) -> frozenset[tuple[str, str]]:
    """Pages (source, id) whose gold lacks parts of the article, from a list of them."""
    if path is None or not path.exists():
        return frozenset()
    rows = path.read_text(encoding="utf8").splitlines()
    return frozenset((row.split("\t")[0], row.split("\t")[1]) for row in rows if row and not row.startswith("#"))


def samples(
    folder: Path, sources: Iterable[str], left_out: frozenset[tuple[str, str]], languages_out: frozenset[str]
) -> Iterator[Sample]:
    """Every raw text of every page, and the gold text itself."""
    for page in pages(folder, sources):
        source, number, language = str(page["source"]), str(page["id"]), str(page["lang"] or "")
        if (source, number) in left_out or language[:2] in languages_out:
            continue
        gold = Tokens(str(page["gold"]))
        raw: dict[str, str] = page["raw"]
        for extractor, text in (*sorted(raw.items()), ("gold", gold.text)):
            tokens = gold if extractor == "gold" else Tokens(text)
            mask = bytearray(b"\1" * len(gold.words)) if extractor == "gold" else align(gold, tokens)[1]
            yield Sample(source, number, str(page["host"]), language, str(page.get("title") or ""), extractor, text,
                         gold.text, tokens.starts, [0, *accumulate(mask)])  # fmt: skip
