"""Blocks that are asks as a whole, though none of their sentences would decide."""

from __future__ import annotations

import random

import pytest

from newswash import Cleaner, UsageError, load_rules
from newswash.ask_blocks import says_what_it_must
from newswash.ask_model import CUES, FEATURES, AskModel, Heard
from newswash.model import Document, Removal
from newswash.page import Page
from newswash.phrases import PhraseDetector

NEWS = [
    "The ferry to the northern islands will sail twice a day again from Monday, the harbour board said.",
    "For six weeks a single boat had carried everything: post, sheep, and on one foggy morning a piano.",
    "“We ate a great many potatoes,” said Ada Finch, who keeps the shop at the landing.",
]
SHARES = (
    "Il nostro giornale è di chi lo legge. Con 5 euro al mese diventi socio, ricevi la tessera e voti in assemblea. "
    "Si può pagare con bonifico o con carta."
)
MODEL = AskModel.load()
RULES = Cleaner(layout=False)


def among_news(block: str) -> str:
    return "\n\n".join([*NEWS[:2], block, NEWS[2]])


def whole(removals: tuple[Removal, ...]) -> list[Removal]:
    return [r for r in removals if "as a whole" in r.reason]


def test_a_block_goes_of_which_no_sentence_decides() -> None:
    result = RULES.detect(among_news(SHARES))
    assert result.text == "\n\n".join(NEWS)
    (removal,) = whole(result.removals)
    assert (removal.rule, removal.category) == ("tone", "donation-appeal")
    assert SHARES in among_news(SHARES)[removal.start : removal.end]
    assert Cleaner(layout=False, tone=False).clean(among_news(SHARES)) == among_news(SHARES)


@pytest.mark.parametrize(
    "block",
    [
        "Il circolo dei pescatori è di chi lo frequenta. Con 5 euro al mese i soci hanno la tessera e votano.",
        "From Monday the paper's website asks readers to pay, its owner said. A month costs £6, and a year £60.",
        "Spenden für die Familien nimmt die Gemeinde auf ihrem Konto an. Wer bar geben will, geht ins Rathaus.",
        "Am Freitag verschickte die Stadt ihren Brief an alle Haushalte. Er nennt die Preise für Wasser und Müll.",
    ],
)
def test_what_reports_of_such_matters_stays(block: str) -> None:
    assert RULES.clean(among_news(block)) == among_news(block)


def test_a_paragraph_that_goes_on_with_news_stays_whole() -> None:
    glued = " ".join([SHARES, *NEWS])
    assert not whole(RULES.detect(among_news(glued)).removals)


def test_a_text_that_opens_with_terms_reports_them() -> None:
    terms = "Der Zugang kostet 9 Euro im Monat. Abonnenten lesen alle Artikel. Die Kündigung ist jederzeit möglich."
    assert not whole(RULES.detect("\n\n".join([terms, *NEWS])).removals)


def test_the_reason_adds_up() -> None:
    (removal,) = whole(RULES.detect(among_news(SHARES)).removals)
    total, _, parts = removal.reason.partition("(donation ")[2].rstrip(")").partition(": ")
    assert float(total) == pytest.approx(sum(float(part.split()[1]) for part in parts.split(", ")))
    assert float(total) >= MODEL.threshold


def test_no_cues_lift_a_block_over_what_it_is_spared_by() -> None:
    """What a block scores with the most that cues can say bounds what it scores with any: else the bound would lie."""
    chance = random.Random(3)
    for _ in range(300):
        heard = [chance.randint(-8, 60) for _ in FEATURES]
        scores = [MODEL.score([*heard[:CUES], cues, *heard[CUES + 1 :]]) for cues in range(-64, 401, 3)]
        assert scores == sorted(scores)


def test_a_block_sounds_like_what_is_said_in_it() -> None:
    page = Page(Document(among_news(SHARES)))
    assert page.blocks == [[0], [2], [4], [6]]
    heard = Heard(page, [(4, k) for k in range(len(page.sentences(4)))])
    assert heard.tone == "donation"
    news = Heard(page, [(0, 0)])
    most, calm = FEATURES.index("donation most"), FEATURES.index("calm")
    assert heard.most[most] > news.most[most]
    assert (news.most[calm], heard.most[calm]) == (100, 0)


def test_training_sees_the_blocks_that_hold_cues() -> None:
    page = Page(Document(among_news(SHARES)))
    blocks, weights_of = RULES._compiled.phrases().ask_blocks(page)
    (places,) = blocks
    assert {number for number, _ in places} == {4}
    assert says_what_it_must("donation", places, weights_of("donation"))
    with pytest.raises(UsageError, match="tone=False"):
        PhraseDetector(load_rules("it"), tone=False).ask_blocks(page)
