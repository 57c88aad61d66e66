"""Small recordings with a known answer: made, never filmed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hemiface.model.analysis import Analysis, Task, TaskName
from hemiface.model.anatomy import Region, Side
from hemiface.model.assessment import (
    AffectedSide,
    Assessment,
    Measure,
    Pattern,
    PatternLabel,
    ScaleEstimate,
)
from hemiface.model.events import Event, EventPattern, EventSide, EventType
from hemiface.model.provenance import METHOD_VERSION, Provenance
from hemiface.model.quality import Flaw, Quality, QualityFlag, Severity
from hemiface.model.signals import SideSignals, SignalName, Signals
from hemiface.model.video import VideoInfo

Row = NDArray[np.float64]

EYE_AND_CHEEK = (Region.EYELID, Region.CHEEK)
WHOLE_SIDE = (Region.BROW, Region.EYELID, Region.CHEEK, Region.MOUTH)

MILLIMETRES = {
    Region.BROW: (SignalName.BROW_HEIGHT, 1.8),
    Region.CHEEK: (SignalName.CHEEK_RAISE, 2.1),
    Region.MOUTH: (SignalName.MOUTH_CORNER_EXCURSION, 3.4),
    Region.CHIN: (SignalName.CHIN_RAISE, 0.9),
}


def blink(onset: float, duration: float = 0.22) -> Event:
    return Event(
        onset=onset,
        duration=duration,
        event_type=EventType.BLINK,
        side=EventSide.BOTH,
        subtype="complete",
        regions=(Region.EYELID,),
        amplitude=0.94,
        amplitude_mm=8.6,
        peak_time=onset + duration / 2,
        peak_velocity_mm_per_s=165.0,
        conjugacy=0.96,
        confidence=0.97,
    )


def spasm(
    onset: float,
    duration: float,
    side: EventSide = EventSide.RIGHT,
    *,
    amplitude: float = 0.7,
    n_twitches: int = 4,
    regions: Sequence[Region] = WHOLE_SIDE,
) -> Event:
    return Event(
        onset=onset,
        duration=duration,
        event_type=EventType.SPASM,
        side=side,
        pattern=EventPattern.CLONIC if n_twitches > 1 else EventPattern.TONIC,
        regions=tuple(regions),
        amplitude=amplitude,
        amplitude_mm=9.1 * amplitude,
        peak_time=onset + duration * 0.4,
        peak_velocity_mm_per_s=88.0,
        n_twitches=n_twitches,
        twitch_rate_hz=n_twitches / duration if n_twitches > 1 else None,
        conjugacy=0.97 if side is EventSide.BOTH else 0.06,
        brow_lift=side is not EventSide.BOTH and Region.BROW in regions,
        confidence=0.9,
    )


RIGHT_CLONIC = (
    blink(1.23),
    spasm(1.98, 0.63, amplitude=0.86, n_twitches=3),
    spasm(3.58, 0.88),
    blink(8.88),
    spasm(11.97, 1.29),
    blink(14.82),
    spasm(16.35, 0.82, n_twitches=3),
    blink(19.33),
    spasm(20.55, 2.05, amplitude=0.64, n_twitches=7),
    spasm(23.91, 0.85, amplitude=0.75),
    blink(26.56),
)


def closure_course(event: Event, time: Row) -> Row:
    """How far the lid follows an event, shape ``(n_frames,)``."""
    inside: Row = np.clip((time - event.onset) / event.duration, 0, 1)
    amplitude = event.amplitude or 0.0
    if event.pattern is EventPattern.TONIC:
        held: Row = np.clip(np.minimum(inside, 1 - inside) * 6, 0, 1)
        return amplitude * held
    envelope: Row = np.sin(np.pi * inside)
    if event.n_twitches and event.n_twitches > 1:
        envelope = np.sqrt(envelope) * (0.62 - 0.38 * np.cos(2 * np.pi * event.n_twitches * inside))
    return amplitude * envelope


def moves(event: Event, side: Side) -> bool:
    return event.side in (EventSide.BOTH, EventSide.of(side))


def side_signals(side: Side, events: Sequence[Event], time: Row, seed: int) -> SideSignals:
    random = np.random.default_rng(seed)
    closure = np.zeros_like(time)
    rows = {name: random.normal(0, 0.06, time.size) for name in SignalName}
    for event in events:
        course = closure_course(event, time)
        if not moves(event, side):
            closure = np.maximum(closure, course * 0.04)
            continue
        if Region.EYELID in event.regions:
            closure = np.maximum(closure, course)
        for region, (name, size) in MILLIMETRES.items():
            if region in event.regions:
                rows[name] = rows[name] + course * size
    closure = closure + random.normal(0, 0.008, time.size)
    rows[SignalName.EYELID_CLOSURE] = closure
    rows[SignalName.EYELID_APERTURE] = 10.2 - 9.1 * closure
    speed = np.abs(np.gradient(closure, time)) if time.size > 1 else np.zeros_like(time)
    rows[SignalName.MOTION] = 0.03 + speed * 0.12
    rows[SignalName.FLUTTER] = np.abs(random.normal(0, 0.02, time.size))
    return SideSignals(
        **{name.value: row for name, row in rows.items()},
        eye_visible=np.ones(time.size, dtype=np.bool_),
        noise=dict.fromkeys(SignalName, 0.06),
    )


def signals(events: Sequence[Event], duration: float = 30.0, rate: float = 30.0) -> Signals:
    time = np.arange(round(duration * rate)) / rate
    left = side_signals(Side.LEFT, events, time, seed=1)
    right = side_signals(Side.RIGHT, events, time, seed=2)
    return Signals(
        time=time,
        valid=np.ones(time.size, dtype=np.bool_),
        presence=np.full(time.size, 0.99),
        head_yaw_deg=3 * np.sin(time / 4),
        head_pitch_deg=2 * np.cos(time / 5),
        head_roll_deg=np.full(time.size, 0.5),
        left=left,
        right=right,
        full_closure_mm={Side.LEFT: 9.1, Side.RIGHT: 9.0},
        scale_uncertainty=0.04,
        closure_asymmetry=left.eyelid_closure - right.eyelid_closure,
    )


def without(signals: Signals, start: float, stop: float) -> Signals:
    """The same recording with a stretch that could not be measured."""
    lost = (signals.time >= start) & (signals.time < stop)

    def hide(side: SideSignals) -> SideSignals:
        rows = {name.value: np.where(lost, np.nan, side.get(name)) for name in SignalName}
        return SideSignals(**rows, eye_visible=side.eye_visible & ~lost, noise=side.noise)

    return replace(
        signals,
        valid=signals.valid & ~lost,
        presence=np.where(lost, np.nan, signals.presence),
        head_yaw_deg=np.where(lost, np.nan, signals.head_yaw_deg),
        left=hide(signals.left),
        right=hide(signals.right),
        closure_asymmetry=np.where(lost, np.nan, signals.closure_asymmetry),
    )


def measure(
    name: str,
    value: float | None,
    unit: str,
    side: EventSide | None = None,
    spread: float | None = None,
) -> Measure:
    low = None if value is None or spread is None else max(0.0, value - spread)
    high = None if value is None or spread is None else value + spread
    return Measure(name, value, unit, side, low, high, 28.1)


def video(name: str = "visit_2026-03-14.mp4") -> VideoInfo:
    return VideoInfo(
        name=name,
        container="mov,mp4,m4a,3gp,3g2,mj2",
        codec="h264",
        pixel_format="yuv420p",
        width=1280,
        height=720,
        rotation_deg=0,
        duration_s=30.0,
        header_rate_hz=30.0,
        frame_rate_hz=30.0,
        variable_frame_rate=False,
        interlaced=False,
        high_dynamic_range=False,
        size_bytes=590_000,
    )


PROVENANCE = Provenance(
    package_version="0.1.0",
    method_version=METHOD_VERSION,
    settings_hash="5d" * 32,
    settings={"video": {"start_s": 0.0, "end_s": None}},
    file_hash="a1" * 32,
    model_hashes={"face_landmarker": "b2" * 32, "iris_landmark": "c3" * 32},
    engine="OpenVINO 2026.4.1",
    created_at="2026-03-14T10:12:00+00:00",
)

GOOD = Quality(30.0, 28.1, 30.0, 182.0)

POOR = Quality(
    30.0,
    11.4,
    15.0,
    46.0,
    (
        QualityFlag(
            Flaw.LITTLE_VALID_TIME,
            Severity.SERIOUS,
            0.0,
            30.0,
            "Only 11 of 30 seconds could be measured.",
            "Film again, facing the camera, for at least one minute.",
        ),
        QualityFlag(
            Flaw.UNEVEN_LIGHT,
            Severity.WARNING,
            0.0,
            30.0,
            "The left half of the face is much darker than the right.",
            "More light on the left half: turn a lamp or a window towards it.",
        ),
        QualityFlag(
            Flaw.TURNED,
            Severity.WARNING,
            10.0,
            18.6,
            "The head was turned more than 25 degrees.",
            "Turn towards the camera.",
        ),
    ),
)


def assessment(
    side: AffectedSide,
    confidence: float,
    label: PatternLabel,
    score: float,
    reasons: Sequence[str],
    *,
    measures: Sequence[Measure] = (),
    scales: Sequence[ScaleEstimate] = (),
) -> Assessment:
    others = [other for other in PatternLabel if other is not label]
    scores = {other: (1 - score) / len(others) for other in others}
    return Assessment(
        affected_side=side,
        side_confidence=confidence,
        pattern=Pattern(label, {label: score, **scores}, tuple(reasons)),
        measures=tuple(measures),
        scale_estimates=tuple(scales),
    )


def analysis(
    events: Sequence[Event], result: Assessment, quality: Quality = GOOD, name: str = "visit.mp4"
) -> Analysis:
    return Analysis(
        video=video(name),
        mirrored=False,
        quality=quality,
        signals=without(signals(events), 5.6, 7.5),
        tasks=(Task(0.0, 15.0, TaskName.REST), Task(15.0, 15.0, TaskName.TALKING)),
        events=tuple(events),
        assessment=result,
        provenance=PROVENANCE,
    )


def right_clonic() -> Analysis:
    """Half a minute of clonic spasm of the right side, with five blinks."""
    right, left = EventSide.RIGHT, EventSide.LEFT
    result = assessment(
        AffectedSide.RIGHT,
        0.94,
        PatternLabel.HEMIFACIAL_SPASM,
        0.88,
        (
            "Six bouts moved the right side alone; five blinks moved both eyes alike.",
            "Eyelid, cheek and mouth of the right side moved in the same moment.",
            "The right brow rose while the right eye closed in 6 of 6 bouts.",
        ),
        measures=(
            measure("spasm_time_percent", 23.2, "%", right, 2.9),
            measure("spasm_time_percent", 0.0, "%", left, 0.9),
            measure("spasm_rate_per_min", 12.8, "per_min", right, 3.1),
            measure("spasm_rate_per_min", 0.0, "per_min", left, 1.2),
            measure("mouth_excursion_mm", 3.4, "mm", right, 0.4),
            measure("mouth_excursion_mm", None, "mm", left),
            measure("blink_rate_per_min", 10.7, "per_min", None, 2.8),
        ),
        scales=(
            ScaleEstimate(
                "SMC grade",
                2,
                3,
                "Six experts, 45 videos: ICC 0.47 before training, 0.59 after.",
                ("Movement spread from the eye to the mouth.",),
            ),
        ),
    )
    return analysis(RIGHT_CLONIC, result, name="visit_2026-03-14.mp4")
