"""The one way to the files of a store: two names below its folder, and by no link.

On POSIX every step is taken from the folder that is already open (``dir_fd``, ``O_NOFOLLOW``),
so that nobody can slip a link in between. Elsewhere each step is looked at right before it is
taken. The folder of the store itself may be a link: whoever runs hemiface has named it.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeAlias, cast

from hemiface.errors import RecordStorageError
from hemiface.records import private_files

Place: TypeAlias = tuple[str, str]
"""Folder below that of the store, and name in it."""

HOLDS_FOLDERS = (
    hasattr(os, "O_NOFOLLOW")
    and {os.open, os.stat, os.unlink, os.rename, os.mkdir} <= os.supports_dir_fd
    and os.listdir in os.supports_fd
)
_BINARY, _NO_LINK = getattr(os, "O_BINARY", 0), getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT, _FOLDER = getattr(os, "O_NONBLOCK", 0), getattr(os, "O_DIRECTORY", 0)
_WITH_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # one letter alone is a drive
_LATEST_S = datetime(9999, 12, 31, tzinfo=UTC).timestamp()


class Places(Protocol):
    """Where files lie. What is not there is a `FileNotFoundError`."""

    def open(self, place: Place) -> BinaryIO:
        """Open an ordinary file for reading."""

    def create(self, place: Place) -> BinaryIO:
        """Open a file for writing that is not there yet; its folder is made."""

    def exists(self, place: Place) -> bool:
        """Whether there is something of that name."""

    def size(self, place: Place) -> int:
        """Size of a file in bytes."""

    def modified(self, place: Place) -> datetime:
        """When a file was last written."""

    def remove(self, place: Place) -> None:
        """Delete a file; one that is not there is fine."""

    def rename(self, old: Place, new: Place) -> None:
        """Give a file another place in one step, whatever lies there; its folder is made."""

    def list_files(self, folder: str | None = None) -> Iterator[Place]:
        """Every ordinary file in one folder, or in every one right below the root."""


@dataclass(frozen=True)
class LocalPlaces:
    """Files in a folder of this machine.

    Parameters
    ----------
    root
        The folder.

    Raises
    ------
    RecordStorageError
        By every method, where a link or no ordinary file stands in the way.
    """

    root: Path

    def open(self, place: Place) -> BinaryIO:
        """Open an ordinary file for reading."""
        with self._inside(place[0]) as inner:
            inner.refuse_link(place[1])
            flags = os.O_RDONLY | _NO_LINK | _NO_WAIT | _BINARY
            try:
                handle = os.open(inner.name(place[1]), flags, dir_fd=inner.handle)
            except OSError:
                inner.refuse_link(place[1])
                raise
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                os.close(handle)
                raise inner.refusal(place[1])
            return os.fdopen(handle, "rb")

    def create(self, place: Place) -> BinaryIO:
        """Open a file for writing that is not there yet; its folder is made."""
        with self._inside(place[0], make=True) as inner:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY
            name = inner.name(place[1])
            return os.fdopen(os.open(name, flags, private_files.FILE, dir_fd=inner.handle), "wb")

    def exists(self, place: Place) -> bool:
        """Whether there is something of that name, be it a link."""
        try:
            with self._inside(place[0]) as inner:
                inner.status(place[1])
        except FileNotFoundError:
            return False
        except RecordStorageError:
            return True  # which whoever opens it is told
        return True

    def size(self, place: Place) -> int:
        """Size of a file in bytes."""
        with self._inside(place[0]) as inner:
            return inner.status(place[1]).st_size

    def modified(self, place: Place) -> datetime:
        """When a file was last written."""
        with self._inside(place[0]) as inner:
            seconds = inner.status(place[1]).st_mtime
        return datetime.fromtimestamp(min(max(seconds, 0.0), _LATEST_S), UTC)

    def remove(self, place: Place) -> None:
        """Delete a file, or a link in its place but not what it leads to."""
        with suppress(FileNotFoundError), self._inside(place[0]) as inner:
            os.unlink(inner.name(place[1]), dir_fd=inner.handle)

    def rename(self, old: Place, new: Place) -> None:
        """Give a file another place in one step, whatever lies there; its folder is made."""
        with self._inside(old[0]) as source, self._inside(new[0], make=True) as target:
            os.replace(
                source.name(old[1]),
                target.name(new[1]),
                src_dir_fd=source.handle,
                dst_dir_fd=target.handle,
            )
            if target.handle is not None:
                os.fsync(target.handle)

    def list_files(self, folder: str | None = None) -> Iterator[Place]:
        """Every ordinary file in one folder, or in every one right below the root; no links."""
        for name in self._list_folders() if folder is None else (folder,):
            found = []
            with suppress(FileNotFoundError), self._inside(name) as inner:
                found = inner.list_files()
            yield from ((name, file) for file in found)

    def _list_folders(self) -> list[str]:
        try:
            outer = _Inner(self.root, None)
            return [one.name for one in self.root.iterdir() if outer.is_folder(one.name)]
        except FileNotFoundError:
            return []

    @contextmanager
    def _inside(self, folder: str, *, make: bool = False) -> Iterator["_Inner"]:
        """The folder of that name right below the root, held open where that can be."""
        if make:
            private_files.make_folder(self.root)
        if not HOLDS_FOLDERS:
            outer = _Inner(self.root, None)
            if make:
                outer.make(folder)
            outer.refuse_no_folder(folder)
            yield _Inner(self.root / folder, None)
            return
        root = os.open(self.root, os.O_RDONLY | _FOLDER)
        try:
            outer = _Inner(self.root, root)
            if make:
                outer.make(folder)
            outer.refuse_no_folder(folder)
            handle = os.open(folder, os.O_RDONLY | _FOLDER | _NO_LINK, dir_fd=root)
        finally:
            os.close(root)
        try:
            yield _Inner(self.root / folder, handle)
        finally:
            os.close(handle)


@dataclass(frozen=True)
class _Inner:
    """A folder, and the handle by which it is held open, if it is."""

    path: Path
    handle: int | None

    def list_files(self) -> list[str]:
        found = []
        listed = self.path if self.handle is None else self.handle
        for name in os.listdir(listed):  # noqa: PTH208 - of a folder that is held open
            with suppress(FileNotFoundError):
                if stat.S_ISREG(self.status(name).st_mode):
                    found.append(name)
        return found

    def is_folder(self, name: str) -> bool:
        return stat.S_ISDIR(self.status(name).st_mode)

    def name(self, name: str) -> str:
        return str(self.path / name) if self.handle is None else name

    def status(self, name: str) -> os.stat_result:
        return os.stat(self.name(name), dir_fd=self.handle, follow_symlinks=False)

    def make(self, name: str) -> None:
        with suppress(FileExistsError):
            os.mkdir(self.name(name), private_files.FOLDER, dir_fd=self.handle)

    def refuse_link(self, name: str) -> None:
        if not stat.S_ISREG(self.status(name).st_mode):
            raise self.refusal(name)

    def refuse_no_folder(self, name: str) -> None:
        if not self.is_folder(name):
            raise self.refusal(name)

    def refusal(self, name: str) -> RecordStorageError:
        return RecordStorageError("linked", path=str(self.path / name))


@dataclass(frozen=True)
class RemotePlaces:
    """Files at an address that fsspec knows, where there are no links.

    Parameters
    ----------
    system, root
        What fsspec makes of the address.
    """

    system: Any
    root: str

    def open(self, place: Place) -> BinaryIO:
        """Open a file for reading."""
        if not self.exists(place):
            raise FileNotFoundError(self._at(place))
        return cast("BinaryIO", self.system.open(self._at(place), "rb"))

    def create(self, place: Place) -> BinaryIO:
        """Open a file for writing; its folder is made."""
        self.system.makedirs(f"{self.root}/{place[0]}", exist_ok=True)
        return cast("BinaryIO", self.system.open(self._at(place), "wb"))

    def exists(self, place: Place) -> bool:
        """Whether there is a file of that name."""
        return bool(self.system.exists(self._at(place)))

    def size(self, place: Place) -> int:
        """Size of a file in bytes."""
        return int(self.system.size(self._at(place)))

    def modified(self, place: Place) -> datetime:
        """When a file was last written."""
        return cast("datetime", self.system.modified(self._at(place)))

    def remove(self, place: Place) -> None:
        """Delete a file; one that is not there is fine."""
        if self.exists(place):
            self.system.rm_file(self._at(place))

    def rename(self, old: Place, new: Place) -> None:
        """Give a file another place; its folder is made."""
        self.system.makedirs(f"{self.root}/{new[0]}", exist_ok=True)
        self.system.mv(self._at(old), self._at(new))

    def list_files(self, folder: str | None = None) -> Iterator[Place]:
        """Every file in one folder, or in every one right below the root."""
        for found in self.system.find(self.root if folder is None else f"{self.root}/{folder}"):
            inner = found.removeprefix(self.root).strip("/").split("/")
            if len(inner) == 2:
                yield inner[0], inner[1]

    def _at(self, place: Place) -> str:
        return f"{self.root}/{place[0]}/{place[1]}"


def find_places(url: str) -> LocalPlaces | RemotePlaces:
    """Make the way to the files of an address.

    Raises
    ------
    RecordStorageError
        If there is no such place, or its driver is not installed.
    """
    if not _WITH_SCHEME.match(url):
        return LocalPlaces(Path(url).expanduser().absolute())
    # Here and not above: a folder of this machine is reached without it.
    import fsspec
    from fsspec.implementations.local import LocalFileSystem

    try:
        system, root = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError, TypeError, OSError) as error:  # each driver has its own
        raise RecordStorageError("files", scheme=url.partition("://")[0]) from error
    return (
        LocalPlaces(Path(root))
        if isinstance(system, LocalFileSystem)
        else RemotePlaces(system, root)
    )
