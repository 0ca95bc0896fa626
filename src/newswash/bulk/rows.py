"""CSV records as bytes: where each begins and ends in a file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

SHOWN = 1000  # bytes of a record that is too long
PIECE = 1 << 18  # bytes of it that are looked at together
LOOKED_AT = 1000  # lines behind an open quote, which tell whether it is a slip


class Row(NamedTuple):
    """The bytes of a CSV record with its line break, the number of its first line, and what is wrong with it.

    ``dropped`` bytes, with ``skipped`` line breaks in them, of a record that is too long are not in ``raw``.
    """

    line: int
    raw: bytes
    problem: str = ""
    dropped: int = 0
    skipped: int = 0


class _TooLong(Exception):
    """A record that was not read to its end."""


class Rows:
    """Record after record: csv finds where each ends (line breaks may stand in quotes); Latin-1 spares the decoding.

    An open quote swallows what follows. Where nothing closes it, or where what it has swallowed is longer than any
    record and most of it looks like records, its line alone is bad, and reading goes on with the next one.
    ``longest``: bytes of one record. ``columns``: how many cells the first record has, which tells what looks like one.
    """

    def __init__(self, stream: BinaryIO, delimiter: str, longest: int, columns: int = 0) -> None:
        self._stream, self._delimiter, self._longest, self.columns = stream, delimiter, longest, columns
        self._back: deque[bytes] = deque()
        self._taken: list[bytes] = []
        csv.field_size_limit(longest)

    def next(self, number: int) -> Row | None:
        """The next record, whose first line has this number; None at the end."""
        self._taken = []
        try:
            cells = self._cells(self._lines())
        except StopIteration:
            return None
        except _TooLong:
            return self._first_alone(number) if self._is_a_slip() else self._beginning(number)
        except csv.Error as error:
            if len(self._taken) > 1 and _is_open(error):
                return self._first_alone(number)
            return Row(number, b"".join(self._taken), f"is not CSV: {error}")
        self.columns = self.columns or cells
        return Row(number, b"".join(self._taken))

    def _cells(self, lines: Iterator[str]) -> int:
        return len(next(csv.reader(lines, delimiter=self._delimiter, strict=True)))

    def _lines(self) -> Iterator[str]:
        size = 0
        while line := self._line(self._longest):
            self._taken.append(line)
            size += len(line)
            if size > self._longest or (size == self._longest and line[-1:] != b"\n"):
                raise _TooLong
            yield line.decode("latin-1")

    def _line(self, limit: int) -> bytes:
        if self._back:
            return self._back.popleft()
        # of a damaged file the second call raises what is wrong, and no record is taken for whole
        return self._stream.readline(limit) or self._stream.readline(limit)

    def _first_alone(self, number: int) -> Row:
        self._back.extendleft(reversed(self._taken[1:]))
        return Row(number, self._taken[0], "a quote is never closed")

    def _is_a_slip(self) -> bool:
        """Whether most lines behind the open quote are records, as far as one can tell: of one cell any line is."""
        if len(self._taken) == 1 or self.columns == 1:
            return False
        if not self.columns:  # it stands in the head
            return True
        behind = [line for line in self._taken[1 : 1 + LOOKED_AT] if not line.isspace()]
        return 2 * sum(self._is_record(line) for line in behind) > len(behind)

    def _is_record(self, line: bytes) -> bool:
        try:
            return self._cells(iter([line.decode("latin-1")])) == self.columns
        except csv.Error:
            return False

    def _beginning(self, number: int) -> Row:
        """Read to the end of a record that is too long, and keep its beginning."""
        raw = b"".join(self._taken[:SHOWN])[:SHOWN] + b"\n"
        size, breaks = sum(map(len, self._taken)), sum(line.count(b"\n") for line in self._taken)
        piece, quoted = self._taken[-1], len(self._taken) > 1
        self._taken = []
        while (quoted := self._stays_open(piece, quoted)) or piece[-1:] != b"\n":
            if not (piece := self._line(PIECE)):
                break
            size += len(piece)
            breaks += piece.count(b"\n")
        problem = "a quote in it is never closed, and it " if quoted else ""
        problem += f"is longer than {self._longest} bytes (its beginning is shown)"
        return Row(number, raw, problem, size - len(raw), breaks - raw.count(b"\n"))

    def _stays_open(self, piece: bytes, quoted: bool) -> bool:
        """Whether a quote is open behind a piece of a line. ``quoted``: whether one is open before it."""
        try:
            self._cells(iter([('"' if quoted else "") + piece.decode("latin-1")]))
        except csv.Error as error:
            return _is_open(error)
        return False


def _is_open(error: csv.Error) -> bool:
    return "end of data" in str(error)
