"""Blocks that are boilerplate as a whole, though none of their sentences would decide."""

from __future__ import annotations

import random

import pytest

from newswash import Cleaner, UsageError, load_rules
from newswash.block_model import ASKER, CUES, FEATURES, GUARDED, SAID, WANTS, BlockModel, Heard
from newswash.boilerplate_blocks import SHORTEST_LEFT, blocks, find_blocks
from newswash.model import Document, Finding, Removal
from newswash.page import Page
from newswash.phrases import PhraseDetector

NEWS = [
    "The ferry to the northern islands will sail twice a day again from Monday, the harbour board said.",
    "For six weeks a single boat had carried everything: post, sheep, and on one foggy morning a piano.",
    "“We ate a great many potatoes,” said Ada Finch, who keeps the shop at the landing.",
]
SHARES = "Ziarul nostru este al celor care îl citesc. Cu 25 de lei pe lună ai o parte, primești legitimația și votezi."
MODEL = BlockModel.load()
RULES = Cleaner(layout=False)


def among_news(block: str) -> str:
    return "\n\n".join([*NEWS[:2], block, NEWS[2]])


def whole(removals: tuple[Removal, ...]) -> list[Removal]:
    return [r for r in removals if "as a whole" in r.reason]


def test_a_block_goes_of_which_no_sentence_decides() -> None:
    result = RULES.detect(among_news(SHARES))
    assert result.text == "\n\n".join(NEWS)
    (removal,) = whole(result.removals)
    assert (removal.rule, removal.category) == ("tone", "subscription-paywall")
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
    total, _, parts = removal.reason.partition("(subscription ")[2].rstrip(")").partition(": ")
    assert float(total) == pytest.approx(sum(float(part.split()[1]) for part in parts.split(", ")))
    assert float(total) >= MODEL.threshold


@pytest.mark.parametrize(
    ("block", "category"),
    [
        (
            "Bleiben Sie beim Thema, und bleiben Sie höflich: Kommentare, die beleidigen, löscht unsere Moderation. "
            "Nach drei Tagen schließen wir die Kommentare.",
            "comments",
        ),
        (
            "Our articles may be republished online free of charge, unedited and with a link back to this page and "
            "the name of the author. Photographs may not be reused without asking us first.",
            "copyright-legal",
        ),
        (
            "Cada episodio nuevo sale los lunes. Puedes escuchar nuestro pódcast en tu aplicación favorita y dejarnos "
            "cinco estrellas.",
            "player-ui",
        ),
    ],
)
def test_notices_go_by_their_kind(block: str, category: str) -> None:
    result = RULES.detect(among_news(block))
    assert result.text == "\n\n".join(NEWS)
    assert {r.category for r in result.removals} == {category}


def test_what_rules_leave_of_a_block_is_judged_as_one() -> None:
    ask = "Please support our journalism with a donation."
    rest = "Nobody else pays the two of us. Five dollars a month keep the lights of this newsroom on until spring."
    text = among_news(f"{ask} {rest}")
    result = RULES.detect(text)
    assert result.text == "\n\n".join(NEWS)
    news = RULES.detect(among_news(f"{ask} {NEWS[0]} {NEWS[1]}"))
    assert news.text == "\n\n".join([*NEWS[:2], f"{NEWS[0]} {NEWS[1]}", NEWS[2]])


@pytest.mark.parametrize(("rest", "goes"), [("Readers pay for all of our reporting.", True), ("We do it well.", False)])
def test_of_what_rules_leave_a_few_words_stay(rest: str, goes: bool) -> None:
    ask = "Please support our journalism with a donation."
    page = Page(Document(among_news(f"{ask} {rest}")))
    start = page.text.index(ask)
    found = [Finding(start, start + len(ask), "donation-appeal", "mine:ask", 0.9, "")]
    left = list(find_blocks(page, *RULES._compiled.phrases().blocks(page), found))
    assert [page.text[f.start : f.end] for f in left] == ([rest] if goes else [])
    assert goes == (len(rest) >= SHORTEST_LEFT)


PITCH = (
    "Our newsroom has no owner and no paywall. Readers like you keep it independent: please support our journalism "
    "with $5 a month."
)


def left_of_pitch(rest: str, joint: str) -> list[str]:
    """What goes of the rest of a block of which rules have taken the pitch."""
    page = Page(Document(among_news(f"{PITCH}{joint}{rest}")))
    start = page.text.index(PITCH)
    found = [Finding(start, start + len(PITCH), "donation-appeal", "mine:ask", 0.9, "")]
    left = find_blocks(page, *RULES._compiled.phrases().blocks(page), found)
    return [page.text[f.start : f.end] for f in left]


@pytest.mark.parametrize("rest", ["It is the last day of our fund drive.", "Give monthly or just once"])
def test_what_rules_leave_goes_along_with_a_block_that_is_boilerplate_as_a_whole(rest: str) -> None:
    assert left_of_pitch(rest, "\n") == [rest]
    assert left_of_pitch(rest, " ") == []  # on one line it may be the article's, glued to the pitch


@pytest.mark.parametrize("rest", [NEWS[0], "By Ada Finch", "The board met on Monday."])
def test_news_and_bylines_stay_beside_what_rules_take(rest: str) -> None:
    assert left_of_pitch(rest, "\n") == []
    assert left_of_pitch(rest, " ") == []


@pytest.mark.parametrize(
    "line",
    [
        "ika 29-12-2011, ostatnia aktualizacja 29-12-2011 11:26",
        "Last Updated : Nov 20, 2019 01:41 PM IST | Source: Harbour News",
        "Publikacja: 03.01.2012 11:50 | Aktualizacja: 04.01.2012 10:23",
    ],
)
def test_when_an_article_was_written_is_no_notice(line: str) -> None:
    assert not whole(RULES.detect("\n\n".join([line, *NEWS])).removals)


def test_a_wall_stands_below_news_in_thai_too() -> None:
    news = [
        "สภาเมืองมีมติเมื่อวันจันทร์ให้สร้างสะพานแห่งที่สองข้ามแม่น้ำ โดยคาดว่าจะใช้เวลาก่อสร้างสองปี",
        "ชาวบ้านริมน้ำบอกว่ารอสะพานนี้มานานกว่าสิบปี และหวังว่าจะเดินทางไปตลาดได้เร็วขึ้น",
    ]
    wall = "กรุณาเข้าสู่ระบบเพื่ออ่านต่อ สมัครสมาชิกเดือนละ 99 บาท อ่านได้ทุกบทความไม่จำกัด"
    assert wall not in RULES.clean("\n\n".join([news[0], wall, news[1]]))
    assert wall in RULES.clean("\n\n".join([wall, *news]))


def test_a_block_in_which_no_wording_of_a_rule_stands_is_not_judged() -> None:
    page = Page(Document(among_news(SHARES)))
    judged, _, _ = RULES._compiled.phrases().blocks(page)
    assert [block.lines for block in judged if block.lines != [0]] == [[4]]


@pytest.mark.parametrize("note", ["Editor’s note: ", "Correction: "])
def test_notes_of_editors_stay(note: str) -> None:
    words = f"{note}Each week we publish an excerpt from the author’s column. Read the full text on our site here."
    assert not whole(RULES.detect(among_news(words)).removals)


def test_an_interview_keeps_its_questions() -> None:
    question = f"{SHARES} Vrei să fii de-ai noștri?"
    others = ["De ce ați rămas pe insulă?", "Feribotul întârzia.", "Cine mai era acolo?", "Fratele meu."]
    assert whole(RULES.detect(among_news(question)).removals)
    assert not whole(RULES.detect(among_news("\n\n".join([*others, question]))).removals)


def test_a_wording_within_a_longer_word_is_none() -> None:
    page = Page(
        Document("\n\n".join([*NEWS, "Do autora listu o psach na plaży: proszę przyjść w niedzielę nad rzekę."]))
    )
    judged, _, rules = PhraseDetector(load_rules("pl", "pt")).blocks(page)
    *_, block = judged
    seen, standing = ({rules.wording(i).text for i in of} for of in (block.said, block.holds(page, rules)))
    assert "do autor" in seen - standing


def test_most_paragraphs_are_not_looked_at_closely() -> None:
    assert [MODEL.words.of(paragraph) for paragraph in NEWS] == [None] * 3
    sounds = MODEL.words.of(SHARES)
    assert sounds is not None
    assert sounds.ask > max(0, sounds.notice)


def test_nothing_lifts_a_block_over_what_it_is_spared_by() -> None:
    """What a block scores with no sentence guarded and the most that wordings and cues can say bounds what it scores:
    else the bound would lie."""
    rising = ((CUES, range(-64, 401, 3)), (SAID, range(11)), (WANTS, range(4)), (ASKER, range(4)))
    chance = random.Random(3)
    for _ in range(300):
        heard = [chance.randint(-8, 60) for _ in FEATURES]
        for of, steps in (*rising, (GUARDED, range(25, -1, -1))):
            scores = [MODEL.score([*heard[:of], value, *heard[of + 1 :]]) for value in steps]
            assert scores == sorted(scores)


def test_a_block_sounds_like_what_is_said_in_it() -> None:
    page = Page(Document(among_news(SHARES)))
    assert page.blocks == [[0], [2], [4], [6]]
    heard = Heard(page, [(4, k) for k in range(len(page.sentences(4)))], ask=2.0, notice=-1.0, said=3)
    assert heard.tone == "subscription"
    assert heard.most[:3] == (8, -4, 3)
    news = Heard(page, [(0, 0)], ask=-5.0, notice=-5.0, said=1)
    most, calm = FEATURES.index("donation most"), FEATURES.index("calm")
    assert heard.most[most] > news.most[most]
    assert (news.most[calm], heard.most[calm]) == (100, 0)


def test_training_needs_tone() -> None:
    with pytest.raises(UsageError, match="tone=False"):
        PhraseDetector(load_rules("ro"), tone=False).blocks(Page(Document(SHARES)))


def test_a_block_that_is_most_of_a_long_text_is_not_judged() -> None:
    plug = "Follow us on Facebook and sign up for our newsletter. "
    page = Page(Document(plug * 12 + "\n\nThe vote passed on Tuesday."))
    hits = {0: {1, 2}}
    assert not list(blocks(page, hits, frozenset()))
    aside = Page(Document(plug * 2 + "\n\n" + "The vote passed on Tuesday. " * 12))
    assert [block.start for block in blocks(aside, hits, frozenset())] == [0]


INTERVIEW = {
    "questions": ["How did you begin?", "And what came next?", "Would you recommend letters to the young?"],
    "dashes": ["――始まりは。", "――そのあとは。", "――SNSは。"],
}
ANSWERS = {
    "questions": "Yes. But subscribe to nothing. Every newsletter you sign up for is an hour stolen from your book.",
    "dashes": "やりません。フォローしてください、登録してください。孫が言います。",
}


@pytest.mark.parametrize("kind", INTERVIEW)
def test_an_interview_keeps_its_answers_and_its_questions(kind: str) -> None:
    answers = ["I wrote for the parish paper.", "A novel about the ferry.", ANSWERS[kind]]
    text = "\n\n".join(f"{question}\n{answer}" for question, answer in zip(INTERVIEW[kind], answers, strict=True))
    assert Cleaner().clean(text) is text


def test_a_text_in_one_line_is_no_block() -> None:
    text = (
        "Beranda Nasional Olahraga Seekor biawak masuk ke minimarket di Depok pada Rabu pagi. Kasir naik ke atas meja. "
        'Tidak ada yang terluka. Petugas datang pagi itu. SCROLL TO CONTINUE WITH CONTENT Simak Video "Biawak"'
    )
    assert "Kasir naik ke atas meja." in Cleaner().clean(text)
