"""A cleaner under another profile: as one made so at once, without compiling anything anew."""

from __future__ import annotations

import copy
import pickle

import pytest

from newswash import PROFILES, Cleaner, Finding, UsageError, load_rules
from newswash.page import Page
from newswash.phrases import PhraseDetector

TEXT = "By Anna Lind\n\nThe vote passed on Tuesday.\n\nSign up for our newsletter.\n\nRead more: A ferry for the island"


class Ferries:
    """A detector, like those that users define."""

    def find(self, page: Page) -> list[Finding]:
        at = page.text.find("Read more: A ferry")
        return [Finding(at, len(page.text), "related-links", "mine", 0.9, "mine")] if at >= 0 else []


class Mine(Cleaner):
    def __init__(self, outlet: str) -> None:
        super().__init__(profile="recall")
        self.outlet = outlet


SETTINGS = {
    "rules": load_rules("en"),
    "categories": {"newsletter": "mark", "byline": "keep"},
    "layout": False,
    "tone": False,
    "detectors": [Ferries()],
}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("settings", [{}, SETTINGS], ids=["defaults", "settings"])
def test_as_one_made_so_at_once(profile: str, settings: dict) -> None:  # type: ignore[type-arg]
    at_once = Cleaner(profile=profile, **settings)
    under = Cleaner(profile="precision", **settings).under("body_only").under(profile)
    for one in (under, pickle.loads(pickle.dumps(under)), copy.deepcopy(under)):
        assert one.profile == at_once.profile
        assert one.profile.name == profile
        assert one.fingerprint == at_once.fingerprint
        assert one.detect(TEXT) == at_once.detect(TEXT)


def test_the_first_cleaner_stays_as_it_was() -> None:
    first = Cleaner()
    before = first.fingerprint
    assert first.under("recall").fingerprint != before
    assert first.fingerprint == before
    assert first.profile.name == "balanced"


@pytest.mark.parametrize("together", [False, True])
def test_rules_are_compiled_once(together: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []

    class Counting(PhraseDetector):
        def __init__(self, *rules: object, **settings: object) -> None:
            compiled.append(rules)
            super().__init__(*rules, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr("newswash.phrases.PhraseDetector", Counting)
    first = Cleaner(load_rules("en"))
    cleaners = [first, *(first.under(name) for name in PROFILES)]
    if together:
        cleaners = pickle.loads(pickle.dumps(cleaners))
    for cleaner in cleaners:
        assert cleaner.detect(TEXT).removals
    assert len(compiled) == 1


def test_a_class_of_ones_own_stays_one() -> None:
    under = Mine("Harbour Times").under("precision")
    assert (type(under), under.outlet, under.profile.name) == (Mine, "Harbour Times", "precision")
    assert pickle.loads(pickle.dumps(under)).outlet == "Harbour Times"


@pytest.mark.parametrize("profile", ["gentle", PROFILES["recall"], None])
def test_what_is_no_profiles_name_is_refused(profile: object) -> None:
    for make in (Cleaner().under, lambda name: Cleaner(profile=name)):
        with pytest.raises(UsageError, match=r"(no profile named 'gentle'|must be a name, not \w+): one of precision"):
            make(profile)  # type: ignore[operator]
