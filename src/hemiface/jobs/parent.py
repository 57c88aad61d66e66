"""A process that does not outlive the one that it works for."""

import os
import time
from threading import Thread


def end_with(parent: int) -> None:
    """End this process once its parent is gone, however that ended; nobody would hear of its work.

    Parameters
    ----------
    parent
        Number of the process that started this one.
    """
    Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
