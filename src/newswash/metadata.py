"""An article's metadata: headline, standfirst, byline, dateline, caption, credit, bio, correction, sources, tags.

They are recognised as such, by their words and by where they stand, and treated by the profile's table, not by the
score of the layout model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newswash.metadata_words import from_words, name_at
from newswash.neighbourhood import Neighbourhood
from newswash.titles import LONGEST, NO_HEADLINE, fold_title, title_forms, without_site
from newswash.units import Unit, quick_word_count

_HEAD, _TAIL = 8, 4
"""How many units before the first text line of the body the head of an article may begin, and behind its last one."""
_BESIDE, _NEAR = 2, 6
"""So many units from a text line, at most: a byline in the body; a caption, a credit, a bio, a correction."""
_LAST_WORDS = 6
"""So far behind the body may stand a sentence that says who wrote it."""
_LONE = 3
"""So many lines above the body may be its headline and what belongs to it; more are a list."""
_LONGEST_HEADLINE = 200  # code points
_NAMES = 6  # words of a line of nothing but names, at most
_SIGNATURE = frozenset({"byline", "dateline"})
_BESIDE_TEXT = frozenset({"caption", "author-bio", "correction", "photo-credit"})
_SENTENCES = frozenset({"author-bio", "correction", "caption", "republication"})
"""Kinds that may be whole sentences."""
Words = tuple[int, int]
"""The fewest and the most of a unit."""
_OF_FIRST_LINE, _OF_HEADLINE, _OF_LATER_HEADLINE, _OF_STANDFIRST = (4, 30), (3, 30), (5, 25), (6, 60)
_TOP = 6
"""A body that begins so far down has its headline at the very top, if anywhere: units."""
_STANDFIRST_REACH = 4
"""A standfirst stands fewer units than that behind the headline."""


def kinds(units: Sequence[Unit], place: Neighbourhood, title: str | None, *, strict: bool = False) -> list[str]:
    """The kind of each unit, as far as it can be told; `""` for the others.

    ``strict``: a line is the headline or standfirst only where it can hardly be an entry of a list, for who removes
    them; otherwise any line that may be one, for who keeps them.
    """
    found = [_kind(unit.text, place, i) for i, unit in enumerate(units)]
    wanted = _wanted(units, place, title)
    headline = _headline(units, place, wanted, found, guessed=not title, strict=strict)
    if headline < 0:
        return found
    found[headline] = "headline"
    for i in _repeated(units, place, wanted):
        found[i] = "headline"
    begin = place.main[0]
    if not strict or _lone(place, found[headline + 1 : begin]):
        standfirst = _standfirst(units, found, range(headline + 1, min(begin, headline + _STANDFIRST_REACH)))
        if standfirst >= 0:
            found[standfirst] = "standfirst"
    for i in range(headline + 1, begin):
        beside = found[max(i - 1, 0) : i] + found[i + 1 : i + 2]
        if found[i] == "" and not _SIGNATURE.isdisjoint(beside) and _is_name(units[i].text):
            found[i] = "byline"
    return found


def _kind(text: str, place: Neighbourhood, i: int) -> str:
    """The kind that the words of unit `i` tell, if it stands where one of that kind does."""
    end = place.main[1]
    if place.is_text[i] and not end - _TAIL <= i <= end + _LAST_WORDS:
        return ""
    kind = from_words(text)
    if place.is_text[i] and kind not in _SENTENCES:
        return ""
    return kind if _is_in_place(kind, place, i) else ""


def _is_in_place(kind: str, place: Neighbourhood, i: int) -> bool:
    begin, end = place.main
    head = max(0, begin - _HEAD)
    near = head <= i < end + _TAIL
    if kind in _SIGNATURE:
        return head <= i < begin + 4 or end - 2 <= i < end + 3 or (near and place.before[i] <= _BESIDE)
    if kind in _BESIDE_TEXT:
        return near and min(place.before[i], place.after[i]) <= _NEAR
    return kind != "republication" or i >= begin - 1


def _wanted(units: Sequence[Unit], place: Neighbourhood, title: str | None) -> set[str]:
    """The forms of the title by which the headline is known: of the page's, or of its first line, which often is the
    title and stands again where the article begins."""
    if title:
        return title_forms(title) if len(title) <= LONGEST else set()
    if not units or place.main[0] <= 0:
        return set()
    guess = units[0].text
    is_one = _has_words(without_site(guess), _OF_FIRST_LINE) and len(guess) <= _LONGEST_HEADLINE
    return title_forms(guess) if is_one and guess[-1] not in NO_HEADLINE else set()


def _headline(
    units: Sequence[Unit], place: Neighbourhood, wanted: set[str], found: Sequence[str], *, guessed: bool, strict: bool
) -> int:
    """The unit that is the headline: the title again, nearest to the body; else a lone line at the very head. -1 if
    there is none."""
    begin = place.main[0]
    best = -1
    for i in range(min(begin + 1, len(units))):
        if wanted and not place.is_text[i] and fold_title(units[i].text) in wanted:
            best = i
    if best > 0 or (best == 0 and begin <= _HEAD and not (strict and guessed)):
        return best
    if strict and not _lone(place, found[:begin]):
        return -1
    from_top = ((i, _OF_HEADLINE) for i in range(begin if begin <= _TOP else 0))
    from_body = ((i, _OF_LATER_HEADLINE) for i in range(begin - 1, max(begin - _HEAD, 0), -1))
    for i, words in (*from_top, *from_body):
        if found[i] == "" and _has_words(units[i].text, words) and units[i].text[-1] not in NO_HEADLINE:
            return i
    return -1


def _repeated(units: Sequence[Unit], place: Neighbourhood, wanted: set[str]) -> Iterator[int]:
    """The units above the body that are the title, too."""
    for i in range(min(place.main[0] + 1, len(units))) if wanted else ():
        text = units[i].text
        if not place.is_text[i] and len(text) <= _LONGEST_HEADLINE and not wanted.isdisjoint(title_forms(text)):
            yield i


def _standfirst(units: Sequence[Unit], found: Sequence[str], below: Sequence[int]) -> int:
    """The unit ``below`` the headline that is a standfirst, with nothing but short lines before it; -1 if none is."""
    for i in below:
        if found[i]:
            continue
        if _has_words(units[i].text, _OF_STANDFIRST) and not units[i].text[0].islower():
            return i
        if quick_word_count(units[i].text) > 3:
            break
    return -1


def _lone(place: Neighbourhood, kinds_above: Sequence[str]) -> bool:
    """Whether so few lines of no known kind stand above the body that they are its headline and standfirst, no list."""
    return place.whole_page or kinds_above.count("") <= _LONE


def _has_words(text: str, least_and_most: Words) -> bool:
    least, most = least_and_most
    return least <= quick_word_count(text) <= most


def _is_name(text: str) -> bool:
    return quick_word_count(text) <= _NAMES and name_at(text)
