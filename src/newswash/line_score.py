"""What the layout model says of a line, and what speaks for the article's whatever the model says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from newswash.neighbourhood import Neighbourhood
from newswash.units import Unit, closes_sentence, is_address, is_prose, quick_word_count

SURE = {"balanced": 3.3, "recall": 3.0, "body_only": 2.0}
"""From this score on a profile believes the model though the unit is a whole sentence: log odds. Cookie notices, terms
and captions that stand twice score so high; hardly a sentence of the articles in the training data does."""


CLOSE = 3
"""So many units below a text line a short sentence may end the article."""


@dataclass(frozen=True, slots=True)
class LineScore:
    """A unit and what the model says of it. It reaches from `start` in line `line` to `end` in line `last`."""

    unit: int
    """Its number among the units of its text."""
    line: int
    start: int
    last: int
    end: int
    score: float
    """Log odds that it is boilerplate."""
    kind: str
    """A category that its words or its place tell, or an empty string."""
    prose: bool
    """A sentence of more than a dozen words, or too long for anything but a paragraph."""
    marked: bool
    """A phrase rule hit it."""
    among_article: bool
    """Text lines stand close by on both sides, or most of the lines around are text."""
    listed: bool
    """It stands in a list within the body."""
    outside: bool = False
    """It stands outside the article's stretch of a whole-page dump."""
    held: str = ""
    """Why it may be the article's whatever it scores, or an empty string."""


def line_score(units: Sequence[Unit], place: Neighbourhood, i: int, score: float, kind: str) -> LineScore:
    """What is said of unit `i`."""
    unit = units[i]
    return LineScore(
        i,
        unit.line,
        unit.start,
        unit.last,
        unit.end,
        score,
        kind,
        place.is_text[i] or is_prose(unit.text),
        place.marked(i),
        place.among_article(i),
        place.listed(i),
        place.outside(i),
        held(units, place, i),
    )


def held(units: Sequence[Unit], place: Neighbourhood, i: int) -> str:
    """Why a unit may belong to the article whatever it scores, or an empty string."""
    text = units[i].text
    if place.text_lines < min(3, len(units) / 10) and not place.whole_page:
        return "hardly a paragraph to tell it from"
    if i == 0 and place.main[0] > 0 and quick_word_count(text) >= 4:
        return "the first line may be the headline"
    if is_address(text) and not place.outside(i):
        return "an address"
    if place.repeats_head(i) and quick_word_count(text) >= 5:
        return "a line that stands twice, once of it at the head, may be the headline"
    if place.before[i] <= CLOSE and closes_sentence(text) and place.vocabulary(i) < 0:
        return "a sentence close below the article that speaks as articles do"
    if place.in_code(i):
        return "among lines of program code"
    return ""


def guarded(scores: Sequence[LineScore], i: int, profile: str) -> str | None:
    """Why the layout model alone may not remove this unit under a profile, or None."""
    unit = scores[i]
    if unit.held and profile in ("precision", "balanced") and not unit.marked:
        return unit.held
    if unit.listed and not unit.marked:
        return "a list in the body"
    if unit.prose and not unit.marked and unit.score < SURE.get(profile, inf):
        if profile == "precision" or (profile == "balanced" and not unit.outside):
            return "a whole sentence that no phrase speaks against"
        if unit.among_article:
            return "a whole sentence among the article's"
    return None
