"""Which white space goes with a removal, so that what is left reads as if the boilerplate had never been there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newswash.spans import Span


def split_at_seams(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Spans that begin and end inside lines are cut at their first line break, which keeps the two remains apart."""
    for a, b in spans:
        first_break = text.find("\n", a, b)
        if first_break < 0 or not text[_line_start(text, a) : a].strip() or not text[b : _line_end(text, b)].strip():
            yield a, b
            continue
        rest = first_break
        while rest < b and text[rest].isspace():
            rest += 1
        yield a, first_break - text.endswith("\r", a, first_break)
        if rest < b:
            yield rest, b


def merge(text: str, spans: Iterable[Span]) -> list[Span]:
    """Disjoint, sorted spans; those with nothing but white space between them become one."""
    out: list[Span] = []
    for a, b in sorted(spans):
        if out and (a <= out[-1][1] or not text[out[-1][1] : a].strip()):
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        else:
            out.append((a, b))
    return out


def widen(text: str, a: int, b: int) -> Span:
    """The span with the white space that goes with it.

    A whole line takes its line break; a run of lines leaves one separator, the widest of the two around it; inside a
    line the white space after the span goes too; at the head and the tail of the text all outer white space goes.

    >>> widen("One.\\n\\nAd\\nTwo.", 6, 8)
    (6, 9)
    """
    n = len(text)
    before, after = a, b
    while before > 0 and text[before - 1].isspace():
        before -= 1
    while after < n and text[after].isspace():
        after += 1
    if before == 0:
        return (0, after)
    if after == n:
        return (before, n)
    left, right = text.count("\n", before, a), text.count("\n", b, after)
    if left and right:
        last = text.rfind("\n", b, after) + 1  # the next line keeps its indent
        if left >= right:
            return (text.rfind("\n", before, a) + 1, last)
        end = text.find("\n", b, after)
        return (before, end - 1 if end > b and text[end - 1] == "\r" else end)
    if right:  # the end of a line
        return (before, b)
    return (a, after)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
