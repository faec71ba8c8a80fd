"""A picture of two distributions, as SVG: before and after, one above the other on the same axes."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

WIDTH, HEIGHT, EDGE = 720, 360, 48
COLOURS = {"before": "#7a8ca3", "after": "#c2571a"}

Bars = Sequence[tuple[float, int, int]]
"""From where on, how many before, how many after."""


def histogram_svg(title: str, bars: Bars) -> str:
    """Bars side by side; what lies beyond the last that holds anybody is left out."""
    used = [at for at, (_, before, after) in enumerate(bars) if before or after]
    shown = bars[: max(used, default=0) + 2]
    most = max((max(before, after) for _, before, after in shown), default=0) or 1
    step = (WIDTH - 2 * EDGE) / len(shown)
    svg = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img")
    ET.SubElement(svg, "title").text = title
    ET.SubElement(svg, "rect", width="100%", height="100%", fill="white")
    _text(svg, EDGE, 24, title)
    for at, (above, *counts) in enumerate(shown):
        left = EDGE + at * step
        for side, (name, count) in enumerate(zip(COLOURS, counts, strict=True)):
            tall = (HEIGHT - 2 * EDGE) * count / most
            bar = ET.SubElement(
                svg,
                "rect",
                x=f"{left + step * (0.08 + 0.42 * side):.1f}",
                y=f"{HEIGHT - EDGE - tall:.1f}",
                width=f"{step * 0.4:.1f}",
                height=f"{tall:.1f}",
                fill=COLOURS[name],
            )
            ET.SubElement(bar, "title").text = f"{name}: {count:,} from {above:g} on"
        _text(svg, left, HEIGHT - EDGE + 16, f"{above:g}")
    for at, name in enumerate(COLOURS):
        ET.SubElement(
            svg,
            "rect",
            x=str(WIDTH - 170),
            y=str(EDGE + at * 20),
            width="12",
            height="12",
            fill=COLOURS[name],
        )
        _text(svg, WIDTH - 150, EDGE + 11 + at * 20, f"{name} (tallest bar {_most(shown, at):,})")
    _text(svg, EDGE, HEIGHT - 8, "engagement score; students, rounded and with noise")
    return ET.tostring(svg, "unicode")


def _most(bars: Bars, side: int) -> int:
    return max((counts[side] for _, *counts in bars), default=0)


def _text(svg: ET.Element, x: float, y: float, text: str) -> None:
    style = {"x": f"{x:.1f}", "y": f"{y:.1f}", "font-family": "sans-serif", "font-size": "12"}
    ET.SubElement(svg, "text", style).text = text
