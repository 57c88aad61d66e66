"""Compare recordings: better, worse, or no change that the video can show."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hemiface.assessment.resampling import Z_95
from hemiface.model.assessment import Assessment, Measure
from hemiface.model.change import Change, Verdict, find_spasm_sides, judge_spasm
from hemiface.model.events import EventSide
from hemiface.model.measures import Better, get_measure

JUDGED = (Verdict.BETTER, Verdict.WORSE)

_LEAST_SHARE = 0.05
"""A change below this share of the value is never called one: no camera stands twice alike."""
_LEAST_SHARE_MM = 0.10
"""The same for millimeters, which also carry the scale of the face."""
_LEAST_MM = 0.3
"""Nor is a change of fewer millimeters: a corner of the mouth that rests seems to move by about
as much (docs/explanation/accuracy.md)."""


def compare_assessments(
    before: Assessment,
    after: Assessment,
    repeats: Sequence[Sequence[Assessment]] = (),
    *,
    alike: bool | None = None,
) -> tuple[Change, ...]:
    """Compare two recordings of one person measure by measure.

    The smallest change that exceeds noise is 1.96 times the standard error of the
    difference (Bland & Altman 1999), where the error of each recording is the larger of
    its split-half scatter, its interval, and the test-retest scatter of repeats.

    Parameters
    ----------
    before, after
        The two recordings.
    repeats
        Groups of recordings of an unchanged state, taken one after the other; their
        scatter within the groups is the test-retest error.
    alike
        Whether the faces are; False where they are two people's, and nothing can be compared.

    Returns
    -------
    tuple of Change
        One for each measure of ``before``, in its order. Better and worse are said of the
        affected side alone, and only where its spasm has changed.
    """
    later = {(measure.name, measure.side): measure for measure in after.measures}
    changes = tuple(
        compare_measures(
            first,
            later.get((first.name, first.side)),
            compute_retest_error(repeats, first.name, first.side),
        )
        for first in before.measures
    )
    if alike is False:
        return tuple(replace(change, verdict=Verdict.NOT_COMPARABLE) for change in changes)
    sides = find_spasm_sides(before.affected_side, after.affected_side)
    return tuple(_temper(change, sides, judge_spasm(changes, sides)) for change in changes)


def _temper(change: Change, sides: Sequence[EventSide], spasm: Verdict) -> Change:
    """A change of the side that is not affected, or without one of the spasm, is no better."""
    if change.verdict not in JUDGED:
        return change
    told = change.side is None or change.side in sides
    if told and spasm in (*JUDGED, Verdict.DIFFERENT):
        return change
    return replace(change, verdict=Verdict.DIFFERENT)


def compare_measures(
    before: Measure, after: Measure | None, retest_error: float | None = None
) -> Change:
    """Compare one measure of two recordings.

    Parameters
    ----------
    before, after
        The measure in both; None where the second recording lacks it.
    retest_error
        Standard deviation between repeats of one state, in the unit of the measure.
    """
    first, second = before.value, after.value if after else None
    if after is None or first is None or second is None:
        verdict = Verdict.NOT_COMPARABLE
        return Change(before.name, before.unit, before.side, first, second, None, None, verdict)
    difference = second - first
    smallest = _find_smallest_change(before, after, retest_error)
    return Change(
        name=before.name,
        unit=before.unit,
        side=before.side,
        before=first,
        after=second,
        difference=difference,
        smallest_change=smallest,
        verdict=_judge(before.name, difference, smallest),
    )


def compute_retest_error(
    repeats: Sequence[Sequence[Assessment]], name: str, side: EventSide | None
) -> float | None:
    """Standard deviation of a measure between repeats of one state, pooled over groups.

    Returns
    -------
    float or None
        In the unit of the measure; None without a group of at least two values.
    """
    squares, degrees = 0.0, 0
    for group in repeats:
        values = [
            measure.value
            for found in group
            for measure in found.measures
            if measure.name == name and measure.side == side and measure.value is not None
        ]
        if len(values) > 1:
            squares += float(np.var(values)) * len(values)
            degrees += len(values) - 1
    return float(np.sqrt(squares / degrees)) if degrees else None


def _find_smallest_change(
    before: Measure, after: Measure, retest_error: float | None
) -> float | None:
    """Smallest difference beyond noise; None where the noise is not known."""
    first, second = (_find_error(measure, retest_error) for measure in (before, after))
    if first is None or second is None:
        return None
    noise = Z_95 * math.hypot(first, second)
    share = _LEAST_SHARE_MM if before.unit.startswith("mm") else _LEAST_SHARE
    least = _LEAST_MM if before.unit == "mm" else 0.0
    return max(noise, least, share * max(abs(before.value or 0.0), abs(after.value or 0.0)))


def _find_error(measure: Measure, retest_error: float | None) -> float | None:
    """Largest known standard error of a measure."""
    errors = [measure.standard_error, retest_error]
    if measure.low is not None and measure.high is not None:
        errors.append((measure.high - measure.low) / (2 * Z_95))
    known = [error for error in errors if error is not None]
    return max(known) if known else None


def _judge(name: str, difference: float, smallest: float | None) -> Verdict:
    """Verdict on a difference."""
    if smallest is None:
        return Verdict.NOT_COMPARABLE
    if abs(difference) <= smallest:
        return Verdict.NO_CHANGE
    better = get_measure(name).better
    if better is Better.NEITHER:
        return Verdict.DIFFERENT
    went_down = difference < 0
    return Verdict.BETTER if went_down == (better is Better.LOWER) else Verdict.WORSE
