"""Packs: every example of every rule, the errors of bad packs, and what users can do with rule sets."""

from __future__ import annotations

import itertools
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import newswash
from newswash import Cleaner, PackError, RuleSet, UsageError, load_rules, pack
from newswash.lint import lint
from newswash.pack import BUILTIN, parse_pack

WANTED = "en de fr es it pt nl sv da nb fi pl cs sk hu ro el tr ru uk ar he fa hi bn zh ja ko id vi th"
RULE = """
schema = 1
[pack]
id = "mine"
version = "1"
[[rule]]
id = "plug"
category = "newsletter"
about = "A plug."
phrases = ["subscribe to the harbour letter today"]
unit = "sentence"
removes = ["Subscribe to the Harbour Letter today."]
keeps = ["The harbour letter was found in a bottle."]
"""
DOTTED = "\u0958\u0959\u095a\u095b\u095c\u095d\u095e\u095f\u09dc\u09dd"
PHRASES = 'phrases = ["subscribe to the harbour letter today"]\nunit = "sentence"\n'


def test_the_packs_cover_the_field() -> None:
    rules = load_rules()
    languages = {p.id for p in rules.packs}
    assert languages >= set(WANTED.split())
    assert len({w for r in rules.rules for w in r.wording()}) >= 1500
    assert sum(r.kind != "phrase" or r.pattern is not None for r in rules.rules) >= 200
    assert all(r.removes and r.keeps and r.about for r in rules.rules)


@pytest.mark.parametrize("path", sorted(BUILTIN.rglob("*.toml"))[::12], ids=lambda p: p.stem)  # all: newswash test
def test_pack_is_clean(path: Path) -> None:
    assert [str(p) for p in lint(path)] == []


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("schema = 1", "schema = 9", 1, "schema is 9"),
        ('unit = "sentence"', 'unit = "sentense"', 8, "Did you mean 'sentence'"),
        ('category = "newsletter"', 'category = "newsleter"', 8, "Did you mean 'newsletter'"),
        ('"subscribe to the harbour letter today"', '"***"', 8, "phrases must be a list of strings that say something"),
        ("phrases = [", "phrase = [", 8, "Did you mean 'phrases'"),
        ('unit = "sentence"', "pattern = '(unclosed'", 8, "no regular expression"),
        ('version = "1"', "", 3, "has no version"),
        ('id = "mine"', 'id = "My pack!"', 4, "wrong form"),
        *(('id = "plug"', f'id = "{bad}"', 8, "single hyphens") for bad in ("Plug", "a_b", "a:b", "a*", "café")),
        ("schema = 1", "", 1, "has no schema"),
        ("schema = 1", "schema = true", 1, "schema is True"),
        ("schema = 1", "schema = 1\nx = " + 5000 * "[", 1, "is not TOML"),
        ("schema = 1", "schema = " + 5000 * "1", 1, "is not TOML"),
        ('unit = "sentence"', "pattern = ['letter', '(unclosed']", 8, "no regular expression"),
        ('unit = "sentence"', "pattern = ['letter', 3]", 8, "pattern must be a string or a list of strings"),
        ('unit = "sentence"', "pattern = []", 8, "pattern must be a string or a list of strings"),
        ('unit = "sentence"', "pattern = '(a|b|c){1000000000}'", 8, "pattern is too large"),
        ('unit = "sentence"', "pattern = '((a|bc){1000}){1000}'", 8, "repeats groups"),
        ('unit = "sentence"', r"pattern = '(?:(?:(?:\w{3000}x){15}){15}){15}'", 8, "repeats groups"),
        ('unit = "sentence"', r"pattern = '(?=(?:(?:\w{3000}x){15}){15})x'", 8, "repeats groups"),
        ('unit = "sentence"', r"pattern = '(?x)(?:(?:\w{3000} #)\nx){15}){15}'", 8, "repeats groups"),
        ('unit = "sentence"', r"pattern = '(?:(?:(?:[ab]c?){99}c){99}c){9,}'", 8, "repeats groups"),
        ('unit = "sentence"', f"pattern = '{5000 * '('}a{5000 * ')'}'", 8, "is no regular expression"),
        ('unit = "sentence"', "pattern = '(?a)(?u)a'", 8, "is no regular expression"),
        ('unit = "sentence"', "length = [1, 99999999999999999999]", 8, "length must be two numbers"),
        ('unit = "sentence"', "min_anchors = 99999999999999999999", 8, "min_anchors must be a number above 0"),
        ("letter today", "letter " + 20_000 * "today ", 8, "holds a phrase of"),
        ('"subscribe to', '"\\u0000 subscribe to', 8, "holds a control character"),
        *(
            ("subscribe to the harbour letter today", x, 8, "say something")
            for x in ("\\u00a0", "\\u200c*", "\\ufe0f", "\\t")
        ),
        ('phrases = ["subscribe', 'ends = ["\\u2003*\\u2003"]\nphrases = ["subscribe', 8, "say something"),
        ("subscribe to the", f"{DOTTED} subscribe to the", 8, "of which more than 256 spellings count as equal"),
        ('unit = "sentence"', "unit = 'row'\npattern = '^subscribe$'", 8, "unit row takes no pattern"),
        (
            'unit = "sentence"',
            "unit = 'label'\npattern = '^subscribe'",
            8,
            "unit label takes a pattern of the whole line",
        ),
        ('unit = "sentence"', 'opens = "yes"', 8, "opens must be true or false"),
        ('unit = "sentence"', "min_cues = 2", 8, "min_cues says nothing without cues"),
        ('id = "plug"', 'id = "plug', 8, "is not TOML"),
        ('about = "A plug."', "about = 'The town's plug.'", 10, "with an apostrophe in it stands in double quotes."),
        ('about = "A plug."', "phrases = ['don't miss', 'x']", 10, "with an apostrophe in it stands in double quotes."),
        ('about = "A plug."', 'about = "The town\'s plug" 5', 10, "Mend the syntax."),
        ('unit = "sentence"', 'pattern = "\\d+"', 12, "Write patterns in single quotes."),
        ('unit = "sentence"', 'languages = ["catalan"]', 8, "languages: 'catalan' is no ISO 639-1 code"),
        ('unit = "sentence"', 'languages = ["zh-TW"]', 8, "Write 'zh'."),
        ('version = "1"', 'version = "1"\nlanguage = "english"', 6, "language 'english' is no ISO 639-1 code"),
        ('unit = "sentence"', 'unless = ["quoteed"]', 8, "Did you mean 'quoted'"),
        ('unit = "sentence"', 'languages = ["EN"]', 8, "Write 'en'."),
        ('unit = "sentence"', 'languages = ["no"]', 8, "Write 'nb'."),
        ('unit = "sentence"', 'sites = ["Example.org"]', 8, "'Example.org' is no host"),
        ('unit = "sentence"', 'sites = ["https://example.org"]', 8, "Write the bare host"),
        ('unit = "sentence"', 'sites = ["*.example.org"]', 8, "Write the bare host"),
        ('[pack]\nid = "mine"\nversion = "1"', "pack = 3", 1, "pack must be a table"),
        ("schema = 1", "schema = 1\nguards = 3", 1, "guards must be a table"),
        ('version = "1"', 'version = "1"\nabout = 3', 6, "about must be a string"),
        ('version = "1"', 'version = "1"\nlanguage = 5', 6, "language 5 is no ISO 639-1 code"),
        ('version = "1"', 'version = "1"\n[prune]\nsites = ["HTTP://x"]', 1, "Write the bare host"),
        ('unit = "sentence"', "min_anchors = true", 8, "min_anchors must be a number above 0"),
        (RULE, 'schema = 1\n["in line x"]\n["in line x"', 3, "is not TOML"),
        ('unit = "sentence"', "length = [1, 2001]", 8, "two numbers of words, up to 2000"),
        (PHRASES, 'window = 21\ncues = { ask = ["subscribe"] }\n', 8, "window must be a number above 0, up to 20"),
        ('unit = "sentence"', "length = [true, true]", 8, "length must be two numbers"),
        (
            'removes = ["Subscribe to the Harbour Letter today."]',
            'removes = "abc"',
            8,
            "removes must be a list of texts",
        ),
        ('removes = ["Subscribe to the Harbour Letter today."]', "removes = 5", 8, "removes must be a list of texts"),
        ("removes = [", 'removes = [{ text = "a", after = 3 },', 8, "holds what is no string"),
        ('phrases = ["subscribe to the harbour letter today"]', "", 8, "has none of phrases, anchors, cues, cards"),
    ],
)
def test_a_bad_pack_names_file_line_rule_and_mend(old: str, new: str, line: int, says: str) -> None:
    with pytest.raises(PackError) as caught:
        parse_pack(RULE.replace(old, new).encode(), "mine.toml")
    message = str(caught.value)
    assert message.startswith("mine.toml:")
    assert says in message
    assert abs(caught.value.line - line) <= 2


@pytest.mark.parametrize(
    ("pack", "line", "says"),
    [
        ("[pack]\nid = 'My pack!'\nversion = '1'", 3, "wrong form"),
        ("[pack]\nid = 'own'\n\nversion = 1", 5, 'version must be a string, not 1. Write `version = "…"`.'),
        ("[pack]\nversion = '1'\nid = ''", 4, "has no id"),
        ("\n[pack]\nid = 'own'", 3, "has no version"),
        ("[pack]\nid = 'own'\nversion = '1'\nvresion = '2'", 5, "Did you mean 'version'?"),
        ("[pack]\nid = 'own'\nversion = '1'\nlanguage = 'english'", 5, "is no ISO 639-1 code"),
        ("[pack]\nid = 'own'\nversion = '1'\n[guards]\n'payees' = ['x']", 6, "Did you mean 'payee'?"),
        ("shcema = 1\n[pack]\nid = 'own'\nversion = '1'", 2, "Did you mean 'schema'?"),
        ("[pack]\nid = 'own'\nversion = '1'\n[gaurds]\n", 5, "Did you mean 'guards'?"),
    ],
)
def test_what_is_wrong_outside_of_rules_names_its_line(pack: str, line: int, says: str) -> None:
    with pytest.raises(PackError, match=re.escape(says)) as caught:
        parse_pack(f"schema = 1\n{pack}\n".encode(), "mine.toml")
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('removes = ["Subscribe to', 'removes = ["Never mind', "”: none of its phrases stands there. Mend the rule"),
        ('Letter today."]', 'Letter today. Or phone."]', "”: it leaves “Or phone.”"),
        ('unit = "sentence"', "unit = 'sentence'\npattern = 'mailbox'", "”: its pattern matches nothing there"),
        ('keeps = ["The harbour letter', 'keeps = ["Subscribe to the harbour letter today, it', "must stay"),
        ('keeps = ["The harbour letter was found in a bottle."]', "", "must stay"),
        ('unit = "sentence"', "unit = 'sentence'\npattern = '(x+x+)+y'", "runs away"),
        ('phrases = ["subscribe', 'phrases = ["the", "subscribe', "too common"),
        ('unit = "sentence"', 'unit = "sentence"\npattern = "\\bletter\\b"', "Write patterns in single quotes."),
        (PHRASES, 'cues = { ask = ["sub"] }\n', "the cue 'sub' of ask is too short"),
        (PHRASES, 'cues = { ask = ["捐"] }\n', "Use two characters or more."),
        (PHRASES, 'anchors = ["subscribe", "to the harbour letter"]\n', "Use two to nine words"),
        (PHRASES, f'anchors = ["{"harbour " * 10}", "letter today"]\n', "more than nine words"),
        ('about = "A plug."', "", "says nothing of itself"),
    ],
)
def test_the_linter_finds_what_the_reader_cannot(tmp_path: Path, old: str, new: str, says: str) -> None:
    pack = tmp_path / "mine.toml"
    pack.write_text(RULE.replace(old, new), "utf-8")
    problems = [str(p) for p in lint(pack)]
    assert any(says in p for p in problems), problems
    assert all(p.startswith(f"{pack}:") for p in problems)


def test_a_rule_that_another_shadows_is_found(tmp_path: Path) -> None:
    again = RULE[RULE.index("[[rule]]") :].replace('"plug"', '"plug-again"')
    pack = tmp_path / "mine.toml"
    pack.write_text(RULE + again, "utf-8")
    assert any("wholly taken by mine:plug" in str(p) for p in lint(pack))


def test_packs_from_files_folders_and_installed_packages(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(RULE, "utf-8")
    assert load_rules(tmp_path / "mine.toml").rules[0].name == "mine:plug"
    assert load_rules(str(tmp_path)).rules == load_rules(tmp_path / "mine.toml").rules
    with pytest.raises(UsageError, match="did you mean 'en'"):
        load_rules("enn")
    package = tmp_path / "site" / "harbour_pack"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('a pack is data and is not imported')")
    (package / "mine.toml").write_text(RULE, "utf-8")
    info = tmp_path / "site" / "harbour_pack-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: harbour-pack\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[newswash.packs]\nharbour = harbour_pack\n")
    code = (
        "import newswash; print(newswash.clean('One.\\n\\nSubscribe to the harbour letter today.'), "
        "newswash.load_rules('harbour').rules[0].name)"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": f"{tmp_path / 'site'}:{Path(newswash.__file__).parent.parent}", "NEWSWASH_CACHE": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert out.stdout.split() == ["One.", "mine:plug"]


@pytest.fixture
def two_packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two packs, and a cache of their own beside it."""
    monkeypatch.setenv("NEWSWASH_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "mine.toml").write_text(RULE, "utf-8")
    (folder / "yours.toml").write_text(RULE.replace('"mine"', '"yours"'), "utf-8")
    return folder


def refuse(*_: object) -> None:
    raise AssertionError("parsed again")


def test_rules_come_whole_out_of_the_cache(two_packs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = load_rules(two_packs)
    monkeypatch.setattr(pack, "parse_pack", refuse)
    kept = load_rules(two_packs)
    assert kept == parsed
    assert [p.path for p in kept.packs] == [str(two_packs / "mine.toml"), str(two_packs / "yours.toml")]
    assert kept.fingerprint == parsed.fingerprint == RuleSet(kept.rules, kept.packs).fingerprint
    for one in (kept, pickle.loads(pickle.dumps(kept))):
        assert [tuple(r.removes) for r in one.rules] == [tuple(r.removes) for r in parsed.rules]
        assert [tuple(r.keeps) for r in one.rules] == [tuple(r.keeps) for r in parsed.rules]


def test_rules_of_a_changed_pack_do_not_come_out_of_the_cache(two_packs: Path) -> None:
    load_rules(two_packs)
    (two_packs / "yours.toml").write_text(RULE.replace('"mine"', '"yours"').replace("harbour", "lighthouse"), "utf-8")
    assert load_rules(two_packs).rules[1].phrases == ("subscribe to the lighthouse letter today",)


def test_a_folder_that_has_changed_is_read_as_it_stands(two_packs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [r.name for r in load_rules(two_packs).rules] == ["mine:plug", "yours:plug"]
    (two_packs / "another.toml").write_text(RULE.replace('"mine"', '"another"'), "utf-8")
    assert [r.pack for r in load_rules(two_packs).rules] == ["another", "mine", "yours"]
    (two_packs / "mine.toml").write_text("schema = 9\n", "utf-8")
    with pytest.raises(PackError, match=r"mine\.toml:1: pack: schema is 9"):
        load_rules(two_packs)
    for town in ("holm", "sund"):
        (two_packs / town / "rules").mkdir(parents=True)
        (two_packs / town / "rules" / "own.toml").write_text(RULE.replace('"mine"', f'"{town}"'), "utf-8")
        monkeypatch.chdir(two_packs / town)
        assert [r.name for r in load_rules("rules").rules] == [f"{town}:plug"]


def test_what_is_installed_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = load_rules()
    monkeypatch.setattr(pack, "_content", refuse)
    assert load_rules() is rules


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 10_000])
def test_damaged_rules_are_load_rules(two_packs: Path, damage: bytes) -> None:
    parsed = load_rules(two_packs)
    for kept in (two_packs.parent / "cache").iterdir():
        whole = kept.read_bytes()
        kept.write_bytes(damage or whole[:-1] + bytes([whole[-1] ^ 1]))
    assert load_rules(two_packs) == parsed


def test_overlays_change_rules_without_forking(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(RULE, "utf-8")
    rules = load_rules(tmp_path)
    text = "The vote passed.\n\nSubscribe to the harbour letter today."
    assert Cleaner(rules, layout=False).clean(text) == "The vote passed."
    assert Cleaner(rules.overlay({"rule": "mine:plug", "off": True}), layout=False).clean(text) == text
    suspect = Cleaner(rules.overlay({"rule": "mine:*", "tier": "suspect"}), layout=False).detect(text)
    assert suspect.text == text
    assert suspect.refusals[0].rule == "mine:plug"
    more = rules.overlay({"rule": "mine:plug", "add_phrases": ["the vote passed with a plug"]})
    assert more.fingerprint != rules.fingerprint
    with pytest.raises(UsageError, match="no rule matches"):
        rules.overlay({"rule": "mine:plugg", "off": True})
    with pytest.raises(UsageError, match="unknown"):
        rules.overlay({"rule": "mine:plug", "of": True})


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ({"tier": "weak"}, "strip, suspect"),
        ({"category": "newsleter"}, "did you mean 'newsletter'"),
        ({"unless": ["quotd"]}, "did you mean 'quoted'"),
        ({"unless": "quoted"}, r"unless = \["),
        ({"add_phrases": "weak"}, r"add_phrases = \["),
        ({"add_phrases": [5]}, r"add_phrases = \["),
        *(({"add_phrases": ["read on", x]}, "say something") for x in ("\u00a0", "\u200c", "\ufe0f*", "\t")),
        ({"add_phrases": ["read\u0000on"]}, "control character"),
        ({"add_phrases": [1001 * "a"]}, "1001 code points"),
        ({"add_phrases": [DOTTED]}, "256 spellings"),
        ({"add_sites": "example.org"}, r"add_sites = \["),
        ({"add_sites": ["https://Example.org"]}, "bare host in lower case"),
        ({"off": "false"}, "true or false"),
        ({"remove_phrases": ["no such phrase"]}, "no such phrase"),
        ({"remove_phrases": ["subscribe to the harbour letter today"]}, "leaves mine:plug no phrase.*off = true"),
        ({"teir": "suspect"}, "did you mean 'tier'"),
    ],
)
def test_an_overlay_that_says_nothing_is_refused(tmp_path: Path, change: dict[str, Any], hint: str) -> None:
    (tmp_path / "mine.toml").write_text(RULE, "utf-8")
    with pytest.raises(UsageError, match=f"overlay of mine:plug: .*{hint}"):
        load_rules(tmp_path).overlay({"rule": "mine:plug", **change})


def test_no_phrase_is_added_to_a_rule_of_cues() -> None:
    with pytest.raises(UsageError, match="en:reader-ask holds cues, no phrases"):
        load_rules("en").overlay({"rule": "en:reader-ask", "add_phrases": ["visit our little shop"]})


def test_a_byte_order_mark_is_no_part_of_a_pack() -> None:
    assert parse_pack(b"\xef\xbb\xbf" + RULE.encode(), "mine.toml") == parse_pack(RULE.encode(), "mine.toml")


def test_a_configuration_is_no_pack_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(RULE, "utf-8")
    (tmp_path / "newswash.toml").write_text('profile = "recall"\n', "utf-8")
    assert [r.name for r in load_rules(tmp_path).rules] == ["mine:plug"]


@pytest.mark.parametrize("call", [lambda: load_rules(["en"]), lambda: load_rules("en").without(["poll"])])  # type: ignore[arg-type]
def test_names_in_a_list_are_refused_with_the_mend(call: Callable[[], object]) -> None:
    with pytest.raises(UsageError, match="name several one by one"):
        call()


def test_the_linter_names_a_pack_that_has_the_same_id(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(RULE.replace('id = "mine"', 'id = "en"'), "utf-8")
    said = [str(p) for p in lint(mine, load_rules("en"))]
    assert said[0].startswith(f"{mine}:1: pack: the id 'en' is that of a built-in pack")
    copy = tmp_path / "newswash" / "packs" / "de.toml"
    copy.parent.mkdir(parents=True)
    copy.write_bytes((BUILTIN / "de.toml").read_bytes())
    assert not any("the id 'de'" in str(p) for p in itertools.islice(lint(copy, load_rules("de")), 1))


def test_a_pack_named_twice_is_read_once() -> None:
    assert load_rules("en", "en") == load_rules("en")
    assert load_rules("sites", "sites/theguardian.com", "en").rules == load_rules("sites", "en").rules


def test_a_path_is_not_taken_for_a_built_in_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "en.toml").write_text(RULE, "utf-8")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in (".", "./en.toml", str(tmp_path)):
        assert [r.name for r in load_rules(name).rules] == ["mine:plug"], name
    with pytest.raises(UsageError, match="no pack, file or folder"):
        load_rules("./de")
    monkeypatch.chdir(tmp_path / "below")
    assert [r.name for r in load_rules("..").rules] == ["mine:plug"]
    assert len(load_rules("en").rules) > 100


def test_the_fingerprint_names_the_rules() -> None:
    en = load_rules("en")
    assert en.fingerprint == load_rules("en").fingerprint != en.without("newsletter").fingerprint
    assert Cleaner(en).detect("x").fingerprint == Cleaner(en).detect("y").fingerprint
    assert Cleaner(en).fingerprint != Cleaner(en, profile="recall").fingerprint
    assert (en | load_rules("de")).fingerprint == load_rules("en", "de").fingerprint


def test_of_several_patterns_one_must_match(tmp_path: Path) -> None:
    pack = tmp_path / "mine.toml"
    plug = 'phrases = ["subscribe to the harbour letter"]\nunit = "sentence"\npattern = ["mailbox", "today"]\n'
    pack.write_text(RULE.replace(PHRASES, plug))
    cleaner = Cleaner(load_rules(pack), layout=False)
    assert cleaner.clean("It passed. Subscribe to the Harbour Letter today.") == "It passed."
    text = "It passed. Subscribe to the Harbour Letter now."
    assert cleaner.clean(text) == text


def test_a_pack_with_the_id_of_another_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(RULE.replace('"mine"', '"en"'), "utf-8")
    english = load_rules("en")
    with pytest.raises(PackError) as caught:
        english | load_rules(own)
    assert str(caught.value) == (
        f"{own}:1: en: the pack id is taken by {BUILTIN / 'en.toml'}. Give this pack an id of its own."
    )
    with pytest.raises(PackError, match="is taken by"):
        load_rules() | load_rules(own)
    # what replaces nothing, or is meant to replace
    assert (load_rules() | english).fingerprint == load_rules().fingerprint
    softer = english | english.overlay({"rule": "en:ad-labels", "tier": "suspect"})
    assert {r.tier for r in softer.only("en:ad-labels").rules} == {"suspect"}
    copied = tmp_path / "en.toml"
    copied.write_bytes((BUILTIN / "en.toml").read_bytes())
    assert (english | load_rules(copied)).fingerprint == english.fingerprint
    own.write_text(RULE, "utf-8")
    before = load_rules(own)
    own.write_text(RULE.replace("harbour", "lighthouse"), "utf-8")
    assert [r.phrases for r in (before | load_rules(own)).rules] == [("subscribe to the lighthouse letter today",)]


@pytest.mark.parametrize("rules", ["3", '"ab"', "[1]"])
def test_rules_are_tables(rules: str) -> None:
    with pytest.raises(PackError, match=r"Write \[\[rule\]\] above each"):
        parse_pack(f'schema = 1\nrule = {rules}\n[pack]\nid = "mine"\nversion = "1"\n'.encode(), "mine.toml")


def test_a_site_rule_needs_its_site(tmp_path: Path) -> None:
    scoped = RULE.replace('unit = "sentence"', 'unit = "sentence"\nsites = ["harbour.example"]')
    (tmp_path / "mine.toml").write_text(scoped, "utf-8")
    cleaner = Cleaner(load_rules(tmp_path), layout=False)
    text = "The vote passed.\n\nSubscribe to the harbour letter today."
    assert cleaner.clean(text) == text
    assert cleaner.clean(text, url="https://www.harbour.example/a") == "The vote passed."
    assert cleaner.clean(text, url="https://HARBOUR.example.:443/a") == "The vote passed."
    assert cleaner.clean(text, url="https://notharbour.example/a") == text


def test_what_a_line_says_elsewhere_is_not_taken_for_what_it_says_here(tmp_path: Path) -> None:
    scoped = RULE.replace('unit = "sentence"', 'unit = "sentence"\nSCOPE')
    (tmp_path / "site.toml").write_text(scoped.replace("SCOPE", 'sites = ["harbour.example"]'))
    (tmp_path / "tongue.toml").write_text(
        scoped.replace("SCOPE", 'languages = ["sv"]').replace('"mine"', '"ours"').replace("our letter", "our post")
    )
    cleaner = Cleaner(load_rules(tmp_path), layout=False)
    letter, post = "Subscribe to the harbour letter today.", "Subscribe to the harbour post today."
    for _ in range(2):  # the second time each line is known
        assert cleaner.clean(letter, url="https://town.example/a") == letter
        assert cleaner.clean(letter, url="https://harbour.example/a") == ""
        assert cleaner.clean(letter) == letter
        assert cleaner.clean(post, language="de") == post
        assert cleaner.clean(post, language="sv") == ""


def test_a_hostile_pack_wastes_no_time(tmp_path: Path) -> None:
    hostile = RULE.replace('unit = "sentence"', "unit = 'sentence'\npattern = '(a|a?)+$'")
    (tmp_path / "mine.toml").write_text(hostile, "utf-8")
    cleaner = Cleaner(load_rules(tmp_path), layout=False)
    text = "a" * 2000 + " subscribe to the harbour letter today " + "a" * 2000 + "!"
    assert cleaner.clean(text) == text


@pytest.mark.parametrize(
    "notice", ["Tous droits réservés.", "Cet article est réservé aux abonnés.", "Reproduction interdite sans accord."]
)
def test_a_line_rule_leaves_the_sentence_that_shares_the_line(notice: str) -> None:
    sentence = "Le conseil du port s'est réuni lundi soir dans l'ancienne voilerie."
    paragraph = "Les bateaux resteront deux ans au môle nord, où la profondeur a été mesurée une fois encore."
    for line in (f"{sentence} {notice}", f"{notice} {sentence}"):
        assert sentence in newswash.clean("\n\n".join([paragraph, line, paragraph[:-13] + "."]))


def test_a_list_at_the_head_of_a_page_leaves_the_headline_and_bullets_go_with_it() -> None:
    head = "Latest news\nBridge opens\nThe bridge was opened yesterday in front of a large crowd.\n"
    assert Cleaner(layout=False).clean(head) == head.partition("\n")[2]
    prose = "The vote passed on Monday after a long debate.\n\n"
    listed = (
        f"{prose}Most read\nBridge opens\nBridge opens\n- Ferry stops\n- The crane is sunk\nThe next vote is in May.\n"
    )
    assert Cleaner(layout=False).clean(listed) == f"{prose}The next vote is in May.\n"


def test_a_link_to_another_story_leaves_the_sentence_that_is_glued_to_its_headline() -> None:
    before = "El concejo votó el martes mantener el viejo transbordador un año más."
    prose = "La alcaldesa dijo que el dinero saldría del fondo del puerto, y no del ayuntamiento."
    link = "Le puede interesar: La tormenta cierra el puente del norte una semana"
    cleaner = Cleaner(layout=False)
    assert cleaner.clean(f"{before} {link}{prose}") == f"{before} {prose}"
    assert cleaner.clean(f"{before} {link} {prose}") == f"{before} {link} {prose}"
    assert cleaner.clean(f"{before}\n{link}\n{prose}") == f"{before}\n{prose}"
