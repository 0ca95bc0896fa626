"""Record files rewritten in place: one field of each record, all or nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import orjson

from newswash.bulk.chunks import BOM, LONGEST, chunks
from newswash.bulk.columns import learned
from newswash.bulk.inputs import DELIMITERS, as_lines, format_of, sources
from newswash.bulk.plan import Fields, Order, check_encoding, check_encoding_counts
from newswash.bulk.rewrite import Rewriter
from newswash.bulk.tally import Tally
from newswash.cleaner import Cleaner
from newswash.errors import DataError, UsageError
from newswash.files import replace_bytes
from newswash.model import Removal, Result


class _Unchanged(Exception):
    """Nothing would be written anew."""


def check_fixable(path: str, encoding: str) -> None:
    """Raises UsageError for a file whose records ``fix_file`` can't rewrite."""
    if path == "-":
        raise UsageError("-: records are rewritten in their file; write them to one first, for example a.jsonl.")
    if mend := as_lines(path):
        raise UsageError(f"{path}: JSON is rewritten as lines, one object a line: {mend} makes them of an array.")
    format, compression = format_of(path)
    if format is None or format not in ("jsonl", *DELIMITERS) or compression:
        raise UsageError(f"{path}: fix rewrites plain JSONL and CSV; for others: newswash run {path} -o OUT.")
    check_encoding(encoding, (format,))
    check_encoding_counts(encoding, (format,))


def fix_file(
    path: str,
    cleaner: Cleaner,
    fields: Fields,
    encoding: str = "utf-8",
    choose: Callable[[Result], Iterable[Removal]] | None = None,
) -> tuple[Tally, list[dict[str, Any]]]:
    """Clean a field of each record of a JSONL or CSV file in place, all or nothing; bad records stay as they are.

    Returns what was done, and file, line and reason of each record that was left alone. Raises UsageError for a file
    that holds no such records, DataError when it can't be read or written, is a pipe or a device,
    or has a record that is too long, and then has changed nothing.
    """
    check_fixable(path, encoding)
    format, _ = format_of(path)
    files = sources([path], None)
    order = Order(fields, str(format), encoding=encoding)
    order = learned(files, order, cleaner)
    rewriter = Rewriter(cleaner, order, choose, lenient=True)
    tally, bad = Tally(), list[dict[str, Any]]()

    def produce(write: Callable[[bytes], object]) -> None:
        with open(path, "rb") as file:
            if file.read(len(BOM)) == BOM:
                write(BOM)
        write(order.head)
        for chunk in chunks(files):
            if chunk.broken:
                raise DataError(f"{path}: {chunk.broken}; nothing was changed.")
            if chunk.cut:
                raise DataError(
                    f"{path}:{chunk.cut}: is longer than {LONGEST} bytes, which no record may be; nothing was changed. "
                    "newswash run rejects it alone."
                )
            block = rewriter(chunk)
            write(block.data)
            tally.add(block.tally)
            bad.extend(map(orjson.loads, block.rejects.splitlines()))
        if not tally.changed:
            raise _Unchanged

    with contextlib.suppress(_Unchanged):
        replace_bytes(Path(path), produce)
    return tally, bad
