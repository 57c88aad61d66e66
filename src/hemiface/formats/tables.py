"""Read tables that people and other programs write: comma, semicolon or tab, a header, cells."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from hemiface.errors.faults import ReasonError

DELIMITERS = "\t;,"

MOST_COLUMNS = 4096
"""No table of recordings, days, events or channels has more."""

MOST_CELLS = 20_000_000
"""Cells of a table, those counted that a short line leaves out."""


def find_delimiter(text: str) -> str:
    """Tell what separates the cells of a table by its header."""
    return max(DELIMITERS, key=text.partition("\n")[0].count)


def iter_rows(
    text: str, *, delimiter: str = ",", whole: bool = False, rest: str = ""
) -> Iterator[tuple[int, dict[str, str]]]:
    """Give the rows of a table by the names of its columns.

    Parameters
    ----------
    text
        The table, its first line the header.
    delimiter
        What separates cells.
    whole
        Whether a line that is too short is refused, as one that is cut off in a cell would be
        taken for a gap.
    rest
        Under which name cells beyond the header are given, parted by the delimiter; a line that
        has some is refused where there is no name for them. Cells of such a table end in their
        line.

    Yields
    ------
    int
        Number of the line, from 1.
    dict of str
        Cell by column; empty where the line is too short.

    Raises
    ------
    ValueError
        If two columns have one name, a line has more cells than the header, the text is no
        table, or it is larger than any table is; says which line and why.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header: list[str] | None = None
    n_cells = 0
    while True:
        began = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise ValueError(f"line {reader.line_num}: {error}") from error
        if cells is None:
            return
        if header is None:
            header = [name.strip() for name in cells]
            _check_header(header)
            continue
        if rest and reader.line_num > began:
            raise ReasonError("open_quote", line=began)
        beyond = cells[len(header) :]
        if any(cell.strip() for cell in beyond) and not rest:
            raise _wrong_length("more_cells", reader.line_num, began)
        if whole and cells and len(cells) < len(header):
            values = {"n": len(cells), "n_columns": len(header)}
            raise _wrong_length("fewer_cells", reader.line_num, began, **values)
        n_cells += len(header)
        if n_cells > MOST_CELLS:
            raise ValueError(f"it has more than {MOST_CELLS} cells")
        if cells:
            missing = [""] * (len(header) - len(cells))
            row = dict(zip(header, cells + missing, strict=False))
            yield reader.line_num, row | ({rest: delimiter.join(beyond)} if rest else {})


def _wrong_length(case: str, line: int, began: int, **values: object) -> ReasonError:
    """Why a line is refused: where it goes over several, the first of them has to be mended."""
    if line > began:
        return ReasonError("open_quote", line=began)
    return ReasonError(case, line=line, **values)


def check_width(n_columns: int) -> None:
    """Refuse a table with more columns than any has, before anything is done with them.

    Raises
    ------
    ValueError
        If there are more than `MOST_COLUMNS`.
    """
    if n_columns > MOST_COLUMNS:
        raise ValueError(f"it has {n_columns} columns; no table may have more than {MOST_COLUMNS}")


def _check_header(header: list[str]) -> None:
    check_width(len(header))
    twice = [name for name, n in Counter(header).items() if n > 1 and name]
    if twice:
        raise ValueError(f"two columns are called {twice[0][:40]!r}")
