"""What may be said about the events of a recording; every way to say it comes through here."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hemiface.errors import SettingsError
from hemiface.events.corrections import find_event
from hemiface.model.analysis import Analysis
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.events import Event, EventPattern, EventSource, EventType
from hemiface.model.timebase import usual_interval_s
from hemiface.operations.permission import open_to_all

EDGE_S = 0.05
"""How far an event may reach beyond the pictures, in seconds: programs round times."""

SHORTEST_S = 0.001
"""No event is shorter: pages and programs write milliseconds, in seconds."""

ONE_AT_A_TIME = (EventType.BLINK, EventType.SPASM)
"""Of these a side has one at a time, and each is counted; other movements may go on together."""

MEASURED = ("amplitude", "amplitude_mm", "peak_velocity_mm_per_s", "twitch_rate_hz")


@open_to_all
def accept_corrections(analysis: Analysis, new: Sequence[Correction]) -> tuple[Correction, ...]:
    """Refuse events that the recording cannot hold; the rest as it is to be kept.

    Its events are a person's word from now on, whoever found them first.

    What older versions took stays readable, and can be corrected: times and time course that
    an event had before are not looked at again.

    Parameters
    ----------
    analysis
        The recording, with its events as they are now.
    new
        What is to be said.

    Raises
    ------
    SettingsError
        If an event lies outside the recording, lasts no time, has values that it cannot have, is
        there already, or is a blink or a spasm during another one of the same side; or if a change
        leaves an event as it is.
    """
    spans = {(event.onset, event.duration) for event in analysis.events}
    patterns = {(event.onset, event.event_type, event.pattern) for event in analysis.events}
    for event in (said.event for said in new if said.event is not None):
        if (event.onset, event.duration) not in spans:
            _check_span(analysis, event)
        if (event.onset, event.event_type, event.pattern) not in patterns:
            _check_pattern(event)
        _check_values(event)
    _refuse_twins(analysis, new)
    return tuple(map(_own, new))


def _refuse_twins(analysis: Analysis, new: Sequence[Correction]) -> None:
    """Refuse to say what is there: it would count twice."""
    # What replaces the events of a type may hold some of them again.
    replaces = any(said.action is CorrectionAction.REMOVE for said in new)
    known = [] if replaces else list(analysis.events)
    for said in new:
        event, before = said.event, None
        if event is None:
            continue
        if said.action is CorrectionAction.CHANGE:
            place = find_event(known, said)
            before = None if place is None else known.pop(place)
            if before is not None and _is_unchanged(before, event):
                raise SettingsError("same_again", at=before.onset)
        for other in known:
            if said.action is CorrectionAction.ADD and _is_twin(event, other):
                raise SettingsError("event_there", at=event.onset)
            # What met before may be corrected.
            if _counts_again(event, other) and not (before and _counts_again(before, other)):
                raise SettingsError("event_meets", onset=other.onset, offset=other.offset)
        known.append(event)


def _counts_again(event: Event, other: Event) -> bool:
    """Whether two events are one blink, or one spasm, of which both speak."""
    return (
        event.event_type in ONE_AT_A_TIME
        and (event.event_type, event.side) == (other.event_type, other.side)
        and min(event.offset, other.offset) - max(event.onset, other.onset) >= SHORTEST_S
    )


def _is_twin(event: Event, other: Event) -> bool:
    return (
        (event.event_type, event.side) == (other.event_type, other.side)
        and abs(event.onset - other.onset) < SHORTEST_S
        and abs(event.offset - other.offset) < SHORTEST_S
    )


def _is_unchanged(old: Event, new: Event) -> bool:
    """Whether two events say the same, whoever said it: programs write milliseconds."""
    if max(abs(new.onset - old.onset), abs(new.duration - old.duration)) >= SHORTEST_S / 2:
        return False
    return replace(new, onset=old.onset, duration=old.duration, source=old.source) == old


def _own(said: Correction) -> Correction:
    if said.event is None:
        return said
    return replace(said, event=replace(said.event, source=EventSource.CORRECTED))


@open_to_all
def change_values(old: Event, changes: Mapping[str, Any]) -> Event:
    """An event with other values, and without those that they make untrue."""
    return replace(old, **_forget_untrue(old, changes))


def _forget_untrue(old: Event, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes, and what they make untrue: a peak outside, twitches of what is no spasm."""
    untrue: dict[str, Any] = {}
    onset, duration = changes.get("onset", old.onset), changes.get("duration", old.duration)
    if old.peak_time is not None and not onset <= old.peak_time <= onset + duration:
        untrue |= {"peak_time": None, "amplitude": None, "amplitude_mm": None}
    kind = changes.get("event_type", old.event_type)
    if kind is not old.event_type and kind is not EventType.SPASM:
        untrue |= {"pattern": EventPattern.NONE, "n_twitches": None, "twitch_rate_hz": None}
    return untrue | dict(changes)


def _check_span(analysis: Analysis, event: Event) -> None:
    time = analysis.signals.time
    begins, interval = float(time[0]), usual_interval_s(time)
    # The last picture stands for as long as the others.
    ends = float(time[-1]) + (interval if math.isfinite(interval) else 0.0)
    ends = max(ends, analysis.video.duration_s or 0.0)
    if not (begins - EDGE_S <= event.onset and event.offset <= ends + EDGE_S):
        raise SettingsError(
            "outside", onset=event.onset, offset=event.offset, begins=begins, ends=ends
        )
    if event.duration < SHORTEST_S:
        raise SettingsError("event_too_short", onset=event.onset, shortest=SHORTEST_S)


def _check_pattern(event: Event) -> None:
    if event.pattern and event.event_type is not EventType.SPASM:
        raise SettingsError("event_pattern", onset=event.onset, pattern=event.pattern.value)


def _check_values(event: Event) -> None:
    wrong = [name for name in MEASURED if not _fits(getattr(event, name), math.inf)]
    if not _fits(event.confidence, 1.0):
        wrong.append("confidence")
    if not _fits(event.conjugacy, 1.0):
        wrong.append("conjugacy")
    if event.n_twitches is not None and event.n_twitches < 1:
        wrong.append("n_twitches")
    peak = event.peak_time
    if peak is not None and not event.onset - EDGE_S <= peak <= event.offset + EDGE_S:
        wrong.append("peak_time")
    if wrong:
        value = getattr(event, wrong[0])
        raise SettingsError("event_value", onset=event.onset, name=wrong[0], value=value)


def _fits(value: float | None, most: float) -> bool:
    return value is None or (math.isfinite(value) and 0 <= value <= most)
