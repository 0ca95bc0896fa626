"""The journal of a bulk run: what the run is, how far it is durably done, and the lock that keeps a second one out."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from newswash.bulk.identity import difference
from newswash.errors import DataError, UsageError

Entry = dict[str, Any]

_KEY = "newswash run"
_START = b'{"newswash run"'


class Journal:
    """A file of JSON lines, locked while it is open: the first line describes the run, each further one a checkpoint.

    A line counts when it is whole. ``head`` is None in a new journal. Raises UsageError when another run holds it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle = _locked(path)
        content = _read(self._handle)
        if content and not content.startswith(_START):
            self.close()
            raise UsageError(f"{path}: is no journal of a run, and a run would need this name; choose another -o.")
        whole, _, _ = content.rpartition(b"\n")
        try:
            lines: list[Entry] = [orjson.loads(line) for line in whole.split(b"\n")] if whole else []
        except orjson.JSONDecodeError as error:
            self.close()
            raise DataError(f"{path}: is damaged; remove it and start anew with --force.") from error
        self.head: Entry | None = lines[0] if lines else None
        self.last: Entry = lines[-1] if len(lines) > 1 else {}
        self._size = len(whole) + 1 if whole else 0

    def start(self, head: Mapping[str, Any]) -> None:
        """Empty it and write the description of the run."""
        os.ftruncate(self._handle, 0)
        self._size, self.head, self.last = 0, None, {}
        self._append({_KEY: 1, **head})
        self.head = dict(head)

    def checkpoint(self, entry: Mapping[str, Any]) -> None:
        self._append(entry)
        self.last = dict(entry)

    def _append(self, entry: Mapping[str, Any]) -> None:
        data = orjson.dumps(entry) + b"\n"
        os.ftruncate(self._handle, self._size)
        os.lseek(self._handle, self._size, os.SEEK_SET)
        if os.write(self._handle, data) < len(data):
            raise OSError(28, os.strerror(28))
        os.fsync(self._handle)
        self._size += len(data)

    def check(self, head: Mapping[str, Any]) -> None:
        """Refuse to go on with a run that was begun with other inputs or settings."""
        other = difference(self.head or {}, head)
        if other:
            raise UsageError(
                f"{self.path}: the unfinished run has other {other}; call it as before, or start anew with --force."
            )

    def remove(self) -> None:
        """The run is over."""
        if sys.platform == "win32":
            self.close()
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()
        self.close()

    def close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _read(handle: int) -> bytes:
    parts = []
    while part := os.read(handle, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _locked(path: Path) -> int:
    """The file opened and locked; the lock goes with the process, however that ends."""
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as error:
            raise DataError(f"{path}: {error.strerror}.") from error
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            raise UsageError(
                f"{path}: another run is writing this output; wait for it or choose another -o."
            ) from error
        with contextlib.suppress(FileNotFoundError):
            if sys.platform == "win32" or os.fstat(handle).st_ino == os.stat(path).st_ino:
                return handle
        os.close(handle)  # the run that held it has just ended and removed it


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
