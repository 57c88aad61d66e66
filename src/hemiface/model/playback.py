"""A recording to be watched: its bytes in stretches, and when each picture is shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hemiface.model.timebase import Times

ReadSpan = Callable[[int, int], Iterable[bytes]]
"""Gives the bytes from a place up to another."""


@dataclass(frozen=True, slots=True)
class RecordingBytes:
    """The bytes of a recording, wherever they lie.

    Parameters
    ----------
    size_bytes
        How many there are.
    media_type
        As a browser names it; empty where none plays it and nothing stands in yet.
    digest
        SHA-256 of the recording from which they come; with the media type it tells one from
        another.
    read_span
        Reads a stretch of them.
    stands_in
        Whether they were made of the recording, for it is not played as it is.
    """

    size_bytes: int
    media_type: str
    digest: str
    read_span: ReadSpan
    stands_in: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether it can be played now."""
        return self.media_type != ""


@dataclass(frozen=True, slots=True)
class FrameTimes:
    """When each picture is shown.

    Parameters
    ----------
    measured
        Times of the measurement in seconds, shape ``(n_frames,)``.
    shown
        The same moments on the clock of what is played, in seconds, shape ``(n_frames,)``.
    """

    measured: Times
    shown: Times
