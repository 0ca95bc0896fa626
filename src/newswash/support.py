"""Support: what stands beside boilerplate, outside the article, may be boilerplate with less evidence of its own."""

from __future__ import annotations

from collections.abc import Sequence

LIFT = 2.5
"""So much at most a score is lifted: log odds."""


def lifted(scores: Sequence[float], places: Sequence[int]) -> list[float]:
    """The scores of units, each lifted by at most `LIFT` to that of one beside it, lifted or not.

    ``places``: where the units stand, in order; two are beside each other if these differ by one. What reaches a
    threshold then is what a hysteresis finds: all runs of units that come within `LIFT` of the threshold, with one
    unit or more that reaches it by itself (Canny, A computational approach to edge detection, 1986).
    """
    out = list(scores)
    for i in range(1, len(out)):
        if places[i] == places[i - 1] + 1:
            out[i] = max(out[i], min(scores[i] + LIFT, out[i - 1]))
    for i in range(len(out) - 2, -1, -1):
        if places[i] == places[i + 1] - 1:
            out[i] = max(out[i], min(scores[i] + LIFT, out[i + 1]))
    return out
