"""The report, made by the command and used in a real browser: real pointer, real keys."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from newswash import Cleaner, Result
from newswash.profiles import PROFILES

DOCUMENTS: dict[str, str] = {
    "vote": (
        "The council voted on Tuesday to keep the last ferry to the island.\n\n"
        "Sign up for our newsletter.\n\n"
        "Islanders had filled the hall, and most of them stayed until midnight.\n\n"
        "Advertisement\n\n"
        "Support our journalism with a donation today.\n\n"
        "The mayor declined to comment on the cost of the boat."
    ),
    "emoji": (
        "🚢🚢 The ferry 🚢 will sail twice a day from the first of May.\n\n"
        "🙏 Support our journalism with a donation today.\n\n"
        "Tickets 🎟️ cost the same as before, the owner said on Friday."
    ),
    "hostile": (
        "The reporter typed </script><script>window.broken = 1</script> into the form, and nothing happened.\n\n"
        "Sign up for our newsletter.\n\n"
        "Then she tried <img src=x onerror='window.broken = 2'> and <!-- <script> in the comment field."
    ),
    "clean": "The baker on Mill Street has sold the same four loaves for thirty years, and sees no reason to change.",
    "arabic": (
        "أحصى باحثون هذا الشتاء أكثر من أربعة آلاف طائر في السبخة، وهو أكبر عدد منذ عشرين عاماً.\n\n"
        "ادعموا صحافتنا المستقلة بتبرع صغير. دعمكم يبقي موقعنا مفتوحاً للجميع.\n\n"
        "لكن الصيادين يشكون من تضييق منطقة عملهم، ويطالبون بتعويض عن شهرين كل عام."
    ),
    "byline": (
        "Ferry saved after a long night\n\nBy Ada Fenwick\n\n"
        "The council voted on Tuesday to keep the last ferry to the island, after six hours of debate.\n\n"
        "Islanders had filled the hall, and most of them stayed until the vote was counted at midnight."
    ),
}
TITLES = {"byline": "Ferry saved after a long night"}
NAMES = list(DOCUMENTS)
Open = Callable[..., Page]


def report(folder: Path, documents: dict[str, str]) -> Path:
    """The page that the command writes for these documents."""
    source, target = folder / "documents.jsonl", folder / "report.html"
    rows = [{"body": text, "headline": TITLES.get(name, "")} for name, text in documents.items()]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = [sys.executable, "-m", "newswash", "report", "--no-config", source.name, "--field", "body"]
    command += ["--title-field", "headline"] if TITLES.keys() & documents.keys() else []
    command += ["-o", target.name]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return target


@pytest.fixture(scope="module")
def expected() -> dict[str, list[Result]]:
    """For each profile what the library says of each document."""
    cleaners = {name: Cleaner(profile=name) for name in PROFILES}
    return {
        profile: [cleaner.detect(text, title=TITLES.get(name)) for name, text in DOCUMENTS.items()]
        for profile, cleaner in cleaners.items()
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report(tmp_path_factory.mktemp("report"), DOCUMENTS)


@pytest.fixture
def visit(chromium: Browser, written: Path) -> Iterator[Open]:
    """Opens the page; afterwards nothing may have been loaded, and nothing may have gone wrong."""
    loaded: list[str] = []
    errors: list[str] = []
    contexts = []

    def go(path: Path = written, **settings: object) -> Page:
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 900}} | settings))  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: loaded.append(r.url))
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.on("console", lambda m: errors.append(m.text) if m.type in ("error", "warning") else None)
        page.goto(path.as_uri())
        return page

    yield go
    for context in contexts:
        context.close()
    assert [u for u in loaded if not u.startswith(("file:", "data:"))] == []
    assert len([u for u in loaded if u.startswith("file:")]) == len(contexts)
    assert errors == []


def document(page: Page, name: str):  # type: ignore[no-untyped-def]
    """The text of a document, drawn: what is out of sight is drawn when it comes near."""
    text = page.locator("article .text").nth(NAMES.index(name))
    text.scroll_into_view_if_needed()
    return text


def total(page: Page, name: str) -> str:
    row = page.locator("#totals div", has=page.locator("dt", has_text=re.compile(f"^{name}$")))
    return row.locator("dd").inner_text()


@pytest.mark.parametrize("profile", PROFILES)
def test_each_profile_shows_what_the_library_says(visit: Open, expected: dict[str, list[Result]], profile: str) -> None:
    page = visit()
    page.get_by_role("button", name=profile, exact=True).click()
    assert page.locator("#profile").get_attribute("aria-valuetext") == profile
    for name, result in zip(NAMES, expected[profile], strict=True):
        text = document(page, name)
        expect(text.locator("del")).to_have_count(len(result.removals))
        assert text.locator("del").all_text_contents() == [words for _, words in result.removed()]
        assert text.text_content() == result.original
    removals = [r for result in expected[profile] for r in result.removals]
    assert total(page, "removals") == str(len(removals))
    assert total(page, "documents") == str(len(DOCUMENTS))


def test_the_slider_moves_by_drag_and_by_key(visit: Open, expected: dict[str, list[Result]]) -> None:
    counts = [str(sum(len(r.removals) for r in results)) for results in expected.values()]
    assert len(set(counts)) > 1
    page = visit()
    slider = page.locator("#profile")
    assert slider.input_value() == "1"
    box = slider.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    assert (slider.input_value(), total(page, "removals")) == ("3", counts[3])
    slider.press("Home")
    assert (slider.input_value(), total(page, "removals")) == ("0", counts[0])
    slider.press("ArrowRight")
    assert (slider.input_value(), total(page, "removals")) == ("1", counts[1])
    page.keyboard.press("3")
    assert (slider.input_value(), total(page, "removals")) == ("2", counts[2])


def test_a_removal_is_explained_under_the_pointer(visit: Open, expected: dict[str, list[Result]]) -> None:
    page = visit()
    removal = expected["balanced"][0].removals[0]
    struck, tip = document(page, "vote").locator("del").first, page.locator("#tip")
    expect(tip).to_be_hidden()
    struck.hover()
    expect(tip).to_be_visible()
    for words in (removal.category, removal.rule, removal.reason, f"{removal.score:.2f}"):
        expect(tip).to_contain_text(words)
    page.locator("h1").hover()
    expect(tip).to_be_hidden()


def test_a_removal_is_explained_on_focus(visit: Open, expected: dict[str, list[Result]]) -> None:
    page = visit()
    page.locator("#documents").focus()
    tip = page.locator("#tip")
    for removal in expected["balanced"][0].removals[:2]:
        page.keyboard.press("Tab")
        expect(tip).to_be_visible()
        expect(tip).to_contain_text(removal.rule)
        assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "tip"
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_categories_are_filtered(visit: Open, expected: dict[str, list[Result]]) -> None:
    page = visit()
    removals = [r for result in expected["balanced"] for r in result.removals]
    newsletters = sum(r.category == "newsletter" for r in removals)
    assert 0 < newsletters < len(removals)
    page.get_by_role("checkbox", name=re.compile("^newsletter")).click()
    assert total(page, "removals") == str(len(removals) - newsletters)
    expect(document(page, "vote").locator("del.off")).to_have_text([re.compile("newsletter")])
    page.get_by_role("button", name="None", exact=True).click()
    assert total(page, "removals") == "0"
    page.get_by_role("checkbox", name=re.compile("^newsletter")).click()
    assert total(page, "removals") == str(newsletters)
    page.get_by_role("checkbox", name="Only documents with a match").click()
    touched = [any(r.category == "newsletter" for r in result.removals) for result in expected["balanced"]]
    assert [a.is_visible() for a in page.locator("article").all()] == touched
    page.get_by_role("button", name="All", exact=True).click()
    assert total(page, "removals") == str(len(removals))


def test_rules_are_filtered(visit: Open, expected: dict[str, list[Result]]) -> None:
    page = visit()
    removals = [r for result in expected["balanced"] for r in result.removals]
    rule = expected["balanced"][0].removals[0].rule
    count = sum(r.rule == rule for r in removals)
    page.get_by_label("Rule", exact=True).select_option(label=f"{rule} ({count})")
    assert total(page, "removals") == str(count)


def test_the_cleaned_text_alone_is_the_library_s(visit: Open, expected: dict[str, list[Result]]) -> None:
    page = visit()
    page.get_by_role("checkbox", name="Cleaned text alone").click()
    for name, result in zip(NAMES, expected["balanced"], strict=True):
        assert document(page, name).inner_text() == result.text


def test_marks_are_shown_on_demand(visit: Open, expected: dict[str, list[Result]]) -> None:
    page = visit()
    marks = expected["balanced"][NAMES.index("byline")].marks
    assert marks
    expect(page.locator("mark")).to_have_count(0)
    page.get_by_role("checkbox", name="What is recognised and stays").click()
    text = document(page, "byline")
    text.locator("mark").first.hover()
    expect(page.locator("#tip")).to_contain_text("stays")


def test_keys_walk_through_removals_and_documents(visit: Open, expected: dict[str, list[Result]]) -> None:
    page = visit()
    words = [w for result in expected["balanced"] for _, w in result.removed()]
    seen = []
    for _ in words:
        page.keyboard.press("n")
        seen.append(page.evaluate("document.activeElement.textContent"))
    assert seen == words
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.textContent") == words[-2]
    expect(page.locator("#tip")).to_be_visible()
    page.keyboard.press("k")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.keyboard.press("c")
    assert page.locator("body.clean").count() == 1
    page.get_by_role("checkbox", name="One-key shortcuts").click()
    page.keyboard.press("c")
    assert page.locator("body.clean").count() == 1


def test_text_can_break_nothing(visit: Open) -> None:
    page = visit()
    assert page.evaluate("window.broken") is None
    assert document(page, "hostile").text_content() == DOCUMENTS["hostile"]
    assert page.locator(".text img").count() == 0


def test_right_to_left_text_runs_right_to_left(visit: Open) -> None:
    page = visit()
    direction = "e => getComputedStyle(e).direction"
    assert document(page, "arabic").evaluate(direction) == "rtl"
    assert document(page, "vote").evaluate(direction) == "ltr"
    text = document(page, "arabic")
    card, inner = page.locator("article").nth(NAMES.index("arabic")).bounding_box(), text.bounding_box()
    assert card
    assert inner
    assert abs(card["x"] + card["width"] - inner["x"] - inner["width"]) < 3


CONTRAST = """e => {
  const lin = v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
  const rgb = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = rgb(c); return .2126 * lin(r) + .7152 * lin(g) + .0722 * lin(b); };
  let back = e;
  while (rgb(getComputedStyle(back).backgroundColor)[3] === 0) back = back.parentElement;
  const both = [light(getComputedStyle(e).color), light(getComputedStyle(back).backgroundColor)];
  return (Math.max(...both) + .05) / (Math.min(...both) + .05);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_are_readable_in_light_and_dark(visit: Open, scheme: str) -> None:
    page = visit(color_scheme=scheme)
    for name in NAMES:
        document(page, name)
    for selector in ("del", ".text", "h1", "header p", "aside label", "#totals dt", "#ticks button", ".head p"):
        for element in page.locator(selector).all():
            assert element.evaluate(CONTRAST) >= 4.5, (selector, element.text_content())
    back = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red = int(re.findall(r"\d+", back)[0])
    assert red > 200 if scheme == "light" else red < 60
    strokes = page.locator("del").first.evaluate("e => getComputedStyle(e).textDecorationLine")
    assert strokes == "line-through"


def test_categories_have_their_own_colours(visit: Open) -> None:
    page = visit()
    colours = page.locator("#categories .swatch").evaluate_all(
        "all => all.map(e => getComputedStyle(e).backgroundColor)"
    )
    assert len(colours) > 2
    assert len(set(colours)) == len(colours)


def test_a_narrow_screen_scrolls_one_way_only(visit: Open) -> None:
    page = visit(viewport={"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    document(page, "vote").locator("del").first.hover()
    box = page.locator("#tip").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360


def test_of_a_thousand_documents_only_those_near_are_rendered(visit: Open, tmp_path: Path) -> None:
    many = {f"{name}-{i}": text for i in range(200) for name, text in list(DOCUMENTS.items())[:5]}
    page = visit(report(tmp_path, many))
    assert total(page, "documents") == "1,000"
    page.wait_for_function(
        """() => {
          const texts = [...document.querySelectorAll('.text')];
          const rendered = texts.filter(e => e.checkVisibility({ contentVisibilityAuto: true }));
          return rendered.length > 0 && rendered.length < 60;
        }"""
    )
    page.keyboard.press("End")
    page.locator("article .text").last.scroll_into_view_if_needed()
    expect(page.locator("article").nth(998).locator("h2")).to_be_in_viewport()
    assert page.locator("article .text").nth(998).text_content() == DOCUMENTS["clean"]
    page.keyboard.press("4")
    assert page.locator("#profile").get_attribute("aria-valuetext") == "body_only"
