"""Who was studied: table 1, with what is missing and the time that numbers rest on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemiface.errors import StudyError
from hemiface.model.study import Column, Study

EVERYBODY, NO_GROUP = "all", ""


@dataclass(frozen=True, slots=True)
class VariableSummary:
    """One variable of one group.

    Parameters
    ----------
    group
        Which rows; "all" for every one, empty for those of no group.
    n, n_missing
        Values, and rows without one.
    mean, deviation, median, lower_quartile, upper_quartile, least, largest
        Of a number; NaN for a category, or where there are no values.
    counts
        Rows of each level of a category; empty for a number.
    valid_time_s
        Time that the values were measured on, all together; NaN where that has no meaning.
    """

    group: str
    n: int
    n_missing: int
    mean: float
    deviation: float
    median: float
    lower_quartile: float
    upper_quartile: float
    least: float
    largest: float
    counts: tuple[int, ...]
    valid_time_s: float


@dataclass(frozen=True, slots=True)
class Description:
    """One variable of a study.

    Parameters
    ----------
    name, unit, levels
        As in its column.
    groups
        All rows first, then each group.
    difference
        Standardized mean difference of the first two groups, the second less the first; NaN
        where ``note`` says why.
    note
        Why there is no difference; empty where there is one, or no groups.
    """

    name: str
    unit: str
    levels: tuple[str, ...]
    groups: tuple[VariableSummary, ...]
    difference: float
    note: str


def describe_cohort(
    study: Study, names: Sequence[str], by: str | None = None
) -> tuple[Description, ...]:
    """Table 1: every variable of all rows and of each group.

    Parameters
    ----------
    study
        One row a person; for repeated measures choose the rows of one visit first.
    names
        Variables, in the order of the table.
    by
        Category of the groups; rows without one stand in a group without a name.

    Returns
    -------
    tuple of Description
        No test of the groups at baseline: in a randomized study chance is known to have made
        them, in others a p-value measures the size of the study (STROBE 2007, item 14). The
        standardized difference (Austin 2009, Stat Med 28:3083-107) is given instead, and never
        where it is undefined.

    Raises
    ------
    StudyError
        If a person has several rows, or ``by`` is a number.
    """
    people, _ = study.persons
    if len(people) < study.n_rows:
        raise StudyError("rows_and_persons", n_rows=study.n_rows, n_people=len(people))
    split: list[tuple[str, NDArray[np.bool_]]] = [(EVERYBODY, np.ones(study.n_rows, dtype=bool))]
    if by is not None:
        groups = study.column(by)
        if not groups.levels:
            raise StudyError("group_by_number", by=by)
        split += [(level, groups.values == place) for place, level in enumerate(groups.levels)]
        if groups.missing.any():
            split.append((NO_GROUP, groups.missing))
    return tuple(_describe(study.column(name), split) for name in names)


def _describe(column: Column, split: list[tuple[str, NDArray[np.bool_]]]) -> Description:
    groups = tuple(_summarize(group, column.take(rows)) for group, rows in split)
    difference, note = np.nan, ""
    if sum(group != NO_GROUP for group, _ in split) > 2:
        difference, note = _standardize(column, groups[1], groups[2])
    return Description(column.name, column.unit, column.levels, groups, difference, note)


def _summarize(group: str, column: Column) -> VariableSummary:
    """Counts of a category, or moments and quartiles of a number."""
    values = column.values[~column.missing]
    n, n_missing = len(values), int(column.missing.sum())
    times = column.valid_time_s
    time = float(np.nansum(times[~column.missing])) if times is not None else np.nan
    if column.levels:
        counts = tuple(int(np.sum(values == place)) for place in range(len(column.levels)))
        nan = float("nan")
        return VariableSummary(group, n, n_missing, nan, nan, nan, nan, nan, nan, nan, counts, time)
    known = values if n else np.array([np.nan])
    least, lower, median, upper, largest = (
        float(one) for one in np.percentile(known, (0, 25, 50, 75, 100))
    )
    deviation = float(np.std(values, ddof=1)) if n > 1 else float("nan")
    mean = float(known.mean())
    return VariableSummary(
        group, n, n_missing, mean, deviation, median, lower, upper, least, largest, (), time
    )


def _standardize(
    column: Column, first: VariableSummary, second: VariableSummary
) -> tuple[float, str]:
    """Standardized difference of two groups, or why there is none."""
    if len(column.levels) > 2:
        return np.nan, "a category of several levels has no single difference"
    if min(first.n, second.n) < 2:
        return np.nan, "a group has fewer than two values"
    if column.levels:
        means = [one.counts[-1] / one.n if one.counts else 0.0 for one in (first, second)]
        spread = [mean * (1 - mean) for mean in means]
    else:
        means = [first.mean, second.mean]
        spread = [first.deviation**2, second.deviation**2]
    pooled = (sum(spread) / 2) ** 0.5
    if pooled == 0:
        same = "all values are the same"
        return np.nan, same if means[0] == means[1] else "the groups share no value"
    return (means[1] - means[0]) / pooled, ""
