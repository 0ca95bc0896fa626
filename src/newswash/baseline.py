"""A baseline: findings that stand today and are accepted, so that ``check`` speaks of new ones alone."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from newswash.errors import DataError, UsageError
from newswash.files import write_whole
from newswash.model import Removal

SCHEMA = 1


def key(path: str, category: str, words: str) -> str:
    """A finding is known again by its file, category and words; its place and rule may change."""
    digest = hashlib.sha256(" ".join(words.split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{Path(path).as_posix()}\t{category}\t{digest}"


def read_baseline(path: Path) -> Counter[str]:
    """How often each finding is accepted. Raises UsageError for a file that is no baseline."""
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["schema"] != SCHEMA:
            raise ValueError(f"schema {data['schema']}")
        return Counter({str(k): int(n) for k, n in data["findings"].items()})
    except FileNotFoundError as error:
        raise UsageError(f"{path}: there is no such baseline; write one with --write-baseline.") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise UsageError(f"{path}: is no baseline ({error}); write a new one with --write-baseline.") from error


def write_baseline(path: Path, keys: Iterable[str]) -> None:
    """Write the accepted findings, all or nothing. Raises DataError when the file can't be written."""
    counts = dict(sorted(Counter(keys).items()))
    try:
        write_whole(path, json.dumps({"schema": SCHEMA, "findings": counts}, indent=1) + "\n")
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}; no baseline was written.") from error


def named_from(baseline: Path, path: str) -> str:
    """A file's path as seen from the baseline's folder, so that it is known wherever the command is called."""
    return path if path == "-" else os.path.relpath(path, baseline.parent)


def new_ones(path: str, found: Iterable[tuple[Removal, str]], accepted: Counter[str]) -> list[tuple[Removal, str]]:
    """The findings that the baseline does not cover; ``accepted`` is used up as they are matched."""
    out = []
    for removal, words in found:
        name = key(path, removal.category, words)
        if accepted[name] > 0:
            accepted[name] -= 1
        else:
            out.append((removal, words))
    return out
