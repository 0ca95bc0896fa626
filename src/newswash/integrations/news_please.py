"""news-please: cleans what ``NewsPlease.from_html``, ``from_url`` and ``from_warc`` return.

A crawl of the ``news-please`` command runs on Scrapy: there the pipeline of ``newswash.integrations.scrapy`` cleans
the field ``article_text``.
"""

from __future__ import annotations

from typing import Any

from newswash.cleaner import Cleaner
from newswash.errors import UsageError
from newswash.hints import as_hint
from newswash.integrations.resident import resident
from newswash.model import Result


def clean_article(article: Any, cleaner: Cleaner | None = None) -> Result:
    """Replaces ``article.maintext`` by the article, and returns what was found.

    ``article``: a ``NewsArticle``, whose url, title and language are used where it has them. Raises UsageError for the
    empty dictionary that news-please returns for an empty page.
    """
    if not hasattr(article, "maintext"):
        raise UsageError(
            f"article must be a NewsArticle, not {type(article).__name__}: news-please returns an empty dict for an "
            "empty page."
        )
    result = resident(cleaner).detect(
        article.maintext or "",
        url=as_hint(article.url),
        title=as_hint(article.title),
        language=as_hint(article.language),
    )
    if result.removals:
        article.maintext = result.text
    return result
