"""Cells of a study's tables: read as what the plan needs them for, and nothing else."""

import codecs
import math
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet

from hemiface.errors import StudyError
from hemiface.errors.faults import ReasonError
from hemiface.formats.cells import bare_cell
from hemiface.formats.day_columns import DayDoubt, looks_like_day, read_days
from hemiface.formats.tables import check_width, find_delimiter, iter_rows
from hemiface.formats.written_numbers import looks_like_name, looks_like_number, read_number
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
    is_name
        Whether it names somebody or something: figures are letters there, `01` is not `1`.
    """

    needs: frozenset[ColumnNeed] = NO_NEEDS
    levels: Sequence[str] | None = None
    is_name: bool = False

    @property
    def may_be_names(self) -> bool:
        """Whether nothing needs its figures to be numbers."""
        return self.is_name or (self.levels is None and not self.needs - {ColumnNeed.LABEL})


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


def decode_table(data: bytes) -> str:
    """Text of a table: UTF-8, or what Excel writes as Unicode.

    Raises
    ------
    ValueError
        If it is neither; says how to save it.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReasonError("no_unicode", line=line) from error


def read_csv_cells(text: str) -> tuple[dict[str, list[str]], list[int], str]:
    """Texts of every column by its name, the line of each row, and what separates cells.

    Raises
    ------
    ValueError
        If it is no table; says why.
    """
    delimiter = find_delimiter(text)
    found = list(iter_rows(text, delimiter=delimiter, whole=True))
    names = list(found[0][1]) if found else []
    if "" in names:
        raise ReasonError("nameless_column")
    bare = [bare_cell(name) for name in names]
    if len(set(bare)) < len(bare):
        raise ReasonError("same_columns")
    columns = {
        name: [bare_cell(row[cell]).strip() for _, row in found]
        for name, cell in zip(bare, names, strict=True)
    }
    return columns, [line for line, _ in found], delimiter


def read_parquet_cells(
    data: bytes, names: frozenset[str] = frozenset()
) -> dict[str, Sequence[Cell]]:
    """Cells of every column by its name.

    Parameters
    ----------
    data
        The file.
    names
        Columns whose whole numbers are names: as numbers they would lose their last figures.

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
    return {
        name: [_plain(cell, is_name=name in names) for cell in table[name].to_pylist()]
        for name in table.column_names
    }


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
    if rules.is_name or (rules.may_be_names and any(_is_name(cell) for cell in kept)):
        return [None if cell is None else write_cell(cell) for cell in kept]
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
    slip = next((place for place in words if looks_like_number(str(texts[place]))), None)
    if slip is not None:
        raise spot.wrong("almost_number", slip, str(texts[slip]))
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


def _is_name(cell: Cell) -> bool:
    return isinstance(cell, str) and looks_like_name(cell)


def _plain(cell: object, *, is_name: bool) -> Cell:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return None
    if is_name and isinstance(cell, int):
        return str(cell)
    if isinstance(cell, bool | int | float):
        return float(cell)
    return str(cell)
