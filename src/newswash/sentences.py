"""Where sentences end, in any script, and also where an appeal is glued to the story without a space."""

from __future__ import annotations

import regex

_ABBREVIATED = """
    mr mrs ms dr prof sen rep gov gen col lt sgt st jr sr inc ltd co corp vs no vol fig dept est approx
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue wed thu fri sat sun
    bzw ca evtl ggf inkl nr sog str tel usw vgl zzgl mio mrd abs art
    av bd env etc ex m mm mme mlle p pp sra ud uds d dª dra
    гг г тыс млн млрд руб им ул стр др пр проф акад
    np tzw tj ok zob ul godz mgr inż hab tys mln mld zł ks św
    napr např tzv atd resp ing mudr
    bl.a dvs f.eks fx kl mfl osv pct t.ex
    drs ir mw dhr bijv blz enz jl nl
"""
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())
_ENDS = regex.compile(
    r"""
      [.!?…]+ ["'”’»)\]]* (?=\s|$)            # the usual end
    | [.!?…]+ ["'”’»)\]]* (?=[“‘«„(\[]?\p{Lu}\p{Ll})   # glued: the next sentence follows without a space
    | [。！？｡] [”’」』）〉》"']*
    | [।॥؟۔] ["'”’»)\]]* (?=\s|$|\w)
    """,
    regex.VERBOSE,
)
_WORD_BEFORE = regex.compile(r"([\p{L}\p{M}.]+)$")
_STOPS = ".!?…。！？｡।॥؟۔"


def _is_end(line: str, match: regex.Match[str]) -> bool:
    if match.group()[0] != ".":
        return True
    before = _WORD_BEFORE.search(line, max(0, match.start() - 24), match.start())
    if before is None:
        return not (match.end() < len(line) and line[match.end() : match.end() + 2].strip()[:1].islower())
    word = before.group().lower()
    glued = match.end() < len(line) and not line[match.end()].isspace()
    if glued and (len(word) < 3 or line[match.start() - 1].isupper()):  # "U.S.Senate", a file name, an initial
        return False
    if len(word) == 1 and word.isalpha():  # an initial
        return not line[match.end() :].strip() or (line[match.start() - 1].islower() and word in "aiyàоуея")
    if word in _ABBREVIATIONS:
        return not line[match.end() :].strip()
    if "." in word and len(word) <= 6:  # "U.S.", "z.B.", "e.g."
        rest = line[match.end() :].lstrip()
        return not rest
    rest = line[match.end() :].lstrip(" \t\xa0\"'“‘«„([")
    return not rest[:1].islower()


def sentences(line: str) -> list[tuple[int, int]]:
    """Spans of the sentences of one line, without the white space between them; they cover all its words.

    >>> text = "It helps. Dr. Lee agreed.British officers left."
    >>> [text[a:b] for a, b in sentences(text)]
    ['It helps.', 'Dr. Lee agreed.', 'British officers left.']
    """
    spans, start, n = [], 0, len(line)
    for match in _ENDS.finditer(line):
        if match.start() < start or not _is_end(line, match):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, n))
    out = []
    for a, b in spans:
        while a < b and line[a].isspace():
            a += 1
        while b > a and line[b - 1].isspace():
            b -= 1
        if a < b:
            out.append((a, b))
    return out


def ends_sentence(line: str) -> bool:
    """Whether the line closes with a sentence mark, perhaps behind a closing quotation mark or bracket."""
    return line.rstrip().rstrip("\"'”’»)]」』）")[-1:] in _STOPS and bool(line.strip())


_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’.,-][\p{L}\p{M}\p{N}]+)*")
_DENSE = regex.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_THAI = regex.compile(r"[\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff]")


def word_count(text: str) -> int:
    """Words; scripts without spaces count two (CJK) or five (Thai, Lao, Khmer, Burmese) characters as one.

    >>> word_count("Support our journalism"), word_count("支持我们的新闻")
    (3, 4)
    """
    if text.isascii():
        return len(text.split())
    dense, thai = len(_DENSE.findall(text)), len(_THAI.findall(text))
    if not dense and not thai:
        return len(text.split())
    rest = _THAI.sub(" ", _DENSE.sub(" ", text))
    return len(_WORD.findall(rest)) + (dense + 1) // 2 + (thai + 4) // 5
