"""Authenticated encryption of identifying data and recordings.

A passphrase opens a key (Argon2id, RFC 9106), the key opens a random data key, and
the data key seals everything with AES-256-GCM. A changed passphrase wraps the same
data key anew, so nothing else has to be written again.
"""

import os
from dataclasses import dataclass
from enum import StrEnum

from hemiface.errors import RecordInvalidError, RecordLockedError, RecordStorageError

PLAIN, SEALED = b"\x00", b"\x01"
SALT_BYTES, NONCE_BYTES, TAG_BYTES, KEY_BYTES = 16, 12, 16, 32
MOST_PASSES, MOST_LANES, MOST_MEMORY_KIB, MOST_WORK_KIB = 64, 64, 1 << 20, 4 << 20
"""What opening may cost; the last is memory times passes, some seconds of a slow machine."""
FORMER = b"former data key"


class VaultState(StrEnum):
    """Whether everything is sealed, and which files still have to follow.

    As long as there is a key, all that is newly written is sealed, also while encryption is being
    turned off: whoever can write this word into the database must not be able to read names.
    """

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
        cost = (
            (self.iterations, MOST_PASSES),
            (self.lanes, MOST_LANES),
            (self.memory_kib, MOST_MEMORY_KIB),
            (self.iterations * self.memory_kib, MOST_WORK_KIB),
        )
        if not all(1 <= value <= most for value, most in cost):
            raise RecordInvalidError("key_parameters")


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

    @property
    def is_locked(self) -> bool:
        """Whether encryption is on and the passphrase was not given."""
        return self.sealing and self.key is None

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
        return SEALED + nonce + _encrypt(self.data_key, nonce, content, context)

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
        content = _decrypt(self.data_key, body, context)
        if content is None:
            raise damaged()
        return content

    @property
    def data_key(self) -> bytes:
        """The data key.

        Raises
        ------
        RecordLockedError
            If the passphrase was not given.
        """
        if self.key is None:
            raise RecordLockedError("passphrase")
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
    return RecordStorageError("damaged")


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
    wrapped = nonce + _encrypt(_passphrase_key(keyring, passphrase), nonce, key, salt)
    return Keyring(VaultState.ON, salt, iterations, 4, memory_kib, wrapped), key


def open_keyring(keyring: Keyring, passphrase: str) -> bytes:
    """Open the data key with a passphrase.

    Raises
    ------
    RecordLockedError
        If it is not the right one.
    """
    key = _decrypt(_passphrase_key(keyring, passphrase), keyring.wrapped_key, keyring.salt)
    if key is None:
        raise RecordLockedError("wrong_passphrase")
    return key


def wrap_former(key: bytes, former: bytes) -> bytes:
    """Seal the data key before by the one that takes its place."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _encrypt(key, nonce, former, FORMER)


def open_former(keyring: Keyring, key: bytes) -> bytes | None:
    """Give the data key before; None when nothing lies under it any more.

    Raises
    ------
    RecordStorageError
        If it was changed.
    """
    if keyring.former_key is None:
        return None
    former = _decrypt(key, keyring.former_key, FORMER)
    if former is None:
        raise damaged()
    return former


def _encrypt(key: bytes, nonce: bytes, content: bytes, context: bytes) -> bytes:
    # Here and not above: records that nobody has encrypted are read without it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key).encrypt(nonce, content, context)


def _decrypt(key: bytes, sealed: bytes, context: bytes) -> bytes | None:
    """Content of a nonce and what was sealed with it; None where it does not open."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
    except (InvalidTag, ValueError):
        return None


def _passphrase_key(keyring: Keyring, passphrase: str) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    return Argon2id(
        salt=keyring.salt,
        length=KEY_BYTES,
        iterations=keyring.iterations,
        lanes=keyring.lanes,
        memory_cost=keyring.memory_kib,
    ).derive(passphrase.encode())
