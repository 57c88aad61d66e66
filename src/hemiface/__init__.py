"""hemiface: hemifacial spasm, measured from ordinary face video."""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from hemiface.errors import HemifaceError as HemifaceError
    from hemiface.settings import AnalysisSettings as AnalysisSettings

_PUBLIC = {
    "AnalysisSettings": "hemiface.settings",
    "HemifaceError": "hemiface.errors",
}

__all__ = ["AnalysisSettings", "HemifaceError", "__version__"]


def __getattr__(name: str) -> object:
    """Load a public name on first use, so that importing hemiface stays light."""
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'hemiface' has no attribute {name!r}")
