"""Small recordings with a known answer: simulated, never filmed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from hemiface.model.analysis import Analysis, Task
from hemiface.model.anatomy import Side
from hemiface.model.assessment import (
    Activity,
    ActivityName,
    AffectedSide,
    Assessment,
    Measure,
    Pattern,
    PatternLabel,
    ScaleEstimate,
)
from hemiface.model.event_pictures import EventStrip, StripFrame
from hemiface.model.events import EventPattern, EventSide
from hemiface.model.measures import MEASURES
from hemiface.model.messages import Message, build_message
from hemiface.model.protocol import build_tasks
from hemiface.model.provenance import METHOD_VERSION, Provenance
from hemiface.model.quality import Flaw, Quality, QualityFlag, Severity
from hemiface.model.scales import SCALES
from hemiface.model.tasks import TaskName
from hemiface.model.video import VideoInfo
from hemiface.simulation.acts import LOWER_FACE_MM, Act
from hemiface.simulation.scenes import (
    build_bilateral_spasm,
    build_blink,
    build_healthy_scene,
    build_spasm,
)
from hemiface.simulation.simulate import build_times, simulate_signals

UNSEEN = (5.6, 1.9)
"""The stretch, onset and duration in seconds, in which the face was not seen."""


def bout(onset: float, n_twitches: int, size: float) -> Act:
    return build_spasm(
        onset,
        Side.RIGHT,
        pattern=EventPattern.CLONIC,
        size=size,
        n_twitches=n_twitches,
        lower_face=LOWER_FACE_MM,
        brow_lift=True,
    )


RIGHT_CLONIC = (
    *(build_blink(onset) for onset in (1.23, 8.88, 14.82, 19.33, 26.56)),
    bout(1.98, 3, 0.86),
    bout(3.58, 4, 0.7),
    bout(11.97, 6, 0.7),
    bout(16.35, 4, 0.67),
    bout(20.55, 9, 0.64),
    bout(23.91, 4, 0.75),
)

BILATERAL = (
    *(build_blink(onset) for onset in (1.8, 8.9, 13.6)),
    build_bilateral_spasm(3.0, duration=1.7),
    build_bilateral_spasm(9.6, duration=2.9, pattern=EventPattern.CLONIC),
    build_bilateral_spasm(18.7, duration=3.4),
)


def measures(values: Mapping[tuple[str, EventSide | None], float]) -> tuple[Measure, ...]:
    """All measures of the registry: the given values, everything else not measurable."""
    found = []
    for info in MEASURES:
        for side in (EventSide.LEFT, EventSide.RIGHT) if info.per_side else (None,):
            value = values.get((info.name, side))
            spread = None if value is None else 0.05 + 0.12 * abs(value)
            low = None if value is None or spread is None else value - spread
            high = None if value is None or spread is None else value + spread
            found.append(Measure(info.name, value, info.unit, side, low, high, 28.1, spread))
    return tuple(found)


def with_activities(analysis: Analysis) -> Analysis:
    """The same recording of a person who rests, speaks and smiles for a moment."""
    known = analysis.assessment.measures
    short = tuple(replace(measure, value=None, low=None, high=None) for measure in known)
    seen = replace(
        analysis.assessment,
        activities=(
            Activity(0.0, 14.0, ActivityName.REST),
            Activity(14.2, 12.0, ActivityName.TALKING),
            Activity(26.5, 2.0, ActivityName.SMILE),
        ),
        by_activity={"rest": known, "talking": known, "smile": short},
    )
    return replace(analysis, assessment=seen)


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
        QualityFlag.build(
            Flaw.LITTLE_VALID_TIME, Severity.SERIOUS, 0.0, 30.0, valid_s=11.4, whole_s=30.0
        ),
        QualityFlag.build(Flaw.UNEVEN_LIGHT, Severity.WARNING, 0.0, 30.0, side="left"),
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
    acts: Sequence[Act], result: Assessment, quality: Quality = GOOD, name: str = "visit.mp4"
) -> Analysis:
    signals, events = simulate_signals(acts, build_times(30.0), missing=(UNSEEN,), seed=3)
    return Analysis(
        video=video(name),
        mirrored=False,
        quality=quality,
        signals=replace(signals, scale_uncertainty=0.04),
        tasks=(Task(0.0, 15.0, TaskName.REST), Task(15.0, 15.0, TaskName.TALKING)),
        events=events,
        assessment=result,
        provenance=PROVENANCE,
    )


LEFT, RIGHT = EventSide.LEFT, EventSide.RIGHT


def right_clonic(name: str = "visit_2026-03-14.mp4", *, burden: float = 23.2) -> Analysis:
    """Half a minute of clonic spasm of the right side, with five blinks."""
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
        measures=measures(
            {
                ("spasm_rate_per_min", RIGHT): 12.8,
                ("spasm_rate_per_min", LEFT): 0.0,
                ("spasm_time_percent", RIGHT): burden,
                ("spasm_time_percent", LEFT): 0.0,
                ("spasm_duration_median_s", RIGHT): 0.8,
                ("mouth_change_in_spasm_mm", RIGHT): 3.4,
                ("other_babinski_count", RIGHT): 6.0,
                ("eye_aspect_ratio", RIGHT): 0.27,
                ("eye_aspect_ratio", LEFT): 0.31,
                ("blink_rate_per_min", None): 10.7,
                ("interocular_conjugacy", None): 0.47,
            }
        ),
        scales=(
            ScaleEstimate(
                "smc",
                2,
                3,
                "single-rater ICC 0.47, after training 0.59 (Lee HY et al. 2023)",
                ("Movement spread from the eye to the mouth.",),
            ),
        ),
    )
    return analysis(RIGHT_CLONIC, result, name=name)


def healthy() -> Analysis:
    """Blinks, speech and a smile."""
    result = assessment(
        AffectedSide.NONE,
        0.97,
        PatternLabel.NO_INVOLUNTARY_MOVEMENT,
        0.95,
        ("Every closure moved both eyes alike.",),
        measures=measures({("blink_rate_per_min", None): 17.1}),
    )
    return analysis(build_healthy_scene(30.0), result)


def bilateral() -> Analysis:
    """Both eyes squeezed shut, as in blepharospasm."""
    result = assessment(
        AffectedSide.BOTH,
        0.82,
        PatternLabel.BILATERAL_SPASM,
        0.8,
        ("Both eyes closed alike and long.",),
        measures=measures({("bilateral_spasm_rate_per_min", None): 6.4}),
    )
    return analysis(BILATERAL, result)


def poor() -> Analysis:
    """Too dark, turned away, and too little of it: no answer about the side."""
    result = assessment(
        AffectedSide.UNCERTAIN,
        0.41,
        PatternLabel.INDETERMINATE,
        0.55,
        ("Too little could be measured to tell blinks from spasms.",),
    )
    return analysis(RIGHT_CLONIC[:3], result, POOR)


def no_face() -> Analysis:
    """A recording of an empty chair, at the edge of what a report can show."""
    result = assessment(AffectedSide.UNCERTAIN, 0.0, PatternLabel.INDETERMINATE, 1.0, ())
    signals, _ = simulate_signals((), build_times(2.0), missing=((0.0, 3.0),))
    flag = QualityFlag.build(Flaw.NO_FACE, Severity.SERIOUS, 0.0, 2.0)
    whole = analysis((), result, Quality(2.0, 0.0, 30.0, None, (flag,)), name="chair.mp4")
    return replace(whole, signals=signals, events=(), tasks=())


def crowded(burden: float = 23.2) -> Analysis:
    """As much as one recording can fill a page with: all measures, tasks, six reasons and flaws."""
    codes = (
        "pattern.spasm.alone",
        "pattern.spasm.one_side",
        "pattern.spasm.other_eye_open",
        "pattern.spasm.grouped",
        "pattern.spasm.mouth",
        "pattern.spasm.brow",
    )
    reasons = tuple(
        build_message(code, {"side": "right", "bouts": 6.0, "brow_lifts": 6.0}) for code in codes
    )
    flags = (
        QualityFlag.build(
            Flaw.LITTLE_VALID_TIME, Severity.SERIOUS, 0.0, 30.0, valid_s=11.4, whole_s=30.0
        ),
        QualityFlag.build(
            Flaw.LOW_FRAME_RATE, Severity.SERIOUS, 0.0, 30.0, kind="missed", rate_hz=12.5
        ),
        QualityFlag.build(Flaw.BLURRED, Severity.WARNING, 0.0, 30.0),
        QualityFlag.build(Flaw.SECOND_PERSON, Severity.WARNING, 0.0, 30.0, kind="followed"),
        QualityFlag.build(Flaw.UNEVEN_LIGHT, Severity.NOTE, 0.0, 30.0, side="left"),
        QualityFlag.build(Flaw.DROPPED_FRAMES, Severity.NOTE, 0.0, 30.0, lost_s=0.4, n_gaps=2.0),
        QualityFlag.build(Flaw.DROPPED_FRAMES, Severity.NOTE, 9.0, 3.0, lost_s=0.4, n_gaps=2.0),
    )
    limits = (Message(f"scale.{scale.name}.limits") for scale in SCALES)
    result = assessment(
        AffectedSide.RIGHT,
        0.94,
        PatternLabel.HEMIFACIAL_SPASM,
        0.88,
        tuple(map(str, reasons)),
        measures=measures(
            {
                (info.name, side): burden + 0.1 * place
                for place, info in enumerate(MEASURES)
                for side in ((LEFT, RIGHT) if info.per_side else (None,))
            }
        ),
        scales=[
            ScaleEstimate(scale.name, 1, 2, scale.rater_agreement, (str(limit),), (limit,))
            for scale, limit in zip(SCALES, limits, strict=True)
        ],
    )
    result = replace(result, pattern=replace(result.pattern, reason_codes=reasons))
    full = analysis(RIGHT_CLONIC, result, replace(GOOD, flags=flags))
    return replace(full, tasks=build_tasks())


def strips(found: Analysis) -> tuple[EventStrip, ...]:
    """Two strips of made-up pictures: a ramp of grey with the time in its brightness."""
    ramp = np.linspace(0, 255, 240, dtype=np.uint8)
    picture = np.ascontiguousarray(np.broadcast_to(ramp[None, :, None], (320, 240, 3)))
    return tuple(
        EventStrip(index, tuple(StripFrame(event.onset + 0.1 * k, picture) for k in range(5)))
        for index, event in enumerate(found.events[:2])
    )
