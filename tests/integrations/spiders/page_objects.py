"""Crawls the small newspaper through page objects of scrapy-poet, whose fields are cleaned."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import attrs
import scrapy
from web_poet import WebPage, field

from newswash.integrations.web_poet import clean_text


@attrs.define
class Article:
    url: str
    body: str
    paragraphs: list[str]
    words: int


class ArticlePage(WebPage[Article]):
    @field
    def url(self) -> str:
        return str(self.response.url)

    @field(out=[clean_text])
    def body(self) -> str:
        return "\n\n".join(self.response.css("article p::text").getall())

    @field(out=[clean_text])
    async def paragraphs(self) -> list[str]:
        return list(self.response.css("article p::text").getall())

    @field(out=[clean_text])
    def words(self) -> int:
        return len(self.response.css("article p").getall())


class PageObjects(scrapy.Spider):
    name = "page_objects"
    site: str

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request(f"{self.site}/index.html")

    def parse(self, response: Any) -> Iterator[Any]:
        yield from response.follow_all(css="li a", callback=self.parse_article)

    async def parse_article(self, response: Any, page: ArticlePage) -> Any:
        yield await page.to_item()
