"""Fundus: cleans the paragraphs of an article's body; its summary, sections and headlines stay in their places."""

from __future__ import annotations

from collections.abc import Iterator

from fundus.parser import ArticleBody
from fundus.parser.data import ArticleSection, TextSequence
from fundus.scraping.article import Article

from newswash.cleaner import Cleaner
from newswash.hints import as_hint
from newswash.integrations.paragraphs import clean_paragraphs
from newswash.integrations.resident import resident
from newswash.model import Result


def clean_article(article: Article, cleaner: Cleaner | None = None) -> Result:
    """Replaces ``article.body``, and with it ``article.plaintext``, by the article, and returns what was found.

    The body is judged as one document; the result's offsets are those of ``article.plaintext`` as it was. An article
    without a body, or whose body could not be extracted, stays as it is.
    """
    cleaner = resident(cleaner)
    body = article.body
    title = as_hint(article.title)
    url = article.html.responded_url
    if not isinstance(body, ArticleBody):
        return cleaner.detect("", url=url, title=title)
    cleaned, result = clean_paragraphs(cleaner, body.as_text_sequence(), url=url, title=title)
    if result.removals:
        article.__extraction__ = {**article.__extraction__, "body": _rebuilt(body, iter(cleaned))}
    return result


def _rebuilt(body: ArticleBody, cleaned: Iterator[str | None]) -> ArticleBody:
    """The body with its paragraphs replaced, in order; a section of which nothing is left goes."""

    def take(old: TextSequence) -> TextSequence:
        return TextSequence([text for _, text in zip(old, cleaned, strict=False) if text is not None])

    summary = take(body.summary)
    sections = []
    for old in body.sections:
        new = ArticleSection(headline=take(old.headline), paragraphs=take(old.paragraphs))
        if new.headline or new.paragraphs or not (old.headline or old.paragraphs):
            sections.append(new)
    return ArticleBody(summary=summary, sections=sections)
