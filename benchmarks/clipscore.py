"""One measured clip against its truth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.scoring import (
    Counts,
    Row,
    Span,
    correlate,
    count_moments,
    count_spans,
    crossings,
    match_spans,
    range_share,
)
from benchmarks.truth import TrueEvent, Truth
from hemiface.events.bouts import find_bouts
from hemiface.model.analysis import Analysis
from hemiface.model.anatomy import Side
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.signals import Mask, SignalName, Signals
from hemiface.settings import EventSettings

CLOSURE_MARGIN_S = 0.15
"""How far around a true closure its reading is looked for."""

NOTHING = Counts()


@dataclass(frozen=True, slots=True)
class ClipScore:
    """How well one clip was measured.

    Parameters
    ----------
    name
        Clip, with the alteration if there is one.
    lid_r, mouth_r
        Correlation with the truth by side; None where the truth hardly moves.
    lid_range
        Range read over true range of each eye.
    timing_frames
        Error of the edges of blinks and winks, in frames, two for each closure and eye.
    bouts, blinks, twitches, flutter, synkinesis
        Events found, on the right side.
    wrong_side
        Bouts found on the other side at the time of a true one.
    winks
        Winks found as winks or as one-sided events: a video cannot know intent.
    onset_frames
        Error of the onset of each bout, in frames.
    found_s, true_s
        Time in spasm.
    side, pattern
        What the assessment says.
    side_right, pattern_right
        Whether it is what the clip shows.
    valid_share
        Measurable share of the recording.
    flags
        Flaws that were seen.
    problem
        Error instead of a measurement.
    """

    name: str
    lid_r: dict[str, float | None] = field(default_factory=dict)
    mouth_r: dict[str, float | None] = field(default_factory=dict)
    lid_range: dict[str, float | None] = field(default_factory=dict)
    timing_frames: tuple[float, ...] = ()
    bouts: Counts = NOTHING
    blinks: Counts = NOTHING
    twitches: Counts = NOTHING
    flutter: Counts = NOTHING
    synkinesis: Counts = NOTHING
    wrong_side: int = 0
    winks: Counts = NOTHING
    onset_frames: tuple[float, ...] = ()
    found_s: float = 0.0
    true_s: float = 0.0
    side: str = ""
    pattern: str = ""
    side_right: bool = False
    pattern_right: bool = False
    valid_share: float = 0.0
    flags: tuple[str, ...] = ()
    problem: str = ""


def score_clip(name: str, analysis: Analysis, truth: Truth, settings: EventSettings) -> ClipScore:
    """Hold everything an analysis says against the truth."""
    signals = analysis.signals
    events = [event for event in analysis.events if not _is_piece(event, truth)]
    bouts = [event for event in truth.events if event.is_bout]
    found = [event for event in events if event.event_type is EventType.SPASM]
    winks = [event for event in truth.events if event.subtype == "wink"]
    one_sided = (*found, *(event for event in events if event.subtype == "wink"))
    winked = [
        event
        for event in one_sided
        if any(_is_side(event, wink.side) and _touch(event, wink) for wink in winks)
    ]
    spasms = [event for event in found if event not in winked]
    return ClipScore(
        name=name,
        lid_r=_by_side(correlate, signals, truth, SignalName.EYELID_APERTURE),
        mouth_r=_by_side(correlate, signals, truth, SignalName.MOUTH_CORNER_EXCURSION),
        lid_range=_by_side(range_share, signals, truth, SignalName.EYELID_APERTURE),
        timing_frames=time_closures(signals, truth),
        bouts=_count(bouts, spasms),
        blinks=_count(
            [event for event in truth.events if event.kind == "blink"],
            [event for event in events if event.event_type is EventType.BLINK],
        ),
        twitches=_count_twitches(signals, bouts, spasms, settings),
        flutter=_count(
            [event for event in truth.events if event.subtype == "myokymia"],
            [event for event in events if event.subtype == "flutter"],
        ),
        synkinesis=_count(
            [event for event in truth.events if event.kind == "synkinesis"],
            [event for event in events if event.event_type is EventType.SYNKINESIS],
        ),
        wrong_side=sum(_is_on_wrong_side(event, bouts) for event in spasms),
        winks=_count(winks, winked),
        onset_frames=tuple(_onset_errors(bouts, spasms, truth.rate_hz)),
        found_s=sum(event.duration for event in spasms),
        true_s=sum(event.offset - event.onset for event in bouts),
        side=str(analysis.assessment.affected_side),
        pattern=str(analysis.assessment.pattern.label),
        side_right=analysis.assessment.affected_side in truth.sides,
        pattern_right=analysis.assessment.pattern.label in truth.patterns,
        valid_share=analysis.quality.valid_share,
        flags=tuple(sorted({str(flag.flaw) for flag in analysis.quality.flags})),
    )


def time_closures(signals: Signals, truth: Truth) -> tuple[float, ...]:
    """Error of both edges of every single closure of each eye, in frames.

    Blinks and winks that nothing else touches: a train of twitches has no single edge.
    """
    errors = []
    for event in truth.events:
        single = event.kind == "blink" or event.subtype == "wink"
        if not single or any(
            other is not event
            and other.kind in ("blink", "spasm", "voluntary")
            and other.overlaps(event.onset - CLOSURE_MARGIN_S, event.offset + CLOSURE_MARGIN_S)
            for other in truth.events
        ):
            continue
        for side in Side if event.side is None else (event.side,):
            true_row = np.interp(signals.time, truth.time, truth.closure(side))
            span = (event.onset - CLOSURE_MARGIN_S, event.offset + CLOSURE_MARGIN_S)
            edges = crossings(signals.time, true_row, span)
            read = crossings(signals.time, signals.side(side).eyelid_closure, span)
            if edges and read:
                errors += [(b - a) * truth.rate_hz for a, b in zip(edges, read, strict=True)]
    return tuple(errors)


def _by_side(
    measure: Callable[[Row, Row, Mask], float | None],
    signals: Signals,
    truth: Truth,
    name: SignalName,
) -> dict[str, float | None]:
    rows = truth.aperture_mm if name is SignalName.EYELID_APERTURE else truth.mouth_mm
    scores = {}
    for side in Side:
        seen = signals.valid.copy()
        if name is SignalName.EYELID_APERTURE:
            seen &= signals.side(side).eye_visible
        true_row = np.interp(signals.time, truth.time, rows[side])
        scores[side.value] = measure(true_row, signals.side(side).get(name), seen)
    return scores


def _count(truth: Sequence[TrueEvent], found: Sequence[Event]) -> Counts:
    """Count events of one kind; each side is matched on its own."""
    total = Counts()
    for side in (None, *Side):
        total += count_spans(
            [_span(event) for event in truth if event.side is side],
            [_span(event) for event in found if _is_side(event, side)],
        )
    return total


def _count_twitches(
    signals: Signals, bouts: Sequence[TrueEvent], found: Sequence[Event], settings: EventSettings
) -> Counts:
    """Count contractions within the bouts that were found."""
    total = Counts()
    for side in Side:
        read = find_bouts(signals, side, settings)
        for event in bouts:
            same = [other for other in found if _is_side(other, side) and _touch(other, event)]
            if event.side is not side or not event.twitches or not same:
                continue
            moments = [
                float(signals.time[frame])
                for bout in read
                if any(bout.span.onset < o.offset and o.onset < bout.span.offset for o in same)
                for frame in bout.twitches
            ]
            total += count_moments(event.twitches, moments)
    return total


def _onset_errors(
    bouts: Sequence[TrueEvent], found: Sequence[Event], rate_hz: float
) -> list[float]:
    errors = []
    for side in (None, *Side):
        a = [_span(event) for event in bouts if event.side is side]
        b = [_span(event) for event in found if _is_side(event, side)]
        errors += [(b[j][0] - a[i][0]) * rate_hz for i, j in match_spans(a, b)]
    return errors


def _is_on_wrong_side(event: Event, bouts: Sequence[TrueEvent]) -> bool:
    touched = [bout for bout in bouts if _touch(event, bout)]
    return bool(touched) and not any(_is_side(event, bout.side) for bout in touched)


def _is_side(event: Event, side: Side | None) -> bool:
    return event.side is (EventSide.BOTH if side is None else EventSide.of(side))


def _is_piece(event: Event, truth: Truth) -> bool:
    """Whether it is what could be seen of an event that was cut."""
    return any(
        _touch(event, other) and (other.side is None or _is_side(event, other.side))
        for other in truth.cut
    ) and not any(_touch(event, other) for other in truth.events)


def _touch(event: Event, true: TrueEvent) -> bool:
    return true.overlaps(event.onset, event.offset)


def _span(event: Event | TrueEvent) -> Span:
    return event.onset, event.offset
