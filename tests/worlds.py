"""A small made-up recording whose every number is known."""

import numpy as np

from hemiface.model.analysis import Analysis, Task
from hemiface.model.anatomy import Region, Side
from hemiface.model.assessment import AffectedSide, Assessment, Measure, Pattern, PatternLabel
from hemiface.model.events import Event, EventPattern, EventSide, EventType
from hemiface.model.provenance import METHOD_VERSION, Provenance
from hemiface.model.quality import Flaw, Quality, QualityFlag, Severity
from hemiface.model.signals import SideSignals, SignalName, Signals
from hemiface.model.video import VideoInfo


def _still_side(n_frames: int) -> SideSignals:
    still = np.zeros(n_frames)
    return SideSignals(
        eyelid_aperture_mm=still + 9.5,
        eyelid_closure=still,
        brow_height_mm=still,
        mouth_corner_excursion_mm=still,
        cheek_raise_mm=still,
        chin_raise_mm=still,
        motion=still,
        flutter_mm=still,
        eye_visible=np.ones(n_frames, dtype=np.bool_),
        noise=dict.fromkeys(SignalName, 0.01),
    )


def _still_face(n_frames: int) -> Signals:
    return Signals(
        time=np.arange(n_frames) / 30,
        valid=np.ones(n_frames, dtype=np.bool_),
        presence=np.ones(n_frames),
        head_yaw_deg=np.zeros(n_frames),
        head_pitch_deg=np.zeros(n_frames),
        head_roll_deg=np.zeros(n_frames),
        left=_still_side(n_frames),
        right=_still_side(n_frames),
        full_closure_mm={Side.LEFT: 8.0, Side.RIGHT: 8.1},
        scale_uncertainty=0.05,
        closure_asymmetry=np.zeros(n_frames),
    )


DARK = QualityFlag(
    flaw=Flaw.DARK,
    severity=Severity.WARNING,
    onset=0.0,
    duration=1.0,
    message="The left half of the face is dark.",
    advice="More light on the left half.",
)

BLINK = Event(onset=0.5, duration=0.2, event_type=EventType.BLINK, side=EventSide.BOTH)

SPASM = Event(
    onset=1.0,
    duration=0.8,
    event_type=EventType.SPASM,
    side=EventSide.LEFT,
    pattern=EventPattern.CLONIC,
    regions=(Region.EYELID, Region.MOUTH),
    amplitude=0.6,
    n_twitches=3,
)

ASSESSMENT = Assessment(
    affected_side=AffectedSide.LEFT,
    side_confidence=0.9,
    pattern=Pattern(
        label=PatternLabel.HEMIFACIAL_SPASM,
        scores={PatternLabel.HEMIFACIAL_SPASM: 0.8, PatternLabel.INDETERMINATE: 0.2},
        reasons=("One side only.",),
    ),
    measures=(
        Measure("spasm_rate_per_min", 20.0, "/min", EventSide.LEFT, 10.0, 30.0, 3.0),
        Measure("spasm_rate_per_min", 0.0, "/min", EventSide.RIGHT, 0.0, 5.0, 3.0),
        Measure("blink_rate_per_min", None, "/min", None, None, None, 3.0),
    ),
)


def make_analysis(
    *,
    name: str = "visit.mp4",
    file_hash: str = "f" * 64,
    settings_hash: str = "0" * 64,
    mirrored: bool = False,
    person: str = "largest",
    tasks: tuple[Task, ...] = (),
    n_frames: int = 90,
) -> Analysis:
    """Give three seconds of a face with one left spasm and one blink."""
    duration_s = n_frames / 30
    return Analysis(
        video=VideoInfo(
            name=name,
            container="mov,mp4",
            codec="h264",
            pixel_format="yuv420p",
            width=640,
            height=480,
            rotation_deg=0,
            duration_s=duration_s,
            header_rate_hz=30.0,
            frame_rate_hz=30.0,
            variable_frame_rate=False,
            interlaced=False,
            high_dynamic_range=False,
            size_bytes=1000,
        ),
        mirrored=mirrored,
        quality=Quality(duration_s, duration_s, 30.0, eye_distance_px=120.0, flags=(DARK,)),
        signals=_still_face(n_frames),
        tasks=tasks,
        events=(BLINK, SPASM),
        assessment=ASSESSMENT,
        provenance=Provenance(
            package_version="0.1.0",
            method_version=METHOD_VERSION,
            assessment_version=METHOD_VERSION,
            settings_hash=settings_hash,
            settings={"video": {"start_s": 0.0}},
            file_hash=file_hash,
            model_hashes={"face": "a" * 64},
            engine="none",
            created_at="2025-01-01T00:00:00Z",
            person=person,
        ),
    )
