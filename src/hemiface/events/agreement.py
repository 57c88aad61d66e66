"""How far two lists of events agree: detected and annotated ones, or two raters."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from hemiface.model.agreement import (
    KAPPA_BIN_S,
    TOLERANCE_S,
    Agreement,
    AgreementLimits,
    EventScore,
    Pair,
    compute_kappa,
    compute_limits,
)
from hemiface.model.events import Event, EventSide, EventType

_WINDOW_S = 10.0
"""Windows whose rates and burdens are compared where there are few recordings."""
_FEW_RECORDINGS = 3
"""Recordings from which each is one pair; with fewer, windows are."""


def match_events(
    reference: Sequence[Event], found: Sequence[Event], tolerance_s: float = TOLERANCE_S
) -> list[tuple[int, int]]:
    """Pair events of the same type and side so that as many as possible match.

    Among equally many pairs those with the nearest onsets win.

    Parameters
    ----------
    reference, found
        The two lists.
    tolerance_s
        Largest gap between the spans of a pair; 0 asks for touching spans.

    Returns
    -------
    list of (int, int)
        Places in ``reference`` and ``found``.
    """
    if not reference or not found:
        return []
    a, b = _spans(reference), _spans(found)
    gap = np.maximum(a[:, None, 0], b[None, :, 0]) - np.minimum(a[:, None, 1], b[None, :, 1])
    kinds = np.array(
        [[x.event_type is y.event_type and x.side is y.side for y in found] for x in reference]
    )
    allowed = kinds & (gap <= tolerance_s)
    distance = np.abs(a[:, None, 0] - b[None, :, 0])
    # A pair that is not allowed costs more than all the allowed ones together.
    cost = np.where(allowed, distance, (distance.max() + 1) * (len(reference) + len(found)))
    rows, columns = linear_sum_assignment(cost)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if allowed[i, j]]


def score_agreement(
    pairs: Sequence[Pair],
    *,
    tolerance_s: float = TOLERANCE_S,
    kappa_bin_s: float = KAPPA_BIN_S,
) -> Agreement:
    """Score one or more recordings together.

    Parameters
    ----------
    pairs
        Both lists of each recording.
    tolerance_s
        Largest gap between matching events.
    kappa_bin_s
        Length of the bins of kappa.
    """
    types = [
        kind
        for kind in EventType
        if any(e.event_type is kind for pair in pairs for e in (*pair.reference, *pair.found))
    ]
    scores = []
    for kind in types:
        for side in (None, *EventSide):
            chosen = [_select(pair, kind, side) for pair in pairs]
            if any(pair.reference or pair.found for pair in chosen):
                scores.append(_score(chosen, kind, side, tolerance_s, kappa_bin_s))
    limits = [
        _compare(pairs, name, unit, side, measure)
        for name, unit, measure in (
            ("spasm_rate_per_min", "/min", _measure_rate),
            ("spasm_time_percent", "%", _measure_burden),
        )
        for side in (EventSide.LEFT, EventSide.RIGHT)
    ]
    return Agreement(tolerance_s, kappa_bin_s, tuple(scores), tuple(limits))


def compare_answers(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float | None:
    """Cohen's kappa of two rows of yes and no; None where chance leaves nothing to agree on."""
    counts = np.bincount(2 * first.astype(int) + second, minlength=4)
    return compute_kappa(counts.reshape(2, 2).astype(np.float64))


def mark_bins(events: Sequence[Event], duration_s: float, bin_s: float) -> NDArray[np.bool_]:
    """Bins of a recording that any of the events touches, shape ``(n_bins,)``."""
    n_bins = max(1, int(np.ceil(duration_s / bin_s - 1e-9)))
    marked = np.zeros(n_bins, dtype=bool)
    for event in events:
        first = int(np.clip(event.onset // bin_s, 0, n_bins - 1))
        last = int(np.ceil(event.offset / bin_s - 1e-9))
        marked[first : max(first + 1, last)] = True
    return marked


def _spans(events: Sequence[Event]) -> NDArray[np.float64]:
    """Onset and offset of each event, shape ``(n_events, 2)``."""
    return np.array([[event.onset, event.offset] for event in events])


def _select(pair: Pair, kind: EventType, side: EventSide | None) -> Pair:
    """Events of one type and side."""

    def keep(events: tuple[Event, ...]) -> tuple[Event, ...]:
        return tuple(e for e in events if e.event_type is kind and side in (None, e.side))

    return Pair(keep(pair.reference), keep(pair.found), pair.duration_s)


def _score(
    pairs: list[Pair],
    kind: EventType,
    side: EventSide | None,
    tolerance_s: float,
    bin_s: float,
) -> EventScore:
    """Score the events of one type and side over all recordings."""
    matched = missed = extra = wrong = 0
    errors: list[float] = []
    for pair in pairs:
        matches = match_events(pair.reference, pair.found, tolerance_s)
        hit, taken = {i for i, _ in matches}, {j for _, j in matches}
        errors += [pair.found[j].onset - pair.reference[i].onset for i, j in matches]
        left_over = [e for i, e in enumerate(pair.reference) if i not in hit]
        unused = [e for j, e in enumerate(pair.found) if j not in taken]
        matched, missed, extra = matched + len(hit), missed + len(left_over), extra + len(unused)
        wrong += sum(any(e.overlaps(other) for other in unused) for e in left_over)
    first = [mark_bins(pair.reference, pair.duration_s, bin_s) for pair in pairs]
    second = [mark_bins(pair.found, pair.duration_s, bin_s) for pair in pairs]
    sizes = np.abs(errors)
    return EventScore(
        event_type=kind,
        side=side,
        n_matched=matched,
        n_missed=missed,
        n_extra=extra,
        n_wrong_side=wrong,
        precision=_divide(matched, matched + extra),
        recall=_divide(matched, matched + missed),
        f1=_divide(2 * matched, 2 * matched + missed + extra),
        kappa=compare_answers(np.concatenate(first), np.concatenate(second)),
        onset_error_median_s=float(np.median(sizes)) if errors else None,
        onset_error_90_s=float(np.percentile(sizes, 90)) if errors else None,
        onset_bias_s=float(np.mean(errors)) if errors else None,
    )


def _divide(part: int, whole: int) -> float | None:
    """Quotient, None where there is nothing to divide by."""
    return part / whole if whole else None


def _compare(
    pairs: Sequence[Pair],
    name: str,
    unit: str,
    side: EventSide,
    measure: Callable[[Sequence[Event], float, float], float],
) -> AgreementLimits:
    """Bias and limits of agreement of one number of one side."""
    chosen = [_select_side(pair, side) for pair in pairs]
    if len(chosen) >= _FEW_RECORDINGS:
        spans = [(pair, 0.0, pair.duration_s) for pair in chosen]
        per = "recording"
    else:
        spans = [
            (pair, start, min(start + _WINDOW_S, pair.duration_s))
            for pair in chosen
            for start in np.arange(0.0, max(pair.duration_s - _WINDOW_S / 2, 1e-9), _WINDOW_S)
        ]
        per = f"window of {_WINDOW_S:.0f} s"
    differences = [
        measure(pair.found, start, stop) - measure(pair.reference, start, stop)
        for pair, start, stop in spans
        if stop > start
    ]
    bias = float(np.mean(differences)) if differences else 0.0
    if len(differences) < _FEW_RECORDINGS:
        return AgreementLimits(name, unit, side, per, len(differences), bias, None, None)
    bias, low, high = compute_limits(np.array(differences))
    return AgreementLimits(name, unit, side, per, len(differences), bias, low, high)


def _select_side(pair: Pair, side: EventSide) -> Pair:
    """Spasms that reach a side, two-sided ones included."""

    def keep(events: tuple[Event, ...]) -> tuple[Event, ...]:
        return tuple(
            e
            for e in events
            if e.event_type is EventType.SPASM and e.side in (side, EventSide.BOTH)
        )

    return Pair(keep(pair.reference), keep(pair.found), pair.duration_s)


def _measure_rate(events: Sequence[Event], start: float, stop: float) -> float:
    """Events a minute that start between two times."""
    return 60 * sum(start <= e.onset < stop for e in events) / (stop - start)


def _measure_burden(events: Sequence[Event], start: float, stop: float) -> float:
    """Share of the time between two moments within events, per cent."""
    spent = sum(max(0.0, min(e.offset, stop) - max(e.onset, start)) for e in events)
    return 100 * spent / (stop - start)
