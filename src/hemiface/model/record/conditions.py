"""Conditions of a person that a clinician wants to know of before a treatment."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hemiface.model.record.checks import check_order
from hemiface.model.record.entry import Moment


class ConditionKind(StrEnum):
    """What bears on a treatment for spasm."""

    PREGNANCY = "pregnancy"
    BREAST_FEEDING = "breast_feeding"
    MYASTHENIA = "myasthenia"
    LAMBERT_EATON = "lambert_eaton"
    MOTOR_NEURON_DISEASE = "motor_neuron_disease"
    BLEEDING_TENDENCY = "bleeding_tendency"
    TOXIN_ALLERGY = "toxin_allergy"
    SKIN_INFECTION = "skin_infection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition, from when, and until when.

    Parameters
    ----------
    kind
        Which one.
    since, until
        Days; None for `until` while it lasts.
    note
        Free text.

    Raises
    ------
    RecordInvalidError
        If it ended before it began.
    """

    kind: ConditionKind
    since: date
    until: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Hold the days in order."""
        check_order("the condition", self.since, self.until)

    @property
    def occurred(self) -> Moment:
        """When it began."""
        return self.since

    def holds(self, day: date) -> bool:
        """Whether it is there on a day."""
        return self.since <= day and (self.until is None or day <= self.until)
