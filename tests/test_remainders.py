"""What is left of a block of which most is boilerplate goes with it; what may be the article stays."""

from __future__ import annotations

import pytest

from newswash import Cleaner

NEWS = [
    "Harbour town keeps its last ferry",
    "The council voted on Tuesday evening to keep the old ferry to Holm Island for two more years.",
    "The boat takes forty people and eleven cars, and in winter it is the only way to the mainland.",
    "The harbour master told the meeting that the new engine would be paid for by the island itself.",
]
FORM = """Report a mistake
What went wrong?
Your name (optional)
Your email (optional)
Send"""
RULES = """Join the conversation
Please keep your comments civil and on topic.
The desk closes the thread when nobody talks about ferries any more, which has happened before.
Comments are moderated before they appear.
Log in to post a comment"""
BOTH = [Cleaner(), Cleaner(layout=False)]


def text_with(block: str, at: int) -> str:
    return "\n\n".join([*NEWS[:at], block, *NEWS[at:]])


@pytest.mark.parametrize("cleaner", BOTH, ids=["layout", "rules"])
@pytest.mark.parametrize("block", [FORM, RULES], ids=["form", "rules of comments"])
@pytest.mark.parametrize("at", [3, 4])
def test_the_rest_of_a_block_goes(cleaner: Cleaner, block: str, at: int) -> None:
    result = cleaner.detect(text_with(block, at))
    assert result.text.rstrip() == "\n\n".join(NEWS)
    assert result.restore() == result.original


def test_the_rest_says_why_it_went() -> None:
    rests = [r for r in Cleaner(layout=False).detect(text_with(RULES, 4)).removals if r.rule == "block"]
    assert rests
    assert all(r.category == "comments" and r.reason.startswith("left of a block of which ") for r in rests)


@pytest.mark.parametrize("cleaner", BOTH, ids=["layout", "rules"])
def test_a_headline_in_a_block_of_labels_stays(cleaner: Cleaner) -> None:
    head = f"Share on Facebook\nShare on WhatsApp\nSign up for our newsletter\n{NEWS[0]}"
    text = "\n\n".join([head, *NEWS[1:]])
    assert NEWS[0] in cleaner.clean(text)


@pytest.mark.parametrize("cleaner", BOTH, ids=["layout", "rules"])
def test_a_paragraph_over_an_ad_stays(cleaner: Cleaner) -> None:
    text = "\n\n".join([*NEWS[:2], f"{NEWS[2]}\nAdvertisement", NEWS[3]])
    assert cleaner.clean(text) == "\n\n".join(NEWS)


def test_what_the_profile_marks_stays() -> None:
    keeping = Cleaner(layout=False, categories={"comments": "mark"})
    text = text_with(FORM.replace("What went wrong?", "Comments (14)"), 4)
    assert "Comments (14)" in keeping.clean(text)


@pytest.mark.parametrize("cleaner", BOTH, ids=["layout", "rules"])
def test_without_blank_lines_nothing_is_a_block(cleaner: Cleaner) -> None:
    text = "\n".join([NEWS[0], "Share on Facebook", "Share on WhatsApp", "The vote", *NEWS[1:]])
    assert "The vote" in cleaner.clean(text)
