"""What is installed, and whether it is whole."""

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from threading import Lock

from hemiface.errors import HemifaceError
from hemiface.model.messages import Message
from hemiface.model.provenance import METHOD_VERSION
from hemiface.operations.permission import open_to_all
from hemiface.pipeline.engines import check_engine
from hemiface.version import __version__

PACKAGES = ("numpy", "scipy", "av", "openvino", "opencv-python-headless", "pyarrow", "pydantic")
"""Packages on which numbers depend."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What a fault report needs to say.

    Parameters
    ----------
    version, method_version
        Of hemiface and of its measuring method.
    python, system, cores
        What it runs on; cores as far as this process may use them.
    packages
        Version of each package on which numbers depend.
    engine, models
        What runs the networks, and SHA-256 of each network; empty where they cannot be run.
    problems
        What is wrong, in one line each; empty where all is whole.
    """

    version: str
    method_version: str
    python: str
    system: str
    cores: int
    packages: Mapping[str, str]
    engine: str
    models: Mapping[str, str]
    problems: tuple[Message, ...]


@open_to_all
def inspect_installation() -> Installation:
    """Look at what is installed; nothing leaves this machine."""
    problems: list[Message] = []
    engine, models = _engine(problems)
    return Installation(
        version=__version__,
        method_version=METHOD_VERSION,
        python=platform.python_version(),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        cores=_usable_cores(),
        packages={name: _version(name, problems) for name in PACKAGES},
        engine=engine,
        models=models,
        problems=tuple(problems),
    )


@open_to_all
def recall_installation() -> Installation:
    """What `inspect_installation` found, looked at again only where something was wrong.

    A look loads every network: a server that did so for each page would fill its memory.
    """
    with _LOOKING:
        found = _FOUND.get("whole") or inspect_installation()
        if not found.problems:
            _FOUND["whole"] = found
        return found


_LOOKING = Lock()
_FOUND: dict[str, Installation] = {}


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _version(package: str, problems: list[Message]) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        problems.append(Message("damage.package", {"package": package}))
        return "missing"


def _engine(problems: list[Message]) -> tuple[str, Mapping[str, str]]:
    try:
        return check_engine()
    except HemifaceError as error:
        problems.append(Message("damage.engine", {"why": f"{error.message} ({error.hint})"}))
        return "", {}
