"""The layout model's weights as a picture, drawn from its data file when the documentation is built (a MkDocs hook)."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import newswash

DATA = Path(newswash.__file__).parent / "data" / "layout.json"
SHOWN, COLUMNS = 12, 3
WIDTH, HEIGHT, LEFT, TOP = 250, 170, 18, 34  # of one chart, and the margins in it
PLOT = 80  # height of the bars, both ways together
BOILERPLATE, ARTICLE = "#00796b", "#c2571a"
SEEN_FROM = {"own": "the line itself", "at": "where it stands"}

Table = tuple[Sequence[float], Sequence[int]]


def weights(tables: Mapping[str, Table]) -> str:
    """An SVG: for each of the tables that can tell most, what it adds to a line's score (log odds) by range of value.

    ``tables``: name → the values at which a range ends, and for each range hundredths of log odds.
    """
    ranked = sorted(tables, key=lambda name: min(tables[name][1]) - max(tables[name][1]))[:SHOWN]
    most = max(abs(x) for name in ranked for x in tables[name][1])
    charts = []
    for i, name in enumerate(ranked):
        row, column = divmod(i, COLUMNS)
        place = f"translate({column * WIDTH},{row * HEIGHT})"
        charts.append(f'<g transform="{place}">{_chart(name, tables[name], most)}</g>\n')
    width, height = COLUMNS * WIDTH, -(-len(ranked) // COLUMNS) * HEIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">\n'
        f'<rect width="{width}" height="{height}" fill="white"/>\n{"".join(charts)}</svg>\n'
    )


def _chart(name: str, table: Table, most: int) -> str:
    side, _, feature = name.partition(":")
    title = f"{feature.replace('_', ' ')}: {SEEN_FROM.get(side, f'line {side}')}"
    zero = TOP + PLOT / 2
    return (
        f'<text x="{LEFT}" y="20" font-size="12" font-weight="bold">{html.escape(title)}</text>'
        f'<line x1="{LEFT}" x2="{WIDTH - 8}" y1="{zero}" y2="{zero}" stroke="#999"/>'
        + "".join(_bars(table, most, zero))
    )


def _bars(table: Table, most: int, zero: float) -> Iterator[str]:
    ends, adds = table
    step = (WIDTH - LEFT - 8) / len(adds)
    for i, (label, add) in enumerate(zip(_ranges(ends), adds, strict=True)):
        size = abs(add) / most * PLOT / 2
        x, y = LEFT + i * step, zero - size if add > 0 else zero
        under = f"translate({x + step / 2 - 3:.1f},{TOP + PLOT + 6}) rotate(90)"
        yield (
            f'<rect x="{x + 1:.1f}" y="{y:.1f}" width="{step - 2:.1f}" height="{size:.1f}" '
            f'fill="{BOILERPLATE if add > 0 else ARTICLE}"><title>{label}: {add / 100:+.2f}</title></rect>'
            f'<text transform="{under}" font-size="8">{label}</text>'
        )


def _ranges(ends: Sequence[float]) -> Iterator[str]:
    """What each range holds of a feature of whole numbers; the ends lie between two of them."""
    if list(ends) == [0.5]:
        yield from ("no", "yes")
        return
    tops = [int(end // 1) for end in ends]
    yield f"≤ {tops[0]}"
    for low, high in pairwise(tops):
        yield str(high) if high == low + 1 else f"{low + 1}–{high}"
    yield f"≥ {tops[-1] + 1}"


def on_files(files: Any, config: Any) -> Any:
    from mkdocs.structure.files import File

    tables = json.loads(DATA.read_text("utf-8"))["tables"]
    files.append(File.generated(config, "images/weights.svg", content=weights(tables)))
    return files
