"""What browsers do not play is made playable, one video after the other."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock


class StandIns:
    """Stand-ins that are being made. Each is made once, however often it is asked for."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="stand-in")
        self._making: dict[str, Future[None]] = {}
        self._lock = Lock()

    def is_made(self, digest: str, make: Callable[[], None]) -> bool:
        """Whether the stand-in of a recording is made; it is begun where nobody did.

        Raises
        ------
        HemifaceError
            If it could not be made; the next time it is tried again.
        """
        with self._lock:
            if digest not in self._making:
                self._making[digest] = self._pool.submit(make)
            making = self._making[digest]
        if not making.done():
            return False
        with self._lock:
            self._making.pop(digest, None)
        making.result()
        return True
