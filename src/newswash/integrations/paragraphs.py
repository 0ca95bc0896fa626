"""Texts that come as a list of paragraphs are judged as one document and stay a list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from newswash.cleaner import Cleaner
from newswash.model import Result

SEPARATOR = "\n\n"


def clean_paragraphs(cleaner: Cleaner, paragraphs: Iterable[str], **hints: Any) -> tuple[list[str | None], Result]:
    """Each paragraph without its boilerplate, None for one that went whole; and the result for all of them together.

    The result's offsets are code points of the paragraphs joined by an empty line. ``hints``: url, title, language.

    >>> clean_paragraphs(Cleaner(), ["The vote passed.", "Sign up for our newsletter."])[0]
    ['The vote passed.', None]
    """
    given = list(paragraphs)
    result = cleaner.detect(SEPARATOR.join(given), **hints)
    if not result.removals:
        return [*given], result
    gone = [(r.start, r.end) for r in result.removals]
    cleaned: list[str | None] = []
    start = first = 0
    for paragraph in given:
        end = start + len(paragraph)
        while first < len(gone) and gone[first][1] <= start:
            first += 1
        kept, at, number = [], start, first
        while number < len(gone) and gone[number][0] < end:
            kept.append(result.original[at : max(at, gone[number][0])])
            at = min(gone[number][1], end)
            number += 1
        rest = "".join(kept) + result.original[at:end]
        cleaned.append(rest if rest.strip() or rest == paragraph else None)
        start = end + len(SEPARATOR)
    return cleaned, result
