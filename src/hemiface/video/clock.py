"""Time stamps of a file as seconds that increase strictly."""

from collections import deque
from fractions import Fraction
from statistics import median

_JUMP_BACK_S = 0.25
"""A step back by more than this is a clock that was set anew, not a frame out of order."""

JUMP_AHEAD_S = 60.0
"""A step ahead by more than this is a clock that was set anew, not a pause."""


class FrameClock:
    """Seconds from the first frame of the file, one frame after the other.

    Parameters
    ----------
    origin
        Time stamp of the first frame of the file; None where the file has no stamps.
    unit
        Seconds of one tick.
    interval
        Seconds between frames, used until the frames themselves have shown it.
    """

    def __init__(self, origin: int | None, unit: Fraction, interval: float) -> None:
        self._origin = origin
        self._unit = unit
        self._shift = 0.0
        self._last: float | None = None
        self._steps: deque[float] = deque([interval], maxlen=9)
        self.jumped = False

    def time_of(self, stamp: int | None) -> float | None:
        """Time of the next frame in seconds; None where it has no time of its own.

        A frame that is stamped like, or just before, the one ahead of it cannot be placed.
        A clock that jumps goes on one usual interval later; ``jumped`` says so.
        """
        self.jumped = False
        if self._last is None:
            time = self.read(stamp) if stamp is not None else 0.0
        else:
            time = self._next(stamp, self._last)
            if time <= self._last:
                return None
            self._steps.append(time - self._last)
        self._last = time
        return time

    def read(self, stamp: int) -> float:
        """Seconds that a time stamp means, as the clock runs now."""
        return float((stamp - (self._origin or 0)) * self._unit) + self._shift

    def _next(self, stamp: int | None, last: float) -> float:
        expected = last + median(self._steps)
        if stamp is None:
            return expected
        time = self.read(stamp)
        if last - _JUMP_BACK_S <= time <= last + JUMP_AHEAD_S:
            return time
        self.jumped = True
        self._shift += expected - time
        return expected
