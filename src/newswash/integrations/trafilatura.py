"""trafilatura: cleans what ``bare_extraction`` found, whatever options it was given.

For a page's source there is ``newswash.html.extract``, which also prunes the page by the packs' expressions.
"""

from __future__ import annotations

from trafilatura.settings import Document

from newswash.cleaner import Cleaner
from newswash.errors import UsageError
from newswash.hints import as_hint
from newswash.integrations.resident import resident
from newswash.model import Result


def clean_article(document: Document, cleaner: Cleaner | None = None) -> Result:
    """Replaces ``document.text`` by the article, and returns what was found.

    ``document``: of ``bare_extraction(…, with_metadata=True)``, whose url, title and language are used where it has
    them. Raises UsageError for None, which trafilatura returns for a page without an article.
    """
    if not isinstance(document, Document):
        raise UsageError(
            f"document must be trafilatura's Document, not {type(document).__name__}: "
            "bare_extraction returns one, or None for a page without an article."
        )
    result = resident(cleaner).detect(
        document.text or "",
        url=as_hint(document.url),
        title=as_hint(document.title),
        language=as_hint(document.language),
    )
    if result.removals:
        document.text = result.text
    return result
