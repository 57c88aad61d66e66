"""The shipped networks on rendered faces whose every movement is known."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.lossless import write_lossless

from hemiface.landmarks import Engine, follow_face, read_sides
from hemiface.landmarks.engine import INPUT_SIDE, Answer, OpenVinoEngine
from hemiface.landmarks.weights import Network
from hemiface.model.analysis import Analysis
from hemiface.model.anatomy import Side
from hemiface.model.events import EventPattern, EventSide, EventType
from hemiface.model.signals import SideSignals, SignalName
from hemiface.model.video import Frame
from hemiface.pipeline.analysis import measure_video
from hemiface.pipeline.engines import make_engine
from hemiface.settings import FAST, AnalysisSettings
from hemiface.video import open_video

FIXTURES = Path(__file__).parents[1] / "fixtures"
SMOKE = FIXTURES / "smoke.mp4"
SETTINGS = AnalysisSettings().changed({"assessment": {"n_resamples": 50}})


def load_truth(name: str) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((FIXTURES / f"{name}.truth.json").read_text())
    return truth


@pytest.fixture(scope="module")
def engine() -> Engine:
    return make_engine()


@pytest.fixture(scope="module")
def frames() -> list[Frame]:
    with open_video(SMOKE, SETTINGS.video) as video:
        return list(video)


@pytest.fixture(scope="module")
def smoke(engine: Engine) -> Analysis:
    return measure_video(SMOKE, SETTINGS, engine=engine).analysis


def assert_same_side(found: SideSignals, expected: SideSignals) -> None:
    for name in SignalName:
        np.testing.assert_array_equal(found.get(name), expected.get(name), name.value)
    np.testing.assert_array_equal(found.eye_visible, expected.eye_visible)
    assert found.noise == expected.noise


def assert_same_numbers(found: Analysis, expected: Analysis) -> None:
    """Whether two analyses hold the same numbers, bit for bit."""
    for side in Side:
        assert_same_side(found.signals.side(side), expected.signals.side(side))
    for name in ("time", "valid", "presence", "head_yaw_deg", "closure_asymmetry"):
        np.testing.assert_array_equal(
            getattr(found.signals, name), getattr(expected.signals, name), name
        )
    assert found.events == expected.events
    assert found.quality == expected.quality
    assert found.assessment == expected.assessment


def test_the_smoke_clip_shows_one_blink_and_one_left_spasm(smoke: Analysis) -> None:
    blink, spasm = (event for event in smoke.events if event.event_type is not EventType.MOVEMENT)
    known = load_truth("smoke")["events"]
    assert (blink.event_type, blink.side) == (EventType.BLINK, EventSide.BOTH)
    assert (spasm.event_type, spasm.side) == (EventType.SPASM, EventSide.LEFT)
    assert spasm.pattern is EventPattern.TONIC
    for event, truth in zip((blink, spasm), known, strict=True):
        assert event.onset == pytest.approx(truth["onset_s"], abs=1 / 15)
        assert event.offset == pytest.approx(truth["offset_s"], abs=1 / 15)


def test_the_lids_follow_the_truth(smoke: Analysis) -> None:
    for side in Side:
        truth = np.array(load_truth("smoke")["lid_aperture_cm"][side.value])
        read = smoke.signals.side(side).eyelid_aperture_mm
        assert np.corrcoef(read, truth)[0, 1] > 0.97


def test_running_twice_gives_equal_numbers(smoke: Analysis, engine: Engine) -> None:
    assert_same_numbers(measure_video(SMOKE, SETTINGS, engine=engine).analysis, smoke)


def test_the_number_of_threads_changes_no_number(smoke: Analysis) -> None:
    single = measure_video(SMOKE, SETTINGS, engine=OpenVinoEngine(1))
    assert_same_numbers(single.analysis, smoke)


def flip(frame: Frame) -> Frame:
    """The frame as a mirror shows it."""
    planes = (frame.luma, frame.chroma_blue, frame.chroma_red)
    return Frame(frame.time, *(np.ascontiguousarray(plane[:, ::-1]) for plane in planes))


def test_a_mirrored_recording_that_is_said_to_be_one_equals_the_original(
    frames: list[Frame], engine: Engine, tmp_path: Path
) -> None:
    plain = write_lossless(tmp_path / "plain.mp4", frames)
    mirror = write_lossless(tmp_path / "mirror.mp4", map(flip, frames))
    expected = measure_video(plain, SETTINGS, engine=engine).analysis
    found = measure_video(mirror, SETTINGS, engine=engine, mirrored=True).analysis
    assert found.mirrored
    assert not expected.mirrored
    assert_same_numbers(found, expected)


def test_a_mirrored_face_moves_on_the_other_side(
    frames: list[Frame], engine: Engine, smoke: Analysis, tmp_path: Path
) -> None:
    mirror = write_lossless(tmp_path / "mirror.mp4", map(flip, frames))
    found = measure_video(mirror, SETTINGS, engine=engine).analysis
    assert [(e.event_type, e.side) for e in found.events] == [
        (e.event_type, e.side.opposite) for e in smoke.events
    ]
    for side in Side:
        there = smoke.signals.side(side).eyelid_aperture_mm
        here = found.signals.side(side.opposite).eyelid_aperture_mm
        assert np.corrcoef(here, there)[0, 1] > 0.98


@pytest.mark.parametrize("network", Network)
def test_a_result_never_depends_on_what_else_is_looked_at(
    network: Network, frames: list[Frame], engine: Engine
) -> None:
    side = INPUT_SIDE[network]
    places = [(0, 0), (60, 20), (110, 60), (40, 100)]
    crops = np.stack([_crop(frames[k], place, side) for k, place in enumerate(places * 2)])
    together = list(engine.run(network, crops))
    assert len(together) == len(crops)
    for crop, expected in zip(crops, together, strict=True):
        (alone,) = engine.run(network, [crop])
        assert alone.keys() == expected.keys()
        for size, values in alone.items():
            np.testing.assert_array_equal(values, expected[size])


def test_answers_that_nobody_waits_for_disturb_no_others(
    frames: list[Frame], engine: Engine
) -> None:
    crops = [_crop(frame, (0, 0), 64) for frame in frames[:6]]
    expected = list(engine.run(Network.EYE_OPENING, crops))
    with closing(engine.run(Network.EYE_OPENING, reversed(crops))) as left_early:
        next(left_early)
        within = list(engine.run(Network.EYE_OPENING, crops))
    for found in (within, list(engine.run(Network.EYE_OPENING, crops))):
        for answer, usual in zip(found, expected, strict=True):
            for size, values in usual.items():
                np.testing.assert_array_equal(answer[size], values)


def test_threads_that_share_an_engine_get_their_own_answers(
    frames: list[Frame], engine: Engine
) -> None:
    crops = [_crop(frame, (0, 0), 64) for frame in frames[:6]]
    orders = [np.random.default_rng(seed).permutation(len(crops)) for seed in range(8)]
    expected = list(engine.run(Network.EYE_OPENING, crops))

    def look(order: NDArray[np.intp]) -> list[Answer]:
        return list(engine.run(Network.EYE_OPENING, (crops[place] for place in order)))

    with ThreadPoolExecutor(4) as threads:
        for order, answers in zip(orders, threads.map(look, orders), strict=True):
            for place, answer in zip(order, answers, strict=True):
                for size, values in expected[place].items():
                    np.testing.assert_array_equal(answer[size], values)


def test_a_crop_that_cannot_be_made_ends_the_answers(engine: Engine) -> None:
    def crops() -> Iterator[NDArray[np.uint8]]:
        yield np.zeros((64, 64, 3), np.uint8)
        raise OSError("torn")

    with pytest.raises(OSError, match="torn"):
        list(engine.run(Network.EYE_OPENING, crops()))


def _crop(frame: Frame, place: tuple[int, int], side: int) -> NDArray[np.uint8]:
    """Some square of a frame in gray, wrapped around at its edges."""
    rolled = np.roll(frame.luma, place, (0, 1))[:side, :side]
    padded = np.pad(rolled, [(0, side - n) for n in rolled.shape])
    return np.repeat(padded[..., None], 3, axis=2)


def test_no_crop_gives_no_answer(engine: Engine) -> None:
    assert list(engine.run(Network.EYE_OPENING, [])) == []


def test_the_fast_setting_looks_at_half_of_the_frames(frames: list[Frame], engine: Engine) -> None:
    fast = SETTINGS.changed(FAST).landmarks.model_copy(update={"mesh_interval_s": 0.1})
    landmarks = read_sides(follow_face(frames[:20], engine, fast), engine, fast)
    assert landmarks is not None
    assert landmarks.looked_at.sum() == 10
    assert np.isfinite(landmarks.points).all()
    for side in Side:
        assert len(landmarks.mirrored[side]) == 0
        assert np.isfinite(landmarks.eyes[side].alone_px).all()


def test_eyes_need_not_be_read_alone(frames: list[Frame], engine: Engine) -> None:
    blind = SETTINGS.landmarks.model_copy(update={"eyes_alone": False})
    landmarks = read_sides(follow_face(frames[:5], engine, blind), engine, blind)
    assert landmarks is not None
    for side in Side:
        assert np.isnan(landmarks.eyes[side].alone_px).all()
        assert len(landmarks.mirrored[side]) == len(landmarks.checked) > 0


@pytest.mark.slow
def test_the_demo_clip_agrees_with_its_truth() -> None:
    import hemiface.operations

    clip = Path(hemiface.operations.__file__).parent / "demo" / "hfs_moderate_right.mp4"
    truth = load_truth("hfs_moderate_right")
    analysis = measure_video(clip, AnalysisSettings()).analysis
    for side in Side:
        read = analysis.signals.side(side)
        known = np.array(truth["lid_aperture_cm"][side.value])
        assert np.corrcoef(read.eyelid_aperture_mm, known)[0, 1] > 0.95
    bouts = [event for event in analysis.events if event.event_type is EventType.SPASM]
    assert {event.side for event in bouts} == {EventSide.RIGHT}
    spasms = [event for event in truth["events"] if event["kind"] == "spasm"]
    onsets = np.array([event.onset for event in bouts])
    assert len(onsets) == len(spasms)
    errors = np.abs(onsets - [event["onset_s"] for event in spasms])
    assert np.median(errors) <= 1 / 30
    assert errors.max() <= 3 / 30
    blinks = [event for event in analysis.events if event.event_type is EventType.BLINK]
    known_blinks = [event["onset_s"] for event in truth["events"] if event["kind"] == "blink"]
    assert [event.onset for event in blinks] == pytest.approx(known_blinks, abs=3 / 30)
    assert analysis.assessment.affected_side.value == "right"
    assert analysis.assessment.pattern.label.value == "hemifacial_spasm"
