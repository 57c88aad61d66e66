"""Replace a folder by a new one in one step, so that a kill leaves the one or the other.

Linux and macOS exchange two folders in one system call: at no moment is there a mixture, or
none. Elsewhere, and on file systems that cannot exchange, the old folder is first renamed; a
process killed between the two renames leaves it under its other name, from which the next
look at the folder brings it back.
"""

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from glob import escape
from hashlib import sha256
from pathlib import Path
from time import time
from uuid import uuid4

from filelock import FileLock, Timeout

WORK_SUFFIX = ".partial"
LOCK, NEW, OLD = "lock", "new", "old"
"""What a working folder holds: who is at work, the new folder, and the old one between renames."""

LONGEST_NAME, SHORTENED = 50, 37
TAG_LETTERS = 12
TAG = f"[0-9a-f]{{{TAG_LETTERS}}}"
FRESH_S = 1.0
"""A working folder as young as this may not have its lock yet."""

AT_FDCWD_LINUX = -100
RENAME_EXCHANGE_LINUX = 2
RENAME_SWAP_MACOS = 2


@contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder to fill, and put it in the place of ``folder`` when it is full.

    An error or a kill on the way leaves ``folder`` as it was. What earlier runs left that
    were killed is removed. The folder stays the same one to whoever stands in it.

    Parameters
    ----------
    folder
        What is replaced, or made where it is not there.

    Yields
    ------
    Path
        A new folder on the same file system.

    Raises
    ------
    OSError
        If one of the two cannot be written.
    """
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with _working_folder(target) as work:
        new = work / NEW
        new.mkdir()
        if target.exists():
            shutil.copymode(target, new)
        yield new
        _sync(new)
        _publish(new, target, work / OLD)


@contextmanager
def added_files(folder: Path, *, make: bool = True) -> Iterator[Path]:
    """Give an empty folder to fill; its files move into ``folder`` when all are written.

    A file is there whole or not at all; others in ``folder`` are left alone.

    Parameters
    ----------
    folder
        Where the files go.
    make
        Whether to make it where it is not there.

    Yields
    ------
    Path
        A new folder on the same file system.

    Raises
    ------
    OSError
        If one of the two cannot be written.
    """
    missing = [place for place in (folder, *folder.parents) if make and not place.exists()]
    try:
        if make:
            folder.mkdir(parents=True, exist_ok=True)
        with _working_folder(folder / "files") as new:
            yield new
            _sync(new)
            for path in sorted(new.rglob("*")):
                target = folder / path.relative_to(new)
                if path.is_dir():
                    target.mkdir(exist_ok=True)
                elif path != new / LOCK:
                    path.replace(target)
    except BaseException:
        for place in missing:
            with suppress(OSError):  # somebody else has put something into it
                place.rmdir()
        raise


def sweep(folder: Path) -> None:
    """Remove what runs left that were killed, and bring the folder back if one took it away."""
    prefix = _prefix(folder)
    own = re.compile(re.escape(prefix) + TAG + re.escape(WORK_SUFFIX))
    for work in folder.parent.glob(f"{escape(prefix)}*{WORK_SUFFIX}"):
        if not own.fullmatch(work.name):
            continue  # of a folder whose name goes on where this one ends
        try:
            if abs(time() - work.stat().st_mtime) < FRESH_S:
                continue
            with FileLock(work / LOCK, timeout=0):
                if (work / OLD).exists() and not folder.exists():
                    (work / OLD).rename(folder)
        except (Timeout, OSError):
            continue  # somebody is at work there, or it is not ours to touch
        shutil.rmtree(work, ignore_errors=True)


def link_rest(old: Path, new: Path, *, without: frozenset[str] = frozenset()) -> None:
    """Let a new folder hold what an old one holds beside it, without copying where possible.

    Parameters
    ----------
    old, new
        Folders; what ``new`` has already stays.
    without
        Names that are left behind.
    """
    for place in old.iterdir():
        if place.name in without or os.path.lexists(new / place.name):
            continue
        if place.is_dir() and not place.is_symlink():
            shutil.copytree(place, new / place.name, symlinks=True, copy_function=_link)
        else:
            _link(place, new / place.name)


@contextmanager
def _working_folder(target: Path) -> Iterator[Path]:
    """Make a folder beside a target that says by its lock that somebody is at work."""
    sweep(target)
    # A name of its own, for another run may be at work on the same target.
    work = target.with_name(f"{_prefix(target)}{uuid4().hex[:TAG_LETTERS]}{WORK_SUFFIX}")
    work.mkdir()
    try:
        with FileLock(work / LOCK):
            yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _prefix(folder: Path) -> str:
    name = folder.name
    if len(name) > LONGEST_NAME:  # others may begin with the same letters
        name = f"{name[:SHORTENED]}-{sha256(os.fsencode(name)).hexdigest()[:TAG_LETTERS]}"
    return f".{name}."


def _link(source: str | Path, target: str | Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


def _sync(folder: Path) -> None:
    """Have the files on the disk before their names are: a power cut leaves no empty ones."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb+") as handle:
                os.fsync(handle.fileno())


def _publish(new: Path, target: Path, aside: Path) -> None:
    if not target.exists():
        new.rename(target)
    elif exchange_folders(new, target):
        _give_back(new, target)
    else:
        target.rename(aside)
        try:
            new.rename(target)
        except OSError:
            aside.rename(target)
            raise


def _give_back(old: Path, target: Path) -> None:
    """Fill the old folder like the new one, and put it back: a shell may stand in it."""
    try:
        for place in old.iterdir():
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place)
            else:
                place.unlink()
        link_rest(target, old)
    except OSError:
        return  # what is new stands in its place already, and stays there
    exchange_folders(old, target)


def exchange_folders(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    exchange = _load_exchange()
    return exchange is not None and exchange(os.fsencode(one), os.fsencode(other)) == 0


@cache
def _load_exchange() -> Callable[[bytes, bytes], int] | None:
    """Load renameat2(2) of Linux, or renamex_np(2) of macOS."""
    if not (sys.platform.startswith("linux") or sys.platform == "darwin"):
        return None
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        swap = library.renamex_np
        return lambda one, other: int(swap(one, other, ctypes.c_uint(RENAME_SWAP_MACOS)))
    if not hasattr(library, "renameat2"):
        return None
    rename, here = library.renameat2, ctypes.c_int(AT_FDCWD_LINUX)
    return lambda one, other: int(
        rename(here, one, here, other, ctypes.c_uint(RENAME_EXCHANGE_LINUX))
    )
