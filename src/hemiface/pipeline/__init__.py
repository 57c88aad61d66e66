"""Where the stages meet: a video in, everything it shows out.

`analyzer` is the door for operations; it loads the rest when something is measured.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hemiface.pipeline.analysis import measure_video as measure_video
    from hemiface.pipeline.findings import analyze_signals as analyze_signals

_PUBLIC = {
    "analyze_signals": "hemiface.pipeline.findings",
    "measure_video": "hemiface.pipeline.analysis",
}

__all__ = ["analyze_signals", "measure_video"]


def __getattr__(name: str) -> object:
    """Load a public name on first use, so that looking at results again stays light."""
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'hemiface.pipeline' has no attribute {name!r}")
