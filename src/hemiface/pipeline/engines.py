"""The engines that run the networks."""

import os

from hemiface.landmarks import MODEL_HASHES, Engine, OpenVinoEngine


def make_engines() -> tuple[Engine, Engine]:
    """Two engines that share the processor's cores."""
    threads = max(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2, 1)
    engine = OpenVinoEngine(threads)
    return engine, OpenVinoEngine(threads, twin=engine)


def check_engine() -> tuple[str, dict[str, str]]:
    """Load every network once; name of the engine, and SHA-256 of each network's file.

    Raises
    ------
    ModelFileError
        If a network is missing or is not the one that was tested.
    """
    return OpenVinoEngine(1).name, {name.value: digest for name, digest in MODEL_HASHES.items()}
