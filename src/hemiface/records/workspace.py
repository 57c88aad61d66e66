"""Private space for plain copies of recordings, in memory where there is some.

A copy is gone when its work is done. What a killed process leaves is deleted by the next
one that opens the records, as nobody holds its lock any more.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hemiface.records import private_files
from hemiface.records.files import storage_errors

if TYPE_CHECKING:
    from filelock import FileLock

MEMORY = Path("/dev/shm")
LOCK = "lock"
ROOM = 2
"""Share of the free memory that a copy may take: one in so many."""


@contextmanager
def private_workspace(size_bytes: int) -> Iterator[Path]:
    """Give an empty folder that only this user may enter, and delete it in the end.

    Parameters
    ----------
    size_bytes
        What is to lie there; decides whether it fits into memory.

    Raises
    ------
    RecordStorageError
        If there is no place for it.
    """
    with storage_errors():
        folder, lock = _make_held(_place(size_bytes))
        try:
            inner = folder / "files"
            inner.mkdir(mode=0o700)
            yield inner
        finally:
            lock.release()
            shutil.rmtree(folder, ignore_errors=True)


def _make_held(place: Path) -> tuple[Path, "FileLock"]:
    """A new folder and its lock, held; a sweep may meet the one before the other."""
    # Here and not above: most commands open no video that is kept.
    from filelock import FileLock, Timeout

    while True:
        folder = Path(tempfile.mkdtemp(prefix=_prefix(), dir=place))
        lock = FileLock(folder / LOCK, timeout=0)
        try:
            lock.acquire()
        except (Timeout, FileNotFoundError):
            continue
        # The lock makes a folder that is gone again, and lets others in.
        if (folder / LOCK).exists() and not private_files.is_wide(folder):
            return folder, lock
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def sweep_workspaces() -> int:
    """Delete what killed processes of this user left.

    Returns
    -------
    How many folders there were.

    Raises
    ------
    RecordStorageError
        If no folder for temporary files can be written.
    """
    deleted = 0
    with storage_errors():
        places = (MEMORY, Path(tempfile.gettempdir()))
    for place in places:
        for folder in place.glob(f"{_prefix()}*"):
            if folder.is_symlink() or not (folder / LOCK).is_file():
                continue  # not ours, or just being made
            try:
                from filelock import FileLock

                with FileLock(folder / LOCK, timeout=0):
                    shutil.rmtree(folder)
                deleted += 1
            except OSError:
                continue  # somebody is at work there
    return deleted


def _place(size_bytes: int) -> Path:
    try:
        if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM * size_bytes:
            return MEMORY
    except OSError:
        pass  # there is no such file system here
    return Path(tempfile.gettempdir())


def _prefix() -> str:
    user = os.getuid() if hasattr(os, "getuid") else "user"
    return f"hemiface-plain-{user}-"
