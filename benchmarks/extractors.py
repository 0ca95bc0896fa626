"""Extractors of text from pages, all called alike: HTML in, text out.

For pages whose raw texts nobody has stored. ``dump`` is lxml's whole text with a line for each block element.
"""

from __future__ import annotations

from collections.abc import Callable

Extract = Callable[[str], str]

_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "option", "p",
    "pre", "section", "table", "td", "th", "title", "tr", "ul",
}  # fmt: skip
_SILENT = ("script", "style", "noscript", "template")


def dump(html: str) -> str:
    from lxml import etree
    from lxml import html as parser

    root = parser.fromstring(html.encode("utf8", "replace"), parser=parser.HTMLParser(encoding="utf-8"))
    etree.strip_elements(root, *_SILENT, etree.Comment, with_tail=False)
    parts: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        edge = "\n" if node.tag in _BLOCKS else ""
        parts += [edge, node.text or ""] if event == "start" else [edge, node.tail or ""]
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def bs4(html: str) -> str:
    from bs4 import BeautifulSoup

    return str(BeautifulSoup(html, "lxml").get_text("\n", strip=True))


def inscriptis(html: str) -> str:
    from inscriptis import get_text

    return str(get_text(html))


def trafilatura(html: str) -> str:
    from trafilatura import extract

    return extract(html, include_comments=False) or ""


def trafilatura_recall(html: str) -> str:
    from trafilatura import extract

    return extract(html, include_comments=False, favor_recall=True) or ""


def readability(html: str) -> str:
    from readability import Document

    return dump(Document(html).summary())


def newspaper4k(html: str) -> str:
    from newspaper import Article

    article = Article("https://example.org/")
    article.download(input_html=html)
    article.parse()
    return str(article.text)


def goose3(html: str) -> str:
    from goose3 import Goose

    return str(Goose({"enable_image_fetching": False}).extract(raw_html=html).cleaned_text)


def justext(html: str) -> str:
    import justext as engine

    paragraphs = engine.justext(html.encode("utf8", "replace"), engine.get_stoplist("English"), encoding="utf-8")
    return "\n".join(p.text for p in paragraphs if not p.is_boilerplate)


def boilerpy3(html: str) -> str:
    from boilerpy3.extractors import ArticleExtractor

    return str(ArticleExtractor(raise_on_failure=False).get_content(html))


def resiliparse(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=True))


EXTRACTORS: dict[str, Extract] = {
    f.__name__: f
    for f in (
        dump, bs4, inscriptis, resiliparse, trafilatura, trafilatura_recall, readability, newspaper4k, goose3, justext,
        boilerpy3,
    )
}  # fmt: skip
