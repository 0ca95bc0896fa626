"""Crawls the small newspaper and yields each page as an item of every kind. Stats go to the file named by STATS."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import attrs
import pydantic
import scrapy


class ScrapyItem(scrapy.Item):
    kind = scrapy.Field()
    url = scrapy.Field()
    title = scrapy.Field()
    text = scrapy.Field()
    boilerplate = scrapy.Field()


@dataclass
class DataclassItem:
    kind: str
    url: str
    title: str
    text: str
    boilerplate: dict[str, Any] = field(default_factory=dict)


@attrs.define
class AttrsItem:
    kind: str
    url: str
    title: str
    text: str
    boilerplate: dict[str, Any] = attrs.field(factory=dict)


class PydanticItem(pydantic.BaseModel):
    kind: str
    url: str
    title: str
    text: str
    boilerplate: dict[str, Any] = {}


@dataclass
class Unreported:
    kind: str
    url: str
    text: str


class EveryKind(scrapy.Spider):
    name = "every_kind"
    site: str

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request(f"{self.site}/index.html")

    def parse(self, response: Any) -> Iterator[Any]:
        yield from response.follow_all(css="li a", callback=self.parse_article)

    def parse_article(self, response: Any) -> Iterator[Any]:
        paragraphs = response.css("article p::text").getall()
        told = {"url": response.url, "title": response.css("h1::text").get(), "text": "\n\n".join(paragraphs)}
        yield {"kind": "dict", **told}
        yield {"kind": "list", **told, "text": paragraphs}
        yield {"kind": "missing", "url": response.url, "text": None}
        yield {"kind": "other", "url": response.url}
        for kind in (ScrapyItem, DataclassItem, AttrsItem, PydanticItem):
            yield kind(kind=kind.__name__, **told)
        yield Unreported("Unreported", response.url, told["text"])

    def closed(self, reason: str) -> None:
        stats = {k: v for k, v in self.crawler.stats.get_stats().items() if isinstance(v, int | str)}
        Path(self.settings["STATS"]).write_text(json.dumps(stats), "utf-8")
