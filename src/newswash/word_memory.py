"""What is known of single words: the same few thousand make up most texts."""

from __future__ import annotations

from collections.abc import Callable

REMEMBERED, LONGEST = 32768, 40  # words, code points


class WordMemory(dict[str, int]):
    """Word → what ``of`` says of it, asked when the word is first met. Threads may share it."""

    def __init__(self, of: Callable[[str], int]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, word: str) -> int:
        number = self._of(word)
        if len(word) <= LONGEST:
            if len(self) >= REMEMBERED:
                self.clear()
            self[word] = number
        return number
