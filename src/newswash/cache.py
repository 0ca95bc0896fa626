"""Files that save work between runs: made from data, found by its hash, checked when read, never needed."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path


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
    """The part of a key that tells which code made the content: a hash of the named modules of newswash.

    A changed module is then never answered with what its predecessor made. Where sources are not files (an archive,
    a frozen program) the version stands for them.
    """
    from newswash import __version__

    digest = hashlib.sha256(__version__.encode())
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
    try:
        data = (base / f"{kind}-{key[:40]}").read_bytes()
    except OSError:
        return None
    body = data[32:]
    return body if data[:32] == _digest(key, body) else None


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
    except OSError:
        return


def _digest(key: str, body: bytes) -> bytes:
    digest = hashlib.sha256(key.encode())
    digest.update(body)
    return digest.digest()
