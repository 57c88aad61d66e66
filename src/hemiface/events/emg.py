"""Contractions in surface EMG, and blinks of both sides: another rater of the same recording."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from hemiface.errors.faults import ReasonError
from hemiface.model.anatomy import Side
from hemiface.model.definitions import BLINK_S, BOUT_GAP_S, TONIC_S
from hemiface.model.emg import EmgCurves, EmgRecording
from hemiface.model.events import Event, EventPattern, EventSide, EventSource, EventType
from hemiface.model.signals import Series
from hemiface.model.timebase import find_spans

_LOW_HZ, _HIGH_HZ = 20.0, 450.0
"""Where the power of surface EMG lies; below are cables and movement of the skin."""
_LEAST_RATE_HZ = 200.0
"""Samples a second below which the lower half of that band is lost."""
_WINDOW_S = 0.025
"""Window of the root mean square."""
_THRESHOLD = 5.0
"""How many robust standard deviations above its usual level an envelope is a contraction."""
_BRIDGED_S, _LEAST_S = 0.05, 0.03
"""Pauses within one contraction, and the shortest contraction."""
_TOGETHER_S = 0.06
"""How far the onsets of one blink lie apart on the two sides at most: the lids close together."""


@dataclass(frozen=True, slots=True)
class _Burst:
    onset: float
    offset: float

    @property
    def length(self) -> float:
        return self.offset - self.onset


def find_emg_events(emg: EmgRecording) -> tuple[Event, ...]:
    """Find blinks, spasms and movements of both sides, in order of time.

    A contraction that begins on both sides together is a blink where it is short and a movement
    where it is long; what one side does alone is a spasm.

    Parameters
    ----------
    emg
        The recording, on the clock of the video.

    Raises
    ------
    ValueError
        If it has too few samples a second.
    """
    if emg.rate_hz < _LEAST_RATE_HZ:
        raise ReasonError("emg_slow", least=_LEAST_RATE_HZ)
    bursts = {side: find_bursts(channel, emg) for side, channel in emg.channels.items()}
    pairs = _pair(bursts.get(Side.LEFT, []), bursts.get(Side.RIGHT, []))
    events = [_both(*pair) for pair in pairs]
    for side, found in bursts.items():
        paired = {id(burst) for pair in pairs for burst in pair}
        events += _bouts(side, [burst for burst in found if id(burst) not in paired])
    return tuple(sorted(events, key=lambda event: event.onset))


def envelope(channel: Series, rate_hz: float) -> Series:
    """Strength of the muscle's signal: root mean square of what lies between 20 and 450 Hz."""
    from scipy import signal  # with half of all statistics: not before it is used

    band = (_LOW_HZ, min(_HIGH_HZ, 0.45 * rate_hz))
    sections = signal.butter(4, band, "bandpass", fs=rate_hz, output="sos")
    filtered = signal.sosfiltfilt(sections, np.nan_to_num(channel))
    power = ndimage.uniform_filter1d(filtered**2, max(round(_WINDOW_S * rate_hz), 1))
    return np.asarray(np.sqrt(np.maximum(power, 0.0)), np.float64)


def find_bursts(channel: Series, emg: EmgRecording) -> list[_Burst]:
    """Contractions of one channel, in order of time."""
    strength = envelope(channel, emg.rate_hz)
    usual = float(np.median(strength))
    spread = 1.4826 * float(np.median(np.abs(strength - usual)))
    active = strength > usual + _THRESHOLD * max(spread, 1e-12)
    size = max(round(_BRIDGED_S * emg.rate_hz), 1)
    active = ndimage.binary_closing(active, np.ones(size, bool)) | active
    time = emg.start_s
    found = [
        _Burst(time + start / emg.rate_hz, time + stop / emg.rate_hz)
        for start, stop in find_spans(np.asarray(active))
    ]
    return [burst for burst in found if burst.length >= _LEAST_S]


def _pair(left: Sequence[_Burst], right: Sequence[_Burst]) -> list[tuple[_Burst, _Burst]]:
    """Contractions that begin on both sides together."""
    pairs = []
    place = 0
    for burst in left:
        while place < len(right) and right[place].onset < burst.onset - _TOGETHER_S:
            place += 1
        if place < len(right) and right[place].onset <= burst.onset + _TOGETHER_S:
            pairs.append((burst, right[place]))
            place += 1
    return pairs


def _both(first: _Burst, second: _Burst) -> Event:
    onset = min(first.onset, second.onset)
    length = max(first.offset, second.offset) - onset
    kind = EventType.BLINK if length < BLINK_S.value else EventType.MOVEMENT
    return Event(onset, length, kind, EventSide.BOTH, subtype="emg", source=EventSource.ANNOTATED)


def _bouts(side: Side, bursts: Sequence[_Burst]) -> list[Event]:
    """Spasms of one side: contractions that follow each other closely are one."""
    groups: list[list[_Burst]] = []
    for burst in bursts:
        if groups and burst.onset - groups[-1][-1].offset < BOUT_GAP_S.value:
            groups[-1].append(burst)
        else:
            groups.append([burst])
    return [_bout(side, group) for group in groups]


def _bout(side: Side, group: Sequence[_Burst]) -> Event:
    length = group[-1].offset - group[0].onset
    pattern = EventPattern.CLONIC if len(group) > 1 else EventPattern.ISOLATED
    if len(group) == 1 and length >= TONIC_S.value:
        pattern = EventPattern.TONIC
    return Event(
        group[0].onset,
        length,
        EventType.SPASM,
        EventSide.of(side),
        pattern=pattern,
        subtype="emg",
        n_twitches=len(group),
        source=EventSource.ANNOTATED,
    )


def draw_curves(emg: EmgRecording, until_s: float) -> EmgCurves:
    """Strength of each side's muscle over the time of a video, thinned without losing a burst.

    Parameters
    ----------
    emg
        The recording, on the clock of the video.
    until_s
        When the video ends.
    """
    step = max(_LEAST_STEP_S, until_s / _MOST_STEPS)
    edges = np.arange(0.0, until_s + step, step)
    place = np.searchsorted(edges, emg.time, side="right") - 1
    inside = (place >= 0) & (place < edges.size - 1)
    strength = {}
    for side, channel in emg.channels.items():
        row = np.full(edges.size - 1, -np.inf)
        np.maximum.at(row, place[inside], envelope(channel, emg.rate_hz)[inside])
        strength[side] = np.where(np.isfinite(row), row, np.nan)
    return EmgCurves(edges[:-1] + step / 2, strength)


_LEAST_STEP_S, _MOST_STEPS = 0.01, 20_000
"""How finely curves are drawn: not finer than a picture of the video needs, and not too many."""
