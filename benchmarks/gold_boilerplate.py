"""Boilerplate in articles as people wrote them down: found by reading, and listed in `gold_boilerplate.tsv`.

A row names source, page, the hash of a line, and what the line is. The line itself is another's text and not listed.
"""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path
from zlib import crc32

FILE = Path(__file__).with_name("gold_boilerplate.tsv")
Row = tuple[str, str, str]
"""Source, page, hash of a line."""


def row_of(source: str, page: str, line: str) -> Row:
    """The hash is of letters and figures alone: extractors differ in bullets, spaces and brackets."""
    letters = "".join(filter(str.isalnum, line.lower()))
    return source, page, f"{crc32(letters.encode('utf-8', 'surrogatepass')):08x}"


def listed(path: Path = FILE) -> Set[Row]:
    """The rows of a list, less what each line is: that is for readers."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {(source, page, hashed) for source, page, hashed, _ in rows}


def is_listed(rows: Set[Row], source: str, page: str, text: str) -> bool:
    """Whether each line of a text of a page is listed, blank ones aside."""
    lines = [line for line in text.split("\n") if any(map(str.isalnum, line))]
    return bool(lines) and all(row_of(source, page, line) in rows for line in lines)
