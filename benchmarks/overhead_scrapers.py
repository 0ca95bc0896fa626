"""What scraper plugins and RAG components cost on top of the bare call.

    python benchmarks/overhead_scrapers.py
    python benchmarks/overhead_scrapers.py --documents 500 --runs 3 --only bare scrapy haystack

The documents are the fixtures of one language joined to about ``--size`` characters, over and over. Each way is
warmed up before it is timed, and the ways take turns, so that a busy machine slows all alike; the best of several
runs counts.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from newswash import Cleaner
from newswash.fixture import read_fixtures

URL = "https://example.org/article"

Job = Callable[[], Any]


def documents(count: int, size: int) -> list[str]:
    by_language: dict[str | None, list[str]] = defaultdict(list)
    made: list[str] = []
    for fixture in read_fixtures(Path(__file__).parents[1] / "fixtures"):
        texts = by_language[fixture.language]
        texts.append(fixture.text)
        if sum(map(len, texts)) >= size:
            made.append("\n\n".join(texts))
            texts.clear()
    return list(islice(cycle(made), count))


def bare(texts: list[str]) -> Job:
    cleaner = Cleaner()
    return lambda: [cleaner.detect(t, url=URL).text for t in texts]


def scrapy(texts: list[str], report: str | None = None, paragraphs: bool = False) -> Job:
    from scrapy.utils.test import get_crawler

    from newswash.integrations.scrapy import NewswashPipeline

    settings = {"NEWSWASH_FIELDS": ["text"], "NEWSWASH_REPORT_FIELD": report}
    pipeline = NewswashPipeline.from_crawler(get_crawler(settings_dict=settings))
    values = [t.split("\n\n") if paragraphs else t for t in texts]
    return lambda: [pipeline.process_item({"text": v, "url": URL}) for v in values]


def scrapy_report(texts: list[str]) -> Job:
    return scrapy(texts, report="boilerplate")


def scrapy_paragraphs(texts: list[str]) -> Job:
    return scrapy(texts, paragraphs=True)


def web_poet(texts: list[str]) -> Job:
    from newswash.integrations.web_poet import clean_text

    page = SimpleNamespace(url=URL)
    return lambda: [clean_text(t, page) for t in texts]


def trafilatura(texts: list[str]) -> Job:
    from trafilatura.settings import Document

    from newswash.integrations.trafilatura import clean_article

    return lambda: [clean_article(Document(text=t, url=URL)) for t in texts]


def newspaper(texts: list[str]) -> Job:
    from newspaper import Article

    from newswash.integrations.newspaper import clean_article

    page = Article(URL)
    page.is_parsed = True

    def job() -> None:
        for text in texts:
            page.text = text
            clean_article(page)

    return job


def news_please(texts: list[str]) -> Job:
    from newsplease import NewsPlease

    from newswash.integrations.news_please import clean_article

    page = NewsPlease.from_html("<html><body><p>The vote passed.</p></body></html>", url=URL, fetch_images=False)
    page.language = None

    def job() -> None:
        for text in texts:
            page.maintext = text
            clean_article(page)

    return job


def fundus(texts: list[str]) -> Job:
    from fundus.parser import ArticleBody
    from fundus.parser.data import ArticleSection, TextSequence
    from fundus.scraping.article import Article
    from fundus.scraping.html import HTML, SourceInfo

    from newswash.integrations.fundus import clean_article

    html = HTML(URL, URL, "", datetime(2026, 1, 1), SourceInfo("Gazette"))
    bodies = []
    for text in texts:
        section = ArticleSection(headline=TextSequence([]), paragraphs=TextSequence(text.split("\n\n")))
        bodies.append(ArticleBody(summary=TextSequence([]), sections=[section]))
    return lambda: [clean_article(Article(html=html, body=body)) for body in bodies]


def langchain(texts: list[str]) -> Job:
    from langchain_core.documents import Document

    from newswash.integrations.langchain import NewswashTransformer

    given = [Document(page_content=t, metadata={"source": URL}) for t in texts]
    transformer = NewswashTransformer()
    return lambda: transformer.transform_documents(given)


def llama_index(texts: list[str]) -> Job:
    from llama_index.core import Document

    from newswash.integrations.llama_index import NewswashTransform

    given = [Document(text=t, metadata={"url": URL}) for t in texts]
    transform = NewswashTransform()
    return lambda: transform(given)


def haystack(texts: list[str]) -> Job:
    from haystack import Document

    from newswash.integrations.haystack import NewswashCleaner

    given = [Document(content=t, meta={"url": URL}) for t in texts]
    component = NewswashCleaner()
    return lambda: component.run(given)


WAYS: dict[str, Callable[[list[str]], Job]] = {
    "bare": bare,
    "scrapy": scrapy,
    "scrapy, with a report": scrapy_report,
    "scrapy, paragraphs": scrapy_paragraphs,
    "web-poet": web_poet,
    "trafilatura": trafilatura,
    "newspaper4k": newspaper,
    "news-please": news_please,
    "fundus": fundus,
    "langchain": langchain,
    "llama-index": llama_index,
    "haystack": haystack,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--size", type=int, default=3000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=WAYS, default=list(WAYS))
    asked = parser.parse_args()
    texts = documents(asked.documents, asked.size)
    jobs = {name: WAYS[name](texts) for name in asked.only}
    best = dict.fromkeys(jobs, float("inf"))
    for run in range(asked.runs + 1):
        for name, job in jobs.items():
            start = time.process_time()
            job()
            if run:
                best[name] = min(best[name], time.process_time() - start)
    size = sum(len(t.encode()) for t in texts) / len(texts) / 1000
    print(f"{len(texts)} documents of {size:.1f} kB on average; processor time")
    print("| way | µs/document | more than bare |\n|---|---|---|")
    for name, seconds in best.items():
        each = 1e6 * seconds / len(texts)
        more = f"{1e6 * (seconds - best['bare']) / len(texts):+.0f} µs" if "bare" in best and name != "bare" else ""
        print(f"| {name} | {each:.0f} | {more} |")


if __name__ == "__main__":
    main()
