"""The one page where all stages meet: a video in, everything it shows out."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from hemiface.errors import NoFaceError, TooPoorError
from hemiface.landmarks import (
    MODEL_HASHES,
    Engine,
    Square,
    TrackedFrame,
    draw_glance,
    find_still_faces,
    follow_face,
    read_sides,
    track_face,
)
from hemiface.model.analysis import Analysis, Progress, Task
from hemiface.model.corrections import Correction
from hemiface.model.event_pictures import IllustratedAnalysis
from hemiface.model.landmarks import Landmarks
from hemiface.model.provenance import METHOD_VERSION, Provenance
from hemiface.model.quality import Quality, QualityFlag, Severity
from hemiface.model.signals import Signals
from hemiface.model.timebase import frame_rate_hz, length_s, valid_time_s
from hemiface.model.video import Damage, Frame, VideoInfo
from hemiface.pipeline.engines import make_engine
from hemiface.pipeline.findings import analyze_signals, correct_events
from hemiface.pipeline.pictures import cut_strips, write_overlay
from hemiface.settings import AnalysisSettings
from hemiface.signals import (
    assess_face,
    compute_signals,
    eye_distance_px,
    keep_one_person,
    measure_face,
)
from hemiface.version import __version__
from hemiface.video import (
    Prefetch,
    assess_reading,
    file_hash,
    open_video,
    turn_back,
)

_FRAMES_AHEAD = 16
"""Frames tracked ahead of their reading; has no effect on any number."""

_MIN_FACE_S = 1.0
"""Shortest time with a face from which anything can be measured."""

_SEVERITY_ORDER = (Severity.SERIOUS, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class Measurement:
    """One recording, measured, with the landmarks it rests on.

    Parameters
    ----------
    analysis
        Everything the recording shows.
    landmarks
        Where the face was; large, and not kept on disk.
    """

    analysis: Analysis
    landmarks: Landmarks


def analyze_video(
    path: Path,
    settings: AnalysisSettings,
    *,
    mirrored: bool = False,
    person: str = "largest",
    tasks: Sequence[Task] = (),
    corrections: Sequence[Correction] = (),
    progress: Callable[[Progress], None] | None = None,
    overlay: Path | None = None,
    mesh_only: bool = False,
    engine: Engine | None = None,
) -> IllustratedAnalysis:
    """Measure one video and cut pictures of its strongest events.

    Parameters
    ----------
    path, settings, mirrored, person, tasks, progress, engine
        See :func:`measure_video`.
    corrections
        What a person said about the events of this video before; it wins.
    overlay
        Where to write the video with lines and events drawn into it, if anywhere.
    mesh_only
        Whether that video shows the lines without the face.

    Raises
    ------
    VideoError, NoFaceError, TooPoorError
        See :func:`measure_video`.
    OutputNotWritableError
        If the overlay cannot be written.
    """
    measurement = measure_video(
        path,
        settings,
        mirrored=mirrored,
        person=person,
        tasks=tasks,
        progress=progress,
        engine=engine,
    )
    landmarks = measurement.landmarks
    analysis, lost = correct_events(measurement.analysis, corrections, settings)
    if overlay is not None:
        write_overlay(path, analysis, landmarks, settings, overlay, mesh_only=mesh_only)
    track = track_face(landmarks)
    strips = cut_strips(path, analysis.events, track, settings, mirrored=mirrored)
    return IllustratedAnalysis(analysis, strips, track, lost)


def measure_video(
    path: Path,
    settings: AnalysisSettings,
    *,
    mirrored: bool = False,
    person: str = "largest",
    tasks: Sequence[Task] = (),
    progress: Callable[[Progress], None] | None = None,
    engine: Engine | None = None,
) -> Measurement:
    """Measure one video.

    Parameters
    ----------
    path
        Video file or folder of images; it is only read.
    settings
        Parameters of the method.
    mirrored
        Whether the picture was taken in a mirror (selfie) and is to be turned back.
    person
        Whom to measure when several people are seen.
    tasks
        What the person was asked to do.
    progress
        Told how far it is.
    engine
        What runs the networks; OpenVINO on all cores by default.

    Raises
    ------
    VideoError
        If the file cannot be read.
    NoFaceError
        If no face, or not the chosen one, was seen.
    TooPoorError
        If it was seen too briefly.

    Examples
    --------
    >>> measured = measure_video(Path("visit.mp4"), AnalysisSettings())
    >>> len(measured.landmarks.time) == len(measured.analysis.signals.time)
    True
    """
    engine = engine or make_engine()
    fingerprint = file_hash(path)
    with open_video(path, settings.video) as video:
        info = video.info
        frames: Iterable[Frame] = turn_back(video) if mirrored else video
        tracked = follow_face(
            frames,
            engine,
            settings.landmarks,
            person=person,
            still=_find_still(path, settings, engine, mirrored=mirrored),
        )
        with closing(Prefetch(tracked, _FRAMES_AHEAD)) as ahead:
            landmarks = read_sides(
                ahead, engine, settings.landmarks, progress=_teller(progress, info)
            )
        damage = video.damage
    landmarks = keep_one_person(_check_face(path, landmarks, person))
    # Its matrices are small: with more than one thread the processor mostly waits.
    with threadpool_limits(1, "blas"):
        signals = compute_signals(landmarks, settings.signals)
    quality = _quality(info, landmarks, signals, damage)
    events, assessment = analyze_signals(signals, quality, tasks, settings)
    analysis = Analysis(
        video=info,
        mirrored=mirrored,
        quality=quality,
        signals=signals,
        tasks=tuple(tasks),
        events=events,
        assessment=assessment,
        provenance=_provenance(settings, fingerprint, engine, person),
    )
    return Measurement(analysis, landmarks)


def _find_still(
    path: Path, settings: AnalysisSettings, engine: Engine, *, mirrored: bool
) -> tuple[Square, ...]:
    """Where pictures of faces are: a look ahead at the beginning of the video."""
    with open_video(path, settings.video) as video:
        return find_still_faces(turn_back(video) if mirrored else video, engine)


def _teller(
    progress: Callable[[Progress], None] | None, info: VideoInfo
) -> Callable[[TrackedFrame, int], None] | None:
    if progress is None:
        return None
    return lambda tracked, n_frames: progress(
        Progress(n_frames, tracked.frame.time, info.duration_s, partial(draw_glance, tracked))
    )


def _check_face(path: Path, landmarks: Landmarks | None, person: str) -> Landmarks:
    """Refuse a recording in which there is nothing to measure."""
    if landmarks is None or not np.isfinite(landmarks.presence).any():
        if person == "largest":
            raise NoFaceError("nobody", path=path.name)
        raise NoFaceError("person", person=person, path=path.name)
    seen = valid_time_s(landmarks.time, np.isfinite(landmarks.presence))
    if landmarks.repeats.size and not seen >= _MIN_FACE_S:
        raise TooPoorError("still", path=path.name)
    if seen < _MIN_FACE_S:
        raise TooPoorError("brief", seen=seen, path=path.name)
    return landmarks


def _quality(
    info: VideoInfo, landmarks: Landmarks, signals: Signals, damage: tuple[Damage, ...]
) -> Quality:
    flags: list[QualityFlag] = [
        *assess_reading(info, landmarks.time, landmarks.repeats, damage),
        *assess_face(landmarks, signals),
    ]
    return Quality(
        duration_s=length_s(landmarks.shown),
        valid_time_s=valid_time_s(signals.time, signals.both_seen),
        frame_rate_hz=frame_rate_hz(landmarks.time),
        eye_distance_px=eye_distance_px(landmarks),
        face=measure_face(landmarks),
        flags=tuple(
            sorted(flags, key=lambda flag: (_SEVERITY_ORDER.index(flag.severity), flag.onset))
        ),
    )


def _provenance(
    settings: AnalysisSettings, fingerprint: str, engine: Engine, person: str
) -> Provenance:
    return Provenance(
        package_version=__version__,
        method_version=METHOD_VERSION,
        settings_hash=settings.hash,
        settings=settings.model_dump(mode="json"),
        file_hash=fingerprint,
        model_hashes={name.value: digest for name, digest in MODEL_HASHES.items()},
        engine=engine.name,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        person=person,
        assessment_version=METHOD_VERSION,
    )
