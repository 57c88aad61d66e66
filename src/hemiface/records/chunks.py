"""Stored files in chunks: sealed and opened in bounded memory, as a whole or in stretches."""

import hashlib
import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, BinaryIO

from hemiface.records.vault import KEY_BYTES, SALT_BYTES, TAG_BYTES, Vault, damaged

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FILE_MAGIC = b"hemiface sealed file 1\n"
CHUNK_BYTES = 1 << 20


def read_content(source: BinaryIO, digest: str, vault: Vault) -> Iterator[bytes]:
    """Content of a stored file in chunks, opened if it is sealed, and checked against its hash.

    Parameters
    ----------
    source
        The file as it lies in a store or an archive, at its beginning.

    Raises
    ------
    RecordLockedError
        If it is sealed and the passphrase was not given.
    RecordStorageError
        If it is damaged, or another file.
    """
    hasher = hashlib.sha256()
    if is_sealed(source):
        yield from hashing(open_chunks(source, vault.data_keys, digest), hasher)
    else:
        source.seek(0)
        yield from hashing(blocks(source), hasher)
    if hasher.hexdigest() != digest:
        raise damaged()


def is_sealed(source: BinaryIO) -> bool:
    """Whether a file at its beginning is sealed; it stands after the mark then."""
    return source.read(len(FILE_MAGIC)) == FILE_MAGIC


def blocks(handle: IO[bytes]) -> Iterator[bytes]:
    """Rest of a file in chunks."""
    while block := handle.read(CHUNK_BYTES):
        yield block


def hashing(chunks: Iterable[bytes], hasher: "hashlib._Hash") -> Iterator[bytes]:
    """The same chunks, hashed as they pass."""
    for chunk in chunks:
        hasher.update(chunk)
        yield chunk


def seal_chunks(chunks: Iterable[bytes], data_key: bytes, digest: str) -> Iterator[bytes]:
    """Seal a file of any size, one chunk at a time, in bounded memory.

    Each file has its own key, derived from the data key, a random salt and the file's
    hash; each chunk is bound to its place and the last one is marked, so that chunks can
    be neither swapped nor cut off.
    """
    salt = os.urandom(SALT_BYTES)
    cipher = _file_cipher(data_key, salt, digest)
    yield FILE_MAGIC + salt
    number = 0
    pending = b""
    for chunk in chunks:
        pending += chunk
        while len(pending) > CHUNK_BYTES:
            yield cipher.encrypt(_chunk_nonce(number, last=False), pending[:CHUNK_BYTES], None)
            pending = pending[CHUNK_BYTES:]
            number += 1
    yield cipher.encrypt(_chunk_nonce(number, last=True), pending, None)


def open_chunks(source: BinaryIO, keys: Sequence[bytes], digest: str) -> Iterator[bytes]:
    """Open what `seal_chunks` has sealed; ``source`` stands after the magic.

    Parameters
    ----------
    keys
        Data keys of which one has sealed the file.

    Raises
    ------
    RecordStorageError
        If it was changed, cut or swapped.
    """
    salt = source.read(SALT_BYTES)
    ciphers = [_file_cipher(key, salt, digest) for key in keys]
    size = CHUNK_BYTES + TAG_BYTES
    number = 0
    block = source.read(size)
    while True:
        following = source.read(size)
        nonce = _chunk_nonce(number, last=not following)
        if number == 0:
            ciphers = [cipher for cipher in ciphers if _decrypt(cipher, nonce, block) is not None]
        content = _decrypt(ciphers[0], nonce, block) if ciphers else None
        if content is None:
            raise damaged()
        yield content
        if not following:
            return
        block = following
        number += 1


def open_span(
    source: BinaryIO, keys: Sequence[bytes], digest: str, start: int, stop: int
) -> Iterator[bytes]:
    """Open a stretch of what `seal_chunks` has sealed, and no more of it than that.

    Parameters
    ----------
    source
        The file; it stands after the magic.
    keys
        Data keys of which one has sealed the file.
    start, stop
        Bytes of the content, half-open and within it.

    Raises
    ------
    RecordStorageError
        If a chunk was changed, cut or swapped.
    """
    salt = source.read(SALT_BYTES)
    ciphers = [_file_cipher(key, salt, digest) for key in keys]
    body, size = len(FILE_MAGIC) + SALT_BYTES, CHUNK_BYTES + TAG_BYTES
    last = max(-(-(source.seek(0, os.SEEK_END) - body) // size) - 1, 0)
    for number in range(start // CHUNK_BYTES, -(-stop // CHUNK_BYTES)):
        source.seek(body + number * size)
        nonce, block = _chunk_nonce(number, last=number == last), source.read(size)
        opened = (_decrypt(cipher, nonce, block) for cipher in ciphers)
        content = next((found for found in opened if found is not None), None)
        if content is None:
            raise damaged()
        first = number * CHUNK_BYTES
        yield content[max(start - first, 0) : stop - first]


def opens_with(source: BinaryIO, key: bytes, digest: str) -> bool:
    """Whether a sealed file begins as one under a key; ``source`` stands after the magic."""
    cipher = _file_cipher(key, source.read(SALT_BYTES), digest)
    size = CHUNK_BYTES + TAG_BYTES
    block = source.read(size)
    return _decrypt(cipher, _chunk_nonce(0, last=not source.read(1)), block) is not None


def sealed_size(size: int) -> int:
    """Bytes that a file of a given size takes when it is sealed."""
    chunks = max(1, -(-size // CHUNK_BYTES))
    return len(FILE_MAGIC) + SALT_BYTES + size + chunks * TAG_BYTES


def content_size(stored: int) -> int:
    """Bytes of content in a sealed file of a given size."""
    body = stored - len(FILE_MAGIC) - SALT_BYTES
    return body - -(-body // (CHUNK_BYTES + TAG_BYTES)) * TAG_BYTES


def _decrypt(cipher: "AESGCM", nonce: bytes, block: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag

    try:
        return cipher.decrypt(nonce, block, None)
    except (InvalidTag, ValueError):
        return None


def _file_cipher(data_key: bytes, salt: bytes, digest: str) -> "AESGCM":
    """Cipher of one file, whose key is derived from the data key."""
    # Here and not above: files that nobody has encrypted are read without it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(SHA256(), KEY_BYTES, salt, f"hemiface file {digest}".encode())
    return AESGCM(derived.derive(data_key))


def _chunk_nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">QI", number, int(last))
