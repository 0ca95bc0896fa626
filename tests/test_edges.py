"""Sentences of the article stay though what was found runs into them."""

from __future__ import annotations

import pytest

from newswash import Cleaner
from newswash.edges import NEWS, _seams, without_news
from newswash.model import Document, Finding
from newswash.page import Page

ASK = (
    "Our newsroom has no owner and no paywall. Readers like you keep it independent. Please support our journalism "
    "with $5 a month."
)
NEWS_LINE = "Engineers found the cracks during a dive on Thursday, and the harbour board closed the pier to lorries."
MORE = "A second survey will follow before the winter storms, the board said in a statement to the county council."
CLEANER = Cleaner(layout=False)


def found(text: str, words: str) -> tuple[Page, Finding]:
    start = text.index(words)
    return Page(Document(text)), Finding(start, start + len(words), "donation-appeal", "tone", 0.9, "")


def left(text: str, words: str) -> str:
    page, finding = found(text, words)
    (cut,) = without_news(page, [finding], lambda f: NEWS)
    return text[cut.start : cut.end]


LABELS = ["", " Donate now", " JOIN US", "Donate", " [Subscribe]"]


@pytest.mark.parametrize("glue", [f"{label}{space}" for label in LABELS for space in (" ", "")] + [" Tel. 555 0199 "])
def test_an_ask_glued_to_the_article_goes_alone(glue: str) -> None:
    text = f"{ASK}{glue}{NEWS_LINE} {MORE}"
    kept = CLEANER.clean("\n\n".join([text, MORE]))
    assert NEWS_LINE in kept
    assert "independent" not in kept


@pytest.mark.parametrize("space", [" ", ""])
def test_an_ask_glued_behind_the_article_goes_alone(space: str) -> None:
    kept = CLEANER.clean(f"{MORE}\n\n{MORE} {NEWS_LINE}{space}{ASK}")
    assert kept.endswith(NEWS_LINE)


def test_sentences_at_both_edges_stay() -> None:
    text = f"{NEWS_LINE} {ASK} {MORE}"
    assert left(text, text) == ASK


def test_what_is_an_ask_from_end_to_end_goes_whole() -> None:
    assert left(ASK, ASK) == ASK


def test_no_seam_parts_words_that_are_all_in_capitals() -> None:
    text = "DON'T MISS IT: Engineers found the cracks during a dive on Thursday."
    assert left(text, text).rstrip() == "DON'T MISS IT:"


def test_a_finding_is_never_cut_to_nothing() -> None:
    news = "Engineers found cracks in the pier."
    assert left(news, news) == news


def test_what_names_the_page_s_own_site_is_not_news() -> None:
    own = "The Fennel Gazette has had nine editors since the war."
    page, finding = found(f"{ASK} {own}", f"{ASK} {own}")
    (cut,) = without_news(page, [finding], lambda f: NEWS)
    assert page.text[cut.start : cut.end] == ASK
    page = Page(Document(page.text, "https://www.fennel-gazette.example/"))
    assert list(without_news(page, [finding], lambda f: NEWS)) == [finding]


def test_a_seam_is_where_a_capital_follows_a_small_letter_or_a_figure_begins() -> None:
    label = "Please support our newsroom with a donation"
    assert left(f"{label}{NEWS_LINE}", f"{label}{NEWS_LINE}") == label
    figures = "42 boats lay in the harbour on Monday evening when the storm broke over the northern islands."
    assert left(f"{label} {figures}", f"{label} {figures}").strip() == label


def test_no_bar_no_cut() -> None:
    page, finding = found(f"{ASK} {NEWS_LINE}", f"{ASK} {NEWS_LINE}")
    assert list(without_news(page, [finding], lambda f: None)) == [finding]


def test_an_edge_of_many_sentences_takes_no_longer_than_one_of_few() -> None:
    text = f"{ASK} " + " ".join([NEWS_LINE] * 400)
    assert left(text, text).startswith(ASK)


@pytest.mark.parametrize(
    "words", ["Ring 0200 000 000 and ask for Ms Moller.", "We thank you, Ms Moller, and all others."]
)
def test_no_seam_parts_numbers_or_stands_behind_a_comma(words: str) -> None:
    seams = [words[at:] for at in _seams(words, 0, len(words))]
    assert not {"000 000 and ask for Ms Moller.", "000 and ask for Ms Moller.", "Ms Moller, and all others."} & {*seams}


def test_of_a_finding_that_loses_nearly_all_nothing_goes() -> None:
    page, finding = found(f"please donate {NEWS_LINE}", f"please donate {NEWS_LINE}")
    assert not list(without_news(page, [finding], lambda f: NEWS))


def test_a_date_within_an_ask_opens_no_sentence() -> None:
    ask = (
        "Nonprofit journalism like this exists because readers pay for it. Will you chip in $10 to keep us going? "
        "Every gift made before Dec. 31 will be matched, dollar for dollar."
    )
    assert CLEANER.clean(f"{NEWS_LINE}\n\n{ask}\n\n{MORE}") == f"{NEWS_LINE}\n\n{MORE}"


def test_a_share_label_that_runs_into_the_article_leaves_its_sentence() -> None:
    news = "A man was taken to hospital on Monday after a crash on the A9, police said. They are looking for witnesses."
    assert CLEANER.clean(f"Follow us on Facebook {news}").endswith(news)
