"""Medicines, surgery, and whatever else was done."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hemiface.errors import RecordInvalidError
from hemiface.model.anatomy import Side
from hemiface.model.record import Moment, check_order, check_range


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
            raise RecordInvalidError("no_medicine")
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
            raise RecordInvalidError("no_treatment")
        check_order("the treatment", self.started, self.ended)

    @property
    def occurred(self) -> Moment:
        """When it started."""
        return self.started
