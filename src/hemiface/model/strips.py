"""A few pictures through one event, for people to look at."""

from dataclasses import dataclass

from hemiface.model.analysis import Analysis
from hemiface.model.video import Image


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
class IllustratedAnalysis:
    """One recording, measured, with pictures of what happened.

    Parameters
    ----------
    analysis
        Everything the recording shows.
    strips
        Pictures through its strongest events, strongest first.
    """

    analysis: Analysis
    strips: tuple[EventStrip, ...] = ()
