"""Interviews: many of their questions and answers sound like asks, and stay."""

from __future__ import annotations

from itertools import islice

from newswash.page import Page

QUESTIONS = 3  # paragraphs that ask in their first line make an interview
MARKS = ("?", "？", "؟", "か。")
OPENERS = ("――", "——", "Q:", "Q：", "問")
"""So a question opens where it needs no mark."""


def is_interview(page: Page) -> bool:
    """Whether a text is an interview."""
    if page.is_interview is None:
        asked = (lines for lines in page.blocks if is_question(page, lines[0]))
        page.is_interview = len(list(islice(asked, QUESTIONS))) == QUESTIONS
    return page.is_interview


def is_question(page: Page, number: int) -> bool:
    """Whether a question stands on a line."""
    line = page.lines[number]
    if line.lstrip().startswith(OPENERS):
        return True
    return any(mark in line for mark in MARKS) and any(
        line[start:end].endswith(MARKS) for start, end in page.sentences(number)
    )
