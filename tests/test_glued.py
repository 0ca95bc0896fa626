"""Rows of labels with nothing between them, and what only looks like one."""

from __future__ import annotations

import pytest

from newswash import Cleaner
from newswash.glued import ROW_LENGTH, is_glued, row
from newswash.model import Document
from newswash.pack import parse_pack
from newswash.rule import RuleSet

NEWS = [
    "The ferry to the northern islands will sail twice a day again from Monday, the harbour board said.",
    "For six weeks a single boat had carried everything: post, sheep, and on one foggy morning a piano.",
    "“We ate a great many potatoes,” said Ada Finch, who keeps the shop at the landing.",
]
RULES = Cleaner(layout=False, tone=False)
PACK = """\
schema = 1
[pack]
id = "mine"
version = "1"
[[rule]]
id = "form"
category = "donation-appeal"
phrases = ["give to the tide today", "other sum"]
unit = "label"
removes = ["Other sum"]
keeps = ["No other sum was named."]
[[rule]]
id = "steps"
category = "donation-appeal"
phrases = ["once", "monthly", "yearly"]
unit = "row"
removes = ["OnceMonthlyYearly"]
keeps = ["Once"]
"""


def among_news(line: str) -> str:
    return "\n\n".join([*NEWS[:2], line, NEWS[2]])


def goes(cleaner: Cleaner, line: str) -> bool:
    left = cleaner.clean(among_news(line))
    assert left in (among_news(line), "\n\n".join(NEWS))
    return left == "\n\n".join(NEWS)


@pytest.mark.parametrize(
    "line",
    [
        "Read moreShareSaveComments",
        "ShareTweetPin",
        "HomeNewsSportBusinessOpinion",
        "Donate onceDonate monthly$5$10$25Other amount",
        "One-timeMonthlyAnnually$10$25$50$100OtherDonate now",
        "Lahjoita kerranLahjoita kuukausittain10 €20 €50 €Muu summa",
        "Vælg beløb50 kr.100 kr.200 kr.500 kr.Andet beløbGiv én gangGiv hver månedFortsæt til betaling",
        "Tek seferlik bağışAylık bağış50 TL100 TL250 TLDiğer tutar",
        "Einmalig Monatlich Jährlich 5 € 10 € 25 € Anderer Betrag Jetzt spenden",
        "תרומה חד-פעמיתתרומה חודשית50 ₪100 ₪סכום אחר",
        "تبرّع مرة واحدةتبرّع شهرياً",
        "एक बार दान करेंहर महीने दान करें₹100₹500अन्य राशि",
        "今回のみ寄付毎月寄付500円1,000円その他の金額",
    ],
)
def test_a_row_of_labels_that_nothing_parts_goes(line: str) -> None:
    assert goes(RULES, line)


@pytest.mark.parametrize(
    "line",
    [
        "BusinessDay",
        "NewsSport",
        "OpenHouse",
        "Monthly",
        "Monthly 120",
        "Monthly 120 Quarterly 300 Yearly 1,100",
        "Other 0.6%",
        "Read moreShareSaveBoats",
        "Read moreKrShareSave",
        "Homenewssportopinion",
        "Donate onceDonate monthlyThe mayor gave twice",
        "毎月開かれる",
    ],
)
def test_names_tables_and_rows_with_another_word_stay(line: str) -> None:
    assert not goes(RULES, line)


@pytest.mark.parametrize(
    ("line", "going"),
    [
        ("Give to the tide today", True),
        ("Give to the tide today, he said", False),
        ("OnceMonthlyYearly", True),
        ("OnceMonthly", False),
        ("Once Monthly Yearly", False),
        ("Once 5 € Monthly 10 € Yearly 50 €", False),
        ("Once 5 € Monthly 10 € Other sum", True),
        ("Once", False),
        ("OnceOther sum", True),
    ],
)
def test_words_of_a_row_say_nothing_alone(line: str, going: bool) -> None:
    pack, rules = parse_pack(PACK.encode(), "mine.toml")
    assert goes(Cleaner(RuleSet(rules, (pack,)), layout=False, tone=False), line) is going


def test_the_finding_names_the_firm_rule_and_the_row() -> None:
    pack, rules = parse_pack(PACK.encode(), "mine.toml")
    cleaner = Cleaner(RuleSet(rules, (pack,)), layout=False, tone=False)
    (removal,) = cleaner.detect(among_news("MonthlyOther sum")).removals
    assert (removal.rule, removal.reason) == ("mine:form", "says “monthly · other sum”")


def test_a_row_is_read_to_its_end_whatever_it_repeats() -> None:
    labels = {"aa", "aaa", "aaaa"}
    text = "Aa" * (ROW_LENGTH // 2)
    assert row(text, text.lower(), labels) == ["aaaa"] * (ROW_LENGTH // 4)
    assert row(text[:-1] + "b", text[:-1].lower() + "b", labels) == []
    assert not is_glued(text + "Aa")


def test_an_empty_piece_is_no_row() -> None:
    assert not is_glued("")
    assert RULES.detect(Document("").text).text == ""
