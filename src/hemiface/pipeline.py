"""The one page where the stages meet: a video in, everything it shows out."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from hemiface import __version__
from hemiface.assessment import assess
from hemiface.errors import NoFaceError, TooPoorError
from hemiface.events import detect_events
from hemiface.landmarks import (
    MODEL_HASHES,
    Engine,
    OpenVinoEngine,
    cut_portrait,
    draw_face,
    follow_face,
    read_sides,
    to_picture_rgb,
    write_words,
)
from hemiface.model.analysis import Analysis, Progress, Task
from hemiface.model.anatomy import Side
from hemiface.model.assessment import Assessment
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.landmarks import Landmarks
from hemiface.model.provenance import METHOD_VERSION, Provenance
from hemiface.model.quality import Quality, QualityFlag, Severity
from hemiface.model.signals import Signals
from hemiface.model.strips import EventStrip, IllustratedAnalysis, StripFrame
from hemiface.model.timebase import frame_durations_s, frame_rate_hz, valid_time_s
from hemiface.model.video import Damage, Frame, Image, VideoInfo
from hemiface.settings import AnalysisSettings
from hemiface.signals import assess_face, compute_signals, eye_distance_px
from hemiface.video import (
    ReadAhead,
    assess_reading,
    file_hash,
    open_video,
    turn_back,
    write_video,
)

FRAMES_AHEAD = 16
MIN_FACE_S = 1.0
"""Shortest time with a face from which anything can be measured."""

MAX_STRIPS = 6
STRIP_MARGIN_S = 0.25
"""Time before and after an event at which a strip begins and ends, in seconds."""

PORTRAIT_PX = 240
OVERLAY_GROUND = 24
OVERLAY_COLORS = {Side.LEFT: (86, 180, 233), Side.RIGHT: (240, 140, 60)}
"""The report's colors of the sides at night, as red, green and blue."""

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
    progress: Callable[[Progress], None] | None = None,
    overlay: Path | None = None,
    mesh_only: bool = False,
) -> IllustratedAnalysis:
    """Measure one video and cut pictures of its strongest events.

    Parameters
    ----------
    path, settings, mirrored, person, tasks, progress
        See :func:`measure_video`.
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
        path, settings, mirrored=mirrored, person=person, tasks=tasks, progress=progress
    )
    if overlay is not None:
        draw_overlay(path, measurement, settings, overlay, mesh_only=mesh_only)
    return IllustratedAnalysis(measurement.analysis, cut_strips(path, measurement, settings))


def measure_video(
    path: Path,
    settings: AnalysisSettings,
    *,
    mirrored: bool = False,
    person: str = "largest",
    tasks: Sequence[Task] = (),
    progress: Callable[[Progress], None] | None = None,
    engines: tuple[Engine, Engine] | None = None,
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
    engines
        What runs the networks; two, because following the face and reading its sides run
        at the same time. OpenVINO on all cores by default.

    Raises
    ------
    VideoError
        If the file cannot be read.
    NoFaceError
        If no face, or not the chosen one, was seen.
    TooPoorError
        If it was seen too briefly.
    """
    follower, reader = engines or make_engines()
    fingerprint = file_hash(path)
    with open_video(path, settings.video) as video:
        info = video.info
        frames: Iterable[Frame] = turn_back(video) if mirrored else video
        tracked = follow_face(frames, follower, settings.landmarks, person=person)
        with closing(ReadAhead(tracked, FRAMES_AHEAD)) as ahead:
            landmarks = read_sides(
                ahead, reader, settings.landmarks, progress=_teller(progress, info)
            )
        damage = video.damage
    landmarks = _check_face(path, landmarks, person)
    # Its matrices are small: with more than one thread the processor mostly waits.
    with threadpool_limits(1, "blas"):
        signals = compute_signals(landmarks, settings.signals)
    quality = _quality(landmarks, signals, damage)
    events, assessment = analyze_signals(signals, quality, tasks, settings)
    analysis = Analysis(
        video=info,
        mirrored=mirrored,
        quality=quality,
        signals=signals,
        tasks=tuple(tasks),
        events=events,
        assessment=assessment,
        provenance=_provenance(settings, fingerprint, follower, person),
    )
    return Measurement(analysis, landmarks)


def analyze_signals(
    signals: Signals, quality: Quality, tasks: Sequence[Task], settings: AnalysisSettings
) -> tuple[tuple[Event, ...], Assessment]:
    """Find and assess the events of signals that were measured before."""
    events = detect_events(signals, tasks, settings.events)
    return events, assess(signals, events, quality, tasks, settings.assessment)


def cut_strips(
    path: Path, measurement: Measurement, settings: AnalysisSettings
) -> tuple[EventStrip, ...]:
    """Cut pictures of the face through the strongest events out of the video.

    Parameters
    ----------
    path
        The video that was measured.
    measurement
        What came of it.
    settings
        How it was read.

    Returns
    -------
    tuple
        Strongest first; empty where nothing happened.

    Raises
    ------
    VideoError
        If the file cannot be read any more.
    """
    analysis = measurement.analysis
    return tuple(
        EventStrip(index, tuple(frames))
        for index in _strongest(analysis.events)
        if (frames := _cut_event(path, measurement, analysis.events[index], settings))
    )


def _strongest(events: Sequence[Event]) -> list[int]:
    """Spasms and what resembles them before blinks, the largest first."""
    wanted = (EventType.SPASM, EventType.SYNKINESIS, EventType.BLINK)
    lids = [index for index, event in enumerate(events) if event.event_type in wanted]
    lids.sort(
        key=lambda index: (
            wanted.index(events[index].event_type),
            -(events[index].amplitude or 0.0) * (events[index].confidence or 0.0),
        )
    )
    return lids[:MAX_STRIPS]


def _cut_event(
    path: Path, measurement: Measurement, event: Event, settings: AnalysisSettings
) -> list[StripFrame]:
    """Pictures before, through and after one event."""
    landmarks = measurement.landmarks
    peak = event.peak_time if event.peak_time is not None else event.onset + event.duration / 2
    moments = [event.onset - STRIP_MARGIN_S, event.onset, peak, event.offset]
    moments.append(event.offset + STRIP_MARGIN_S)
    indices = np.unique([np.abs(landmarks.time - moment).argmin() for moment in moments])
    wanted = dict(zip(landmarks.time[indices].tolist(), indices.tolist(), strict=True))
    span = settings.video.model_copy(
        update={
            "start_s": max(min(wanted) - STRIP_MARGIN_S, settings.video.start_s),
            "end_s": max(wanted) + STRIP_MARGIN_S,
        }
    )
    strip = []
    with open_video(path, span) as video:
        for frame in turn_back(video) if measurement.analysis.mirrored else video:
            if frame.time in wanted:
                image = cut_portrait(frame, landmarks, wanted[frame.time], PORTRAIT_PX)
                if image is not None:
                    strip.append(StripFrame(frame.time, image))
    return strip


def draw_overlay(
    path: Path,
    measurement: Measurement,
    settings: AnalysisSettings,
    target: Path,
    *,
    mesh_only: bool,
) -> None:
    """Write the video again with lines on the face, sides and events.

    Parameters
    ----------
    path
        The video that was measured.
    measurement
        What came of it.
    settings
        How it was read.
    target
        File to be written.
    mesh_only
        Whether only the moving lines are shown, on plain ground, without the face. They
        still show how the person moves, which people who know them may recognize.

    Raises
    ------
    VideoError
        If the file cannot be read any more.
    OutputNotWritableError
        If the target cannot be written.
    """
    analysis, landmarks = measurement.analysis, measurement.landmarks
    place = {time: index for index, time in enumerate(landmarks.time.tolist())}

    def pictures(frames: Iterable[Frame]) -> Iterator[tuple[float, Image]]:
        for frame in frames:
            image = to_picture_rgb(frame)
            if mesh_only:
                image = np.full_like(image, OVERLAY_GROUND)
            if frame.time in place:
                draw_face(image, landmarks, place[frame.time], OVERLAY_COLORS)
            _caption(image, frame.time, analysis.events)
            yield frame.time, image

    with open_video(path, settings.video) as video:
        frames: Iterable[Frame] = turn_back(video) if analysis.mirrored else video
        write_video(target, pictures(frames))


def _caption(image: Image, time: float, events: Sequence[Event]) -> None:
    """Write the sides, the time and what is going on into a picture."""
    height, width = image.shape[:2]
    line = max(height // 20, 12)
    write_words(image, "R", (line // 2, height // 2), OVERLAY_COLORS[Side.RIGHT])
    write_words(image, "L", (width - line, height // 2), OVERLAY_COLORS[Side.LEFT])
    write_words(image, f"{time:6.2f} s", (line // 2, height - line // 2), (255, 255, 255))
    now = [event for event in events if event.onset <= time < event.offset]
    for row, event in enumerate(now):
        words = " ".join(
            word for word in (event.side.value, event.pattern.value, event.event_type.value) if word
        )
        color = (255, 255, 255)
        if event.side is not EventSide.BOTH:
            color = OVERLAY_COLORS[Side(event.side.value)]
        write_words(image, words, (line // 2, line * (row + 1)), color)


def make_engines() -> tuple[Engine, Engine]:
    """Two engines that share the processor's cores."""
    threads = max(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2, 1)
    engine = OpenVinoEngine(threads)
    return engine, OpenVinoEngine(threads, twin=engine)


def check_engine() -> tuple[str, dict[str, str]]:
    """Load every network once; name of the engine, and SHA-256 of each network's file.

    Raises
    ------
    ModelFileError
        If a network is missing or is not the one that was tested.
    """
    return OpenVinoEngine(1).name, {name.value: digest for name, digest in MODEL_HASHES.items()}


def _teller(
    progress: Callable[[Progress], None] | None, info: VideoInfo
) -> Callable[[float, int], None] | None:
    if progress is None:
        return None
    return lambda time, n_frames: progress(Progress(n_frames, time, info.duration_s))


def _check_face(path: Path, landmarks: Landmarks | None, person: str) -> Landmarks:
    """Refuse a recording in which there is nothing to measure."""
    if landmarks is None or not np.isfinite(landmarks.presence).any():
        wanted = "no face" if person == "largest" else f"no person `{person}`"
        raise NoFaceError(
            f"{wanted} was found in {path.name!r}",
            hint="Film the whole face from the front, in good light.",
        )
    seen = valid_time_s(landmarks.time, np.isfinite(landmarks.presence))
    if seen < MIN_FACE_S:
        raise TooPoorError(
            f"a face was seen for only {seen:.1f} seconds in {path.name!r}",
            hint="Film the whole face from the front for at least a minute.",
        )
    return landmarks


def _quality(landmarks: Landmarks, signals: Signals, damage: tuple[Damage, ...]) -> Quality:
    flags: list[QualityFlag] = [
        *assess_reading(landmarks.time, damage),
        *assess_face(landmarks, signals),
    ]
    return Quality(
        duration_s=float(frame_durations_s(landmarks.time).sum()),
        valid_time_s=valid_time_s(signals.time, signals.valid),
        frame_rate_hz=frame_rate_hz(landmarks.time),
        eye_distance_px=eye_distance_px(landmarks),
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
    )
