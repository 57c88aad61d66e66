"""The part of a recording on which measures rest, and the ways to sum it up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hemiface.assessment.resampling import (
    NO_EVENT_UPPER,
    Resampler,
    Spread,
    Values,
    build_resampler,
    spread_of_share,
)
from hemiface.model.analysis import Task
from hemiface.model.anatomy import Side
from hemiface.model.assessment import Activity, Measure
from hemiface.model.events import Event, EventSide
from hemiface.model.measures import get_measure
from hemiface.model.signals import Mask, Signals
from hemiface.model.tasks import TaskName
from hemiface.model.timebase import Times, frame_durations_s
from hemiface.settings import AssessmentSettings

COMMANDED = frozenset(
    {
        TaskName.GENTLE_CLOSURE,
        TaskName.FORCED_CLOSURE,
        TaskName.BROW_RAISE,
        TaskName.SMILE,
        TaskName.PUCKER,
    }
)
"""Tasks that ask for a movement; rest, talking and reading leave the lids alone."""


@dataclass(frozen=True, slots=True)
class ObservedTime:
    """A recording, seen through the frames that count.

    Parameters
    ----------
    signals
        All signals.
    events
        Events that start within the frames that count.
    watched
        Frames that count, shape ``(n_frames,)``.
    durations_s
        How long each frame stands, shape ``(n_frames,)``.
    resampler
        Bins and weights of the watched time.
    settings
        Parameters of the assessment.
    """

    signals: Signals
    events: tuple[Event, ...]
    watched: Mask
    durations_s: Values
    resampler: Resampler
    settings: AssessmentSettings

    def watch(self, side: Side | None) -> Mask:
        """Frames that count and show the eye of a side, or both eyes for None."""
        sides = Side if side is None else (side,)
        seen = self.watched.copy()
        for each in sides:
            seen &= self.signals.side(each).eye_visible
        return seen

    def seconds(self, frames: Mask) -> float:
        """How long the given frames stand."""
        return float(self.durations_s[frames].sum())

    def bins(self, events: Sequence[Event]) -> NDArray[np.intp]:
        """Bin of each event's onset, shape ``(n_events,)``."""
        time = self.signals.time
        frames = find_onset_frames(time, self.watched, [event.onset for event in events])
        return self.resampler.bin_of_frame[frames]

    def sum_time(self, frames: Mask) -> Values:
        """Seconds of the given frames in each bin, shape ``(n_bins,)``."""
        chosen = frames & self.watched
        return self.resampler.sum_bins(
            self.resampler.bin_of_frame[chosen], self.durations_s[chosen]
        )

    def measure_spent(
        self, name: str, side: Side | None, spans: Sequence[Event], whole: Mask
    ) -> Measure:
        """Share of the time of some frames that lies within spans, per cent."""
        seconds = self.seconds(whole)
        if seconds <= 0:
            return build_measure(name, side, None, 0.0)
        spent = np.where(whole, spend_on(self.signals.time, self.durations_s, spans), 0.0)
        spread = Spread()
        if spent.any():
            bins = self.resampler.bin_of_frame[self.watched]
            parts = self.resampler.sum_bins(bins, 100.0 * spent[self.watched])
            spread = self.resampler.spread_ratio(parts, self.sum_time(whole))
        return build_measure(name, side, 100.0 * float(spent.sum()) / seconds, seconds, spread)

    def measure_share(
        self, name: str, side: Side | None, part: Mask, whole: Mask, *, scale: float = 100.0
    ) -> Measure:
        """Share of the time of some frames within others."""
        seconds = self.seconds(whole)
        if seconds <= 0:
            return build_measure(name, side, None, 0.0)
        value = scale * self.seconds(part & whole) / seconds
        # Without a single occurrence the resamples know nothing of the next one.
        empty = not np.any(part & whole)
        spread = (
            Spread()
            if empty
            else self.resampler.spread_ratio(
                scale * self.sum_time(part & whole), self.sum_time(whole)
            )
        )
        return build_measure(name, side, value, seconds, spread)

    def measure_rate(
        self, name: str, side: Side | None, events: Sequence[Event], watch: Mask | None = None
    ) -> Measure:
        """Events a minute of the time in which the side, or both, or other frames were seen."""
        watch = self.watch(side) if watch is None else watch
        minutes = self.seconds(watch) / 60
        if minutes <= 0:
            return build_measure(name, side, None, 0.0)
        value = len(events) / minutes
        if not events:
            spread = Spread(0.0, NO_EVENT_UPPER / minutes, 1.0 / minutes)
        else:
            count = self.resampler.sum_bins(self.bins(events), np.ones(len(events)))
            spread = self.resampler.spread_ratio(count, self.sum_time(watch) / 60)
        return build_measure(name, side, value, minutes * 60, spread)

    def measure_mean(
        self,
        name: str,
        side: Side | None,
        events: Sequence[Event],
        values: Sequence[float],
        watch: Mask | None = None,
    ) -> Measure:
        """Mean of one value an event, seen with the side or in other frames; NaN is left out."""
        seconds = self.seconds(self.watch(side) if watch is None else watch)
        bins, numbers = self._keep_finite(events, values)
        if numbers.size == 0:
            return build_measure(name, side, None, seconds)
        spread = Spread()
        if numbers.size > 1:
            total = self.resampler.sum_bins(bins, numbers)
            count = self.resampler.sum_bins(bins, np.ones(numbers.size))
            spread = self.resampler.spread_ratio(total, count)
        return build_measure(name, side, float(numbers.mean()), seconds, spread)

    def measure_event_share(
        self,
        name: str,
        side: Side | None,
        events: Sequence[Event],
        hits: Sequence[bool | None],
        watch: Mask | None = None,
    ) -> Measure:
        """Share of the events, per cent; those of which it is not known are left out."""
        known = [100.0 if hit else 0.0 for hit in hits if hit is not None]
        counted = [event for event, hit in zip(events, hits, strict=True) if hit is not None]
        measure = self.measure_mean(name, side, counted, known, watch)
        if not known or measure.low is not None:
            return measure
        # Events that are all alike, or a single one: resampling shows nothing else.
        spread = spread_of_share(sum(value > 0 for value in known), len(known), 100.0)
        return replace(measure, low=spread.low, high=spread.high)

    def measure_median(
        self, name: str, side: Side | None, events: Sequence[Event], values: Sequence[float]
    ) -> Measure:
        """Median of one value an event; NaN values are left out."""
        seconds = self.seconds(self.watch(side))
        bins, numbers = self._keep_finite(events, values)
        if numbers.size == 0:
            return build_measure(name, side, None, seconds)
        spread = self.resampler.spread_median(numbers, bins) if numbers.size > 1 else Spread()
        return build_measure(name, side, float(np.median(numbers)), seconds, spread)

    def _keep_finite(
        self, events: Sequence[Event], values: Sequence[float]
    ) -> tuple[NDArray[np.intp], Values]:
        """Bins and values of the events that have a value."""
        numbers = np.asarray(values, dtype=np.float64)
        finite = np.isfinite(numbers)
        return self.bins(events)[finite], numbers[finite]


def build_measure(
    name: str,
    side: Side | None,
    value: float | None,
    valid_time_s: float,
    spread: Spread | None = None,
) -> Measure:
    """Measure of a registered name with the registry's unit.

    Raises
    ------
    KeyError
        If the registry does not hold the name.
    """
    spread = spread or Spread()
    return Measure(
        name=name,
        value=value,
        unit=get_measure(name).unit,
        side=None if side is None else EventSide.of(side),
        low=spread.low,
        high=spread.high,
        valid_time_s=valid_time_s,
        standard_error=spread.standard_error,
    )


def find_onset_frames(time: Times, watched: Mask, onsets: Sequence[float]) -> NDArray[np.intp]:
    """Frame of each onset: the watched one of the two around it, else the later one.

    Returns
    -------
    ndarray
        Index of a frame for each onset, shape ``(n_onsets,)``.
    """
    later = np.clip(np.searchsorted(time, np.asarray(onsets)), 0, time.size - 1)
    earlier = np.clip(later - 1, 0, time.size - 1)
    return np.where(watched[earlier] & ~watched[later], earlier, later)


def spend_on(time: Times, durations_s: Values, spans: Sequence[Event | Task | Activity]) -> Values:
    """Seconds of each frame that lie within any of the spans, shape ``(n_frames,)``.

    Parts of frames count, so that the spans' own durations add up to the same.
    """
    spent = np.zeros(time.size)
    for span in spans:
        begin, end = (
            np.maximum(time, span.onset),
            np.minimum(time + durations_s, span.onset + span.duration),
        )
        spent += np.maximum(end - begin, 0.0)
    return np.minimum(spent, durations_s)


def mark_spans(time: Times, spans: Sequence[Event | Task | Activity]) -> Mask:
    """Frames within any of the spans, shape ``(n_frames,)``."""
    inside = np.zeros(time.size, dtype=bool)
    for span in spans:
        start, stop = np.searchsorted(time, [span.onset, span.onset + span.duration])
        inside[start:stop] = True
    return inside


def observe_time(
    signals: Signals, events: Sequence[Event], frames: Mask, settings: AssessmentSettings
) -> ObservedTime:
    """Look at the given valid frames of a recording only.

    Parameters
    ----------
    signals, events
        The recording.
    frames
        Frames that may count, shape ``(n_frames,)``; invalid ones never do.
    settings
        Parameters of the assessment.
    """
    watched = frames & signals.valid
    durations = frame_durations_s(signals.time)
    inside: tuple[Event, ...] = ()
    if signals.time.size:
        onsets = find_onset_frames(signals.time, watched, [event.onset for event in events])
        inside = tuple(e for e, frame in zip(events, onsets, strict=True) if watched[frame])
    resampler = build_resampler(
        durations,
        watched,
        block_s=settings.block_s,
        n_resamples=settings.n_resamples,
        seed=settings.seed,
    )
    return ObservedTime(signals, inside, watched, durations, resampler, settings)


def find_uncommanded(time: Times, tasks: Sequence[Task]) -> Mask:
    """Frames in which nobody asked for a movement; all of them when no task is said."""
    return ~mark_spans(time, [task for task in tasks if task.name in COMMANDED])
