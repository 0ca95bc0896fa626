"""The scrapers themselves, each on the small newspaper of ``local_site``: what they bring home is clean."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from local_site import APPEAL, ARTICLES, NEWSLETTER, article_html, kept, serve
from shown import run_section

from newswash import Cleaner, Result, UsageError

SPIDERS = Path(__file__).parent / "spiders"
KINDS = {"dict", "list", "ScrapyItem", "DataclassItem", "AttrsItem", "PydanticItem"}
OWN_PACK = (
    'schema = 1\n[pack]\nid = "own"\nversion = "2026.1.0"\nabout = "One phrase."\n'
    '[[rule]]\nid = "presses"\ncategory = "related-links"\nabout = "A phrase."\nunit = "line"\n'
    'phrases = ["the cooperative will meet next week to decide"]\n'
    'removes = ["The cooperative will meet next week to decide what to do."]\nkeeps = ["They met."]\n'
)
ADDON = '{"newswash.integrations.scrapy.Addon": 500}'
FIELDS = {"NEWSWASH_FIELDS": "text", "NEWSWASH_REPORT_FIELD": "boilerplate"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("site")) as address:
        yield address


def scrape(spider: str, site: str, folder: Path, **settings: str) -> tuple[list[dict[str, Any]], str]:
    """The items of a crawl in a process of its own, and its log."""
    out = folder / "items.jsonl"
    told = {"TELNETCONSOLE_ENABLED": "0", "STATS": str(folder / "stats.json"), **settings}
    options = [x for name, value in told.items() for x in ("-s", f"{name}={value}")]
    command = [sys.executable, "-m", "scrapy", "runspider", str(SPIDERS / f"{spider}.py"), "-O", str(out)]
    command += ["-a", f"site={site}", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=folder, check=False)
    lines = out.read_text("utf-8").splitlines() if out.exists() else []
    return [json.loads(line) for line in lines], done.stdout + done.stderr


def name_of(item: dict[str, Any]) -> str:
    return str(item["url"]).rpartition("/")[2].removesuffix(".html")


# --------------------------------------------------------------------- Scrapy


@pytest.fixture(scope="module")
def crawl(site: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("crawl")
    items, log = scrape(
        "every_kind", site, folder, ADDONS=ADDON, NEWSWASH_FIELDS="text,summary", NEWSWASH_REPORT_FIELD="boilerplate"
    )
    return items, log, json.loads((folder / "stats.json").read_text("utf-8"))


def test_scrapy_cleans_items_of_every_kind(crawl: tuple[list[dict[str, Any]], str, dict[str, Any]]) -> None:
    texts = [x for x in crawl[0] if x["kind"] in KINDS]
    assert {(x["kind"], name_of(x)) for x in texts} == {(k, a) for k in KINDS for a in ARTICLES}
    for item in texts:
        paragraphs = item["text"] if item["kind"] == "list" else item["text"].split("\n\n")
        assert paragraphs == kept(name_of(item)), item["kind"]


def test_scrapy_leaves_other_items_alone(crawl: tuple[list[dict[str, Any]], str, dict[str, Any]]) -> None:
    missing = [x for x in crawl[0] if x["kind"] == "missing"]
    other = [x for x in crawl[0] if x["kind"] == "other"]
    assert len(missing) == len(other) == len(ARTICLES)
    assert all(x["text"] is None and "boilerplate" not in x for x in missing)
    assert all(x.keys() == {"kind", "url"} for x in other)


def test_scrapy_reports_what_it_removed(crawl: tuple[list[dict[str, Any]], str, dict[str, Any]]) -> None:
    for item in (x for x in crawl[0] if x["kind"] in KINDS):
        words = " ".join(r["text"] for r in item["boilerplate"]["text"]["removals"])
        assert [p for p in ARTICLES[name_of(item)][1] if p in words] == [
            p for p in ARTICLES[name_of(item)][1] if p in (APPEAL, NEWSLETTER)
        ]


def test_scrapy_keeps_an_item_that_cannot_hold_the_report(
    crawl: tuple[list[dict[str, Any]], str, dict[str, Any]],
) -> None:
    bare = [x for x in crawl[0] if x["kind"] == "Unreported"]
    assert {name_of(x): x["text"].split("\n\n") for x in bare} == {a: kept(a) for a in ARTICLES}
    assert crawl[1].count("Unreported has no field 'boilerplate'") == 1


def test_scrapy_counts_by_category(crawl: tuple[list[dict[str, Any]], str, dict[str, Any]]) -> None:
    stats = crawl[2]
    kinds = len(KINDS) + 1
    assert stats["newswash/texts"] == kinds * 3
    assert stats["newswash/changed"] == kinds * 2
    assert stats["newswash/removed/donation-appeal"] == kinds
    assert stats["newswash/removed/newsletter"] == kinds * 2
    assert stats["item_scraped_count"] == (kinds + 2) * len(ARTICLES)


def test_scrapy_names_a_field_that_no_item_had(crawl: tuple[list[dict[str, Any]], str, dict[str, Any]]) -> None:
    assert "NEWSWASH_FIELDS names 'summary', which no item of this crawl had." in crawl[1]
    assert "NEWSWASH_FIELDS names 'text'" not in crawl[1]
    assert "deprecated" not in crawl[1].lower()


def test_scrapy_takes_packs_profile_without_and_a_pipeline_of_its_own(site: str, tmp_path: Path) -> None:
    pack = tmp_path / "own.toml"
    pack.write_text(OWN_PACK, "utf-8")
    pipeline = '{"newswash.integrations.scrapy.NewswashPipeline": 300}'
    texts = {}
    for name, settings in {
        "balanced": {},
        "precision": {"NEWSWASH_PROFILE": "precision"},
        "without the rule": {"NEWSWASH_PACKS": f"en,{pack}", "NEWSWASH_WITHOUT": "own:presses"},
    }.items():
        told = {"NEWSWASH_PACKS": str(pack), "NEWSWASH_FIELDS": "text", **settings}
        items, _ = scrape("every_kind", site, tmp_path, ITEM_PIPELINES=pipeline, **told)
        texts[name] = next(x["text"] for x in items if x["kind"] == "dict" and name_of(x) == "orchard")
    assert "cooperative" not in texts["balanced"]
    assert "cooperative" in texts["precision"]
    assert "cooperative" in texts["without the rule"]


def test_scrapy_adds_packs_to_those_installed(site: str, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN_PACK, "utf-8")
    told = {"ADDONS": ADDON, "NEWSWASH_FIELDS": "text", "NEWSWASH_ADD_PACKS": str(tmp_path / "own.toml")}
    items, log = scrape("every_kind", site, tmp_path, **told)
    texts = {name_of(x): x["text"] for x in items if x["kind"] == "dict"}
    assert "cooperative" not in texts["orchard"], log
    assert not any(x in text for text in texts.values() for x in (APPEAL, NEWSLETTER))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            {"NEWSWASH_CATEGORIES": '{"newsletter": "keep", "poll": "mark"}', "NEWSWASH_PROFILE": "precision"},
            Cleaner(profile="precision", categories={"newsletter": "keep", "poll": "mark"}),
        ),
        ({"NEWSWASH_LAYOUT": "0"}, Cleaner(layout=False)),
        ({"NEWSWASH_TONE": "False", "NEWSWASH_LAYOUT": "True"}, Cleaner(tone=False)),
        ({"NEWSWASH_TONE": "", "NEWSWASH_LAYOUT": "", "NEWSWASH_CATEGORIES": ""}, Cleaner()),
    ],
    ids=["categories", "layout", "tone", "nothing said"],
)
def test_scrapy_judges_as_its_settings_say(site: str, tmp_path: Path, told: dict[str, str], expected: Cleaner) -> None:
    items, log = scrape("every_kind", site, tmp_path, ADDONS=ADDON, **FIELDS, **told)
    judged = [x for x in items if x["kind"] == "dict"]
    assert {x["boilerplate"]["text"]["fingerprint"] for x in judged} == {expected.fingerprint}, log
    texts = {name_of(x): x["text"] for x in judged}
    assert (NEWSLETTER in texts["ferry"]) == ("newsletter" in expected.profile.actions)


def test_scrapy_settings_of_a_project_are_values_of_python() -> None:
    from scrapy.utils.test import get_crawler

    from newswash.integrations.scrapy import NewswashPipeline

    told = {"NEWSWASH_CATEGORIES": {"newsletter": "mark"}, "NEWSWASH_LAYOUT": False, "NEWSWASH_TONE": True}
    pipeline = NewswashPipeline.from_crawler(get_crawler(settings_dict=told | {"NEWSWASH_FIELDS": ["text"]}))
    assert pipeline.cleaner.fingerprint == Cleaner(categories={"newsletter": "mark"}, layout=False).fingerprint


OWN_CLEANER = """
from newswash import Cleaner, Finding, load_rules

class Names:
    def find(self, page):
        at = page.text.find("The cooperative")
        if at >= 0:
            yield Finding(at, len(page.text), "unnamed", "mine:names", 0.9, "mine")

def make():
    return Cleaner(load_rules("en"), categories={"newsletter": "keep"}, layout=False, detectors=[Names()])

CLEANER = make()
NONE = 5
"""


@pytest.mark.parametrize("path", ["own_cleaner.CLEANER", "own_cleaner.make"])
def test_scrapy_takes_a_cleaner_of_its_own(site: str, tmp_path: Path, path: str) -> None:
    (tmp_path / "own_cleaner.py").write_text(OWN_CLEANER)
    told = {"ADDONS": ADDON, "NEWSWASH_FIELDS": "text", "NEWSWASH_CLEANER": path}
    items, log = scrape("every_kind", site, tmp_path, **told)
    texts = {name_of(x): x["text"] for x in items if x["kind"] == "dict"}
    assert "cooperative" not in texts["orchard"], log
    assert NEWSLETTER in texts["ferry"]
    assert APPEAL not in texts["ferry"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"NEWSWASH_FIELDS": ""}, "NEWSWASH_FIELDS names no field"),
        ({"NEWSWASH_PROFIL": "recall"}, "no setting is named NEWSWASH_PROFIL: did you mean 'NEWSWASH_PROFILE'?"),
        ({"NEWSWASH_CLEANER": "nowhere.at_all"}, "NEWSWASH_CLEANER = 'nowhere.at_all' can't be loaded"),
        ({"NEWSWASH_CLEANER": "json.dumps.no"}, "can't be loaded"),
        ({"NEWSWASH_CLEANER": "sys.path"}, "NEWSWASH_CLEANER gives a list"),
        ({"NEWSWASH_CLEANER": "newswash.Cleaner", "NEWSWASH_WITHOUT": "poll"}, "NEWSWASH_WITHOUT has no say beside"),
        ({"NEWSWASH_CLEANER": "newswash.Cleaner", "NEWSWASH_LAYOUT": "0"}, "NEWSWASH_LAYOUT has no say beside"),
        ({"NEWSWASH_PROFILE": "gentle"}, "no profile named 'gentle'"),
        ({"NEWSWASH_CATEGORIES": "newsletter=mark"}, "NEWSWASH_CATEGORIES = 'newsletter=mark': write a dict"),
        ({"NEWSWASH_CATEGORIES": "3"}, "NEWSWASH_CATEGORIES = '3': write a dict"),
        ({"NEWSWASH_CATEGORIES": '{"newsleter": "mark"}'}, "did you mean 'newsletter'?"),
        ({"NEWSWASH_CATEGORIES": '{"newsletter": "drop"}'}, "'drop' is no action"),
        ({"NEWSWASH_CATEGORY": "{}"}, "no setting is named NEWSWASH_CATEGORY: did you mean 'NEWSWASH_CATEGORIES'?"),
        ({"NEWSWASH_LAYOUT": "off"}, "NEWSWASH_LAYOUT must be True or False, not 'off'"),
        ({"NEWSWASH_PACKS": "enn"}, "did you mean 'en'?"),
        ({"NEWSWASH_WITHOUT": "en:no-such-rule"}, "matches 'en:no-such-rule'"),
        ({"NEWSWASH_REPORT_FIELD": "text"}, "NEWSWASH_REPORT_FIELD 'text' is one of NEWSWASH_FIELDS"),
    ],
)
def test_scrapy_refuses_settings_that_cannot_be_meant(
    site: str, tmp_path: Path, settings: dict[str, str], message: str
) -> None:
    items, log = scrape("every_kind", site, tmp_path, ADDONS=ADDON, **{"NEWSWASH_FIELDS": "text", **settings})
    assert message in log, log[-2000:]
    assert not items


def test_scrapy_poet_cleans_the_fields_of_page_objects(site: str, tmp_path: Path) -> None:
    items, _ = scrape("page_objects", site, tmp_path, ADDONS='{"scrapy_poet.Addon": 300}')
    assert {name_of(x) for x in items} == set(ARTICLES)
    for item in items:
        assert item["body"].split("\n\n") == item["paragraphs"] == kept(name_of(item))
        assert item["words"] == len(ARTICLES[name_of(item)][1])


def test_web_poet_scopes_site_rules_by_the_page() -> None:
    from web_poet import HttpResponse, WebPage, field

    from newswash.integrations.web_poet import TextCleaner

    seen = []

    class Watching(Cleaner):
        def detect(self, text: str, **told: Any) -> Result:
            seen.append(told["url"])
            return super().detect(text, **told)

    class Page(WebPage[dict[str, str]]):
        @field(out=[TextCleaner(Watching())])
        def body(self) -> str:
            return "The vote passed."

    page = Page(HttpResponse("https://example.org/vote", body=b"<p>The vote passed.</p>"))
    assert page.body == "The vote passed."
    assert seen == ["https://example.org/vote"]


# ----------------------------------------------------------------- extractors


def squeezed(text: str) -> list[str]:
    return [line for line in re.split(r"\n+", text) if line.strip()]


@pytest.mark.parametrize("name", ARTICLES)
def test_trafilatura(name: str) -> None:
    from trafilatura import bare_extraction

    from newswash.integrations.trafilatura import clean_article

    page = bare_extraction(article_html(name), url=f"https://example.org/{name}", with_metadata=True)
    assert not isinstance(page, dict)
    assert page is not None
    assert (APPEAL in page.text) == (APPEAL in ARTICLES[name][1])
    result = clean_article(page)
    assert squeezed(page.text)[-len(kept(name)) :] == kept(name)
    assert APPEAL not in page.text
    assert NEWSLETTER not in page.text
    assert result.text == page.text


def test_trafilatura_says_what_none_means() -> None:
    from trafilatura import bare_extraction

    from newswash.integrations.trafilatura import clean_article

    with pytest.raises(UsageError, match="None for a page without an article"):
        clean_article(bare_extraction("<html><body></body></html>"))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ARTICLES)
def test_newspaper(name: str) -> None:
    import newspaper

    from newswash.integrations.newspaper import clean_article

    page = newspaper.article(f"https://example.org/{name}", input_html=article_html(name), language="en")
    result = clean_article(page)
    assert squeezed(page.text) == kept(name)
    assert result.text == page.text


def test_newspaper_must_be_parsed() -> None:
    import newspaper

    from newswash.integrations.newspaper import clean_article

    with pytest.raises(UsageError, match=r"article\.parse\(\)"):
        clean_article(newspaper.Article("https://example.org/ferry"))


@pytest.mark.parametrize("name", ARTICLES)
def test_news_please(name: str) -> None:
    from newsplease import NewsPlease

    from newswash.integrations.news_please import clean_article

    page = NewsPlease.from_html(article_html(name), url=f"https://example.org/{name}", fetch_images=False)
    result = clean_article(page)
    assert squeezed(page.maintext) == kept(name)
    assert page.get_dict()["maintext"] == result.text


def test_news_please_says_what_an_empty_page_gives() -> None:
    from newsplease import NewsPlease

    from newswash.integrations.news_please import clean_article

    with pytest.raises(UsageError, match="empty page"):
        clean_article(NewsPlease.from_html(""))


def test_a_crawl_of_news_please(site: str, tmp_path: Path) -> None:
    import newsplease

    shipped = (Path(newsplease.__file__).parent / "config" / "config.cfg").read_text("utf-8")
    config = re.sub(
        r"ITEM_PIPELINES = \{.*?\}",
        "ITEM_PIPELINES = {'newsplease.pipeline.pipelines.ArticleMasterExtractor': 100,\n"
        "    'newswash.integrations.scrapy.NewswashPipeline': 150,\n"
        "    'newsplease.pipeline.pipelines.JsonFileStorage': 300}\n"
        "NEWSWASH_FIELDS = ['article_text']",
        shipped.replace("working_path = ~/news-please-repo/", f"working_path = {tmp_path}/"),
        flags=re.DOTALL,
    )
    (tmp_path / "config.cfg").write_text(config, "utf-8")
    sites = {"base_urls": [{"crawler": "Download", "url": [f"{site}/{name}.html" for name in ARTICLES]}]}
    (tmp_path / "sitelist.hjson").write_text(json.dumps(sites), "utf-8")
    crawler = [sys.executable, "-m", "newsplease.single_crawler", "config.cfg", "sitelist.hjson", "0", "False", "False"]
    done = subprocess.run(crawler, capture_output=True, text=True, timeout=240, cwd=tmp_path, check=False)
    pages = [json.loads(path.read_text("utf-8")) for path in (tmp_path / "data").rglob("*.json")]
    assert {name_of(x): squeezed(x["maintext"]) for x in pages} == {a: kept(a) for a in ARTICLES}, done.stderr[-2000:]


# -------------------------------------------------------------- documentation


@pytest.mark.parametrize("heading", ["Scrapy", "scrapy-poet and web-poet"])
def test_what_the_documentation_shows(heading: str, tmp_path: Path) -> None:
    run_section("scrapers.md", heading, tmp_path)


@pytest.mark.parametrize("heading", ["trafilatura", "newspaper4k", "news-please"])
def test_what_the_documentation_shows_cleans_a_page(heading: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(article_html("ferry"), "utf-8")
    printed = squeezed(run_section("scrapers.md", heading, tmp_path))
    assert printed[-len(kept("ferry")) :] == kept("ferry")
    assert not {APPEAL, NEWSLETTER} & set(printed)
