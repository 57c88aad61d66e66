"""The diary as a table: one row a day, an empty cell for what was not said."""

import csv
import io
from collections.abc import Iterable

from hemiface.errors import RecordInvalidError
from hemiface.model.diary import DIARY_FIELDS, DiaryEntry
from hemiface.records.kinds import kind_of

TRIGGER = "trigger: "
COLUMNS = (
    "day",
    *(field.name for field in DIARY_FIELDS),
    "felt",
    "side",
    "medicine_taken",
    "note",
)


def write_diary(entries: Iterable[DiaryEntry]) -> str:
    """Diary as CSV, in order of days. Days without an entry have no row."""
    ordered = sorted(entries, key=lambda entry: entry.day)
    own = sorted({name for entry in ordered for name in entry.triggers or {}})
    target = io.StringIO()
    writer = csv.DictWriter(target, [*COLUMNS, *(TRIGGER + name for name in own)])
    writer.writeheader()
    for entry in ordered:
        plain = kind_of(DiaryEntry).plain(entry)
        row = {name: plain[name] for name in COLUMNS}
        row["felt"] = "+".join(plain["felt"])
        row["medicine_taken"] = {True: "yes", False: "no", None: ""}[plain["medicine_taken"]]
        writer.writerow(row | {TRIGGER + name: value for name, value in _triggers(entry)})
    return target.getvalue()


def read_diary(text: str) -> list[DiaryEntry]:
    """Diary from CSV. Only the column ``day`` is needed; empty cells stay unsaid.

    Raises
    ------
    RecordInvalidError
        If a column is unknown or a cell does not fit; it names the line.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    names = reader.fieldnames or []
    unknown = [name for name in names if name not in COLUMNS and not name.startswith(TRIGGER)]
    if "day" not in names or unknown:
        raise RecordInvalidError(
            f"unknown column {unknown[0]}" if unknown else "the table has no column day",
            hint=f"Columns are {', '.join(COLUMNS)} and '{TRIGGER}NAME'.",
        )
    entries = []
    for row in reader:
        try:
            entries.append(kind_of(DiaryEntry).read(_fields(row)))
        except (RecordInvalidError, ValueError) as error:
            raise RecordInvalidError(
                f"line {reader.line_num}: {error}", hint="Mend that line; nothing was taken in."
            ) from error
    return entries


def _triggers(entry: DiaryEntry) -> list[tuple[str, float]]:
    return list((entry.triggers or {}).items())


def _fields(row: dict[str, str | None]) -> dict[str, object]:
    cells = {name: cell.strip() for name, cell in row.items() if name and cell and cell.strip()}
    fields: dict[str, object] = {
        name: cell for name, cell in cells.items() if not name.startswith(TRIGGER)
    }
    own = {
        name.removeprefix(TRIGGER): float(cell)
        for name, cell in cells.items()
        if name.startswith(TRIGGER)
    }
    if own:
        fields["triggers"] = own
    if "felt" in cells:
        fields["felt"] = [part.strip() for part in cells["felt"].split("+")]
    return fields
