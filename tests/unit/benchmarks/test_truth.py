"""What is read from a truth file, and what altering a clip does to it."""

from pathlib import Path

import numpy as np
import pytest
from benchmarks.alterations import ALTERATIONS, HAND_S, alter_clip, read_pictures
from benchmarks.truth import DEMO_CLIP, DEMO_TRUTH, Clip, find_clips, read_truth

from hemiface.model.anatomy import Side
from hemiface.model.assessment import AffectedSide, PatternLabel

FIXTURES = DEMO_TRUTH.parent


def test_demo_clip_is_found_without_a_folder() -> None:
    (clip,) = find_clips(None)
    assert clip.path == DEMO_CLIP
    assert clip.path.exists()
    assert clip.truth.patterns == {PatternLabel.HEMIFACIAL_SPASM}
    assert clip.truth.sides == {AffectedSide.RIGHT}


def test_clips_of_a_folder_need_their_truth() -> None:
    assert [clip.name for clip in find_clips(FIXTURES)] == ["smoke"]


def test_twitches_lie_within_their_bout() -> None:
    for event in read_truth(DEMO_TRUTH).events:
        assert all(event.onset <= moment <= event.offset for moment in event.twitches)
        assert bool(event.twitches) == event.is_bout


def test_turning_over_twice_changes_nothing() -> None:
    truth = read_truth(DEMO_TRUTH)
    back = truth.mirrored().mirrored()
    assert back.events == truth.events
    assert back.side == truth.side
    for side in Side:
        assert np.array_equal(back.aperture_mm[side], truth.aperture_mm[side])
        assert np.allclose(back.eye_corners_px[side], truth.eye_corners_px[side])


def test_hidden_events_are_taken_out() -> None:
    truth = ALTERATIONS["hand_over_eye"].truth(read_truth(DEMO_TRUTH), np.random.default_rng(0))
    assert truth.events
    assert not any(event.overlaps(*HAND_S) for event in truth.events)


@pytest.mark.parametrize("name", sorted(ALTERATIONS))
def test_altered_clip_keeps_its_times(name: str, tmp_path: Path) -> None:
    (clip,) = find_clips(FIXTURES)
    altered = alter_clip(clip, name, tmp_path)
    before = dict(read_pictures(clip.path))
    after = dict(read_pictures(altered.path))
    assert len(after) == {"fps24": 48, "fps15": 30}.get(name, 60)
    assert set(np.round(list(after), 3)) <= set(np.round(list(before), 3))


def test_mirrored_clip_is_the_picture_turned_over(tmp_path: Path) -> None:
    (clip,) = find_clips(FIXTURES)
    altered = alter_clip(Clip(clip.path, clip.truth), "mirror", tmp_path)
    (_, before), (_, after) = (next(read_pictures(one.path)) for one in (clip, altered))
    difference = np.abs(after.astype(float) - before[:, ::-1].astype(float)).mean()
    assert difference < 2
