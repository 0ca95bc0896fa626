"""Spans of a text: pairs of offsets in code points, the second one behind the last character."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

Span = tuple[int, int]


def overlaps(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether one of these spans, of which each begins and ends behind the one before it, overlaps [start, end)."""
    at = bisect_left(spans, (end, 0)) - 1  # the last that begins before the end
    return at >= 0 and start < spans[at][1]


def trimmed(text: str, start: int, end: int) -> Span:
    """[start, end) of a text without the white space at both ends; an empty span if there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
