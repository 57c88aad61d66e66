"""How one recording differs from another, measure by measure."""

from dataclasses import dataclass
from enum import StrEnum

from hemiface.model.events import EventSide


class Verdict(StrEnum):
    """What two recordings allow to say about a measure."""

    BETTER = "better"
    WORSE = "worse"
    DIFFERENT = "different"
    NO_CHANGE = "no_change"
    NOT_COMPARABLE = "not_comparable"


VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.BETTER: "better",
    Verdict.WORSE: "worse",
    Verdict.DIFFERENT: "different",
    Verdict.NO_CHANGE: "no change that the video can show",
    Verdict.NOT_COMPARABLE: "cannot be compared",
}
"""What is said of each verdict."""


@dataclass(frozen=True, slots=True)
class Change:
    """One measure in two recordings.

    Parameters
    ----------
    name, unit, side
        As in `Measure`.
    before, after
        Its value in the first and the second recording; None where it has none.
    difference
        After minus before.
    smallest_change
        Smallest difference that exceeds the noise of both recordings; None where the
        noise is not known.
    verdict
        What the two allow to say.
    """

    name: str
    unit: str
    side: EventSide | None
    before: float | None
    after: float | None
    difference: float | None
    smallest_change: float | None
    verdict: Verdict
