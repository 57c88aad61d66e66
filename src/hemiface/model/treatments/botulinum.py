"""Injections of botulinum toxin."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from hemiface.errors import RecordInvalidError
from hemiface.model.anatomy import Side
from hemiface.model.record import Moment, check_range


class Toxin(StrEnum):
    """Botulinum toxin A products. Their units are never converted into each other."""

    ONA = "onabotulinumtoxinA"
    ABO = "abobotulinumtoxinA"
    INCO = "incobotulinumtoxinA"
    OTHER = "other"

    @classmethod
    def _missing_(cls, value: object) -> "Toxin | None":
        """A product by its brand, or in other letters."""
        word = str(value).strip().lower()
        return BRANDS.get(word) or next((one for one in cls if one.lower() == word), None)

    @classmethod
    def other_names(cls) -> tuple[str, ...]:
        """What a product is also called."""
        return tuple(brand.capitalize() for brand in BRANDS)


BRANDS = {"botox": Toxin.ONA, "dysport": Toxin.ABO, "xeomin": Toxin.INCO}
"""Names on the box by which clinics call products (labels: onabotulinumtoxinA,
abobotulinumtoxinA, incobotulinumtoxinA)."""


class InjectedMuscle(StrEnum):
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

    @classmethod
    def _missing_(cls, value: object) -> "InjectedMuscle | None":
        """A muscle as a clinic writes it: with blanks, in capitals, by its short name."""
        word = str(value).strip().lower().removeprefix("m. ").replace(" ", "_").replace("-", "_")
        return SHORT_NAMES.get(word) or next((one for one in cls if one.value == word), None)

    @classmethod
    def other_names(cls) -> tuple[str, ...]:
        """What a muscle is also called."""
        return tuple(SHORT_NAMES)


SHORT_NAMES = {
    "zygomaticus": InjectedMuscle.ZYGOMATICUS_MAJOR,
    "dao": InjectedMuscle.DEPRESSOR_ANGULI_ORIS,
    "oculi": InjectedMuscle.ORBICULARIS_OCULI,
    "oris": InjectedMuscle.ORBICULARIS_ORIS,
    "levator_labii_superioris": InjectedMuscle.LEVATOR_LABII,
}
"""What a clinic says for short. The zygomaticus that is injected is the major one, unless
somebody says minor."""


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

    muscle: InjectedMuscle
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
            raise RecordInvalidError("no_injection")
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
            if injection.side is side and injection.muscle is InjectedMuscle.ORBICULARIS_OCULI
        )
