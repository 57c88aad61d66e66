"""What was poor about a recording, where, and what would make it better."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from hemiface.model.faces import FaceShape
from hemiface.model.messages import Message, build_message


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
    FROZEN = "frozen"
    REPEATED_PICTURES = "repeated_pictures"
    SLOW_MOTION = "slow_motion"
    SEVERAL_STREAMS = "several_streams"
    GUESSED_TIME = "guessed_time"
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
    LEFT_EYE_NOT_OPEN = "left_eye_not_open"
    RIGHT_EYE_NOT_OPEN = "right_eye_not_open"
    LEFT_SIDE_OUTSIDE = "left_side_outside"
    RIGHT_SIDE_OUTSIDE = "right_side_outside"
    LOWER_FACE_COVERED = "lower_face_covered"
    LEFT_CHEEK_COVERED = "left_cheek_covered"
    RIGHT_CHEEK_COVERED = "right_cheek_covered"
    SECOND_PERSON = "second_person"
    ANOTHER_PERSON = "another_person"
    LITTLE_VALID_TIME = "little_valid_time"
    MODEL_DISAGREEMENT = "model_disagreement"


ADVISED_S = 60.0
"""Length to film: one minute was enough to rate blepharospasm from video (Dystonia 2023,
doi:10.3389/dyst.2023.11385), and untreated people had as little as 0.3 one-sided movements a
minute (Osaki et al. 2019/20)."""

HALF_LENGTH_S, LEAST_LENGTH_S = 30.0, 5.0


def judge_length(seconds: float) -> Severity | None:
    """How much it matters that only so many seconds could be watched; the one rule for it.

    Returns
    -------
    Severity or None
        None from the advised length on. What a length is worth in between grows steadily:
        :func:`length_weight`.
    """
    if seconds >= ADVISED_S - 0.5:  # as a reader sees it, in whole seconds
        return None
    if seconds >= HALF_LENGTH_S:
        return Severity.NOTE
    return Severity.WARNING if seconds >= LEAST_LENGTH_S else Severity.SERIOUS


def length_weight(seconds: float) -> float:
    """How far a length suffices, 0..1: precision grows with the root of what was seen."""
    return math.sqrt(min(max(seconds, 0.0) / ADVISED_S, 1.0))


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
        What was seen, in one plain English sentence.
    advice
        What to do next time, in one plain English sentence.
    message_code, advice_code
        The same without a language; None in results of old.
    """

    flaw: Flaw
    severity: Severity
    onset: float
    duration: float
    message: str
    advice: str
    message_code: Message | None = None
    advice_code: Message | None = None

    @classmethod
    def build(
        cls,
        flaw: Flaw,
        severity: Severity,
        onset: float,
        duration: float,
        *,
        kind: str = "",
        **values: float | str,
    ) -> Self:
        """Flag whose sentences stand in `hemiface.model.messages`.

        Parameters
        ----------
        flaw, severity, onset, duration
            As in the class.
        kind
            Which of several sentences about the flaw; empty where there is one.
        **values
            For the places of the sentences.

        Raises
        ------
        KeyError
            If there is no such sentence, or one of its places has no value.
        """
        seen = build_message(f"quality.{flaw}{'.' * bool(kind)}{kind}", values)
        advice = build_message(f"advice.{flaw}", values)
        return cls(flaw, severity, onset, duration, str(seen), str(advice), seen, advice)


@dataclass(frozen=True, slots=True)
class Quality:
    """How far a recording can be trusted.

    Parameters
    ----------
    duration_s, valid_time_s
        Length of the recording and of the part on which the face could be measured and both
        eyes were seen, in seconds.
    frame_rate_hz
        Frames per second, from presentation times.
    eye_distance_px
        Median distance between the outer eye corners in pixels; None without a face.
    flags
        All flaws, most severe first.
    face
        Proportions of the face; None where they could not be measured.
    """

    duration_s: float
    valid_time_s: float
    frame_rate_hz: float | None
    eye_distance_px: float | None
    flags: tuple[QualityFlag, ...] = ()
    face: FaceShape | None = None

    @property
    def distinct_flags(self) -> tuple[QualityFlag, ...]:
        """Flags without what another one says too, for a reader."""
        flaws = {flag.flaw for flag in self.flags}
        if Flaw.LITTLE_VALID_TIME not in flaws:
            return self.flags
        # It tells the length as well as how much of it counts, with the same advice.
        return tuple(flag for flag in self.flags if flag.flaw is not Flaw.SHORT)

    @property
    def valid_share(self) -> float:
        """Measurable share of the recording, 0..1."""
        return self.valid_time_s / self.duration_s if self.duration_s > 0 else 0.0
