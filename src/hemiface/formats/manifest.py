"""A manifest: the table of the recordings of a batch, as people write it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from unicodedata import normalize

from hemiface.formats.cells import bare_cell
from hemiface.formats.day_columns import DayDoubt, read_days
from hemiface.formats.days import read_dotted
from hemiface.formats.tables import find_delimiter, iter_rows

COLUMNS: Mapping[str, str] = {
    "video": "Place of the file, as seen from the manifest.",
    "recording": "What it is called in folders and tables; the name of the file by default.",
    "pseudonym": "Whose it is: letters, digits, ., _ and -, as in the records; no name.",
    "visit": "The occasion, in a few words.",
    "filmed": "Day, or day and time, of filming: 2026-03-01, 1.3.2026 or 2026-03-01T09:30.",
    "mirrored": "yes or no: whether it was taken in a mirror.",
    "person": "Who is measured: largest, left, right, or a number counted from the left.",
    "tasks": "Place of the table of what was asked, as seen from the manifest.",
}
"""What each column says; only ``video`` has to be there."""

REST = "(beyond the header)"
"""Name of the cells that have no column."""

Moment: TypeAlias = datetime | date

YES, NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0", ""})


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One line of a manifest.

    Parameters
    ----------
    line
        Its number, from 1.
    video, recording, pseudonym, visit, person, tasks
        As they stand there; empty where nothing does. A recording and a visit are spelled in one
        way (Unicode's NFC): the same word is the same one, whoever typed it.
    filmed
        When it was taken; None where it does not say.
    mirrored
        Whether in a mirror; None where it does not say.
    doubt, cell
        The first column that cannot be what it says, or `REST`, and what stands there; empty where
        all can.
    """

    line: int
    video: str
    recording: str = ""
    pseudonym: str = ""
    visit: str = ""
    filmed: datetime | date | None = None
    mirrored: bool | None = None
    person: str = ""
    tasks: str = ""
    doubt: str = ""
    cell: str = ""


def read_manifest(text: str) -> tuple[tuple[ManifestRow, ...], tuple[str, ...]]:
    """Read a table with commas, semicolons or tabs.

    Returns
    -------
    tuple
        Its rows, and the names of columns of which nothing is made.

    Raises
    ------
    ValueError
        If it is no such table, or a cell goes on in the next line, so that nobody can tell where
        its own ends; says which line and why.
    """
    delimiter = find_delimiter(text)
    header = [name.strip(' "') for name in text.partition("\n")[0].strip().split(delimiter)]
    names = {name.lower(): name for name in header}
    if "video" not in names:
        raise ValueError("it has no column `video`")
    lines = []
    for line, cells in iter_rows(text, delimiter=delimiter, rest=REST):
        known = {low: bare_cell(cells[name].strip()) for low, name in names.items() if name}
        known[REST] = cells[REST].strip(f"{delimiter} ")
        if any(known.values()):
            lines.append((line, known))
    filmed = read_moments([known.get("filmed", "") for _, known in lines])
    rows = (_read_row(line, known, day) for (line, known), day in zip(lines, filmed, strict=True))
    return tuple(rows), tuple(name for low, name in names.items() if name and low not in COLUMNS)


def _read_row(line: int, cells: Mapping[str, str], filmed: Moment | None) -> ManifestRow:
    texts = {
        name: cells.get(name, "")
        for name in ("video", "recording", "pseudonym", "visit", "person", "tasks")
    }
    for name in ("recording", "visit"):
        texts[name] = normalize("NFC", texts[name])
    mirrored = cells.get("mirrored", "").lower()
    doubts = {
        REST: bool(cells[REST]),
        "video": not texts["video"],
        "filmed": bool(cells.get("filmed")) and filmed is None,
        "mirrored": mirrored not in YES | NO,
    }
    return ManifestRow(
        line=line,
        filmed=filmed,
        mirrored=mirrored in YES if mirrored else None,
        doubt=next((name for name, doubtful in doubts.items() if doubtful), ""),
        cell=next((cells.get(name, "") for name, doubtful in doubts.items() if doubtful), ""),
        **texts,
    )


def read_moments(texts: Sequence[str]) -> list[Moment | None]:
    """Days and moments of a column; None for what is none, or could be two.

    They are read as those of a study are: where the day or the month may come first, the whole
    column decides.
    """
    alone = [_read_alone(text) for text in texts]
    doubtful = [at for at, text in enumerate(texts) if text and alone[at] is None]
    with suppress(DayDoubt):
        ways = [text if _may_be_day(text) else None for text in texts]
        for at, day in enumerate(read_days(ways)):
            if at in doubtful and day is not None:
                alone[at] = date.fromordinal(int(day))
    return alone


def _read_alone(text: str) -> Moment | None:
    for read in (date.fromisoformat, datetime.fromisoformat, read_dotted, _read_only_way):
        with suppress(ValueError):
            if (found := read(text)) is not None:
                return found
    return None


def _read_only_way(text: str) -> date | None:
    (day,) = read_days([text])
    return None if day is None else date.fromordinal(int(day))


def _may_be_day(text: str) -> bool:
    try:
        read_days([text])
    except DayDoubt as doubt:
        return doubt.case != "no_day"
    return True
