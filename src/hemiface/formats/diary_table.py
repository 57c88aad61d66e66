"""The diary as a table: one row a day, an empty cell for what was not said."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from hemiface.errors import RecordInvalidError
from hemiface.formats.cells import bare_cell, write_csv
from hemiface.formats.days import read_dotted
from hemiface.formats.diary_heads import TRIGGERS, ColumnWords, find_column, read_choice
from hemiface.formats.tables import MOST_COLUMNS
from hemiface.formats.written_numbers import with_point
from hemiface.model.diary import DIARY_FIELDS, DiaryEntry

TRIGGER = "trigger: "
NUMBERS = tuple(field.name for field in DIARY_FIELDS)
COLUMNS = ("day", *NUMBERS, "felt", "side", "medicine_taken", "note")
LONGEST_CELL = 100_000
LONGEST_NAME = 100
"""Letters of one cell: a long book chapter, and less than the reader's own limit."""

_QUOTED = re.compile(r'"[^"]*"')
_SEPARATOR = re.compile(r"\s*sep=([,;\t])\s*(?:\r?\n|\r)", re.IGNORECASE)
"""First line by which some spreadsheets are told what stands between the cells."""
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_MIDNIGHT = re.compile(r"[ T]0?0:00(?::00)?$")


def write_diary(entries: Iterable[DiaryEntry]) -> str:
    """Diary as CSV, in order of days. Days without an entry have no row.

    Text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    ordered = sorted(entries, key=lambda entry: entry.day)
    own = sorted({name for entry in ordered for name in entry.triggers or {}})
    heads = [*COLUMNS, *(TRIGGER + name for name in own)]
    rows = []
    for entry in ordered:
        row: dict[str, object] = {name: getattr(entry, name) for name in COLUMNS}
        row["day"] = entry.day.isoformat()
        row["felt"] = "+".join(entry.felt)
        row["medicine_taken"] = {True: "yes", False: "no", None: ""}[entry.medicine_taken]
        row |= {TRIGGER + name: value for name, value in _triggers(entry)}
        rows.append([row.get(head) for head in heads])
    return write_csv(heads, rows)


def read_diary(text: str, make: Callable[[Mapping[str, object]], DiaryEntry]) -> list[DiaryEntry]:
    """Diary from CSV. Only the column ``day`` is needed; empty cells stay unsaid.

    Spreadsheets write it in their own way: commas, semicolons or tabs between the cells,
    heads in capitals or in German, a comma in a number, days as 31.12.2026 or 31.12.26, empty
    cells at the end, and a first line such as ``sep=;``. Days with slashes are read where they can
    mean one day only.

    Parameters
    ----------
    text
        The table.
    make
        Makes a day of its fields, and raises where they do not fit.

    Raises
    ------
    RecordInvalidError
        If there are more columns than any table has, a column is unknown or there twice, two
        lines say two things about a day, or a cell does not fit; it names the line.
    """
    text = text.removeprefix("\ufeff")
    told = _SEPARATOR.match(text)
    header = _QUOTED.sub("", text).lstrip("\r\n").partition("\n")[0]
    delimiter = told[1] if told else max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        if told:
            next(reader)
        names = _read_heads(next(filter(any, reader), []))
        entries = [_read_row(names, row, reader.line_num, make) for row in reader if any(row)]
    except csv.Error as error:
        raise _wrong(reader.line_num, error) from error
    said: dict[date, DiaryEntry] = {}
    for entry in entries:
        if said.setdefault(entry.day, entry) != entry:
            raise RecordInvalidError("day_twice", day=entry.day)
    return entries


def _read_heads(heads: list[str]) -> list[str]:
    """Names of the columns as hemiface writes them."""
    if len(heads) > MOST_COLUMNS:
        raise RecordInvalidError("many_columns", n=len(heads), most=MOST_COLUMNS)
    names = []
    for head in heads:
        name = head.strip()
        prefix = next((one for one in TRIGGERS if name.casefold().startswith(one)), "")
        if head.startswith(TRIGGER):
            names.append(head)
        elif prefix:
            names.append(TRIGGER + name[len(prefix) :].strip())
        else:
            names.append(find_column(name))
    while names and not names[-1]:
        names.pop()  # separators at the end of every line
    known = [name for name in names if name in COLUMNS or name.startswith(TRIGGER)]
    unknown = [name for name in names if name not in known]
    twice = [name for name, n in Counter(names).items() if n > 1]
    columns = ColumnWords((*COLUMNS, f"{TRIGGER}NAME"))
    if unknown:
        shown = unknown[0][:LONGEST_NAME]
        raise RecordInvalidError("unknown_column", column=shown, columns=columns)
    if twice:
        raise RecordInvalidError("column_twice", column=twice[0][:LONGEST_NAME], columns=columns)
    if "day" not in names:
        raise RecordInvalidError("no_day_column", columns=columns)
    return names


def _read_row(
    names: list[str],
    row: list[str],
    line: int,
    make: Callable[[Mapping[str, object]], DiaryEntry],
) -> DiaryEntry:
    if any(cell.strip() for cell in row[len(names) :]):
        raise _wrong(line, RecordInvalidError("more_cells"))
    if max(map(len, row)) > LONGEST_CELL:
        raise _wrong(line, RecordInvalidError("long_cell", most=LONGEST_CELL))
    cells = {name: cell for name, cell in zip(names, row, strict=False) if cell.strip()}
    try:
        return make(dict(_fields(cells)))
    except (RecordInvalidError, ValueError) as error:
        raise _wrong(line, error) from error


def _fields(cells: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    own = {}
    for name, cell in cells.items():
        if name.startswith(TRIGGER):
            own[name.removeprefix(TRIGGER)] = float(_number(cell))
        elif name in NUMBERS:
            yield name, _number(cell)
        elif name == "day":
            yield name, _day(cell.strip())
        elif name == "felt":
            yield name, [read_choice(part) for part in cell.split("+")]
        else:
            yield name, bare_cell(cell) if name == "note" else read_choice(cell)
    if own:
        yield "triggers", own


def _number(cell: str) -> str:
    """Number with a point, whatever the spreadsheet's language makes of it."""
    return with_point(cell.strip())


def _day(cell: str) -> str:
    text = _MIDNIGHT.sub("", cell)
    if dotted := read_dotted(text):
        return dotted.isoformat()
    if slashed := _SLASHED.fullmatch(text):
        first, second, year = map(int, slashed.groups())
        if first != second and max(first, second) <= 12:
            raise RecordInvalidError("two_days", text=cell)
        day, month = (second, first) if second > 12 else (first, second)
        return date(year, month, day).isoformat()
    return text


def _triggers(entry: DiaryEntry) -> list[tuple[str, float]]:
    return list((entry.triggers or {}).items())


def _wrong(line: int, problem: Exception) -> RecordInvalidError:
    said = problem if isinstance(problem, RecordInvalidError) else str(problem)
    return RecordInvalidError("diary_line", line=line, problem=said)
