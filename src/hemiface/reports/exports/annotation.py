"""Events for the annotation programs ELAN and BORIS."""

from pathlib import Path

from hemiface.formats.annotations import events_to_boris, name_event
from hemiface.formats.elan import Row, spread_tiers, write_elan
from hemiface.model.analysis import Analysis

QUALITY_TIER, ACTIVITY_TIER = "quality", "activity"


def export_elan(analysis: Analysis, folder: Path, stem: str) -> tuple[Path, ...]:
    """Events, activities and flaws of the recording as tiers over the video.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    path = folder / f"{stem}.eaf"
    path.write_bytes(write_elan(lay_out_tiers(analysis), analysis.video.name))
    return (path,)


def export_boris(analysis: Analysis, folder: Path, stem: str) -> tuple[Path, ...]:
    """Events as BORIS's table of aggregated events.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    path = folder / f"{stem}.boris.csv"
    text = events_to_boris(analysis.events, analysis.video.name)
    path.write_text(text, encoding="utf-8", newline="")
    return (path,)


def lay_out_tiers(analysis: Analysis) -> list[Row]:
    """Events, activities and flaws as annotations, by tier."""
    labels = [name_event(event) for event in analysis.events]
    spans: list[Row] = [(label.onset, label.offset, label.name, label.value) for label in labels]
    for activity in analysis.assessment.activities:
        end = activity.onset + activity.duration
        spans.append((activity.onset, end, ACTIVITY_TIER, activity.name.value))
    for flag in sorted(analysis.quality.flags, key=lambda flag: flag.onset):
        spans.append((flag.onset, flag.onset + flag.duration, QUALITY_TIER, flag.message))
    return spread_tiers(spans)
