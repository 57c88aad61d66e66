"""Recordings as files under their own hash: a local folder, or any place fsspec knows."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast
from uuid import uuid4

import fsspec
from fsspec.implementations.local import LocalFileSystem

from hemiface.errors import RecordNotFoundError, RecordStorageError
from hemiface.records.vault import CHUNK_BYTES, FILE_MAGIC, Vault, damaged, open_chunks, seal_chunks

INCOMING = "incoming"


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

    def place(self, digest: str) -> str:
        """Where the file of a hash lies."""
        return f"{self._root}/{digest[:2]}/{digest}"

    def put(self, source: Path, vault: Vault) -> tuple[str, int]:
        """Take a copy of a file; what is already here stays as it is.

        Returns
        -------
        SHA-256 and size of the content.

        Raises
        ------
        RecordStorageError
            If it cannot be read or written; nothing is left behind.
        """
        digest, size = hash_file(source)
        if not self.has(digest):
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
        checked = _hashing(chunks, hasher)
        stored = seal_chunks(checked, vault.data_key, digest) if vault.sealing else checked
        temporary = f"{self._root}/{INCOMING}/{uuid4().hex}"
        with storage_errors():
            try:
                self._write_through(temporary, stored)
                if hasher.hexdigest() != digest:
                    raise RecordStorageError(
                        "the file changed while it was being copied",
                        hint="Wait until nothing writes to it any more, then try again.",
                    )
                if vault.sealing:
                    self._check_sealed(temporary, digest, vault)
                self._rename(temporary, self.place(digest))
            except BaseException:
                if self._fs.exists(temporary):
                    self._fs.rm_file(temporary)
                raise

    def read(self, digest: str, vault: Vault) -> Iterator[bytes]:
        """Content of a file in chunks, opened if it is sealed, and checked against its hash.

        Raises
        ------
        RecordNotFoundError
            If there is no such file.
        RecordStorageError
            If it is damaged.
        """
        hasher = hashlib.sha256()
        with storage_errors(), self._open(digest) as source:
            if _is_sealed(source):
                yield from _hashing(open_chunks(source, vault.data_key, digest), hasher)
            else:
                source.seek(0)
                yield from _hashing(_blocks(source), hasher)
        if hasher.hexdigest() != digest:
            raise damaged()

    def read_stored(self, digest: str) -> Iterator[bytes]:
        """Bytes of a file as they lie there, sealed or not, in chunks."""
        with storage_errors(), self._open(digest) as source:
            yield from _blocks(source)

    def put_stored(self, digest: str, chunks: Iterable[bytes]) -> None:
        """Put bytes back as `read_stored` gave them."""
        temporary = f"{self._root}/{INCOMING}/{uuid4().hex}"
        with storage_errors():
            self._write_through(temporary, chunks)
            self._rename(temporary, self.place(digest))

    def is_sealed(self, digest: str) -> bool:
        """Whether a file is encrypted."""
        with storage_errors(), self._open(digest) as source:
            return _is_sealed(source)

    def has(self, digest: str) -> bool:
        """Whether there is a file of that hash."""
        return bool(self._fs.exists(self.place(digest)))

    def remove(self, digest: str) -> None:
        """Delete a file; one that is not there is fine."""
        with storage_errors():
            if self.has(digest):
                self._fs.rm_file(self.place(digest))

    def remove_incoming(self, before: datetime) -> None:
        """Delete what a crash left half written before an instant."""
        folder = f"{self._root}/{INCOMING}"
        with storage_errors():
            for place in self._fs.ls(folder, detail=False) if self._fs.exists(folder) else ():
                if self._fs.modified(place) < before:
                    self._fs.rm_file(place)

    def _check_sealed(self, place: str, digest: str, vault: Vault) -> None:
        """Open what was sealed before it takes the place of anything."""
        hasher = hashlib.sha256()
        with self._fs.open(place, "rb") as source:
            source.seek(len(FILE_MAGIC))
            for chunk in open_chunks(source, vault.data_key, digest):
                hasher.update(chunk)
        if hasher.hexdigest() != digest:
            raise damaged()

    @contextmanager
    def _open(self, digest: str) -> Iterator[BinaryIO]:
        if not self.has(digest):
            raise RecordNotFoundError(
                f"the recording {digest[:12]} is not in the store of files",
                hint="Restore it from a backup.",
            )
        with self._fs.open(self.place(digest), "rb") as source:
            yield cast("BinaryIO", source)

    def _write_through(self, place: str, chunks: Iterable[bytes]) -> None:
        self._fs.makedirs(place.rpartition("/")[0], exist_ok=True)
        with self._fs.open(place, "wb") as target:
            for chunk in chunks:
                target.write(chunk)
            if self._local:
                target.flush()
                os.fsync(target.fileno())

    def _rename(self, temporary: str, place: str) -> None:
        folder = place.rpartition("/")[0]
        self._fs.makedirs(folder, exist_ok=True)
        if not self._local:
            self._fs.mv(temporary, place)
            return
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
    RecordStorageError
        If it cannot be read.
    """
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
        if isinstance(error, (RecordStorageError, RecordNotFoundError)):
            raise
        raise RecordStorageError(
            f"cannot read or write: {error.strerror or error}",
            hint="Check free space, permissions and the folder in HEMIFACE_DATA.",
        ) from error


def _chunks_of(source: Path) -> Iterator[bytes]:
    with storage_errors(), source.open("rb") as handle:
        yield from _blocks(handle)


def _blocks(handle: BinaryIO) -> Iterator[bytes]:
    while block := handle.read(CHUNK_BYTES):
        yield block


def _hashing(chunks: Iterable[bytes], hasher: "hashlib._Hash") -> Iterator[bytes]:
    for chunk in chunks:
        hasher.update(chunk)
        yield chunk


def _is_sealed(source: BinaryIO) -> bool:
    return source.read(len(FILE_MAGIC)) == FILE_MAGIC
