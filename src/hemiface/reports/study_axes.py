"""Axes of figures of a study: where values stand, round ticks, and a key of lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from hemiface.reports.drawing import Element, draw
from hemiface.reports.language import Language, sensible_digits
from hemiface.reports.study_style import N_SERIES

WIDTH = 640.0
LEFT_EDGE, RIGHT_EDGE, TOP = 74.0, 620.0, 46.0
CHARACTER = 6.4
"""Width of a letter, about."""


@dataclass(frozen=True, slots=True)
class Axes:
    """Where values stand.

    Parameters
    ----------
    x_low, x_high, y_low, y_high
        Ends of both axes.
    bottom
        Height of the x axis in the drawing.
    """

    x_low: float
    x_high: float
    y_low: float
    y_high: float
    bottom: float = 330.0

    def x(self, value: float) -> float:
        """Across."""
        share = (value - self.x_low) / (self.x_high - self.x_low)
        return LEFT_EDGE + (RIGHT_EDGE - LEFT_EDGE) * share

    def y(self, value: float) -> float:
        """Up."""
        share = (value - self.y_low) / (self.y_high - self.y_low)
        return self.bottom - (self.bottom - TOP) * share


def find_ticks(low: float, high: float, n: int = 5) -> list[float]:
    """Round numbers within a range, about ``n`` of them."""
    if high <= low:
        return [low]
    raw = (high - low) / n
    size = 10.0 ** floor(log10(raw))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw * 0.999)
    first = ceil(low / step - 1e-9)
    return [round(step * place, 10) for place in range(first, floor(high / step + 1e-9) + 1)]


def choose_ticks(axes: Axes, marks: Sequence[float]) -> list[float]:
    """Ticks over the whole x axis from 0: those that were asked for, and round ones between."""
    room = 0.08 * (axes.x_high - axes.x_low)
    chosen = [0.0]
    for value in [*sorted(marks), *find_ticks(0.0, axes.x_high)]:
        if value <= axes.x_high and all(abs(value - one) >= room for one in chosen):
            chosen.append(value)
    return sorted(chosen)


def widen(low: float, high: float, share: float = 0.06) -> tuple[float, float]:
    """A range with a margin; one unit where it has no width."""
    if high <= low:
        return low - 0.5, high + 0.5
    margin = (high - low) * share
    return low - margin, high + margin


def draw_axes(
    axes: Axes,
    language: Language,
    *,
    x_ticks: Sequence[float],
    y_ticks: Sequence[float],
    x_title: str,
    y_title: str,
    percent: bool = False,
    x_percent: bool = False,
) -> list[Element]:
    """Both axes with grid, ticks and titles; each may be of shares."""
    parts = []
    for value in y_ticks:
        y = axes.y(value)
        parts.append(draw("path", d=f"M{LEFT_EDGE:g} {y:.1f}H{RIGHT_EDGE:g}", class_="grid"))
        parts.append(
            text(write_tick(value, y_ticks, language, percent=percent), LEFT_EDGE - 8, y + 4, "end")
        )
    for value in x_ticks:
        x = axes.x(value)
        parts.append(draw("path", d=f"M{x:.1f} {axes.bottom:g}V{axes.bottom + 5:g}", class_="axis"))
        words = write_tick(value, x_ticks, language, percent=x_percent)
        parts.append(text(words, x, axes.bottom + 19, "middle"))
    parts.append(draw("path", d=f"M{LEFT_EDGE:g} {axes.bottom:g}H{RIGHT_EDGE:g}", class_="axis"))
    middle = (LEFT_EDGE + RIGHT_EDGE) / 2
    parts.append(text(x_title, middle, axes.bottom + 38, "middle", "label strong"))
    parts.append(text(y_title, 8, 16, "start", "label strong"))
    return parts


def draw_key(names: Sequence[str]) -> list[Element]:
    """Which line is which; nothing for a single one without a name."""
    parts, x = [], LEFT_EDGE
    for place, name in enumerate(names):
        if not name:
            continue
        look = series_class(place)
        parts.append(draw("path", d=f"M{x:.1f} 32H{x + 26:.1f}", class_=f"trace {look}"))
        parts.append(text(name, x + 32, 36, "start", f"label {look}"))
        x += 56 + CHARACTER * 1.1 * len(name)
    return parts


def write_tick(
    value: float, ticks: Sequence[float], language: Language, *, percent: bool = False
) -> str:
    """A tick with as many decimals as its axis needs."""
    if percent:
        return language.percent(value)
    digits = max((_decimals(one) for one in ticks), default=0)
    return language.number(value, digits)


def write_value(value: float, language: Language, scale: float | None = None) -> str:
    """A number with two figures that matter, of itself or of what it is told beside."""
    return language.number(value, sensible_digits(value if scale is None else scale))


def text(words: str, x: float, y: float, anchor: str = "start", classes: str = "label") -> Element:
    """A line of text."""
    return draw("text", words, x=float(x), y=float(y), text_anchor=anchor, class_=classes)


def series_class(place: int) -> str:
    """Class of a line by its place."""
    return f"s{place % N_SERIES}"


def _decimals(value: float) -> int:
    return len(f"{value:.6f}".rstrip("0").partition(".")[2])
