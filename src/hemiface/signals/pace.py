"""Whether the lids move at the pace of life, or as in slow motion."""

import numpy as np

from hemiface.model.quality import Flaw, QualityFlag, Severity
from hemiface.model.signals import Series, Signals
from hemiface.model.timebase import find_spans, length_s

_DEEP = 0.5
"""Closure of both eyes from which it is a blink or a longer closing of the lids."""

_LOW, _HIGH = 0.2, 0.8
"""Shares of a closure's depth between which its closing and its opening are timed."""

_SLOW_MOVE_S, _SLOW_WIDTH_S = 0.22, 0.45
"""Seconds of closing and opening together, and of the closure at half its depth, that no blink
takes: blinks last 0.1 to 0.4 s in all (Kwon et al. 2013, doi:10.1098/rsif.2013.0227). On 12 faces,
real and rendered, both moves took .07 to .18 s; four times slowed .26 s and more."""


def assess_pace(signals: Signals) -> tuple[QualityFlag, ...]:
    """Flag a recording in which every closing of both eyes is far too slow for a blink.

    One quick blink shows that time is that of life; without any closing nothing is said.
    """
    both = np.minimum(signals.left.eyelid_closure, signals.right.eyelid_closure)
    closures = [
        _time_closure(signals.time, both, start, stop)
        for start, stop in find_spans(np.nan_to_num(both) > _DEEP)
    ]
    known = [closure for closure in closures if closure is not None]
    slow = [move >= _SLOW_MOVE_S and width >= _SLOW_WIDTH_S for move, width in known]
    if not known or not all(slow):
        return ()
    length = length_s(signals.time)
    return (
        QualityFlag.build(
            Flaw.SLOW_MOTION,
            Severity.SERIOUS,
            float(signals.time[0]),
            length,
            kind="doubt",
        ),
    )


def _time_closure(
    time: Series, closure: Series, start: int, stop: int
) -> tuple[float, float] | None:
    """Seconds of closing and opening, and of the whole at half depth; None if cut off."""
    peak = float(closure[start:stop].max())
    first = start + int(np.argmax(closure[start:stop] >= _HIGH * peak))
    last = stop - 1 - int(np.argmax(closure[start:stop][::-1] >= _HIGH * peak))
    levels = [_HIGH * peak, peak / 2, _LOW * peak]
    closed, half_closed, closing = (_cross(time, closure, first, at, step=-1) for at in levels)
    opening, half_open, opened = (_cross(time, closure, last, at, step=1) for at in levels)
    move, width = (closed - closing) + (opened - opening), half_open - half_closed
    return (move, width) if np.isfinite(move + width) else None


def _cross(time: Series, row: Series, frame: int, level: float, *, step: int) -> float:
    """When a row falls below a level, from a frame on in one direction; NaN if it does not."""
    while 0 <= frame < len(row) and row[frame] >= level:
        frame += step
    if not 0 <= frame < len(row) or not np.isfinite(row[frame]):
        return float("nan")
    inner = frame - step
    share = (level - row[frame]) / (row[inner] - row[frame])
    return float(time[frame] + share * (time[inner] - time[frame]))
