"""Recordings as they are watched: from the records, sealed or not, and made playable."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.reviews import LENGTH_S, MESH, RATE_HZ, keep_coded
from tests.unit.video.clips import Clip, read_indices

from hemiface.errors import ResultsNotFoundError, VideoNotFoundError
from hemiface.model.playback import RecordingBytes
from hemiface.operations import playback
from hemiface.operations.review import review_recording, review_results
from hemiface.operations.session import Session
from hemiface.records.encryption import encrypt
from hemiface.video import open_video

TIMES = [place / RATE_HZ for place in range(round(LENGTH_S * RATE_HZ))]
MOTION_JPEG = Clip(codec="mjpeg", pixel_format="yuvj420p", times=TIMES, width=322, height=242)
LATE = Clip(times=[time + 2.0 for time in TIMES], width=320, height=240)


def content(footage: RecordingBytes) -> bytes:
    return b"".join(footage.read_span(0, footage.size_bytes))


def test_what_browsers_play_is_given_as_it_is(session: Session, tmp_path: Path) -> None:
    watched = keep_coded(session, tmp_path, LATE)
    footage = playback.play_recording(session, watched.recording_id)
    assert footage.media_type == "video/mp4"
    assert content(footage) == watched.video.read_bytes()
    analysis = review_recording(session, watched.recording_id).analysis
    times = playback.time_frames(analysis, footage)
    assert np.allclose(times.shown, times.measured + 2.0)


@pytest.mark.parametrize("sealed", [False, True], ids=["open", "sealed"])
def test_what_they_do_not_play_gets_a_stand_in_of_the_same_pictures(
    session: Session, tmp_path: Path, *, sealed: bool
) -> None:
    watched = keep_coded(session, tmp_path, MOTION_JPEG, suffix=".mkv")
    if sealed:
        encrypt(session.store, "a passphrase of words")
        session.store._passphrase = lambda: "a passphrase of words"
    assert not playback.play_recording(session, watched.recording_id).is_ready
    playback.make_recording_playable(session, watched.recording_id)
    footage = playback.play_recording(session, watched.recording_id)
    assert (footage.media_type, footage.stands_in) == ("video/mp4", True)
    played = content(footage)
    for path in (tmp_path / "records").rglob("*"):
        assert not (sealed and path.is_file() and played[:64] in path.read_bytes())
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(played)
    with open_video(copy) as frames:
        pictures = list(frames)
    analysis = review_recording(session, watched.recording_id).analysis
    times = playback.time_frames(analysis, footage)
    assert np.allclose([picture.time for picture in pictures], times.shown, atol=1e-4)
    assert read_indices(pictures) == list(range(len(TIMES)))


def test_a_loose_video_is_made_playable_beside_it(session: Session, tmp_path: Path) -> None:
    watched = keep_coded(session, tmp_path, MOTION_JPEG, suffix=".mkv")
    assert not playback.play_file(session, watched.video, watched.folder).is_ready
    playback.make_file_playable(session, watched.video, watched.folder)
    assert playback.play_file(session, watched.video, watched.folder).stands_in
    watched.video.unlink()
    with pytest.raises(VideoNotFoundError):
        playback.make_file_playable(session, watched.video, watched.folder)


def test_the_face_is_given_as_lines_a_stretch_at_a_time(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playback, "MESH_PICTURES", 150)
    review = review_recording(session, keep_coded(session, tmp_path).recording_id)
    assert review.has_mesh
    parts = [playback.pack_mesh(review, first) for first in (0, 150, 300)]
    assert parts[2] == b""
    packed = np.frombuffer(b"".join(parts), "<i2").reshape(len(TIMES), *MESH.shape)
    np.testing.assert_array_equal(packed, np.tile(MESH, (len(TIMES), 1, 1)))


def test_a_damaged_mesh_is_said(session: Session, tmp_path: Path) -> None:
    watched = keep_coded(session, tmp_path)
    seen = review_results(session, watched.folder)
    damaged = replace(seen, pictures=replace(seen.pictures, packed_mesh=b"PK"))
    with pytest.raises(ResultsNotFoundError, match="lines of the face"):
        playback.pack_mesh(damaged, 0)
