"""The tone model: how much a sentence sounds like one that publishers ask with, whoever wrote it.

A linear model over the words of a sentence, their pairs and their stems. It decides nothing by itself: `asks.py` weighs
it with cues and company. The weights come from `benchmarks/train_tone.py`; nothing is learned at run time.
"""

from __future__ import annotations

import json
from base64 import b64decode
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from itertools import repeat
from math import sqrt
from pathlib import Path
from struct import unpack
from typing import Any
from zlib import crc32

from newswash.shape import fold_words, grams

DATA = Path(__file__).with_name("data") / "tone.json"
STEM = 5  # letters by which inflected forms of a word are known
_CURRENCIES = frozenset("€$£¥₽₹₩₴₺฿₫₪")
LEAST = 4  # a shorter sentence counts as one with so many features
CLIP = 600  # code points of a sentence that are looked at
TONES = ("donation", "newsletter", "subscription")
POSSIBLE, LIKELY, CLEAR, SURE = 1, 2, 3, 4
"""Levels: how rarely a sentence of an article sounds so much like an ask. Below the first it sounds like none."""


def features(sentence: str) -> set[int]:
    """Hashes of the words of a sentence, of their pairs, of the stems of the longer ones, and of telling signs."""
    words = fold_words(sentence[:CLIP])
    found = grams(sentence, words)
    found.update([_stem(word[:STEM]) for word in words if len(word) > STEM])
    found.update([crc32(sign) for sign in _signs(sentence)])
    return found


def _signs(sentence: str) -> Iterator[bytes]:
    """Whether it speaks of money in figures, and how it ends."""
    if not _CURRENCIES.isdisjoint(sentence):
        yield b"\xc2\xa4"
    if sentence[-1:] in ("!", "?", ":"):
        yield b"end" + sentence[-1:].encode()


@lru_cache(maxsize=16384)
def _stem(stem: str) -> int:
    return crc32(("~" + stem).encode())


class ToneModel:
    """Weights of the features for each of `TONES`, unpacked when first asked for. Safe to share between threads."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._hashes = unpack(f"<{data['count']}I", b64decode(data["hashes"]))
        self._packed: dict[str, str] = data["weights"]
        self._weights: dict[str, dict[int, int]] = {}
        self._bias: dict[str, float] = data["bias"]
        self._scale: float = data["scale"]
        self._bars: dict[str, list[float]] = data["bars"]
        self.level = lru_cache(maxsize=4096)(self._level)

    @classmethod
    def load(cls, path: Path | None = None) -> ToneModel:
        """The model of a data file; without a path the built-in one, read once."""
        return _read(path or DATA)

    def _level(self, sentence: str, kind: str) -> int:
        """The level of a sentence: from 0 to `SURE`."""
        return bisect_right(self._bars[kind], self.score(sentence, kind))

    def score(self, sentence: str, kind: str) -> float:
        """Log odds that a sentence belongs to an ask of this kind."""
        if kind not in self._weights:
            weights = unpack(f"<{len(self._hashes)}b", b64decode(self._packed[kind]))
            self._weights[kind] = {h: w for h, w in zip(self._hashes, weights, strict=True) if w}
        found = features(sentence)
        total = sum(map(self._weights[kind].get, found, repeat(0)))
        return self._bias[kind] + self._scale * total / sqrt(max(len(found), LEAST))


@cache
def _read(path: Path) -> ToneModel:
    return ToneModel(json.loads(path.read_bytes()))


@cache
def digest() -> str:
    """Of the built-in data file, without a look at what it says: most texts hold no ask."""
    return sha256(DATA.read_bytes()).hexdigest()
