"""Archives and exports that appear whole or not at all, and leave nothing when killed.

What is being written lies in a folder of its own beside its place, which the records know. The
lock in that folder is the mark of hemiface; where nobody holds it, its writer was killed. A note
alone, which anybody may have written into the database, makes nothing of ours.
"""

import os
import platform
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
from filelock import FileLock, Timeout

from hemiface.errors import RecordConflictError, RecordStorageError
from hemiface.records import private_files, tables
from hemiface.records.files import storage_errors
from hemiface.records.store import Store

PARTIAL = ".partial"
OWN_NAME = re.compile(r".+\.[0-9a-f]{32}\.partial", re.DOTALL)
LOCK, CONTENT = "hemiface.lock", "content"


@contextmanager
def new_output(store: Store, target: Path) -> Iterator[Path]:
    """Where to write a file or folder that gets its name when it is whole.

    Raises
    ------
    RecordConflictError
        If there is something of that name.
    RecordStorageError
        If it cannot be written; nothing is left of it then.
    """
    _refuse_taken(target)
    target = target.resolve()
    refuse_no_folder(target)
    folder = target.with_name(f"{target.name[:64]}.{uuid4().hex}{PARTIAL}")
    _note(store, folder)
    try:
        with storage_errors(), _named(target, folder):
            lock = _make_held(folder)
            try:
                _note(store, folder)  # a sweep may have met the note before the lock
                yield folder / CONTENT
                _refuse_taken(target)
                (folder / CONTENT).rename(target)
            finally:
                _remove(folder, lock)
    finally:
        _forget(store, folder)


def refuse_no_folder(target: Path) -> None:
    """Refuse a place in a folder that is not there, by the name of that folder.

    Raises
    ------
    RecordStorageError
        If it is not there.
    """
    folder = target.absolute().parent
    if not folder.is_dir():
        raise RecordStorageError("no_folder", path=folder)


@contextmanager
def _named(target: Path, folder: Path) -> Iterator[None]:
    """Let faults of the folder that is being written speak of the place that was asked for."""
    try:
        yield
    except OSError as error:
        name = getattr(error, "filename", None)
        if isinstance(name, str | Path) and Path(name).is_relative_to(folder):
            error.filename = str(target)
        raise


def sweep_outputs(store: Store) -> int:
    """Delete what killed programs left of archives and exports on this machine.

    Returns
    -------
    How many there were.
    """
    mine = tables.output.c.machine == platform.node()
    with store.read() as work:
        noted = work.connection.execute(sa.select(tables.output.c.place).where(mine)).scalars()
        places = [Path(place) for place in noted if isinstance(place, str)]
    deleted = 0
    for place in places:
        try:
            deleted += _sweep_one(place)
        except (Timeout, OSError, ValueError):
            continue  # somebody is at work there, or the disk is not plugged in
        _forget(store, place)
    return deleted


def _sweep_one(place: Path) -> bool:
    """Delete a folder that is ours; whatever else a note names stays as it is.

    Raises
    ------
    OSError
        If the folder around it is not there now.
    """
    if not OWN_NAME.fullmatch(place.name) or not place.is_absolute():
        return False
    if place.parent.resolve(strict=True) != place.parent or not _is_own_folder(place):
        return False
    if not any(place.iterdir()):
        place.rmdir()  # its writer was killed before the lock
        return True
    if not _is_plain_file(place / LOCK) or {one.name for one in place.iterdir()} - {LOCK, CONTENT}:
        return False
    lock = FileLock(place / LOCK, timeout=0)
    lock.acquire()
    _remove(place, lock)
    return True


def _make_held(folder: Path) -> FileLock:
    """Make the folder and its lock, held; a sweep may meet the one before the other."""
    while True:
        with suppress(FileExistsError):
            folder.mkdir(mode=private_files.FOLDER)
        lock = FileLock(folder / LOCK, timeout=0, mode=private_files.FILE)
        try:
            lock.acquire()
        except (Timeout, FileNotFoundError):
            continue
        # The lock makes a folder that is gone again, and lets others in.
        if (folder / LOCK).exists() and not private_files.is_wide(folder):
            return lock
        _remove(folder, lock)


def _remove(folder: Path, lock: FileLock) -> None:
    """Delete the content first and the mark last, so that a kill in between leaves it ours."""
    try:
        if _is_own_folder(folder / CONTENT):
            shutil.rmtree(folder / CONTENT)
        else:
            (folder / CONTENT).unlink(missing_ok=True)
    finally:
        lock.release()
    (folder / LOCK).unlink(missing_ok=True)
    with suppress(OSError):  # a sweep has come in between, and does the same
        folder.rmdir()


def _is_own_folder(place: Path) -> bool:
    """Whether there is a folder, no link to one, that belongs to this user."""
    try:
        status = place.lstat()
    except FileNotFoundError:
        return False
    owned = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    return stat.S_ISDIR(status.st_mode) and owned


def _is_plain_file(place: Path) -> bool:
    try:
        return stat.S_ISREG(place.lstat().st_mode)
    except FileNotFoundError:
        return False


def _refuse_taken(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise RecordConflictError("file_there", target=target.name)


def _note(store: Store, place: Path) -> None:
    """Note what is being written; records that cannot be written can still be backed up."""
    known = sa.select(tables.output.c.place).where(tables.output.c.place == str(place))
    values = {"place": str(place), "machine": platform.node()}
    with suppress(RecordStorageError, RecordConflictError), store.write() as work:
        if work.connection.execute(known).first() is None:
            work.connection.execute(sa.insert(tables.output).values(values))


def _forget(store: Store, place: Path) -> None:
    """Take the note away; where that fails, the next sweep does it."""
    done = sa.delete(tables.output).where(tables.output.c.place == str(place))
    with suppress(RecordStorageError, RecordConflictError), store.write() as work:
        work.connection.execute(done)
