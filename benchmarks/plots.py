"""The plots of the documentation: SVG, the same bytes for the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot
from matplotlib.ticker import FuncFormatter

from measure import Summary

OWN_COLOUR, PEER_COLOUR, GREY = "#0b6e4f", "#b3541e", "#777777"
LEAST_HARM = 1e-5  # where a harm of nothing stands on the logarithmic axis


def harm_and_strip(cells: Mapping[tuple[str, str], Summary], row: str, cleaners: Sequence[str], path: Path) -> None:
    """Each cleaner as a point: how much of the article it lost, how much of the rest it removed."""
    figure, axes = _figure()
    own = [c for c in cleaners if c.startswith("newswash")]
    spots = {c: (100 * max(cells[row, c].harm, LEAST_HARM), 100 * cells[row, c].strip) for c in cleaners}
    curve = sorted(spots[c] for c in own)
    axes.plot([x for x, _ in curve], [y for _, y in curve], color=OWN_COLOUR, linewidth=1)
    for name, (x, y) in spots.items():
        colour = OWN_COLOUR if name in own else PEER_COLOUR
        axes.plot([x], [y], "o", color=colour)
        aside = (8, -10) if name in own else (6, 4)
        axes.annotate(name, (x, y), xytext=aside, textcoords="offset points", color=colour, fontsize=9)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:g}"))
    axes.set_xlabel("harm: % of the article's tokens lost (better to the left)")
    axes.set_ylabel("strip: % of the other tokens removed (better above)")
    axes.set_xlim(right=max(x for x, _ in spots.values()) * 4)
    _save(figure, path)


def ratio_bars(rows: Sequence[tuple[str, float]], path: Path) -> None:
    """Costs relative to one full ``clean()`` (1.0), on a logarithmic axis."""
    figure, axes = _figure(height=0.34 * len(rows) + 1)
    names, values = [name for name, _ in rows][::-1], [value for _, value in rows][::-1]
    colours = [OWN_COLOUR if name.startswith("newswash") else PEER_COLOUR for name in names]
    axes.barh(range(len(names)), values, color=colours, left=0)
    axes.set_yticks(range(len(names)), names, fontsize=9)
    axes.set_xscale("log")
    axes.axvline(1, color=GREY, linewidth=0.8)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:g}"))
    for at, value in enumerate(values):
        axes.annotate(f"{value:.3g}", (value, at), xytext=(4, -3), textcoords="offset points", fontsize=8, color=GREY)
    axes.set_xlim(right=max(values) * 3)
    axes.set_xlabel("time, as a multiple of newswash.clean() on the same documents")
    _save(figure, path)


def growth(curves: Mapping[str, tuple[Sequence[tuple[float, float]], float]], path: Path) -> None:
    """One panel a curve: points (size, seconds) and the exponent of the line through them."""
    figure, panels = pyplot.subplots(1, len(curves), figsize=(3.6 * len(curves), 3.2), layout="constrained")
    for axes, (name, (points, exponent)) in zip(panels, curves.items(), strict=True):
        axes.plot([x for x, _ in points], [y for _, y in points], "o-", color=OWN_COLOUR, markersize=4)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_ylim(min(y for _, y in points) / 3, max(y for _, y in points) * 3)
        axes.set_xlabel(name)
        axes.set_title(f"exponent {exponent:.2f}", fontsize=10)
        axes.grid(alpha=0.3)
    panels[0].set_ylabel("seconds")
    _save(figure, path)


def _figure(height: float = 4.6) -> tuple[Any, Any]:
    figure, axes = pyplot.subplots(figsize=(7.6, height), layout="constrained")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.3)
    return figure, axes


def _save(figure: Any, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context({"svg.hashsalt": "newswash", "svg.fonttype": "none"}):
        figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
