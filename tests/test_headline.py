"""The headline stays, between menus and share bars, above lists and asks, whoever looks at it."""

from __future__ import annotations

import pytest

from newswash import Cleaner
from newswash.headline import headlines
from newswash.model import Document
from newswash.page import Page

HEADLINES = [
    "Storm leaves 40,000 homes without power",
    "Council votes to close three libraries by spring",
    "Wiesental: Hallenbad bleibt bis Ostern geschlossen",
    "El juez paraliza la venta del monte público",
]
BODY = [
    "The decision was announced on Tuesday evening after a meeting that lasted hours, and it takes effect in May.",
    "Officials said that they had looked at every other way, and that none of them would have been cheaper or quicker.",
    "“We have waited long enough,” said Anna Lind, who lives nearby and had come with two of her neighbours.",
]
HEADS = {
    "menu and share bar": [
        "Home",
        "News",
        "Subscribe",
        "Sign in",
        "{}",
        "Share on Facebook",
        "Share on X",
        "Copy link",
    ],
    "menu, byline and date": [
        "Menu",
        "Search",
        "Subscribe",
        "Sign In",
        "{}",
        "By Helen Marsden",
        "May 3, 2025 at 5:31 PM",
    ],
    "list of other stories": ["Home", "Most read", "{}", "By Helen Marsden", "3 May 2025"],
    "name and date": ["Home", "Latest news", "{}", "Helen Marsden", "3 May 2025", "Share"],
    "ask above": ["Sign up for our free newsletter", "{}", "By Helen Marsden", "Sign up for our morning newsletter"],
}
FOOT = ["Most read", "Ten walks for a grey Sunday", "About us", "Contact", "Privacy policy", "© 2025 The Courier"]


@pytest.mark.parametrize("parting", ["\n", "\n\n"], ids=["lines", "paragraphs"])
@pytest.mark.parametrize("profile", ["precision", "balanced", "recall"])
@pytest.mark.parametrize("head", HEADS)
def test_the_headline_stays(head: str, profile: str, parting: str) -> None:
    cleaner = Cleaner(profile=profile)
    for headline in HEADLINES:
        text = parting.join([*(line.format(headline) for line in HEADS[head]), *BODY, *FOOT])
        result = cleaner.detect(text)
        assert headline in result.text, headline
        assert all(paragraph in result.text for paragraph in BODY)
        assert result.removals


def test_an_article_about_appeals_keeps_its_headline_beside_one() -> None:
    headline, ask = "Why your town's newspaper is asking you for money", "SUPPORT OUR JOURNALISM. DONATE TODAY."
    result = Cleaner().detect("\n".join([headline, ask, *BODY]))
    assert result.text == "\n".join([headline, *BODY])
    lead = "Local papers once lived on classified ads. Those went to the web, and the papers went after them."
    assert lead in Cleaner().clean("\n".join([headline, ask, lead, *BODY]))
    heading = "Help us keep our journalism free"
    assert heading not in Cleaner().clean("\n".join([heading, ask, *BODY]))


def test_body_only_takes_it() -> None:
    text = "\n\n".join([*(line.format(HEADLINES[0]) for line in HEADS["menu, byline and date"]), *BODY])
    assert Cleaner(profile="body_only").clean(text) == "\n\n".join(BODY)


def test_a_title_that_is_told_is_the_headline() -> None:
    head = [
        "Home",
        "Most read",
        "Ferry sails again",
        "Bridge to close in May",
        "Mayor resigns",
        "Sign up for our newsletter",
    ]
    text = "\n".join([*head, *BODY])
    for title in ("Mayor resigns", "Mayor resigns | The Harbour Courier"):
        assert "Mayor resigns" in Cleaner().clean(text, title=title)
    assert "Ferry sails again" not in Cleaner().clean(text, title="Mayor resigns")


def found(*lines: str, title: str | None = None) -> dict[str, bool]:
    page = Page(Document("\n".join(lines), title=title))
    return {page.lines[n]: sure for n, sure in headlines(page).items()}


def test_a_signature_below_makes_it_sure() -> None:
    head, standfirst = "Bridge to close for repairs in May", "Two lanes stay open until the summer"
    assert found("News", head, "By Anna Lind", *BODY) == {head: True}
    assert found("News", head, "Anna Lind", "3 May 2024", *BODY) == {head: True}
    assert found("News", head, "By Anna Lind", "Local reporter", "3 May 2024", *BODY) == {head: True}
    assert found("News", head, standfirst, *BODY) == {head: False, standfirst: False}
    assert found("News", head, "Share", "Copy link", *BODY) == {head: False}


def test_lists_and_cards_of_other_stories_are_none() -> None:
    stories = ["Ferry sails again after the storm", "Library stays open on Sundays", "Council votes on the new bridge"]
    assert found("Most read", *stories, *BODY) == {}
    cards = [line for story in stories for line in (story, "3 May 2024", "Culture", "Read")]
    assert found(*cards, "Mayor resigns", "By Anna Lind", *BODY) == {"Mayor resigns": True}


def test_without_a_paragraph_there_is_none() -> None:
    assert found("Mayor resigns", "By Anna Lind", "3 May 2024") == {}
    assert found() == {}


@pytest.mark.parametrize("title", ["{}", "{} | Harbour Post"])
@pytest.mark.parametrize("signed", ["", "By Ada Finch\n", "12 March 2024\n"])
@pytest.mark.parametrize("headline", ["1984", "Parasite"])
def test_a_headline_of_a_word_stays_where_the_title_tells_it(headline: str, signed: str, title: str) -> None:
    text = f"Home\nNews\n{headline}\nSport\nSubscribe\nSign in\n{headline}\n{signed}\n" + "\n\n".join(BODY)
    kept = Cleaner().clean(text, title=title.format(headline)).split("\n")
    assert kept.count(headline) == 1
    assert "Home" not in kept
