"""Menus of which rules know a part go whole, above and below the article; lists within it stay."""

from __future__ import annotations

import pytest

from newswash import Cleaner

CLEANER = Cleaner(layout=False)
ARTICLE = [
    "The council approved the plan for a second bridge over the river on Tuesday after a debate of four hours.",
    "Work is to begin next spring, the mayor said, and the old bridge will stay open to cyclists until then.",
]
MENU = ["Home", "News", "Sport", "Harbour", "Log in"]
HEADLINE = "Bridge approved"


def text(*parts: list[str], parting: str = "\n") -> str:
    return parting.join(line for part in parts for line in part)


@pytest.mark.parametrize("parting", ["\n", "\n\n"])
def test_a_menu_goes_whole_though_rules_know_a_part_of_it(parting: str) -> None:
    article = text(ARTICLE, parting=parting)
    for page in (text(MENU, ARTICLE, parting=parting), text(ARTICLE, MENU, parting=parting)):
        result = CLEANER.detect(page)
        assert result.text == article
        (own,) = [r for r, words in result.removed() if "Harbour" in words]
        assert (own.category, own.rule) == ("navigation", "menu")
        assert own.reason == "in a menu of 5 lines of which rules know 4"


def test_the_headline_below_it_stays() -> None:
    for head in ([HEADLINE], [HEADLINE, "By Anna Lind", "3 May 2024"], ["Council approves bridge over the river"]):
        assert head[0] in CLEANER.clean(text(MENU, head, ARTICLE))


@pytest.mark.parametrize(
    "lines",
    [
        ["Harbour", "Mills", "Station", "Log in"],
        ["Home", "Log in"],
        ["Home", "Anna Lind", "Per Holm", "Ada Falk", "Jo Stone", "Kim Beck", "Eva Moor", "Sam Reed", "Log in"],
    ],
    ids=["one is known", "too few", "too few are known"],
)
def test_what_is_no_menu_keeps_what_no_rule_knows(lines: list[str]) -> None:
    kept = CLEANER.clean(text(ARTICLE, lines))
    assert all(line in kept for line in lines if line not in ("Home", "Log in"))


def test_between_paragraphs_short_lines_may_be_the_articles() -> None:
    page = text(ARTICLE[:1], ["What the plan names:", *MENU], ARTICLE[1:])
    assert "Harbour" in CLEANER.clean(page)


def test_without_a_paragraph_nothing_tells_a_menu_from_the_text() -> None:
    assert "Harbour" in CLEANER.clean(text(MENU, [HEADLINE]))
