"""What a framework's record tells of a text, and what newswash tells of it in return."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from newswash.hints import as_hint
from newswash.model import Result

METADATA_KEY = "newswash"  # under which documents of the RAG frameworks keep their report

URL = ("url", "source", "URL")
TITLE = ("title", "headline", "article_title")
LANGUAGE = ("language", "inLanguage", "article_language")


def hints(read: Mapping[str, Any] | Callable[[str], Any]) -> dict[str, str | None]:
    """``url``, ``title`` and ``language`` under the names that the frameworks' loaders give them, where they are text.

    ``read``: the record's fields, or a function that returns a field's value or None.

    >>> hints({"source": "https://example.org/vote", "title": None})
    {'url': 'https://example.org/vote', 'title': None, 'language': None}
    """
    get = read.get if isinstance(read, Mapping) else read

    def first(names: Sequence[str]) -> str | None:
        return next((told for name in names if (told := as_hint(get(name)))), None)

    return {"url": first(URL), "title": first(TITLE), "language": first(LANGUAGE)}


def report(result: Result) -> dict[str, Any]:
    """All of a result but the text, as plain data: removals with their words, marks, refusals, flags, fingerprint."""
    told = result.to_dict()
    del told["text"]
    return told
