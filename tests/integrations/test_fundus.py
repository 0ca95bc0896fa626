"""Fundus crawls the small newspaper of ``local_site``. It has an environment of its own: it wants an older lxml."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from fundus import Crawler
from fundus.parser import ArticleBody
from fundus.parser.data import ArticleSection, TextSequence
from fundus.publishers.base_objects import PublisherGroup
from fundus.scraping.article import Article
from fundus.scraping.html import HTML, SourceInfo
from local_site import ARTICLES, kept, serve
from shown import run_section
from spiders.gazette import gazette

from newswash import Cleaner
from newswash.fixture import read_fixtures
from newswash.integrations.fundus import clean_article

FIXTURES = list(read_fixtures(Path(__file__).parents[2] / "fixtures"))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    with serve(tmp_path) as address:
        yield address


def test_a_crawl_keeps_its_sections(site: str) -> None:
    class Island(metaclass=PublisherGroup):
        default_language = "en"
        Gazette = gazette(site)

    found = {}
    for article in Crawler(Island.Gazette, threading=False).crawl(only_complete=False):
        before = article.plaintext
        result = clean_article(article)
        assert result.original == before
        found[str(article.html.responded_url).rpartition("/")[2].removesuffix(".html")] = article
    assert {name: found[name].plaintext.split("\n\n") for name in found} == {name: kept(name) for name in ARTICLES}
    assert list(found["ferry"].body.summary) == kept("ferry")[:1]
    assert [list(s.paragraphs) for s in found["ferry"].body.sections] == [kept("ferry")[1:]]
    assert found["ferry"].title == ARTICLES["ferry"][0]
    assert found["ferry"].to_json("body")["body"] == found["ferry"].body.serialize()


def made(title: str | None, body: object, url: str = "https://example.org/article") -> Article:
    return Article(
        html=HTML(url, url, "<html></html>", datetime(2026, 1, 1), SourceInfo("Gazette")), title=title, body=body
    )


def sections(*paragraphs: tuple[str, list[str]]) -> ArticleBody:
    texts = [ArticleSection(headline=TextSequence([h] if h else []), paragraphs=TextSequence(p)) for h, p in paragraphs]
    return ArticleBody(summary=TextSequence([]), sections=texts)


@pytest.mark.parametrize("body", [None, ValueError("no such element")], ids=str)
def test_an_article_without_a_body_stays_as_it_is(body: object) -> None:
    article = made("Ferry", body)
    assert clean_article(article).original == ""
    assert article.body is body


def test_a_section_of_which_nothing_is_left_goes() -> None:
    body = sections(
        ("", ["The town council voted on Tuesday to keep the last ferry to the island running for two more years."]),
        ("Newsletter", ["Sign up for our newsletter and get the week's stories in your inbox."]),
        (
            "What the islanders say",
            ["Most of them had filled the hall and stayed until the vote was counted at midnight."],
        ),
    )
    article = made(None, body)
    clean_article(article)
    assert [list(s.headline) for s in article.body.sections] == [[], ["What the islanders say"]]
    assert article.body.sections[0] == body.sections[0]
    assert len(body.sections) == 3


def test_same_words_in_the_same_paragraphs() -> None:
    cleaner = Cleaner()
    for fixture in FIXTURES:
        url = fixture.document.url or ""
        first, *rest = fixture.text.split("\n\n")
        section = ArticleSection(headline=TextSequence([]), paragraphs=TextSequence(rest))
        article = made(fixture.title, ArticleBody(summary=TextSequence([first]), sections=[section]), url)
        result = clean_article(article)
        assert result == cleaner.detect(fixture.text, url=url, title=fixture.title), fixture.path
        assert article.body.text().split() == result.text.split(), fixture.path
        if not result.removals:
            assert list(article.body.as_text_sequence()) == [first, *rest]


def test_what_the_documentation_shows(tmp_path: Path) -> None:
    run_section("scrapers.md", "Fundus", tmp_path)
