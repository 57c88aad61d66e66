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
        "batch_duplicates",
        "batch_folder",
        "batch_names",
        "batch_plan",
        "affected_side",
        "batch_results",
        "batch_work",
        "blindness",
        "catalog",
        "circumstances",
        "corrected_findings",
        "correction_owner",
        "course_lines",
        "course_marks",
        "course_video",
        "erasure",
        "fields",
        "folders",
        "guide_pages",
        "inputs",
        "laid_out",
        "measuring",
        "pace",
        "permission",
        "privacy",
        "readiness",
        "recent_cache",
        "report_pages",
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
"""Modules that serve operations and hold none; interfaces call of them only `PROCESS_CALLS`."""

PROCESS_CALLS = {
    "measuring.make_worker": frozenset({"web.app"}),
    "readiness.get_ready": frozenset({"web.app"}),
    "service.open_service": frozenset({"web.app"}),
    "service.location_of": frozenset(
        {"web.app", "web.second_factor", "web.server", "web.state"},
    ),
    "recent_cache.clear_recent": frozenset({"web.state"}),
    "stream.leave_when": frozenset({"web.errands"}),
}
"""What a process calls of those modules for itself when it starts, waits or ends, and where.

It is for nobody in particular, before anybody has asked, so that no permission fits it: none is
given a session, and none gives anything that is kept of a person.
"""


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
