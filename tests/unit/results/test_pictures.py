"""Pictures of events are kept beside the results and found again."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from tests.unit.reports import worlds

from hemiface.errors import OutputNotWritableError
from hemiface.model.event_pictures import (
    MESH_UNITS,
    MOST_STRIPS,
    EventStrip,
    FaceTrack,
    StripFrame,
    choose_events,
    choose_moments,
)
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.face_mesh import DRAWN
from hemiface.results import ResultsFolder
from hemiface.results.filenames import PICTURES
from hemiface.results.pictures import (
    HEIGHT_PX,
    PackedStrip,
    PictureBox,
    match_pictures,
    pack_pictures,
    pack_strips,
)

TRACK = FaceTrack(np.arange(5.0), np.full((5, 4), 7, np.float32))


def strips_of(*events: Event) -> tuple[PackedStrip, ...]:
    picture = np.full((240, 240, 3), 90, np.uint8)
    return pack_strips(
        [
            EventStrip(index, tuple(StripFrame(time, picture) for time in choose_moments(event)))
            for index, event in enumerate(events)
        ]
    )


def spasm(onset: float, duration: float = 0.6) -> Event:
    return Event(onset, duration, EventType.SPASM, EventSide.LEFT)


def test_the_strongest_events_come_first_and_spasms_before_blinks() -> None:
    world = worlds.right_clonic()
    chosen = [world.events[index] for index in choose_events(world.events)]
    assert len(chosen) == MOST_STRIPS
    kinds = [event.event_type for event in chosen]
    assert kinds == sorted(kinds, key=[EventType.SPASM, EventType.BLINK].index)


def test_pictures_come_back_as_they_were_kept(tmp_path: Path) -> None:
    strips = strips_of(spasm(1.0), spasm(4.0))
    results = ResultsFolder(tmp_path)
    results.write_pictures(strips, TRACK)
    kept = results.pictures()
    assert kept.frames == tuple(frame for strip in strips for frame in strip.frames)
    assert {frame.height for frame in kept.frames} == {HEIGHT_PX}
    assert kept.track is not None
    np.testing.assert_array_equal(kept.track.squares, TRACK.squares)
    first = (tmp_path / PICTURES).read_bytes()
    results.write_pictures(strips, TRACK)
    assert (tmp_path / PICTURES).read_bytes() == first


def test_eyes_come_back_as_they_were_kept(tmp_path: Path) -> None:
    results = ResultsFolder(tmp_path)
    eyes = np.arange(30, dtype=np.float32).reshape(5, 6)
    results.write_pictures((), replace(TRACK, eyes=eyes))
    track = results.pictures().track
    assert track is not None
    assert track.eyes is not None
    np.testing.assert_array_equal(track.eyes, eyes)
    results.write_pictures((), TRACK)
    without = results.pictures().track
    assert without is not None
    assert without.eyes is None


def meshed() -> FaceTrack:
    rng = np.random.default_rng(7)
    mesh = rng.integers(-32767, 32767, (5, len(DRAWN), 2), np.int16, endpoint=True)
    return replace(TRACK, mesh=mesh)


def test_the_archive_grows_by_less_than_a_megabyte_a_minute() -> None:
    """At 30 frames a second, where every point trembles by a hundredth of the face."""
    rng, n_frames = np.random.default_rng(5), 1800
    still = rng.integers(-2000, 2000, (1, len(DRAWN), 2))
    mesh = still + rng.normal(0, MESH_UNITS / 100, (n_frames, len(DRAWN), 2))
    track = FaceTrack(
        np.arange(n_frames) / 30,
        (300 + rng.normal(0, 0.3, (n_frames, 4))).astype(np.float32),
        None,
        mesh.round().astype(np.int16),
    )
    assert len(pack_pictures((), track)) < 10**6


def test_a_mesh_comes_back_as_it_was_kept_and_is_read_when_it_is_asked_for(tmp_path: Path) -> None:
    results, track = ResultsFolder(tmp_path), meshed()
    results.write_pictures((), track)
    kept = results.pictures()
    assert kept.track is not None
    assert kept.track.mesh is None
    whole = kept.track_with_mesh()
    assert whole is not None
    assert track.mesh is not None
    np.testing.assert_array_equal(whole.mesh, track.mesh)
    first = (tmp_path / PICTURES).read_bytes()
    results.write_pictures((), whole)
    assert (tmp_path / PICTURES).read_bytes() == first


@pytest.mark.parametrize("n_frames", [4, 500_000], ids=["of another video", "a bomb"])
def test_a_mesh_that_does_not_fit_is_refused(tmp_path: Path, n_frames: int) -> None:
    results = ResultsFolder(tmp_path)
    results.write_pictures((), meshed())
    packed = BytesIO()
    np.savez_compressed(packed, steps=np.zeros((n_frames, len(DRAWN), 2), np.int16))
    box = replace(results.pictures(), packed_mesh=packed.getvalue())
    with pytest.raises(ValueError, match=r"mesh|track"):
        box.track_with_mesh()


def test_changed_events_keep_the_pictures_that_show_them() -> None:
    frames = [frame for strip in strips_of(spasm(1.0), spasm(4.0)) for frame in strip.frames]
    other_side = replace(spasm(4.0), side=EventSide.RIGHT, event_type=EventType.BLINK)
    never_seen = spasm(8.0)
    events = (never_seen, other_side)
    (strip,) = match_pictures(events, frames)
    assert events[strip.event_index] is other_side
    assert [frame.time for frame in strip.frames] == list(choose_moments(spasm(4.0)))


def test_an_event_whose_peak_no_picture_shows_has_none() -> None:
    frames = [frame for strip in strips_of(spasm(1.0, 0.2)) for frame in strip.frames]
    assert match_pictures([spasm(1.1, 4.0)], frames) == ()


@pytest.mark.parametrize("content", [None, b"no archive", b"PK\x05\x06" + bytes(18)])
def test_no_pictures_are_no_fault(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / PICTURES).write_bytes(content)
    assert ResultsFolder(tmp_path).pictures() == PictureBox()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputNotWritableError):
        ResultsFolder(tmp_path / "nowhere").write_pictures((), None)
