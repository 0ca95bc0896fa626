"""Fragments: how a text is cut into units, and which lines are pieces of a sentence that inline tags broke apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newswash.units import ENDS, LIST_ITEM, Unit, closes_sentence, is_address

_OPENERS = frozenset("(„“«‘[‚（「『《【〈")
_GLUE_START = frozenset(".,;:!?)”»…%’、，。；：！？）」』》】〉")
_OPEN_COMMAS = frozenset("、，")
_NO_SPACE_BEFORE, _NO_SPACE_AFTER = _GLUE_START | {"（"}, _OPENERS | _OPEN_COMMAS
_WHITE = " \xa0"
_PARAGRAPH = 40
"""What is no shorter is hardly a label: code points."""
_GLUED = 10_000
"""No fragment is glued to what is longer: code points. Each gluing copies it."""
_ARTICLES_AND_PREPOSITIONS = """
the a an of and or with by from to for at as that than their its his her our your my this these those who which whose
but not is are was were be been has have had would could should might only between through because
der die das den dem des ein eine einen einem einer eines und oder aber mit von vom zu zum zur für bei im am ist sind
waren haben wird werden soll sollen kann als wie dass ob nicht nur auch sich seine seiner seinen ihre ihrer ihren durch
la le les un une des du de et ou à au aux avec pour par sur dans que qui est sont été ont ce cette ces son sa ses leur
el los las una unos unas y del con por para su sus se fue como lo os um uma dos das em na nos nas com seu sua
il gli uno di dei degli delle della dello ed per tra fra nel nella che non è sono ha hanno suo
het een van en met voor door op aan bij naar dat zijn heeft och på av med ett det som att för från
w z od dla o po przez oraz że który która które jest и в на с из к от для что по о не за
"""
_OPEN_WORDS = frozenset(_ARTICLES_AND_PREPOSITIONS.split())
"""Words that hardly end a line unless the sentence goes on in the next one."""
_initials = re.compile(r"[^\W\d_]\.[^\W\d_]")
_aside = re.compile(r"[–—-] ?[^\W\d_]|\(\w")


def cut(lines: Sequence[str]) -> list[Unit]:
    """The units of a text: its lines without the empty ones, fragments of a sentence glued."""
    units: list[Unit] = []
    blank = apart = True
    for number, line in enumerate(lines):
        text = line.strip()
        if not text:
            blank = True
            apart = apart or not line
            continue
        indent = len(line) - len(line.lstrip())
        last = "" if apart else units[-1].text
        if last and len(last) < _GLUED and (_resumes(last, text) if blank else _joins(last, text, lines, number)):
            before = units[-1]
            joint = "" if text[0] in _NO_SPACE_BEFORE or before.text[-1] in _NO_SPACE_AFTER else " "
            units[-1] = before._replace(last=number, end=len(line.rstrip()), text=before.text + joint + text)
        else:
            units.append(Unit(number, indent, number, indent + len(text), text, blank, indent))
        blank = apart = False
    return units


def _joins(before: str, text: str, lines: Sequence[str], number: int) -> bool:
    """Whether `text`, which is line `number`, goes on with the sentence that `before` left open in the line above."""
    if is_address(text) and before.count(" ") < 6:  # a source, not a sentence with a link in it
        return False
    line = lines[number]
    first, last = text[0], before[-1]
    if first in _GLUE_START and not text.startswith(("...", "…")):
        return len(text) == 1 or last not in ENDS or first in ",;)、，；）"
    trailed = lines[number - 1][-1] in _WHITE
    led = line[0] in _WHITE and line[1:2] not in _WHITE
    item = LIST_ITEM.match(text) is not None and not _initials.match(text)
    if last in ENDS or closes_sentence(before):
        if item or len(before) < _PARAGRAPH:
            return led and not trailed and first.islower()
        return _is_link(text, lines, number) if trailed else led
    if last in _OPENERS or last in _OPEN_COMMAS or text == "（":
        return True
    if first.islower():
        return trailed or led or before.count(" ") >= 3 or last == ","
    if (led and not trailed and _aside.match(text)) or text.startswith(("'s ", "’s ", "‘s ")):
        return True
    if item or not (trailed or led):
        return last == "," and before.count(" ") >= 5 and text.count(" ") >= 5
    return (
        len(before) >= _PARAGRAPH or last in ",:–—" or _is_open(before) or (trailed and _is_link(text, lines, number))
    )


def _resumes(before: str, text: str) -> bool:
    """Whether `text` goes on with the sentence that `before` left open above lines of white space, which stand where
    there was some between inline tags; between paragraphs, too, in some pages."""
    if closes_sentence(before) or is_address(text):
        return False
    if text[0] in ",;.)":
        return text[1:2] in ("", " ")
    if text[0].islower():
        return before.count(" ") >= 3
    return before[-1] == "," or _is_open(before)


def _is_link(text: str, lines: Sequence[str], number: int) -> bool:
    """Whether `text`, which is line `number`, is a link in a sentence that goes on in the line below."""
    below = lines[number + 1] if number + 1 < len(lines) else ""
    if not below:
        return False
    if below[0] in _WHITE:
        return below[1:2].islower()
    return below[0] in ",;.’" and below[1:2] in ("", " ", "s") and text[-1] not in ENDS


def _is_open(text: str) -> bool:
    return text[text.rfind(" ") + 1 :].lower() in _OPEN_WORDS
