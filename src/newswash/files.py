"""Files for ``check``, ``fix`` and ``diff``: read whole, judged, and rewritten atomically or not at all."""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from newswash.errors import DataError, UsageError
from newswash.model import Removal, Result
from newswash.spans import overlaps

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins alike
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ASIDE = ".newswash"
TEXT_SUFFIXES = frozenset({".txt"})
PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_PAGE_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
RECORD_SUFFIXES = frozenset({".jsonl", ".ndjson", ".csv", ".tsv", ".json", ".parquet", ".warc", ".gz", ".zst"})


@dataclass(frozen=True, slots=True)
class TextFile:
    """A decoded file that can be written back byte by byte."""

    path: str
    text: str
    encoding: str
    bom: bytes = b""

    def encoded(self, text: str) -> bytes:
        """What the file would hold if its text were this one."""
        return self.bom + text.encode(self.encoding)


def decode(data: bytes, encoding: str, path: str) -> TextFile:
    """Bytes as text; a byte order mark decides over ``encoding``.

    Raises DataError if they are none in it or can't be written back, UsageError if there is no such encoding.
    """
    bom = b""
    for mark, name in _BOMS:
        if data.startswith(mark):
            bom, encoding = mark, name
            break
    try:
        text = data[len(bom) :].decode(encoding)
        again = text.encode(encoding)
    except LookupError as error:
        raise UsageError(f"encoding {encoding!r} is unknown.") from error
    except UnicodeDecodeError as error:
        where = f"byte {error.start + len(bom)}"
        raise DataError(f"{path}: is not {encoding} ({where}); name its encoding: --encoding NAME.") from error
    except UnicodeError as error:  # of codecs that are made for other things than files: punycode, idna
        raise DataError(f"{path}: is not {encoding}; name its encoding: --encoding NAME.") from error
    if "\0" in text and not bom and any(4 * half.count("\0") > 3 * len(half) > 3 for half in (text[::2], text[1::2])):
        raise DataError(f"{path}: every other byte is NUL, as in UTF-16; name its encoding: --encoding utf-16-le.")
    if again != data[len(bom) :]:
        raise DataError(f"{path}: {encoding} does not give back its bytes; convert the file first.")
    return TextFile(path, text, encoding, bom)


def read_text(path: str, encoding: str) -> TextFile:
    try:
        return decode(Path(path).read_bytes(), encoding, path)
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}.") from error


def refuse_irregular(path: str) -> None:
    """Raises DataError for a pipe or a device, before reading waits for it; of others the reader says what is wrong."""
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise DataError(f"{path}: is no regular file; nothing was changed.")


def is_records(path: str) -> bool:
    """Whether the name says that the file holds records, of which only a field is text."""
    return Path(path).suffix.lower() in RECORD_SUFFIXES


def is_page(path: str) -> bool:
    """Whether the name says that the file is an HTML page."""
    return Path(path).suffix.lower() in PAGE_SUFFIXES


def begins_as_page(text: str) -> bool:
    """Whether a text is the source of an HTML page, whatever its file is called."""
    return _PAGE_START.match(text) is not None


def write_back(file: TextFile, text: str) -> None:
    """Replace the file's content, all or nothing: temporary file, fsync, rename.

    Symbolic links are followed; mode and, where the system allows it, owner stay. Raises DataError when it can't be
    written, and then has changed nothing.
    """
    replace_bytes(Path(file.path), lambda out: out(file.encoded(text)))


def replace_bytes(path: Path, produce: Callable[[Callable[[bytes], object]], object]) -> None:
    """Write a file anew through ``produce(write)``; whatever happens, the path holds the old or the new content."""
    try:
        target = path.resolve()
        about = target.stat()
        if not stat.S_ISREG(about.st_mode):
            raise DataError(f"{path}: is no regular file; nothing was changed.")
        if not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        handle, name = tempfile.mkstemp(_ASIDE, _hidden(target.name), target.parent)
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}; nothing was changed.") from error
    try:
        with os.fdopen(handle, "wb") as out:
            produce(out.write)
            out.flush()
            os.fsync(out.fileno())
        with contextlib.suppress(OSError, AttributeError):
            os.chown(name, about.st_uid, about.st_gid)
        os.chmod(name, stat.S_IMODE(about.st_mode))
        os.replace(name, target)
        sync_folder(target.parent)
    except OSError as error:
        _discard(name)
        raise DataError(f"{path}: {error.strerror}; nothing was changed.") from error
    except BaseException:
        _discard(name)
        raise


def write_whole(path: Path, text: str) -> None:
    """Write a file of newswash's own, all or nothing; raises OSError. Pipes and devices are written to as they are."""
    if path.exists() and not path.is_file():
        path.write_text(text, "utf-8")
        return
    target = Path(os.path.realpath(path))
    aside = target.with_name(f"{_hidden(target.name)}{os.getpid()}{_ASIDE}")
    try:
        aside.write_text(text, "utf-8")
        if target.exists():
            shutil.copymode(target, aside)
        os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)


def _hidden(name: str) -> str:
    """How a temporary file's name begins: with so much of ``name`` as never makes it too long for a file system."""
    return f".{name[:32]}."


def _discard(name: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(name)


def sync_folder(folder: Path) -> None:
    """Make the rename itself durable where the system lets a folder be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def text_files(
    paths: Iterable[str], exclude: Iterable[str] = (), suffixes: Collection[str] = TEXT_SUFFIXES
) -> Iterator[str]:
    """The files named, and those of ``files_below`` folders named; ``exclude`` are shell-style patterns of paths."""
    patterns = tuple(exclude)
    for name in paths:
        found = files_below(name, suffixes) if name != "-" and os.path.isdir(name) else [name]
        yield from (file for file in found if not is_excluded(file, patterns))


def files_below(folder: str, suffixes: Collection[str]) -> list[str]:
    """The files of these suffixes (in either case) in a folder and below, sorted, but for hidden files and folders.

    What may not be looked at is among them, a folder in place of its files, so that reading it says why.
    """
    found: list[Path] = []
    locked: list[Path] = []
    for here, folders, names in os.walk(folder, onerror=lambda error: locked.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(here, n) for n in names if not n.startswith(".") and Path(n).suffix.lower() in suffixes]
    return [str(path) for path in sorted([*locked, *filter(_is_file, found)])]


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        return error.errno not in (errno.ENOENT, errno.ELOOP)  # a link that leads nowhere is no file


def is_excluded(name: str, patterns: Iterable[str]) -> bool:
    """Whether one of these shell-style patterns leaves a path out; standard input is never left out."""
    return name != "-" and any(Path(name).match(p) for p in patterns)


def kept_by_marker(result: Result, marker: str | None) -> tuple[Removal, ...]:
    """The removals but for those on lines that carry the marker, or directly follow a line that is the marker alone."""
    if not marker or marker not in result.original:
        return result.removals
    text = result.original
    protected: list[tuple[int, int]] = []
    at = text.find(marker)
    while at >= 0:
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        next_line = max(end, at + 1)
        alone = text[start:end].strip() == marker
        if alone and end < len(text):
            below = text.find("\n", end + 1)
            end = len(text) if below < 0 else below
        protected.append((start, end))
        at = text.find(marker, next_line)
    return tuple(r for r in result.removals if not overlaps(protected, r.start, r.end))


def without(text: str, removals: Iterable[Removal]) -> str:
    """The text minus the removals."""
    parts, at = [], 0
    for r in removals:
        parts.append(text[at : r.start])
        at = r.end
    return "".join([*parts, text[at:]])


def file_without(text: str, removals: Iterable[Removal]) -> str:
    """The content of a file minus the removals; its last line ends with a line break if that of the text did."""
    left = without(text, removals)
    if not left or not text.endswith("\n") or left.endswith("\n"):
        return left
    return left + ("\r\n" if text.endswith("\r\n") else "\n")
