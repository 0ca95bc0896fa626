"""Lists of other stories: found by their rhythm beside an article, and nothing that only looks like one."""

from __future__ import annotations

import pytest

from newswash import Cleaner

ARTICLE = """Harbour reopens after the fog lifts

The harbour opened again at noon on Thursday after three days of fog in which no ship had entered or left it.

Pilots had refused to go out. Their chief said that nobody had seen the breakwater since Monday, and one had heard it.

"""
DATED = """Most popular

Dog that fell off the night boat turns up in a bakery

3 May 2021
News

It had walked eleven miles and eaten a tray of buns.

Did the council buy the same crane twice?

28 April 2021
Fact check

The invoices are real, and so is the crane.
"""
CUT = """
Ferry timetable wins a prize for fiction
The judges praised its sweep and its belief in a better world, and said that they had waited for...
Who paid for the lighthouse keeper's new boots
The bill was found in a drawer, with a note in pencil that nobody at the town hall will say they…
Board to replace the crane that went down
It will stand where the old one stood, the board decided late on Tuesday, and it will be painted […]
"""
LINKED = """
Ferry timetable wins a prize for fiction
The judges praised its sweep.
Read more
Dog that fell off the boat turns up
It had walked eleven miles.
Read more
Board to replace the crane that sank
It will be painted green.
Read more
"""


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner(layout=False)


@pytest.mark.parametrize("cards", [DATED, CUT, LINKED], ids=["dated", "cut", "linked"])
def test_cards_beside_an_article_go_whole(cleaner: Cleaner, cards: str) -> None:
    result = cleaner.detect(ARTICLE + cards)
    assert result.text.strip() == ARTICLE.strip()
    assert "en:story-cards" in {removal.rule for removal in result.removals}
    assert cleaner.clean(result.text) == result.text


def test_between_paragraphs_only_the_cards_go(cleaner: Cleaner) -> None:
    more = "\nBy evening eleven ships had passed, and the pilots went home to sleep for the first time since Sunday.\n"
    assert cleaner.clean(ARTICLE + CUT + more).split() == (ARTICLE + more).split()


TIMELINE = """Read more

12 March 2019

The company announces that the bridge will be closed for a week.

14 March 2019

The bridge is closed, and so is the company.

19 March 2019

The bridge opens. The company does not.
"""
QUESTIONS = """
Who pays for the bridge?
The town does, the mayor said on Tuesday, since nobody else had come to the meeting.
Read more
The county sent a letter. It regretted that it could not send anything else, and hoped that the town would understand.
The town has framed it.
Read more
Who will mend it?
Nobody has said. The last people who knew how to mend it retired in the spring, and one of them has gone to sea.
Read more
"""
COMPARED = """
Best for fog
A brass horn that carries for two miles.
Learn more
Best for rain
An oilskin with two pockets.
Learn more
Best for snow
A shovel, of course.
Learn more
"""


@pytest.mark.parametrize("story", [TIMELINE, QUESTIONS, COMPARED], ids=["timeline", "questions", "products"])
def test_an_articles_own_steps_stay(cleaner: Cleaner, story: str) -> None:
    kept = cleaner.clean(ARTICLE + story)
    own = [line for line in story.split("\n") if line.endswith((".", "?")) or line.startswith("Best")]
    assert [line for line in own if line not in kept] == []


def test_a_page_of_nothing_but_cards_stays(cleaner: Cleaner) -> None:
    assert cleaner.clean(CUT) == CUT


def test_the_rule_can_be_left_out() -> None:
    whole = Cleaner(layout=False)
    without = Cleaner(whole.rules.without("en:story-cards"), layout=False)
    assert "It will stand where the old one stood" in without.clean(ARTICLE + CUT)


def test_times_of_a_live_blog_are_no_dates_of_cards() -> None:
    entries = "".join(
        f"Result of ward {hour} is in\n{hour}:30\nThe candidate of the harbour party won by {hour} votes.\n"
        for hour in (19, 18, 17, 16)
    )
    assert "won by 17 votes" in Cleaner().clean(f"{ARTICLE}Latest news\n{entries}")
    assert "won by 17 votes" not in Cleaner().clean(f"{ARTICLE}Latest news\n{entries.replace(':30', ' May 2021')}")
