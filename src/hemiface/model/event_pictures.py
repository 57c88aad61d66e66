"""A few pictures through one event, for people to look at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemiface.model.analysis import Analysis
from hemiface.model.corrections import Correction
from hemiface.model.events import Event, EventType
from hemiface.model.timebase import Times
from hemiface.model.video import Image

MOST_STRIPS = 6
STRIP_MARGIN_S = 0.25
"""Time before and after an event at which a strip begins and ends, in seconds."""

MESH_UNITS = 4096
"""Steps of a kept mesh to the side of the square about the face: finer than a pixel of most."""


@dataclass(frozen=True, slots=True)
class StripFrame:
    """One picture of an event.

    Parameters
    ----------
    time
        Presentation time in seconds.
    image
        The face, shape ``(height, width, 3)``, never mirrored: the person's left is on
        the right of the picture.
    """

    time: float
    image: Image


@dataclass(frozen=True, slots=True)
class EventStrip:
    """Pictures through one event, in order of time.

    Parameters
    ----------
    event_index
        Place of the event in the analysis' row of events.
    frames
        The pictures.
    """

    event_index: int
    frames: tuple[StripFrame, ...]


@dataclass(frozen=True, slots=True)
class FaceTrack:
    """Where the face was, so that its pictures can be cut again from the same video.

    Parameters
    ----------
    time
        Presentation times in seconds, shape ``(n_frames,)``.
    squares
        Upright square about the face: x and y of its middle and its side, in pixels of
        the picture turned the right way round, and its clockwise turn in radians; NaN
        without a face. Shape ``(n_frames, 4)``.
    eyes
        Where both eyes are to be looked at, held steady: x and y of the middle of the left and of
        the right one, the width of the wider one and the clockwise turn of both; in the same
        pixels. NaN without a face; None where it was not kept. Shape ``(n_frames, 6)``.
    mesh
        The points of `hemiface.model.face_mesh.DRAWN` as they were measured: x and y from the
        middle of the square, in `MESH_UNITS` of its side. 0 without a face; None where it was
        not kept. Shape ``(n_frames, n_points, 2)``.
    """

    time: Times
    squares: NDArray[np.float32]
    eyes: NDArray[np.float32] | None = None
    mesh: NDArray[np.int16] | None = None


@dataclass(frozen=True, slots=True)
class IllustratedAnalysis:
    """One recording, measured, with pictures of what happened.

    Parameters
    ----------
    analysis
        Everything the recording shows.
    strips
        Pictures through its strongest events, strongest first.
    track
        Where further pictures can be cut.
    lost
        Corrections of a person whose event is not there.
    """

    analysis: Analysis
    strips: tuple[EventStrip, ...] = ()
    track: FaceTrack | None = None
    lost: tuple[Correction, ...] = ()


def choose_events(events: Sequence[Event]) -> list[int]:
    """Events worth a strip: spasms and what resembles them before blinks, the largest first."""
    wanted = (EventType.SPASM, EventType.SYNKINESIS, EventType.BLINK)
    lids = [index for index, event in enumerate(events) if event.event_type in wanted]
    lids.sort(
        key=lambda index: (
            wanted.index(events[index].event_type),
            -(events[index].amplitude or 0.0) * (events[index].confidence or 0.0),
        )
    )
    return lids[:MOST_STRIPS]


def choose_moments(event: Event) -> tuple[float, ...]:
    """Moments of an event's pictures, in seconds: before, at its onset, peak, end, and after."""
    middle = event.onset + event.duration / 2
    peak = middle if event.peak_time is None else event.peak_time
    before, after = event.onset - STRIP_MARGIN_S, event.offset + STRIP_MARGIN_S
    return before, event.onset, peak, event.offset, after
