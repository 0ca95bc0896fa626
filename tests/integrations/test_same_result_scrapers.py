"""Same text in, same result out: each integration against ``Cleaner.detect``, over all fixtures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from copy import copy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from newswash import Cleaner, Result
from newswash.fixture import Fixture, read_fixtures

FIXTURES = list(read_fixtures(Path(__file__).parents[2] / "fixtures"))
CLEANER = Cleaner()
Text = str | list[str]


def detect(fixture: Fixture, *, title: bool = True) -> Result:
    return CLEANER.detect(fixture.text, url=fixture.document.url, title=fixture.title if title else None)


def expected(fixture: Fixture) -> str:
    return detect(fixture).text


def expected_without_title(fixture: Fixture) -> str:
    return detect(fixture, title=False).text


def told(fixture: Fixture) -> dict[str, Any]:
    return {"url": fixture.document.url, "title": fixture.title}


def scrapy(fixtures: list[Fixture]) -> list[Text]:
    from scrapy.utils.test import get_crawler

    from newswash.integrations.scrapy import NewswashPipeline

    pipeline = NewswashPipeline.from_crawler(get_crawler(settings_dict={"NEWSWASH_FIELDS": ["text"]}))
    return [pipeline.process_item({"text": f.text, **told(f)})["text"] for f in fixtures]


def scrapy_paragraphs(fixtures: list[Fixture]) -> list[Text]:
    from scrapy.utils.test import get_crawler

    from newswash.integrations.scrapy import NewswashPipeline

    pipeline = NewswashPipeline.from_crawler(get_crawler(settings_dict={"NEWSWASH_FIELDS": ["text"]}))
    return [pipeline.process_item({"text": f.text.split("\n\n"), **told(f)})["text"] for f in fixtures]


def web_poet(fixtures: list[Fixture]) -> list[Text]:
    from newswash.integrations.web_poet import clean_text

    return [clean_text(f.text, SimpleNamespace(url=f.document.url)) for f in fixtures]


def trafilatura(fixtures: list[Fixture]) -> list[Text]:
    from trafilatura.settings import Document

    from newswash.integrations.trafilatura import clean_article

    pages = [Document(text=f.text, url=f.document.url, title=f.title) for f in fixtures]
    for page in pages:
        clean_article(page)
    return [page.text or "" for page in pages]


def newspaper(fixtures: list[Fixture]) -> list[Text]:
    from newspaper import Article
    from newspaper.article import ArticleDownloadState

    from newswash.integrations.newspaper import clean_article

    texts: list[Text] = []
    for f in fixtures:
        page = Article(f.document.url or "https://no.invalid/")
        page.download_state, page.is_parsed = ArticleDownloadState.SUCCESS, True
        page.title, page.text = f.title or "", f.text
        clean_article(page)
        texts.append(page.text)
    return texts


def news_please(fixtures: list[Fixture]) -> list[Text]:
    from newsplease import NewsPlease

    from newswash.integrations.news_please import clean_article

    parsed = NewsPlease.from_html("<html><body><p>The vote passed.</p></body></html>", fetch_images=False)
    texts: list[Text] = []
    for f in fixtures:
        page = copy(parsed)
        page.maintext, page.url, page.title = f.text, f.document.url, f.title
        page.language = None
        clean_article(page)
        texts.append(page.maintext)
    return texts


def langchain(fixtures: list[Fixture]) -> list[Text]:
    from langchain_core.documents import Document

    from newswash.integrations.langchain import NewswashTransformer

    documents = [Document(page_content=f.text, metadata=told(f)) for f in fixtures]
    return [d.page_content for d in NewswashTransformer().transform_documents(documents)]


def llama_index(fixtures: list[Fixture]) -> list[Text]:
    from llama_index.core import Document

    from newswash.integrations.llama_index import NewswashTransform

    documents = [Document(text=f.text, metadata=told(f)) for f in fixtures]
    return [d.text for d in NewswashTransform()(documents)]


def haystack(fixtures: list[Fixture]) -> list[Text]:
    from haystack import Document

    from newswash.integrations.haystack import NewswashCleaner

    documents = [Document(content=f.text, meta=told(f)) for f in fixtures]
    cleaned = asyncio.run(NewswashCleaner().run_async(documents))["documents"]
    return [d.content for d in cleaned]


WHOLE = [scrapy, trafilatura, newspaper, news_please, langchain, llama_index, haystack]


@pytest.mark.parametrize("integration", WHOLE, ids=lambda f: f.__name__)
def test_same_text(integration: Callable[[list[Fixture]], list[Text]]) -> None:
    assert integration(FIXTURES) == [expected(f) for f in FIXTURES]


def test_same_text_where_no_title_is_known() -> None:
    assert web_poet(FIXTURES) == [expected_without_title(f) for f in FIXTURES]


def test_same_words_in_the_same_paragraphs() -> None:
    for fixture, paragraphs in zip(FIXTURES, scrapy_paragraphs(FIXTURES), strict=True):
        assert "\n\n".join(paragraphs).split() == expected(fixture).split(), fixture.path
        given = fixture.text.split("\n\n")
        assert len(paragraphs) <= len(given)
        if expected(fixture) == fixture.text:
            assert paragraphs == given


def test_the_corpus_has_something_to_remove() -> None:
    assert sum(expected(f) != f.text for f in FIXTURES) > len(FIXTURES) / 3
