"""Recordings of simulated faces, measured and stored."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.worlds import make_analysis

from hemiface.assessment.assess import assess
from hemiface.events import detect_events
from hemiface.model.analysis import Analysis, Task
from hemiface.model.assessment import Assessment
from hemiface.model.events import Event
from hemiface.model.quality import Quality
from hemiface.model.signals import Signals
from hemiface.results import ResultsFolder
from hemiface.settings import AnalysisSettings
from hemiface.simulation.acts import Act
from hemiface.simulation.simulate import build_times, simulate_signals


def analyze_signals(
    signals: Signals, quality: Quality, tasks: Sequence[Task], settings: AnalysisSettings
) -> tuple[tuple[Event, ...], Assessment]:
    """Find and assess events as the pipeline does."""
    events = detect_events(signals, tasks, settings.events)
    return events, assess(signals, events, quality, tasks, settings.assessment)


def make_recording(
    acts: Sequence[Act], duration_s: float = 60.0, *, rate_hz: float = 30.0, seed: int = 0
) -> Analysis:
    """Measure a simulated face with the default settings."""
    signals, _ = simulate_signals(acts, build_times(duration_s, rate_hz), seed=seed)
    quality = Quality(duration_s, duration_s, rate_hz, 150.0)
    settings = AnalysisSettings()
    events, found = analyze_signals(signals, quality, (), settings)
    empty = make_analysis()
    made_by = replace(
        empty.provenance, settings=settings.model_dump(mode="json"), settings_hash=settings.hash
    )
    return replace(
        empty,
        quality=quality,
        signals=signals,
        events=events,
        assessment=found,
        provenance=made_by,
    )


def store(analysis: Analysis, folder: Path) -> Path:
    """Write an analysis as `hemiface analyze` does."""
    with ResultsFolder(folder).rewritten() as staging:
        staging.write(analysis)
    return folder
