"""Archives and exports that appear whole or not at all, and leave nothing when killed.

What is being written lies beside its place under a name of its own, which the records
know and a lock beside it holds. Where nobody holds the lock, its writer was killed.
"""

import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
from filelock import FileLock, Timeout

from hemiface.errors import RecordConflictError, RecordStorageError
from hemiface.records import tables
from hemiface.records.files import storage_errors
from hemiface.records.store import Store

PARTIAL, LOCK = ".partial", ".lock"


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
    partial = target.with_name(f"{target.name[:64]}.{uuid4().hex}{PARTIAL}")
    _note(store, partial)
    try:
        with storage_errors(), _held(partial):
            _note(store, partial)  # a sweep may have met the note before the lock
            try:
                yield partial
                _refuse_taken(target)
                partial.rename(target)
            finally:
                _remove(partial)
    finally:
        _forget(store, partial)


def sweep_outputs(store: Store) -> int:
    """Delete what killed programs left of archives and exports on this machine.

    Returns
    -------
    How many there were.
    """
    mine = tables.output.c.machine == platform.node()
    with store.read() as work:
        noted = work.connection.execute(sa.select(tables.output.c.place).where(mine)).scalars()
        places = [Path(place) for place in noted]
    deleted = 0
    for place in places:
        if place.suffix != PARTIAL:
            continue
        try:
            deleted += _sweep_one(place)
        except (Timeout, OSError):
            continue  # somebody is at work there, or the disk is not plugged in
        _forget(store, place)
    return deleted


def _sweep_one(place: Path) -> bool:
    with _held(place):
        was_there = place.exists()
        _remove(place)
    return was_there


@contextmanager
def _held(partial: Path) -> Iterator[None]:
    """Hold the lock beside what is being written, and take it away in the end."""
    partial.parent.stat()  # or the lock would make the folder
    lock = partial.with_name(partial.name + LOCK)
    with FileLock(lock, timeout=0, mode=0o600):
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def _refuse_taken(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise RecordConflictError("file_there", target=target.name)


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


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
