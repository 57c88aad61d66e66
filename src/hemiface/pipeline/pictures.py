"""Pictures of what was measured: strips of the strongest events, and the video drawn over."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from hemiface.landmarks import cut_portraits, draw_overlay, find_frames
from hemiface.model.analysis import Analysis
from hemiface.model.event_pictures import (
    STRIP_MARGIN_S,
    EventStrip,
    FaceTrack,
    choose_events,
    choose_moments,
)
from hemiface.model.events import Event
from hemiface.model.landmarks import Landmarks
from hemiface.model.video import Frame
from hemiface.settings import AnalysisSettings
from hemiface.video import open_video, turn_back, write_video


def cut_strips(
    path: Path,
    events: Sequence[Event],
    track: FaceTrack,
    settings: AnalysisSettings,
    *,
    mirrored: bool,
) -> tuple[EventStrip, ...]:
    """Cut pictures of the face through the strongest events out of the video.

    Parameters
    ----------
    path
        The video that was measured.
    events
        What was found in it.
    track
        Where the face is.
    settings
        How it was read.
    mirrored
        Whether it is to be turned back.

    Returns
    -------
    tuple
        Strongest first; empty where nothing happened.

    Raises
    ------
    VideoError
        If the file cannot be read any more.
    """
    strips = []
    for index in choose_events(events):
        times = find_frames(track, choose_moments(events[index]))
        span = settings.video.model_copy(
            update={
                "start_s": max(times[0] - STRIP_MARGIN_S, settings.video.start_s),
                "end_s": times[-1] + STRIP_MARGIN_S,
            }
        )
        with open_video(path, span) as video:
            pictures = cut_portraits(turn_back(video) if mirrored else video, track, times)
        if pictures:
            strips.append(EventStrip(index, pictures))
    return tuple(strips)


def write_overlay(
    path: Path,
    analysis: Analysis,
    landmarks: Landmarks,
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
    analysis, landmarks
        What came of it.
    settings
        How it was read.
    target
        File to be written.
    mesh_only
        Whether only the moving lines are shown, without the face.

    Raises
    ------
    VideoError
        If the file cannot be read any more.
    OutputNotWritableError
        If the target cannot be written.
    """
    with open_video(path, settings.video) as video:
        frames: Iterable[Frame] = turn_back(video) if analysis.mirrored else video
        write_video(target, draw_overlay(frames, landmarks, analysis.events, mesh_only=mesh_only))
