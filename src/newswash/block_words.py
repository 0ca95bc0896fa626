"""How much the words of a block sound like boilerplate, and like which kind.

Linear models over its words, their pairs and their stems. They decide nothing by themselves: `block_model.py` weighs
them with all else that is known of the block. The weights come from `benchmarks/train_blocks.py`; nothing is learned
at run time.
"""

from __future__ import annotations

from array import array
from base64 import b64decode
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from math import sqrt
from struct import unpack
from typing import Any
from zlib import crc32

from newswash.shape import fold_words, hash_pairs, hash_words
from newswash.tone import hash_stems, names_money
from newswash.word_memory import WordMemory

ASK, NOTICE, PLAIN = "ask", "notice", "plain"
NOTICES: Mapping[str, str] = {
    "consent": "cookie-consent",
    "comments": "comments",
    "republish": "copyright-legal",
    "poll": "poll",
    "audio": "player-ui",
    "tip": "comments",
    "follow": "share-social",
    "disclosure": "advertisement",
    "bio": "author-bio",
    "related": "related-links",
}
"""Kinds of boilerplate that asks for no money, address or subscription, and their categories."""
COLUMNS = (PLAIN, ASK, NOTICE, *NOTICES)
"""The models: by words alone, whether it is boilerplate; whether it is an ask, or a notice; of which kind a notice is.
"""
MOST_WORDS = 200  # of a block that are looked at
LEAST = 4  # a shorter block counts as one with so many features
_SIGNS = {"money": crc32(b"\xc2\xa4"), "!": crc32(b"!"), "?": crc32(b"?")}


def look(text: str) -> list[str]:
    """The words of a block that are looked at."""
    return fold_words(text)[:MOST_WORDS]


def features(text: str, words: Sequence[str]) -> set[int]:
    """Hashes of the words of a block, of their pairs, of the stems of the longer ones, and of telling signs."""
    hashes = hash_words(words)
    found = set(hashes)
    found.update(hash_pairs(hashes))
    found.update(hash_stems(words))
    found.update([hashed for sign, hashed in _SIGNS.items() if sign in text])
    if names_money(text):
        found.add(_SIGNS["money"])
    return found


class BlockWords:
    """Weights of the features for each of `COLUMNS`. Immutable; safe to share between threads."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        hashes = unpack(f"<{data['count']}I", b64decode(data["hashes"]))
        self._place: dict[int, int] = {h: i for i, h in enumerate(hashes)}
        self._weights = {name: array("b", b64decode(data["weights"][name])) for name in COLUMNS}
        self._scale: Mapping[str, float] = data["scale"]
        self._bias: Mapping[str, float] = data["bias"]
        self._bar: float = data["bar"]
        self._floor: float = data["floor"]
        self._plain = WordMemory(self._plain_weight)
        self._remembered = lru_cache(maxsize=256)(self._of)  # what a removal leaves is judged again

    def _plain_weight(self, word: str) -> int:
        place = self._place.get(crc32(word.encode()))
        return 0 if place is None else self._weights[PLAIN][place]

    def of(self, text: str) -> WordScores | None:
        """How a block sounds; None if it sounds like no boilerplate, as most paragraphs do."""
        return self._remembered(text)

    def _of(self, text: str) -> WordScores | None:
        words = look(text)
        distinct = set(words)
        if self._odds(PLAIN, sum(map(self._plain.__getitem__, distinct)), len(distinct)) < self._bar:
            return None
        scores = WordScores(self, features(text, words))
        return scores if max(scores.ask, scores.notice) >= self._floor else None

    def highest(self, text: str) -> float:
        """Log odds that a text is boilerplate of any kind rather than of an article."""
        scores = WordScores(self, features(text, look(text)))
        return max(scores.ask, scores.notice)

    def known(self, found: Iterable[int]) -> list[int]:
        """Where the weights stand of those of the features that have any."""
        return [i for i in map(self._place.get, found) if i is not None]

    def score(self, column: str, known: Iterable[int], count: int) -> float:
        """Log odds by one of the models, given where the weights of a block's features stand, and their number."""
        return self._odds(column, sum(map(self._weights[column].__getitem__, known)), count)

    def _odds(self, column: str, total: int, count: int) -> float:
        return self._bias[column] + self._scale[column] * total / sqrt(max(count, LEAST))


class WordScores:
    """How a block sounds: log odds that it is an ``ask``, and a ``notice``, rather than of an article."""

    def __init__(self, model: BlockWords, found: Collection[int]) -> None:
        self._model, self._known, self._count = model, model.known(found), len(found)
        self.ask = self._score(ASK)
        self.notice = self._score(NOTICE)

    def kind(self) -> str:
        """Of which of the kinds of `NOTICES` it would be."""
        return max(NOTICES, key=self._score)

    def _score(self, column: str) -> float:
        return self._model.score(column, self._known, self._count)
