"""Which files a bulk run reads, and what their names tell."""

from __future__ import annotations

import importlib
import os
import shlex
import stat
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newswash.errors import DataError, UsageError
from newswash.files import is_excluded, is_page

FORMATS: Mapping[str, str] = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv",
    ".parquet": "parquet", ".warc": "warc", ".txt": "txt",
}  # fmt: skip
COMPRESSIONS: Mapping[str, str] = {".gz": "gz", ".zst": "zst"}
REJECTS = ".rejects.jsonl"
"""How a name ends under which a run keeps bad records, if no other is named."""

PARTIAL = ".partial"
"""How the name ends of an output that grows."""

DELIMITERS: Mapping[str, str] = {"csv": ",", "tsv": "\t"}


@dataclass(frozen=True, slots=True)
class Source:
    """One input file. ``name``: its path below the folder that was named; ``size``: bytes; ``changed``: when, in ns."""

    path: str
    name: str
    format: str
    compression: str
    size: int
    changed: int


def format_of(path: str | Path) -> tuple[str | None, str]:
    """Format and compression that a file's name tells; None for a format that isn't known."""
    name = Path(path)
    suffix, compression = name.suffix.lower(), ""
    if suffix in COMPRESSIONS:
        compression = COMPRESSIONS[suffix]
        suffix = Path(name.stem).suffix.lower()
    return FORMATS.get(suffix), compression


def needed(module: str) -> Any:
    """A library that only some formats need. Raises UsageError, which names the extra, when it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise UsageError(
            f"this format needs {package}, which is missing: pip install 'newswash[bulk]', from a checkout '.[bulk]'."
        ) from error


def sources(
    paths: Sequence[str], format: str | None, ignore: Collection[Path] = (), exclude: Sequence[str] = ()
) -> list[Source]:
    """The files named, and below folders named those of a known format, sorted.

    Left out are hidden files and folders, those whose names begin with ``_``, rejects of earlier runs, folders that
    unfinished ones left, what is, or lies below, a path of ``ignore``, and what a shell-style pattern of ``exclude``
    matches. Raises UsageError for a name that tells no format, DataError for what can't be opened or is a pipe or a
    device, and where nothing is left to read.
    """
    found: list[Source] = []
    for given in paths:
        if not given:
            raise UsageError("an input has an empty name; the working directory is named by a dot.")
        path = Path(given)
        if not os.path.isdir(path):  # Path.is_dir raises for some names that can't be looked up
            if not is_excluded(given, exclude):
                found.append(_source(path, path.name, format))
            continue
        below = [p for p in sorted(path.rglob("*")) if not any(map(_is_aside, p.relative_to(path).parts))]
        files = [p for p in below if os.path.isfile(p) and _is_input(p) and not _is_below(p.resolve(), ignore)]
        if not files:
            raise DataError(
                f"{path}: no file of a known format is in this folder ({', '.join(FORMATS)}){_pages_in(below)}."
            )
        found += [_source(p, p.relative_to(path).as_posix(), format) for p in files if not is_excluded(str(p), exclude)]
    if not found:
        raise DataError(f"{', '.join(paths)}: all files are excluded by {', '.join(exclude)}.")
    return found


def _is_aside(name: str) -> bool:
    """Whether a file or a folder holds no records for others: hidden, a tool's own (``_SUCCESS``), or unfinished."""
    return name[0] in "._" or name.endswith(PARTIAL)


def _is_input(path: Path) -> bool:
    return format_of(path)[0] is not None and not path.name.endswith(REJECTS)


def _pages_in(found: Sequence[Path]) -> str:
    """What to do where the files found are pages, which no run reads one by one."""
    page = next((p for p in found if is_page(str(p))), None)
    if page is None:
        return ""
    loop = f'for f in {shlex.quote(str(page.parent))}/*{page.suffix}; do newswash clean --html "$f" > "$f.txt"; done'
    return f"; of HTML pages make texts first: {loop}"


def _is_below(path: Path, folders: Collection[Path]) -> bool:
    return path in folders or any(p in folders for p in path.parents)


def _source(path: Path, name: str, format: str | None) -> Source:
    known, compression = format_of(path)
    chosen = format or known
    if chosen is None and (mend := as_lines(path)):
        raise UsageError(
            f"{path}: JSON is read as lines, one object a line: {mend} makes them of an array; "
            "if they stand there already, name it .jsonl, or to run: --format jsonl."
        )
    if chosen is None and is_page(str(path)):
        raise UsageError(f"{path}: is a page: newswash clean --html {shlex.quote(str(path))}.")
    if chosen is None:
        raise UsageError(f"{path}: its name tells no format; known: {', '.join(FORMATS)}. Name it with --format.")
    if compression and chosen in ("parquet", "txt"):
        raise UsageError(f"{path}: {chosen} files are not read compressed; unpack it first.")
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # opened, a pipe would wait; and a run reads its files more than once
            raise DataError(f"{path}: is no regular file; write what it holds to one first.")
        with open(path, "rb"):
            return Source(str(path), name, chosen, compression, about.st_size, about.st_mtime_ns)
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}.") from error


def as_lines(path: str | Path) -> str:
    """The command that makes JSON lines of a file of JSON; nothing if it is none by its name."""
    name = Path(path)
    unpack = {".gz": "gzip -dc", ".zst": "zstd -dc"}.get(name.suffix.lower())
    if unpack:
        name = name.with_suffix("")
    if name.suffix.lower() != ".json":
        return ""
    lines = shlex.quote(str(name.with_suffix(".jsonl")))
    given = shlex.quote(str(path))
    return f"{unpack} {given} | jq -c '.[]' > {lines}" if unpack else f"jq -c '.[]' {given} > {lines}"


def printable(path: str) -> str:
    """A path as text that can be encoded, whatever bytes the file system let it have."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
