"""Judging by phrases and labels, on whole lines and on what a removal leaves of them."""

from __future__ import annotations

import pytest

from newswash import Cleaner

APPEAL = "Please support our journalism with a donation today."


@pytest.mark.parametrize("answer", ["Berlin.", "Sport.", "Contact."])
def test_a_word_with_a_full_stop_is_no_label_on_a_line_or_beside_what_went(answer: str) -> None:
    cleaner = Cleaner(layout=False)
    assert cleaner.clean(answer) == answer
    assert cleaner.clean(f"{answer} {APPEAL}") == answer
    assert cleaner.clean(f"{answer[:-1]} {APPEAL}") == ""
