"""How one recording differs from another, measure by measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hemiface.model.assessment import AffectedSide
from hemiface.model.events import EventSide

BURDEN = "spasm_time_percent"
RATE = "spasm_rate_per_min"
SPASM_MEASURES = (BURDEN, RATE)
"""Measures that say whether there is more or less spasm than before."""


class Verdict(StrEnum):
    """What two recordings allow to say about a measure."""

    BETTER = "better"
    WORSE = "worse"
    DIFFERENT = "different"
    NO_CHANGE = "no_change"
    NOT_COMPARABLE = "not_comparable"


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


def find_spasm_sides(*answers: AffectedSide) -> tuple[EventSide, ...]:
    """Side to follow: the one that recordings name alone; both where none does.

    None where one names the left and another the right: less spasm of one side is no news
    where the other side has begun, and mostly a mirror or another person is behind it.
    """
    one_sided = (AffectedSide.LEFT, AffectedSide.RIGHT)
    named = {answer for answer in answers if answer in one_sided}
    if len(named) > 1:
        return ()
    return tuple(EventSide(side.value) for side in one_sided if side in named or not named)


def judge_spasm(changes: Sequence[Change], sides: Sequence[EventSide]) -> Verdict:
    """Give one word for the spasm of the given sides.

    Better or worse where time in spasm or rate of spasm says so and neither says the
    opposite; different where they disagree. One of them is enough: a recording without any
    spasm has a time of zero whose noise is not known, and a rate whose noise is.
    """
    said = {c.verdict for c in changes if c.name in SPASM_MEASURES and c.side in sides}
    if {Verdict.BETTER, Verdict.WORSE} <= said:
        return Verdict.DIFFERENT
    order = (Verdict.BETTER, Verdict.WORSE, Verdict.NO_CHANGE)
    return next((verdict for verdict in order if verdict in said), Verdict.NOT_COMPARABLE)
