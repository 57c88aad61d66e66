"""BORIS: the table of aggregated events (Friard & Gamba 2016, doi:10.1111/2041-210X.12584)."""

import csv
from pathlib import Path

from hemiface.model.analysis import Analysis
from hemiface.model.events import Event
from hemiface.reports.exports.layout import describe_event, tier_name

COLUMNS = (
    "Observation id",
    "Observation date",
    "Description",
    "Observation type",
    "Source",
    "Time offset (s)",
    "Coding duration",
    "Media duration (s)",
    "FPS (frame/s)",
    "Subject",
    "Observation duration by subject by observation",
    "Behavior",
    "Behavioral category",
    "Modifiers",
    "Behavior type",
    "Start (s)",
    "Stop (s)",
    "Duration (s)",
    "Media file name",
    "Image index start",
    "Image index stop",
    "Image file path start",
    "Image file path stop",
    "Comment start",
    "Comment stop",
)
"""Columns of *Observations > Export events > Aggregated events* in BORIS 8."""


def export_boris(analysis: Analysis, folder: Path, stem: str) -> tuple[Path, ...]:
    """One row an event, as BORIS writes and reads aggregated events.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    path = folder / f"{stem}_boris.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(_row(analysis, event, stem) for event in analysis.events)
    return (path,)


def _row(analysis: Analysis, event: Event, stem: str) -> dict[str, object]:
    quality = analysis.quality
    rate = quality.frame_rate_hz
    return {
        "Observation id": stem,
        "Observation date": analysis.provenance.created_at,
        "Description": f"hemiface {analysis.provenance.package_version}",
        "Observation type": "Media file(s)",
        "Source": f"player #1:{analysis.video.name}",
        "Time offset (s)": 0,
        "Coding duration": f"{quality.duration_s:.3f}",
        "Media duration (s)": f"{quality.duration_s:.3f}",
        "FPS (frame/s)": "" if rate is None else f"{rate:.3f}",
        "Subject": "No focal subject",
        "Observation duration by subject by observation": f"{quality.duration_s:.3f}",
        "Behavior": tier_name(event),
        "Behavioral category": event.event_type.value,
        "Modifiers": "|".join(part for part in (event.side.value, event.pattern.value) if part),
        "Behavior type": "STATE",
        "Start (s)": f"{event.onset:.3f}",
        "Stop (s)": f"{event.offset:.3f}",
        "Duration (s)": f"{event.duration:.3f}",
        "Media file name": analysis.video.name,
        "Comment start": describe_event(event),
    }
