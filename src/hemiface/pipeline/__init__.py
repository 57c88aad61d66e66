"""Where the stages meet: a video in, everything it shows out."""

from hemiface.pipeline.analysis import (
    Measurement,
    analyze_signals,
    analyze_video,
    correct_analysis,
    measure_video,
)
from hemiface.pipeline.engines import check_engine, make_engine
from hemiface.pipeline.pictures import cut_strips, write_overlay

__all__ = [
    "Measurement",
    "analyze_signals",
    "analyze_video",
    "check_engine",
    "correct_analysis",
    "cut_strips",
    "make_engine",
    "measure_video",
    "write_overlay",
]
