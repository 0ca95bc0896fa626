"""What the cache keeps as one stretch of bytes comes out as it went in."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from newswash import load_rules
from newswash.flat import Strings, numbers, of_numbers, pack, unpack
from newswash.kept import Rules, freeze, thaw

TEXTS = ["", "sign up", "подпишитесь", "支持我们", "half \ud83d of a pair", "a zero \0 inside", ""]


@pytest.mark.parametrize("texts", [TEXTS, [], [""], ["one"]])
def test_strings_are_as_they_were(texts: list[str]) -> None:
    strings = Strings.of(texts)
    assert len(strings) == len(texts)
    assert list(strings) == [strings[i] for i in range(len(texts))] == texts
    assert [strings[i - len(texts)] for i in range(len(texts))] == texts
    assert list(strings[1:3]) == texts[1:3]
    assert list(pickle.loads(pickle.dumps(strings))) == texts
    with pytest.raises(IndexError):
        strings[len(texts)]


def test_parts_come_out_by_name() -> None:
    parts = {"a": b"one\ntwo", "nothing": b"", "numbers": of_numbers([0, 1, 4_000_000_000])}
    stored = pack(parts)
    assert {name: bytes(part) for name, part in unpack(stored).items()} == parts
    assert list(numbers(unpack(stored)["numbers"])) == [0, 1, 4_000_000_000]
    for damaged in (b"", b"no line", stored[:-1], stored + b"x", b"\n" + stored):
        with pytest.raises(ValueError, match="are no parts"):
            unpack(damaged)


def test_kept_rules_are_the_rules() -> None:
    made = load_rules("en", "sites/theguardian.com")
    made = replace(made, rules=tuple(made.rules))
    kept = thaw(freeze(made), [pack.path for pack in made.packs])
    assert isinstance(kept.rules, Rules)
    assert kept == made
    assert made == kept
    assert hash(kept) == hash(made)
    assert kept.fingerprint == made.fingerprint == replace(kept).fingerprint
    assert [(r.removes, r.keeps) for r in kept.rules] == [(r.removes, r.keeps) for r in made.rules]
    assert kept.rules[-1] == made.rules[-1]
    assert kept.rules[2:5] == made.rules[2:5]
    assert pickle.loads(pickle.dumps(kept)) == made
    assert (kept | made.only("en:*newsletter*")).fingerprint == made.fingerprint
