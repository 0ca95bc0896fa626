"""What a record of any origin tells of its text beside it."""

from __future__ import annotations

HINTS = ("url", "title", "language")


def as_hint(value: object) -> str | None:
    """A record's value as ``url``, ``title`` or ``language`` of a text: a string with something in it, else None.

    Whatever else stands there tells nothing and spoils nothing: None, a number, NaN (pandas' missing value).

    >>> as_hint("https://example.org/vote"), as_hint(float("nan")), as_hint("")
    ('https://example.org/vote', None, None)
    """
    return value if isinstance(value, str) and value else None
