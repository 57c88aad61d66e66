"""Whether a plan fits its table: what can be refused before any result is seen."""

import numpy as np

from hemiface.errors import StudyError
from hemiface.errors.root import HintWithin
from hemiface.model.study import Study
from hemiface.model.study_plan import Endpoint, StudyPlan
from hemiface.model.study_techniques import BY, REPEATING, ColumnNeed, Technique
from hemiface.research.compared_terms import split_product
from hemiface.research.comparison import find_groups
from hemiface.research.selection import find_rows, select_rows

ORDERING = {Technique.KAPPA: ("weights", "none"), Technique.ALPHA: ("scale", "nominal")}
"""Option that asks for levels in an order, and the word (the default) with which it does not."""


def check_columns(study: Study, plan: StudyPlan) -> None:
    """Hold a plan to the columns of its table, before anything is computed.

    Raises
    ------
    StudyError
        If it names columns that are not there, or that are not what they are needed for.
    """
    there = {column.name for column in study.columns}
    absent = [name for name in plan.columns if name not in there]
    if absent:
        raise StudyError("tables_column", names=", ".join(absent), known=", ".join(sorted(there)))
    for name, needs in plan.needs.items():
        if name in there:
            _check_needs(study, name, needs)
    wheres = [plan.baseline, *(one.where for one in plan.exclusions)]
    for where in [*wheres, *(one.where for one in plan.endpoints)]:
        find_rows(study, where)  # refuses what a column can never hold


def check_endpoints(study: Study, plan: StudyPlan) -> None:
    """Hold endpoints to who is in the table, before the plan is fixed; no result is looked at.

    A plan that is mended afterwards is told to every reader as one that was changed. Rows that are
    not there yet are no fault of it.

    Parameters
    ----------
    study
        Everybody who is to be looked at.
    plan
        Whose columns fit (`check_columns`).

    Raises
    ------
    StudyError
        If an endpoint cannot be computed for a reason that the plan and its rows show; with the
        name of the endpoint.
    """
    there = {column.name for column in study.columns}
    for part, named in (("titles", plan.titles), ("units", plan.units), ("levels", plan.levels)):
        if absent := sorted(set(named) - there):
            raise StudyError("no_such_column", part=part, names=", ".join(absent))
    try:
        left, _ = select_rows(study, plan.exclusions, plan.group)
    except StudyError as error:
        if error.case != "nobody_left":
            raise
        return
    for endpoint in plan.endpoints:
        try:
            _check_endpoint(left, plan, endpoint)
        except StudyError as error:
            raise StudyError(
                "unfit_endpoint", title=endpoint.title, why=error, mend=HintWithin(error)
            ) from error


def _check_endpoint(study: Study, plan: StudyPlan, endpoint: Endpoint) -> None:
    rows, _ = find_rows(study, endpoint.where)
    part = study.where(rows)
    n_persons = len(part.persons[0])
    if endpoint.technique not in REPEATING and n_persons < part.n_rows:
        raise StudyError("one_row_each", n_rows=part.n_rows, n_persons=n_persons)
    by = str(endpoint.options.get("by", plan.group))
    match endpoint.technique:
        case Technique.DIFFERENCE:
            if not by:
                raise StudyError("no_groups", endpoint=endpoint.name)
            groups = part.column(by)
            if not groups.levels or len(np.unique(groups.values[~groups.missing])) > 2:
                find_groups(groups)
        case Technique.SURVIVAL | Technique.INCIDENCE:
            if by and not part.column(by).levels:
                raise StudyError("group_column", by=by)
        case Technique.KAPPA | Technique.ALPHA:
            _check_order(part, endpoint)
    _check_names(part, endpoint)


def _check_order(study: Study, endpoint: Endpoint) -> None:
    """Weights, and a scale that is more than names, take levels by their order."""
    option, without = ORDERING[endpoint.technique]
    if endpoint.options.get(option, without) == without:
        return
    for name in ("first", "second", "value"):
        column = study.column(str(endpoint.options[name])) if name in endpoint.options else None
        if column and column.levels and not column.is_ordered:
            raise StudyError("no_order", value=column.name)


def _check_names(study: Study, endpoint: Endpoint) -> None:
    names = endpoint.options.get("names", ())
    if not isinstance(names, tuple):
        return
    for name in map(str, names):
        if BY not in name:
            continue
        if endpoint.technique is not Technique.REPEATED:
            raise StudyError("product_elsewhere", name=name)
        split_product(study, name)
    slope = endpoint.options.get("slope", "")
    if slope and slope not in names:
        raise StudyError("slope", slope=slope)


def _check_needs(study: Study, name: str, needs: frozenset[ColumnNeed]) -> None:
    """Refuse a category where its levels would be taken for measurements, or for yes and no."""
    column = study.column(name)
    if not column.levels:
        return
    if needs & {ColumnNeed.NUMBER, ColumnNeed.DAY}:
        raise StudyError("category_as_number", name=name)
    if needs & {ColumnNeed.FLAG, ColumnNeed.CAUSE}:
        study.codes(name)
    if ColumnNeed.FLAG in needs and len(column.levels) != 2:
        raise StudyError("flag_levels", column=name, n=len(column.levels))
    if ColumnNeed.ORDER in needs and not column.is_ordered:
        raise StudyError("no_order", value=name)
