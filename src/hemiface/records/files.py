"""Recordings as files under their own hash: a local folder, or any place fsspec knows."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast
from uuid import uuid4

import fsspec
from fsspec.implementations.local import LocalFileSystem

from hemiface.errors import RecordError, RecordInvalidError, RecordNotFoundError, RecordStorageError
from hemiface.errors.faults import find_reason
from hemiface.model.record import SHA256, check_sha256
from hemiface.records import private
from hemiface.records.chunks import (
    CHUNK_BYTES,
    blocks,
    content_size,
    hashing,
    is_sealed,
    open_span,
    opens_with,
    read_content,
    seal_chunks,
)
from hemiface.records.vault import Vault

INCOMING = "incoming"
PLAYABLE = ".playable"
"""Ends the name of what was made of a file so that browsers play it."""


class FileStore:
    """Files that never change, each named by the SHA-256 of its content.

    A file appears under its name whole or not at all: it is written beside it first,
    forced to disk and then renamed.

    Parameters
    ----------
    url
        Folder, or address such as ``s3://bucket/folder`` (its fsspec driver installed).
    """

    def __init__(self, url: str) -> None:
        self._fs, self._root = fsspec.core.url_to_fs(url)
        self._local = isinstance(self._fs, LocalFileSystem)

    @property
    def folder(self) -> Path | None:
        """Folder on this machine; None where the files lie elsewhere."""
        return Path(self._root) if self._local else None

    def place(self, digest: str) -> str:
        """Where the file of a hash lies: the one way from a hash to a path.

        Raises
        ------
        RecordInvalidError
            If it is no SHA-256.
        """
        check_sha256("the name of a recording", digest)
        return f"{self._root}/{digest[:2]}/{digest}"

    def put(self, source: Path, vault: Vault) -> tuple[str, int]:
        """Take a copy of a file; what is already here and whole stays as it is.

        Returns
        -------
        SHA-256 and size of the content.

        Raises
        ------
        RecordInvalidError
            If it is a sealed file of a store.
        RecordStorageError
            If it cannot be read or written; nothing is left behind.
        """
        digest, size = hash_file(source)
        if not self._is_whole(digest, vault):
            _refuse_sealed(source)
            self.write(digest, _chunks_of(source), vault)
        return digest, size

    def write(self, digest: str, chunks: Iterable[bytes], vault: Vault) -> None:
        """Write content whose hash is known, sealed if encryption is on.

        Raises
        ------
        RecordStorageError
            If it cannot be written, or the content does not have that hash.
        """
        hasher = hashlib.sha256()
        checked = hashing(chunks, hasher)
        stored = seal_chunks(checked, vault.data_key, digest) if vault.sealing else checked
        with storage_errors(), self._arriving(self.place(digest)) as temporary:
            self._remove_playable(digest)
            self._write_through(temporary, stored)
            if hasher.hexdigest() != digest:
                raise RecordStorageError("file_changed")
            if vault.sealing:
                # Open what was sealed before it takes the place of anything.
                with self._fs.open(temporary, "rb") as source:
                    for _ in read_content(source, digest, vault):
                        pass

    def read(self, digest: str, vault: Vault) -> Iterator[bytes]:
        """Content of a file in chunks, opened if it is sealed, and checked against its hash.

        Raises
        ------
        RecordNotFoundError
            If there is no such file.
        RecordStorageError
            If it is damaged.
        """
        with self.open_stored(digest) as source:
            yield from read_content(source, digest, vault)

    def write_playable(self, digest: str, source: Path, vault: Vault) -> None:
        """Keep what was made of a file so that browsers play it, sealed if encryption is on.

        It can be made again, so it goes with the file, and when that is written anew.
        """
        chunks = _chunks_of(source)
        stored = seal_chunks(chunks, vault.data_key, digest) if vault.sealing else chunks
        with storage_errors(), self._arriving(self.place(digest) + PLAYABLE) as temporary:
            self._write_through(temporary, stored)

    def size_of_playable(self, digest: str) -> int | None:
        """Size of its content; None where none was made."""
        place = self.place(digest) + PLAYABLE
        if not self._fs.exists(place):
            return None
        with storage_errors(), self._fs.open(place, "rb") as source:
            sealed = is_sealed(source)
        size = int(self._fs.size(place))
        return content_size(size) if sealed else size

    def read_span(
        self, digest: str, vault: Vault, start: int, stop: int, *, playable: bool = False
    ) -> Iterator[bytes]:
        """A stretch of the content of a file, opened if it is sealed.

        What is sealed proves itself chunk by chunk; the hash of the whole is not compared.

        Parameters
        ----------
        start, stop
            Bytes of the content, half-open and within it.
        playable
            Whether what was made of the file is meant.

        Raises
        ------
        RecordNotFoundError
            If there is no such file.
        RecordStorageError
            If it is damaged.
        """
        with self.open_stored(digest, PLAYABLE if playable else "") as source:
            if is_sealed(source):
                yield from open_span(source, vault.data_keys, digest, start, stop)
                return
            source.seek(start)
            while start < stop and (block := source.read(min(CHUNK_BYTES, stop - start))):
                start += len(block)
                yield block

    def read_stored(self, digest: str) -> Iterator[bytes]:
        """Bytes of a file as they lie there, sealed or not, in chunks."""
        with self.open_stored(digest) as source:
            yield from blocks(source)

    def put_stored(self, digest: str, chunks: Iterable[bytes]) -> None:
        """Put bytes back as `read_stored` gave them."""
        with storage_errors(), self._arriving(self.place(digest)) as temporary:
            self._write_through(temporary, chunks)

    def is_sealed(self, digest: str) -> bool:
        """Whether a file is encrypted."""
        with self.open_stored(digest) as source:
            return is_sealed(source)

    def needs_writing(self, digest: str, vault: Vault) -> bool:
        """Whether a file does not lie there as a vault would write it today."""
        with self.open_stored(digest) as source:
            if not is_sealed(source):
                return vault.sealing
            return not vault.sealing or not opens_with(source, vault.data_keys[0], digest)

    def _is_whole(self, digest: str, vault: Vault) -> bool:
        """Whether a file is there and can be read to its end."""
        try:
            for _ in self.read(digest, vault):
                pass
        except (RecordNotFoundError, RecordStorageError):
            return False
        return True

    def list_digests(self) -> set[str]:
        """Hashes of all files here, and of those of which only the playable one is left."""
        with storage_errors():
            found = Path(self._root).glob("??/*") if self._local else self._fs.find(self._root)
            names = {Path(place).name.removesuffix(PLAYABLE) for place in found}
        return {name for name in names if SHA256.fullmatch(name)}

    def changed_at(self, digest: str) -> datetime | None:
        """When a file of that hash was last written; None where nothing of it lies here."""
        with storage_errors():
            for place in (self.place(digest), self.place(digest) + PLAYABLE):
                with suppress(FileNotFoundError):
                    return cast("datetime", self._fs.modified(place))
        return None

    def has(self, digest: str) -> bool:
        """Whether there is a file of that hash."""
        return bool(self._fs.exists(self.place(digest)))

    def remove(self, digest: str) -> None:
        """Delete a file; one that is not there is fine."""
        with storage_errors():
            self._remove_playable(digest)
            if self.has(digest):
                self._fs.rm_file(self.place(digest))

    def _remove_playable(self, digest: str) -> None:
        if self._fs.exists(place := self.place(digest) + PLAYABLE):
            self._fs.rm_file(place)

    def remove_incoming(self, since: datetime, until: datetime) -> None:
        """Delete what a crash left half written, but for what was written between two instants."""
        folder = f"{self._root}/{INCOMING}"
        with storage_errors():
            for place in self._fs.ls(folder, detail=False) if self._fs.exists(folder) else ():
                if not since <= self._fs.modified(place) <= until:
                    self._fs.rm_file(place)

    @contextmanager
    def open_stored(self, digest: str, ending: str = "") -> Iterator[BinaryIO]:
        """Open a file as it lies there, or what was made of it.

        Raises
        ------
        RecordNotFoundError
            If there is no such file.
        """
        place = self.place(digest) + ending
        if not self._fs.exists(place):
            raise RecordNotFoundError("file", digest=digest[:12])
        with storage_errors(), self._fs.open(place, "rb") as source:
            yield cast("BinaryIO", source)

    @contextmanager
    def _arriving(self, place: str) -> Iterator[str]:
        """Where to write a file that takes its place in one step, or leaves nothing behind."""
        temporary = f"{self._root}/{INCOMING}/{uuid4().hex}"
        try:
            yield temporary
            self._rename(temporary, place)
        except BaseException:
            if self._fs.exists(temporary):
                self._fs.rm_file(temporary)
            raise

    def _write_through(self, place: str, chunks: Iterable[bytes]) -> None:
        if not self._local:
            self._fs.makedirs(place.rpartition("/")[0], exist_ok=True)
            with self._fs.open(place, "wb") as target:
                target.writelines(chunks)
            return
        private.make_folder(Path(place).parent)
        with private.open_new(Path(place)) as handle:
            handle.writelines(chunks)
            handle.flush()
            os.fsync(handle.fileno())

    def _rename(self, temporary: str, place: str) -> None:
        folder = place.rpartition("/")[0]
        if not self._local:
            self._fs.makedirs(folder, exist_ok=True)
            self._fs.mv(temporary, place)
            return
        private.make_folder(Path(folder))
        Path(temporary).replace(place)
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def hash_file(source: Path) -> tuple[str, int]:
    """SHA-256 and size of a file.

    Raises
    ------
    RecordInvalidError
        If there is none, or it is a folder, a device or a pipe, which may never end.
    RecordStorageError
        If it cannot be read.
    """
    with storage_errors():
        there, ordinary = source.exists(), source.is_file()
    if not ordinary:
        if there:
            raise RecordInvalidError("no_file", place=source.name)
        raise RecordInvalidError("absent_file", place=source.name)
    hasher, size = hashlib.sha256(), 0
    for chunk in _chunks_of(source):
        hasher.update(chunk)
        size += len(chunk)
    return hasher.hexdigest(), size


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn the system's errors into the store's.

    Raises
    ------
    RecordStorageError
        For a full disk, a folder without permission and the like.
    """
    try:
        yield
    except OSError as error:
        if isinstance(error, RecordError):
            raise
        path, reason = error.filename, find_reason(error)
        if path is None:
            raise RecordStorageError("read_or_write", reason=reason) from error
        raise RecordStorageError("read_or_write_file", path=path, reason=reason) from error


def _chunks_of(source: Path) -> Iterator[bytes]:
    with storage_errors(), source.open("rb") as handle:
        yield from blocks(handle)


def _refuse_sealed(source: Path) -> None:
    with storage_errors(), source.open("rb") as handle:
        if is_sealed(handle):
            raise RecordInvalidError("encrypted_file", source=source.name)
