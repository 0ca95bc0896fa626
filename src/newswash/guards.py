"""Guards: reasons for which a phrase rule does not fire. A rule names them; their words come with the packs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from newswash.fold import fold
from newswash.rule import Pack
from newswash.scripts import INDIC, SPACELESS

_OPEN, _CLOSE = "“„«「『", "”»」』"
_REACH = 600  # code points before a span in which an open quotation still counts
_HEAD = 100  # code points of a line in which its first word begins
_SPEECH = 3000  # code points of a line in which it is said who speaks
_MARKS = _OPEN + _CLOSE + '"'
_QUOTES = re.compile(f"[{_MARKS}]")
_NAME = re.compile(
    r"[«„“\"»”](?!\s)[^«»„“”\".,!?:;\n]{2,40}[»“”\"«]\s[^\W\d_]"
    r"|[「『][^「」『』，、。！？：,.!?:\n]{2,20}[」』](?![とって])[^\W\d_]"
)
"""A name in quotation marks, and the sentence goes on: « » are how outlets are named in several languages. In Japanese
と or って behind a quotation say that it is one."""
_DASH = re.compile(r"[—–]\s?")
_SOME_WORDS = rf"(?: [\w{INDIC}'-]+){{1,3}} "
_STEP = re.compile(r"\([^()]+\|[^()]+\)|.", re.DOTALL)


class GuardWords:
    """The words of one pack's guards, compiled when a guard first asks; None where the pack has none."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self._words = words

    @cached_property
    def reported(self) -> re.Pattern[str] | None:
        return _any_of(self._words.get("reported", ()))

    @cached_property
    def payee(self) -> re.Pattern[str] | None:
        return _any_of(self._words.get("payee", ()))

    @cached_property
    def editorial(self) -> re.Pattern[str] | None:
        return _any_of(self._words.get("editorial", ()))


def guard_words(packs: Iterable[Pack]) -> dict[str, GuardWords]:
    """Each pack's guard words: its own, else those of the pack of its language, else the words of all packs."""
    packs = tuple(packs)
    by_language = {p.id: p for p in packs if p.guards}
    everything: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for pack in packs:
        for kind, words in pack.guards:
            everything[kind] += tuple(words)
    shared = GuardWords(everything)
    own = {name: GuardWords(dict(pack.guards)) for name, pack in by_language.items()}
    return {pack.id: own.get(pack.id if pack.guards else pack.language or "", shared) for pack in packs}


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    forms = sorted({fold(w) for w in words}, key=len, reverse=True)
    if not forms:
        return None
    dense = [w for w in forms if re.search(f"[{SPACELESS}]", w)]  # not Hangul: its packs give words with their endings
    spaced = [w for w in forms if w not in dense]
    words = _tree(_steps(w) for w in spaced if w[0].isalnum())
    others = _tree(_steps(w) for w in spaced if not w[0].isalnum())
    parts = [rf"(?<!\w){words}"] if words else []
    return re.compile("|".join([*parts, *([others] if others else []), *map(re.escape, dense)]))


def _steps(word: str) -> Iterator[str]:
    """The pattern of a guard's word, in steps: it ends between words. A star at its end: it goes on; a star between
    spaces: one to three words; in brackets, parted by bars: one of these."""
    stem = word.rstrip("*")
    for number, piece in enumerate(stem.split(" * ")):
        if number:
            yield _SOME_WORDS
        for step in _STEP.findall(piece):
            yield f"(?:{'|'.join(map(re.escape, step[1:-1].split('|')))})" if len(step) > 1 else re.escape(step)
    yield r"\w*" if stem != word else r"(?!\w)"


def _tree(words: Iterable[Iterable[str]]) -> str:
    """One pattern for many, in which what they begin with alike stands once: many times as quick as to try them one
    after the other."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for step in word:
            node = node.setdefault(step, {})
    return _branches(root)


def _branches(node: dict[str, Any]) -> str:
    branches = [step + _branches(rest) for step, rest in node.items()]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})" if branches else ""


def quoted(line: str, start: int, end: int) -> bool:
    """Whether the span stands in quotation marks, or itself opens or closes a quotation."""
    first = _first_mark(line, start)
    if line[first : first + 1] in {*_OPEN, *'”»"'} and not _NAME.match(line, first, end):
        return True
    return in_quotation(line, start) or _balance(line[start:end]) != 0


def in_quotation(line: str, at: int) -> bool:
    """Whether a quotation is open at a place of the line."""
    return _balance(line[max(0, at - _REACH) : at]) > 0


def spoken(line: str, folded: str, words: GuardWords) -> bool:
    """Whether a line opens with a dash as direct speech does, and goes on behind another one, or behind a comma, to say
    who speaks.

    >>> line = "— Нам нужна помощь. Ждать нечего, — говорит староста."
    >>> spoken(line, line.lower(), GuardWords({}))
    True
    >>> line = "– Vi är glada över alla gåvor. Många har gett, säger ordföranden."
    >>> spoken(line, line.lower(), GuardWords({"reported": ["säger"]}))
    True
    """
    head = line[:_HEAD]
    start = len(head) - len(head.lstrip())
    if line[start : start + 1] not in ("—", "–"):
        return False
    for dash in _DASH.finditer(line, start + 1, start + _SPEECH):
        before = dash.start()
        while line[before - 1].isspace():
            before -= 1
        if line[before - 1] in ",.!?…»”" and line[dash.end() : dash.end() + 1].islower():
            return True
        if words.reported is not None and words.reported.match(folded, dash.end()):
            return True
    if words.reported is None:
        return False
    said = words.reported.finditer(folded, start + 1, start + _SPEECH)
    return any(folded.endswith(", ", 0, verb.start()) for verb in said)


def _first_mark(line: str, start: int) -> int:
    while start < len(line) and line[start].isspace():
        start += 1
    return start


def _balance(text: str) -> int:
    """How many quotations are open at the end of the text (negative: closed without being opened). ” closes one, and
    in Swedish and Finnish opens one, too; a » behind a label is an arrow."""
    if not any(map(text.__contains__, _MARKS)):  # most texts; many times as quick as to search them for any of a set
        return 0
    depth, straight = 0, 0
    for match in _QUOTES.finditer(text):
        c, at = match.group(), match.start()
        if c == '"' and 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum():
            continue  # part of a word, as in Hebrew abbreviations, or an inch
        if c == '"':
            straight ^= 1
        elif c == "“" and depth > 0:
            depth -= 1
        elif c == "”" and depth == 0 and _opens(text, at):
            depth += 1
        elif c == "»" and depth == 0 and _is_arrow(text, at):
            continue
        elif (c == "»" and depth == 0) or (c == "«" and depth > 0):  # »so« and «so» both occur
            depth += 1 if c == "»" else -1
        elif c in _OPEN:
            depth += 1
        else:
            depth -= 1
    return depth + straight


def _is_arrow(text: str, at: int) -> bool:
    """Whether a mark ends the text behind a space and a word without a stop."""
    return at > 1 and text[at - 1].isspace() and text[at - 2].isalnum() and at == len(text) - 1


def _opens(text: str, at: int) -> bool:
    """Whether a word begins behind a mark, and none ends before it."""
    following = text[at + 1 : at + 2]
    return (at == 0 or text[at - 1].isspace() or text[at - 1] in "([-–—") and (not following or following.isalnum())


def refused(unless: Iterable[str], words: GuardWords, line: str, folded: str, start: int, end: int) -> str | None:
    """The first guard of ``unless`` that holds for the span of a line, or None."""
    for guard in unless:
        if guard == "quoted":
            hit = quoted(line, start, end)
        elif guard == "reported":
            hit = words.reported is not None and words.reported.search(folded, start, end) is not None
            hit = hit or spoken(line, folded, words)
        elif guard == "third-party-payee":
            hit = words.payee is not None and words.payee.search(folded, start, end) is not None
        elif guard == "headline":  # of whole lines: the phrase detector looks at it
            continue
        else:  # editorial-note
            head = folded[:_HEAD]
            lead = len(head) - len(head.lstrip(" \"'([*-"))
            hit = words.editorial is not None and words.editorial.match(folded, lead) is not None
        if hit:
            return guard
    return None
