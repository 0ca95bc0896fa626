"""HTML in: trafilatura finds the article, the packs' prune expressions help it, and the one path cleans the text.

trafilatura is imported when the first page is read, so that ``import newswash`` stays fast.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from newswash.cleaner import Cleaner
from newswash.errors import DataError, PackError, UsageError
from newswash.language import normalise
from newswash.model import Document, Result
from newswash.page import Page
from newswash.rule import Pack, RuleSet

MAX_EXPRESSION = 1000  # code points
MAX_EXPRESSIONS = 500  # of one pack
MAX_STEPS = 4  # that search a whole subtree
MAX_SHARE = 0.34  # of a page's paragraphs that one expression may take out
SMALL = 400  # code points in paragraphs that an expression may take out whatever their share
_KEPT_TAGS = frozenset({"html", "head", "body", "main", "article", "h1"})
_FAR_AXES = re.compile(r"\b(?:following|preceding|following-sibling|preceding-sibling|namespace)\s*::")
_SEARCH = re.compile(r"//|\bdescendant(?:-or-self)?\s*::")
_NO_ELEMENT = re.compile(r"(?:(?:@|\battribute\s*::)\s*[\w*:-]+|\b(?:text|comment)\(\))\s*(?:\||$)")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_METADATA = ("description", "categories", "tags", "image", "license", "pagetype", "hostname")


@dataclass(frozen=True, slots=True)
class Pruned:
    """An element that a pack's expression took out of the page before the extraction, and its words."""

    pack: str
    expression: str
    text: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """The article of one page. ``text`` is cleaned; ``result.original`` is the text as extracted.

    ``language`` is what the page says of itself (ISO 639-1), ``date`` ISO 8601; None where the page says nothing.
    ``metadata`` holds the rest that the page tells: description, categories, tags, image, license, pagetype, hostname.
    """

    text: str
    title: str | None
    language: str | None
    url: str | None
    author: str | None
    date: str | None
    sitename: str | None
    result: Result
    metadata: dict[str, Any] = field(default_factory=dict)
    pruned: tuple[Pruned, ...] = ()


def extract(
    html: str | bytes,
    *,
    url: str | None = None,
    cleaner: Cleaner | None = None,
    title: str | None = None,
    language: str | None = None,
) -> Extracted:
    """The article of an HTML page, cleaned, with what the page says of itself.

    ``html``: bytes (decoded as the page declares) or text. ``url``: the page's address, which scopes site rules and
    prune expressions; else the canonical address that the page names. ``cleaner``: default, all installed packs under
    the balanced profile. ``title`` and ``language`` (ISO 639-1) win over the page's own. A page without an
    article gives empty text. Reader comments are left out.

    >>> page = "<html lang='en'><head><title>Ferry kept</title></head><body><article><h1>Ferry kept</h1>" + (
    ...     "<p>The town council voted on Tuesday to keep the last ferry to the island running for two more years.</p>"
    ...     "<div class='newsletter-signup'><p>All our best stories, every morning, to your inbox.</p></div>"
    ...     "<p>Islanders had filled the hall, and most of them stayed until the vote was counted at midnight.</p>"
    ...     "</article></body></html>")
    >>> extracted = extract(page)
    >>> extracted.title, extracted.language, "inbox" in extracted.text
    ('Ferry kept', 'en', False)
    """
    if not isinstance(html, str | bytes):
        raise UsageError(f"html must be str or bytes, not {type(html).__name__}: pass the page's source.")
    if cleaner is None:
        from newswash import _default

        cleaner = _default
    tree = _parse(html)
    if tree is None:
        return Extracted("", title, normalise(language), url, None, None, None, cleaner.detect("", url=url))
    about = _about(tree, url)
    title = title or about.title
    language = normalise(language) or page_language(tree)
    url = url or about.url
    pruned = tuple(prune(tree, cleaner.rules, url))
    text = _text(tree, url)
    result = cleaner.detect(text, url=url, title=title, language=language)
    rest = {k: v for k in _METADATA if (v := getattr(about, k, None))}
    return Extracted(result.text, title, language, url, about.author, about.date, about.sitename, result, rest, pruned)


def read_html(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}.") from error


def _parse(html: str | bytes) -> Any:
    from trafilatura import load_html

    if not html.strip():
        return None
    tree = load_html(html)
    return tree if tree is not None and len(tree) else None


def _about(tree: Any, url: str | None) -> Any:
    """The page's metadata, as trafilatura finds it (a ``trafilatura.settings.Document``)."""
    from trafilatura import extract_metadata

    return extract_metadata(tree, url)


def _text(tree: Any, url: str | None) -> str:
    from trafilatura import bare_extraction

    document: Any = bare_extraction(tree, url=url, include_comments=False)
    text = getattr(document, "text", None) or ""
    return unicodedata.normalize("NFC", text).strip()


def page_language(tree: Any) -> str | None:
    """The language that a parsed page names: its ``lang``, its content-language, or its Open Graph locale."""
    root = tree.getroottree().getroot()
    declared = [root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang")]
    for meta in root.iter("meta"):
        name = (meta.get("http-equiv") or meta.get("property") or meta.get("name") or "").lower()
        if name in ("content-language", "og:locale", "language", "dc.language"):
            declared.append(meta.get("content"))
    return next((code for code in map(normalise, declared) if code), None)


# ---------------------------------------------------------------------- prune


def prune(tree: Any, rules: RuleSet, url: str | None = None) -> Iterator[Pruned]:
    """Take out of a parsed page what the rule sets' expressions name; the text after an element stays.

    An element is left where it is when it is, or holds, the page's article, its headline or its body, and when the
    expression would take more than a third of the page's paragraphs: a careless one must not cost the article.
    """
    expressions = list(_expressions(rules, url))
    if not expressions:
        return
    root = tree.getroottree().getroot()
    total = _paragraphs(root)
    for pack, source, find in expressions:
        room = max(SMALL, MAX_SHARE * total)
        for element in find(root):
            if not isinstance(getattr(element, "tag", None), str) or element.getroottree().getroot() is not root:
                continue  # no element, or gone with one that holds it
            size = _paragraphs(element)
            if element is root or size > room or _holds_article(element):
                continue
            room -= size
            words = " ".join(element.text_content().split())
            element.drop_tree()
            if words:
                yield Pruned(pack, source, words)


def _paragraphs(element: Any) -> int:
    return sum(len(p.text_content()) for p in element.iter("p"))


def _holds_article(element: Any) -> bool:
    return element.tag in _KEPT_TAGS or next(element.iter("article", "h1", "main"), None) is not None


def _expressions(rules: RuleSet, url: str | None) -> Iterator[tuple[str, str, Any]]:
    page = Page(Document("", url))
    for pack in rules.packs:
        if pack.prune:
            sites = dict(pack.prune).get("sites", ())
            if not sites or page.on_site(sites):
                yield from _compiled(pack)


@lru_cache(maxsize=1024)
def _compiled(pack: Pack) -> tuple[tuple[str, str, Any], ...]:
    return tuple(compile_prune(pack))


def compile_prune(pack: Pack) -> Iterator[tuple[str, str, Any]]:
    """Pack id, expression as written, and the compiled XPath, for each prune expression of a pack.

    Raises PackError for an expression that is none, or that could cost more than time in proportion to the page.
    """
    table = dict(pack.prune)
    count = len(table.get("xpath", ())) + len(table.get("css", ()))
    if count > MAX_EXPRESSIONS:
        raise _bad(
            pack, "[prune]", f"has {count} prune expressions", f"At most {MAX_EXPRESSIONS}; join some with `|` or `,`."
        )
    for source in table.get("xpath", ()):
        yield pack.id, source, _xpath(pack, source, source)
    for source in table.get("css", ()):
        yield pack.id, source, _xpath(pack, source, _from_css(pack, source))


def _bad(pack: Pack, source: str, problem: str, mend: str) -> PackError:
    return PackError(pack.path or pack.id, _line(pack, source), "prune", problem, mend)


def _line(pack: Pack, source: str) -> int:
    """The line of the pack's file on which an expression stands; else that of its table; else 1."""
    if not pack.path or not Path(pack.path).is_file():
        return 1
    lines = Path(pack.path).read_text("utf-8").split("\n")
    places = (n for words in (source, "[prune]") for n, line in enumerate(lines, 1) if words in line)
    return next(places, 1)


def _xpath(pack: Pack, source: str, expression: str) -> Any:
    from lxml import etree  # type: ignore[import-untyped, unused-ignore]

    if len(expression) > MAX_EXPRESSION:
        raise _bad(pack, source, f"{source[:40]!r}… is longer than {MAX_EXPRESSION} characters", "Split it.")
    try:
        find = etree.XPath(expression)
    except etree.XPathError as error:
        raise _bad(pack, source, f"{source!r} is no XPath ({error})", "Mend it.") from error
    bare = _QUOTED.sub("''", expression)
    if _FAR_AXES.search(bare):
        raise _bad(
            pack, source, f"{source!r} looks at siblings or at the whole page for each element", "Name the element."
        )
    if any(_SEARCH.search(p) for p in _predicates(bare)):
        raise _bad(
            pack, source, f"{source!r} searches inside a condition", "Name the element itself, by class, id or role."
        )
    if max(len(_SEARCH.findall(branch)) for branch in bare.split("|")) > MAX_STEPS:
        raise _bad(pack, source, f"{source!r} has more than {MAX_STEPS} searching steps", "Use fewer `//`.")
    try:
        elements = _gives_elements(find)
    except etree.XPathError as error:
        raise _bad(
            pack, source, f"{source!r} cannot be evaluated ({error})", "Functions and variables are XPath 1.0's."
        ) from error
    path = bare
    for condition in _predicates(bare):
        path = path.replace(f"[{condition}]", "")
    if not elements or _NO_ELEMENT.search(path):
        raise _bad(pack, source, f"{source!r} names no elements", "Write a path such as `//div[@class='promo']`.")
    return find


def _gives_elements(find: Any) -> bool:
    from lxml import html

    probe = html.fromstring("<html><body><div class='a' id='b'><p>x</p>y<!-- z --></div></body></html>")
    found = find(probe)
    return isinstance(found, list) and all(isinstance(x, html.HtmlElement) for x in found)


def _predicates(expression: str) -> Iterator[str]:
    """The outermost bracketed conditions of an expression without its quoted strings."""
    depth = start = 0
    for at, c in enumerate(expression):
        if c == "[":
            depth += 1
            start = at + 1 if depth == 1 else start
        elif c == "]":
            depth -= 1
            if depth == 0:
                yield expression[start:at]


def _from_css(pack: Pack, source: str) -> str:
    from cssselect import HTMLTranslator, SelectorError

    try:
        return str(HTMLTranslator().css_to_xpath(source))
    except SelectorError as error:
        raise _bad(pack, source, f"{source!r} is no CSS selector ({error})", "Mend it.") from error


def prune_problems(packs: Iterable[Pack]) -> Iterator[PackError]:
    """What is wrong with the prune expressions of packs: the first fault of each."""
    for pack in packs:
        try:
            list(compile_prune(pack))
        except PackError as error:
            yield error
