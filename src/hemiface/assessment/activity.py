"""What the person was seen to do when: rest, talk, smile, turn the head."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hemiface.assessment.observed_time import mark_spans
from hemiface.model.assessment import Activity, ActivityName, Measure
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.signals import Mask, Series, Signals
from hemiface.model.timebase import Times, bridge, find_spans, frame_durations_s

LEAST_TIME_S = 10.0
"""Time of one activity below which its measures are not given: a single event in less would
read as more than six a minute."""

_AROUND_S = 0.25
"""Time around a movement in which a face does not rest yet."""

_LEAST_REST_S = 1.0
"""Shortest stretch of stillness that is called rest; its measures need `LEAST_TIME_S` of it."""
_LEAST_TURN_S = 0.3
"""Shortest turn of the head that is called one."""

_TURNED_DEG = 15.0
"""Turn away from the usual direction of the head."""

_TURNING_DEG_PER_S = 20.0
"""Speed of the head from which it turns, wherever it points to."""
_SPEED_S = 0.3
"""Time over which the speed of the head is taken."""


def find_activities(signals: Signals, events: Sequence[Event]) -> tuple[Activity, ...]:
    """Find what the person does, from the events of both sides and the head.

    Rest is what is left of the time in which the face and the mouth were seen. Blinks and
    spasms are no activity: they come at rest as well as in speech. Nor is what a spasm of
    both sides does to the mouth and the brows.

    Parameters
    ----------
    signals
        Both sides over time.
    events
        What happened, corrections included.

    Returns
    -------
    tuple of Activity
        In order of time; empty where the lips were not measured, for then speech and rest
        cannot be told apart.
    """
    if not np.isfinite(signals.mouth_opening_mm).any():
        return ()
    squeezes = [e for e in events if e.event_type is EventType.SPASM and e.side is EventSide.BOTH]
    moves = [
        Activity(event.onset, event.duration, ActivityName(event.subtype))
        for event in events
        if event.event_type is EventType.MOVEMENT
        and event.side is EventSide.BOTH
        and event.subtype in tuple(ActivityName)
        and not any(event.overlaps(squeeze) for squeeze in squeezes)
    ]
    turns = _cut(signals.time, _is_turned(signals), ActivityName.HEAD_TURN, _LEAST_TURN_S)
    moving = bridge(mark_spans(signals.time, [*moves, *turns]), signals.time, _AROUND_S)
    still = signals.valid & np.isfinite(signals.mouth_opening_mm) & ~moving
    rest = _cut(signals.time, still, ActivityName.REST, _LEAST_REST_S)
    return tuple(sorted([*moves, *turns, *rest], key=lambda each: (each.onset, each.name)))


def _cut(time: Times, mask: Mask, name: ActivityName, least_s: float) -> list[Activity]:
    """Stretches of a mask that last."""
    ends = time + frame_durations_s(time)
    spans = [(float(time[a]), float(ends[b - 1] - time[a])) for a, b in find_spans(mask)]
    return [Activity(onset, duration, name) for onset, duration in spans if duration >= least_s]


def _is_turned(signals: Signals) -> Mask:
    """Frames on which the head is turned away from its usual direction, or turning."""
    turned = np.zeros(signals.time.shape, bool)
    for row in (signals.head_yaw_deg, signals.head_pitch_deg):
        seen = np.isfinite(row)
        if not seen.any():
            continue
        away = np.abs(row - np.median(row[seen])) > _TURNED_DEG
        turned |= seen & (away | (_speed(signals.time, row, seen) > _TURNING_DEG_PER_S))
    return turned


def _speed(time: Times, row: Series, seen: Mask) -> Series:
    """Degrees a second, over a short while around each frame."""
    ahead, behind = (
        np.interp(time + s, time[seen], row[seen]) for s in (_SPEED_S / 2, -_SPEED_S / 2)
    )
    return np.abs(ahead - behind) / _SPEED_S


def leave_out_short(measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """Take the value from measures that rest on too little time."""
    return tuple(
        measure
        if measure.valid_time_s >= LEAST_TIME_S
        else replace(measure, value=None, low=None, high=None, standard_error=None)
        for measure in measures
    )
