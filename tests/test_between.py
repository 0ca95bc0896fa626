"""Lines that say too little alone, between two that rules know."""

from __future__ import annotations

import pytest

from newswash import Cleaner
from newswash.between import MOST

NEWS = [
    "The ferry to the northern islands will sail twice a day again from Monday, the harbour board said.",
    "For six weeks a single boat had carried everything: post, sheep, and on one foggy morning a piano.",
    "“We ate a great many potatoes,” said Ada Finch, who keeps the shop at the landing.",
]
RULES = Cleaner(layout=False, tone=False)


def left_of(*lines: str) -> list[str]:
    text = "\n\n".join([*NEWS[:2], *lines, NEWS[2]])
    return [line for line in RULES.clean(text).split("\n\n") if line not in NEWS]


@pytest.mark.parametrize(
    "lines",
    [
        ["Donate once", "$5", "$10", "$25", "Other amount"],
        ["Betrag wählen", "5 €", "Anderer Betrag", "Einmalig", "Monatlich", "Jetzt spenden"],
        ["Lahjoita kerran", "10 €", "20 €", "Muu summa"],
        ["Share", "Pin", "12", "Tweet", "(7)", "Email"],
    ],
)
def test_steps_and_sums_between_lines_of_a_form_go(lines: list[str]) -> None:
    assert left_of(*lines) == []


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (["Donate once", "$5", "Tickets for the piano", "$10", "Other amount"], ["$5", "Tickets for the piano", "$10"]),
        (["Donate once", "$5", "Tweet"], ["$5"]),
        (["Donate once", "$5", "Monatlich"], ["$5", "Monatlich"]),
        (["$5", "Donate once"], ["$5"]),
        (["Advertisement", "3–1", "2–2", "Advertisement"], ["3–1", "2–2"]),
        (["Donate once", "Advertisement", "3–1", "Advertisement", "Other amount"], ["3–1"]),
        (["Donate once", *["5"] * (MOST + 1), "Other amount"], ["5"] * (MOST + 1)),
    ],
)
def test_what_no_such_lines_enclose_stays(lines: list[str], left: list[str]) -> None:
    assert left_of(*lines) == left


def test_the_finding_has_the_name_of_the_line_behind() -> None:
    text = "\n\n".join([*NEWS[:2], "Donate once", "$5", "Other amount", NEWS[2]])
    removals = RULES.detect(text).removals
    (step,) = [r for r in removals if text[r.start : r.end].strip() == "$5"]
    assert (step.category, step.rule) == ("donation-appeal", "en:gift-form-words")
    assert step.reason == "between lines of one form or bar"
