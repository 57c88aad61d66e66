"""From signals to findings: events, a person's word on them, and what they add up to."""

from collections.abc import Sequence
from dataclasses import replace

from threadpoolctl import threadpool_limits

from hemiface.assessment import assess
from hemiface.events import apply_corrections, detect_events
from hemiface.model.analysis import Analysis, Task
from hemiface.model.assessment import Assessment
from hemiface.model.corrections import Correction
from hemiface.model.events import Event
from hemiface.model.provenance import METHOD_VERSION
from hemiface.model.quality import Quality
from hemiface.model.signals import Signals
from hemiface.settings import AnalysisSettings


def analyze_signals(
    signals: Signals, quality: Quality, tasks: Sequence[Task], settings: AnalysisSettings
) -> tuple[tuple[Event, ...], Assessment]:
    """Find and assess the events of signals that were measured before."""
    events = detect_events(signals, tasks, settings.events)
    return events, assess(signals, events, quality, tasks, settings.assessment)


def find_events(
    analysis: Analysis, corrections: Sequence[Correction], settings: AnalysisSettings
) -> tuple[Analysis, tuple[Correction, ...]]:
    """Find the events of stored signals anew, and put a person's word in their place.

    Parameters
    ----------
    analysis
        What was measured before.
    corrections
        All that stands.
    settings
        How events are found and assessed.

    Returns
    -------
    Analysis
        The same recording as it is seen now.
    tuple of Correction
        Those whose event is not there.
    """
    events = detect_events(analysis.signals, analysis.tasks, settings.events)
    return _assessed(replace(analysis, events=events), corrections, settings)


def correct_events(
    analysis: Analysis, corrections: Sequence[Correction], settings: AnalysisSettings
) -> tuple[Analysis, tuple[Correction, ...]]:
    """Put a person's corrections in the place of what was detected, and assess with them.

    Parameters
    ----------
    analysis
        What was measured, with whatever was corrected before.
    corrections
        What it does not carry yet; without any it is given back as it is.
    settings
        How events are assessed.

    Returns
    -------
    Analysis
        With the events as the person sees them.
    tuple of Correction
        Those whose event was not found.
    """
    return _assessed(analysis, corrections, settings) if corrections else (analysis, ())


def _assessed(
    analysis: Analysis, corrections: Sequence[Correction], settings: AnalysisSettings
) -> tuple[Analysis, tuple[Correction, ...]]:
    events, lost = apply_corrections(analysis.events, corrections)
    with threadpool_limits(1, "blas"):  # its products are small: more threads only spin
        found = assess(
            analysis.signals, events, analysis.quality, analysis.tasks, settings.assessment
        )
    made_by = replace(
        analysis.provenance,
        assessment_version=METHOD_VERSION,
        settings=settings.model_dump(mode="json"),
        settings_hash=settings.hash,
    )
    return replace(analysis, events=events, assessment=found, provenance=made_by), lost
