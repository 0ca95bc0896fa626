"""Judging by phrases and labels, on whole lines and on what a removal leaves of them."""

from __future__ import annotations

import pytest

from newswash import Cleaner, UsageError, load_rules, phrases
from newswash.model import Document
from newswash.page import Page
from newswash.phrases import PhraseDetector
from newswash.rule import SUSPECTED, Pack, Rule, RuleSet

APPEAL = "Please support our journalism with a donation today."


@pytest.mark.parametrize("answer", ["Berlin.", "Sport.", "Contact."])
def test_a_word_with_a_full_stop_is_no_label_on_a_line_or_beside_what_went(answer: str) -> None:
    cleaner = Cleaner(layout=False)
    assert cleaner.clean(answer) == answer
    assert cleaner.clean(f"{answer} {APPEAL}") == answer
    assert cleaner.clean(f"{answer[:-1]} {APPEAL}") == ""


@pytest.mark.parametrize(
    "rule", [Rule("plug", "mine", "newsletter", phrases=("subscribe to the harbour letter today",)),
             Rule("plug", "mine", "newsletter", cues=(("ask", ("subscribe",)), ("us", ("harbour letter",))))]
)  # fmt: skip
def test_a_rule_without_its_pack_is_refused(rule: Rule) -> None:
    cleaner = Cleaner(RuleSet((rule,)), layout=False, tone=False)
    with pytest.raises(UsageError, match="rule mine:plug: the rule set holds no pack 'mine'"):
        cleaner.clean("The vote passed.\n\nSubscribe to the harbour letter today.")


def test_no_more_lines_are_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "REMEMBERED", 10)
    detector = PhraseDetector(load_rules("en"), tone=False)
    for n in range(25):
        line = f"Pier {n}: {APPEAL}"
        assert detector.find(Page(Document(line))) == detector.find(Page(Document(line))) != []
        assert 0 < len(detector._remembered) <= 10
    assert line in detector._remembered


def test_a_line_judged_before_is_judged_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    detector = PhraseDetector(load_rules("en"), tone=False)
    found = detector.find(Page(Document(APPEAL)))
    monkeypatch.setattr(detector, "_judge", None)
    assert detector.find(Page(Document(APPEAL))) == found


def test_what_a_suspect_finds_scores_as_a_suspicion_over_a_list_too() -> None:
    block = Rule("most-read", "own", "related-links", tier="suspect", phrases=("most read",), unit="block")
    detector = PhraseDetector(RuleSet((block,), (Pack("own", "1"),)), tone=False)
    (found,) = detector.find(Page(Document("Most read\nTen walks for a grey Sunday\nTide tables\n\n\nThe end.")))
    assert found.reason == "says “most read” over a list"
    assert found.score == SUSPECTED


def test_a_label_with_a_pattern_is_a_whole_short_line() -> None:
    save = Rule("save", "own", "share-social", phrases=("save",), pattern=r"^\W*save (article|story)\W*$", unit="label")
    detector = PhraseDetector(RuleSet((save,), (Pack("own", "1"),)), tone=False)

    def taken(text: str) -> list[str]:
        return [text[f.start : f.end] for f in detector.find(Page(Document(text)))]

    assert taken("It rained.\n» Save article\nIt stopped.") == ["» Save article"]
    assert taken("Save article, said the clerk.") == []
    assert taken("It rained. Save article.") == []
    assert taken("» Save article" + " »" * 50) == []


def test_no_phrase_of_a_label_costs_anything_in_a_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    save = Rule("save", "own", "share-social", phrases=("save",), pattern=r"^save article$", unit="label")
    detector = PhraseDetector(RuleSet((save,), (Pack("own", "1"),)), tone=False)
    monkeypatch.setattr(detector, "_judge", None)
    assert detector.find(Page(Document("They save what they can. " * 5))) == []


def test_two_suspects_that_see_the_same_words_do_not_prove_each_other() -> None:
    bare = Rule("bare", "own", "donation-appeal", tier="suspect", phrases=("every bit helps us on",), unit="sentence")
    other = Rule("other", "own", "donation-appeal", tier="suspect", phrases=("every bit helps us",), unit="sentence")
    ask = Rule("ask", "own", "donation-appeal", phrases=("please support our journalism today",), unit="sentence")
    cleaner = Cleaner(RuleSet((bare, other, ask), (Pack("own", "1"),)), layout=False, tone=False)
    line = "The bridge is open again. Every bit helps us on."
    assert cleaner.clean(line) == line
    assert cleaner.clean(f"{line} Please support our journalism today.") == "The bridge is open again."


def test_the_headline_is_spared_too_when_something_else_goes_from_its_line() -> None:
    fact = Rule(
        "fact", "own", "related-links", phrases=("fact check",), pattern="^fact check:.{3,80}$", unit="line",
        unless=("headline",),
    )  # fmt: skip
    plug = Rule("share", "own", "share-social", phrases=("share this story with friends",), unit="sentence")
    cleaner = Cleaner(RuleSet((fact, plug), (Pack("own", "1"),)), layout=False, tone=False)
    headline, article = "Fact check: Who owns the quay?", "The council met on Tuesday and sold it."
    assert cleaner.clean(f"{headline} Share this story with friends.\n\n{article}") == f"{headline}\n\n{article}"


def test_a_line_that_may_be_no_headline_is_no_note_of_editors_for_that() -> None:
    update = Rule(
        "update", "own", "related-links", phrases=("read our full story here",), unit="line", unless=("headline",)
    )
    rules = RuleSet((update,), (Pack("own", "1", guards=(("editorial", ("update",)),)),))
    article = "The council met on Tuesday."
    cleaner = Cleaner(rules, layout=False, tone=False)
    assert cleaner.clean(f"{article}\n\nUpdate: read our full story here now\n\n{article}") == f"{article}\n\n{article}"
