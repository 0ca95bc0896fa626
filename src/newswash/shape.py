"""The shape and the words of a unit by itself, as small whole numbers.

Everything here is plain Python over short strings; whoever asks keeps the answer by the text, because menus repeat and
articles don't.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from unicodedata import normalize
from zlib import crc32

from newswash.scripts import INDIC, POINTS
from newswash.stopwords import STOPWORDS
from newswash.units import LIST_ITEM, SPACELESS, closes_sentence, quick_word_count
from newswash.word_memory import WordMemory

_separators = re.compile("[›»•·→◆■▪●]")
_dash = re.compile(r"\s[-–—~]\s")
_symbols = re.compile(r"[^\w\s’‘“”„«»–—…。，、！？：；「」『』（）]")
_quotes = re.compile("[“”„«»「」『』]")
_brackets = re.compile("[（）【】]")
_commas = re.compile("[，、；،]")
_time = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2}\s?(?:am|pm|uhr)\b", re.I)
_year = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_currency = re.compile("[€£¥₹₽₴₩]")
_handle = re.compile(r"\w@\w")
_domain = re.compile(r"\.(?:com|org|net|de|co\.uk|fr|ru|cn)\b")
# Trained with fewer sentence marks than `scripts.py` knows.
_inner_stop = re.compile(r"[.!?…。！？][\"”’»)]*\s+\S|[。！？].")
_wide_stops = re.compile("[…。！？]")
_beyond_ascii = re.compile("[^\x00-\x7f]+")
_CLASSES = bytes(
    ord("A" if c.isupper() else "a" if c.isalpha() else "0" if c.isdigit() else "," if c in ",;" else "(" if c in "()"
        else "[" if c in "[]{}" else '"' if c == '"' else "." if c in ".!?" else "|" if c in "|>/"
        else " " if c.isspace() or c in "_:'-" else "#")
    for c in map(chr, range(128))
).ljust(256)  # fmt: skip
"""For each ASCII character the one that stands for its class."""
_APART = bytes(c if chr(c).isalnum() or chr(c) == "_" else 32 for c in range(128)).ljust(256)
"""A space for each ASCII character that parts words."""
_WESTERN = "cp1252"
"""Holds the letters and marks of western European languages, each in one byte and none that NFC would change."""
_APART_WESTERN = bytes(
    c if (sign := bytes([c]).decode(_WESTERN, "replace")).isalnum() or sign == "_" else 32 for c in range(256)
)
"""A space for each of its characters that parts words."""
OWN = (
    "chars", "words", "capitals", "capitalised", "digits", "separators", "commas", "comma_share", "terminal",
    "full_stop", "question", "ellipsis", "colon", "first_lower", "first_digit", "first_quote", "first_symbol",
    "list_item", "quotes", "brackets", "at_hash", "symbols", "caseless", "word_length", "stop_share", "stops",
    "all_capitals", "inner_stops", "time", "year", "currency", "dash", "link", "last_letter", "vocabulary",
)  # fmt: skip
"""Features of a unit by itself, in the order of `own`. The last is the score of its words."""

NEAR = ("chars", "words", "capitalised", "digits", "terminal", "colon", "first_lower", "first_symbol", "list_item",
        "separators", "stop_share", "vocabulary")  # fmt: skip
"""Those that a unit's neighbours look at. All text lines look the same to them: `PROSE`."""


_plain_word = re.compile(r"\w+")
_far = re.compile("[\u0590-\u1dff\u3040-\uffff]")
"""The scripts of `SPACELESS`, `INDIC` and `POINTS`, and others: a text without one has plain words."""


# Wide classes take long to compile: these wait for the first text that needs them.


@cache
def _word() -> re.Pattern[str]:
    return re.compile(rf"[{SPACELESS}]|(?:[^\W{SPACELESS}]|[{INDIC}])+")


@cache
def _points() -> re.Pattern[str]:
    return re.compile(f"[{POINTS}]+")


@cache
def _caseless() -> re.Pattern[str]:
    """Letters of scripts that know no capitals."""
    return re.compile(
        "[\u05d0-\u05ea\u0620-\u065f\u066e-\u06d3\u0710-\u07ea\u0900-\u109f\u1100-\u139f\u1780-\u18af\u3005\u3006\u3041-\u312f"
        "\u3131-\ud7a3\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufefc]"
    )


def fold_words(text: str) -> list[str]:
    """The words of a unit, lower case; numbers by their length only; spaceless scripts by character."""
    text = text.lower()
    if text.isascii():
        words = text.encode().translate(_APART).decode().split()
    else:
        try:
            words = text.encode(_WESTERN).translate(_APART_WESTERN).decode(_WESTERN).split()
        except UnicodeEncodeError:
            text = normalize("NFC", text)
            words = _word().findall(_points().sub("", text)) if _far.search(text) else _plain_word.findall(text)
    return ["0" * min(len(word), 4) if word.isdecimal() else word for word in words]


def grams(text: str, words: Sequence[str]) -> set[int]:
    """Hashes of the words and pairs of neighbours (of the first 60 words), and of a label before a colon."""
    hashes = hash_words(words[:60])
    found = set(hashes)
    found.update(hash_pairs(hashes))
    colon = text.find(":", 0, 30)
    if colon > 0:
        found.add(crc32(("".join(text[:colon].lower().split()) + ":").encode("utf-8", "surrogatepass")))
    return found


def hash_words(words: Iterable[str]) -> list[int]:
    """A hash of each word, in order."""
    return list(map(_hashes.__getitem__, words))


def hash_pairs(hashes: Sequence[int]) -> list[int]:
    """Hashes of the pairs of neighbours, of the first word with the beginning and of the last with the end."""
    return [(a * _SPREAD + b) & _32_BITS for a, b in zip([_START, *hashes], [*hashes, _END], strict=True)]


_hashes = WordMemory(lambda word: crc32(word.encode()))
_SPREAD, _32_BITS = 0x9E3779B1, 0xFFFFFFFF
_START, _END = crc32(b"^"), crc32(b"$")


def shape(text: str, words: Sequence[str]) -> tuple[int, ...]:
    """The features `OWN` of a unit without the last (its vocabulary score)."""
    n = len(text)
    count = quick_word_count(text)
    parts = text.split()
    classes = text.encode("ascii", "ignore").translate(_CLASSES)
    capitals, digits = classes.count(b"A"), classes.count(b"0")
    letters = capitals + classes.count(b"a")
    commas, quotes, brackets = classes.count(b","), classes.count(b'"'), classes.count(b"[")
    separators = classes.count(b"|")
    symbols = classes.count(b"#") + separators + brackets
    brackets += classes.count(b"(")
    first, last = text[0], text[-1]
    stops_inside = classes.count(b".") > (last in ".!?")
    beyond = ""
    caseless = 0
    if len(classes) < n:
        beyond = "".join(_beyond_ascii.findall(text))
        letters, digits = letters + sum(map(str.isalpha, beyond)), digits + sum(map(str.isdigit, beyond))
        capitals += sum(map(str.isupper, beyond))
        caseless = len(_caseless().findall(beyond))
        commas, quotes = commas + len(_commas.findall(beyond)), quotes + len(_quotes.findall(beyond))
        brackets, symbols = brackets + len(_brackets.findall(beyond)), symbols + len(_symbols.findall(beyond))
        separators += len(_separators.findall(beyond))
        stops_inside = stops_inside or _wide_stops.search(beyond) is not None
    if beyond or "-" in text or "~" in text:
        separators += len(_dash.findall(text))
    stops = sum(map(STOPWORDS.__contains__, words))
    terminal = closes_sentence(text)
    return (
        min(n, 400),
        min(count, 80),
        100 * capitals // max(letters, 1),
        100 * sum([part[0].isupper() for part in parts]) // max(len(parts), 1),
        100 * digits // n,
        min(separators, 6),
        min(commas, 6),
        min(100 * commas // max(count, 1), 40),
        int(terminal),
        int(last == "." or last == "。"),
        int(terminal and "?" in text[-3:]),
        int(last == "…" or text.endswith("...")),
        int(last in ":："),
        int(first.islower()),
        int(first.isdigit()),
        int(first in "\"“„«'‘「『"),
        int(not first.isalnum() and first not in "\"“„«'‘「『("),
        int(LIST_ITEM.match(text) is not None),
        min(quotes, 4),
        min(brackets, 4),
        min(text.count("@") + text.count("#"), 3),
        min(symbols, 6),
        100 * caseless // n if letters else 0,
        min(n * 10 // max(len(parts), 1), 200),
        100 * stops // max(len(words), 1),
        min(stops, 8),
        int(letters > 3 and capitals == letters),
        min(len(_inner_stop.findall(text)), 4) if stops_inside else 0,
        int(digits > 0 and _time.search(text) is not None),
        int(digits > 3 and _year.search(text) is not None),
        int("$" in text or _currency.search(beyond) is not None),
        int("–" in text or "—" in text or " - " in text),
        int(_holds_link(text)),
        int(last.isalpha()),
    )


def _holds_link(text: str) -> bool:
    return (
        _domain.search(text) is not None
        or "www." in text
        or "http://" in text
        or "https://" in text
        or ("@" in text and _handle.search(text) is not None)
    )
