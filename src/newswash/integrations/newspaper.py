"""newspaper4k: cleans a parsed article, so that ``nlp()`` summarises the article and nothing else."""

from __future__ import annotations

from newspaper import Article

from newswash.cleaner import Cleaner
from newswash.errors import UsageError
from newswash.hints import as_hint
from newswash.integrations.resident import resident
from newswash.model import Result


def clean_article(article: Article, cleaner: Cleaner | None = None) -> Result:
    """Replaces ``article.text`` by the article, and returns what was found.

    The article's url, title and the language that its page names are used. Raises UsageError for an article that has
    not been parsed.
    """
    if not article.is_parsed:
        raise UsageError("the article has no text yet: call article.parse() first.")
    result = resident(cleaner).detect(
        article.text, url=as_hint(article.url), title=as_hint(article.title), language=as_hint(article.meta_lang)
    )
    if result.removals:
        article.text = result.text
    return result
