"""What would take hours takes milliseconds, also where the work is done in C and no count of steps sees it."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
import signal
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

import newswash
from newswash import Cleaner, Pack, Rule, RuleSet, metadata_words, neighbourhood, sentences, titles
from newswash.fragments import cut
from newswash.metadata import kinds
from newswash.metadata_words import from_words
from newswash.neighbourhood import Neighbourhood

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the limit is an alarm")

LIMIT = 120
"""Seconds of the processor: what is asked here takes few or none, or hours where it grows with the square or worse."""


class OutOfTimeError(Exception):
    pass


@contextmanager
def limit(what: str) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise OutOfTimeError(f"{what} took more than {LIMIT} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)  # what else runs on the machine does not count
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2018 2019 2020 2021 2022 2023 2024 Total", ""),
        ("1843726450912837465184372645091283746518 views", ""),
        ("monday" * 40 + " 3 cats", ""),
        ("1h11" * 40 + " cats", ""),
        ("Stand: 3. Mai 2024, 10.30 Uhr", "dateline"),
        ("Monday 3 May 2024 at 10:30 a.m. ET", "dateline"),
        ("更新日時：2024年05月03日10時30分", "dateline"),
        ("5 ноября 2024 г., 10:30", "dateline"),
        ("20240503103000 10:30", "dateline"),
    ],
)
def test_figures_and_days_are_read_as_a_date_or_not(text: str, kind: str) -> None:
    with limit(text):
        assert from_words(text) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("By Anna-Maria O’Brien and Jan de Vries", "byline"),
        ("By ANNA LIND", "byline"),
        ("By CHRISTOPHER ALEXANDROPOULOS AND KONSTANTINA PAPADOPOULOU | AP", ""),
        ("By " + "A" * 500 + "#", ""),
        ("By Publicidade", ""),
    ],
)
def test_a_word_is_one_word_of_a_name(text: str, kind: str) -> None:
    with limit(text):
        assert from_words(text) == kind


@pytest.mark.parametrize(
    ("word", "category"), [("Publicidade", ""), ("REKLAM", ""), ("Unmute", ""), ("Anna Lind", "byline")]
)
def test_a_single_word_beside_a_date_is_no_name(word: str, category: str) -> None:
    article = [
        f"The boats will lie at the northern mole for {n} years, where the depth was measured." for n in range(6)
    ]
    units = cut(["Harbour stays open to boats of all kinds", word, "3 May 2024", *article])
    with limit(word):
        assert kinds(units, Neighbourhood(units, [0] * len(units), frozenset()), None)[1] == category


def test_an_end_with_words_between_is_read_in_one_way() -> None:
    rule = Rule(
        "appeal", "own", "donation-appeal", anchors=("we need you", "give today"), ends=("thanks * all readers",)
    )
    cleaner = Cleaner(RuleSet((rule,), (Pack("own", "1"),)), layout=False)
    appeal = "It passed.\n\nWe need you. Give today. Thanks"
    for between in (" to", "—to", " to each and every one of", " . . . . . . . ."):
        assert cleaner.clean(f"{appeal}{between} all readers.") == "It passed.", between
    for other in (" to each and every one of the many, all readers", "." * 60 + " - - -", " ." * 60 + " a"):
        with limit(other):
            assert cleaner.detect(appeal + other).removals[0].score == 0.96, other  # found without its end


def patterns() -> dict[str, re.Pattern[str]]:
    """All regular expressions that a module holds, or makes when first asked."""
    found = {}
    for module in pkgutil.walk_packages(newswash.__path__, "newswash."):
        if not module.name.startswith(("newswash.integrations", "newswash.__main__")):
            for name, thing in vars(importlib.import_module(module.name)).items():
                made = thing() if thing in (neighbourhood._code, sentences._possible_start) else thing
                if isinstance(made, re.Pattern) and isinstance(made.pattern, str):
                    found[f"{module.name.removeprefix('newswash.')}.{name}"] = made
    return found


HEADS = ["", "# ", "(", "is a "]
ROWS = [
    "1", "1.", "1-", "1h11", "a", "a ", "A", "A ", "a.", "a-", ".", ". ", "-", " -", " ", "'", '"', '. "', "”", "@",
    "a@", "(", "[a", "©", "— ", "–|", " | ", "é", "年", "。", "monday", "янв", "epa-efe", "de", "e", "by: ", "photo ",
    "(photo", "via ", "记者", "is a ", "was ", "::", "<a", "#a b", "= ", '"a": ', "a(", "text()", "\\", "(?", "x{1",
]  # fmt: skip
"""What stands in a row: what the patterns repeat, and words of theirs that may be read in two ways."""


@pytest.mark.parametrize("name", patterns())
def test_no_pattern_takes_forever(name: str) -> None:
    pattern = patterns()[name]
    for head, row, tail in itertools.product(HEADS, ROWS, ["q", " !"]):
        text = head + row * (200 // len(row)) + tail
        with limit(f"{name} on {text}"):
            pattern.match(text), pattern.search(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (metadata_words._mail, "a" * 1_000_000 + "@b"),
        (titles._site, "a" + " " * 1_000_000 + "b"),
        (titles._bar, "a" + " " * 1_000_000 + "b"),
        (neighbourhood._code(), "#a " + "b" * 1_000_000),
    ],
)
def test_a_row_is_read_once_not_from_each_of_its_places(pattern: re.Pattern[str], text: str) -> None:
    with limit(pattern.pattern):
        assert not pattern.search(text)


@pytest.mark.parametrize("profile", ["balanced", "body_only"])
def test_long_lines_are_not_remembered(profile: str) -> None:
    cleaner = Cleaner(profile=profile)
    size = 40_000

    def judge(pages: range) -> None:
        for n in pages:
            words = " ".join(f"pier{n} {k} quay" for k in range(size // 12))
            cleaner.clean(f"Pier {n}\n{words}\nLog in\n{words[1:]}.\n{n}{'y' * size}\nHome | News")

    judge(range(1))
    tracemalloc.start()
    try:
        judge(range(1, 6))
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # a table of what is remembered may grow just now; one line of each page would be more than that
    assert kept < 3 * size, f"{kept} bytes are kept of five pages with lines of {size} code points and more"


SENTENCE = "The council met on Tuesday and approved the plan for a second bridge over the river. "
LONG = {
    "abbreviations": "He met Mr. " * 100_000,
    "direct speech": "— " + f"{SENTENCE}Sign up for our newsletter. Please support our journalism. " * 1000,
    "cues": f"{SENTENCE}Your support pays for our journalism. {SENTENCE}Please donate today. " * 3000,
    "marks": "\n".join(f"{SENTENCE}\nAdvertisement\nRead also: Ferry {n} sails" for n in range(16_000)),
}


@pytest.mark.parametrize("what", LONG)
def test_twice_as_much_takes_twice_as_long_in_c_too(what: str) -> None:
    cleaner = Cleaner(layout=False, categories={"related-links": "mark"})
    with limit(what):
        result = cleaner.detect(LONG[what] + "Sign up for our newsletter.")
    assert result.restore() == result.original
    assert result.removals
