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
