"""How often somebody may try a password, a passkey or a recovery code."""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from hemiface.errors import TooManyTriesError

A_NAME = RateLimitItemPerMinute(5)
IN_ALL = RateLimitItemPerMinute(60)


class TryLimit:
    """The passwords that were tried in the last minute."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, name: str, of: str = "password") -> None:
        """Count a try for a name; those of one thing are counted apart from those of another.

        Raises
        ------
        TooManyTriesError
            If there were five of that name, or sixty in all, within a minute.
        """
        if not (self._limiter.hit(A_NAME, of, name) and self._limiter.hit(IN_ALL, "all")):
            raise TooManyTriesError("passwords")
