"""Tables of a study, CSV or Parquet: read, put side by side, and made one."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hemiface.errors import StudyError
from hemiface.errors.faults import find_reason
from hemiface.formats.cells import write_csv
from hemiface.formats.study_cells import (
    NO_NEEDS,
    Cell,
    CellRules,
    Spot,
    decode_table,
    fit_cells,
    read_csv_cells,
    read_parquet_cells,
    write_cell,
    write_number,
)
from hemiface.formats.written_numbers import find_doubtful
from hemiface.model.study import Column, Study
from hemiface.model.study_techniques import ColumnNeed

NO_LEVELS: Mapping[str, Sequence[str]] = {}
NOT_USED: Mapping[str, frozenset[ColumnNeed]] = {}
PARQUET = b"PAR1"
VALID_TIME = "_valid_time_s"
"""A column called after another with this behind says on how much time its values rest."""


@dataclass(frozen=True, slots=True)
class PlainTable:
    """Cells by column, all of one length.

    Parameters
    ----------
    name
        What it is called in complaints: never its place, which may name a person.
    columns
        Numbers, or texts; None is missing.
    """

    name: str
    columns: Mapping[str, Sequence[Cell]]

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(next(iter(self.columns.values()), ()))

    def cells(self, column: str) -> Sequence[Cell]:
        """One column.

        Raises
        ------
        StudyError
            If there is none of that name.
        """
        if column not in self.columns:
            raise StudyError(
                "no_column", name=self.name, column=column, names=", ".join(self.columns)
            )
        return self.columns[column]

    def keys(self, columns: Sequence[str]) -> list[tuple[Cell, ...]]:
        """What each row is tied by."""
        # As text: one table may know as numbers what words make texts in another.
        cells = [
            [None if cell is None else write_cell(cell) for cell in self.cells(name)]
            for name in columns
        ]
        return list(zip(*cells, strict=True))


def read_table(
    data: bytes,
    name: str,
    levels: Mapping[str, Sequence[str]] = NO_LEVELS,
    needs: Mapping[str, frozenset[ColumnNeed]] = NOT_USED,
    names: frozenset[str] = frozenset(),
) -> PlainTable:
    """Read CSV (comma, semicolon or tab) or Parquet.

    Parameters
    ----------
    data
        The file.
    name
        What to call it in complaints.
    levels
        Order of categories, by column: a word that is a level there is no gap.
    needs
        What cells must be, by column.
    names
        Columns that name persons or recordings: their figures are no numbers.

    Raises
    ------
    StudyError
        If it is neither, has no rows, or a cell is not what it is needed for; says which.
    """
    is_parquet = data[:4] == PARQUET
    columns: Mapping[str, Sequence[Cell]]
    lines: Sequence[int] = ()
    delimiter = ","
    try:
        if is_parquet:
            columns = read_parquet_cells(data, names)
        else:
            columns, lines, delimiter = read_csv_cells(decode_table(data))
    except (ValueError, pa.ArrowException) as error:
        raise StudyError("table_unread", name=name, reason=find_reason(error)) from error
    n_rows = max((len(cells) for cells in columns.values()), default=0)
    if not n_rows:
        raise StudyError("no_rows", name=name)
    fitted: dict[str, Sequence[Cell]] = {}
    for column, cells in columns.items():
        wanted = _find_needs(column, columns, needs)
        rules = CellRules(wanted, levels.get(column), column in names)
        spot = Spot(name, column, lines or range(1, n_rows + 1))
        if delimiter != "," and not rules.may_be_names and ColumnNeed.DAY not in wanted:
            _refuse_doubt(cells, columns, spot)
        # Parquet knows texts from numbers: a pseudonym keeps its zeros.
        as_is = is_parquet and not rules.is_name and not rules.needs - {ColumnNeed.LABEL}
        fitted[column] = cells if as_is else fit_cells(cells, rules, spot, comma=delimiter != ",")
    return PlainTable(name, fitted)


def _refuse_doubt(cells: Sequence[Cell], columns: Mapping[str, Sequence[Cell]], spot: Spot) -> None:
    """Refuse 1.001 where nothing in the table says whether that is a thousand."""
    everywhere = (str(cell) for column in columns.values() for cell in column)
    place = find_doubtful(map(str, cells), everywhere)
    if place is not None:
        raise spot.wrong("thousand_or_decimals", place, str(cells[place]))


def _find_needs(
    name: str, columns: Iterable[str], needs: Mapping[str, frozenset[ColumnNeed]]
) -> frozenset[ColumnNeed]:
    """What a column's cells must be; a time that values rest on is a number."""
    timed = name.endswith(VALID_TIME) and name.removesuffix(VALID_TIME) in columns
    return needs.get(name, NO_NEEDS) | ({ColumnNeed.NUMBER} if timed else set())


def spread_measures(long: PlainTable, measures: Sequence[str]) -> PlainTable:
    """Take measures out of a table of recordings, a column each.

    The table has a row a recording, side and measure, or a row a recording with columns for each
    side. Of a measure with sides, the one of the affected side counts; where no side is affected,
    or both are, there is no value.

    Raises
    ------
    StudyError
        If the table has no value of a measure.
    """
    if "measure" not in long.columns:
        return _choose_sides(long, measures)
    keys = long.cells("recording")
    kept = [
        name
        for name in ("recording", "pseudonym", "filmed", "task", "visit", "affected_side")
        if name in long.columns
    ]
    rows: dict[Cell, dict[str, Cell]] = {}
    for place, key in enumerate(keys):
        row = rows.setdefault(key, {name: long.columns[name][place] for name in kept})
        measure, side = long.cells("measure")[place], long.cells("side")[place]
        if measure not in measures or side not in (None, row.get("affected_side")):
            continue
        row[str(measure)] = long.cells("value")[place]
        row[f"{measure}{VALID_TIME}"] = long.cells("valid_time_s")[place]
    absent = [name for name in measures if not any(name in row for row in rows.values())]
    if absent:
        raise StudyError("no_values", long=long.name, names=", ".join(absent))
    names = [*kept, *(part for one in measures for part in (one, f"{one}{VALID_TIME}"))]
    return PlainTable(long.name, {one: [row.get(one) for row in rows.values()] for one in names})


def _choose_sides(wide: PlainTable, measures: Sequence[str]) -> PlainTable:
    """Add a column of the affected side for each measure that has one for either side."""
    added: dict[str, Sequence[Cell]] = {}
    sided = any(name not in wide.columns for name in measures)
    sides = wide.cells("affected_side") if sided else ()
    for name in measures:
        both = {side: wide.columns.get(f"{name}_{side}") for side in ("left", "right")}
        if name not in wide.columns:
            if None in both.values():
                raise StudyError("no_value", wide=wide.name, name=name)
            added[name] = [
                (both.get(str(side)) or {place: None})[place] for place, side in enumerate(sides)
            ]
        if "valid_time_s" in wide.columns:
            added[f"{name}{VALID_TIME}"] = wide.columns["valid_time_s"]
    return replace(wide, columns={**wide.columns, **added})


def make_study(
    table: PlainTable,
    person: str,
    units: Mapping[str, str],
    levels: Mapping[str, Sequence[str]],
) -> Study:
    """Make the frozen table of a plain one.

    Parameters
    ----------
    table
        All columns.
    person
        The column that says by pseudonym whom a row is about.
    units, levels
        Unit of numbers and order of categories, by column.

    Raises
    ------
    StudyError
        If a row is of nobody, or a category holds a level that is not listed.
    """
    people = table.cells(person)
    if any(one is None for one in people):
        raise StudyError(
            "rows_of_nobody",
            n=sum(one is None for one in people),
            table=table.name,
            person=person,
        )
    columns = [
        _make_column(name, cells, table.columns.get(f"{name}{VALID_TIME}"), units, levels)
        for name, cells in table.columns.items()
        if name != person and not _is_valid_time(name, table)
    ]
    return Study(tuple(write_cell(one) for one in people), tuple(columns))


def write_table(study: Study, person: str = "person") -> str:
    """Write a study as CSV: gaps stay empty, categories are written as words."""
    times = [column for column in study.columns if column.valid_time_s is not None]
    names = [column.name for column in study.columns]
    head = [person, *names, *(f"{column.name}{VALID_TIME}" for column in times)]
    rows = []
    for place, who in enumerate(study.person):
        cells = [_write_cell(column, place) for column in study.columns]
        cells += [
            "" if column.valid_time_s is None else write_number(column.valid_time_s[place])
            for column in times
        ]
        rows.append([who, *cells])
    return write_csv(head, rows)


def _is_valid_time(name: str, table: PlainTable) -> bool:
    return name.endswith(VALID_TIME) and name.removesuffix(VALID_TIME) in table.columns


def _make_column(
    name: str,
    cells: Sequence[Cell],
    times: Sequence[Cell] | None,
    units: Mapping[str, str],
    levels: Mapping[str, Sequence[str]],
) -> Column:
    valid = None if times is None else _numbers(times)
    if not any(isinstance(cell, str) for cell in cells) and name not in levels:
        return Column(name, _numbers(cells), (), units.get(name, ""), valid)
    texts = [None if cell is None else write_cell(cell) for cell in cells]
    found = sorted({text for text in texts if text is not None})
    order = list(levels.get(name, found))
    unknown = sorted(set(found) - set(order))
    if unknown:
        raise StudyError(
            "unlisted_levels", name=name, n_unknown=len(unknown), names=", ".join(order)
        )
    places = [math.nan if text is None else float(order.index(text)) for text in texts]
    return Column(name, _numbers(places), tuple(order), "", valid, name in levels)


def _numbers(cells: Iterable[Cell]) -> NDArray[np.float64]:
    return np.array([math.nan if cell is None else cell for cell in cells], dtype=np.float64)


def _write_cell(column: Column, place: int) -> str:
    value = column.values[place]
    if math.isnan(value):
        return ""
    return column.levels[int(value)] if column.levels else write_number(value)
