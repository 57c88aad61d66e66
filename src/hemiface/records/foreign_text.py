"""Text that came from elsewhere: read within limits, or refused in one line."""

import stat
from pathlib import Path

from hemiface.errors import RecordInvalidError
from hemiface.records.files import storage_errors

MOST_BYTES = 256 << 20
"""A person followed twice a week for ten years keeps a tenth of it."""


def refuse_missing(place: Path) -> None:
    """Say that a file which was named is not there, before anything is done with it.

    Raises
    ------
    RecordInvalidError
        If it is not there, or no ordinary file.
    RecordStorageError
        If it cannot be looked at.
    """
    with storage_errors():
        try:
            mode = place.stat().st_mode
        except (FileNotFoundError, NotADirectoryError) as error:
            raise RecordInvalidError("absent_file", place=place) from error
    if not stat.S_ISREG(mode):
        raise RecordInvalidError("no_file", place=place.name)


def read_bytes(place: Path, *, most: int = MOST_BYTES) -> bytes:
    """Content of a file.

    Raises
    ------
    RecordInvalidError
        If it is not there or no ordinary file, or larger than ``most`` bytes.
    RecordStorageError
        If it cannot be read.
    """
    refuse_missing(place)
    with storage_errors(), place.open("rb") as handle:
        content = handle.read(most + 1)
    if len(content) > most:
        raise RecordInvalidError("file_size", place=place.name, most=most >> 20)
    return content


def read_text(place: Path, *, most: int = MOST_BYTES) -> str:
    """Text of a file in UTF-8, with or without its mark.

    Raises
    ------
    RecordInvalidError
        If it is not there or no ordinary file, larger than ``most`` bytes, or not UTF-8.
    RecordStorageError
        If it cannot be read.
    """
    content = read_bytes(place, most=most)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordInvalidError("no_text", place=place.name) from error
