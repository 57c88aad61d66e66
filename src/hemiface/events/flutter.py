"""Flutter of one lid, as in eyelid myokymia: fine, rhythmic, without closure."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hemiface.events.bouts import merge_runs
from hemiface.model.anatomy import Region, Side
from hemiface.model.events import Event, EventPattern, EventSide, EventType
from hemiface.model.signals import Signals
from hemiface.model.timebase import find_spans
from hemiface.settings import EventSettings


def is_flutter(bout: Event, settings: EventSettings) -> bool:
    """Whether a bout is a train of small quick twitches of the lid alone."""
    small = (bout.amplitude or 0.0) < settings.flutter_closure
    quick = (bout.twitch_rate_hz or 0.0) >= settings.flutter_rate_hz
    train = (bout.n_twitches or 0) >= settings.flutter_twitches
    alone = set(bout.regions) <= {Region.EYELID, Region.BROW}
    return small and alone and quick and train


def as_flutter(bout: Event) -> Event:
    """Describe a bout as what it is: flutter, not spasm."""
    return replace(
        bout,
        event_type=EventType.MOVEMENT,
        pattern=EventPattern.NONE,
        subtype="flutter",
        brow_lift=None,
    )


def find_flutter(
    signals: Signals, side: Side, taken: Sequence[Event], settings: EventSettings
) -> list[Event]:
    """Find flutter too fine for bouts, outside the events already found.

    Both readings of the lid must swing together, more than the other lid does, for long
    enough and without the eye closing.
    """
    own, other = signals.side(side), signals.side(side.opposite)
    level = np.nan_to_num(own.flutter_mm)
    needed = np.maximum(
        settings.flutter_mm, settings.flutter_ratio * np.nan_to_num(other.flutter_mm)
    )
    free = level > needed
    free &= np.nan_to_num(own.eyelid_closure) < settings.flutter_closure
    for event in taken:
        free &= (signals.time < event.onset) | (signals.time > event.offset)
    runs = merge_runs(signals.time, find_spans(free), settings.merge_gap_s)
    return [
        _describe(signals, side, start, stop)
        for start, stop in runs
        if signals.time[stop - 1] - signals.time[start] >= settings.flutter_s
    ]


def _describe(signals: Signals, side: Side, start: int, stop: int) -> Event:
    row = signals.side(side).flutter_mm[start:stop]
    peak = int(np.nanargmax(row))
    size = float(row[peak])
    return Event(
        onset=float(signals.time[start]),
        duration=float(signals.time[stop - 1] - signals.time[start]),
        event_type=EventType.MOVEMENT,
        side=EventSide.of(side),
        subtype="flutter",
        regions=(Region.EYELID,),
        amplitude=size / signals.full_closure_mm[side],
        amplitude_mm=size,
        peak_time=float(signals.time[start + peak]),
        confidence=float(np.clip(size / 0.2, 0, 1)),
    )
