"""The tone model: how much a sentence sounds like one that publishers ask with, whoever wrote it.

A linear model over the words of a sentence, their pairs and their stems. It decides nothing by itself:
`ask_weights.py` weighs it with cues and company. The weights come from `benchmarks/train_tone.py`; nothing is learned
at run time.
"""

from __future__ import annotations

import json
from base64 import b64decode
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from math import sqrt
from pathlib import Path
from struct import unpack
from typing import Any
from zlib import crc32

from newswash.shape import fold_words, grams
from newswash.word_memory import WordMemory

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
    sentence = sentence[:CLIP]
    words = fold_words(sentence)
    found = grams(sentence, words)
    found.update(hash_stems(words))
    found.update([crc32(sign) for sign in _signs(sentence)])
    return found


def hash_stems(words: Iterable[str]) -> list[int]:
    """Hashes of the first letters of the longer words, for languages that inflect."""
    return [_stems[word[:STEM]] for word in words if len(word) > STEM]


def names_money(sentence: str) -> bool:
    """Whether it names a sum with the sign of a currency."""
    return not _CURRENCIES.isdisjoint(sentence)


def _signs(sentence: str) -> Iterator[bytes]:
    """Whether it speaks of money in figures, and how it ends."""
    if names_money(sentence):
        yield b"\xc2\xa4"
    if sentence[-1:] in ("!", "?", ":"):
        yield b"end" + sentence[-1:].encode()


_stems = WordMemory(lambda stem: crc32(("~" + stem).encode()))


_RAISED = 128  # what is added to a weight, so that none is below zero
_RAISE = bytes((byte + _RAISED) % 256 for byte in range(256))
_BITS = 24  # for the sum of what each tone has: three times as many are in eight bytes, since only sums need the last


class ToneModel:
    """Weights of the features for each of `TONES`. Immutable; safe to share between threads."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        hashes = unpack(f"<{data['count']}I", b64decode(data["hashes"]))
        self._weights = dict(zip(hashes, _together([b64decode(data["weights"][tone]) for tone in TONES]), strict=True))
        self._bias: list[float] = [data["bias"][tone] for tone in TONES]
        self._scale: float = data["scale"]
        self._bars: dict[str, list[float]] = data["bars"]
        self._calibration: dict[str, list[float]] = data["odds"]
        self._remembered = lru_cache(maxsize=4096)(self._scores)

    @classmethod
    def load(cls, path: Path | None = None) -> ToneModel:
        """The model of a data file; without a path the built-in one, read once."""
        return _read(path or DATA)

    def level(self, sentence: str, tone: str) -> int:
        """The level of a sentence: from 0 to `SURE`."""
        return bisect_right(self._bars[tone], self.scores(sentence)[TONES.index(tone)])

    def odds(self, sentence: str, tone: str) -> float:
        """Log odds that a sentence is of an ask of this tone rather than of an article, were both as frequent."""
        slope, intercept = self._calibration[tone]
        return slope * self.scores(sentence)[TONES.index(tone)] + intercept

    def scores(self, sentence: str) -> tuple[float, ...]:
        """What the model makes of a sentence, for each of `TONES`."""
        return self._remembered(sentence[:CLIP])  # a line of megabytes may hold no full stop

    def _scores(self, sentence: str) -> tuple[float, ...]:
        found = features(sentence)
        known = [weights for weights in map(self._weights.get, found) if weights]
        total = sum(known)
        scale = self._scale / sqrt(max(len(found), LEAST))
        return tuple(
            bias + scale * ((total >> _BITS * tone & (1 << _BITS) - 1) - _RAISED * len(known))
            for tone, bias in enumerate(self._bias)
        )


def _together(rows: Sequence[bytes]) -> tuple[int, ...]:
    """A number for each feature that holds its weights, signed bytes, for all tones: they are added up at once."""
    together = bytearray(8 * len(rows[0]))
    for tone, row in enumerate(rows):
        together[_BITS // 8 * tone :: 8] = row.translate(_RAISE)
    return unpack(f"<{len(rows[0])}Q", together)


@cache
def _read(path: Path) -> ToneModel:
    return ToneModel(json.loads(path.read_bytes()))
