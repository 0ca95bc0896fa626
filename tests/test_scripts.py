"""Marks and scripts: whoever looks for the end of a sentence, or for words, sees the same in each language."""

from __future__ import annotations

import pytest

from newswash import Cleaner
from newswash.cards import _may_head
from newswash.fold import fold
from newswash.guards import GuardWords, in_quotation, quoted
from newswash.labels import _is_answer
from newswash.model import Document
from newswash.page import Page
from newswash.phrases import PhraseDetector
from newswash.rule import Pack, Rule, RuleSet
from newswash.scripts import CLOSERS, FULL_STOPS, SENTENCE_ENDS
from newswash.sentences import ends_sentence, possible_starts, sentences, word_count
from newswash.shape import fold_words
from newswash.wording import Wording

ENDS = sorted(SENTENCE_ENDS)


@pytest.mark.parametrize("mark", ENDS)
def test_a_sentence_ends_at_its_mark(mark: str) -> None:
    line = f"Ab cd{mark} Ef gh{mark}"
    assert [line[a:b] for a, b in sentences(line)] == [f"Ab cd{mark}", f"Ef gh{mark}"]
    assert 7 in possible_starts(line, 0, len(line))
    assert ends_sentence(line)
    assert all(ends_sentence(line + closer) for closer in CLOSERS)
    assert not ends_sentence(line[:-1])


@pytest.mark.parametrize("mark", ENDS)
def test_a_rule_that_opens_a_sentence_sees_each_mark_before_it(mark: str) -> None:
    opener = Rule("letter", "own", "newsletter", phrases=("get the harbour letter today",), unit="match", opens=True)
    detector = PhraseDetector(RuleSet((opener,), (Pack("own", "1"),)), tone=False)
    assert detector.find(Page(Document(f"So it is{mark} Get the harbour letter today")))
    assert not detector.find(Page(Document("They all get the harbour letter today")))


@pytest.mark.parametrize("mark", sorted(FULL_STOPS))
def test_a_word_with_a_full_stop_is_an_answer_and_no_headline(mark: str) -> None:
    assert _is_answer(f"Berlin{mark}")
    assert not any(map(_is_answer, ("Berlin", mark, "", "Berlin...", f"Not Berlin{mark}")))
    assert not any(map(_may_head, (f"They sailed{mark}", f"“They sailed{mark}”", "”")))
    assert all(map(_may_head, ("They sailed", "“They sailed”")))


def test_closing_brackets_go_with_the_sentence_of_any_script() -> None:
    for line in ("（以上。)", "【終わり。】", "So „ist es.“", "«Так.»", "<Fin!›"):
        assert sentences(line) == [(0, len(line))]


@pytest.mark.parametrize(
    "ending",
    [
        "知事は「まだ分からない。」",
        "会議は月曜に開かれた（共同）",
        "ժողովը երկուշաբթի էր։",
        "ስብሰባው ሰኞ ነበር።",
        "Er sagte: „Ich gehe.“",
        "« J’y vais. »",
    ],
)
def test_a_text_that_ends_as_its_script_does_is_not_truncated(ending: str) -> None:
    def flags(last: str) -> frozenset[str]:
        return Cleaner(layout=False).detect(f"{last}\n\nSubscribe to read the full article.").flags

    assert flags(ending) == frozenset()
    assert flags("The mayor said that the") == flags(f"{ending} …") == {"truncated"}


@pytest.mark.parametrize("text", ["ข่าวสาร", "ຂ່າວສານ", "བོད་ཡིག", "သတင်းစာ", "កាសែត", "新聞記事", "カタカナ"])
def test_scripts_without_spaces_have_words_all_the_same(text: str) -> None:
    assert word_count(text * 5) > 1
    assert Wording.of(text).spaceless
    reported = GuardWords({"reported": (text,)}).reported
    assert reported is not None
    assert reported.search(f"{text}{text}")


def test_hangul_sets_spaces_but_words_take_endings() -> None:
    assert word_count("후원해 주세요") == 2
    assert list(Wording.of("후원").places("후원을", "후원을", 0, 3)) == [(0, 2)]
    reported = GuardWords({"reported": ("후보",)}).reported
    assert reported is not None
    assert not reported.search("후보작")


@pytest.mark.parametrize(
    ("word", "line", "holds"),
    [
        ("gemeld*", "so gemeldet", True),
        ("gemeld*", "angemeldet", False),
        (", the * say", "give, the big banners say", True),
        (", the * say", "give, the say", False),
        (", the * say", "give, the many big yellow banners say", False),
        (", the * say", "give, the banners saying", False),
        (", say the*", "give, say these", True),
        (", the * (say|plead) so", "give, the banners plead so", True),
        (", the * (say|plead) so", "give, the banners beg so", False),
        (", (say|plead,) the", "give, plead, the", True),
        ("(give)", "they (give) so", True),
    ],
)
def test_stars_and_brackets_in_a_word_of_a_guard(word: str, line: str, holds: bool) -> None:
    reported = GuardWords({"reported": (word,)}).reported
    assert reported is not None
    assert bool(reported.search(line)) == holds


def test_a_mark_that_closes_opens_too_in_swedish_and_finnish() -> None:
    line = "”Stöd oss nu! Vi behöver pengar”, säger hon. Märk betalningen ”Gåva”."
    assert quoted(line, *_at(line, "Stöd oss nu!"))
    assert in_quotation(line, line.index("Vi behöver"))
    assert not in_quotation(line, line.index("säger"))
    assert not quoted(line, *_at(line, "Märk betalningen ”Gåva”."))


@pytest.mark.parametrize(
    ("line", "is_quotation"),
    [
        ("「みなと通信」は読者の寄付で運営しています。", False),
        ("「寄付をお願いします」と代表は話した。", True),
        ("「港口周報」是一家獨立媒體。", False),
        ("「請支持我們,」他說。", True),
        ("”Aamun Sanomat” tarvitsee sinua.", False),
        ("”Auttakaa meitä”, hän sanoo.", True),
    ],
)
def test_a_name_in_quotation_marks_is_no_quotation(line: str, is_quotation: bool) -> None:
    assert quoted(line, 0, len(line)) == is_quotation


def _at(line: str, words: str) -> tuple[int, int]:
    return line.index(words), line.index(words) + len(words)


def test_a_vowel_sign_belongs_to_its_word() -> None:
    assert fold_words("हमारे पाठक, আমাদের") == ["हमारे", "पाठक", "আমাদের"]
    line = "हम और हमारे"
    assert list(Wording.of("हम").places(line, line, 0, len(line))) == [(0, 2)]


@pytest.mark.parametrize("code", range(256))
def test_words_are_the_same_by_bytes_and_by_letters(code: int) -> None:
    sign = bytes([code]).decode("cp1252", "ignore")
    text = f"quay{sign}Harbour 12{sign}3 é"
    assert fold_words(f"{text} ł")[:-1] == fold_words(text)


def test_points_make_no_other_word() -> None:
    assert fold_words("سجّل مَدرسة") == ["سجل", "مدرسة"]
    line = "کمک ماهانهٔ خود"
    assert list(Wording.of("کمک ماهانه").places(line, line, 0, len(line))) == [(0, 10)]


@pytest.mark.parametrize(
    ("phrase", "text", "stands"),
    [
        ("ادعموا", "وادعموا صحافتنا", True),
        ("اشتراك", "بالاشتراك", True),
        ("اشتراك", "الاشتراك", True),
        ("ادعموا", "سيادعموا", False),
        ("תרמו לנו", "ותרמו לנו", True),
        ("תרמו לנו", "התרמו לנו", False),
        ("من", "ومن", False),
    ],
)
def test_a_phrase_stands_behind_what_its_script_writes_as_part_of_the_word(
    phrase: str, text: str, stands: bool
) -> None:
    folded = fold(text)
    assert bool([*Wording.of(phrase).places(folded, text, 0, len(text))]) is stands


@pytest.mark.parametrize("label", ["ये भी पढ़ेंः", "यह भी पढ़ेंः-"])
def test_a_visarga_typed_for_a_colon_ends_a_label(label: str) -> None:
    before, after = "परिषद ने नए पुल की योजना को मंजूरी दी।", "निर्माण अगले साल शुरू होगा, महापौर ने कहा।"
    assert Cleaner().clean(f"{before}\n\n{label} नदी पर नया पुल बनेगा\n\n{after}") == f"{before}\n\n{after}"


@pytest.mark.parametrize("word", ["दुःख", "अतः", "प्रायः", "छः"])
def test_a_visarga_of_a_word_stays_one(word: str) -> None:
    assert fold(word) == word
