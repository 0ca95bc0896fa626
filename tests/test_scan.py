"""The scanners: both find the same; the cache of the compiled database is used, and never trusted if damaged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newswash import Cleaner, cache, scan
from newswash.fixture import read_fixtures

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
