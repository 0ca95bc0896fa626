"""The promises that newswash makes about any text."""

from __future__ import annotations

import json
import os
import pickle
import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newswash
from newswash import Cleaner, DetectorError, Document, Finding, UsageError, load_rules
from newswash.fixture import read_fixtures
from newswash.page import Page
from newswash.profiles import PROFILES

ARTICLE = (
    "The council voted on Tuesday to keep the old harbour open to fishing boats.\n\n"
    "Anna Lind, who has mended nets there for thirty years, said she had stopped hoping.\n\n"
    "Work on the new quay is to begin in the spring and will take two years."
)
PLUGS = [
    "Sign up for our newsletter and get the week's stories in your inbox.",
    "Advertisement",
    "Read more",
    "Share on Facebook",
    "Please support our journalism with a donation today.",
    "© 2024 Harbour Times. All rights reserved.",
]
ASKS = sorted({e.text for r in newswash.load_rules().rules for e in r.removes if "\n" not in e.text})
FIXTURES = [f.text for f in read_fixtures("fixtures")]

pieces = st.lists(
    st.sampled_from(
        [
            *PLUGS,
            *ARTICLE.split("\n\n"),
            *("", " ", "\u00a0", "İstanbul’da", "“Quoted,” she said.", "中文新闻。", "Note \ud800: read"),
        ]
    ),
    max_size=12,
)
texts = st.builds(
    lambda parts, glue: glue.join(parts), pieces, st.sampled_from(["\n", "\n\n", " ", "", "\r\n", "\n \n"])
)


@settings(max_examples=300, deadline=None)
@given(texts | st.text(max_size=200))
def test_lossless_and_idempotent(text: str) -> None:
    result = newswash.detect(text)
    assert result.restore() == text
    assert [text[r.start : r.end] for r in result.removals] == [words for _, words in result.removed()]
    ends = [0, *(x for r in result.removals for x in (r.start, r.end)), len(text)]
    assert ends == sorted(ends)
    if not result.removals:
        assert result.text is text
    if not result.refusals:
        assert newswash.clean(result.text) == result.text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(ASKS) | st.sampled_from(ASKS).map(str.upper), min_size=1, max_size=6))
def test_what_is_found_on_a_line_does_not_depend_on_the_script_of_the_others(lines: list[str]) -> None:
    """Asks of all languages, also in capitals, one under the other: one cleaning is enough."""
    result = newswash.detect("\n\n".join([*ARTICLE.split("\n\n"), *lines]))
    if not result.refusals:
        assert newswash.clean(result.text) == result.text


@pytest.mark.parametrize("profile", ["balanced", "body_only"])
def test_half_a_pair_of_surrogates_is_a_character(profile: str) -> None:
    text = "\n".join(["\ud800: menu", *ARTICLE.split("\n\n"), "\udfff Читайте \ud800: 新闻", *PLUGS, "\ud800 \ud801"])
    result = Cleaner(profile=profile).detect(text, title="Harbour \ud800: open")
    assert result.restore() == text
    assert "newsletter" not in result.text


@pytest.mark.parametrize("profile", ["balanced", "body_only"])
def test_each_removal_holds_words(profile: str) -> None:
    for result in Cleaner(profile=profile).detect_many(FIXTURES):
        assert result.restore() == result.original
        assert all(words.strip() for _, words in result.removed()), result.original


def test_article_is_returned_as_the_same_object() -> None:
    assert newswash.clean(ARTICLE) is ARTICLE


@pytest.mark.parametrize("plug", PLUGS)
@pytest.mark.parametrize("glue", ["\n", "\n\n", "\n\n\n"])
def test_plug_on_a_line_of_its_own_leaves_the_article_untouched(plug: str, glue: str) -> None:
    first, second, third = ARTICLE.split("\n\n")
    plain = glue.join([first, second, third])
    assert newswash.clean(glue.join([first, plug, second, third])) == plain
    assert newswash.clean(glue.join([plug, first, second, third])) == plain
    assert newswash.clean(glue.join([first, second, third, plug])) == plain


@pytest.mark.parametrize("lines", ["\n", "\n\n", "\r\n"])
@pytest.mark.parametrize("plugs", [(PLUGS[4], PLUGS[0]), ("Buy nets", "buy boats.")])
def test_what_goes_across_a_line_break_leaves_it(lines: str, plugs: tuple[str, str]) -> None:
    class Shop:
        """Finds what reaches across the break in one piece."""

        def find(self, page: Page) -> Iterator[Finding]:
            start, end = page.text.find("Buy nets"), page.text.find("buy boats.")
            if 0 <= start < end:
                yield Finding(start, end + len("buy boats."), "advertisement", "shop", 0.9, "mine")

    text = f"The vote passed. {plugs[0]}{lines}{plugs[1]} The mayor declined to comment."
    result = Cleaner(detectors=[Shop()]).detect(text)
    assert result.text == f"The vote passed.{lines}The mayor declined to comment."
    assert result.restore() == text
    assert all(words.strip() for _, words in result.removed())


def test_marks_go_with_what_they_parted_and_stay_between_paragraphs() -> None:
    footer = ["Advertisement", "|", "Read more", "• •", "© 2024 Harbour Times. All rights reserved.", "›"]
    assert newswash.clean("\n".join([*ARTICLE.split("\n"), *footer])) == ARTICLE
    starred = ARTICLE.replace("\n\n", "\n\n* * *\n\n")
    assert newswash.clean("\n\n".join(["Advertisement", starred, "Read more"])) == starred
    fenced = "\n".join(["```", "make quay", "Advertisement", "```"])
    assert newswash.clean(fenced).endswith("\n```")


def test_results_do_not_depend_on_order_batch_thread_or_process() -> None:
    cleaner = Cleaner()
    sample = FIXTURES[:60]
    expected = {t: cleaner.detect(t) for t in sample}
    shuffled = sample[:]
    random.Random(1).shuffle(shuffled)
    assert list(cleaner.detect_many(shuffled)) == [expected[t] for t in shuffled]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(cleaner.detect, shuffled)) == [expected[t] for t in shuffled]
    with ThreadPoolExecutor(4) as pool:  # what is first needed by several at once
        assert list(pool.map(Cleaner().detect, shuffled)) == [expected[t] for t in shuffled]
    with ProcessPoolExecutor(2) as pool:
        assert list(pool.map(cleaner.detect, shuffled)) == [expected[t] for t in shuffled]
    assert pickle.loads(pickle.dumps(cleaner)).detect(sample[0]) == expected[sample[0]]


@pytest.mark.parametrize("profile", PROFILES)
def test_each_removal_is_explained(profile: str) -> None:
    removals = [r for result in Cleaner(profile=profile).detect_many(FIXTURES) for r in result.removals]
    assert removals
    assert [r for r in removals if not (r.rule.strip() and r.reason.strip())] == []


def test_results_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "import json, sys; from newswash import Cleaner; "
        "print(json.dumps([r.to_dict() for r in Cleaner(profile='recall').detect_many(json.load(sys.stdin))]))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            input=json.dumps(FIXTURES[::10]).encode(),
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert json.loads(told[0]) == json.loads(told[1])
    assert any(row["removals"] for row in json.loads(told[0]))


def test_document_id_is_carried_along() -> None:
    results = Cleaner().detect_many([Document(ARTICLE, id=7), "Advertisement"])
    assert [r.id for r in results] == [7, None]


@pytest.mark.parametrize(
    ("text", "hint"), [(b"x", "decode"), (None, "empty string"), (1.5, "NaN"), ([], "cleans text")]
)
def test_wrong_input_is_taught(text: object, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        newswash.clean(text)  # type: ignore[arg-type]


@pytest.mark.parametrize("known", [{"url": 3}, {"title": float("nan")}, {"language": b"en"}])
def test_what_is_known_of_a_text_is_text(known: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="must be a str or None"):
        newswash.clean(ARTICLE, **known)


def test_categories_can_be_stripped_marked_or_kept() -> None:
    text = PLUGS[0] + "\n\n" + ARTICLE
    assert Cleaner(categories={"newsletter": "keep"}).detect(text).marks == ()
    marked = Cleaner(categories={"newsletter": "mark"}).detect(text)
    assert marked.text == text
    assert marked.marks[0].category == "newsletter"
    with pytest.raises(UsageError, match="no category named 'newsletters': did you mean 'newsletter'"):
        Cleaner(categories={"newsletters": "mark"})
    with pytest.raises(UsageError, match="no profile"):
        Cleaner(profile="strict")


def test_own_detectors_are_heard() -> None:
    class Nets:
        def find(self, page):  # type: ignore[no-untyped-def]
            at = page.text.find("Anna Lind")
            if at >= 0:
                yield Finding(at, page.text.find("\n", at), "unnamed", "nets", 0.9, "mine")

    result = Cleaner(detectors=(nets for nets in [Nets()])).detect(ARTICLE)
    assert "Anna" not in result.text
    assert result.removals[0].rule == "nets"


@pytest.mark.parametrize(
    ("found", "hint"),
    [
        ([Finding(0, 5, "newsleter", "mine", 0.9, "")], "did you mean 'newsletter'"),
        ([Finding(0, 99_999, "newsletter", "mine", 0.9, "")], "no span"),
        ([Finding(0, 5, "newsletter", "mine", 9, "")], "between 0 and 1"),
        ([Finding(0, 5, "newsletter", "mine", None, "")], "None is not between"),  # type: ignore[arg-type]
        ([Finding(0, 5, "newsletter", 7, 0.9, "")], "rule and reason must be str, not 7"),  # type: ignore[arg-type]
        ([Finding(0.0, 5.0, "newsletter", "mine", 0.9, "")], "must be int"),  # type: ignore[arg-type]
        ([Finding(0, 5, "newsletter", "mine", 0.9, "", tier="strp")], "did you mean 'strip'"),  # type: ignore[arg-type]
        ([(0, 5)], "no Finding"),
        (None, "an empty list"),
    ],
)
def test_what_no_finding_can_be_is_refused(found: object, hint: str) -> None:
    class Mine:
        def find(self, page: object) -> object:
            return found

    with pytest.raises(UsageError, match=f"detector .*Mine: .*{hint}"):
        Cleaner(detectors=[Mine()]).detect(ARTICLE)  # type: ignore[list-item]
    with pytest.raises(UsageError, match="objects with find"):
        Cleaner(detectors=[object()])  # type: ignore[list-item]
    with pytest.raises(UsageError, match=r"Mine is a class; make an object of it: Mine\("):
        Cleaner(detectors=[Mine])  # type: ignore[list-item]


@pytest.mark.parametrize("lazily", [False, True])
def test_what_a_detector_raises_names_its_class(lazily: bool) -> None:
    class Mine:
        def find(self, page: object) -> list[Finding]:
            raise ValueError("boom")

    class Later:
        def find(self, page: object):  # type: ignore[no-untyped-def]
            raise ValueError("boom")
            yield

    with pytest.raises(DetectorError, match=r"^detector .*(Mine|Later): ValueError: boom\.$") as caught:
        Cleaner(detectors=[Later() if lazily else Mine()]).detect(ARTICLE)
    assert isinstance(caught.value.__cause__, ValueError)


@pytest.mark.parametrize(
    ("settings", "hint"),
    [
        ({"profile": ["recall"]}, "profile must be a name, not list: one of precision"),
        ({"profile": PROFILES["recall"]}, "profile must be a name, not Profile: one of precision"),
        ({"profile": "reccall"}, "no profile named 'reccall': did you mean 'recall'"),
        ({"layout": "no"}, "True or False"),
        ({"categories": [("newsletter", "mark")]}, "a mapping"),
    ],
)
def test_settings_of_the_wrong_kind_are_refused(settings: dict[str, Any], hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        Cleaner(**settings)


@pytest.mark.parametrize("setting", ["profile", "layout", "tone", "detectors", "rules"])
def test_settings_of_a_cleaner_stay_as_they_are(setting: str) -> None:
    cleaner = Cleaner()
    with pytest.raises(AttributeError, match=setting):
        setattr(cleaner, setting, False)


def test_one_text_is_not_many() -> None:
    with pytest.raises(UsageError, match="not one text"):
        Cleaner().detect_many(ARTICLE)


def test_what_never_settles_is_flagged() -> None:
    class FirstWord:
        """Goes by place: each removal uncovers another first word."""

        def find(self, page: Page) -> Iterator[Finding]:
            if " " in page.text:
                yield Finding(0, page.text.find(" "), "unnamed", "first", 0.9, "mine")

    cleaner = Cleaner(load_rules("en"), layout=False, detectors=[FirstWord()])
    result = cleaner.detect("The boats " * 20)
    assert "unsettled" in result.flags
    assert result.restore() == result.original
    assert cleaner.detect("The boats sail.").flags == frozenset()


def test_a_text_is_truncated_only_where_the_paywall_notice_stood_behind_its_end() -> None:
    wall = "Subscribe to read the full article."
    rest = "The vote passed on Tuesday, and the ferry will sail for two more years.\n\nIslanders fill the hall again"

    def flags(text: str) -> frozenset[str]:
        return Cleaner(layout=False).detect(text).flags

    assert flags(f"The boats will not sail before\n\n{wall}") == {"truncated"}
    assert flags(f"The boats will not sail before\n\nAdvertisement\n\n{wall}\n\nAdvertisement") == {"truncated"}
    assert flags(f"{wall}\n\n{rest}") == flags(f"{rest}\n\nAdvertisement") == frozenset()
    assert flags(wall) == {"emptied"}


APPEAL = (
    "Please donate to our newsroom today. Your donation keeps our journalism free for everyone, and we need your "
    "support more than ever. If you can, please chip in to support our independent journalism with a monthly gift. "
    "Without readers like you we could not do our work, so please make a contribution to our newsroom this week. "
    "Support our journalism with a donation, and help us to keep our reporting free for all of our readers."
)
SHORT_ARTICLE = (
    "The ferry will sail from the north quay until the new pier is ready.\n\nThree of the five bids came from firms "
    "outside the county.\n\nThe clerk read them out on Tuesday. Nobody in the hall asked a question."
)


def test_an_appeal_that_is_the_article_is_kept_and_flagged() -> None:
    text = APPEAL
    result = newswash.detect(text)
    assert result.text == text
    assert "appeal-is-article" in result.flags
    assert result.refusals


@pytest.mark.parametrize("bounded", [False, True])
def test_a_score_is_no_proof_that_an_appeal_is_not_the_article(bounded: bool) -> None:
    class Sure:
        def find(self, page: Page) -> Iterator[Finding]:
            if page.text.startswith(story):
                yield Finding(0, len(story), "donation-appeal", "sure", 1, "mine", bounded=bounded)

    story = "\n\n".join([ARTICLE] * 2)
    text = f"{story}\n\nThe clerk read the bids out on Tuesday.\n\nNobody in the hall asked a question."
    result = Cleaner(layout=False, tone=False, detectors=[Sure()]).detect(text)
    assert (result.text == text) is not bounded
    assert ("appeal-is-article" in result.flags) is not bounded


@pytest.mark.parametrize("text", [f"{APPEAL}\n\n{SHORT_ARTICLE}", f"{SHORT_ARTICLE}\n\n{APPEAL}"])
def test_a_long_appeal_above_or_below_a_short_article_goes(text: str) -> None:
    assert Cleaner(layout=False).clean(text) == SHORT_ARTICLE


def test_a_long_appeal_that_the_article_goes_on_behind_is_kept() -> None:
    first, *rest = SHORT_ARTICLE.split("\n\n")
    text = "\n\n".join([first, APPEAL.replace("Without", f"{rest[0]} Without"), rest[1]])
    result = Cleaner(layout=False).detect(text)
    assert result.text == text
    assert "appeal-is-article" in result.flags


def test_an_appeal_is_most_of_a_text_if_half_of_its_letters_are_the_appeals() -> None:
    first, second, third = SHORT_ARTICLE.split("\n\n")
    appeal = APPEAL.replace("Without", f"{second} Without")
    for more in range(12):
        text = f"{first[:-1]}{', and the clerk said so at the harbour' * more}.\n\n{appeal}\n\n{third}"
        share = len("".join(appeal.split())) / len("".join(text.split()))
        if abs(share - 0.5) > 0.02:
            assert ("appeal-is-article" in Cleaner(layout=False).detect(text).flags) is (share > 0.5), share


def test_an_outlet_named_in_quotation_marks_may_ask() -> None:
    article = "Городской совет обсуждал план старой гавани. Работы начнутся весной."
    ask = "«Северный причал» нуждается в вашей помощи. Поддержите нашу редакцию."
    said = "«Поддержите нашу редакцию», — написал он на плакате, и вся площадь засмеялась."
    assert Cleaner(layout=False).clean(f"{article}\n\n{said}\n\n{ask}") == f"{article}\n\n{said}"


def test_what_is_kept_by_its_name_does_not_go_by_a_weaker_one() -> None:
    class Guess:
        def find(self, page: Page) -> Iterator[Finding]:
            start = page.text.find(label)
            if start >= 0:
                yield Finding(start, start + len(label), "unnamed", "guess", 0.9, "a guess")

    label, article = (
        "Share this article",
        "The council approved the plan for a second bridge over the river on Tuesday.",
    )
    text = f"{article}\n\n{label}\n\n{article}"
    for categories, stays in (({}, False), ({"share-social": "keep"}, True), ({"share-social": "mark"}, True)):
        cleaner = Cleaner(layout=False, categories=categories, detectors=[Guess()])
        assert (label in cleaner.clean(text)) is stays


def test_what_is_kept_by_its_name_does_not_go_within_a_wider_finding() -> None:
    class Box:
        def __init__(self, score: float) -> None:
            self.score = score

        def find(self, page: Page) -> Iterator[Finding]:
            if (start := page.text.find(box)) >= 0:
                yield Finding(start, start + len(box), "advertisement", "box", self.score, "a box")

    article = "The council approved the plan for a second bridge over the river on Tuesday."
    label = "Share this article"
    box = f"Curtains in every colour.\n{label}\nOnly at the harbour shop."
    for score, stays in ((0.7, True), (0.99, False)):
        cleaner = Cleaner(layout=False, tone=False, categories={"share-social": "keep"}, detectors=[Box(score)])
        assert cleaner.clean(f"{article}\n\n{box}\n\n{article}") == "\n\n".join(
            (article, label, article) if stays else (article, article)
        )


def test_what_is_kept_by_its_name_does_not_go_as_the_rest_of_a_block() -> None:
    before, after = "The council approved the plan on Tuesday.", "Work is to begin next spring, the mayor said."
    foot = "Copyright 2025 Holm Courier. All rights reserved.\nShare\nTerms of use | Privacy policy"
    text = f"{before}\n\n{after}\n\n{foot}\n\n{before} {after}\n\n{after} {before}"
    for categories, stays in (({}, False), ({"share-social": "keep"}, True)):
        kept = Cleaner(layout=False, categories=categories).clean(text)
        assert ("Share" in kept) is stays
        assert "Terms" not in kept
