"""Surface electromyography of a face, beside its video."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from hemiface.model.anatomy import Side
from hemiface.model.signals import Series
from hemiface.model.timebase import Times


@dataclass(frozen=True, slots=True)
class EmgRecording:
    """One muscle a side, evenly sampled.

    Parameters
    ----------
    rate_hz
        Samples a second.
    channels
        Voltage by the person's own side, one length, in microvolts where the file says its unit.
    start_s
        When the first sample was taken, on the clock of the video, in seconds.
    """

    rate_hz: float
    channels: Mapping[Side, Series]
    start_s: float = 0.0

    @property
    def n_samples(self) -> int:
        """Samples of each channel."""
        return next(iter(self.channels.values())).size

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.n_samples / self.rate_hz

    @property
    def time(self) -> Times:
        """When each sample was taken, on the clock of the video, in seconds."""
        return self.start_s + np.arange(self.n_samples) / self.rate_hz

    def shifted(self, seconds: float) -> Self:
        """The same on a clock that is so many seconds ahead."""
        return replace(self, start_s=self.start_s + seconds)


SURE_BLINKS = 5
"""Blinks of both that must meet, twice as many as at any other shift, for the clocks to be sure."""


@dataclass(frozen=True, slots=True)
class ClockMatch:
    """How far the clock of the EMG is behind that of the video, by the blinks in both.

    Parameters
    ----------
    shift_s
        What to add to the clock of the EMG.
    n_meeting
        Pairs of blinks that lie together then.
    n_blinks
        Blinks that could: the fewer of both.
    n_elsewhere
        Most pairs that lie together at any other shift.
    spread_s
        Robust standard deviation of what is left between them.
    """

    shift_s: float
    n_meeting: int
    n_blinks: int
    n_elsewhere: int
    spread_s: float

    @property
    def is_sure(self) -> bool:
        """Whether so many blinks meet, and so many fewer at any other shift, that it is no chance.

        The limits are hemiface's own: on simulated blinks that have nothing to do with each
        other they are passed in fewer than one of a hundred recordings (the tests).
        """
        return self.n_meeting >= SURE_BLINKS and self.n_meeting >= 2 * self.n_elsewhere


@dataclass(frozen=True, slots=True)
class ClapMatch:
    """How far the clock of the EMG is behind that of the video, by the claps in both.

    Parameters
    ----------
    shift_s
        What to add to the clock of the EMG.
    n_meeting
        Claps that lie together then.
    n_claps
        Claps that could: the fewer of both.
    """

    shift_s: float
    n_meeting: int
    n_claps: int


@dataclass(frozen=True, slots=True)
class EmgChannel:
    """One channel beside those of the muscles: a microphone, or the mark of a trigger.

    Parameters
    ----------
    rate_hz
        Samples a second.
    values
        Shape ``(n_samples,)``.
    start_s
        When the first sample was taken, on the clock of the file, in seconds.
    """

    rate_hz: float
    values: Series
    start_s: float = 0.0


@dataclass(frozen=True, slots=True)
class EmgCurves:
    """Strength of the muscles over time, on the clock of the video, for a picture.

    Parameters
    ----------
    time
        Middle of each stretch, in seconds, shape ``(n_stretches,)``.
    strength
        Largest envelope in each stretch by the person's own side, same shape; in microvolts where
        the file says its unit.
    """

    time: Times
    strength: Mapping[Side, Series]
