"""Input files opened: their content unpacked while it is read, also when the file was cut off."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, BinaryIO, cast

from newswash.bulk.inputs import Source, needed

BLOCK = 1 << 18  # bytes read at once
GZIP_BLOCK, ZSTD_BLOCK = 1 << 14, 1 << 9  # packed bytes unpacked at once: either may be 16 million, and no more


class _Members(io.RawIOBase):
    """Member after member of a gzip file, frame after frame of a zstd file.

    A file that was cut off or damaged is noticed, and what stands before that place is given out first: the
    libraries' own readers do one of the two at most. The error waits behind an end of file, since a BufferedReader
    that meets one while it gathers throws away what it has; ``check`` raises it where nobody read on.
    """

    def __init__(self, raw: BinaryIO, start: Callable[[], Any], block: int) -> None:
        self._raw, self._start, self._block = raw, start, block
        self._ready, self._given, self._rest = b"", 0, b""
        self._member: Any = None
        self._failure: Exception | None = None
        self._ended = False

    def readable(self) -> bool:
        return True

    def check(self) -> None:
        if self._failure is not None:
            raise self._failure

    def readinto(self, buffer: Any) -> int:
        if self._ended:
            self.check()
        while self._given == len(self._ready) and self._failure is None:
            block, self._rest = self._rest or self._raw.read(self._block), b""
            if not block:
                if self._member is None:
                    return 0
                self._failure = OSError("the file ends in the middle of its packed data")
            elif self._member is not None or (block := block.lstrip(b"\0")):  # padding between members
                self._unpack(block)
        size = min(len(buffer), len(self._ready) - self._given)
        buffer[:size] = self._ready[self._given : self._given + size]
        self._given += size
        self._ended = not size
        return size

    def _unpack(self, block: bytes) -> None:
        self._member = self._member or self._start()
        self._ready, self._given = b"", 0
        before = self._member.copy() if hasattr(self._member, "copy") else None  # gzip; zstd checks whole blocks
        try:
            self._ready = self._member.decompress(block)
        except Exception as error:  # each library has its own; ``check`` raises it again
            self._failure = error
            self._ready = _up_to_the_error(before, block) if before else b""
            return
        if self._member.eof:
            self._rest, self._member = self._member.unused_data, None


def _up_to_the_error(member: Any, block: bytes) -> bytes:
    """What a damaged block of gzip holds before the damage: the decompressor keeps none of it when it fails."""
    parts: list[bytes] = []
    with suppress(zlib.error):
        for at in range(len(block)):
            parts.append(member.decompress(block[at : at + 1]))
    return b"".join(parts)


@contextmanager
def opened(source: Source) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The file's content, unpacked, and the file itself (whose place tells how much was read)."""
    with open(source.path, "rb") as raw:
        if not source.compression:
            yield raw, raw
            return
        start: Callable[[], Any] = partial(zlib.decompressobj, zlib.MAX_WBITS | 16)
        block = GZIP_BLOCK
        if source.compression == "zst":
            start = needed("zstandard").ZstdDecompressor(max_window_size=2**31).decompressobj
            block = ZSTD_BLOCK
        members = _Members(raw, start, block)
        yield cast("BinaryIO", io.BufferedReader(members, BLOCK)), raw
        members.check()


def skip(stream: BinaryIO, raw: BinaryIO, size: int) -> None:
    """Go on behind ``size`` bytes of the content of a file that was just opened; packed ones are read through."""
    if stream is raw:
        raw.seek(size)
        return
    while size > 0 and (block := stream.read(min(size, BLOCK))):
        size -= len(block)
