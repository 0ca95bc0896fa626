"""What all commands share in speaking: exit codes, errors, text as it was encoded."""

from __future__ import annotations

import os
import sys

OK, FOUND, USAGE, IO = 0, 1, 2, 4
INTERRUPTED, CUT_OFF = 130, 141  # as a shell has it for a process that was interrupted, or wrote to a closed pipe


def fail(error: Exception, code: int) -> int:
    """Say what is wrong on standard error; returns the code."""
    print(f"newswash: {error}", file=sys.stderr)
    return code


def note(words: str) -> None:
    """Say on standard error what is no error."""
    print(f"newswash: {words}", file=sys.stderr)


def tell(words: str) -> None:
    """Say on standard output what was done; if nobody reads on, the work goes on and its output nowhere."""
    try:
        print(words)
    except BrokenPipeError:
        drop()


def write(text: str, encoding: str = "utf-8") -> None:
    """Text on standard output, byte by byte as it is encoded: no line end is translated."""
    write_bytes(text.encode(encoding))


def write_json(text: str) -> None:
    """JSON on standard output in UTF-8, whatever the terminal speaks; what is no text in a path is escaped."""
    write_bytes(text.encode("utf-8", "backslashreplace"))


def write_bytes(data: bytes) -> None:
    """Bytes on standard output, after all that was printed before."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def drop() -> None:
    """What is still to be printed goes nowhere, so that the end of the process does not fail on it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def count(number: int, noun: str, width: int = 0) -> str:
    """A number with its noun. ``width``: of the number where it stands in a column, and then of the noun too."""
    words = f"{number:>{width},} " + (noun if number == 1 else f"{noun}s")
    return words.ljust(width + len(noun) + 2) if width else words
