"""The recording over time: numbers for the interactive plot, and its still twin."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from hemiface.model.analysis import Analysis
from hemiface.model.anatomy import Side
from hemiface.model.assessment import Activity, ActivityName
from hemiface.model.events import Event, EventSide
from hemiface.model.signals import SignalName, Signals
from hemiface.model.timebase import find_spans, frame_durations_s
from hemiface.reports.drawing import Element, Row, break_at_gaps, draw, drawing, line_path, thin
from hemiface.reports.language import Language

MOST_POINTS = 6000
"""Points of a trace in the interactive plot: a minute at 60 per second keeps every frame."""

STILL_POINTS = 1100
"""Points of a trace in the still drawing: about one a printed dot."""

WIDTH, EDGE, RIGHT_EDGE = 960, 58, 16
LANE_HEIGHT = 15
LETTER = 8
"""Room that a letter takes at most."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One strip of the timeline: a signal of both sides on one scale.

    Parameters
    ----------
    name
        Signal shown.
    digits
        Decimals worth keeping.
    least
        Smallest span of the value axis, in the unit of the signal.
    height
        Height in the still drawing.
    """

    name: SignalName
    digits: int
    least: tuple[float, float]
    height: int


PANELS = (
    Panel(SignalName.EYELID_CLOSURE, 3, (-0.1, 1.1), 104),
    Panel(SignalName.MOUTH_CORNER_EXCURSION, 2, (-1.0, 3.0), 62),
    Panel(SignalName.MOTION, 3, (0.0, 0.5), 46),
)

LANES = (EventSide.RIGHT, EventSide.BOTH, EventSide.LEFT)
"""Rows of the events; right above left, as the picture shows them from left to right."""


def invalid_spans(signals: Signals) -> list[tuple[float, float]]:
    """Onset and end, in seconds, of every stretch that could not be measured."""
    time = signals.time
    if time.size == 0:
        return []
    durations = frame_durations_s(time)
    spans = [
        (float(time[start]), float(time[stop - 1] + durations[stop - 1]))
        for start, stop in find_spans(~signals.valid)
    ]
    ends = time[:-1] + durations[:-1]
    gaps = np.flatnonzero(time[1:] - ends > 1e-9)
    spans += [(float(ends[i]), float(time[i + 1])) for i in gaps]
    return sorted(spans)


def plot_range(signals: Signals, panel: Panel) -> tuple[float, float]:
    """Value axis that holds both sides, and never less than a usual movement."""
    low, high = panel.least
    for side in Side:
        row = signals.side(side).get(panel.name)
        seen = row[np.isfinite(row)]
        if seen.size:
            low, high = min(low, float(seen.min())), max(high, float(seen.max()))
    return low, high


def pack_curves(analysis: Analysis) -> dict[str, object]:
    """The curves of both sides, thinned to what a plot can show, as plain values for JSON."""
    signals = analysis.signals
    rows = [signals.side(side).get(panel.name) for panel in PANELS for side in Side]
    time, rows = thin(*break_at_gaps(signals.time, rows), MOST_POINTS)
    digits = [panel.digits for panel in PANELS for _ in Side]
    return {
        "time": [round(value, 3) for value in time.tolist()],
        "rows": [_pack(row, places) for row, places in zip(rows, digits, strict=True)],
    }


def pack_timeline(analysis: Analysis, events: Sequence[dict[str, object]]) -> dict[str, object]:
    """What the interactive plot needs beside its curves, as plain values for JSON.

    Parameters
    ----------
    analysis
        What was measured.
    events
        One row of words and numbers an event, in the order of the analysis.
    """
    signals = analysis.signals
    return {
        "ranges": [plot_range(signals, panel) for panel in PANELS],
        "duration": recording_end(analysis),
        "activities": [
            [activity.name, round(activity.onset, 3), round(activity.onset + activity.duration, 3)]
            for activity in analysis.assessment.activities
        ],
        "invalid": [[round(a, 3), round(b, 3)] for a, b in invalid_spans(signals)],
        "events": list(events),
    }


def recording_end(analysis: Analysis) -> float:
    """Right end of the time axis in seconds."""
    time = analysis.signals.time
    last = float(time[-1]) if time.size else 0.0
    return max(analysis.quality.duration_s, last, 0.1)


def _pack(row: Row, digits: int) -> list[float | None]:
    return [None if isnan(value) else round(value, digits) for value in row.tolist()]


def draw_timeline(
    analysis: Analysis,
    language: Language,
    panels: Sequence[Panel] = PANELS,
    name: str = "timeline",
) -> Element:
    """The still twin: for print, for mail clients and for papers.

    Parameters
    ----------
    analysis
        What was measured.
    language
        Language of the words.
    panels
        What is drawn, from top to bottom.
    name
        Told apart from other drawings on the same page.
    """
    end = recording_end(analysis)
    seen = analysis.assessment.activities
    lanes_bottom = LANE_HEIGHT * (len(LANES) + bool(seen)) + 6
    parts = [_hatch(name), *_draw_events(analysis.events, end, language)]
    parts += _draw_activities(seen, LANE_HEIGHT * len(LANES), end, language)
    top = lanes_bottom + 18.0
    for panel in panels:
        parts += _draw_panel(analysis.signals, panel, top, end, language)
        top += panel.height + 20
    parts += _draw_time_axis(top - 14, end, language)
    for onset, stop in invalid_spans(analysis.signals):
        x = _x(onset, end)
        parts.append(
            draw(
                "rect",
                x=x,
                y=0,
                width=max(_x(stop, end) - x, 0.6),
                height=top - 20,
                fill=f"url(#{name}-hatch)",
                class_="invalid",
            )
        )
    return drawing(WIDTH, top + 5, language("timeline.title"), parts)


def _x(time: float, end: float) -> float:
    return EDGE + (WIDTH - EDGE - RIGHT_EDGE) * min(max(time / end, 0.0), 1.0)


def _hatch(name: str) -> Element:
    lines = draw("path", d="M-2 8L8 -2M2 12L12 2", class_="hatch")
    pattern = draw(
        "pattern", lines, id=f"{name}-hatch", width=8, height=8, patternUnits="userSpaceOnUse"
    )
    return draw("defs", pattern)


def _draw_events(events: Sequence[Event], end: float, language: Language) -> list[Element]:
    parts = []
    for row, side in enumerate(LANES):
        y = row * LANE_HEIGHT
        parts.append(_text(language(f"lane.{side}"), EDGE - 8, y + 11.5, "end", f"lane {side}"))
        parts.append(draw("path", d=f"M{EDGE} {y + 7.5}H{WIDTH - RIGHT_EDGE}", class_="grid"))
    for event in events:
        y = LANES.index(event.side) * LANE_HEIGHT
        x = _x(event.onset, end)
        parts.append(
            draw(
                "rect",
                x=x,
                y=y + 2,
                width=max(_x(event.offset, end) - x, 3.0),
                height=LANE_HEIGHT - 4,
                rx=2,
                class_=f"event {event.event_type} {event.side}",
            )
        )
    return parts


def _draw_activities(
    activities: Sequence[Activity], y: float, end: float, language: Language
) -> list[Element]:
    """One lane: what the person was seen to do, in words where there is room."""
    if not activities:
        return []
    parts = [_text(language("lane.activity"), EDGE - 8, y + 11.5, "end", "lane")]
    for activity in activities:
        x = _x(activity.onset, end)
        width = max(_x(activity.onset + activity.duration, end) - x, 1.0)
        still = activity.name is ActivityName.REST
        parts.append(
            draw(
                "rect",
                x=x,
                y=y + (7 if still else 2),
                width=width,
                height=2 if still else LANE_HEIGHT - 4,
                class_="activity",
            )
        )
        word = language(f"activity.{activity.name}")
        if not still and width > LETTER * len(word):
            parts.append(_text(word, x + 4, y + 11.5, "start", "activity-name"))
    return parts


def _draw_panel(
    signals: Signals, panel: Panel, top: float, end: float, language: Language
) -> list[Element]:
    low, high = plot_range(signals, panel)
    bottom = top + panel.height

    def y_of(values: Row) -> Row:
        scaled: Row = bottom - panel.height * (values - low) / (high - low)
        return scaled

    parts = [_text(language(f"panel.{panel.name}"), EDGE + 4, top - 5, "start", "panel-name")]
    for value in ticks(panel, low, high):
        y = float(y_of(np.array([value]))[0])
        parts.append(draw("path", d=f"M{EDGE} {y:.1f}H{WIDTH - RIGHT_EDGE}", class_="grid"))
        text = tick_text(panel, value, language)
        parts.append(_text(text, EDGE - 8, y + 4, "end", "tick"))
    for side in Side:
        row = signals.side(side).get(panel.name)
        time, (row,) = thin(*break_at_gaps(signals.time, [row]), STILL_POINTS)
        scale = (WIDTH - EDGE - RIGHT_EDGE) / end
        path = line_path(EDGE + time * scale, y_of(row))
        if path:
            parts.append(draw("path", d=path, class_=f"trace {side}"))
    return parts


def ticks(panel: Panel, low: float, high: float) -> list[float]:
    """A few round values on a value axis."""
    if panel.name is SignalName.EYELID_CLOSURE:
        return [0.0, 0.5, 1.0]
    step = next(step for step in (0.25, 0.5, 1, 2, 5, 10, 20, 50, 1e9) if (high - low) / step <= 4)
    first = np.ceil(low / step) * step
    return [float(value) for value in np.arange(first, high + 1e-9, step)]


def tick_text(panel: Panel, value: float, language: Language) -> str:
    """A value as it stands beside the axis."""
    if panel.name is SignalName.EYELID_CLOSURE:
        return language.percent(value)
    digits = 0 if value == round(value) else 1 if value == round(value, 1) else 2
    return language.number(value, digits)


def _draw_time_axis(top: float, end: float, language: Language) -> list[Element]:
    step = next(step for step in (1, 2, 5, 10, 30, 60, 120, 300, 600, 1e9) if end / step <= 12)
    parts = []
    for time in np.arange(0, end + 1e-9, step):
        text = language.quantity(float(time), "s", 0)
        parts.append(_text(text, _x(float(time), end), top + 14, "middle", "tick"))
    return parts


def _text(text: str, x: float, y: float, anchor: str, kind: str) -> Element:
    return draw("text", text, x=x, y=y, text_anchor=anchor, class_=f"label {kind}")
