"""Draw harm against strip as an SVG: a line for each kind of input, a dot for each profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10

Point = tuple[float, float]
COLOURS = ("#0b6e4f", "#c8553d", "#2e4d8e", "#8a5a00", "#6a3d9a", "#444444")
LEFT, TOP, WIDTH, HEIGHT = 60, 20, 560, 340
LEAST, MOST = 0.0003, 0.05


def _x(harm: float) -> float:
    inside = min(max(harm, LEAST), MOST)
    return LEFT + WIDTH * log10(inside / LEAST) / log10(MOST / LEAST)


def _y(strip: float) -> float:
    return TOP + HEIGHT * (1 - strip)


def draw(curves: Mapping[str, Sequence[Point]], profiles: Mapping[str, Mapping[str, Point]]) -> str:
    """The drawing. ``curves``: input → (harm, strip) pairs; ``profiles``: profile → input → (harm, strip). Shares."""
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 170} {TOP + HEIGHT + 60}" '
        'font-family="sans-serif" font-size="12">',
        "<title>Harm against strip of the layout model, hosts not seen in training</title>",
        f'<rect width="{LEFT + WIDTH + 170}" height="{TOP + HEIGHT + 60}" fill="white"/>',
    ]
    for harm in (0.0003, 0.001, 0.003, 0.01, 0.03):
        out.append(f'<path d="M{_x(harm):.1f} {TOP}v{HEIGHT}" stroke="#ddd"/>')
        out.append(f'<text x="{_x(harm):.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{100 * harm:g} %</text>')
    for tenth in range(0, 11, 2):
        out.append(f'<path d="M{LEFT} {_y(tenth / 10):.1f}h{WIDTH}" stroke="#ddd"/>')
        out.append(f'<text x="{LEFT - 8}" y="{_y(tenth / 10) + 4:.1f}" text-anchor="end">{10 * tenth} %</text>')
    out.append(f'<text x="{LEFT + WIDTH / 2}" y="{TOP + HEIGHT + 42}" text-anchor="middle">'
               "harm: share of the article lost (log scale)</text>")  # fmt: skip
    out.append(f'<text x="16" y="{TOP + HEIGHT / 2}" text-anchor="middle" '
               f'transform="rotate(-90 16 {TOP + HEIGHT / 2})">strip: share of the rest removed</text>')  # fmt: skip
    for k, (name, points) in enumerate(curves.items()):
        colour = COLOURS[k % len(COLOURS)]
        path = " ".join(f"{_x(h):.1f},{_y(s):.1f}" for h, s in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out.append(f'<text x="{LEFT + WIDTH + 12}" y="{TOP + 14 + 18 * k}" fill="{colour}">{name}</text>')
        for profile, there in profiles.items():
            if name in there:
                harm, strip = there[name]
                out.append(f'<circle cx="{_x(harm):.1f}" cy="{_y(strip):.1f}" r="4" fill="{colour}">'
                           f"<title>{profile}, {name}: harm {100 * harm:.2f} %, strip {100 * strip:.0f} %</title>"
                           "</circle>")  # fmt: skip
    below = TOP + 14 + 18 * (len(curves) + 1)
    out.append(f'<text x="{LEFT + WIDTH + 12}" y="{below}" fill="#444">dots: the profiles</text>')
    return "\n".join([*out, "</svg>", ""])
