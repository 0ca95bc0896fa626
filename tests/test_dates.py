"""Dates, bylines and the like are told in all languages of the packs, not in the largest alone."""

from __future__ import annotations

import pytest

from newswash import pack
from newswash.dates import is_date, names_day
from newswash.metadata_words import from_words

DATES = {
    "ar": "الخميس 30 نوفمبر 2023 الساعة 23:18",
    "bg": "неделя, 9 ноември 2025",
    "bn": "২৬ এপ্রিল ২০২৪, ১২:৫০",
    "cs": "úterý 24. července 2024",
    "da": "Tirsdag den 3. februar 2026 kl. 12:00",
    "de": "Aktualisiert am 12. Jänner 2025 um 10:15 Uhr",
    "el": "Πέμπτη, 1 Ιανουαρίου 2026",
    "en": "Published on Wednesday 2 October 2024 at 01:29 am",
    "es": "miércoles, 24 de agosto de 2016",
    "fa": "جمعه ۱۲ خرداد ۱۴۰۱ ساعت ۱۰:۴۰",
    "fi": "Julkaistu 19.3.2020 klo 9.00",
    "fr": "Publié le 1er juillet 2024 à 10h59",
    "he": "יום שני, 3 בנובמבר 2025",
    "hi": "15 मिनट पहले",
    "hr": "Objavljeno 5. kolovoza 2025.",
    "hu": "2021. március 4. 11:24",
    "id": "Kamis, 3 Agustus 2023 pukul 10:30 WIB",
    "it": "domenica 16 novembre 2025",
    "ja": "2018年11月29日(木) 08:58",
    "ko": "입력 2024-04-21 11:50",
    "nb": "Publisert for 14 dager siden",
    "nl": "vrijdag 1 november 2019 om 16:00",
    "pl": "Opublikowano: 12 maja 2022",
    "pt": "quinta-feira, 3 de abril de 2014",
    "ro": "Publicat acum 3 ore",
    "ru": "Обновлено 3 октября 2025 в 18:05",
    "sk": "Aktualizované 12. mája 2024",
    "sv": "Publicerad för 3 timmar sedan",
    "th": "12 มกราคม 2567 เวลา 10:30 น.",
    "tr": "Perşembe, 3 Ağustos 2025",
    "uk": "середа, 5 березня 2025",
    "vi": "Cập nhật lúc 10:30 ngày 3 tháng 5 năm 2024",
    "zh": "发布时间：2024年5月3日 10:30",
}


@pytest.mark.parametrize("language", sorted(DATES))
def test_a_line_of_nothing_but_a_date_is_a_dateline(language: str) -> None:
    assert is_date(DATES[language])
    assert from_words(DATES[language]) == "dateline"


def test_every_language_of_a_pack_has_its_date() -> None:
    assert {rule.pack for rule in pack.load_rules().rules if "/" not in rule.pack} == set(DATES)


@pytest.mark.parametrize(
    "line",
    [
        "12 March fair",
        "3:0 (1:0)",
        "In 2025 the harbour was closed.",
        "On 12 March the council voted.",
        "24 години затвор",
        "3 Tage Regen",
    ],
)
def test_a_line_that_says_more_is_none(line: str) -> None:
    assert not is_date(line)


def test_a_day_within_a_line_is_named() -> None:
    assert names_day("Ana Horvat, 5. kolovoza 2025.")
    assert not names_day("Ana Horvat won 5 matches.")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Af: Karen Lund", "byline"),
        ("Napisał Jan Kowalski", "byline"),
        ("Γράφει ο Νίκος", ""),
        ("Γράφει: Νίκος Παππάς", "byline"),
        ("מאת: דנה לוי", "byline"),
        ("بقلم: سمير حداد", "byline"),
        ("Fotoğraf: Ayşe Demir", "photo-credit"),
        ("Ảnh: Minh Trần", "photo-credit"),
        ("Klíčová slova: doprava, přístav", "tags"),
        ("برچسب‌ها: بندر، قایق", "tags"),
        ("Rättelse: i en tidigare version stod fel årtal.", "correction"),
        ("Lähteet: satamaviranomaiset", "correction"),
    ],
)
def test_what_a_line_says_of_the_article_is_told(line: str, kind: str) -> None:
    assert from_words(line) == kind
