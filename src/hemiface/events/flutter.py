"""Flutter of one lid, as in eyelid myokymia: fine, rhythmic, without closure."""

from collections.abc import Sequence

import numpy as np

from hemiface.events.bouts import head_speed
from hemiface.events.peaks import find_breaks, merge_runs
from hemiface.model.anatomy import Region, Side
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.signals import Signals
from hemiface.model.timebase import find_spans
from hemiface.settings import EventSettings

FLUTTERING = 0.5
"""Share of a stretch in which the lid itself flutters; a small spasm alone has none."""


def could_be_flutter(bout: Event, settings: EventSettings) -> bool:
    """Whether a bout is no larger than flutter and moves the lid alone."""
    small = (bout.amplitude or 0.0) < settings.flutter_closure
    return small and set(bout.regions) <= {Region.EYELID, Region.BROW}


def _is_train(bout: Event, settings: EventSettings) -> bool:
    """Whether contractions follow each other quickly enough to be flutter by themselves."""
    quick = (bout.twitch_rate_hz or 0.0) >= settings.flutter_rate_hz
    return quick and (bout.n_twitches or 0) >= settings.flutter_twitches


def find_flutter(
    signals: Signals,
    side: Side,
    fine: Sequence[Event],
    taken: Sequence[Event],
    settings: EventSettings,
) -> list[Event]:
    """Find flutter: small twitches in a row, and what is too fine to be counted as such.

    Both readings of the lid must swing together, more than the other lid does, with the
    head at rest, without the eye closing, and for long enough.

    Parameters
    ----------
    signals, side
        The face and the person's own side.
    fine
        Bouts of this side that could be flutter: a quick train is, a single contraction
        is where the lid flutters next to it.
    taken
        Other events, in which the lids swing in the same band.
    settings
        Parameters of this stage.
    """
    time = signals.time
    own, other = signals.side(side), signals.side(side.opposite)
    still = head_speed(signals) < settings.flutter_head_deg_per_s
    flutters = np.nan_to_num(own.flutter_mm) > np.maximum(
        settings.flutter_mm, settings.flutter_ratio * np.nan_to_num(other.flutter_mm)
    )
    flutters &= np.nan_to_num(own.eyelid_closure) < settings.flutter_closure
    for event in taken:
        reach = settings.flutter_reach_s
        flutters &= (time < event.onset - reach) | (time > event.offset + reach)
    for bout in fine:
        if _is_train(bout, settings):
            flutters |= (time >= bout.onset) & (time <= bout.offset)
    joined = flutters.copy()
    for bout in fine:
        joined |= (time >= bout.onset) & (time <= bout.offset)
    breaks = find_breaks(time, own.flutter_mm)
    runs = [
        (start, stop)
        for start, stop in merge_runs(
            time, find_spans(joined & still), settings.merge_gap_s, breaks
        )
        if flutters[start:stop].mean() >= FLUTTERING
    ]
    # A blink within a train interrupts what is written down, not the train.
    free = np.ones(time.shape, bool)
    for event in taken:
        free &= (time < event.onset) | (time > event.offset)
    return [
        _describe(signals, side, start + first, start + last)
        for start, stop in runs
        if time[stop - 1] - time[start] >= settings.flutter_s
        for first, last in find_spans(free[start:stop])
        if time[start + last - 1] - time[start + first] >= 1 / settings.flutter_rate_hz
    ]


def _describe(signals: Signals, side: Side, start: int, stop: int) -> Event:
    row = signals.side(side).flutter_mm[start:stop]
    peak = int(np.argmax(np.nan_to_num(row)))
    size = float(np.nan_to_num(row[peak]))
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
