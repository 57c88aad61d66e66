"""Hashes of passwords: Argon2id, with the parameters of RFC 9106."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Passwords:
    """What hashes passwords, and holds them against hashes."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()

    def hash(self, password: str) -> str:
        """Hash of a password."""
        return self._hasher.hash(password)

    def fits(self, known: str, password: str) -> bool:
        """Whether a password is that of a hash."""
        try:
            return self._hasher.verify(known, password)
        except (VerificationError, InvalidHashError):
            return False

    def is_dated(self, known: str) -> bool:
        """Whether a hash was made with parameters of before."""
        return self._hasher.check_needs_rehash(known)
