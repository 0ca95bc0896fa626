"""Every fixture: what is marked goes, what is not stays."""

from __future__ import annotations

import pytest

from newswash import Cleaner, FixtureError
from newswash.fixture import Fixture, judge, parse_fixture, read_fixtures, write_fixture

FIXTURES = list(read_fixtures("fixtures"))
CLEANER = Cleaner()
RULES_ALONE = Cleaner(layout=False)
OPTIONAL = [c for c, action in CLEANER.profile.actions.items() if action != "strip"]


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda f: f.path)
def test_fixture(fixture: Fixture) -> None:
    result = CLEANER.detect(fixture.text, url=fixture.document.url, title=fixture.title)
    outcome = judge(fixture, result, OPTIONAL)
    if fixture.known_failure:
        assert not outcome.passed, "it passes: take known_failure out"
    else:
        assert not outcome.wrong
        assert not outcome.missed


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda f: f.path)
def test_rules_alone_do_no_harm(fixture: Fixture) -> None:
    result = RULES_ALONE.detect(fixture.text, url=fixture.document.url)
    assert not judge(fixture, result, OPTIONAL).wrong or fixture.known_failure


@pytest.mark.parametrize("fixture", FIXTURES[::7], ids=lambda f: f.path)
def test_telling_the_language_changes_nothing(fixture: Fixture) -> None:
    url = fixture.document.url
    told = CLEANER.detect(fixture.text, url=url, language=fixture.language)
    assert told.text == CLEANER.detect(fixture.text, url=url).text


def test_the_corpus_is_broad() -> None:
    assert len(FIXTURES) >= 250
    assert len({f.language for f in FIXTURES}) >= 25
    assert sum(not f.marks for f in FIXTURES) >= 100


def test_a_written_fixture_reads_back() -> None:
    text = "Advertisement\n\nThe ⟦vote⟧ passed on Tuesday."
    again = parse_fixture(write_fixture(CLEANER.detect(text), language="en", site="example.org"))
    assert again.text == text
    assert [(m.category, text[m.start : m.end]) for m in again.marks] == [("advertisement", "Advertisement")]


@pytest.mark.parametrize("mark", ["⟦author-bio: ⟧", "⟦author-bio:⟧", "⟦author-bio: \n⟧"])
def test_a_mark_around_nothing_is_refused(mark: str) -> None:
    source = f'+++\nlanguage = "en"\n+++\nThe vote passed.\n{mark}\n'
    with pytest.raises(FixtureError, match=r"^case\.txt:5: a mark around nothing\. Put it around"):
        parse_fixture(source, "case.txt")
