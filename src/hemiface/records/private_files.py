"""Files and folders that only their owner may read, whatever the folder around them allows."""

import os
from pathlib import Path
from typing import BinaryIO

FOLDER, FILE = 0o700, 0o600
OTHERS = 0o077


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing; what is there stays as it is.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent)
    folder.mkdir(mode=FOLDER, exist_ok=True)


def open_new(place: Path) -> BinaryIO:
    """Open a file for writing that is not there yet.

    Raises
    ------
    OSError
        If it is there, or cannot be made.
    """
    binary = getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | binary, FILE), "wb")


def tighten(place: Path) -> None:
    """Take away what others may do with a file of ours; one that is not there is fine."""
    if os.name != "posix":
        return
    try:
        status = place.stat()
        if status.st_uid == os.geteuid() and status.st_mode & OTHERS:
            place.chmod(FILE)
    except FileNotFoundError:
        return


def is_wide(folder: Path) -> bool:
    """Whether others may enter, list or change a folder."""
    return os.name == "posix" and folder.is_dir() and bool(folder.stat().st_mode & OTHERS)
