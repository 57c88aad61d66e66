"""Which files of a folder are recordings, and which only stand for one that is not here."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePath

from hemiface.errors import HemifaceError, VideoNotFoundError, VideoUnreadableError
from hemiface.model.batch import RefusedInput
from hemiface.operations.intake import VIDEO_SUFFIXES

POINTERS = (b"/annex/objects/", b"version https://git-lfs.github.com/")
"""How files of git-annex and Git LFS begin that stand for one which was not fetched."""
LONGEST_POINTER = 1024


def find_videos(folder: Path) -> Iterator[Path]:
    """Every recording in a folder and those below it, in the order of their paths.

    A link that leads nowhere is one, too: somebody meant it to be measured.
    """
    for place in sorted(folder.rglob("*")):
        if place.suffix.lower() in VIDEO_SUFFIXES and _is_file(place):
            yield place


def _is_file(place: Path) -> bool:
    try:
        return stat.S_ISREG(place.stat().st_mode)
    except OSError:
        return True  # said when it is measured: one bad file must not stop the others


def size_of(place: Path) -> int:
    """Length of a file in bytes; 0 where it cannot be seen."""
    try:
        return place.stat().st_size
    except OSError:
        return 0


def say_path(place: PurePath) -> str:
    """A path as text; bytes of it that are none, as their numbers."""
    return os.fsencode(place).decode("utf-8", "backslashreplace")


def refuse_unfetched(place: Path) -> RefusedInput | None:
    """Why a file cannot be measured whose content is elsewhere or shut; None where it is here.

    One whose path is no text cannot be named in a table, nor found again by its name there.
    """
    if say_path(place) != str(place):
        return refuse(VideoUnreadableError("name_no_text", name=say_path(PurePath(place.name))))
    try:
        place.stat()
    except PermissionError:
        return refuse(VideoUnreadableError("forbidden", name=place.name))
    except OSError:
        pass  # a link that leads nowhere, or another matter, which measuring it says
    if _is_unfetched(place):
        return refuse(VideoNotFoundError("unfetched", name=place.name))
    return None


def _is_unfetched(place: Path) -> bool:
    try:
        if place.is_symlink() and not place.exists():
            return True
        found = place.stat()
        if not stat.S_ISREG(found.st_mode) or not 0 < found.st_size <= LONGEST_POINTER:
            return False
        return place.read_bytes().startswith(POINTERS)
    except OSError:
        return False  # another matter, which measuring it says


def refuse(error: HemifaceError) -> RefusedInput:
    """Keep an error with the plan: what it speaks of fails, and nothing else."""
    return RefusedInput(error.key, error.message, error.hint, error.plain_values)
