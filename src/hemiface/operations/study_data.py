"""The tables of a study, from files beside its plan or from the records."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from hemiface.errors import StudyError
from hemiface.errors.faults import find_reason
from hemiface.formats.day_columns import is_day, looks_like_day
from hemiface.formats.study_joins import count_rows, join_table
from hemiface.formats.study_tables import (
    PARQUET,
    PlainTable,
    make_study,
    read_table,
    spread_measures,
)
from hemiface.model.study import Column, Study
from hemiface.model.study_origin import StudyInput
from hemiface.model.study_plan import Endpoint, StudyPlan, TableSource
from hemiface.model.study_techniques import BY, ColumnNeed
from hemiface.operations.session import Session
from hemiface.operations.study_records import tabulate_records

MOST_BYTES = 1 << 30
NAMES = frozenset({"recording", "pseudonym"})
"""Columns of tables of recordings that name something."""


def load_study(
    session: Session, plan: StudyPlan, folder: Path
) -> tuple[Study, tuple[StudyInput, ...]]:
    """Read everything that a plan names, and make one table of it.

    Parameters
    ----------
    folder
        Where the plan lies; places of tables are told from there.

    Raises
    ------
    StudyError
        If a table cannot be read or does not fit.
    """
    if plan.records:
        table = tabulate_records(session, plan.records)
        text = json.dumps({name: list(cells) for name, cells in table.columns.items()})
        digest = hashlib.sha256(text.encode()).hexdigest()
        inputs = [StudyInput(table.name, digest, "application/json", table.n_rows)]
    else:
        table, inputs = _read_tables(plan, folder)
    study = make_study(table, plan.person, plan.column_units, plan.levels)
    _check_days(study, plan)
    return study, tuple(inputs)


def hash_inputs(inputs: tuple[StudyInput, ...]) -> str:
    """SHA-256 of all tables together."""
    return hashlib.sha256("".join(one.sha256 for one in inputs).encode()).hexdigest()


def _check_days(study: Study, plan: StudyPlan) -> None:
    """Refuse days of birth or of visits in table 1, which is published, and as terms of a model.

    In table 1 they tell who somebody is. In a model each would be a category of its own, or a
    number of which a step is no day.
    """
    terms = {name for one in plan.endpoints for name in _list_terms(one)}
    for column in study.columns:
        if column.name in plan.describe and _holds_days(column):
            raise StudyError("days_described", name=column.name)
        if column.name in terms and _holds_days(column):
            raise StudyError("days_as_terms", name=column.name)


def _list_terms(endpoint: Endpoint) -> list[str]:
    """Columns of the terms of a model, and of the factors of its products."""
    names = endpoint.options.get("names", ())
    found = names if isinstance(names, tuple) else ()
    return [part for name in found for part in str(name).split(BY)]


def _holds_days(column: Column) -> bool:
    if column.levels:
        return any(is_day(level) for level in column.levels)
    known = column.values[~column.missing]
    return bool(len(known)) and all(looks_like_day(float(one)) for one in known)


def _read_tables(plan: StudyPlan, folder: Path) -> tuple[PlainTable, list[StudyInput]]:
    whole: PlainTable | None = None
    inputs = []
    for place, source in enumerate(plan.tables, start=1):
        name = f"table {place}"
        data = _read_file(folder / source.file, name)
        table = read_table(data, name, plan.levels, _find_needs(plan, source), _find_names(plan))
        kind = "application/vnd.apache.parquet" if data[:4] == PARQUET else "text/csv"
        inputs.append(StudyInput(name, hashlib.sha256(data).hexdigest(), kind, table.n_rows))
        if source.measures:
            table = spread_measures(table, source.measures)
        if whole is None:
            whole = table
        elif source.count:
            whole = count_rows(whole, table, source.join, source.count)
        else:
            whole = join_table(whole, table, source.join)
    if whole is None:
        raise StudyError("no_tables")
    return whole, inputs


def _find_needs(plan: StudyPlan, source: TableSource) -> Mapping[str, frozenset[ColumnNeed]]:
    """What the cells of one table must be; measures stand in columns of their own names or not."""
    numbers = ["value", "valid_time_s"] if source.measures else []
    numbers += [f"{name}_{side}" for name in source.measures for side in ("left", "right")]
    return {**plan.needs, **{name: frozenset({ColumnNeed.NUMBER}) for name in numbers}}


def _find_names(plan: StudyPlan) -> frozenset[str]:
    """Columns whose figures name somebody or a recording, and are no numbers."""
    used = {name for name, needs in plan.needs.items() if needs - {ColumnNeed.LABEL}}
    return frozenset({plan.person} | (NAMES - used))


def _read_file(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise StudyError("too_large", name=name, most_gb=MOST_BYTES >> 30)
        return path.read_bytes()
    except OSError as error:
        raise StudyError("unopened", name=name, path=path, reason=find_reason(error)) from error
