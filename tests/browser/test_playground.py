"""The page of ``newswash serve`` in a real Chromium, driven as a reader would."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from newswash import detect

TEXT = "The vote passed on Tuesday.\n\nAdvertisement\n\nIt was the third attempt 🗳 <b>in a year</b>.\n"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [sys.executable, "-m", "newswash", "serve", "--port", "0", "--no-config"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.match(r"http://127\.0\.0\.1:\d+/", line)
    assert found, line
    yield found.group()
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    assert chromium, "this test drives a real browser: apt-get install chromium"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


@pytest.fixture
def page(browser_page: Page, address: str) -> Iterator[Page]:
    complaints: list[str] = []
    asked: list[str] = []
    browser_page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    browser_page.on("pageerror", lambda e: complaints.append(str(e)))
    browser_page.on("request", lambda r: asked.append(r.url))
    browser_page.goto(address)
    yield browser_page
    assert complaints == []
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


def test_a_pasted_text_is_struck_where_newswash_would_remove(page: Page) -> None:
    page.get_by_label("Text", exact=True).fill(TEXT)
    expect(page.locator("#text del")).to_have_count(len(detect(TEXT).removals))
    assert page.locator("#text").text_content() == TEXT
    struck = "".join(page.locator("#text del").all_text_contents())
    assert struck == "".join(words for _, words in detect(TEXT).removed())
    assert page.locator("#text b").count() == 0


def test_the_keyboard_reaches_the_reason(page: Page) -> None:
    page.get_by_label("Text", exact=True).fill(TEXT)
    removal = detect(TEXT).removals[0]
    page.locator("#text del").first.focus()
    expect(page.locator("#why")).to_contain_text(removal.rule)
    expect(page.locator("#why")).to_contain_text(removal.reason)


def test_the_cleaned_text_alone(page: Page) -> None:
    page.get_by_label("Text", exact=True).fill(TEXT)
    page.locator("#text del").first.wait_for()
    page.get_by_label("Cleaned text alone").check()
    assert page.locator("#text").inner_text().strip() == detect(TEXT).text.strip()


def test_the_profile_changes_what_goes(page: Page) -> None:
    page.get_by_label("Text", exact=True).fill("The vote passed on Tuesday.\n\nRead more: A ferry for the island\n")
    expect(page.locator("#text del")).to_have_count(1)
    page.get_by_label("Profile").select_option("precision")
    expect(page.locator("#text mark")).to_have_count(1)
    expect(page.locator("#text del")).to_have_count(0)


def test_the_example_keeps_the_donated_engine(page: Page) -> None:
    page.get_by_role("button", name="Show an example").click()
    page.locator("#text del").first.wait_for()
    struck = " ".join(page.locator("#text del").all_text_contents())
    assert "Please support our journalism" in struck
    assert "donate the cost of a new engine" not in struck
    page.get_by_role("button", name="Empty").click()
    expect(page.locator("#text")).to_be_empty()
