"""HTML in: the real extraction, real packs, and the command on real files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import trafilatura
from hypothesis import given, settings
from hypothesis import strategies as st

from newswash import Cleaner, UsageError, load_rules
from newswash.errors import PackError
from newswash.html import compile_prune, extract, page_language, prune_problems
from newswash.pack import read_pack
from newswash.pack_sources import BUILTIN

PARAGRAPHS = (
    "The town council voted on Tuesday to keep the last ferry to the island running for two more years.",
    "Islanders had filled the hall, and most of them stayed until the vote was counted at midnight.",
    "The boat costs the town as much as its library, the treasurer told them, and carries fewer people.",
    "Nobody spoke against the ferry in the end, although four members of the council voted against it.",
)
HEAD = """<meta charset="utf-8"><title>Ferry kept - The Example</title>
<meta property="og:title" content="Ferry kept for two more years"><meta property="og:site_name" content="The Example">
<meta property="article:published_time" content="2026-03-04T10:00:00Z"><meta name="author" content="Ada Fenwick">
<meta name="description" content="The council votes for the boat."><link rel="canonical" href="https://example.org/ferry">"""


def page(*inserts: str, head: str = HEAD, language: str = "en", around: str = "") -> str:
    """A news page whose article holds the inserts, one after each paragraph."""
    more = [*inserts, *[""] * (len(PARAGRAPHS) - len(inserts))]
    body = "".join(f"<p>{p}</p>{x}" for p, x in zip(PARAGRAPHS, more, strict=True))
    return (
        f"<!doctype html><html lang='{language}'><head>{head}</head><body>{around}"
        f"<article><h1>Ferry kept for two more years</h1>{body}</article></body></html>"
    )


def pack(folder: Path, prune: str, name: str = "example") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(f'schema = 1\n[pack]\nid = "{name}"\nversion = "1"\n\n[prune]\n{prune}\n', "utf-8")
    return path


def with_pack(path: Path) -> Cleaner:
    return Cleaner(load_rules(str(path)), layout=False)


def test_the_article_and_what_the_page_says_of_itself() -> None:
    extracted = extract(page("<p>Sign up for our newsletter.</p>"))
    assert extracted.title == "Ferry kept for two more years"
    assert (extracted.language, extracted.url) == ("en", "https://example.org/ferry")
    assert (extracted.author, extracted.date, extracted.sitename) == ("Ada Fenwick", "2026-03-04", "The Example")
    assert extracted.metadata["description"] == "The council votes for the boat."
    assert all(p in extracted.text for p in PARAGRAPHS)
    assert "newsletter" not in extracted.text
    assert [r.category for r in extracted.result.removals] == ["newsletter"]


def test_it_is_the_same_path_as_for_text() -> None:
    source = page("<p>Sign up for our newsletter.</p>", "<p>Advertisement</p>")
    alone = trafilatura.extract(source, include_comments=False)
    extracted = extract(source)
    assert extracted.result.original == alone
    told = {"url": "https://example.org/ferry", "title": "Ferry kept for two more years", "language": "en"}
    assert extracted.result == Cleaner().detect(alone, **told)
    assert extracted.result.restore() == alone
    assert extracted.text == extracted.result.text


def test_what_the_caller_tells_wins() -> None:
    extracted = extract(page(), url="https://news.example.com/1", title="Another", language="de")
    assert (extracted.url, extracted.title, extracted.language) == ("https://news.example.com/1", "Another", "de")


def test_the_page_s_title_lets_body_only_take_the_headline() -> None:
    source = page()
    assert "two more years\n" in extract(source).text
    body = extract(source, cleaner=Cleaner(profile="body_only"))
    assert any(r.category == "headline" for r in body.result.removals)
    assert body.text.startswith(PARAGRAPHS[0])


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("windows-1251", "Совет проголосовал за паром до острова, который будет ходить ещё два года подряд."),
        ("shift_jis", "町議会は火曜日、島へ渡る最後の連絡船をあと二年間続けることを賛成多数で決めた。"),
        ("iso-8859-2", "Rada głosowała za utrzymaniem ostatniego promu na wyspę przez następne dwa lata."),
    ],
)
def test_bytes_are_read_as_the_page_declares(encoding: str, words: str) -> None:
    head = f"<meta http-equiv='Content-Type' content='text/html; charset={encoding}'><title>x</title>"
    source = (
        f"<html><head>{head}</head><body><article>"
        + f"<p>{words}</p>" * 1
        + f"<p>{words[::-1]}</p></article></body></html>"
    )
    assert words in extract(source.encode(encoding)).text


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("<html lang='pt-BR'>", "pt"),
        ("<html xml:lang='sv'>", "sv"),
        ("<html><meta http-equiv='Content-Language' content='el'>", "el"),
        ("<html><meta property='og:locale' content='nb_NO'>", "nb"),
        ("<html lang='klingon-of-sorts'>", None),
        ("<html>", None),
    ],
)
def test_the_language_that_a_page_names(tag: str, language: str | None) -> None:
    tree = trafilatura.load_html(f"{tag}<body><p>{PARAGRAPHS[0]}</p></body></html>")
    assert page_language(tree) == language


# ---------------------------------------------------------------------- prune


def test_a_pack_s_expressions_hold_on_its_site_and_its_subdomains_alone(tmp_path: Path) -> None:
    rules = pack(tmp_path, 'sites = ["example.org"]\nxpath = ["//div[@class=\'box\']"]\ncss = ["p.kicker"]')
    source = page(
        "<div class='box'><p>The island has its own small brewery, and a museum of knots that opens in July.</p></div>",
        "<p class='kicker'>Our reporter has written about boats for eleven years and lives beside the harbour.</p>",
        head="<title>Ferry</title>",
    )
    cleaner = with_pack(rules)
    for url in ("https://example.org/1", "https://www.example.org/1"):
        here = extract(source, url=url, cleaner=cleaner)
        assert [(p.pack, p.expression) for p in here.pruned] == [
            ("example", "//div[@class='box']"),
            ("example", "p.kicker"),
        ]
        assert "museum of knots" not in here.text
        assert "eleven years" not in here.text
    elsewhere = extract(source, url="https://example.com/1", cleaner=cleaner)
    assert elsewhere.pruned == ()
    assert "museum of knots" in elsewhere.text


def test_without_sites_they_hold_everywhere_and_the_text_after_an_element_stays(tmp_path: Path) -> None:
    rules = pack(tmp_path, "xpath = [\"//span[@class='plug']\"]")
    source = page().replace("council voted", "council <span class='plug'>(read on)</span> voted")
    extracted = extract(source, cleaner=with_pack(rules))
    assert [p.text for p in extracted.pruned] == ["(read on)"] * 2
    assert "council voted on Tuesday" in " ".join(extracted.text.split())


@pytest.mark.parametrize("careless", ["//*", "//p", "//p/..", "//article", "//h1", "//body", "//div[@id='story']"])
def test_a_careless_expression_does_not_cost_the_article(tmp_path: Path, careless: str) -> None:
    rules = pack(tmp_path, f'xpath = ["{careless}"]')
    more = "".join(f"<p>On page {n} of the plan stands what the ferry of year {n} will cost.</p>" for n in range(20))
    source = page(more).replace("<article>", "<article><div id='story'>").replace("</article>", "</div></article>")
    alone = trafilatura.extract(source, include_comments=False)
    text = extract(source, cleaner=with_pack(rules)).text
    assert text == alone if careless not in ("//*", "//p") else len(text) > 0.6 * len(alone)


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("//div[", "is no XPath"),
        ("count(//p)", "names no elements"),
        ("//p/text()", "names no elements"),
        ("//p/@class", "names no elements"),
        ("//p[nonsense()]", "cannot be evaluated"),
        ("//p[$x]", "cannot be evaluated"),
        ("//p[following::div]", "looks at siblings"),
        ("//p[.//a]", "searches inside a condition"),
        ("//a[descendant::b]", "searches inside a condition"),
        ("//a//b//c//d//e", "more than 4 searching steps"),
        ("//div[@class='" + "x" * 1000 + "']", "is longer than"),
    ],
)
def test_a_bad_expression_is_refused_with_file_line_and_mend(tmp_path: Path, expression: str, complaint: str) -> None:
    path = pack(tmp_path, f'xpath = [\n  "//aside",\n  "{expression}",\n]')
    errors = list(prune_problems([read_pack(path)[0]]))
    assert len(errors) == 1
    assert complaint in str(errors[0])
    assert str(errors[0]).startswith(f"{path}:9:")
    with pytest.raises(PackError):
        extract(page(), cleaner=with_pack(path))


def test_the_linter_refuses_bad_expressions(tmp_path: Path) -> None:
    path = pack(tmp_path, 'xpath = ["//p[.//a]"]')
    done = newswash("rules", "lint", path)
    assert done.returncode == 1
    assert f"{path}:7: prune: '//p[.//a]' searches inside a condition" in done.stdout


def test_a_bad_selector_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path, 'css = ["div >"]')
    with pytest.raises(PackError, match="is no CSS selector"):
        list(compile_prune(read_pack(path)[0]))


def test_all_built_in_expressions_compile() -> None:
    packs = [read_pack(p)[0] for p in sorted(BUILTIN.rglob("*.toml"))]
    assert list(prune_problems(packs)) == []
    assert sum(len(list(compile_prune(p))) for p in packs) > 0


# ---------------------------------------------------------------------- odd input


@pytest.mark.parametrize(
    "source", ["", "  \n", b"", "no markup at all", "<html></html>", "<!-- x -->", "\0", b"\xff\xfe"]
)
def test_a_page_without_an_article_gives_empty_text(source: str | bytes) -> None:
    extracted = extract(source, title="T", language="en", url="https://example.org/")
    assert (extracted.text, extracted.title, extracted.language) == ("", "T", "en")


@pytest.mark.parametrize("source", [None, 3.5, ["<p>"]])
def test_what_is_no_page_is_refused(source: object) -> None:
    with pytest.raises(UsageError, match="html must be str or bytes"):
        extract(source)  # type: ignore[arg-type]


def test_deep_and_broken_markup_is_survived() -> None:
    deep = "<div>" * 5000 + PARAGRAPHS[0] + "</div>" * 5000
    assert isinstance(extract(f"<html><body>{deep}</body></html>").text, str)
    broken = page().replace("</p>", "").replace("</article></body></html>", "<table><tr><td><p>")
    assert PARAGRAPHS[1] in extract(broken).text


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(), st.binary(), st.text().map(lambda t: page(f"<p>{t}</p>"))))
def test_whatever_comes_in_a_lossless_result_comes_out(source: str | bytes) -> None:
    extracted = extract(source)
    assert extracted.result.restore() == extracted.result.original
    assert extracted.text == extracted.result.text


# ---------------------------------------------------------------------- the command


def newswash(*args: str | Path, input: bytes = b"") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "newswash", *map(str, args)]
    done = subprocess.run(command, input=input, capture_output=True, check=False)
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_text(page("<p>Sign up for our newsletter.</p>"), "utf-8")
    (tmp_path / "b.htm").write_text(page(), "utf-8")
    (tmp_path / "c.txt").write_text("Advertisement\n", "utf-8")
    return tmp_path


def test_clean_writes_the_article_of_a_page(folder: Path) -> None:
    done = newswash("clean", "--html", folder / "a.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == extract((folder / "a.html").read_bytes()).text
    piped = newswash("clean", "--html", "-", input=(folder / "a.html").read_bytes())
    assert piped.stdout == done.stdout


def test_check_and_explain_read_pages_below_a_folder(folder: Path) -> None:
    done = newswash("check", "--html", folder)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{folder / 'a.html'}:")
    assert done.stdout.count("\n") == 1
    assert newswash("check", "--html", folder / "b.htm").returncode == 0
    rows = [json.loads(x) for x in newswash("explain", "--html", "--json", folder).stdout.splitlines()]
    assert [Path(r["file"]).name for r in rows] == ["a.html", "b.htm"]
    assert rows[0]["removals"][0]["category"] == "newsletter"


def test_a_missing_page_is_said_and_the_others_are_read(folder: Path) -> None:
    done = newswash("clean", "--html", folder / "missing.html", folder / "b.htm")
    assert done.returncode == 4
    assert "missing.html" in done.stderr
    assert PARAGRAPHS[0] in done.stdout


def test_pages_are_not_rewritten(folder: Path) -> None:
    before = (folder / "a.html").read_bytes()
    assert newswash("fix", "--html", folder / "a.html").returncode == 2
    assert (folder / "a.html").read_bytes() == before
