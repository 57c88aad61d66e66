"""A recording as tiers of annotations, as ELAN shows them."""

from collections.abc import Iterable

from hemiface.formats.annotations import name_event
from hemiface.formats.elan import Row, spread_tiers, write_elan
from hemiface.model.analysis import Analysis
from hemiface.model.events import Event

QUALITY_TIER, ACTIVITY_TIER = "quality", "activity"


def analysis_to_elan(analysis: Analysis) -> bytes:
    """Events, activities and flaws of the recording as tiers over the video, in EAF."""
    return write_elan(lay_out_tiers(analysis), analysis.video.name)


def events_to_elan(events: Iterable[Event]) -> bytes:
    """Events alone as tiers over a video without a name, in EAF."""
    labels = [name_event(event) for event in events]
    rows: list[Row] = [(label.onset, label.offset, label.name, label.value) for label in labels]
    return write_elan(spread_tiers(rows))


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
