"""How a measure is spread over many recordings, drawn, and which values stand out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hemiface.model.events import EventSide
from hemiface.reports.drawing import Element, draw, drawing
from hemiface.reports.language import Language

WIDTH, HEIGHT, MIDDLE, EDGE = 300.0, 118.0, 52.0, 8.0
TALLEST = 40.0
N_BINS = 24

FAR = 3.5
"""Robust z from which a value stands out (Iglewicz and Hoaglin, 1993)."""
MAD_TO_SD = 1.4826
"""Median absolute deviation of a normal distribution to its standard deviation."""
FEWEST = 8
"""With fewer recordings nothing is called unusual."""


@dataclass(frozen=True, slots=True)
class MeasureSpread:
    """Values of one measure.

    Parameters
    ----------
    name, unit
        The measure.
    sides
        Recording and value, by the person's own side, None for the whole face.
    """

    name: str
    unit: str
    sides: Mapping[EventSide | None, tuple[tuple[str, float], ...]]

    def values(self, side: EventSide | None) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Values of one side, shape ``(n_recordings,)``."""
        return np.array([value for _, value in self.sides[side]], dtype=np.float64)

    @property
    def quartiles(self) -> dict[EventSide | None, tuple[float, float, float]]:
        """Lower quartile, median and upper quartile of each side."""
        found = {}
        for side in self.sides:
            low, middle, high = np.percentile(self.values(side), (25, 50, 75))
            found[side] = (float(low), float(middle), float(high))
        return found


@dataclass(frozen=True, slots=True)
class Outlier:
    """A value far from the others.

    Parameters
    ----------
    recording, measure, side, unit, value
        Which.
    median
        What the others have.
    z
        How far off it is, in robust standard deviations.
    """

    recording: str
    measure: str
    side: EventSide | None
    unit: str
    value: float
    median: float
    z: float


def find_outliers(spreads: Sequence[MeasureSpread]) -> list[Outlier]:
    """Values whose robust z is beyond 3.5, the farthest first."""
    found = []
    for spread in spreads:
        for side, pairs in spread.sides.items():
            values = spread.values(side)
            median = float(np.median(values))
            scatter = MAD_TO_SD * float(np.median(np.abs(values - median)))
            if len(values) < FEWEST or scatter == 0:
                continue
            for recording, value in pairs:
                z = (value - median) / scatter
                if abs(z) > FAR:
                    found.append(
                        Outlier(recording, spread.name, side, spread.unit, value, median, z)
                    )
    return sorted(found, key=lambda one: (-abs(one.z), one.measure, one.recording))


def draw_spread(spread: MeasureSpread, title: str, language: Language) -> Element:
    """A histogram: the right side above the line and the left below, or the face above."""
    all_values = np.concatenate([spread.values(side) for side in spread.sides])
    low, high = float(all_values.min()), float(all_values.max())
    high = high if high > low else low + 1.0
    counts = {
        side: np.histogram(spread.values(side), bins=N_BINS, range=(low, high))[0]
        for side in spread.sides
    }
    most = max(int(count.max()) for count in counts.values())
    parts: list[Element] = []
    for side, count in counts.items():
        down = side is EventSide.LEFT
        parts += _draw_bars([int(n) for n in count], most, side, down=down)
        x = _x(spread.quartiles[side][1], low, high)
        edge = MIDDLE + TALLEST + 4 if down else MIDDLE - TALLEST - 4
        parts.append(
            draw("path", d=f"M{x:.1f} {MIDDLE}V{edge:.1f}", class_="whisker " + _kind(side))
        )
    parts.append(draw("path", d=f"M{EDGE} {MIDDLE}H{WIDTH - EDGE}", class_="axis-line"))
    digits = 0 if high - low >= 10 else 1 if high - low >= 1 else 2
    for value, anchor in ((low, "start"), (high, "end")):
        text = language.number(value, digits)
        x = _x(value, low, high)
        parts.append(draw("text", text, x=x, y=HEIGHT - 4, text_anchor=anchor, class_="label tick"))
    return drawing(WIDTH, HEIGHT, title, parts)


def _draw_bars(
    count: Sequence[int], most: int, side: EventSide | None, *, down: bool
) -> list[Element]:
    width = (WIDTH - 2 * EDGE) / N_BINS
    bars = []
    for place, n in enumerate(count):
        if n:
            height = max(1.5, TALLEST * n / most)
            bars.append(
                draw(
                    "rect",
                    x=EDGE + place * width + 0.5,
                    y=MIDDLE if down else MIDDLE - height,
                    width=width - 1,
                    height=height,
                    class_=f"bar-of {_kind(side)}",
                )
            )
    return bars


def _x(value: float, low: float, high: float) -> float:
    return EDGE + (WIDTH - 2 * EDGE) * (value - low) / (high - low)


def _kind(side: EventSide | None) -> str:
    return side.value if side else "both"
