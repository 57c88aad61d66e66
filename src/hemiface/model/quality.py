"""What was poor about a recording, where, and what would make it better."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a flaw matters."""

    NOTE = "note"
    WARNING = "warning"
    SERIOUS = "serious"


class Flaw(StrEnum):
    """What can be wrong with a recording."""

    LOW_FRAME_RATE = "low_frame_rate"
    DROPPED_FRAMES = "dropped_frames"
    DAMAGED = "damaged"
    SHORT = "short"
    SMALL_FACE = "small_face"
    BLURRED = "blurred"
    DARK = "dark"
    BRIGHT = "bright"
    UNEVEN_LIGHT = "uneven_light"
    TURNED = "turned"
    MOVING_HEAD = "moving_head"
    NO_FACE = "no_face"
    LEFT_EYE_COVERED = "left_eye_covered"
    RIGHT_EYE_COVERED = "right_eye_covered"
    SECOND_PERSON = "second_person"
    ANOTHER_PERSON = "another_person"
    LITTLE_VALID_TIME = "little_valid_time"
    MODEL_DISAGREEMENT = "model_disagreement"


@dataclass(frozen=True, slots=True)
class QualityFlag:
    """One flaw of one stretch of the recording.

    Parameters
    ----------
    flaw
        What is wrong.
    severity
        How much it matters.
    onset, duration
        The stretch, in seconds of the recording.
    message
        What was seen, in one plain sentence.
    advice
        What to do next time, in one plain sentence.
    """

    flaw: Flaw
    severity: Severity
    onset: float
    duration: float
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Quality:
    """How far a recording can be trusted.

    Parameters
    ----------
    duration_s, valid_time_s
        Length of the recording and of its measurable part, in seconds.
    frame_rate_hz
        Frames per second, from presentation times.
    eye_distance_px
        Median distance between the outer eye corners in pixels; None without a face.
    flags
        All flaws, most severe first.
    """

    duration_s: float
    valid_time_s: float
    frame_rate_hz: float | None
    eye_distance_px: float | None
    flags: tuple[QualityFlag, ...] = ()

    @property
    def valid_share(self) -> float:
        """Measurable share of the recording, 0..1."""
        return self.valid_time_s / self.duration_s if self.duration_s > 0 else 0.0
