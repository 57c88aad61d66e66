"""Play a recording: its bytes in stretches, the times of its pictures, and a stand-in for it."""

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from hemiface.errors import ResultsNotFoundError, VideoUnreadableError
from hemiface.model.actor import Permission
from hemiface.model.analysis import Analysis
from hemiface.model.anatomy import Side
from hemiface.model.event_pictures import FaceTrack
from hemiface.model.face_mesh import DRAWN
from hemiface.model.playback import FrameTimes, RecordingBytes
from hemiface.model.record import Recording, StoredAnalysis
from hemiface.operations.correction_owner import latest_analysis, name_latest
from hemiface.operations.method import restore_settings
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.recent_cache import RecentCache
from hemiface.operations.review import Review
from hemiface.operations.session import Session
from hemiface.reports.timeline import PANELS
from hemiface.results import ResultsFolder, Summary
from hemiface.settings import VideoSettings
from hemiface.video import (
    STAND_IN_TYPE,
    SpanSource,
    first_shown_s,
    played_type,
    write_stand_in,
)

BLOCK_BYTES = 1 << 18


@needs(Permission.READ_VIDEO, of="recording_id")
def play_recording(session: Session, recording_id: str) -> RecordingBytes:
    """Give the bytes of a recording in the records; what is sealed is opened as it is read.

    Raises
    ------
    RecordNotFoundError
        If there is no such recording, or it was not measured.
    RecordLockedError
        If it is encrypted and the passphrase was not given.
    """
    from hemiface.records.entry_types import read_id

    with session.unlocked() as work:
        entry = work.get(Recording, read_id(recording_id))
        latest = name_latest(work, entry)
        vault = work.vault
    recording = entry.value
    files, digest = session.store.files, recording.sha256
    media_type = _TYPES.get(latest, lambda: _find_type(session, latest[0]))
    made = files.size_of_playable(digest)

    def read_span(start: int, stop: int) -> Iterator[bytes]:
        return files.read_span(digest, vault, start, stop, playable=made is not None)

    if made is not None:
        return RecordingBytes(made, STAND_IN_TYPE, digest, read_span, stands_in=True)
    return RecordingBytes(recording.size_bytes, media_type, digest, read_span)


def _find_type(session: Session, analysis_id: UUID) -> str:
    """Under which media type browsers play a recording; empty where they do not."""
    with session.unveiled() as work:
        measured = work.get(StoredAnalysis, analysis_id).value
    return played_type(_read_summary(measured).video) or ""


_TYPES: RecentCache[str] = RecentCache()


@needs(Permission.READ_VIDEO, of="recording_id")
def make_recording_playable(session: Session, recording_id: str) -> None:
    """Make of a recording something that every browser plays, and keep it beside it.

    The plain video lies in memory meanwhile, where there is room.

    Raises
    ------
    VideoError
        If it cannot be read.
    RecordError
        If it is not there, locked, or cannot be kept.
    """
    from hemiface.records.entry_types import read_id
    from hemiface.records.workspace import private_workspace

    with session.unveiled() as work:
        recording = work.get(Recording, read_id(recording_id)).value
        measured = latest_analysis(work, read_id(recording_id)).value
        vault = work.vault
    files, digest = session.store.files, recording.sha256
    with private_workspace(2 * recording.size_bytes) as folder:
        video, target = folder / f"recording{recording.suffix}", folder / "playable.mp4"
        with video.open("wb") as plain:
            plain.writelines(files.read(digest, vault))
        _write_apart(video, target, restore_settings(_read_summary(measured).provenance).video)
        files.write_playable(digest, target, vault)


@needs(Permission.WORK_WITH_FILES)
def play_file(session: Session, video: Path, folder: Path) -> RecordingBytes:
    """Give the bytes of a video whose results lie in a folder.

    Raises
    ------
    VideoUnreadableError
        If it is not there any more.
    ResultsNotFoundError
        If there are no results.
    """
    del session  # asked for its permission
    summary = ResultsFolder(folder).summary()
    digest, media_type = summary.provenance.file_hash, played_type(summary.video)
    made = _playable_beside(video)
    if made.exists():
        return _of_file(made, STAND_IN_TYPE, digest, stands_in=True)
    return _of_file(video, media_type or "", digest)


@needs(Permission.WORK_WITH_FILES)
def make_file_playable(session: Session, video: Path, folder: Path) -> None:
    """Make of a video something that every browser plays, beside it.

    Raises
    ------
    VideoError
        If it cannot be read.
    ResultsNotFoundError
        If there are no results.
    OutputNotWritableError
        If it cannot be written.
    """
    del session  # asked for its permission
    settings = restore_settings(ResultsFolder(folder).summary().provenance)
    target = _playable_beside(video)
    partial = target.with_suffix(".part")
    _write_apart(video, partial, settings.video)
    partial.replace(target)


@open_to_all
def time_frames(analysis: Analysis, footage: RecordingBytes) -> FrameTimes:
    """When each picture is shown while the recording is played.

    Raises
    ------
    VideoError
        If no picture of it can be read.
    """
    measured = analysis.signals.time
    if footage.stands_in or not footage.is_ready:
        # The clock of a stand-in begins with its first picture.
        return FrameTimes(measured, measured - measured[:1])
    source = SpanSource(footage.size_bytes, footage.read_span)
    origin = first_shown_s(analysis.video.name, source)
    return FrameTimes(measured, origin + measured * analysis.video.slowness)


@open_to_all
def pack_seen(review: Review, footage: RecordingBytes) -> bytes:
    """What `pack_frames` gives of what is seen; corrections change nothing of it.

    Raises
    ------
    VideoError
        If no picture of the recording can be read.
    """

    def pack() -> bytes:
        times = time_frames(review.analysis, footage)
        return pack_frames(review.analysis, review.track, times)

    if review.key is None:
        return pack()
    shown = (footage.digest, footage.stands_in, footage.is_ready, review.track is None)
    return _PACKED.get((*review.key[:2], *shown), pack)


_PACKED: RecentCache[bytes] = RecentCache()

PLACE_ROWS = 10
"""The last rows that are packed: where face and eyes are, and nothing of what was measured."""


@open_to_all
def pack_frames(analysis: Analysis, track: FaceTrack | None, times: FrameTimes) -> bytes:
    """Pack what the page draws at each picture, for a browser's typed arrays.

    Returns
    -------
    bytes
        Little-endian: the numbers of pictures and of rows (uint32), both times (float64, seconds),
        then the rows (float32): each curve of the report, left and right; the square about
        the face: middle and side as share of the picture's width and height, its turn in radians;
        and the eyes: middle of the left and of the right one, the width of the wider one, and
        their turn, in the same shares. NaN where nothing is known.
    """
    sides = [analysis.signals.side(side) for side in Side]
    rows = [side.get(panel.name) for panel in PANELS for side in sides]
    rows += list(_place_face(analysis, track).T)
    head = np.array([times.measured.size, len(rows)], "<u4").tobytes()
    clocks = np.stack([times.measured, times.shown]).astype("<f8").tobytes()
    return head + clocks + np.stack(rows).astype("<f4").tobytes()


@open_to_all
def pack_mesh(review: Review, first: int) -> bytes:
    """Pack the face as lines on some pictures; the whole of a long recording is large.

    Parameters
    ----------
    first
        Place of the first of them; `MESH_PICTURES` at most are given.

    Returns
    -------
    bytes
        Little-endian (int16): x and y of each point of `DRAWN` on each picture, as `FaceTrack`
        keeps them. Nothing where no mesh was kept, or there is no such picture.

    Raises
    ------
    ResultsNotFoundError
        If the mesh that was kept is damaged.
    """
    key = review.key and (*review.key[:2], review.track is None)
    mesh = _MESHES.get(key, lambda: _place_mesh(review)) if key else _place_mesh(review)
    return mesh[first : first + MESH_PICTURES].tobytes()


MESH_PICTURES = 256
"""Pictures whose mesh is given at once: some ten seconds, and a quarter of a megabyte."""

_MESHES: RecentCache[NDArray[np.int16]] = RecentCache()


def _place_mesh(review: Review) -> NDArray[np.int16]:
    """The mesh on each picture that was measured; 0 where none was kept."""
    try:
        track = review.pictures.track_with_mesh()
    except ValueError as error:
        raise ResultsNotFoundError("mesh") from error
    if track is None or track.mesh is None:
        return np.empty((0, len(DRAWN), 2), "<i2")
    time = review.analysis.signals.time
    placed = np.zeros((time.size, len(DRAWN), 2), "<i2")
    _, here, there = np.intersect1d(time, track.time, return_indices=True)
    placed[here] = track.mesh[there]
    return placed


def _place_face(analysis: Analysis, track: FaceTrack | None) -> NDArray[np.float64]:
    """Square about the face and eyes on each picture, in shares of it; shape ``(n_frames, 10)``."""
    time, video = analysis.signals.time, analysis.video
    placed = np.full((time.size, PLACE_ROWS), np.nan)
    if track is None:
        return placed
    largest = restore_settings(analysis.provenance).video.max_side_px
    scale = min(1.0, largest / max(video.width, video.height))
    place = [video.width, video.height]
    size = np.array([*place, video.width, 1 / scale]) * scale
    _, here, there = np.intersect1d(time, track.time, return_indices=True)
    placed[here, :4] = track.squares[there] / size
    if track.eyes is not None:
        size = np.array([*place, *place, video.width, 1 / scale]) * scale
        placed[here, 4:] = track.eyes[there] / size
    return placed


def _write_apart(video: Path, target: Path, settings: VideoSettings) -> None:
    """Write a stand-in in a process of its own: a decoder that dies takes nothing with it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            pool.submit(write_stand_in, video, target, settings).result()
        except BrokenProcessPool as error:
            raise VideoUnreadableError("unplayable") from error


def _read_summary(stored: StoredAnalysis) -> Summary:
    return Summary.from_json(json.dumps(stored.summary))


def _playable_beside(video: Path) -> Path:
    return video.with_name(f"{video.name}.playable.mp4")


def _of_file(
    path: Path, media_type: str, digest: str, *, stands_in: bool = False
) -> RecordingBytes:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise VideoUnreadableError("moved") from error

    def read_span(start: int, stop: int) -> Iterator[bytes]:
        with path.open("rb") as handle:
            handle.seek(start)
            while start < stop and (block := handle.read(min(BLOCK_BYTES, stop - start))):
                start += len(block)
                yield block

    return RecordingBytes(size, media_type, digest, read_span, stands_in)
