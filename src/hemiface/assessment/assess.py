"""From events and signals to everything a recording says about its face.

One way through: what was observed, then evidence, then pattern and side, and beside them the
measures; each is computed once, from what stands before it.
"""

from collections.abc import Sequence

import numpy as np

from hemiface.assessment.activity import find_activities, leave_out_short
from hemiface.assessment.burden import assess_burden
from hemiface.assessment.evidence import collect_evidence
from hemiface.assessment.eyes import (
    assess_both_eyes,
    assess_eye,
    assess_resting_differences,
    assess_weakness,
)
from hemiface.assessment.laterality import assess_side
from hemiface.assessment.observed import Observed, observe
from hemiface.assessment.observed_time import find_uncommanded, mark_spans, observe_time
from hemiface.assessment.pattern import assess_pattern
from hemiface.assessment.severity import assess_severity
from hemiface.assessment.synkinesis import assess_synkinesis
from hemiface.model.analysis import Task
from hemiface.model.anatomy import Side
from hemiface.model.assessment import Activity, Assessment, Measure
from hemiface.model.events import Event
from hemiface.model.measures import MEASURES
from hemiface.model.quality import Quality
from hemiface.model.signals import Mask, Signals
from hemiface.settings import AssessmentSettings


def assess(
    signals: Signals,
    events: Sequence[Event],
    quality: Quality,
    tasks: Sequence[Task],
    settings: AssessmentSettings,
) -> Assessment:
    """Everything a recording says about its face, each part with how sure it is.

    Movement that somebody asked for is no spasm: the measures, the side and the pattern
    rest on the time outside tasks that ask for a movement (rest, talking and reading do
    not). What answers a task, synkinesis and weakness, rests on all time.

    Parameters
    ----------
    signals
        Both sides over time.
    events
        What happened, corrections included.
    quality
        How far the recording can be trusted.
    tasks
        What the person was asked to do; may be empty.
    settings
        Parameters of the assessment.

    Returns
    -------
    Assessment
        Measures in the order of the registry; the same input gives the same numbers.
    """
    everything = np.ones(signals.time.size, dtype=bool)
    whole = observe(observe_time(signals, events, everything, settings))
    free, uncommanded = whole, everything
    if tasks:
        uncommanded = find_uncommanded(signals.time, tasks)
        free = observe(observe_time(signals, events, uncommanded, settings))
    activities = find_activities(signals, events)
    evidence = collect_evidence(free, whole, quality)
    pattern = assess_pattern(evidence)
    side, confidence = assess_side(evidence, pattern, settings.side_confidence)
    return Assessment(
        affected_side=side,
        side_confidence=confidence,
        pattern=pattern,
        measures=compute_measures(free, whole),
        scale_estimates=assess_severity(free, pattern.label, side),
        by_task=_measure_parts(signals, events, tasks, everything, settings),
        activities=activities,
        by_activity={
            name: leave_out_short(measures)
            for name, measures in _measure_parts(
                signals, events, activities, uncommanded, settings
            ).items()
        },
    )


def compute_measures(free: Observed, whole: Observed) -> tuple[Measure, ...]:
    """All measures in the order of the registry, the left side before the right.

    Parameters
    ----------
    free
        Time in which nobody asked for a movement.
    whole
        All time, for what answers a task: synkinesis and weakness.
    """
    measures = [*assess_both_eyes(free), *assess_resting_differences(free)]
    for side in Side:
        measures += assess_burden(free, side)
        measures += assess_eye(free, side)
        measures += assess_synkinesis(whole, side)
        measures += assess_weakness(free, whole, side)
    order = {info.name: place for place, info in enumerate(MEASURES)}
    return tuple(sorted(measures, key=lambda measure: (order[measure.name], measure.side or "")))


def _measure_parts(
    signals: Signals,
    events: Sequence[Event],
    parts: Sequence[Task] | Sequence[Activity],
    frames: Mask,
    settings: AssessmentSettings,
) -> dict[str, tuple[Measure, ...]]:
    """All measures within the stretches of each name, as far as these frames count."""
    found = {}
    for name in dict.fromkeys(part.name for part in parts):
        own = [part for part in parts if part.name is name]
        part = frames & mark_spans(signals.time, own)
        seen = observe(observe_time(signals, events, part, settings))
        found[name.value] = compute_measures(seen, seen)
    return found
