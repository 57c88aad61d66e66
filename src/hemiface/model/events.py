"""Things that happen on a face: blinks, spasms and other movement."""

from dataclasses import dataclass
from enum import StrEnum

from hemiface.errors.faults import ReasonError
from hemiface.model.anatomy import Region, Side

LONGEST_RECORDING_S = 31 * 24 * 3600.0
"""No recording is longer, in seconds; a time beyond it is an error in a table."""


class EventType(StrEnum):
    """What kind of event it is."""

    BLINK = "blink"
    SPASM = "spasm"
    SYNKINESIS = "synkinesis"
    MOVEMENT = "movement"


class EventSide(StrEnum):
    """Where an event is, on the person's own sides."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"

    @classmethod
    def of(cls, side: Side) -> "EventSide":
        """The one-sided value for a side."""
        return cls(side.value)

    @property
    def opposite(self) -> "EventSide":
        """The other side; both stays both."""
        if self is EventSide.BOTH:
            return self
        return EventSide.RIGHT if self is EventSide.LEFT else EventSide.LEFT


class EventPattern(StrEnum):
    """Time course of a spasm bout."""

    ISOLATED = "isolated"
    CLONIC = "clonic"
    TONIC = "tonic"
    NONE = ""


class EventSource(StrEnum):
    """Who found the event."""

    DETECTED = "detected"
    ANNOTATED = "annotated"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Event:
    """One event in the half-open span ``[onset, onset + duration)``.

    Parameters
    ----------
    onset, duration
        Seconds; the edges are where the movement passes a tenth of its peak.
    event_type
        Blink, spasm (a bout), synkinesis or other movement.
    side
        The person's own side, or both.
    pattern
        Time course of a spasm.
    subtype
        Finer kind in words: complete, partial, long, flutter, smile, and so on.
    regions
        Regions that moved, top to bottom.
    amplitude
        Largest movement as share of full closure, or of the person's own range, 0..1.
    amplitude_mm
        The same in millimeters.
    peak_time
        When it was largest, in seconds.
    peak_velocity_mm_per_s
        Largest speed of the lid while closing.
    n_twitches, twitch_rate_hz
        Contractions within a bout, and how many a second.
    conjugacy
        Smaller over larger closure of the two eyes: 1 both alike, 0 one eye only.
    brow_lift
        Whether the brow rose while the same eye closed (other Babinski sign);
        None where it could not be told.
    confidence
        How far the readings support it, 0..1.
    task
        What the person was asked to do, or empty.
    source
        Who found it.
    """

    onset: float
    duration: float
    event_type: EventType
    side: EventSide
    pattern: EventPattern = EventPattern.NONE
    subtype: str = ""
    regions: tuple[Region, ...] = ()
    amplitude: float | None = None
    amplitude_mm: float | None = None
    peak_time: float | None = None
    peak_velocity_mm_per_s: float | None = None
    n_twitches: int | None = None
    twitch_rate_hz: float | None = None
    conjugacy: float | None = None
    brow_lift: bool | None = None
    confidence: float | None = None
    task: str = ""
    source: EventSource = EventSource.DETECTED

    def __post_init__(self) -> None:
        """Refuse an event that ends before it begins."""
        if not self.duration >= 0:
            raise ReasonError("ends_early")

    @property
    def offset(self) -> float:
        """When it ends, in seconds."""
        return self.onset + self.duration

    def overlaps(self, other: "Event") -> bool:
        """Whether the two share any time."""
        return self.onset < other.offset and other.onset < self.offset
