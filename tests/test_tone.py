"""Asks in words that no rule decides: how a sentence sounds, and what it stands beside."""

from __future__ import annotations

import json
import pickle
from base64 import b64decode
from math import sqrt
from pathlib import Path

import pytest

from newswash import Cleaner, load_rules
from newswash.ask_weights import AskWeights, length, names_site
from newswash.model import Document
from newswash.page import Page
from newswash.phrases import PhraseDetector
from newswash.tone import CLEAR, CLIP, DATA, LEAST, LIKELY, TONES, ToneModel, features

ARTICLE = (
    "The ferry to the northern islands will sail twice a day again from Monday, the harbour board said.\n\n"
    "For six weeks a single boat had carried everything: post, sheep, and on one foggy morning a piano.\n\n"
    "“We ate a great many potatoes,” said Ada Finch, who keeps the shop at the landing."
)
ASK = "Please donate today and keep our newsroom going: without your support there would be nobody at the harbour."
MODEL = ToneModel.load()
RULES = Cleaner(layout=False)
TEXTS = Path(__file__).parent.parent / "benchmarks" / "tone"


@pytest.mark.parametrize(
    ("tone", "sentence"),
    [
        ("donation", "A monthly gift from you keeps our reporters on the road."),
        ("donation", "Ihre Zuwendung hält unsere kleine Redaktion am Leben."),
        ("donation", "Ваш ежемесячный взнос позволяет нашей редакции работать дальше."),
        ("newsletter", "Get our weekly letter about boats straight to your inbox."),
        ("subscription", "Cet article est réservé à nos abonnés : profitez de notre offre d’essai."),
    ],
)
def test_an_ask_that_no_rule_holds_sounds_like_one(tone: str, sentence: str) -> None:
    assert MODEL.level(sentence, tone) >= CLEAR


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize(
    "sentence",
    [
        "The council voted on Tuesday to keep the old harbour open to fishing boats.",
        "The charity raised forty thousand pounds for the families who lost their homes in the flood.",
        "Der Verlag meldete, die Zahl seiner Abonnenten sei im vergangenen Jahr um ein Zehntel gesunken.",
        "Она рассказала, что пожертвования пойдут на ремонт школы в соседней деревне.",
    ],
)
def test_a_sentence_of_an_article_does_not(tone: str, sentence: str) -> None:
    assert MODEL.level(sentence, tone) < LIKELY


def test_sentences_beside_an_ask_go_with_it() -> None:
    before, after = "Good reporting is slow and costly work.", "Every bit helps our reporters get out of the office."
    text = f"{ARTICLE}\n\n{before} {ASK} {after}"
    assert RULES.clean(text) == ARTICLE
    alone = Cleaner(layout=False, tone=False).clean(text)
    assert before in alone or after in alone
    tones = [r for r in RULES.detect(text).removals if r.rule == "tone"]
    assert tones
    assert all(r.category == "donation-appeal" and "sounds like one" in r.reason for r in tones)


@pytest.mark.parametrize(
    "line",
    [
        "The second boat has a new engine and an old captain.",
        "“Every bit helps our reporters,” the editor of a rival paper had said in May.",
        "Our community has never agreed on the old cinema, and I do not expect it to begin now.",
    ],
)
def test_an_article_goes_on_beside_an_ask(line: str) -> None:
    assert line in RULES.clean(f"{ARTICLE}\n\n{ASK}\n\n{line}")


@pytest.mark.parametrize(
    "ask",
    [
        "Our readers pay for every story. The more of you join as members, the more inquiries we can open.",
        "Unsere kleine Redaktion lebt von euch. Schon drei Franken im Monat halten unsere Zeitung am Leben.",
        "Наша редакция живёт на донаты. Ваш перевод оплатит ещё одно расследование.",
        "Vivimos de lo que nos dais. Con tres euros al mes pagas una hora de nuestra redacción.",
    ],
)
def test_an_ask_that_no_rule_decides_goes(ask: str) -> None:
    text = f"{ARTICLE}\n\n{ask}"
    assert Cleaner(layout=False, tone=False).clean(text) == text
    result = RULES.detect(text)
    assert result.text == ARTICLE
    assert [r.rule for r in result.removals] == ["tone"]
    assert result.removals[0].reason.startswith("sounds like an ask (donation); cues: ")


@pytest.mark.parametrize(
    "line",
    [
        "The crew asks everybody who walks the pier to give what they can. Each pound buys a yard of rope.",
        "Donate blood at the town hall on Friday. Your gift could save three lives, and the tea is free.",
        "Our choir sings for its roof. Give what you can at the door, and join us on Sundays if you have a voice.",
        "The theatre's friends pay £5 a month. Subscribers read the programme first and can cancel whenever they like.",
        "We need to fight back. Donate today to support the harbour fund. — Ada Finch (@adafinch) 6 November",
        "Noch bleibt unser Spendenkonto offen. Jede Spende hilft, liebe Leser. Das Geld bekommt die Tafel.",
        "Her newsletter about moths goes to 4,000 readers every Sunday, and most of them open it before breakfast.",
    ],
)
def test_what_others_ask_for_stays(line: str) -> None:
    text = f"{ARTICLE}\n\n{line}"
    assert RULES.clean(text) == text


@pytest.mark.parametrize(
    "drive",
    [
        "Please donate to our winter appeal. Our readers have given £214,000 so far, and we thank every one of them. "
        "Donations go to the lifeboat crews, the chairwoman said.",
        "Our readers have given more than ever. We are still collecting, and every gift counts: please donate. "
        "All donations go to the night shelter, the charity said.",
    ],
)
def test_what_a_newspaper_collects_for_others_stays(drive: str) -> None:
    text = f"{ARTICLE}\n\n{drive}"
    assert RULES.clean(text) == text
    ours = drive[: drive.rindex(". ")] + ". Donations go to our newsroom fund."
    assert RULES.clean(f"{ARTICLE}\n\n{ours}") == ARTICLE


def test_a_guard_of_any_rule_of_the_pack_is_heard() -> None:
    sentence = "Sign up to get the charity's weekly letter in your inbox."
    page = Page(Document(f"{ARTICLE}\n\n{sentence}"))
    cues = PhraseDetector(load_rules("en"))._compiled.cue_rule
    offer, words = (cues(n) for n in _numbers("en:newsletter-offer", "en:newsletter-words"))
    assert offer.is_guarded(page, 6, 0, len(sentence))
    assert not words.is_guarded(page, 6, 0, len(sentence))
    for rules in ([offer, words], [words, offer]):
        assert AskWeights(page, "newsletter", [(rule, {}) for rule in rules]).is_guarded((6, 0))


def _numbers(*names: str) -> list[int]:
    known = [rule.name for rule in load_rules("en").rules]
    return [known.index(name) for name in names]


def test_what_stands_beside_an_ask_shares_its_category() -> None:
    ask = "Become a member of the Gazette today, from £3 a month."
    beside = "Without you there would be nobody at the harbour to ask questions for us all."
    text = f"{ARTICLE}\n\n{ask} {beside}"
    assert {r.category for r in RULES.detect(text).removals} == {"membership"}
    assert Cleaner(layout=False, categories={"membership": "keep"}).clean(text) == text


def test_a_plug_sure_enough_goes_whatever_it_is_made_of() -> None:
    plug = (
        "To receive our evening digest by e-mail, put the word TIDES in the subject line. "
        "You can leave again with one click."
    )
    assert RULES.clean(f"{ARTICLE}\n\n{plug}") == ARTICLE


def test_of_a_sentence_without_end_only_the_beginning_is_judged_and_remembered() -> None:
    words = "please donate today and keep our newsroom going " * 13
    assert len(words) > CLIP
    assert MODEL.scores(words + "The ferry sails.") == MODEL.scores(words) == MODEL.scores(words[:CLIP])


def test_the_items_of_a_list_go_together() -> None:
    items = ["Unlimited access to every article", "The crossword on your phone", "A tea towel in your first week"]
    box = "\n".join(["Subscribe to the Marsh Gazette", *(f"- {item}" for item in items)])
    assert RULES.clean(f"{ARTICLE}\n\n{box}") == ARTICLE


def test_the_name_of_the_site_says_who_asks() -> None:
    own = "The Fennel Gazette has had nine editors since the war."
    text = f"{ARTICLE}\n\n{own} {ASK}"
    assert RULES.clean(text) == f"{ARTICLE}\n\n{own}"
    assert RULES.clean(text, url="https://www.fennel-gazette.example/ferry") == ARTICLE


def test_of_another_line_an_ask_has_all_or_ends_where_the_article_begins() -> None:
    glued = f"{ASK}\n\nEvery bit helps our reporters get out of the office. The mayor declined to comment."
    assert RULES.clean(f"{ARTICLE}\n\n{glued}") == f"{ARTICLE}\n\nThe mayor declined to comment."


def test_the_fingerprint_knows_the_tone() -> None:
    assert Cleaner(tone=False).fingerprint != Cleaner().fingerprint


def test_a_cleaner_without_tone_stays_so_in_another_process() -> None:
    assert not pickle.loads(pickle.dumps(Cleaner(tone=False))).tone


def test_a_rule_set_without_cue_rules_has_no_tone() -> None:
    rules = load_rules("en").only("en:ad-labels")
    assert Cleaner(rules, layout=False).clean(f"{ARTICLE}\n\n{ASK}") == f"{ARTICLE}\n\n{ASK}"


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.tsv")), ids=lambda p: p.stem)
def test_training_sentences_have_a_kind_and_stand_once(path: Path) -> None:
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    assert all(len(row) == 2 and row[0] in (*TONES, "article") and row[1].strip() for row in rows)
    assert len({row[1] for row in rows}) == len(rows)
    assert {row[0] for row in rows} == {*TONES, "article"}


def test_a_sentence_is_as_long_as_what_it_says() -> None:
    latin, han = "our reporters need you", "我们的记者需要你"
    assert length(latin) == len(latin)
    assert length(han) == 3 * len(han)
    assert length(f"{latin} {han}") == length(latin) + 1 + length(han)


@pytest.mark.parametrize(
    ("host", "text"),
    [
        ("news.daily-courier.co.uk", "Why the Daily Courier needs you."),
        ("international.example.com", "What Example writes."),
        ("northcourier.wordpress.com", "The North Courier is made by three people."),
    ],
)
def test_the_name_of_a_site_is_its_own_part_of_the_host(host: str, text: str) -> None:
    assert names_site(text, host)
    assert not names_site("He joined the international observers of the press in the news.", host)


def test_no_ask_reaches_over_the_article_to_one_of_another_kind() -> None:
    ask = "Please support our journalism. Your donation keeps our reporting free for everyone."
    council = "The town council voted on Tuesday to keep the last ferry to Holm Island running until spring."
    engine = "Three residents offered to donate the cost of a new engine, and a fund for the families has £12,000."
    plug = "Sign up for our newsletter to get the week's stories in your inbox."
    text = "\n\n".join([ask + council, "Advertisement", engine, plug])
    assert Cleaner(layout=False).clean(text) == f"{council}\n\n{engine}"


@pytest.mark.parametrize(
    "sentence", ["Please support our journalism today!", "Sunt 25 de lei pe lună.", "支持我们的新闻" * 80, ""]
)
def test_the_weights_of_all_tones_add_up_each_for_itself(sentence: str) -> None:
    data = json.loads(DATA.read_bytes())
    hashes = memoryview(b64decode(data["hashes"])).cast("I")
    found = features(sentence)
    for tone, score in zip(TONES, ToneModel.load().scores(sentence), strict=True):
        weights = memoryview(b64decode(data["weights"][tone])).cast("b")
        total = sum(weight for known, weight in zip(hashes, weights, strict=True) if known in found)
        assert score == data["bias"][tone] + data["scale"] / sqrt(max(len(found), LEAST)) * total
