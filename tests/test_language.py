"""The language of a document, asked where a rule that has been hit depends on it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from newswash import Pack, load_rules
from newswash.language import _WRITTEN, detect_language
from newswash.pack_sources import BUILTIN


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council met on Monday and voted on the plan, which had been discussed for months.", "en"),
        (
            "Rådet møttes mandag og stemte over planen, som hadde vært diskutert i flere måneder "
            "uten at noen ble enige.",
            "nb",
        ),
        (
            "市議會週一開會表決該計畫，這項計畫已經討論了好幾個月，居民希望新的圖書館能夠儘快動工。"
            "議員表示，經費將由市府與中央各負擔一半，預計明年春天招標，後年夏天完工，屆時兒童閱覽室也將一併開放。"
            "周邊道路同時拓寬，停車場則移至河岸，施工期間公車改道行駛。",
            "zh",
        ),
        (
            "市议会星期一开会表决该计划，这项计划已经讨论了好几个月，居民希望新的图书馆能够尽快动工。"
            "议员表示，经费将由市政府与中央各负担一半，预计明年春天招标，后年夏天完工，届时儿童阅览室也将一并开放。"
            "周边道路同时拓宽，停车场则移至河岸，施工期间公交车改道行驶。",
            "zh",
        ),
        ("市議会は月曜日に会合を開き、数カ月にわたって議論されてきた計画について採決を行いました。", "ja"),
        ("시의회는 월요일 회의를 열어 몇 달 동안 논의해 온 계획을 표결에 부쳤으며 주민들은 이를 환영했다.", "ko"),
        ("Міська рада зібралася в понеділок і проголосувала за план, який обговорювали кілька місяців.", "uk"),
        ("اجتمع المجلس البلدي يوم الاثنين وصوّت على الخطة التي نوقشت منذ أشهر في المدينة كلها أمام السكان.", "ar"),
        ("નગરપાલિકાની બેઠક સોમવારે મળી અને મહિનાઓથી ચર્ચાતી યોજના પર મતદાન થયું.", "gu"),
        ("Read more", None),
    ],
)
def test_the_language_of_a_text(text: str, language: str | None) -> None:
    assert detect_language(text) == language


def _latin(pack: Pack) -> bool:
    """Whether more than half of the letters of a pack's wording are Latin."""
    letters = [c for rule in load_rules(pack.path).rules for words in rule.wording() for c in words if c.isalpha()]
    return sum(unicodedata.name(c, "").startswith("LATIN") for c in letters) > len(letters) / 2


LANGUAGES = [p for p in load_rules().packs if Path(p.path).parent == BUILTIN]


@pytest.mark.parametrize("pack", [pytest.param(p, id=p.id) for p in LANGUAGES if _latin(p)])
def test_a_language_in_latin_script_has_its_function_words(pack: Pack) -> None:
    words = _WRITTEN[pack.id].split()
    assert len(words) >= 12
    assert detect_language(" ".join(words)) in (pack.id, None)


def test_the_packs_in_latin_script_are_told_from_the_others() -> None:
    latin = {p.id for p in LANGUAGES if _latin(p)}
    assert {"en", "vi", "tr", "pl"} <= latin
    assert not {"ru", "el", "ar", "ja", "ko", "th", "hi"} & latin
