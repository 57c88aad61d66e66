"""The engines that run the networks."""

import os
from functools import cache

from hemiface.landmarks import MODEL_HASHES, Engine, OpenVinoEngine


@cache
def make_engine(threads: int | None = None) -> Engine:
    """Engine of a process, made once: reading the networks takes longer than a short video.

    Parameters
    ----------
    threads
        How many crops are looked at at once; as many as there are cores by default. A crop is
        looked at by one thread, so answers do not depend on it.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return OpenVinoEngine(threads or cores or 2)


def check_engine() -> tuple[str, dict[str, str]]:
    """Load every network once; name of the engine, and SHA-256 of each network's file.

    Raises
    ------
    ModelFileError
        If a network is missing or is not the one that was tested.
    """
    return OpenVinoEngine(1).name, {name.value: digest for name, digest in MODEL_HASHES.items()}
