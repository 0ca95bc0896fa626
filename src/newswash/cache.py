"""Files that save work between runs: made from data, found by its hash, checked when read, never needed."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

MOST = 256_000_000
"""So many bytes are kept; all rules take some 25 million. What was read longest ago goes first."""
_OURS = re.compile(r"[a-z]+-[0-9a-f]{40}|\.new-.+")


def folder() -> Path | None:
    """Where cached files live: ``NEWSWASH_CACHE`` (empty: no cache), else the user's cache folder."""
    chosen = os.environ.get("NEWSWASH_CACHE")
    if chosen is not None:
        return Path(chosen) if chosen else None
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "newswash"
    except RuntimeError:  # no home folder
        return None


@lru_cache(maxsize=16)
def made_by(*modules: str) -> str:
    """The part of a key that tells which code made the content, on what kind of machine: a hash of the named modules.

    A changed module is then never answered with what its predecessor made. Where sources are not files (an archive,
    a frozen program) the version stands for them.
    """
    from newswash import __version__

    digest = hashlib.sha256(f"{__version__} {sys.byteorder}".encode())
    for module in modules:
        try:
            digest.update((Path(__file__).parent / f"{module}.py").read_bytes())
        except OSError:
            continue
    return digest.hexdigest()


def read(kind: str, key: str) -> bytes | None:
    """The cached bytes, or None when there are none or their checksum does not hold."""
    base = folder()
    if base is None:
        return None
    path = base / f"{kind}-{key[:40]}"
    try:
        with open(path, "rb", buffering=0) as file:
            digest, body = file.read(32), file.read()
        if digest != _digest(key, body):
            return None
    except OSError:
        return None
    with suppress(OSError):  # another user's
        os.utime(path)
    return body


def write(kind: str, key: str, body: bytes) -> None:
    """Keep the bytes, all or nothing; a cache that cannot be written is no error."""
    base = folder()
    if base is None:
        return
    import tempfile  # takes longer to load than a cached file to read

    try:
        base.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=base, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_digest(key, body) + body)
            os.replace(name, base / f"{kind}-{key[:40]}")
        except BaseException:
            os.unlink(name)
            raise
        _make_room(base)
    except OSError:
        return


def _make_room(base: Path) -> None:
    """Remove what was read longest ago while the files are too large together: each change of a rule leaves some."""
    with os.scandir(base) as entries:
        found = [(entry.path, entry.stat()) for entry in entries if _OURS.fullmatch(entry.name)]
    size = sum(stat.st_size for _, stat in found)
    for path, stat in sorted(found, key=lambda file: file[1].st_mtime):
        if size <= MOST:
            return
        with suppress(OSError):  # another process was quicker
            os.unlink(path)
        size -= stat.st_size


def _digest(key: str, body: bytes) -> bytes:
    digest = hashlib.sha256(key.encode())
    digest.update(body)
    return digest.digest()
