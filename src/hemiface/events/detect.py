"""The stage: signals in, blinks, spasms and other movement out."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hemiface.events.bouts import describe_bout, find_bouts
from hemiface.events.closures import classify_closures, find_closures
from hemiface.events.flutter import could_be_flutter, find_flutter
from hemiface.events.movements import find_movements
from hemiface.events.synkinesis import find_mouth_with_blinks, tell_locked
from hemiface.events.weakness import tell_weakness
from hemiface.events.winks import relabel_winks
from hemiface.model.analysis import Task
from hemiface.model.anatomy import Side
from hemiface.model.definitions import LOOKING_DOWN, select_blinks
from hemiface.model.events import Event, EventPattern, EventSide, EventType
from hemiface.model.signals import Series, Signals
from hemiface.model.tasks import TaskName
from hemiface.model.timebase import after_gaps
from hemiface.settings import EventSettings

_PARTING_GAP_S = 0.3
"""Missing time across which no event is followed; a blink may lose a few frames."""

CLOSING_TASKS = (TaskName.GENTLE_CLOSURE, TaskName.FORCED_CLOSURE)


def detect_events(
    signals: Signals, tasks: Sequence[Task], settings: EventSettings
) -> tuple[Event, ...]:
    """Find everything that happens on the face, in order of time.

    Parameters
    ----------
    signals
        Both sides of the face.
    tasks
        What the person was asked to do; a closure that was asked for is movement.
    settings
        Parameters of this stage.
    """
    if signals.valid.sum() < 2:
        return ()
    signals = _part_at_gaps(signals)
    movements = find_movements(signals, settings)
    two_sided = classify_closures(signals, find_closures(signals, settings), settings)
    looks = [event for event in two_sided if event.subtype == LOOKING_DOWN]
    one_sided = [
        describe_bout(signals, bout, settings)
        for side in Side
        for bout in find_bouts(signals, side, settings, looks)
    ]
    fine = [bout for bout in one_sided if could_be_flutter(bout, settings)]
    # A face that talks, smiles or raises its brows carries the lids along.
    taken = [*movements, *two_sided, *(bout for bout in one_sided if bout not in fine)]
    flutter = [
        event
        for side in Side
        for event in find_flutter(
            signals, side, [b for b in fine if b.side is EventSide.of(side)], taken, settings
        )
    ]
    bouts = [
        bout
        for bout in one_sided
        if bout not in fine
        or not any(bout.side is event.side and bout.overlaps(event) for event in flutter)
    ]
    bouts = tell_locked(bouts, movements, settings)
    taken = tell_weakness(relabel_winks(bouts), two_sided)
    blinks = select_blinks(taken)
    spasms = [event for event in taken if event.event_type is EventType.SPASM]
    locked = find_mouth_with_blinks(signals, blinks, spasms, settings)
    events = [*movements, *taken, *flutter, *locked]
    events = [_place_in_task(event, tasks) for event in events]
    return tuple(sorted(events, key=lambda event: (event.onset, event.event_type, event.side)))


def _part_at_gaps(signals: Signals) -> Signals:
    """Leave out the frame after every gap in time, so that no event reaches across one."""
    first = after_gaps(signals.time, _PARTING_GAP_S)
    if not first.size:
        return signals

    def without(row: Series) -> Series:
        parted = row.copy()
        parted[first] = np.nan
        return parted

    sides = {}
    for side in Side:
        own = signals.side(side)
        sides[side] = replace(
            own,
            eyelid_aperture_mm=without(own.eyelid_aperture_mm),
            eyelid_closure=without(own.eyelid_closure),
            brow_height_mm=without(own.brow_height_mm),
            mouth_corner_excursion_mm=without(own.mouth_corner_excursion_mm),
            cheek_raise_mm=without(own.cheek_raise_mm),
            chin_raise_mm=without(own.chin_raise_mm),
            flutter_mm=without(own.flutter_mm),
        )
    return replace(
        signals,
        left=sides[Side.LEFT],
        right=sides[Side.RIGHT],
        closure_asymmetry=without(signals.closure_asymmetry),
        mouth_opening_mm=without(signals.mouth_opening_mm),
    )


def _place_in_task(event: Event, tasks: Sequence[Task]) -> Event:
    """Write the task into an event; a closure that was asked for is no spasm."""
    middle = event.onset + event.duration / 2
    for task in tasks:
        if task.onset <= middle < task.onset + task.duration:
            event = replace(event, task=task.name.value)
            if task.name in CLOSING_TASKS and event.event_type is EventType.SPASM:
                event = replace(
                    event,
                    event_type=EventType.MOVEMENT,
                    pattern=EventPattern.NONE,
                    subtype="closure_on_request",
                )
            return event
    return event
