"""Speech: the lips part and close again and again."""

from itertools import pairwise

import numpy as np

from hemiface.events.peaks import find_breaks, merge_runs
from hemiface.model.anatomy import Region
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.signals import Series, Signals

_LIPS_MM = 1.5
"""How far the lips part or close in one stroke of speech."""

_STROKE_S = 0.5
"""Longest stroke: the mouth of a speaker opens and closes two to seven times a second
(Chandrasekaran et al., PLoS Comput Biol 2009, doi:10.1371/journal.pcbi.1000436), slowest
half as often."""

_PAUSE_S = 1.5
"""Rest of the lips that ends a stretch of speech."""

_LEAST_STROKES = 5
"""Strokes of the lips below which a stretch is no speech, however short."""
_LEAST_STROKES_PER_S = 1.5
"""Strokes, in all and a second with pauses, below which a mouth moves but does not speak."""

CORNER_RATIO = 1.5
"""How many times more the lips part than one mouth corner is pulled beyond the other: a
spasm of one side tugs at the lips as well."""

_LIDS = 0.3
"""Closure of both eyes along with the lips, from which a spasm of the whole face moves them."""


def find_talking(signals: Signals) -> list[Event]:
    """Find stretches in which the person speaks, or chews with open lips.

    Notes
    -----
    What tells speech from a smile, a yawn or a spasm is its rhythm: strokes of the lips, as
    short as those of syllables, one after the other, which neither one mouth corner nor the
    lids make along.
    """
    opening = signals.mouth_opening_mm
    breaks = find_breaks(signals.time, opening)
    strokes = [stroke for stroke in pairwise(_find_turns(opening)) if _is_speech(signals, *stroke)]
    runs = [(start, stop + 1) for start, stop in strokes]
    found = []
    for start, stop in merge_runs(signals.time, runs, _PAUSE_S, breaks):
        sizes = [abs(opening[b] - opening[a]) for a, b in strokes if start <= a and b < stop]
        duration = float(signals.time[stop - 1] - signals.time[start])
        if len(sizes) >= max(_LEAST_STROKES, _LEAST_STROKES_PER_S * duration):
            found.append(_describe(signals, start, stop, float(np.median(sizes))))
    return found


def _find_turns(opening: Series) -> list[int]:
    """Frames on which the lips are widest and closest, in order."""
    from scipy.signal import find_peaks  # with half of all statistics: not before it is used

    seen = np.flatnonzero(np.isfinite(opening))
    widest, _ = find_peaks(opening[seen], prominence=_LIPS_MM)
    closest, _ = find_peaks(-opening[seen], prominence=_LIPS_MM)
    return [int(frame) for frame in seen[np.sort(np.concatenate([widest, closest]))]]


def _is_speech(signals: Signals, start: int, stop: int) -> bool:
    """Whether the lips alone move from one turn to the next, as quickly as in speech."""
    time, left, right = signals.time, signals.left, signals.right

    def change(row: Series) -> float:
        return abs(float(np.nan_to_num(row[stop] - row[start])))

    stroke = change(signals.mouth_opening_mm)
    corner = change(left.mouth_corner_excursion_mm - right.mouth_corner_excursion_mm)
    lids = change((left.eyelid_closure + right.eyelid_closure) / 2)
    short = time[stop] - time[start] <= _STROKE_S
    return bool(short and stroke >= _LIPS_MM and stroke > CORNER_RATIO * corner and lids < _LIDS)


def _describe(signals: Signals, start: int, stop: int, stroke_mm: float) -> Event:
    widest = start + int(np.nanargmax(signals.mouth_opening_mm[start:stop]))
    return Event(
        onset=float(signals.time[start]),
        duration=float(signals.time[stop - 1] - signals.time[start]),
        event_type=EventType.MOVEMENT,
        side=EventSide.BOTH,
        subtype="talking",
        regions=(Region.MOUTH, Region.CHIN),
        amplitude_mm=stroke_mm,
        peak_time=float(signals.time[widest]),
    )
