"""Patterns: what they need is found where they match, and they stop in time."""

from __future__ import annotations

import signal
from types import FrameType

import pytest

from newswash import Cleaner, Pack, RuleSet, load_rules
from newswash.fold import fold, spell
from newswash.model import Document
from newswash.page import Page
from newswash.pattern import Pattern, compile_pattern
from newswash.prefilter import heads, needles
from newswash.rule import Rule
from newswash.sentences import openings

RULES = [r for r in load_rules().rules if r.pattern]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"donat(?:e|ion)", [["donat"]]),
        (r"sign ?up", [["sign"], ["up"]]),
        (r"\p{Lu}\w+ \| share", [[" | share"]]),
        (r"(?:read|see) also|more:", [[" also", "more:"]]),
        (r"(?!never)x{0,3}[abc]+", []),
        (r"\bа|[^>]\x41", []),
        (r"caf(?:é)?s", [["caf"]]),
    ],
)
def test_needles(source: str, expected: list[list[str]]) -> None:
    assert [sorted(n) for n in needles(source)] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"^\W*(?:please )?(?:donate|give)\b", {"please ": 0, "donate": 0, "give": 0}),
        (r"^[^\p{L}]{0,3}[Ff]oto\s?:", {"f": 0}),
        (r"^\d+ comments?", {"comment": 0}),
        (r"^(?:©|\(c\)|copyright)|^[^.!?]{0,60}©", {"©": 60, "c)": 0, "copyright": 0}),
        (r"^(?!never)(?i)more", {"more": 0}),
        (r"^.{0,9}(?:\W{0,3}ad|x)", {"ad": 12, "x": 9}),
        (r"^.{0,9}\W*ad", None),
        (r"^(?:.{0,9})?ad", {"ad": 9}),
        (r"^(?:x|.{0,9}){0,3}ad", None),
        (r"^\W*\w+ ad", None),
        (r"^\W*(?:ad)?", None),
        (r"^ad|more", None),
        (r"ad", None),
    ],
)
def test_heads(source: str, expected: dict[str, int] | None) -> None:
    assert heads(source) == expected


def test_no_pattern_matches_where_where_its_needles_are_missing() -> None:
    """Every pattern of every pack against the examples of its pack: the filter never hides a match."""
    by_pack: dict[str, list[Rule]] = {}
    for rule in load_rules().rules:
        by_pack.setdefault(rule.pack, []).append(rule)
    matches = 0
    for rules in by_pack.values():
        texts = [e.text for r in rules for e in (*r.removes, *r.keeps)]
        for rule in (r for r in rules if r.pattern):
            pattern, compiled = Pattern(rule.pattern or "", rule.name), compile_pattern(rule.pattern or "")
            for text in texts:
                if compiled.search(spell(text), timeout=1):
                    matches += 1
                    folded = fold(text)
                    assert pattern.may_match(folded, 0, len(folded)), f"{rule.name}: {text}"
                    opens = pattern.heads is None or pattern.heads.stand(folded, openings(folded, 0, len(folded))[:1])
                    assert opens, f"{rule.name}: {text}"
    assert matches > len(RULES)


@pytest.mark.parametrize("before", ["", "    ", "\t", "The vote passed. "])
def test_an_indent_is_no_part_of_a_unit(before: str) -> None:
    """``^`` is the first letter of a line or sentence: it was sought in the white space of an indented line too."""
    ask = Rule("ask", "own", "newsletter", phrases=("our village letter",), pattern="^get our", unit="sentence")
    cleaner = Cleaner(RuleSet((ask,), (Pack("own", "1"),)), layout=False)
    assert "village letter" not in cleaner.clean(f"The mayor spoke.\n{before}Get our village letter.")


def test_needles_are_looked_for_where_the_pattern_is_to_match() -> None:
    pattern = Pattern(r"donat(?:e|ion)", "own:ask")
    folded = fold("Donate today. The vote passed. A donation helps.")
    found = [pattern.may_match(folded, start, end) for start, end in [(0, 13), (14, 30), (31, 48)]]
    assert found == [True, False, True]


def test_a_pattern_that_runs_away_is_stopped() -> None:
    page = Page(Document("a" * 40 + "!"))
    with pytest.warns(RuntimeWarning, match=r"own:slow: its pattern ran into the time limit"):
        assert Pattern(r"(a|aa)+$", "own:slow").match(page, 0, 0, 41, 0) is None


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the caller's limit is an alarm")
def test_the_callers_own_time_limit_reaches_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    class OwnLimitError(TimeoutError):
        pass

    def stop(number: int, frame: FrameType | None) -> None:
        raise OwnLimitError

    monkeypatch.setattr("newswash.pattern.PATTERN_SECONDS", 60)
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(OwnLimitError):
            Pattern(r"(a|aa)+$", "own:slow").match(Page(Document("a" * 90 + "b")), 0, 0, 91, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_what_a_pattern_had_no_time_for_is_judged_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Rule("slow", "own", "newsletter", phrases=("sign up",), pattern=r"^(?:.{1,30}?,?)+zq$|^sign up zq")
    cleaner = Cleaner(RuleSet((slow,), (Pack("own", "1"),)), layout=False)
    text = "The vote passed.\nSign up zq ab cx"
    monkeypatch.setattr("newswash.pattern.PATTERN_SECONDS", 0.0001)
    with pytest.warns(RuntimeWarning, match="time limit"):
        assert cleaner.clean(text) == text
    monkeypatch.setattr("newswash.pattern.PATTERN_SECONDS", 60)
    assert cleaner.clean(text) == "The vote passed."
