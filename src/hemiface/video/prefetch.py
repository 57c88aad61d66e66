"""Work done ahead of its use, in a thread of its own."""

from collections.abc import Iterator
from queue import Empty, Queue
from threading import Thread
from typing import Generic, TypeVar

Item = TypeVar("Item")


class _End:
    """Last thing in the queue, with the error that ended it, if one did."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


class Prefetch(Generic[Item]):
    """An iterator whose items are made in another thread, a few before they are asked for.

    Parameters
    ----------
    items
        Where the items come from; used by the other thread alone.
    limit
        How many may wait.
    """

    def __init__(self, items: Iterator[Item], limit: int) -> None:
        self._items = items
        self._queue: Queue[Item | _End] = Queue(limit)
        self._stopped = False
        self._thread = Thread(target=self._work, name="hemiface-read-ahead", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        error: BaseException | None = None
        try:
            for item in self._items:
                self._queue.put(item)
                if self._stopped:
                    break
        except BaseException as problem:  # noqa: BLE001 - raised again where the items are used
            error = problem
        self._queue.put(_End(error))

    def __iter__(self) -> Iterator[Item]:
        while not isinstance(item := self._queue.get(), _End):
            yield item
        self._queue.put(item)  # so that another loop ends as well
        if item.error is not None:
            raise item.error

    def close(self) -> None:
        """End the other thread and forget what it has made."""
        self._stopped = True
        while self._thread.is_alive():
            try:
                self._queue.get(timeout=0.05)
            except Empty:
                self._thread.join(0.05)
