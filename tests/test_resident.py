"""What a process keeps compiled for the frameworks."""

from __future__ import annotations

import pickle

from newswash import Cleaner, load_rules
from newswash.integrations.resident import KEPT, resident

TEXT = "The vote passed.\n\nSign up for our newsletter."


def test_copies_of_a_cleaner_are_one() -> None:
    first = resident(Cleaner(profile="precision"))
    assert resident(pickle.loads(pickle.dumps(Cleaner(profile="precision")))) is first
    assert resident(Cleaner(load_rules(), profile="precision")) is first


def test_other_rules_or_settings_are_another_cleaner() -> None:
    assert resident() is resident(Cleaner())
    others = [
        Cleaner(profile="recall"),
        Cleaner(layout=False),
        Cleaner(categories={"newsletter": "keep"}),
        Cleaner(load_rules().without("newsletter")),
    ]
    assert len({id(resident(c)) for c in [Cleaner(), *others]}) == 5
    assert all(resident(c).detect(TEXT) == c.detect(TEXT) for c in others)


def test_detectors_of_ones_own_are_never_mixed_up() -> None:
    class Nothing:
        def find(self, page: object) -> tuple[()]:
            return ()

    own = Cleaner(detectors=[Nothing()])
    assert resident(own) is own
    assert resident() is not own


def test_few_are_kept() -> None:
    first = resident(Cleaner(categories={"tags": "keep"}))
    names = sorted({r.name for r in load_rules("en").rules})[:KEPT]
    for name in names:
        resident(Cleaner(load_rules("en").without(name)))
    assert resident(Cleaner(categories={"tags": "keep"})) is not first


def test_a_cleaner_of_a_class_of_its_own_serves_nobody_else() -> None:
    class Mine(Cleaner):
        pass

    mine = Mine(profile="recall", categories={"poll": "keep"})
    assert resident(mine) is mine
    assert type(resident(Cleaner(profile="recall", categories={"poll": "keep"}))) is Cleaner
