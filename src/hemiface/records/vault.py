"""Authenticated encryption of identifying data and recordings.

A passphrase opens a key (Argon2id, RFC 9106), the key opens a random data key, and
the data key seals everything with AES-256-GCM. A changed passphrase wraps the same
data key anew, so nothing else has to be written again.
"""

import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hemiface.errors import RecordInvalidError, RecordLockedError, RecordStorageError

PLAIN, SEALED = b"\x00", b"\x01"
FILE_MAGIC = b"hemiface sealed file 1\n"
SALT_BYTES, NONCE_BYTES, TAG_BYTES, KEY_BYTES = 16, 12, 16, 32
CHUNK_BYTES = 1 << 20
MOST_MEMORY_KIB = 4 << 20
FORMER = b"former data key"


class VaultState(StrEnum):
    """Whether new entries are sealed, and whether old ones still have to follow."""

    OFF = "off"
    TURNING_ON = "turning_on"
    ON = "on"
    CHANGING_KEY = "changing_key"
    TURNING_OFF = "turning_off"


@dataclass(frozen=True)
class Keyring:
    """How a passphrase opens the data key.

    Parameters
    ----------
    state
        Whether entries are sealed.
    salt, iterations, lanes, memory_kib
        Parameters of Argon2id.
    wrapped_key
        The data key, sealed by the passphrase's key.
    former_key
        The data key before, sealed by this one, while files under it are left.

    Raises
    ------
    RecordInvalidError
        If the parameters are not such as hemiface writes.
    """

    state: VaultState
    salt: bytes
    iterations: int
    lanes: int
    memory_kib: int
    wrapped_key: bytes
    former_key: bytes | None = None

    def __post_init__(self) -> None:
        """Let nobody make opening so costly that the machine stands still."""
        cost = ((self.iterations, 64), (self.lanes, 64), (self.memory_kib, MOST_MEMORY_KIB))
        if not all(1 <= value <= most for value, most in cost):
            raise RecordInvalidError(
                "the parameters of the passphrase are not those of hemiface",
                hint="Restore the records from a backup.",
            )


@dataclass(frozen=True)
class Vault:
    """Seals what is written and opens what is read.

    Parameters
    ----------
    sealing
        Whether new entries are sealed; then what is not sealed was put there by somebody else.
    key
        The data key; None while locked or when nothing was ever sealed.
    former
        The data key before, under which some files still lie.
    """

    sealing: bool = False
    key: bytes | None = None
    former: bytes | None = None

    def seal(self, content: bytes, context: bytes) -> bytes:
        """Content as it is stored, sealed if encryption is on.

        Raises
        ------
        RecordLockedError
            If encryption is on and the passphrase was not given.
        """
        if not self.sealing:
            return PLAIN + content
        nonce = os.urandom(NONCE_BYTES)
        return SEALED + nonce + AESGCM(self.data_key).encrypt(nonce, content, context)

    def open(self, stored: bytes, context: bytes) -> bytes:
        """Content of what was stored under the same context, sealed or not.

        Raises
        ------
        RecordLockedError
            If it is sealed and the passphrase was not given.
        RecordStorageError
            If it was changed since it was sealed, or lies open where everything is sealed.
        """
        marker, body = stored[:1], stored[1:]
        if marker == PLAIN and not self.sealing:
            return body
        if marker != SEALED or len(body) < NONCE_BYTES + TAG_BYTES:
            raise damaged()
        try:
            nonce, sealed = body[:NONCE_BYTES], body[NONCE_BYTES:]
            return AESGCM(self.data_key).decrypt(nonce, sealed, context)
        except (InvalidTag, ValueError) as error:
            raise damaged() from error

    @property
    def data_key(self) -> bytes:
        """The data key.

        Raises
        ------
        RecordLockedError
            If the passphrase was not given.
        """
        if self.key is None:
            raise RecordLockedError(
                "names and recordings in this store are encrypted",
                hint="Give the passphrase.",
                advice="passphrase",
            )
        return self.key

    @property
    def data_keys(self) -> tuple[bytes, ...]:
        """Every key that may open a file, the one that seals first.

        Raises
        ------
        RecordLockedError
            If the passphrase was not given.
        """
        return (self.data_key,) if self.former is None else (self.data_key, self.former)


def damaged() -> RecordStorageError:
    """Say that something is not what was sealed."""
    return RecordStorageError(
        "an encrypted entry was changed or damaged after it was written",
        hint="Restore it from a backup, and look for more.",
        advice="damaged",
    )


def make_keyring(
    passphrase: str, *, data_key: bytes | None = None, memory_kib: int = 65536, iterations: int = 3
) -> tuple[Keyring, bytes]:
    """Make a keyring for a passphrase, and the data key that it opens.

    The default cost is the second recommendation of RFC 9106 (64 MiB, 3 passes, 4 lanes).
    """
    key = data_key or os.urandom(KEY_BYTES)
    salt = os.urandom(SALT_BYTES)
    keyring = Keyring(VaultState.ON, salt, iterations, 4, memory_kib, b"")
    nonce = os.urandom(NONCE_BYTES)
    wrapped = nonce + AESGCM(_passphrase_key(keyring, passphrase)).encrypt(nonce, key, salt)
    return Keyring(VaultState.ON, salt, iterations, 4, memory_kib, wrapped), key


def open_keyring(keyring: Keyring, passphrase: str) -> bytes:
    """Open the data key with a passphrase.

    Raises
    ------
    RecordLockedError
        If it is not the right one.
    """
    nonce, wrapped = keyring.wrapped_key[:NONCE_BYTES], keyring.wrapped_key[NONCE_BYTES:]
    try:
        return AESGCM(_passphrase_key(keyring, passphrase)).decrypt(nonce, wrapped, keyring.salt)
    except (InvalidTag, ValueError) as error:
        raise RecordLockedError(
            "the passphrase is not the right one",
            hint="Try again; nobody can open the store without it.",
        ) from error


def wrap_former(key: bytes, former: bytes) -> bytes:
    """Seal the data key before by the one that takes its place."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, former, FORMER)


def open_former(keyring: Keyring, key: bytes) -> bytes | None:
    """Give the data key before; None when nothing lies under it any more.

    Raises
    ------
    RecordStorageError
        If it was changed.
    """
    if keyring.former_key is None:
        return None
    nonce, wrapped = keyring.former_key[:NONCE_BYTES], keyring.former_key[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, wrapped, FORMER)
    except (InvalidTag, ValueError) as error:
        raise damaged() from error


def _passphrase_key(keyring: Keyring, passphrase: str) -> bytes:
    return Argon2id(
        salt=keyring.salt,
        length=KEY_BYTES,
        iterations=keyring.iterations,
        lanes=keyring.lanes,
        memory_cost=keyring.memory_kib,
    ).derive(passphrase.encode())


def seal_chunks(chunks: Iterable[bytes], data_key: bytes, digest: str) -> Iterator[bytes]:
    """Seal a file of any size, one chunk at a time, in bounded memory.

    Each file has its own key, derived from the data key, a random salt and the file's
    hash; each chunk is bound to its place and the last one is marked, so that chunks can
    be neither swapped nor cut off.
    """
    salt = os.urandom(SALT_BYTES)
    cipher = AESGCM(_file_key(data_key, salt, digest))
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
    ciphers = [AESGCM(_file_key(key, salt, digest)) for key in keys]
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


def opens_with(source: BinaryIO, key: bytes, digest: str) -> bool:
    """Whether a sealed file begins as one under a key; ``source`` stands after the magic."""
    cipher = AESGCM(_file_key(key, source.read(SALT_BYTES), digest))
    size = CHUNK_BYTES + TAG_BYTES
    block = source.read(size)
    return _decrypt(cipher, _chunk_nonce(0, last=not source.read(1)), block) is not None


def sealed_size(size: int) -> int:
    """Bytes that a file of a given size takes when it is sealed."""
    chunks = max(1, -(-size // CHUNK_BYTES))
    return len(FILE_MAGIC) + SALT_BYTES + size + chunks * TAG_BYTES


def _decrypt(cipher: AESGCM, nonce: bytes, block: bytes) -> bytes | None:
    try:
        return cipher.decrypt(nonce, block, None)
    except (InvalidTag, ValueError):
        return None


def _file_key(data_key: bytes, salt: bytes, digest: str) -> bytes:
    derived = HKDF(SHA256(), KEY_BYTES, salt, f"hemiface file {digest}".encode())
    return derived.derive(data_key)


def _chunk_nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">QI", number, int(last))
