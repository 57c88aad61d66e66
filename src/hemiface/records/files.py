"""Recordings as files under their own hash: a local folder, or any place fsspec knows."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from hemiface.errors import RecordError, RecordInvalidError, RecordNotFoundError, RecordStorageError
from hemiface.errors.faults import find_reason
from hemiface.model.record import SHA256, check_sha256
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
from hemiface.records.stored_paths import LocalPlaces, Place, find_places
from hemiface.records.vault import Vault

INCOMING, OWN_NAME = "incoming", re.compile("[0-9a-f]{32}")
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

    Raises
    ------
    RecordStorageError
        If there is no such place, or its driver is not installed.
    """

    def __init__(self, url: str) -> None:
        self._places = find_places(url)

    @property
    def folder(self) -> Path | None:
        """Folder on this machine; None where the files lie elsewhere."""
        return self._places.root if isinstance(self._places, LocalPlaces) else None

    def place(self, digest: str) -> str:
        """Where the file of a hash lies, in words."""
        return "/".join((str(self._places.root), *self._place(digest)))

    def _place(self, digest: str, ending: str = "") -> Place:
        """Place of the file of a hash: the one way from a hash to a path.

        Raises
        ------
        RecordInvalidError
            If it is no SHA-256.
        """
        check_sha256("the name of a recording", digest)
        return digest[:2], digest + ending

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
        with storage_errors(), self._arriving(self._place(digest)) as temporary:
            self._remove_playable(digest)
            self._write_through(temporary, stored)
            if hasher.hexdigest() != digest:
                raise RecordStorageError("file_changed")
            if vault.sealing:
                # Open what was sealed before it takes the place of anything.
                with self._places.open(temporary) as source:
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
        with storage_errors(), self._arriving(self._place(digest, PLAYABLE)) as temporary:
            self._write_through(temporary, stored)

    def size_of_playable(self, digest: str) -> int | None:
        """Size of its content; None where none was made."""
        place = self._place(digest, PLAYABLE)
        with storage_errors():
            if not self._places.exists(place):
                return None
            with self._places.open(place) as source:
                sealed = is_sealed(source)
            size = self._places.size(place)
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
        with storage_errors(), self._arriving(self._place(digest)) as temporary:
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
            found = [(at, name.removesuffix(PLAYABLE)) for at, name in self._places.list_files()]
        return {name for at, name in found if SHA256.fullmatch(name) and at == name[:2]}

    def changed_at(self, digest: str) -> datetime | None:
        """When a file of that hash was last written; None where nothing of it lies here."""
        with storage_errors():
            for place in (self._place(digest), self._place(digest, PLAYABLE)):
                with suppress(FileNotFoundError):
                    return self._places.modified(place)
        return None

    def has(self, digest: str) -> bool:
        """Whether there is a file of that hash."""
        with storage_errors():
            return self._places.exists(self._place(digest))

    def remove(self, digest: str) -> None:
        """Delete a file; one that is not there is fine."""
        with storage_errors():
            self._remove_playable(digest)
            self._places.remove(self._place(digest))

    def _remove_playable(self, digest: str) -> None:
        self._places.remove(self._place(digest, PLAYABLE))

    def remove_incoming(self, since: datetime, until: datetime) -> None:
        """Delete what a crash left half written, but for what was written between two instants."""
        with storage_errors():
            for place in list(self._places.list_files(INCOMING)):
                if OWN_NAME.fullmatch(place[1]):
                    with suppress(FileNotFoundError):
                        if not since <= self._places.modified(place) <= until:
                            self._places.remove(place)

    @contextmanager
    def open_stored(self, digest: str, ending: str = "") -> Iterator[BinaryIO]:
        """Open a file as it lies there, or what was made of it.

        Raises
        ------
        RecordNotFoundError
            If there is no such file.
        RecordStorageError
            If a link stands in its place, or in that of its folder.
        """
        place = self._place(digest, ending)
        with storage_errors():
            try:
                source = self._places.open(place)
            except FileNotFoundError as error:
                raise RecordNotFoundError("file", digest=digest[:12]) from error
            with source:
                yield source

    @contextmanager
    def _arriving(self, place: Place) -> Iterator[Place]:
        """Where to write a file that takes its place in one step, or leaves nothing behind."""
        temporary = (INCOMING, uuid4().hex)
        try:
            yield temporary
            self._places.rename(temporary, place)
        except BaseException:
            with suppress(RecordStorageError):  # nothing was written there then
                self._places.remove(temporary)
            raise

    def _write_through(self, place: Place, chunks: Iterable[bytes]) -> None:
        with self._places.create(place) as handle:
            handle.writelines(chunks)
            if isinstance(self._places, LocalPlaces):
                handle.flush()
                os.fsync(handle.fileno())


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
