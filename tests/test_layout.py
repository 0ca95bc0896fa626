"""The layout model: its sums, its guards, its units and the kinds that it knows."""

from __future__ import annotations

import json
import math
import random
from functools import cache

import pytest

import newswash
from newswash import Cleaner
from newswash.calm import calm
from newswash.fixture import read_fixtures
from newswash.fragments import cut
from newswash.layout import DATA, LayoutModel, Scores
from newswash.line_score import LineScore, guarded
from newswash.metadata_words import from_words
from newswash.model import Document, Finding
from newswash.neighbourhood import Neighbourhood, cites
from newswash.page import Page
from newswash.profiles import PROFILES
from newswash.support import lifted
from newswash.units import closes_sentence, is_prose, is_text
from newswash.unnamed import find_unnamed

BODY = [
    "The council voted on Tuesday to keep the old harbour open to fishing boats until the end of the decade.",
    "Anna Lind, who has mended nets there for thirty years, said she had stopped hoping for any such decision.",
    "Work on the new quay is to begin in the spring, the harbour master told a crowded meeting in the sail loft.",
    "The boats will lie at the northern mole for two years, where the depth has been measured once again.",
    "A second vote, on the fees that visitors pay for a berth, was put off until the budget is known in June.",
]
HEAD = [
    "Harbour stays open, council decides | Harbour Times",
    "Skip to content",
    "News",
    "Sport",
    "Culture",
    "Weather",
    "Classifieds",
    "Property",
    "Log in",
    "Search",
    "Harbour stays open, council decides",
    "By Maria Holm",
    "12 March 2024, 10:15",
]
TAIL = [
    "Most read",
    "Ten walks for a grey Sunday",
    "Why the bakery in Mill Lane closes at noon",
    "Tide tables",
    "Sections",
    "News",
    "Sport",
    "Culture",
    "Weather",
    "Contact us",
    "Privacy",
    "Imprint",
    "Work with us",
    "Jobs",
    "Archive",
]
PAGE = "\n".join([*HEAD, *BODY, *TAIL])
LIST = "\n\n".join(
    [BODY[0], BODY[1], "The places after the last regatta:", "1. Osprey, 41 points", "2. Heron, 38 points",
     "3. Kestrel, 36 points", "4. Plover, 30 points", "5. Curlew, 22 points", BODY[2], BODY[3]]
)  # fmt: skip
FIXTURES = [fixture.text for fixture in read_fixtures("fixtures")]


@cache
def cleaner(profile: str) -> Cleaner:
    """One for each profile: compiling the rules takes seconds."""
    return Cleaner(profile=profile)


def scored(text: str, *, prose: bool = True) -> Scores:
    return LayoutModel.load().score(text.split("\n"), frozenset(), None, prose=prose)


@pytest.mark.parametrize("text", [PAGE, LIST, *FIXTURES[::12]])
def test_explanation_adds_up_to_the_score(text: str) -> None:
    scores = scored(text)
    for i, unit in enumerate(scores):
        hundredths = [round(100 * value) for value in scores.explain(i).values()]
        assert sum(hundredths) == round(100 * unit.score)
        assert math.isclose(sum(scores.explain(i).values()), unit.score, abs_tol=1e-9)


def test_a_phrase_on_the_line_is_one_of_the_parts() -> None:
    lines = PAGE.split("\n")
    number = lines.index("Tide tables")
    plain, hit = (LayoutModel.load().score(lines, marks, None) for marks in (set(), {number}))
    at = next(i for i, unit in enumerate(hit) if unit.line == number)
    assert hit.explain(at)["phrase"] == pytest.approx(hit[at].score - plain[at].score)


def test_whole_page_loses_its_menus_and_keeps_headline_and_body() -> None:
    kept = newswash.clean(PAGE).split("\n")
    assert [line for line in kept if line in BODY] == BODY
    assert "Harbour stays open, council decides" in kept
    assert len([line for line in HEAD[2:8] + TAIL if line in kept]) <= 3


def test_layout_off_finds_nothing_unnamed() -> None:
    result = Cleaner(layout=False).detect(PAGE)
    assert all(removal.rule != "layout" for removal in result.removals)


def test_spans_are_the_lines_of_the_original() -> None:
    result = newswash.detect(PAGE)
    unnamed = [removal for removal in result.removals if removal.rule == "layout"]
    assert unnamed
    assert all(removal.reason for removal in unnamed)
    for removal in unnamed:
        assert set(PAGE[removal.start : removal.end].strip("\n").split("\n")) <= {*HEAD, *TAIL}
    assert result.restore() == PAGE


@pytest.mark.parametrize("profile", ["precision", "balanced"])
def test_a_list_in_the_body_stays(profile: str) -> None:
    assert cleaner(profile).clean(LIST) == LIST


@pytest.mark.parametrize("profile", ["precision", "balanced"])
@pytest.mark.parametrize("text", ["\n".join(BODY), "\n\n".join(BODY), "\n".join(line[:-1] for line in BODY)])
def test_plain_articles_stay_even_without_final_stops(profile: str, text: str) -> None:
    assert cleaner(profile).clean(text) is text


def test_the_guards_say_why() -> None:
    scores = scored(PAGE)
    why = {PAGE.split("\n")[unit.line]: guarded(scores, i, "balanced") for i, unit in enumerate(scores)}
    assert why[HEAD[0]] == "the first line may be the headline"
    assert why[BODY[2]] == "a whole sentence that no phrase speaks against"
    assert why["Tide tables"] is None
    listed = scored(LIST)
    lines = LIST.split("\n")
    assert {guarded(listed, i, "balanced") for i, u in enumerate(listed) if lines[u.line][1:2] == "."} == {
        "a list in the body"
    }


def test_text_without_paragraphs_is_left_alone() -> None:
    verse = "\n".join(["The tide", "takes the sand", "and the letters", "we drew", "", "The tide", "brings them back"])
    assert newswash.clean(verse) is verse


def test_fragments_of_a_sentence_are_one_unit_with_a_span_into_the_original() -> None:
    lines = ["", "The vote, which", " the mayor", " had put off twice,", "was taken on Tuesday.", "", "Read more"]
    units = cut(lines)
    assert [(unit.line, unit.start, unit.last, unit.end) for unit in units] == [(1, 0, 4, 21), (6, 0, 6, 9)]
    assert units[0].text == "The vote, which the mayor had put off twice, was taken on Tuesday."


def test_fragments_are_glued_where_no_space_parts_words() -> None:
    lines = ["新码头由", "海港城", "、", "灯塔镇", "（", "三个村庄", "）出资，", "明年动工。", "体育", "财经"]
    assert [unit.text for unit in cut(lines)] == [
        "新码头由",
        "海港城、灯塔镇（三个村庄）出资，明年动工。",
        "体育",
        "财经",
    ]


@pytest.mark.parametrize(
    ("lines", "glued"),
    [
        pytest.param(["The ", "Harbour Star", "’s crew slept."], "The Harbour Star’s crew slept.", id="open word"),
        pytest.param(["Das zweite ", "Schiff der Reederei", " blieb am Kai."], None, id="a link, its sentence goes on"),
        pytest.param(
            ["The crossing took an hour longer than on Monday. ", "Captain Ada Finch", " said the fog was thick."],
            None,
            id="a link that opens a sentence",
        ),
        pytest.param(
            ["Nobody was hurt, said the harbour master of Lorne Bay.", " The ferry sails again at noon."],
            None,
            id="white space at the head",
        ),
        pytest.param(["The crew of the ", " ", "tug ", "\xa0", "pulled it free."], None, id="over white space"),
        pytest.param(["It is a rule of ", "D.C.", " and holds."], None, id="D.C."),
        pytest.param(["The older tug", " – built in Hull – was sold."], None, id="an aside"),
    ],
)
def test_pieces_of_a_sentence_are_glued(lines: list[str], glued: str | None) -> None:
    (unit,) = cut(lines)
    assert unit.text == (glued or " ".join(line.strip() for line in lines if line.strip()))


@pytest.mark.parametrize(
    "lines",
    [
        ["News", "Sport", "Culture"],
        ["News ", "Sport ", "Culture "],
        [" News", " Sport", " Culture"],
        ["About us ", "Contact ", "Sign in "],
        ["The ferry sails again.", "", "the harbour board"],
        ["Read more ", "1. Tides", "2. Winds"],
    ],
)
def test_menu_entries_are_not_glued(lines: list[str]) -> None:
    assert [unit.text for unit in cut(lines)] == [line.strip() for line in lines if line]


def test_same_scores_in_any_order_and_by_a_fresh_model() -> None:
    texts = [PAGE, LIST, *FIXTURES[::30]]
    first = {text: list(scored(text)) for text in texts}
    random.Random(5).shuffle(texts)
    fresh = LayoutModel(json.loads(DATA.read_text(encoding="utf8")))
    for text in texts:
        assert list(fresh.score(text.split("\n"), frozenset(), None, prose=True)) == first[text]


@pytest.mark.parametrize("text", [PAGE, LIST, *FIXTURES[::8]])
def test_a_floor_leaves_out_nothing_that_goes(text: str) -> None:
    model = LayoutModel.load()
    floor = model.lowest("balanced")
    lines = text.split("\n")
    units = cut(lines)
    spared = {
        unit.line for unit, quiet in zip(units, calm(units, [is_text(u.text) for u in units]), strict=True) if quiet
    }
    quick, every = model.score(lines, frozenset(), None, floor=floor), model.score(lines, frozenset(), None)
    bar = model.threshold("balanced", every)

    def gone(scores: list[LineScore]) -> list[LineScore]:
        sure = {unit.unit: unit.score for unit in scores}
        out = [unit.unit for unit in scores if unit.outside]
        sure.update(zip(out, lifted([sure[i] for i in out], out), strict=True))
        return [unit for unit in scores if sure[unit.unit] >= bar and not unit.kind]

    assert gone(quick) == gone([unit for unit in every if unit.line not in spared])


@pytest.mark.parametrize(
    ("scores", "places", "expected"),
    [
        ([4.0, 1.0, 2.0, 0.0], [0, 1, 2, 3], [4.0, 3.5, 3.5, 2.5]),
        ([-1.0, 1.0, 4.0], [0, 1, 2], [1.5, 3.5, 4.0]),
        ([4.0, 2.0], [0, 2], [4.0, 2.0]),
        ([4.0, -2.0, 3.0], [0, 1, 2], [4.0, 0.5, 3.0]),
        ([], [], []),
    ],
)
def test_a_score_is_lifted_by_what_stands_beside_it(
    scores: list[float], places: list[int], expected: list[float]
) -> None:
    assert lifted(scores, places) == expected


def test_a_glance_passes_over_nothing_but_calm_lines() -> None:
    model = LayoutModel.load()
    floor = model.lowest("balanced")
    heading, verse = [*BODY[:2], "What the boats need", *BODY[2:]], [BODY[0], "Boats", "And", "Nets", BODY[1]]
    assert not model.score([*heading, "He declined to say more."], floor=floor, headline=False)
    assert not model.score(verse, floor=floor, headline=False)
    assert [unit.line for unit in model.score(["Home", *heading, *TAIL], floor=floor, headline=False)]
    assert [unit.kind for unit in model.score([*BODY, "Photo: Maria Holm"], floor=floor)] == ["photo-credit"]
    head = ["Harbour stays open", "By Maria Holm", "12 March 2024", *BODY]
    assert {"byline", "dateline"} <= {unit.kind for unit in model.score(head, floor=floor, headline=False)}


@pytest.mark.parametrize("sentence", [BODY[0], "The council voted on Tuesday."])
def test_a_sentence_glued_to_an_ask_is_no_part_of_what_a_phrase_speaks_against(sentence: str) -> None:
    ask = "Please support our journalism: we are a small newsroom, funded by readers like you. Donate today."
    text = "\n".join([*HEAD, ask + sentence, *BODY[1:], *TAIL])
    page, start = Page(Document(text)), text.index(ask)
    named = Finding(start, start + len(ask), "donation-appeal", "en:ask", 0.98, "cues: ask")
    model = LayoutModel.load()
    bold = LayoutModel(json.loads(DATA.read_text("utf8")) | {"thresholds": {"balanced": {"dump": -9, "extract": -9}}})
    gone = [find_unnamed(page, which, [named], PROFILES["balanced"])[0] for which in (model, bold)]
    assert not any(finding.end > named.end and finding.start <= named.start for found in gone for finding in found)
    assert gone[1]


def test_words_speak_in_the_explanation() -> None:
    scores = scored(PAGE)
    words = {PAGE.split("\n")[unit.line]: scores.explain(i).get("words", 0) for i, unit in enumerate(scores)}
    assert words["Contact us"] > words["Why the bakery in Mill Lane closes at noon"] > words[BODY[0]]


@pytest.mark.parametrize(("offer", "listed"), [("Up to {} per cent off the sale", True), ("Much off the sale", False)])
def test_short_lines_with_figures_are_a_list_whatever_their_words_say(offer: str, listed: bool) -> None:
    shops = ["Rope & Sail", "Quay Store", "Net Loft", "Harbour Shoes", "Old Chandlery", "Tide Books", "Mole Coffee"]
    units = cut([*BODY, *(line for n, shop in enumerate(shops) for line in (shop, offer.format(n + 20)))])
    place = Neighbourhood(units, [40] * len(units), frozenset())
    assert {place.listed(i) for i in range(len(BODY), len(units))} == {listed}


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Lind, A. (n.d.). Nets and knots. Harbour Press. https://example.org/nets", True),
        ("Follow our harbour coverage at https://example.org/harbour", False),
        ("https://example.org/harbour", False),
        (
            '<script type="application/json">{"home": "https://example.org", '
            + '"berth": "a place to lie", ' * 40
            + "}",
            False,
        ),
    ],
)
def test_what_may_be_an_entry_of_a_bibliography(text: str, entry: bool) -> None:
    assert cites(text) is entry


@pytest.mark.parametrize("profile", ["precision", "balanced", "recall", "body_only"])
def test_a_bibliography_stays(profile: str) -> None:
    titles = ["What is a quay?", "Understanding tides", "Introducing new nets", "Privacy and the pilot"]
    entries = [f"(n.d.). {title}. Harbour Press. https://example.org/{n}/news" for n, title in enumerate(titles)]
    text = "\n\n".join([*BODY, *entries])
    assert cleaner(profile).clean(text) == text


@pytest.mark.parametrize("title", [None, "Pancakes for a harbour morning"])
def test_only_the_headline_goes_not_the_list_beneath_it(title: str | None) -> None:
    needed = ["1 cup of plain flour, sieved", "2 large eggs from the market", "A pinch of fine sea salt",
              "Half a litre of whole milk", "Butter for the pan, unsalted"]  # fmt: skip
    text = "\n\n".join(["Pancakes for a harbour morning", *needed, *BODY])
    kept = cleaner("body_only").detect(text, title=title).text
    assert kept.endswith("\n\n".join([*needed, *BODY]))


def test_lines_of_code_are_held() -> None:
    code = ["def fee(boat):", "    length = boat.length", "    return 4 * length", "print(fee(osprey))"]
    text = "\n".join([*BODY, *code, "all_boats = []", "Most read", "Jobs", "Imprint"])
    assert "\n".join([BODY[-1], *code, "all_boats = []"]) in newswash.clean(text)


def test_a_headline_that_stands_twice_stays_twice() -> None:
    headline = "Harbour stays open, council decides"
    text = "\n".join([headline, "Harbour Times", headline, *BODY, *BODY, *TAIL])
    assert newswash.clean(text).count(headline) == 2


@pytest.mark.parametrize("profile", ["precision", "balanced", "recall", "body_only"])
def test_cleaning_twice_changes_nothing_more(profile: str) -> None:
    once = cleaner(profile).clean(PAGE)
    assert cleaner(profile).clean(once) == once


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("By Maria Holm", "byline"),
        ("Von Jana Berger", "byline"),
        ("12 March 2024, 10:15", "dateline"),
        ("Stand: 12.03.2024, 10:15 Uhr", "dateline"),
        ("Photo: Maria Holm", "photo-credit"),
        ("(Getty Images)", "photo-credit"),
        ("The old harbour seen from the northern mole on Monday (Reuters)", "caption"),
        ("Correction: an earlier version gave the wrong depth.", "correction"),
        ("Sources: harbour office, own research", "correction"),
        ("Tags: harbour, council, fishing", "tags"),
        ("Read also: The quay that nobody wanted", "related-links"),
        ("Maria Holm is a reporter at the Harbour Times.", "author-bio"),
        ("This article was originally published by the Harbour Times.", "republication"),
        ("By Tuesday the boats had gone", ""),
        ("The photo shows the quay in winter.", ""),
        ("Фото:", ""),
        (BODY[0], ""),
    ],
)
def test_kinds_that_the_words_tell(text: str, kind: str) -> None:
    assert from_words(text) == kind


def test_headline_standfirst_and_byline_are_found_by_their_place() -> None:
    standfirst = "Why the harbour was rebuilt and who paid for it in the end"
    text = "\n".join(["The quay nobody wanted", standfirst, "By Ann Lo", "4 May 2023", *BODY])
    scores = LayoutModel.load().score(text.split("\n"), frozenset(), "The quay nobody wanted | Harbour Times")
    assert [unit.kind for unit in scores[:4]] == ["headline", "standfirst", "byline", "dateline"]


@pytest.mark.parametrize(
    ("text", "text_line"),
    [
        (BODY[0], True),
        (BODY[0][:-1] + ".”", True),
        (BODY[0] + " (Reuters)", True),
        (BODY[0][:-1], False),
        (BODY[0] + " " + BODY[1][:-1], True),
        ("ชาวบ้านบอกว่าเรือลำเก่าจอดอยู่ที่ท่าน้ำมานานหลายปีโดยไม่มีใครกล้าย้ายออกไปเพราะกลัวว่าจะจมลง", True),
        ("议会周二投票决定，将旧港口对渔船开放至本十年末，港务局长在会议上宣布了这一消息。", True),
        ("परिषद ने मंगलवार को पुराने बंदरगाह को मछली पकड़ने वाली नावों के लिए खुला रखने का फैसला किया।", True),
        ("News Sport Culture Weather Classifieds Property Jobs Archive Search Shop Games Letters Puzzles", False),
    ],
)
def test_text_lines_of_many_scripts(text: str, text_line: bool) -> None:
    assert is_text(text) is text_line
    assert is_prose(text) or not text_line


def test_sentence_ends_behind_quotes_and_agency_tags() -> None:
    assert all(map(closes_sentence, ("So he said.”", "It is so. (dpa)", "Is it so?)", "そうです。」", "ก็ใช่ ។")))
    assert not any(map(closes_sentence, ("Read more", "Photo (Reuters)", "The end:", "")))


def test_weights_are_a_small_file_of_whole_numbers() -> None:
    assert DATA.stat().st_size <= 96_000  # 12,000 words of 29 languages are two thirds of it
    data = json.loads(DATA.read_text(encoding="utf8"))
    assert data["schema"] == 1
    assert set(data["thresholds"]) == {"precision", "balanced", "recall", "body_only"}
    for name, (at, add) in data["tables"].items():
        assert at == sorted(at), name
        assert len(add) == len(at) + 1, name
        assert all(isinstance(value, int) for value in add), name
    for names, (at, and_at, grid) in data["pairs"]:
        assert len(grid) == len(at) + 1, names
        assert {len(row) for row in grid} == {len(and_at) + 1}, names
    for kind in ("dump", "extract"):
        steps = [data["thresholds"][profile][kind] for profile in ("precision", "balanced", "recall", "body_only")]
        assert steps == sorted(steps, reverse=True)


def test_a_sentence_that_opens_like_a_label_stays() -> None:
    text = (
        "The council met on Monday and voted for the new bridge, which the town has wanted since 1974.\n\n"
        "More: the mayor asked for it, and got it.\n\n"
        "The engineers will begin their work in the spring, when the river is low enough to stand in.\n\n"
        "Nobody had expected the vote, the clerk said, and nobody had prepared a speech for the day."
    )
    assert Cleaner().clean(text) == text
