"""Bouts of one-sided spasm: contractions less than half a second apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from hemiface.events.asymmetry import find_uneven, reach_around
from hemiface.events.closures import closing_velocity
from hemiface.events.peaks import EDGE_SHARE, FrameSpan, find_breaks, find_span, merge_runs
from hemiface.events.regions import find_brow_lift, find_regions
from hemiface.model.anatomy import Region, Side
from hemiface.model.events import Event, EventPattern, EventSide, EventType
from hemiface.model.signals import Mask, Series, Signals
from hemiface.model.timebase import Times, bridge, find_spans, usual_interval_s
from hemiface.settings import EventSettings

_BLINK_REACH_S = 0.06
"""Time around a shared closure in which the eyes may not be quite together."""

_REST_S, _MOST_REST = 0.5, 0.12
"""Time beside a bout in which its lid is at rest, and the most of its height that rest may be."""

_TURN_S = 0.07
"""Time between the two looks at a head that tell its speed: two frames of thirty a second."""

_HEAD_SPEED_S = 0.3
"""Time over which the speed of the head is averaged."""


@dataclass(frozen=True, slots=True)
class Bout:
    """One bout on one side.

    Parameters
    ----------
    side
        The person's own side.
    span
        When it is.
    excess
        Closure of this eye beyond the other, shape ``(n_frames,)`` of the recording.
    peak
        Frame of the largest excess.
    twitches
        Frames of the contractions.
    certainty
        Largest agreed difference over what was needed.
    """

    side: Side
    span: FrameSpan
    excess: Series
    peak: int
    twitches: tuple[int, ...]
    certainty: float


def find_bouts(
    signals: Signals, side: Side, settings: EventSettings, looks: Sequence[Event] = ()
) -> list[Bout]:
    """Find the bouts of one side.

    An eye must close more than the other by more than noise, an unequal blink, a look down
    or a turning head explains, in every reading that was taken.
    """
    difference = signals.closure_asymmetry * (1 if side is Side.LEFT else -1)
    own = signals.side(side).eyelid_closure
    other = signals.side(side.opposite).eyelid_closure
    excess = compute_excess(signals.time, own, other, settings)
    noise = settings.edge_noise * signals.closure_asymmetry_noise
    found, certainty = find_uneven(signals, side, settings, looks)
    runs = [
        (start, stop)
        for start, stop in found
        if signals.time[min(stop, len(own) - 1)] - signals.time[start] >= settings.min_spasm_s
        and np.nanmax(own[start:stop]) > settings.own_closure
    ]
    bouts = []
    breaks = find_breaks(signals.time, difference)
    open_time = _without_blinks(signals.time, own, other, settings)
    for start, stop in merge_runs(open_time, runs, settings.merge_gap_s, breaks):
        known = np.where(np.isfinite(excess[start:stop]), excess[start:stop], -1)
        peak = start + int(np.argmax(known))
        top = float(excess[peak])
        base = min(_rest_beside(signals.time, excess, start, stop), _MOST_REST * top)
        edge = max(base + EDGE_SHARE * (top - base), noise)
        # Where the readings disagree on the side, a small excess is drift, not a spasm.
        drift = np.minimum(excess, edge)
        agreed = np.where(difference > 0, excess, drift)
        span = find_span(signals.time, agreed, start, stop - 1, edge)
        twitches = find_twitches(excess, span, noise, settings)
        sure = float(np.nanmax(certainty[start:stop]))
        bouts.append(Bout(side, span, excess, peak, twitches, sure))
    return _separate(signals.time, bouts)


def _without_blinks(time: Times, own: Series, other: Series, settings: EventSettings) -> Times:
    """Time that stands still while both eyes blink, and beside it, where one may be ahead."""
    blink = reach_around(time, _is_blink(time, own, other, settings).astype(float)) > 0
    return np.asarray(time[0] + np.cumsum(np.diff(time, prepend=time[0]) * ~blink))


def _is_blink(time: Times, own: Series, other: Series, settings: EventSettings) -> Mask:
    shared = np.nan_to_num(np.minimum(own, other))
    return bridge(shared > settings.blink_closure, time, _BLINK_REACH_S)


def _rest_beside(time: Times, excess: Series, start: int, stop: int) -> float:
    """Excess on which a bout stands: the higher of the least ones before and after it."""
    before = excess[(time >= time[start] - _REST_S) & (time < time[start])]
    after = excess[(time > time[stop - 1]) & (time <= time[stop - 1] + _REST_S)]
    least = [float(np.nanmin(part)) for part in (before, after) if np.isfinite(part).any()]
    return max([0.0, *least])


def compute_excess(time: Times, own: Series, other: Series, settings: EventSettings) -> Series:
    """Closure of one eye beyond the other; a blink within a spasm does not interrupt it."""
    excess = own - np.maximum(other, 0)
    blink = _is_blink(time, own, other, settings)
    known = np.isfinite(excess) & ~blink
    if not known.any():
        return excess
    bridged = np.where(blink, np.interp(time, time[known], excess[known]), excess)
    return np.where(np.isfinite(own), bridged, np.nan)


def head_speed(signals: Signals) -> Series:
    """Speed at which the head turns and nods, in degrees a second, shape ``(n_frames,)``.

    Between moments a fixed time apart: from frame to frame, noise would count the more the
    more frames there are.
    """
    time = signals.time
    if len(time) < 2:
        return np.zeros(time.shape)
    before = np.maximum(time - _TURN_S / 2, time[0])
    after = np.minimum(time + _TURN_S / 2, time[-1])
    square = sum(
        np.nan_to_num(
            (np.interp(after, time, row) - np.interp(before, time, row)) / (after - before)
        )
        ** 2
        for row in (signals.head_yaw_deg, signals.head_pitch_deg)
    )
    size = int(_HEAD_SPEED_S / usual_interval_s(time))
    kernel = np.ones(min(max(size, 1), len(time)))
    return np.asarray(np.sqrt(np.convolve(square, kernel / len(kernel), "same")))


def _separate(time: Times, bouts: list[Bout]) -> list[Bout]:
    """Let no bout of a side begin before the one before it has ended."""
    apart: list[Bout] = []
    for bout in bouts:
        if apart and bout.span.onset < apart[-1].span.offset:
            before = apart[-1]
            first, second = sorted((bout.span.onset, before.span.offset))
            middle = (first + second) / 2
            # A quiet bout may reach far beyond a strong one: each keeps its own peak.
            middle = float(np.clip(middle, time[before.peak], time[bout.peak]))
            apart[-1] = _cut(before, offset=middle)
            apart.append(_cut(bout, onset=middle))
        else:
            apart.append(bout)
    return apart


def _cut(bout: Bout, *, onset: float | None = None, offset: float | None = None) -> Bout:
    span = bout.span
    cut = replace(
        span,
        onset=span.onset if onset is None else onset,
        offset=span.offset if offset is None else offset,
    )
    return replace(bout, span=cut)


def find_twitches(
    excess: Series, span: FrameSpan, noise: float, settings: EventSettings
) -> tuple[int, ...]:
    """Frames of the contractions within a bout; a steady one has a single peak.

    In a quick train a lid does not open between two contractions: it relaxes by a tenth of
    the largest, as at the edges of an event, by more than the noise of a peak and of the dip
    beside it, and begins anew.

    Parameters
    ----------
    excess
        Closure of the eye beyond the other, shape ``(n_frames,)`` of the recording.
    span
        The bout.
    noise
        Change that is no movement.
    settings
        Parameters of this stage.
    """
    from scipy.signal import find_peaks  # with half of all statistics: not before it is used

    part = np.nan_to_num(excess[span.start : span.stop])
    edged = np.concatenate(([0.0], part, [0.0]))
    highest = float(part.max())
    depth = max(EDGE_SHARE * highest, settings.twitch_closure, 2 * float(np.nan_to_num(noise)))
    peaks, _ = find_peaks(edged, height=settings.twitch_share * highest, prominence=depth)
    return tuple(int(peak) - 1 + span.start for peak in peaks)


def describe_bout(signals: Signals, bout: Bout, settings: EventSettings) -> Event:
    """Say everything about a bout that an event carries."""
    amplitude = float(bout.excess[bout.peak])
    own = signals.side(bout.side).eyelid_closure
    other = signals.side(bout.side.opposite).eyelid_closure
    n_twitches = max(len(bout.twitches), 1)
    peaks = signals.time[list(bout.twitches)]
    rate = (n_twitches - 1) / float(peaks[-1] - peaks[0]) if n_twitches > 1 else None
    closure = float(np.clip(own[bout.peak], 0, 1))
    return Event(
        onset=bout.span.onset,
        duration=bout.span.duration,
        event_type=EventType.SPASM,
        side=EventSide.of(bout.side),
        pattern=find_pattern(signals.time, bout, settings),
        regions=(Region.EYELID, *find_regions(signals, bout.side, bout.span, settings)),
        amplitude=closure,
        amplitude_mm=closure * signals.full_closure_mm[bout.side],
        peak_time=float(signals.time[bout.peak]),
        peak_velocity_mm_per_s=closing_velocity(signals, (bout.side,), bout.span),
        n_twitches=n_twitches,
        twitch_rate_hz=rate,
        conjugacy=float(np.clip(other[bout.peak] / max(own[bout.peak], 1e-6), 0, 1)),
        brow_lift=find_brow_lift(signals, bout.side, bout.span, settings),
        confidence=float(np.clip(1 - np.exp(-bout.certainty * amplitude / 0.2), 0, 1)),
    )


def find_pattern(time: Times, bout: Bout, settings: EventSettings) -> EventPattern:
    """Tonic if it stays contracted for long, clonic if it repeats, else isolated."""
    part = bout.excess[bout.span.start : bout.span.stop]
    held = np.nan_to_num(part) > settings.tonic_share * np.nanmax(part)
    longest = max(
        (
            float(time[bout.span.start + stop - 1] - time[bout.span.start + start])
            for start, stop in find_spans(held)
        ),
        default=0.0,
    )
    if longest >= settings.tonic_s:
        return EventPattern.TONIC
    return EventPattern.CLONIC if len(bout.twitches) > 1 else EventPattern.ISOLATED
