"""Steps of an instruction and headings of one form stay, though each alone would be a call or a label."""

from __future__ import annotations

import pytest

from newswash import Cleaner
from newswash.model import Document, Finding
from newswash.page import Page
from newswash.series import keep_alternating

LEAD = "The council has an app for holes in the road, and Ada Finch of the harbour office showed it on Tuesday."
STEPS = (
    "Download the app.",
    "Create an account.",
    "Walk to the hole.",
    "Take a picture of it.",
    "Say how deep it is.",
)
GLOSSARY = {
    "Follow": "To see what somebody writes, and to be seen to.",
    "Like": "To press a heart and mean nothing by it.",
    "Share": "To pass on what others wrote.",
    "Comments": "What stands below, and is better left unread.",
    "Mute": "To hear somebody no more without telling them.",
    "Lurk": "To read and say nothing for years.",
    "Ratio": "To be told by many that one is wrong.",
    "Log out": "To go for a walk.",
}
END = "The app has been used for nine holes so far, and one of them was a pond."
BOTH = [Cleaner(), Cleaner(layout=False)]


@pytest.mark.parametrize("cleaner", BOTH, ids=["layout", "rules"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_steps_of_an_instruction_stay(cleaner: Cleaner, gap: str) -> None:
    text = gap.join([LEAD, *STEPS, END])
    result = cleaner.detect(text)
    assert result.text == text
    assert {r.why for r in result.refusals} >= {"a step of an instruction"}


@pytest.mark.parametrize("cleaner", BOTH, ids=["layout", "rules"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_headings_that_are_labels_stay_among_other_headings(cleaner: Cleaner, gap: str) -> None:
    text = gap.join([LEAD, *(gap.join(entry) for entry in GLOSSARY.items())])
    result = cleaner.detect(text)
    assert result.text == text
    assert "one of several headings" in {r.why for r in result.refusals}


def test_calls_below_the_article_are_no_instruction() -> None:
    calls = "Download our app.\nSign up for our newsletter.\nFollow us on Facebook.\nThe council was asked to comment."
    assert "Download our app" not in Cleaner(layout=False).clean(f"{LEAD}\n\n{END}\n\n{calls}")


def test_labels_between_paragraphs_are_no_headings() -> None:
    paragraphs = [LEAD, *GLOSSARY.values(), END]
    labels = ["Share", "Comments", "Log in", "Newsletter", "Share", "Print"]
    mixed = [line for pair in zip(paragraphs, labels, strict=False) for line in pair]
    assert Cleaner(layout=False).clean("\n\n".join([*mixed, END])) == "\n\n".join([*paragraphs[: len(labels)], END])


def test_numbered_steps_stay_however_long_and_at_the_end() -> None:
    steps = [
        "1. Go to the clinic's page with your card at hand and fill in the form for the whole family.",
        "2. Subscribe to the notifications by e-mail so that you do not miss the second appointment.",
        "3. Come a quarter of an hour early, with the letter that you have been sent.",
    ]
    text = "\n".join([LEAD, *steps])
    assert Cleaner(layout=False).clean(text) == text


def unnamed(page: Page, line: str) -> Finding:
    start = page.text.index(line)
    return Finding(start, start + len(line), "unnamed", "layout", 0.9, "layout +2.20")


def test_headings_that_alternate_with_sentences_stay_whatever_the_layout_says() -> None:
    sections = ("Travel", "No trains run to the coast.", "Weather", "Fog until ten.", "Sport", "The match is off.")
    more = ("Health", "The clinic opens in May.", "And finally", "A gull is mayor.")
    digest = Page(Document("\n".join([*sections, *more])))
    kept, refused = keep_alternating(digest, [unnamed(digest, "No trains run to the coast."), unnamed(digest, "Sport")])
    assert not kept
    assert [r.why for r in refused] == ["headings that alternate with sentences"] * 2
    menu = Page(Document("Travel\nWeather\nSport\nHealth\nThe clinic opens in May."))
    kept, refused = keep_alternating(menu, [unnamed(menu, "Sport")])
    assert len(kept) == 1
    assert not refused
