"""Where the records lie, how large they are, and whether they are encrypted."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hemiface.errors import HemifaceError
from hemiface.model.actor import Permission
from hemiface.operations.permission import needs
from hemiface.operations.session import SQLITE, Session


@dataclass(frozen=True, slots=True)
class RecordsPlace:
    """Where the records of a session lie.

    Parameters
    ----------
    database, files
        Address of the database, without a password, and of the recordings.
    exists
        Whether there are any yet.
    size_bytes
        What database and recordings take on this machine; None where they lie elsewhere.
    encryption
        ``off``, ``on`` or what is under way; empty where there are no records, or where they
        cannot be opened.
    problem
        Why they cannot be opened, or empty.
    """

    database: str
    files: str
    exists: bool
    size_bytes: int | None
    encryption: str
    problem: str = ""


@needs(Permission.MANAGE)
def find_records(session: Session) -> RecordsPlace:
    """Say where the records lie. Nothing is made where there are none yet."""
    location = session.records.location
    local = location.database_url.startswith(SQLITE)
    database = location.database_url.removeprefix(SQLITE) if local else _hide(location.database_url)
    exists = session.records.exists
    sizes = [*_sizes(Path(database))] if local else []
    elsewhere = not local or "://" in location.files_url
    sizes += [] if "://" in location.files_url else [*_sizes(Path(location.files_url))]
    state, problem = _look(session) if exists else ("", "")
    return RecordsPlace(
        database, location.files_url, exists, None if elsewhere else sum(sizes), state, problem
    )


def _look(session: Session) -> tuple[str, str]:
    # Here and not above: a look at what is installed does without a database.
    from hemiface.records.encryption import encryption_state

    try:
        return encryption_state(session.store).value, ""
    except HemifaceError as error:
        return "", error.message


def _sizes(place: Path) -> Iterator[int]:
    """Bytes of a file with what the database keeps beside it, or of all files of a folder."""
    if place.is_dir():
        for folder, _, names in os.walk(place):
            yield from (_size(Path(folder, name)) for name in names)
    else:
        for ending in ("", "-wal", "-shm"):
            yield _size(place.with_name(place.name + ending))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:  # gone meanwhile, or never there
        return 0


def _hide(url: str) -> str:
    """Address without its password."""
    return re.sub(r"(?<=//)([^:/@]*):[^/]*@", r"\1:***@", url)
