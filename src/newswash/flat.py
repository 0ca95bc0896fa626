"""Values kept as one stretch of bytes: read at once, and no object is made for an item before somebody asks for it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import overload

import orjson

Numbers = Sequence[int]


def numbers(stored: bytes | memoryview) -> Numbers:
    """The numbers that ``of_numbers`` made bytes of."""
    made = array("I")
    made.frombytes(stored)
    return made


def of_numbers(values: Iterable[int]) -> bytes:
    return array("I", values).tobytes()


class Strings(Sequence[str]):
    """Strings in one stretch of UTF-8."""

    def __init__(self, joined: bytes | memoryview, ends: Numbers) -> None:
        self.joined, self.ends = joined, ends
        """``ends``: where each ends, in bytes."""

    @classmethod
    def of(cls, strings: Iterable[str]) -> Strings:
        encoded = [s.encode("utf-8", "surrogatepass") for s in strings]
        return cls(b"".join(encoded), array("I", accumulate(map(len, encoded))))

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return list(self)[at]
        at = range(len(self))[at]
        begin = self.ends[at - 1] if at else 0
        return str(self.joined[begin : self.ends[at]], "utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[type[Strings], tuple[bytes, Numbers]]:
        return Strings, (bytes(self.joined), self.ends)


def pack(parts: Mapping[str, bytes | memoryview]) -> bytes:
    """Parts by name as one stretch of bytes."""
    sizes = orjson.dumps({name: len(part) for name, part in parts.items()})
    return b"\n".join([sizes, b"".join(parts.values())])


def unpack(stored: bytes) -> dict[str, memoryview]:
    """The parts that ``pack`` made one of; none is copied. Raises ValueError for anything else."""
    head = stored.find(b"\n")
    sizes = orjson.loads(stored[:head]) if head > 0 else {}
    if not sizes or len(stored) != head + 1 + sum(sizes.values()):
        raise ValueError("these bytes are no parts")
    ends = list(accumulate(sizes.values(), initial=head + 1))
    whole = memoryview(stored)
    return {name: whole[a:b] for name, (a, b) in zip(sizes, pairwise(ends), strict=True)}
