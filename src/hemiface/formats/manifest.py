"""A manifest: the table of the recordings of a batch, as people write it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from unicodedata import normalize

from hemiface.formats.cells import bare_cell
from hemiface.formats.tables import find_delimiter, iter_rows

COLUMNS: Mapping[str, str] = {
    "video": "Place of the file, as seen from the manifest.",
    "recording": "What it is called in folders and tables; the name of the file by default.",
    "pseudonym": "Whose it is: letters, digits, ., _ and -, as in the records; no name.",
    "visit": "The occasion, in a few words.",
    "filmed": "Day, or day and time, at which it was taken: 2026-03-01 or 2026-03-01T09:30.",
    "mirrored": "yes or no: whether it was taken in a mirror.",
    "person": "Who is measured: largest, left, right, or a number counted from the left.",
    "tasks": "Place of the table of what was asked, as seen from the manifest.",
}
"""What each column says; only ``video`` has to be there."""

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


def read_manifest(text: str) -> tuple[tuple[ManifestRow, ...], tuple[str, ...]]:
    """Read a table with commas, semicolons or tabs.

    Returns
    -------
    tuple
        Its rows, and the names of columns of which nothing is made.

    Raises
    ------
    ValueError
        If it is no such table; says which line and why.
    """
    delimiter = find_delimiter(text)
    header = [name.strip(' "') for name in text.partition("\n")[0].strip().split(delimiter)]
    names = {name.lower(): name for name in header}
    if "video" not in names:
        raise ValueError("it has no column `video`")
    rows = []
    for line, cells in iter_rows(text, delimiter=delimiter):
        known = {low: bare_cell(cells[name].strip()) for low, name in names.items() if name}
        if any(known.values()):
            rows.append(_read_row(line, known))
    return tuple(rows), tuple(name for low, name in names.items() if name and low not in COLUMNS)


def _read_row(line: int, cells: Mapping[str, str]) -> ManifestRow:
    if not cells["video"]:
        raise ValueError(f"line {line} names no video")
    texts = {
        name: cells.get(name, "")
        for name in ("video", "recording", "pseudonym", "visit", "person", "tasks")
    }
    for name in ("recording", "visit"):
        texts[name] = normalize("NFC", texts[name])
    filmed = cells.get("filmed", "")
    mirrored = cells.get("mirrored", "")
    return ManifestRow(
        line=line,
        filmed=_read_moment(filmed, line) if filmed else None,
        mirrored=_read_yes(mirrored, line) if mirrored else None,
        **texts,
    )


def _read_moment(text: str, line: int) -> datetime | date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"line {line}, filmed: {text!r} is no day like 2026-03-01") from error


def _read_yes(text: str, line: int) -> bool:
    if text.lower() in YES | NO:
        return text.lower() in YES
    raise ValueError(f"line {line}, mirrored: {text!r} is neither yes nor no")
