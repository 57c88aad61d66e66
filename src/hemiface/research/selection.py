"""Who stays in a study: exclusions in their order, counted for the flow diagram."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemiface.errors import StudyError
from hemiface.model.study import Column, Study
from hemiface.model.study_plan import ColumnCondition, Exclusion, Relation

COMPARE: Mapping[Relation, Callable[[NDArray[np.float64], float], NDArray[np.bool_]]] = {
    Relation.BELOW: operator.lt,
    Relation.AT_MOST: operator.le,
    Relation.ABOVE: operator.gt,
    Relation.AT_LEAST: operator.ge,
    Relation.EQUAL: operator.eq,
    Relation.UNEQUAL: operator.ne,
}


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One exclusion.

    Parameters
    ----------
    reason
        Why.
    persons, rows
        How many it took away.
    unknown
        Rows of which it is not known whether it holds; they stay.
    """

    reason: str
    persons: int
    rows: int
    unknown: int


@dataclass(frozen=True, slots=True)
class FlowGroup:
    """What is left in one group, or in no group (empty name)."""

    name: str
    persons: int
    rows: int


@dataclass(frozen=True, slots=True)
class Flow:
    """From everybody who was looked at to who is analyzed.

    Parameters
    ----------
    persons, rows
        At the beginning.
    steps
        Every exclusion in its order.
    kept_persons, kept_rows
        In the end.
    groups
        Of those, each group; empty without groups.
    """

    persons: int
    rows: int
    steps: tuple[FlowStep, ...]
    kept_persons: int
    kept_rows: int
    groups: tuple[FlowGroup, ...]


def find_rows(
    study: Study, conditions: Sequence[ColumnCondition]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Rows for which all conditions hold, and rows of which that is not known.

    Raises
    ------
    StudyError
        If a column is not there, or is compared with what it cannot hold.
    """
    hold, unknown = np.ones(study.n_rows, dtype=bool), np.zeros(study.n_rows, dtype=bool)
    for one in conditions:
        column = study.column(one.column)
        fits = _compare(column, one)
        known = one.value is None or ~column.missing
        hold &= fits & known
        unknown |= ~np.broadcast_to(known, hold.shape)
    return hold, unknown & ~hold


def choose_rows(study: Study, conditions: Sequence[ColumnCondition]) -> Study:
    """The rows for which all conditions hold.

    Raises
    ------
    StudyError
        As `find_rows`, or if no row is left.
    """
    if not conditions:
        return study
    hold, _ = find_rows(study, conditions)
    if not hold.any():
        raise StudyError("no_row_fits")
    return study.where(hold)


def select_rows(
    study: Study, exclusions: Sequence[Exclusion], group: str = ""
) -> tuple[Study, Flow]:
    """Leave out whom the plan excludes, and count.

    Parameters
    ----------
    study
        Everybody who was looked at.
    exclusions
        In the order in which they act.
    group
        Column of the groups; empty for none.

    Raises
    ------
    StudyError
        If nobody is left, a condition does not fit, or somebody is in two groups.
    """
    left, steps = study, []
    for exclusion in exclusions:
        hits, unknown = find_rows(left, exclusion.where)
        if not exclusion.rows_only:
            people, rows = left.persons
            out = np.zeros(len(people), dtype=bool)
            out[rows[hits]] = True
            hits = out[rows]
        kept = left.where(~hits)
        steps.append(
            FlowStep(
                exclusion.reason,
                len(left.persons[0]) - len(kept.persons[0]),
                int(hits.sum()),
                int((unknown & ~hits).sum()),
            )
        )
        left = kept
    if not left.n_rows:
        raise StudyError("nobody_left")
    return left, Flow(
        len(study.persons[0]),
        study.n_rows,
        tuple(steps),
        len(left.persons[0]),
        left.n_rows,
        _count_groups(left, group) if group else (),
    )


def _count_groups(study: Study, group: str) -> tuple[FlowGroup, ...]:
    column = study.column(group)
    if not column.levels:
        raise StudyError("group_number", group=group)
    found = []
    people = np.array(study.person)
    for place, level in enumerate(column.levels):
        rows = column.values == place
        found.append(FlowGroup(level, len(np.unique(people[rows])), int(rows.sum())))
    missing = column.missing
    if missing.any():
        found.append(FlowGroup("", len(np.unique(people[missing])), int(missing.sum())))
    if sum(one.persons for one in found) > len(study.persons[0]):
        raise StudyError("in_two_groups", group=group)
    return tuple(found)


def _compare(column: Column, one: ColumnCondition) -> NDArray[np.bool_]:
    """Where the condition holds, whatever stands in empty cells."""
    if one.relation is Relation.MISSING:
        return column.missing
    if one.relation is Relation.KNOWN:
        return ~column.missing
    value = one.value
    if column.levels:
        if one.relation not in (Relation.EQUAL, Relation.UNEQUAL):
            raise StudyError("word_relation", column=column.name, relation=one.relation)
        text = f"{value:g}" if isinstance(value, float) else str(value)
        if text not in column.levels:
            raise StudyError(
                "never_word", column=column.name, text=text, names=", ".join(column.levels)
            )
        value = float(column.levels.index(text))
    if not isinstance(value, float):
        raise StudyError("never_number", column=column.name, value=value)
    return np.asarray(COMPARE[one.relation](column.values, value), dtype=bool)
