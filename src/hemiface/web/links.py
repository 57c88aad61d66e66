"""One-time links, as notebook servers print them: whoever reads them sits at the machine."""

import secrets
from collections.abc import Callable
from threading import Lock


class Links:
    """The link that is good now; once used, another one takes its place.

    Parameters
    ----------
    say
        Called with each new link's secret, to print it where only this user looks.
    """

    def __init__(self, say: Callable[[str], None] = lambda _: None) -> None:
        self._say = say
        self._lock = Lock()
        self._secret = secrets.token_urlsafe(32)

    @property
    def secret(self) -> str:
        """The secret of the link that is good now."""
        return self._secret

    def use(self, secret: str) -> bool:
        """Whether a secret is the good one; it is so once."""
        with self._lock:
            if not secrets.compare_digest(secret.encode(), self._secret.encode()):
                return False
            self._secret = secrets.token_urlsafe(32)
        self._say(self._secret)
        return True
