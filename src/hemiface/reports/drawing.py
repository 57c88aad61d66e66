"""Drawings as SVG elements: text is escaped by construction, numbers are kept short."""

from collections.abc import Iterable
from math import isnan
from typing import TypeAlias
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from hemiface.model.timebase import GAP_FACTOR, usual_interval_s

Element: TypeAlias = ElementTree.Element
Row: TypeAlias = NDArray[np.float64]


def draw(tag: str, *children: Element | str, **attributes: object) -> Element:
    """One element; ``class_`` and ``stroke_width`` become ``class`` and ``stroke-width``."""
    names = {name.rstrip("_").replace("_", "-"): short(value) for name, value in attributes.items()}
    element = ElementTree.Element(tag, names)
    for child in children:
        if isinstance(child, str):
            element.text = child
        else:
            element.append(child)
    return element


def drawing(width: float, height: float, title: str, children: Iterable[Element]) -> Element:
    """A whole drawing that scales to the width it is given and reads out its title."""
    return draw(
        "svg",
        draw("title", title),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {short(width)} {short(height)}",
        role="img",
        aria_label=title,
    )


def write(element: Element) -> str:
    """The element as text."""
    return ElementTree.tostring(element, encoding="unicode")


def short(value: object) -> str:
    """A number with at most two decimals; anything else as its text."""
    if isinstance(value, (float, np.floating)):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def line_path(x: Row, y: Row) -> str:
    """Path through the points, shape ``(n,)`` each; NaN lifts the pen."""
    parts: list[str] = []
    pen_up = True
    for x_now, y_now in zip(x.tolist(), y.tolist(), strict=True):
        if isnan(y_now) or isnan(x_now):
            pen_up = True
            continue
        parts.append(f"{'M' if pen_up else 'L'}{short(x_now)} {short(y_now)}")
        pen_up = False
    return "".join(parts)


def thin(time: Row, rows: list[Row], limit: int) -> tuple[Row, list[Row]]:
    """Fewer points that keep every peak.

    Neighbouring frames are gathered into groups, and of each group its smallest and its
    largest value stay, in their order of time. A group with a missing frame starts with
    NaN, so that no gap is closed.

    Parameters
    ----------
    time, rows
        Shape ``(n_frames,)`` each.
    limit
        Most points to keep.

    Returns
    -------
    tuple
        Times and rows of at most ``limit`` points.
    """
    if time.size <= limit:
        return time, rows
    starts = np.linspace(0, time.size, limit // 2 + 1).astype(np.intp)[:-1]
    sizes = np.diff(np.append(starts, time.size))
    kept_time = np.stack([time[starts], time[starts + sizes // 2]], axis=1)
    kept_time[-1, 1] = time[-1]
    return kept_time.reshape(-1), [_thin_row(row, starts, sizes) for row in rows]


def _thin_row(row: Row, starts: NDArray[np.intp], sizes: NDArray[np.intp]) -> Row:
    """Smallest and largest value of each group in their order, shape ``(2 * n_groups,)``."""
    low, high = np.fmin.reduceat(row, starts), np.fmax.reduceat(row, starts)
    rising = _first(row == np.repeat(low, sizes), starts) <= _first(
        row == np.repeat(high, sizes), starts
    )
    pairs = np.stack([np.where(rising, low, high), np.where(rising, high, low)], axis=1)
    broken = np.add.reduceat(np.isnan(row), starts) > 0
    pairs[broken, 0] = np.nan
    pairs[broken, 1] = high[broken]
    return pairs.reshape(-1)


def _first(hit: NDArray[np.bool_], starts: NDArray[np.intp]) -> NDArray[np.intp]:
    """Place of the first hit of each group."""
    places = np.where(hit, np.arange(hit.size), hit.size)
    first: NDArray[np.intp] = np.minimum.reduceat(places, starts)
    return first


def break_at_gaps(time: Row, rows: list[Row]) -> tuple[Row, list[Row]]:
    """Put one missing point into every gap of the time axis, so that no line crosses it."""
    if time.size < 2:
        return time, rows
    usual = usual_interval_s(time)
    gaps = np.flatnonzero(np.diff(time) > GAP_FACTOR * usual) + 1
    middle = time[gaps - 1] + usual
    return np.insert(time, gaps, middle), [np.insert(row, gaps, np.nan) for row in rows]
