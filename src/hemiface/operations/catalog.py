"""All operations, with what each needs."""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from inspect import isfunction
from typing import Any

import hemiface.operations
from hemiface.operations.permission import Need, declared_need, open_to_all

BEHIND_THE_DESK = frozenset(
    {
        "annotations",
        "batch_folder",
        "batch_names",
        "batch_plan",
        "batch_results",
        "batch_duplicates",
        "batch_work",
        "blindness",
        "catalog",
        "circumstances",
        "corrected_findings",
        "correction_owner",
        "course_lines",
        "course_marks",
        "erasure",
        "fields",
        "folders",
        "guide_pages",
        "inputs",
        "measuring",
        "pace",
        "report_pages",
        "permission",
        "privacy",
        "readiness",
        "recent_cache",
        "service",
        "session",
        "split",
        "stream",
        "study_data",
        "study_folder",
        "study_history",
        "unit",
        "video_files",
        "workers",
    }
)
"""Modules that serve operations and hold none; no interface calls their functions."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that can be asked for.

    Parameters
    ----------
    name
        Module and function.
    call
        The function.
    need
        What it needs; None where it declares nothing, which is a fault.
    summary
        First line of its description.
    """

    name: str
    call: Callable[..., Any]
    need: Need | None
    summary: str


@open_to_all
def list_operations() -> tuple[Operation, ...]:
    """Every public function of the desk, by module and in the order of its text."""
    return tuple(
        Operation(
            f"{module}.{name}", call, declared_need(call), (call.__doc__ or "").partition("\n")[0]
        )
        for module in _modules()
        for name, call in vars(import_module(f"hemiface.operations.{module}")).items()
        if isfunction(call)
        and call.__module__ == f"hemiface.operations.{module}"
        and not name.startswith("_")
    )


def _modules() -> Iterator[str]:
    for found in pkgutil.iter_modules(hemiface.operations.__path__):
        if found.name not in BEHIND_THE_DESK:
            yield found.name
