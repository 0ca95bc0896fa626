"""The documentation site: the catalogue holds every rule, the build is strict, the site needs no network."""

from __future__ import annotations

import html
import importlib.util
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

from newswash import load_rules
from newswash.pack_sources import BUILTIN

ROOT = Path(__file__).resolve().parent.parent
RULES = load_rules(str(BUILTIN))


def hook(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    return hook("build_catalogue")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return target


class Page(HTMLParser):
    """What a browser makes of a page: its text, its ids, and what it would load."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.ids: list[str] = []
        self.loads: list[str] = []
        self.links: list[str] = []
        self.feed(source)
        self.text = "".join(self.words)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "br":
            self.words.append("\n")
        if tag in {"script", "img", "iframe", "source", "video", "audio"} and "src" in given:
            self.loads.append(given["src"])
        if tag == "link" and given.get("rel") not in {"canonical", "next", "prev"}:
            self.loads.append(given.get("href", ""))
        if tag == "a":
            self.links.append(given.get("href", ""))


def test_every_language_has_its_name(builder: ModuleType) -> None:
    assert set(builder.LANGUAGES) == {p.language for p in RULES.packs if p.id == p.language}
    assert {p.language for p in RULES.packs} <= {None, *builder.LANGUAGES}


def test_the_catalogue_shows_every_rule_with_its_examples(builder: ModuleType) -> None:
    pages = builder.catalogue(RULES)
    for rule in RULES.rules:
        page = pages["catalogue/sites.md" if rule.pack.startswith("sites/") else f"catalogue/{rule.pack}.md"]
        assert page.count(f"{{ #{builder._anchor(rule)} }}") == 1, rule.name
        for example in (*rule.removes, *rule.keeps):
            assert builder._flat(example.text) in page, rule.name


def test_an_example_reads_as_it_was_written(builder: ModuleType) -> None:
    text = "<b>Give</b> *now* & _here_ [x](y)\n# 1 `c` | ~~d~~ http://e.f\\g"
    assert Page(builder._flat(text)).text == text
    assert html.unescape(builder._flat("“£3” …")) == "“£3” …"


def test_the_drawn_weights_are_those_of_the_model(site: Path) -> None:
    drawer = hook("draw_weights")
    tables = {"own:colon": ([0.5], [-43, 43]), "-1:digits": ([1.5, 2.5, 7.5], [5, 0, -112, 1])}
    told = re.findall(r"<title>(.*?)</title>", drawer.weights(tables))
    assert told == ["≤ 1: +0.05", "2: +0.00", "3–7: -1.12", "≥ 8: +0.01", "no: -0.43", "yes: +0.43"]
    shown = (site / "images" / "weights.svg").read_text("utf-8")
    assert shown == drawer.weights(json.loads(drawer.DATA.read_text("utf-8"))["tables"])
    assert shown.count("<g ") == drawer.SHOWN


def test_every_integration_stands_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[2]
    pages = {p.name for p in (ROOT / "docs" / "integrations").glob("*.md")}
    assert pages == set(re.findall(r"integrations/(\S+)", navigation))


def test_the_built_site_shows_the_rules_and_their_examples(site: Path) -> None:
    rules = [r for r in RULES.rules if r.pack in {"en", "ja", "ar"}]
    for pack in ("en", "ja", "ar"):
        page = Page((site / "catalogue" / pack / "index.html").read_text("utf-8"))
        for rule in (r for r in rules if r.pack == pack):
            assert rule.name in page.text
            for example in (*rule.removes, *rule.keeps):
                assert example.text in page.text, rule.name


def test_every_row_of_the_index_leads_to_its_rule(site: Path) -> None:
    index = Page((site / "catalogue" / "index.html").read_text("utf-8"))
    rows = [link for link in index.links if re.fullmatch(r"[\w-]+/#[\w-]+--[\w-]+", link)]
    assert len(rows) == len(RULES.rules)
    ids = {p.parent.name: set(Page(p.read_text("utf-8")).ids) for p in (site / "catalogue").glob("*/index.html")}
    for row in rows:
        page, _, anchor = row.partition("/#")
        assert anchor in ids[page], row


def test_the_site_needs_no_network(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        outside = [x for x in Page(page.read_text("utf-8")).loads if re.match(r"(https?:)?//", x)]
        assert outside == [], page
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//|@import\s+['\"]?(https?:)?//", sheet.read_text("utf-8")), (
            sheet
        )
