"""The index of wordings: what comes out of the cache is what was made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from newswash import Cleaner, cache, load_rules
from newswash import index as indexing
from newswash.rule import Rule, RuleSet
from newswash.wording import Wording


def refuse(*_: object) -> None:
    raise AssertionError("made again")


def test_the_index_comes_whole_out_of_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = load_rules()
    monkeypatch.setenv("NEWSWASH_CACHE", str(tmp_path))
    made = indexing.index(rules)
    (kept,) = tmp_path.iterdir()
    with monkeypatch.context() as patched:
        patched.setattr(indexing, "_index", refuse)
        again = indexing.index(rules)
    for name in ("written", "label_first_letters", "only_at_start", "only_in_labels", "cards"):
        assert list(getattr(again, name)) == list(getattr(made, name))
    assert again.labels == made.labels
    assert [tuple(row) for row in again.firm_cues] == made.firm_cues
    for name in ("phrase_of", "anchor_of", "cue_of"):
        one, other = getattr(made, name), getattr(again, name)
        assert [one[i] for i in range(len(made.written))] == [other[i] for i in range(len(made.written))]
    kept.write_bytes(kept.read_bytes()[:-1])
    assert list(indexing.index(rules).written) == made.written


def test_the_same_rules_in_another_order_have_an_index_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = load_rules()
    turned = replace(rules, rules=rules.rules[::-1])
    monkeypatch.setenv("NEWSWASH_CACHE", str(tmp_path))
    indexing.index(rules)
    assert indexing.index(turned).labels == indexing._index(turned.rules).labels
    assert turned.fingerprint != rules.fingerprint


def test_each_wording_knows_its_uses() -> None:
    rules = load_rules("en").only("en:*newsletter*", "en:*share*")
    made = indexing.index(rules)
    texts = [Wording.of(p).text for p in made.written]
    for i, text in enumerate(texts):
        for (rule,) in made.phrase_of[i]:
            assert text in {Wording.of(p).text for p in rules.rules[rule].phrases}
        for rule, which in made.anchor_of[i]:
            assert text == Wording.of(rules.rules[rule].anchors[which]).text
        for rule, group in made.cue_of[i]:
            assert text in {Wording.of(p).text for p in rules.rules[rule].cues[group][1]}
        assert made.phrase_of[i] or made.anchor_of[i] or made.cue_of[i]


def test_a_pack_changes_nothing_for_the_rules_of_another() -> None:
    text = "The vote passed on Tuesday.\n\nSitus ini menggunakan cookienya untuk meningkatkan pengalaman Anda. "
    text += "Dengan melanjutkan, Anda menyetujui kebijakan privasi kami."
    alone, among_all = (Cleaner(rules, layout=False, tone=False) for rules in (load_rules("id"), load_rules()))
    assert alone.clean(text) == among_all.clean(text)


@pytest.mark.parametrize("others", [(), ("support our news",), ("support our news*",)])
def test_the_star_of_a_wording_is_its_own(others: tuple[str, ...]) -> None:
    open_end = Rule("open", "x", "newsletter", phrases=("support our news*",))
    closed = Rule("closed", "x", "newsletter", phrases=("support our news",))
    made = indexing.index(RuleSet((Rule("other", "y", "newsletter", phrases=others), open_end, closed)))
    uses = {made.written[i]: [r for (r,) in made.phrase_of[i]] for i in range(len(made.written))}
    assert uses["support our news*"][-1] == 1
    assert uses["support our news"][-1] == 2


def test_what_other_code_made_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = load_rules()
    monkeypatch.setenv("NEWSWASH_CACHE", str(tmp_path))
    indexing.index(rules)
    package = tmp_path / "newswash"
    package.mkdir()
    for module in indexing._MADE_BY:
        source = Path(cache.__file__).parent / f"{module}.py"
        (package / source.name).write_bytes(source.read_bytes())
    monkeypatch.setattr(cache, "__file__", str(package / "cache.py"))
    cache.made_by.cache_clear()
    monkeypatch.setattr(indexing, "_index", refuse)
    indexing.index(rules)
    (package / "labels.py").write_text("# changed", "utf-8")
    cache.made_by.cache_clear()
    with pytest.raises(AssertionError, match="made again"):
        indexing.index(rules)
    cache.made_by.cache_clear()
