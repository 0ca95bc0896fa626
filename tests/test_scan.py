"""The scanners: both find the same; the cache of the compiled database is used, and never trusted if damaged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newswash import Cleaner, cache, load_rules, scan
from newswash.fixture import read_fixtures
from newswash.fold import fold
from newswash.index import index

PHRASES = [f"phrase number {n} of many" for n in range(scan.WORTH_KEEPING)]
TEXT = "One line.\nHere stands phrase number 7 of many."


def refuse(*_: object, **__: object) -> None:
    raise AssertionError("compiled again")


def test_a_second_scanner_loads_what_the_first_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWASH_CACHE", str(tmp_path))
    assert scan.HyperscanScanner(PHRASES).lines(TEXT) == {1: {7}}
    monkeypatch.setattr(scan.hyperscan, "Database", refuse)
    assert scan.HyperscanScanner(PHRASES).lines(TEXT) == {1: {7}}


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 100_000])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes) -> None:
    monkeypatch.setenv("NEWSWASH_CACHE", str(tmp_path))
    scan.HyperscanScanner(PHRASES)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage or whole[:-1] + bytes([whole[-1] ^ 1]))
    assert scan.HyperscanScanner(PHRASES).lines(TEXT) == {1: {7}}
    assert kept.read_bytes()[32:] == whole[32:]


@pytest.mark.parametrize("scanner", [scan.HyperscanScanner, scan.WordScanner])
@pytest.mark.parametrize(
    "line", ["bizi takip edin", "Bizi takip edin", "BİZİ TAKİP EDİN", "BIZI TAKIP EDIN", "GÜNCEL: BİZİ TAKİP EDİN"]
)
def test_turkish_capitals_are_read(scanner: type[scan.HyperscanScanner | scan.WordScanner], line: str) -> None:
    assert scanner(["bizi takip edin", "hakları saklıdır"]).lines(f"Köprü açıldı.\n{line}") == {1: {0}}
    assert scanner(["hakları saklıdır"]).lines("TÜM HAKLARI SAKLIDIR") == {0: {0}}


SIGNS = [" '\"-", "\t’“–", "\x0b‘„‑", "\u202fʼ«—", "\u2009´»‐", "\xa0＇＂−"]
"""Spaces, apostrophes, quotation marks and dashes: `fold` makes each one that of the first row."""


@pytest.mark.parametrize("scanner", [scan.HyperscanScanner, scan.WordScanner])
@pytest.mark.parametrize("signs", SIGNS)
@pytest.mark.parametrize("others", SIGNS)
def test_what_fold_takes_for_equal_is_found(
    scanner: type[scan.HyperscanScanner | scan.WordScanner], signs: str, others: str
) -> None:
    space, apostrophe, opening, dash = signs
    closing = others[2]
    text = f"Yes,{space}I{apostrophe}ll give to {opening}the fund{closing} {dash} don{others[1]}t ask"
    plain = "yes, i'll give to \"the fund\" - don't ask"
    assert fold(text) == plain
    assert scanner([plain]).lines(f"It passed.\n{text}") == {1: {0}}


@pytest.mark.parametrize("scanner", [scan.HyperscanScanner, scan.WordScanner])
@pytest.mark.parametrize(
    ("phrase", "line"),
    [
        ("lettre no 24 ici", "Lettre no ２４ ici"),
        ("еще не все о нас", "Ещё не все о нас"),
        ("еще не все о нас", "ЕЩЁ НЕ ВСЕ О НАС"),
        ("الی الموقع الالکترونی", "الى الموقع الالكتروني"),
        ("εγγραφείτε στο δελτίο μασ, τώρα", "Εγγραφείτε στο δελτίο μας, τώρα"),
        ("εγγραφείτε στο δελτίο μασ, τώρα", "ΕΓΓΡΑΦΕΊΤΕ ΣΤΟ ΔΕΛΤΊΟ ΜΑΣ, ΤΏΡΑ"),
        ("ये भी पढ़ें:", "ये भी पढ़ेंः"),
    ],
)
def test_letters_that_are_one_when_folded_are_found(
    scanner: type[scan.HyperscanScanner | scan.WordScanner], phrase: str, line: str
) -> None:
    assert fold(line) == phrase
    assert scanner([phrase]).lines(f"It passed.\n{line}") == {1: {0}}


def test_what_a_line_is_folded_to_does_not_depend_on_the_script_of_its_letters() -> None:
    assert [fold(f"{letter} a\x0bb\x0cc") for letter in "eé"] == ["e a b c", "é a b c"]


def test_a_curly_apostrophe_of_either_side_is_one() -> None:
    ask = "Yes, I{}ll give\n\nYour gift today keeps our reporting free. Support us with a donation."
    cleaner = Cleaner(layout=False, tone=False)
    assert len({len(cleaner.clean(f"The vote passed on Tuesday.\n\n{ask.format(a)}")) for a in "'’‘ʼ"}) == 1


def test_the_slow_scanner_misses_nothing() -> None:
    phrases = index(load_rules("en", "ru", "el", "ar", "tr", "hi", "ja", "zh")).written
    quick, slow = scan.HyperscanScanner(phrases), scan.WordScanner(phrases)
    for fixture in read_fixtures("fixtures"):
        found = slow.lines(fixture.text)
        for line, indices in quick.lines(fixture.text).items():
            assert indices <= found[line]


def test_both_scanners_lead_to_the_same_results(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [fixture.document for fixture in read_fixtures("fixtures")]
    fast = list(Cleaner(layout=False).detect_many(documents))
    monkeypatch.setattr(scan, "hyperscan", None)
    for quick, slow in zip(fast, Cleaner(layout=False).detect_many(documents), strict=True):
        assert quick == slow


def test_the_cache_forgets_what_was_read_longest_ago(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWASH_CACHE", str(tmp_path))
    monkeypatch.setattr(cache, "MOST", 4000)
    (tmp_path / "notes.txt").write_text("not ours" * 1000, "utf-8")
    keys = [f"{n}" * 40 for n in range(6)]
    for n, key in enumerate(keys[:3]):
        cache.write("rules", key, b"x" * 1000)
        os.utime(tmp_path / f"rules-{key}", (n, n))
    assert cache.read("rules", keys[0]) == b"x" * 1000
    for key in keys[3:5]:
        cache.write("rules", key, b"x" * 1000)
    assert [bool(cache.read("rules", key)) for key in keys] == [True, False, False, True, True, False]
    assert (tmp_path / "notes.txt").exists()
