"""Ordinary movement of both sides: smile, pucker, open mouth, raised brows, speech."""

import numpy as np

from hemiface.events.peaks import find_breaks, merge_runs
from hemiface.events.talking import CORNER_RATIO, find_talking
from hemiface.model.anatomy import Region, Side
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.signals import REGION_SIGNALS, Series, SignalName, Signals
from hemiface.model.timebase import find_spans
from hemiface.settings import EventSettings

_MOUTH_OPEN_MM = 5.0
"""How much further than usual the lips are apart when the mouth is open."""


def find_movements(signals: Signals, settings: EventSettings) -> list[Event]:
    """Find movements that both sides make alike."""
    pull = _shared(signals, SignalName.MOUTH_CORNER_EXCURSION)
    brow = _shared(signals, SignalName.BROW_HEIGHT)
    talking = find_talking(signals)
    mouth_mm, brow_mm, shortest_s = settings.mouth_mm, settings.brow_mm, settings.movement_s
    opening = _opening(signals)
    for speech in talking:
        opening[(signals.time >= speech.onset) & (signals.time <= speech.offset)] = 0.0
    wide = _find(
        signals,
        opening,
        "mouth_open",
        Region.MOUTH,
        needed_mm=_MOUTH_OPEN_MM,
        shortest_s=shortest_s,
    )
    puckers = _find(
        signals, -pull, "pucker", Region.MOUTH, needed_mm=mouth_mm, shortest_s=shortest_s
    )
    found = [
        *wide,
        # A mouth that opens wide draws its corners in as well.
        *(event for event in puckers if not any(event.overlaps(yawn) for yawn in wide)),
        *_find(signals, pull, "smile", Region.MOUTH, needed_mm=mouth_mm, shortest_s=shortest_s),
        *_find(signals, brow, "brow_raise", Region.BROW, needed_mm=brow_mm, shortest_s=shortest_s),
    ]
    # Speech pulls the mouth to and fro; only a held movement within it is one of its own.
    held = [
        event
        for event in found
        if event.duration >= 1.0 or not any(event.overlaps(speech) for speech in talking)
    ]
    return sorted([*held, *talking], key=lambda event: event.onset)


def _opening(signals: Signals) -> Series:
    """How much further than usual the lips are apart, beyond what one pulled corner explains."""
    left, right = (_from_usual(signals.side(side).mouth_corner_excursion_mm) for side in Side)
    return np.asarray(_from_usual(signals.mouth_opening_mm) - CORNER_RATIO * np.abs(left - right))


def _shared(signals: Signals, name: SignalName) -> Series:
    """Part of a movement that both sides make in the same direction, from its usual place."""
    left, right = (_from_usual(signals.side(side).get(name)) for side in Side)
    same = np.sign(left) == np.sign(right)
    return np.where(same, np.sign(left) * np.minimum(np.abs(left), np.abs(right)), 0.0)


def _from_usual(row: Series) -> Series:
    known = row[np.isfinite(row)]
    return np.asarray(np.nan_to_num(row - (np.median(known) if known.size else 0.0)))


def _find(
    signals: Signals,
    row: Series,
    subtype: str,
    region: Region,
    *,
    needed_mm: float,
    shortest_s: float,
) -> list[Event]:
    runs = [
        run for run in find_spans(row > needed_mm / 2) if row[run[0] : run[1]].max() > needed_mm
    ]
    breaks = find_breaks(signals.time, signals.left.get(REGION_SIGNALS[region]))
    return [
        _describe(signals, row, run, subtype, (region,))
        for run in merge_runs(signals.time, runs, shortest_s, breaks)
        if signals.time[run[1] - 1] - signals.time[run[0]] >= shortest_s
    ]


def _describe(
    signals: Signals,
    row: Series,
    run: tuple[int, int],
    subtype: str,
    regions: tuple[Region, ...],
) -> Event:
    start, stop = run
    peak = start + int(np.argmax(row[start:stop]))
    return Event(
        onset=float(signals.time[start]),
        duration=float(signals.time[stop - 1] - signals.time[start]),
        event_type=EventType.MOVEMENT,
        side=EventSide.BOTH,
        subtype=subtype,
        regions=regions,
        amplitude_mm=float(row[peak]),
        peak_time=float(signals.time[peak]),
    )
