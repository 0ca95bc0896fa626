"""Patterns: what they need is found where they match, and they stop in time."""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType

import pytest
import regex
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from newswash import Cleaner, Pack, RuleSet, detect, load_rules
from newswash.fold import fold, spell
from newswash.heads import heads
from newswash.model import Document
from newswash.needles import needles
from newswash.page import Page
from newswash.pattern import Pattern, compile_pattern
from newswash.pattern_tree import parse
from newswash.rule import Rule
from newswash.sentences import first_letter

RULES = [r for r in load_rules().rules if r.pattern]


def lets_through(pattern: Pattern, text: str) -> bool:
    """Whether a pattern is run on a text at all."""
    folded = fold(text)
    begins = pattern.heads is None or pattern.heads.stand(folded, [(0, first_letter(folded, 0, len(folded)))])
    return begins and pattern.may_match(folded, 0, len(folded))


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
        (r"foo{2,3}d (?P<b>bar) (?P=b)z{0}z+", [["bar"], ["d "], ["foo"]]),
        (r"(?:foo|(?#bar)baz)", []),
    ],
)
def test_needles(source: str, expected: list[list[str]]) -> None:
    assert [sorted(n) for n in needles(parse(source))] == expected


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
        (r"^(?:x|.{0,9}){0,3}ad", {"x": 18, "ad": 27}),
        (r"^(?:x|.{0,99}){0,3}ad", None),
        (r"^(?:\W{0,5}|.){0,3}ad", {"ad": 15}),
        (r"^(?:.{9}x)?ad", {"x": 9, "ad": 0}),
        (r"(?i)^(?:more|a{2,3}d)", {"more": 0, "a": 0}),
        (r"^\W*\w+ ad", None),
        (r"^\W*(?:ad)?", None),
        (r"^ad|more", None),
        (r"ad", None),
    ],
)
def test_heads(source: str, expected: dict[str, int] | None) -> None:
    assert heads(parse(source)) == expected


MATCHES = [
    (r"[[:alpha:]]+ to our village letter", "Subscribe to our village letter"),
    (r"^[[:punct:]]?[[:alpha:]]{3} it", "“Get it"),
    (r"[^][:alpha:]] letter", "1 letter"),
    (r"[]a] letter|[^]a]x", "] letter"),
    (r"[\]-a] letter", "^ letter"),
    (r"^[\101]bout us", "About us"),
    (r"^\101bout us", "About us"),
    (r"^\x41bout us", "About us"),
    (r"^[\x41]{2}\u0042c", "aabc"),
    (r"sign up(?#for what?) for it", "Sign up for it"),
    (r"^(?#weekly)letter", "Letter"),
    (r"(?ix) sign \s up # today", "Sign up"),
    (r"(?xi)^ sign", "Sign"),
    (r"(?x: sign \s )up", "sign up"),
    (r"(?:newsletter){e<=1}", "Our newsleter"),
    (r"^(?:weekly){e<=1} letter", "Wekly letter"),
    (r"sign{i<=2} up", "signed up"),
    (r"news(?:letter){1i+1d<2}", "our newsleter"),
    (r"(sign|up) (?1)", "Sign up"),
    (r"^(?P<who>us|them) (?&who)", "Us them"),
    (r"(?P<who>us|them) (?P>who)", "us them"),
    (r"\((?:us|(?R))\)", "((us))"),
    (r"(us|them) (?:(?-1))", "us them"),
    (r"(us|them) \1", "Them them"),
    (r"^(.)\1?b", "aab"),
    (r"(?P<who>us) \g<who>", "us us"),
    (r"\N{COLON}\N{SPACE}us", ": us"),
    (r"^\N{LATIN SMALL LETTER A}bout", "About"),
    (r"(?V1)[a-z--[b-y]]bout", "about"),
    (r"(?V1)[[a-c]--b]bout", "about"),
    (r"(?V1)gruss", "Gruß"),
    (r"(?if)gruss", "Gruß"),
    (r"^(?|(sign)|(up)) up", "Sign up"),
    (r"(us)?(?(1) them| all)", " all"),
    (r"(?(?=sign)sign|get)", "Get"),
    (r"(?(DEFINE)(?P<a>us))we", "we"),
    (r"sign(*SKIP) up|get", "get"),
    (r"us(*FAIL)|get", "get"),
    (r"^\Xpp", "App"),
    (r"^\R?get", "get"),
    (r"\msign\M|\Kget", "get"),
    (r"^\pLpp", "app"),
    (r"^\p{Script=Latin}pp|\p{^L}", "app"),
    (r"^\p{Lu pp", "p{Lu pp"),
    (r"(?a)^\W*foo", "éfoo"),
    (r"(?a)^\W{3}foo", "éééfoo"),
    (r"(?r)up$", "sign up"),
    (r"(?w)\bsign\b", "sign"),
    (r"(?m)^get", "get"),
    (r"sign{,1}x{up", "sigx{up"),
    (r"a{2,x}|b{}", "a{2,x}"),
    (r"^(?:\W{0,5}|.){0,3}ad", "a----------ad"),
    (r"^(?:\W*x|.){0,3}ad", "a--x-ad"),
    (r"^(?i)(?-i:Get) us", "Get us"),
    (r"\\\wget", r"\aget"),
    (r"[\\\w]{2}get", r"\aget"),
    (r"^\é|^\’t", "’t"),
    (r"^subscribe", "\u017fub\u017fcribe"),
    (r"^\W?μας", "\u00b5ας"),
]


@pytest.mark.parametrize(("source", "text"), MATCHES)
def test_the_filter_hides_no_match_of_syntax_it_may_not_know(source: str, text: str) -> None:
    assert compile_pattern(source).search(spell(text))
    assert lets_through(Pattern(source, "own:rule"), text)


@pytest.mark.parametrize("source", ["a)b", "(ab", "*a", "a|+b", "a**", "(?i)*", "[a", "a\\", "(?P<1>a)", "(?P>"])
def test_what_is_no_pattern_is_left_to_the_one_who_compiles_it(source: str) -> None:
    with pytest.raises(regex.error):
        compile_pattern(source)
    assert heads(parse(source)) is None


PARTS = r"""
    a b c é . - \. \w \W \s \d \D \S \b \B ^ $ [ab] [a1] [^a] [^\w] [^\p{L}.] [\W\d] [.:-] [-a] [a-c] []a] [^]a] [[a]
    [a\]] [\101] \141 \x61 \u0061 \p{L} \P{L} \pL \N{COLON} [[:alpha:]] [^[:alpha:]] [[:punct:]b] (?#a) (?i) (?s) (?x)
    (?V1) (?:a)(?i:b) (?-i:A) (?=a) (?!b) (?<=a) (?<!a) (?|a|b) (?(?=a)a|b) (a)\1 (b)?(?(1)a|c) \K \X \A \Z \m
    a{ a{,1} b{0} b{2} a{1,2} ab{2,}
"""
TIMES = ["", "", "*", "+", "?", "*?", "++", "{0}", "{2}", "{0,2}", "{1,}", "{,3}"]
PATTERNS = st.recursive(
    st.sampled_from([" ", *PARTS.split()]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.builds("{}{}|{}){}".format, st.sampled_from(["(", "(?:", "(?>"]), inner, inner, st.sampled_from(TIMES)),
        st.builds("(?:{}){}".format, inner, st.sampled_from(TIMES)),
    ),
    max_leaves=8,
)


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["", "^", "^", "a|", "^a|^"]), PATTERNS, st.text("abcABCÉé1 .-:]©ab", max_size=12))
def test_the_filter_hides_no_match_of_whatever_pattern(tied: str, source: str, text: str) -> None:
    try:
        found = compile_pattern(tied + source).search(spell(text), timeout=0.2)
    except (regex.error, TimeoutError):
        assume(False)
    assume(found)
    assert lets_through(Pattern(tied + source, "own:rule"), text)


@pytest.mark.parametrize(
    "pattern",
    [
        r"[[:alpha:]]+ to our village letter",
        r"subscribe (?#now) ?to",
        r"(?:subscribe){e<=1} to our",
        r"^(?ix) sub scribe",
    ],
)
def test_a_rule_fires_whatever_syntax_its_pattern_is_in(pattern: str, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        f"""
schema = 1
[pack]
id = "own"
version = "1"
[[rule]]
id = "letter"
category = "newsletter"
about = "The village letter."
phrases = ["our village letter"]
pattern = '{pattern}'
unit = "sentence"
removes = ["Subscribe to our village letter."]
keeps = ["The village letter was found in a bottle."]
""",
        "utf-8",
    )
    cleaner = Cleaner(load_rules(tmp_path / "own.toml"), layout=False)
    assert cleaner.clean("The vote passed.\nSubscribe to our village letter.") == "The vote passed."


def test_the_filter_hides_no_match_of_any_pack() -> None:
    """Every pattern of every pack against the examples of its pack."""
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
                    assert lets_through(pattern, text), f"{rule.name}: {text}"
    assert matches > len(RULES)


@pytest.mark.parametrize("before", ["", "    ", "\t", "The vote passed. "])
def test_an_indent_is_no_part_of_a_unit(before: str) -> None:
    """``^`` is the first letter of a line or sentence: it was sought in the white space of an indented line too."""
    ask = Rule("ask", "own", "newsletter", phrases=("our village letter",), pattern="^get our", unit="sentence")
    cleaner = Cleaner(RuleSet((ask,), (Pack("own", "1"),)), layout=False)
    assert "village letter" not in cleaner.clean(f"The mayor spoke.\n{before}Get our village letter.")


def test_letters_that_are_one_to_a_pattern_are_one_when_folded() -> None:
    """But for U+0345, which is a mark and no letter, and what is no character yet to this Python."""
    for c in map(chr, range(0x110000)):
        for other in {c.lower(), c.upper(), c.casefold()} - {c}:
            if len(other) == 1 and "\u0345" not in (c, other) and compile_pattern(c).search(spell(other)):
                assert fold(c) == fold(other), (c, other)


def test_an_apostrophe_that_is_a_letter_to_unicode_is_none_to_the_filter() -> None:
    """Folded it is a plain one, and where a line has its first letter was asked of the line as it stands."""
    ask = Rule("ask", "own", "newsletter", phrases=("our village letter",), pattern=r"^\W*get our", unit="sentence")
    cleaner = Cleaner(RuleSet((ask,), (Pack("own", "1"),)), layout=False)
    assert cleaner.clean("The vote passed.\n\u02bcGet our village letter.") == "The vote passed."


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


@pytest.mark.parametrize("sign", ["➡️", "➡", "✉️", "⚠︎"])
def test_a_sign_before_the_words_is_no_word(sign: str) -> None:
    link = f"{sign} À lire : le port rouvre lundi"
    result = detect(f"Le conseil a voté mardi soir, et le maire a promis des travaux.\n\n{link}")
    assert [words.strip() for _, words in result.removed()] == [link]
