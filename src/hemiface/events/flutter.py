"""Flutter of one lid, as in eyelid myokymia: fine, rhythmic, without closure."""

from collections.abc import Sequence

import numpy as np

from hemiface.events.bouts import head_speed
from hemiface.events.peaks import find_breaks, merge_runs
from hemiface.model.anatomy import Region, Side
from hemiface.model.definitions import FLUTTER
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.signals import Mask, Signals
from hemiface.model.timebase import Times, find_spans
from hemiface.settings import EventSettings

_FLUTTERING = 0.5
"""Share of a stretch in which the lid itself flutters; a small spasm alone has none."""


def could_be_flutter(bout: Event, settings: EventSettings) -> bool:
    """Whether a bout is no larger than flutter and moves the lid alone."""
    small = (bout.amplitude or 0.0) < settings.flutter_closure
    return small and set(bout.regions) <= {Region.EYELID, Region.BROW}


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
    still = head_speed(signals) < settings.flutter_head_deg_per_s
    flutters = _swings_alone(signals, side, settings)
    flutters &= ~_within(time, taken, settings.flutter_reach_s)
    flutters |= _within(time, [bout for bout in fine if _is_train(bout, settings)])
    joined = (flutters | _within(time, fine)) & still
    breaks = find_breaks(time, signals.side(side).flutter_mm)
    trains = [
        (start, stop)
        for start, stop in merge_runs(time, find_spans(joined), settings.merge_gap_s, breaks)
        if flutters[start:stop].mean() >= _FLUTTERING
        and time[stop - 1] - time[start] >= settings.flutter_s
    ]
    # A blink within a train interrupts what is written down, not the train.
    free = ~_within(time, taken)
    return [
        _describe(signals, side, start + first, start + last)
        for start, stop in trains
        for first, last in find_spans(free[start:stop])
        if time[start + last - 1] - time[start + first] >= 1 / settings.flutter_rate_hz
    ]


def _is_train(bout: Event, settings: EventSettings) -> bool:
    """Whether contractions follow each other quickly enough to be flutter by themselves."""
    quick = (bout.twitch_rate_hz or 0.0) >= settings.flutter_rate_hz
    return quick and (bout.n_twitches or 0) >= settings.flutter_twitches


def _swings_alone(signals: Signals, side: Side, settings: EventSettings) -> Mask:
    """Frames on which a lid that is not closing swings, and more than the other one."""
    own, other = (np.nan_to_num(signals.side(s).flutter_mm) for s in (side, side.opposite))
    closure = np.nan_to_num(signals.side(side).eyelid_closure)
    needed_mm = np.maximum(settings.flutter_mm, settings.flutter_ratio * other)
    return (own > needed_mm) & (closure < settings.flutter_closure)


def _within(time: Times, events: Sequence[Event], reach_s: float = 0.0) -> Mask:
    """Frames within any of the events, or so close to one."""
    inside = np.zeros(time.shape, bool)
    for event in events:
        inside |= (time >= event.onset - reach_s) & (time <= event.offset + reach_s)
    return inside


def _describe(signals: Signals, side: Side, start: int, stop: int) -> Event:
    row = signals.side(side).flutter_mm[start:stop]
    peak = int(np.argmax(np.nan_to_num(row)))
    size = float(np.nan_to_num(row[peak]))
    return Event(
        onset=float(signals.time[start]),
        duration=float(signals.time[stop - 1] - signals.time[start]),
        event_type=EventType.MOVEMENT,
        side=EventSide.of(side),
        subtype=FLUTTER,
        regions=(Region.EYELID,),
        amplitude=size / signals.full_closure_mm[side],
        amplitude_mm=size,
        peak_time=float(signals.time[start + peak]),
        confidence=float(np.clip(size / 0.2, 0, 1)),
    )
