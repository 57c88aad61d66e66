"""Which regions of which side moved on their own, and how far."""

from dataclasses import dataclass

import numpy as np

from hemiface.model.analysis import Analysis
from hemiface.model.anatomy import Region, Side
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.signals import REGION_SIGNALS, SignalName, Signals

INVOLUNTARY = (EventType.SPASM, EventType.SYNKINESIS)
"""Events that nobody makes at will and that are no blinks."""

ROW_OF_REGION = {**REGION_SIGNALS, Region.EYELID: SignalName.EYELID_APERTURE}


@dataclass(frozen=True, slots=True)
class Involvement:
    """What one region of one side did.

    Parameters
    ----------
    region, side
        Where; the person's own side.
    share
        Share of that side's involuntary events in which the region moved, 0..1;
        None without such an event.
    n_events
        Number of events in which it moved.
    size_mm
        Median over those events of its largest departure from usual, in millimeters;
        None where it could not be measured.
    """

    region: Region
    side: Side
    share: float | None
    n_events: int
    size_mm: float | None


def involuntary_events(analysis: Analysis, side: Side | None = None) -> list[Event]:
    """Spasms and synkineses, of one side if it is given."""
    sides = tuple(EventSide) if side is None else (EventSide.BOTH, EventSide.of(side))
    return [
        event
        for event in analysis.events
        if event.event_type in INVOLUNTARY and event.side in sides
    ]


def summarize_involvement(analysis: Analysis) -> list[Involvement]:
    """Every region of both sides, from top to bottom."""
    return [_summarize_region(analysis, region, side) for region in Region for side in Side]


def _summarize_region(analysis: Analysis, region: Region, side: Side) -> Involvement:
    events = involuntary_events(analysis, side)
    moving = [event for event in events if region in event.regions]
    sizes = [departure_mm(analysis.signals, event, region, side) for event in moving]
    sizes = [size for size in sizes if np.isfinite(size)]
    return Involvement(
        region=region,
        side=side,
        share=len(moving) / len(events) if events else None,
        n_events=len(moving),
        size_mm=float(np.median(sizes)) if sizes else None,
    )


def departure_mm(signals: Signals, event: Event, region: Region, side: Side) -> float:
    """Largest departure from usual within an event, in millimeters; NaN where unseen."""
    row = signals.side(side).get(ROW_OF_REGION[region])
    seen = np.isfinite(row)
    inside = seen & (signals.time >= event.onset) & (signals.time <= event.offset)
    if not inside.any():
        return float("nan")
    return float(np.abs(row[inside] - np.median(row[seen])).max())
