"""What was done about the spasm, and what it did besides."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from hemiface.errors import RecordInvalidError
from hemiface.model.anatomy import Side
from hemiface.model.events import EventSide
from hemiface.model.record import Moment, check_order, check_range


class Toxin(StrEnum):
    """Botulinum toxin A products. Their units are never converted into each other."""

    ONA = "onabotulinumtoxinA"
    ABO = "abobotulinumtoxinA"
    INCO = "incobotulinumtoxinA"
    OTHER = "other"


class Muscle(StrEnum):
    """Muscles of the facial nerve that are injected for hemifacial spasm.

    The masseter is missing on purpose: it belongs to the trigeminal nerve and to
    hemimasticatory spasm (Front Neurol 2024, 10.3389/fneur.2024.1377289).
    """

    FRONTALIS = "frontalis"
    CORRUGATOR = "corrugator"
    ORBICULARIS_OCULI = "orbicularis_oculi"
    LEVATOR_LABII = "levator_labii"
    ZYGOMATICUS_MAJOR = "zygomaticus_major"
    ZYGOMATICUS_MINOR = "zygomaticus_minor"
    RISORIUS = "risorius"
    BUCCINATOR = "buccinator"
    ORBICULARIS_ORIS = "orbicularis_oris"
    DEPRESSOR_ANGULI_ORIS = "depressor_anguli_oris"
    MENTALIS = "mentalis"
    PLATYSMA = "platysma"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """Units given into one muscle of one side.

    Parameters
    ----------
    muscle, side
        Where; the side is the person's own.
    units
        Units of the session's product, all sites together.
    sites
        Number of punctures.
    point
        Where in the muscle, in words.

    Raises
    ------
    RecordInvalidError
        If units or sites are not above 0.
    """

    muscle: Muscle
    side: Side
    units: float
    sites: int = 1
    point: str = ""

    def __post_init__(self) -> None:
        """Ask for a dose."""
        check_range("units", self.units, 0.01)
        check_range("sites", self.sites, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BotulinumSession:
    """One session of injections.

    Parameters
    ----------
    day
        Day of the session.
    product, brand, lot
        What was injected.
    vial_units, diluent_ml
        Units in a vial and the saline added to it.
    injections
        Units by muscle and side.
    first_treatment
        Whether it is the person's first ever; None when not known.
    other_units
        Units of the same product given the same day for other reasons elsewhere.
    needle
        Needle, depth, guidance, in words.

    Raises
    ------
    RecordInvalidError
        If there is no injection or a number is not valid.
    """

    day: date
    product: Toxin
    injections: tuple[Injection, ...]
    brand: str = ""
    lot: str = ""
    vial_units: float | None = None
    diluent_ml: float | None = None
    first_treatment: bool | None = None
    other_units: float = 0.0
    needle: str = ""
    visit_id: UUID | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Ask for at least one injection."""
        if not self.injections:
            raise RecordInvalidError(
                "the session has no injection", hint="Give units for at least one muscle."
            )
        check_range("units in a vial", self.vial_units, 0.01)
        check_range("diluent", self.diluent_ml, 0.01)
        check_range("other units", self.other_units, 0)

    @property
    def occurred(self) -> Moment:
        """The day."""
        return self.day

    @property
    def face_units(self) -> float:
        """Units given into the face, both sides."""
        return sum(injection.units for injection in self.injections)

    def eye_units(self, side: Side) -> float:
        """Units around the eye of one side."""
        return sum(
            injection.units
            for injection in self.injections
            if injection.side is side and injection.muscle is Muscle.ORBICULARIS_OCULI
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineCourse:
    """A medicine taken over a time; a changed dose is a new course.

    Raises
    ------
    RecordInvalidError
        If there is no name, or it stops before it starts.
    """

    name: str
    started: date
    dose_mg: float | None = None
    times_per_day: float | None = None
    stopped: date | None = None
    why_started: str = ""
    why_stopped: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Ask for a name and days in order."""
        if not self.name.strip():
            raise RecordInvalidError("the medicine has no name", hint="Give its name.")
        check_range("dose", self.dose_mg, 0)
        check_range("times a day", self.times_per_day, 0)
        check_order("the course", self.started, self.stopped)

    @property
    def occurred(self) -> Moment:
        """When it started."""
        return self.started


class LateralSpread(StrEnum):
    """The lateral spread response during surgery."""

    PRESENT = "present"
    REDUCED = "reduced"
    ABSENT = "absent"
    NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decompression:
    """A microvascular decompression."""

    day: date
    side: Side
    vessels: tuple[str, ...] = ()
    lateral_spread_before: LateralSpread = LateralSpread.NOT_RECORDED
    lateral_spread_after: LateralSpread = LateralSpread.NOT_RECORDED
    complications: tuple[str, ...] = ()
    note: str = ""

    @property
    def occurred(self) -> Moment:
        """The day."""
        return self.day


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTreatment:
    """Anything else that was tried.

    Raises
    ------
    RecordInvalidError
        If there is no name, or it ends before it begins.
    """

    name: str
    started: date
    ended: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Ask for a name and days in order."""
        if not self.name.strip():
            raise RecordInvalidError("the treatment has no name", hint="Give its name.")
        check_order("the treatment", self.started, self.ended)

    @property
    def occurred(self) -> Moment:
        """When it started."""
        return self.started


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
    message: str
    source: str
