"""What a treatment did besides, and what a clinician may want to know of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from hemiface.model.events import EventSide
from hemiface.model.messages import Message
from hemiface.model.record import Moment, check_order


class SideEffectKind(StrEnum):
    """What a treatment can do besides."""

    EYELID_DROOP = "eyelid_droop"
    FACIAL_WEAKNESS = "facial_weakness"
    DOUBLE_VISION = "double_vision"
    TEARING = "tearing"
    DRY_EYE = "dry_eye"
    EYE_CANNOT_CLOSE = "eye_cannot_close"
    SWALLOWING_TROUBLE = "swallowing_trouble"
    SPEECH_TROUBLE = "speech_trouble"
    BREATHING_TROUBLE = "breathing_trouble"
    GENERAL_WEAKNESS = "general_weakness"
    HEARING_LOSS = "hearing_loss"
    DROWSINESS = "drowsiness"
    DIZZINESS = "dizziness"
    BRUISE = "bruise"
    HEADACHE = "headache"
    RASH = "rash"
    FEVER = "fever"
    ALLERGY = "allergy"
    OTHER = "other"


class SideEffectSeverity(StrEnum):
    """How bad, in the person's words."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideEffect:
    """Something unwanted, with its onset and its end.

    Parameters
    ----------
    treatment_id
        Session, course or operation it is put down to; None when not known.

    Raises
    ------
    RecordInvalidError
        If it ends before it begins.
    """

    kind: SideEffectKind
    onset: date
    ended: date | None = None
    treatment_id: UUID | None = None
    side: EventSide | None = None
    severity: SideEffectSeverity | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Hold the days in order."""
        check_order("the side effect", self.onset, self.ended)

    @property
    def occurred(self) -> Moment:
        """When it began."""
        return self.onset


class AlertLevel(StrEnum):
    """How soon an alert wants to be read."""

    NOTE = "note"
    WARNING = "warning"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Alert:
    """Something in the record that a clinician may want to know. Never an order.

    Parameters
    ----------
    code
        Stable name.
    level
        How soon to read it.
    message
        What the record shows, in one or two sentences.
    source
        Where the limit comes from.
    """

    code: str
    level: AlertLevel
    message: Message
    source: str
