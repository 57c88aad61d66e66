"""The engines that run the networks."""

import os

from hemiface.landmarks import MODEL_HASHES, Engine, OpenVinoEngine


def make_engine() -> Engine:
    """Engine that uses all of the processor's cores."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return OpenVinoEngine(cores or 2)


def check_engine() -> tuple[str, dict[str, str]]:
    """Load every network once; name of the engine, and SHA-256 of each network's file.

    Raises
    ------
    ModelFileError
        If a network is missing or is not the one that was tested.
    """
    return OpenVinoEngine(1).name, {name.value: digest for name, digest in MODEL_HASHES.items()}
