"""Linear in everything: large inputs give right answers, and twice the text costs twice the steps, as counted."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from newswash import Cleaner, Mark, Pack, Removal, Result, Rule, RuleSet
from newswash.bulk.delimited import distinct
from newswash.files import kept_by_marker
from newswash.fragments import cut
from newswash.heads import Heads
from newswash.line_score import held
from newswash.neighbourhood import Neighbourhood
from newswash.report import _beside
from newswash.serve import pieces

SENTENCE = "The council met on Tuesday and approved the plan for a second bridge over the river. "
PLUG = "Sign up for our newsletter."


def one_rule(phrase: str) -> RuleSet:
    return RuleSet((Rule("plug", "own", "newsletter", phrases=(phrase,)),), (Pack("own", "1"),))


def steps(work: Callable[[], object]) -> int:
    """How many calls of functions, Python's and C's, the work makes."""
    count = 0

    def tick(frame: object, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tick)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_a_line_of_markers_is_looked_through_once():
    marker, calls = "keep", Counter()

    class Text(str):
        def find(self, *args):
            calls["find"] += 1
            return str.find(self, *args)

    text = Text("keep " * 1000 + "\nplug\n\nkeep\nkeep\nplug\nplug")
    plugs = [Removal(at.start(), at.end(), "newsletter", "mine", 1, "") for at in re.finditer("plug", text)]
    assert kept_by_marker(Result(text, tuple(plugs)), marker) == (plugs[0], plugs[2])
    assert calls["find"] < 20


def test_marks_beside_removals_take_no_time_for_each_pair():
    removals = tuple(Removal(n, n + 1, "newsletter", "mine", 1, "") for n in range(0, 3000, 3))
    marks = tuple(Mark(n + 1, n + 2, "tags", "mine", 1, "") for n in range(0, 3000, 3))
    result = Result("a" * 3000, removals, marks)
    assert steps(lambda: pieces(result)) < 20_000
    assert steps(lambda: list(_beside(marks, removals))) < 20_000


def test_many_columns_and_many_heads_are_counted_once():
    class Name(str):
        compared = 0

        def __eq__(self, other):
            Name.compared += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    names = [Name(f"column {n}") for n in range(500)]
    assert distinct(names) is names
    Heads({Name(f"a{n}"): n % 2 for n in range(500)})
    assert Name.compared < 5000


def test_ten_megabytes_in_one_line_come_back_as_they_were():
    text = SENTENCE * (10_000_000 // len(SENTENCE))
    assert Cleaner().clean(text) is text


def test_a_phrase_at_the_end_of_a_line_of_ten_megabytes_is_found():
    article = (SENTENCE * (10_000_000 // len(SENTENCE))).rstrip()
    assert Cleaner().clean(f"{article}\n\n{PLUG}") == article


def test_a_million_lines_of_one_word_lose_nothing_to_the_rules():
    text = "bridge\n" * 1_000_000
    assert Cleaner(layout=False).clean(text) is text


def test_a_million_lines_of_one_word_lose_nothing_to_the_models():
    text = "bridge\n" * 1_000_000 + "The vote passed on Tuesday."
    assert Cleaner().clean(text) is text


def test_two_hundred_thousand_lines_are_judged_each_by_its_place():
    menu = "bridge\n" * 20
    article = [f"The council approved bridge {n} on Tuesday after a debate of four hours.\n" for n in range(10_000)]
    result = Cleaner().detect(menu + menu.join(article))
    assert result.restore() == result.original
    assert result.removals


def test_a_hundred_thousand_hits_of_one_phrase_are_all_removed():
    plug, kept = "come and visit our little shop", "The vote passed."
    text = "\n".join([kept, *[plug.capitalize()] * 100_000, kept])
    result = Cleaner(one_rule(plug), layout=False).detect(text)
    assert result.text == f"{kept}\n{kept}"
    assert result.restore() == text


@pytest.mark.parametrize(
    "text",
    [
        f"Support our journalism and please donate today{' ' * 200_000}- we rely on readers like you to pay for it.",
        "Read more: " + "© " * 20_000,
    ],
    ids=["spaces within an ask", "a phrase of one mark"],
)
def test_what_no_count_of_calls_sees_ends_soon(text: str) -> None:
    assert Cleaner().detect(text).restore() == text


def test_a_short_phrase_in_a_line_of_ten_megabytes_costs_no_copies() -> None:
    text = "the word our little shop said and " * 300_000
    assert Cleaner(one_rule("our little shop"), layout=False, tone=False).clean(text) is text


def test_twenty_thousand_rules_find_each_its_own():
    names = [f"alpha{n} bravo{n} charlie{n} delta{n} echo{n}" for n in range(20_000)]
    rules = RuleSet(
        tuple(Rule(f"r{n}", "own", "navigation", phrases=(name,)) for n, name in enumerate(names)),
        (Pack("own", "1"),),
    )
    cleaner = Cleaner(rules, layout=False)
    for n in (0, 7, 9_999, 19_999):
        result = cleaner.detect(f"{SENTENCE.strip()}\n{names[n].capitalize()}")
        assert [r.rule for r in result.removals] == [f"own:r{n}"]
        assert result.text == SENTENCE.strip()


SHAPES = {
    "one line": lambda n: SENTENCE * n,
    "paragraphs": lambda n: f"{SENTENCE * 3}\n\n" * n,
    "lines of one word": lambda n: "bridge\n" * n,
    "a phrase on each line": lambda n: f"{SENTENCE}\n{PLUG}\n" * n,
    "a phrase again and again in one line": lambda n: f"{SENTENCE}{PLUG} " * n,
    "labels over cards": lambda n: f"{SENTENCE}\n" * 2 + "Most read\nA dog is found\n3 May 2021\nIt had walked.\n" * n,
    "labels over no list": lambda n: f"{SENTENCE}\n" * 2 + "Most read\nA ferry sails.\n3 May 2021\n" * n,
    "an ask in each sentence": lambda n: "Please donate today. Your support pays for our journalism. " * n,
    "a weak ask in each sentence": lambda n: SENTENCE + "Please donate. " * n,
    "asks and sentences in one line": lambda n: (SENTENCE * 3 + "Please donate to our newsroom today. ") * n,
    "a weak ask on each line": lambda n: f"{SENTENCE}\n" + "Give what you can.\n" * n,
    "an ask in each line that goes on as news": lambda n: (
        f"{SENTENCE}\n" + "Support the paper with a gift. A reader gave money for the harbour in spring.\n" * n
    ),
    "a phrase again and again in one sentence": lambda n: (
        SENTENCE + "please support our journalism with a donation " * n
    ),
    "fragments of one sentence": lambda n: "and so,\n" * 20 * n,
    "quotations": lambda n: f"“{SENTENCE}” she said. {PLUG} " * n,
}


@pytest.mark.parametrize("layout", [False, True], ids=["rules", "rules and layout"])
@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_takes_twice_the_steps(shape, layout):
    cleaner = Cleaner(layout=layout)
    small, large = SHAPES[shape](200), SHAPES[shape](400)
    cleaner.clean(large)  # what is compiled or looked up once is done
    once, twice = steps(lambda: cleaner.clean(small)), steps(lambda: cleaner.clean(large))
    assert twice <= 2.1 * once + 500, f"{once} steps for the text, {twice} for twice the text"


def test_the_count_of_steps_sees_quadratic_work():
    def quadratic(n):
        return [abs(a - b) for a in range(n) for b in range(n)]

    assert steps(lambda: quadratic(80)) > 3.5 * steps(lambda: quadratic(40))


def test_a_guard_looks_at_no_other_unit_but_those_near() -> None:
    class Watched(list[bool]):
        read_whole = 0

        def __iter__(self) -> Iterator[bool]:
            Watched.read_whole += 1
            return super().__iter__()

    units = cut([f"Pier {n}" for n in range(50)])
    place = Neighbourhood(units, [0] * len(units), frozenset())
    place.is_text = Watched(place.is_text)
    for i in range(len(units)):
        held(units, place, i)
        place.context(i)
        place.listed(i)
    assert Watched.read_whole <= 1  # once for all units
