"""Closures of both eyes: blinks, long closures and two-sided spasm."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hemiface.events.peaks import (
    EDGE_SHARE,
    FrameSpan,
    find_breaks,
    find_maxima,
    find_span,
    level_around,
)
from hemiface.events.squeezes import are_brows_drawn, cheek_lift_mm
from hemiface.model.anatomy import Region, Side
from hemiface.model.definitions import LOOKING_DOWN, SHUT_CLOSURE
from hemiface.model.events import Event, EventPattern, EventSide, EventType
from hemiface.model.signals import Series, SignalName, Signals
from hemiface.model.timebase import Times, usual_interval_s
from hemiface.settings import EventSettings

_ALIKE = 0.5
"""Smaller over larger closure from which both lids can follow one gaze."""

_STANDING_SHARE = 0.8
"""Share of its height above which a lid stands still."""

_GAZE_S = 0.13
"""Time above that share of its height from which a lid stands still half-way: it follows a
gaze. A blinking lid turns round at once and spends three tenths of its way there (half a
cosine down and up), so that a blink of 0.4 s stays below; in real and rendered blinks that
did not close the eye it was less than 0.1 s."""

_PLAIN_S, _PLAIN_APART_S, _REOPENED = 0.25, 0.5, 0.25
"""Time above half of the peak up to which most closures are plain blinks, how far apart the blinks
of a person who blinks fast are, and the closure to which the lids come back between them, not
all the way: clonic closures follow each other three times a second and more, from lids half shut
(of .4 in a rendered two-sided spasm)."""

_REOPENS = 0.3
"""Share of its height by which a lid must open before and after a blink out of a closure that is
held: what moves less is still held. It was half in a rendered train out of half-shut lids and a
third in a blink from lids that look down; eyes of a real person that were held shut tremble."""

_FIRM_CLOSURES = 4
"""Full closures in quick succession that are no blinks though neither brow is drawn: two or three
that are as short as plain blinks are a burst of them."""

_FIRM = 0.5
"""Share of a full closure below which a closure is too slight for a twitch of a train."""

_REST_S, _RISE_S, _REST_PERCENTILE = 0.6, 0.1, 25
"""Where the resting level beside a long closure is read: this long before its half, but not
in the last moment, in which the lids are on their way."""


@dataclass(frozen=True, slots=True)
class Closure:
    """Both eyes closing together.

    Parameters
    ----------
    span
        Stretch above a tenth of the peak.
    peak
        Frame of the largest closure.
    amplitude
        Mean closure of both eyes at the peak.
    half_width_s
        Time above half of the peak.
    standing_s
        Time above most of it.
    conjugacy
        Smaller over larger closure at the peak.
    """

    span: FrameSpan
    peak: int
    amplitude: float
    half_width_s: float
    standing_s: float
    conjugacy: float


def find_closures(signals: Signals, settings: EventSettings) -> list[Closure]:
    """Find all closures that both eyes share, in order of time."""
    left, right = signals.left.eyelid_closure, signals.right.eyelid_closure
    shared = np.minimum(left, right)
    mean = (left + right) / 2
    wide = _frames(signals, settings.closure_reach_s)
    found: list[Closure] = []
    for peak in find_maxima(shared, settings.blink_closure, settings.blink_prominence, wide):
        if found and peak < found[-1].span.stop:
            continue
        closure = _measure(signals, mean, peak, wide, settings)
        if found and closure.span.onset < found[-1].span.offset:
            closure = replace(closure, span=replace(closure.span, onset=found[-1].span.offset))
        found.append(closure)
    return found


def _measure(
    signals: Signals, mean: Series, peak: int, wide: int, settings: EventSettings
) -> Closure:
    """Length and edges of a closure: a short one may stand on eyes that are narrowed."""
    near = level_around(mean, peak, _frames(signals, settings.blink_reach_s))
    base = level_around(mean, peak, wide)
    closure = _stand_on(signals, mean, peak, base)
    if closure.half_width_s <= settings.blink_half_width_s:
        half_width_s = closure.half_width_s
        return replace(_stand_on(signals, mean, peak, near), half_width_s=half_width_s)
    closure = replace(closure, span=_edges(signals.time, mean, peak, base))
    if _is_squeezed(signals, closure, settings):
        return closure
    # A person who looks down for long blinks on the way, from lids that are half shut.
    blink = _stand_on(signals, mean, peak, near)
    needed = max(settings.blink_prominence, _REOPENS * closure.amplitude)
    stands_out = closure.amplitude - near >= needed
    return blink if stands_out and blink.half_width_s <= settings.blink_half_width_s else closure


def _edges(time: Times, mean: Series, peak: int, base: float) -> FrameSpan:
    """When a long closure begins and ends: the lids may rest elsewhere before and after it."""
    top = float(mean[peak])
    half = find_span(time, mean, peak, peak, (top + base) / 2)

    def reached(rest: Series) -> FrameSpan:
        rest = rest[np.isfinite(rest)]
        level = float(np.percentile(rest, _REST_PERCENTILE)) if rest.size else base
        level = min(max(level, base), (top + base) / 2)
        return find_span(time, mean, half.start, half.stop - 1, level + EDGE_SHARE * (top - level))

    begins = reached(mean[(time >= half.onset - _REST_S) & (time < half.onset - _RISE_S)])
    ends = reached(mean[(time > half.offset + _RISE_S) & (time <= half.offset + _REST_S)])
    return FrameSpan(begins.start, ends.stop, begins.onset, ends.offset)


def _stand_on(signals: Signals, mean: Series, peak: int, base: float) -> Closure:
    """Closure over a level."""
    height = float(mean[peak]) - base

    def above(share: float) -> FrameSpan:
        return find_span(signals.time, mean, peak, peak, base + share * height)

    pair = sorted(float(signals.side(side).eyelid_closure[peak]) for side in Side)
    return Closure(
        span=above(EDGE_SHARE),
        peak=peak,
        amplitude=float(mean[peak]),
        half_width_s=above(0.5).duration,
        standing_s=above(_STANDING_SHARE).duration,
        conjugacy=max(pair[0], 0) / pair[1],
    )


def classify_closures(
    signals: Signals, closures: Sequence[Closure], settings: EventSettings
) -> list[Event]:
    """Tell blinks, looking down, long closures and two-sided spasm bouts apart.

    A blink is short and turns round at once; lids that stand still half-way follow a gaze,
    however short; firm closures that follow each other without rest, or a long one in which the
    cheeks are drawn up and the brows down, are spasm; any other long one is just that.
    """
    shared = np.minimum(signals.left.eyelid_closure, signals.right.eyelid_closure)
    breaks = find_breaks(signals.time, shared)
    squeezes = [closure for closure in closures if _is_squeezed(signals, closure, settings)]
    looks = [c for c in closures if c not in squeezes and looks_down(c)]
    others = [c for c in closures if c not in squeezes and c not in looks]
    # What the eyes do not open from before or after a squeeze is part of it.
    parts = [c for c in others if any(_touch(c.span, squeeze.span) for squeeze in squeezes)]
    others = [c for c in others if c not in parts]
    bouts = [[closure] for closure in (*squeezes, *parts)]
    events = [_single(signals, closure, settings) for closure in looks]
    # Neither a slight closure nor one that is held without a squeeze is a twitch of a train.
    firm = [c for c in others if _could_be_of_train(c, settings)]
    events += [_single(signals, closure, settings) for closure in others if closure not in firm]
    for group in _join([[closure] for closure in firm], settings.train_gap_s, breaks):
        if _is_train(signals, shared, group, settings):
            bouts.append(group)
        else:
            events += [_single(signals, closure, settings) for closure in group]
    bouts.sort(key=lambda bout: bout[0].span.onset)
    bouts = _join(bouts, settings.merge_gap_s, breaks)
    return [*events, *(_spasm(signals, bout, settings) for bout in bouts)]


def _could_be_of_train(closure: Closure, settings: EventSettings) -> bool:
    short = closure.half_width_s <= settings.blink_half_width_s
    return short and closure.amplitude >= _FIRM * SHUT_CLOSURE.value


def _is_train(
    signals: Signals, shared: Series, group: Sequence[Closure], settings: EventSettings
) -> bool:
    """Whether closures without rest are spasm: firm, and many, slow or with the brows drawn."""
    if len(group) < settings.train_closures:
        return False
    if float(np.median([closure.amplitude for closure in group])) < settings.squeeze_closure:
        return False
    if _are_plain_blinks(shared, group, signals.time, settings):
        return False
    many = len(group) >= max(_FIRM_CLOSURES, settings.train_closures)
    slow = float(np.median([closure.half_width_s for closure in group])) > _PLAIN_S
    return many or slow or are_brows_drawn(signals, [closure.span for closure in group])


def _are_plain_blinks(
    shared: Series, group: Sequence[Closure], time: Times, settings: EventSettings
) -> bool:
    """Whether closures that follow each other are the blinks of a person who blinks fast."""
    peaks = [closure.peak for closure in group]
    widths = [closure.half_width_s for closure in group]
    apart = float(np.median(np.diff(time[peaks])))
    reopened = all(np.nanmin(shared[a : b + 1]) < _REOPENED for a, b in pairwise(peaks))
    return (
        reopened
        and apart >= _PLAIN_APART_S
        and float(np.median(widths)) <= _PLAIN_S
        and max(widths) <= settings.blink_half_width_s
    )


def _join(
    groups: Sequence[list[Closure]], gap_s: float, breaks: NDArray[np.intp]
) -> list[list[Closure]]:
    """Join closures less than a gap apart, but not across time that was not seen."""
    joined: list[list[Closure]] = []
    for group in groups:
        if joined and _follows(group[0].span, joined[-1][-1].span, gap_s, breaks):
            joined[-1] = [*joined[-1], *group]
        else:
            joined.append(group)
    return joined


def _follows(after: FrameSpan, before: FrameSpan, gap_s: float, breaks: NDArray[np.intp]) -> bool:
    unseen = bool(((breaks >= before.stop) & (breaks <= after.start)).any())
    return after.onset - before.offset < gap_s and not unseen


def _touch(first: FrameSpan, second: FrameSpan) -> bool:
    return first.onset <= second.offset and second.onset <= first.offset


def _is_squeezed(signals: Signals, closure: Closure, settings: EventSettings) -> bool:
    """Whether a closure is long and firm, with both cheeks drawn up and both brows down.

    Eyes that are gently held shut, look down or smile do one of these, or neither.
    """
    return (
        closure.half_width_s > settings.long_closure_s
        # A blink from lids that look down is long at half of its height, and gone at the top.
        and closure.standing_s > settings.long_closure_s / 2
        and closure.amplitude > settings.squeeze_closure
        and all(
            cheek_lift_mm(signals, side, closure.span) > settings.squeeze_cheek_mm for side in Side
        )
        and are_brows_drawn(signals, [closure.span])
    )


def looks_down(closure: Closure) -> bool:
    """Whether both lids stand still half-way, as they do while the eyes look down."""
    deeper = 2 * closure.amplitude / (1 + closure.conjugacy)
    alike = closure.conjugacy >= _ALIKE
    return alike and deeper < SHUT_CLOSURE.value and closure.standing_s >= _GAZE_S


def _single(signals: Signals, closure: Closure, settings: EventSettings) -> Event:
    looks = looks_down(closure)
    short = not looks and closure.half_width_s <= settings.blink_half_width_s
    if looks:
        subtype = LOOKING_DOWN
    elif short:
        subtype = "complete" if closure.amplitude >= SHUT_CLOSURE.value else "partial"
    else:
        subtype = "long_closure"
    return Event(
        onset=closure.span.onset,
        duration=closure.span.duration,
        event_type=EventType.BLINK if short else EventType.MOVEMENT,
        side=EventSide.BOTH,
        subtype=subtype,
        regions=(Region.EYELID,),
        amplitude=closure.amplitude,
        amplitude_mm=closure.amplitude * mean_full_mm(signals),
        peak_time=float(signals.time[closure.peak]),
        peak_velocity_mm_per_s=closing_velocity(signals, tuple(Side), closure.span),
        conjugacy=closure.conjugacy,
        confidence=min(1.0, closure.amplitude / (2 * settings.blink_closure)),
    )


def _spasm(signals: Signals, group: Sequence[Closure], settings: EventSettings) -> Event:
    first, last = group[0].span, group[-1].span
    span = FrameSpan(first.start, last.stop, first.onset, last.offset)
    largest = max(group, key=lambda closure: closure.amplitude)
    longest = max(closure.half_width_s for closure in group)
    if longest >= settings.tonic_s:
        pattern = EventPattern.TONIC
    else:
        pattern = EventPattern.CLONIC if len(group) > 1 else EventPattern.ISOLATED
    lifted = all(cheek_lift_mm(signals, side, span) > settings.squeeze_cheek_mm for side in Side)
    return Event(
        onset=span.onset,
        duration=span.duration,
        event_type=EventType.SPASM,
        side=EventSide.BOTH,
        pattern=pattern,
        regions=(Region.EYELID, Region.CHEEK) if lifted else (Region.EYELID,),
        amplitude=largest.amplitude,
        amplitude_mm=largest.amplitude * mean_full_mm(signals),
        peak_time=float(signals.time[largest.peak]),
        peak_velocity_mm_per_s=closing_velocity(signals, tuple(Side), span),
        n_twitches=len(group),
        twitch_rate_hz=len(group) / span.duration if len(group) > 1 else None,
        conjugacy=float(np.mean([closure.conjugacy for closure in group])),
        confidence=min(1.0, largest.amplitude),
    )


def mean_full_mm(signals: Signals) -> float:
    """Aperture of a full closure, mean of both sides, in millimeters."""
    return float(np.mean([signals.full_closure_mm[side] for side in Side]))


def closing_velocity(signals: Signals, sides: tuple[Side, ...], span: FrameSpan) -> float | None:
    """Largest speed at which the lids close within a span, in millimeters a second."""
    first, last = max(span.start - 1, 0), span.stop + 1
    rows: list[Series] = [
        signals.side(side).get(SignalName.EYELID_APERTURE)[first:last] for side in sides
    ]
    speed = -np.diff(np.mean(rows, axis=0)) / np.diff(signals.time[first:last])
    speed = speed[np.isfinite(speed)]
    return float(speed.max()) if speed.size else None


def _frames(signals: Signals, seconds: float) -> int:
    """Whole frames that cover a time, at least one."""
    return max(int(np.ceil(seconds / usual_interval_s(signals.time))), 1)
