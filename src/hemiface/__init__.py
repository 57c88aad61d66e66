"""hemiface: hemifacial spasm, measured from ordinary face video."""

from importlib import import_module
from typing import TYPE_CHECKING

from hemiface.version import __version__

if TYPE_CHECKING:
    from hemiface.door import analyze as analyze
    from hemiface.door import load as load
    from hemiface.errors import HemifaceError as HemifaceError
    from hemiface.model.analysis import Analysis as Analysis
    from hemiface.model.analysis import Task as Task
    from hemiface.model.tasks import TaskName as TaskName
    from hemiface.settings import AnalysisSettings as AnalysisSettings

_PUBLIC = {
    "Analysis": "hemiface.model.analysis",
    "AnalysisSettings": "hemiface.settings",
    "HemifaceError": "hemiface.errors",
    "Task": "hemiface.model.analysis",
    "TaskName": "hemiface.model.tasks",
    "analyze": "hemiface.door",
    "load": "hemiface.door",
}

__all__ = [
    "Analysis",
    "AnalysisSettings",
    "HemifaceError",
    "Task",
    "TaskName",
    "__version__",
    "analyze",
    "load",
]


def __getattr__(name: str) -> object:
    """Load a public name on first use, so that importing hemiface stays light."""
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'hemiface' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
