"""The small newspaper as a publisher of Fundus, which reads annotations, and of those only ``Optional``."""

from typing import Optional

from fundus import Sitemap
from fundus.parser import ArticleBody, BaseParser, ParserProxy, attribute
from fundus.parser.utility import extract_article_body_with_selector
from fundus.publishers.base_objects import Publisher
from lxml.etree import XPath


class GazetteParser(ParserProxy):
    class V1(BaseParser):
        @attribute
        def body(self) -> Optional[ArticleBody]:  # noqa: UP045
            return extract_article_body_with_selector(
                self.precomputed.doc,
                summary_selector=XPath("//article/p[1]"),
                paragraph_selector=XPath("//article/p[position() > 1]"),
            )

        @attribute
        def title(self) -> Optional[str]:  # noqa: UP045
            return self.precomputed.doc.findtext(".//h1")


def gazette(site: str) -> Publisher:
    return Publisher(
        name="The Island Gazette", domain=site, parser=GazetteParser, sources=[Sitemap(f"{site}/sitemap.xml")]
    )
