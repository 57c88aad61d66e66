"""A planned study, computed: who stays, table 1, every endpoint, p-values corrected by rank."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from math import isnan

import numpy as np

from hemiface.errors import StudyError
from hemiface.model.study import Study
from hemiface.model.study_plan import Endpoint, Rank, StudyPlan
from hemiface.model.study_techniques import REPEATING, TECHNIQUES, Technique
from hemiface.research.cohort import Description, describe_cohort
from hemiface.research.comparison import correct_by_holm
from hemiface.research.endpoint_groups import (
    Answer,
    answer_difference,
    answer_hazards,
    answer_incidence,
    answer_repeated,
    answer_survival,
)
from hemiface.research.endpoint_persons import answer_response, answer_triggers
from hemiface.research.endpoint_tests import (
    answer_alpha,
    answer_curve,
    answer_cutoff,
    answer_kappa,
    answer_limits,
    answer_predictors,
    answer_reliability,
    answer_screen,
)
from hemiface.research.plan_checks import check_columns
from hemiface.research.selection import choose_rows, select_rows
from hemiface.research.study_results import EndpointResult, ResultLine, StudyResults

OWN = frozenset({"search"})
"""Tests that are each of one person, for whom their bar holds: no number of others moves it."""
NUMERIC = (
    "Some numbers reached the limits of computing: look at the columns of this endpoint for values "
    "that are all alike or far out."
)
TWINS = (
    "{n} rows are the same as another one in every column, and count beside it: were they entered "
    "twice?"
)
FEW = 5
"""Counts below this may tell who a person is."""

ANSWERS: Mapping[Technique, Callable[[Study, StudyPlan, Endpoint], Answer]] = {
    Technique.DIFFERENCE: answer_difference,
    Technique.REPEATED: answer_repeated,
    Technique.SURVIVAL: answer_survival,
    Technique.INCIDENCE: answer_incidence,
    Technique.HAZARDS: answer_hazards,
    Technique.SCREEN: answer_screen,
    Technique.CURVE: answer_curve,
    Technique.CUTOFF: answer_cutoff,
    Technique.PREDICTORS: answer_predictors,
    Technique.RELIABILITY: answer_reliability,
    Technique.KAPPA: answer_kappa,
    Technique.ALPHA: answer_alpha,
    Technique.LIMITS: answer_limits,
    Technique.TRIGGERS: answer_triggers,
    Technique.RESPONSE: answer_response,
}
"""What computes each technique."""


def run_plan(
    study: Study, plan: StudyPlan, tell: Callable[[str, int, int], None] = lambda *_: None
) -> StudyResults:
    """Compute everything that a plan asks for; the same table and plan give the same numbers.

    An endpoint that cannot be computed says why and does not stop the others.

    Parameters
    ----------
    study
        Everybody who was looked at.
    plan
        What to do.
    tell
        Called before each endpoint with its name, how many are done, and how many there are.

    Raises
    ------
    StudyError
        If the plan does not fit the table, or nobody is left.
    """
    check_columns(study, plan)
    left, flow = select_rows(study, plan.exclusions, plan.group)
    baseline: tuple[Description, ...] = ()
    if plan.describe:
        first = choose_rows(left, plan.baseline)
        baseline = describe_cohort(_count_flags(first, plan), plan.describe, plan.group or None)
    found = []
    for place, endpoint in enumerate(plan.endpoints):
        tell(endpoint.name, place, len(plan.endpoints))
        found.append(_answer(left, plan, endpoint))
    counts = [n for row in baseline for group in row.groups for n in group.counts if n]
    few = min(counts, default=FEW)
    return StudyResults(flow, baseline, _correct(found), few if few < FEW else 0)


def _count_flags(study: Study, plan: StudyPlan) -> Study:
    """Numbers that are 0 or 1 and nothing else, as categories: table 1 counts them.

    What was measured, or has a unit, is a number by chance as small as that.
    """
    columns = tuple(
        replace(column, levels=("0", "1"))
        if not (column.levels or column.unit or column.name in plan.measured)
        and np.isin(column.values[~column.missing], (0, 1)).all()
        else column
        for column in study.columns
    )
    return Study(study.person, columns)


def _answer(study: Study, plan: StudyPlan, endpoint: Endpoint) -> EndpointResult:
    """One endpoint, or why there is none."""
    n_persons = n_rows = n_incomplete = n_valued = 0
    n_included = len(study.persons[0])
    failure: StudyError | None = None
    try:
        part = choose_rows(study, endpoint.where)
        n_persons, n_rows = len(part.persons[0]), part.n_rows
        whole = part.complete(*_list_needed(plan, endpoint))
        n_incomplete, n_valued = n_rows - whole.n_rows, len(whole.persons[0])
        if endpoint.technique not in REPEATING and n_persons < n_rows:
            raise StudyError("one_row_each", n_rows=n_rows, n_persons=n_persons)
        answer = _compute(part, plan, endpoint)
        if n_twins := n_rows - part.n_distinct:
            answer = replace(answer, notes=(*answer.notes, TWINS.format(n=n_twins)))
        n_valued = n_valued if answer.n_used is None else answer.n_used
    except StudyError as error:
        answer, failure = Answer(()), error
    return EndpointResult(
        endpoint,
        n_persons,
        n_rows,
        n_incomplete,
        answer.lines,
        answer.notes,
        answer.chart,
        failure,
        n_included,
        n_valued,
    )


def _list_needed(plan: StudyPlan, endpoint: Endpoint) -> list[str]:
    """Columns without which a row says nothing; an item of a diary may be missing."""
    found = list(endpoint.columns)
    if endpoint.technique is Technique.TRIGGERS:
        items = endpoint.options.get("names", ())
        found = [name for name in found if not (isinstance(items, tuple) and name in items)]
    by = any(one.name == "by" and not one.required for one in TECHNIQUES[endpoint.technique])
    return [*found, plan.group] if by and plan.group and "by" not in endpoint.options else found


def _compute(study: Study, plan: StudyPlan, endpoint: Endpoint) -> Answer:
    """What the technique gives; a failure of its numbers that nobody foresaw is its own alone."""
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            answer = ANSWERS[endpoint.technique](study, plan, endpoint)
    except StudyError:
        raise
    except (ArithmeticError, LookupError, RuntimeError, ValueError) as error:
        # Their words are Python's, and say nothing to whoever reads a report.
        raise StudyError("uncomputed") from error
    if any(issubclass(one.category, RuntimeWarning) for one in told):
        return replace(answer, notes=(*answer.notes, NUMERIC))
    return answer


def _correct(found: list[EndpointResult]) -> tuple[EndpointResult, ...]:
    """Holm's correction over all tests of a rank; none of exploratory endpoints."""
    corrected: dict[tuple[int, int], float] = {}
    for rank in (Rank.PRIMARY, Rank.SECONDARY):
        places = [
            (which, line)
            for which, result in enumerate(found)
            if result.endpoint.rank is rank
            for line, one in enumerate(result.lines)
            if not isnan(one.p_value) and one.code not in OWN
        ]
        if places:
            p_values = [found[which].lines[line].p_value for which, line in places]
            adjusted = correct_by_holm(p_values)
            corrected |= dict(zip(places, map(float, adjusted), strict=True))

    def mend(which: int, place: int, line: ResultLine) -> ResultLine:
        value = corrected.get((which, place))
        return line if value is None else replace(line, corrected_p_value=value)

    return tuple(
        replace(
            result,
            lines=tuple(mend(which, place, line) for place, line in enumerate(result.lines)),
        )
        for which, result in enumerate(found)
    )
