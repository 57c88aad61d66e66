"""Cells of a study's tables: read as what the plan needs them for, and nothing else."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet

from hemiface.errors import StudyError
from hemiface.formats.cells import bare_cell
from hemiface.formats.day_columns import DayDoubt, looks_like_day, read_days
from hemiface.formats.tables import check_width, find_delimiter, iter_rows
from hemiface.model.study_techniques import ColumnNeed

Cell: TypeAlias = str | float | None
GAPS = frozenset({"", "na", "n/a", "nan", "null", "."})
"""What stands for a missing value, in any case; "none" is a grade, a side or a treatment."""
CODED = frozenset({ColumnNeed.FLAG, ColumnNeed.CAUSE})
"""Needs in which 0 means that nothing is there, so that words must be given an order."""
LONGEST_SHOWN = 40
NO_NEEDS: frozenset[ColumnNeed] = frozenset()


@dataclass(frozen=True, slots=True)
class CellRules:
    """What a column is read as.

    Parameters
    ----------
    needs
        What the plan needs its cells to be; nothing where it does not use them.
    levels
        Its categories in their order; None where the plan lists none.
    """

    needs: frozenset[ColumnNeed] = NO_NEEDS
    levels: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where cells stand, for complaints."""

    table: str
    column: str
    lines: Sequence[int]

    def wrong(self, case: str, place: int, cell: str, **values: object) -> StudyError:
        """Complaint about one cell."""
        shown = cell if len(cell) <= LONGEST_SHOWN else f"{cell[:LONGEST_SHOWN]}..."
        line = self.lines[place]
        return StudyError(
            case, table=self.table, column=self.column, line=line, cell=shown, **values
        )


def read_csv_cells(text: str) -> tuple[dict[str, list[str]], list[int], str]:
    """Texts of every column by its name, the line of each row, and what separates cells.

    Raises
    ------
    ValueError
        If it is no table; says why.
    """
    delimiter = find_delimiter(text)
    found = list(iter_rows(text, delimiter=delimiter))
    names = list(found[0][1]) if found else []
    if "" in names:
        raise ValueError("a column has no name")
    bare = [bare_cell(name) for name in names]
    if len(set(bare)) < len(bare):
        raise ValueError("two columns have one name")
    columns = {
        name: [bare_cell(row[cell]).strip() for _, row in found]
        for name, cell in zip(bare, names, strict=True)
    }
    return columns, [line for line, _ in found], delimiter


def read_parquet_cells(data: bytes) -> dict[str, list[Cell]]:
    """Cells of every column by its name.

    Raises
    ------
    ValueError
        If it has more columns than any table.
    pyarrow.ArrowException
        If it is no Parquet.
    """
    source = pa.parquet.ParquetFile(BytesIO(data))
    check_width(source.metadata.num_columns)
    table = source.read()
    return {name: [_plain(cell) for cell in table[name].to_pylist()] for name in table.column_names}


def fit_cells(
    cells: Sequence[Cell], rules: CellRules, spot: Spot, *, comma: bool = False
) -> Sequence[Cell]:
    """Read cells as what they are needed for.

    Parameters
    ----------
    cells
        Texts, or what a table already knows as numbers.
    rules
        What the column is.
    spot
        Where they stand.
    comma
        Whether a comma may stand before decimals.

    Returns
    -------
    sequence
        Numbers where all are, days as numbers where days are needed, else texts.

    Raises
    ------
    StudyError
        If a cell is not what it is needed for, and if numbers and words are mixed where
        nobody listed the categories: one slip would make numbers a category.
    """
    listed = rules.levels or ()
    kept = [
        None if isinstance(cell, str) and cell.casefold() in GAPS and cell not in listed else cell
        for cell in cells
    ]
    numbers: list[float | None] = [_as_number(cell, comma=comma) for cell in kept]
    words = [
        place for place, cell in enumerate(kept) if cell is not None and numbers[place] is None
    ]
    if ColumnNeed.DAY in rules.needs and rules.levels is None:
        return _fit_days(kept, numbers, spot)
    if not words:
        return numbers
    texts = [None if cell is None else write_cell(cell) for cell in kept]
    _check_words(texts, words, rules, spot)
    return texts


def write_cell(cell: Cell) -> str:
    """A cell as text, a number as the shortest that reads as the same."""
    return write_number(cell) if isinstance(cell, float) else str(cell)


def write_number(value: float) -> str:
    """The shortest text that reads as the same number."""
    return "" if math.isnan(value) else repr(float(value)).removesuffix(".0")


def read_number(text: str, *, comma: bool) -> float:
    """A number, with a decimal comma where that may be.

    Raises
    ------
    ValueError
        If it is none, or endless.
    """
    value = float(text.replace(",", ".", 1) if comma and "." not in text else text)
    if not math.isfinite(value) or "_" in text:
        raise ValueError(text)
    return value


def _check_words(
    texts: Sequence[str | None], words: Sequence[int], rules: CellRules, spot: Spot
) -> None:
    """Refuse words where numbers are needed, or their order is and nobody gave it."""
    first = words[0]
    cell = str(texts[first])
    if ColumnNeed.NUMBER in rules.needs:
        raise spot.wrong("no_number", first, cell)
    if rules.levels is not None or not rules.needs - {ColumnNeed.LABEL}:
        return
    found = sorted({text for text in texts if text is not None})
    if len(words) < sum(text is not None for text in texts):
        raise spot.wrong("mixed_cells", first, cell)
    if rules.needs & CODED:
        raise StudyError("unordered_words", **_show(found, spot.column))
    if ColumnNeed.ORDER in rules.needs:
        raise StudyError("no_order", value=spot.column)


def _show(found: Sequence[str], column: str) -> dict[str, object]:
    return {"column": column, "names": ", ".join(f'"{one}"' for one in found[:4])}


def _fit_days(
    kept: Sequence[Cell], numbers: Sequence[float | None], spot: Spot
) -> list[float | None]:
    known = [one for one in numbers if one is not None]
    is_plain = len(known) == sum(cell is not None for cell in kept)
    if is_plain and not any(looks_like_day(one) for one in known):
        return list(numbers)
    texts = [None if cell is None else write_cell(cell) for cell in kept]
    try:
        return read_days(texts)
    except DayDoubt as doubt:
        readings = " / ".join(day.isoformat() for day in doubt.readings)
        cell = str(texts[doubt.place])
        raise spot.wrong(doubt.case, doubt.place, cell, readings=readings) from doubt


def _as_number(cell: Cell, *, comma: bool) -> float | None:
    if cell is None or isinstance(cell, float):
        return cell
    try:
        return read_number(cell, comma=comma)
    except ValueError:
        return None


def _plain(cell: object) -> Cell:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return None
    if isinstance(cell, bool | int | float):
        return float(cell)
    return str(cell)
