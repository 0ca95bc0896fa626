"""Input files opened: their content unpacked while it is read, also when the file was cut off."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, BinaryIO, cast

from newswash.bulk.inputs import Source, needed

BLOCK = 1 << 18  # bytes read at once


class _Members(io.RawIOBase):
    """Member after member of a gzip file, frame after frame of a zstd file.

    A file that was cut off is noticed, and what stands before the cut is given out first: the libraries' own readers
    do one of the two at most.
    """

    def __init__(self, raw: BinaryIO, start: Callable[[], Any]) -> None:
        self._raw, self._start = raw, start
        self._ready, self._rest = b"", b""
        self._member: Any = None
        self._over = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            block, self._rest = self._rest or self._raw.read(1 << 14), b""
            if not block:
                if self._member is not None and self._over:
                    raise OSError("the file ends in the middle of its packed data")
                self._over = True
                return 0
            if self._member is None:
                block = block.lstrip(b"\0")  # padding between members
                if not block:
                    continue
                self._member = self._start()
            self._ready = self._member.decompress(block)
            if self._member.eof:
                self._rest, self._member = self._member.unused_data, None
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size


@contextmanager
def opened(source: Source) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The file's content, unpacked, and the file itself (whose place tells how much was read)."""
    with open(source.path, "rb") as raw:
        if not source.compression:
            yield raw, raw
            return
        start: Callable[[], Any] = partial(zlib.decompressobj, zlib.MAX_WBITS | 16)  # gzip
        if source.compression == "zst":
            start = needed("zstandard").ZstdDecompressor(max_window_size=2**31).decompressobj
        yield cast("BinaryIO", io.BufferedReader(_Members(raw, start), BLOCK)), raw


def skip(stream: BinaryIO, raw: BinaryIO, size: int) -> None:
    """Go on behind ``size`` bytes of the content of a file that was just opened; packed ones are read through."""
    if stream is raw:
        raw.seek(size)
        return
    while size > 0 and (block := stream.read(min(size, BLOCK))):
        size -= len(block)
