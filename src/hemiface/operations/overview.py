"""The few numbers of an analysis that fit a terminal."""

from dataclasses import dataclass

from hemiface.model.events import EventSide
from hemiface.model.measures import get_measure
from hemiface.model.quality import Quality, judge_length
from hemiface.operations.permission import open_to_all
from hemiface.results.summary import MeasureEntry, Summary

SHOWN = (
    "spasm_rate_per_min",
    "spasm_time_percent",
    "spasm_duration_median_s",
    "spasm_amplitude_percent",
    "twitch_rate_hz",
    "blink_rate_per_min",
    "complete_blinks_percent",
    "synkinesis_percent",
    "flutter_time_percent",
)
"""Measures worth a line in a terminal; all of them stand in `summary.json`."""


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One measure in words: its name and unit, and a text for each side or the whole face."""

    title: str
    unit: str
    left: str
    right: str
    face: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What a person looks at first.

    Parameters
    ----------
    side, pattern
        Affected side with how sure that is, and what the movement resembles.
    reasons
        Why.
    valid_time
        On how much of the recording it rests.
    rows
        The main numbers.
    advice
        What would make the recording better.
    """

    side: str
    pattern: str
    reasons: tuple[str, ...]
    valid_time: str
    rows: tuple[OverviewRow, ...]
    advice: tuple[str, ...]


@open_to_all
def summarize(summary: Summary) -> Overview:
    """Put the main numbers of a summary into words."""
    quality = summary.quality
    return Overview(
        side=f"{summary.affected_side} (how sure: {summary.side_confidence:.0%})",
        pattern=summary.pattern.label.replace("_", " "),
        reasons=summary.pattern.reasons,
        valid_time=f"{quality.valid_time_s:.1f} of {quality.duration_s:.1f} s{_short(quality)}",
        rows=tuple(row for name in SHOWN if (row := _row(summary, name))),
        advice=tuple(
            dict.fromkeys(f"{flag.message} {flag.advice}" for flag in quality.distinct_flags)
        ),
    )


def _short(quality: Quality) -> str:
    return "" if judge_length(quality.valid_time_s) is None else " (short: film a minute)"


def _row(summary: Summary, name: str) -> OverviewRow | None:
    left = summary.measures.get(f"{name}_{EventSide.LEFT}")
    right = summary.measures.get(f"{name}_{EventSide.RIGHT}")
    face = summary.measures.get(name)
    if left is None and right is None and face is None:
        return None
    info = get_measure(name)
    return OverviewRow(info.title, info.unit, _say(left), _say(right), _say(face))


def _say(entry: MeasureEntry | None) -> str:
    if entry is None:
        return ""
    if entry.value is None:
        return "not measured"
    text = f"{entry.value:.3g}"
    if entry.low is not None and entry.high is not None:
        text += f" ({entry.low:.3g} to {entry.high:.3g})"
    return text
