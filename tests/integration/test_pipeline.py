"""All stages on drawn faces, from a file to an assessment, without the networks."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from tests.lossless import write_lossless
from tests.unit.landmarks.walks import Scene, bump, film

from hemiface.errors import NoFaceError, TooPoorError
from hemiface.landmarks import track_face
from hemiface.model.analysis import Progress, Task
from hemiface.model.anatomy import Side
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.events import EventSide, EventType
from hemiface.model.quality import Flaw
from hemiface.model.tasks import TaskName
from hemiface.model.video import Frame
from hemiface.pipeline.analysis import Measurement, measure_video
from hemiface.pipeline.findings import analyze_signals, correct_events
from hemiface.pipeline.pictures import cut_strips, write_overlay
from hemiface.settings import AnalysisSettings
from hemiface.simulation.drawn_face import DrawnFace
from hemiface.simulation.fake_engine import FakeEngine
from hemiface.video import open_video

SETTINGS = AnalysisSettings().changed({"assessment": {"n_resamples": 50}})
BLINKS_S = (0.6, 3.4, 7.2)
SPASMS_S = (1.6, 4.6, 5.8)


def face_at(time: float) -> DrawnFace:
    """A face that blinks and whose left eye twitches."""
    blink = max(bump(time, middle, 0.07) for middle in BLINKS_S)
    twitch = 0.6 * max(bump(time, middle, 0.09) for middle in SPASMS_S)
    return DrawnFace(
        120 + 0.4 * np.sin(3 * time),
        110 + 0.3 * np.cos(2 * time),
        90,
        closure={Side.LEFT: max(blink, twitch), Side.RIGHT: blink},
    )


def scene(time: float) -> Sequence[DrawnFace]:
    return [face_at(time)]


def filmed(people: Scene, duration_s: float) -> list[Frame]:
    return film(people, duration_s, width=240)


def measure(
    path: Path,
    leak: float = 0.3,
    *,
    person: str = "largest",
    progress: Callable[[Progress], None] | None = None,
) -> Measurement:
    engine = FakeEngine(leak)
    return measure_video(path, SETTINGS, person=person, progress=progress, engine=engine)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lossless(tmp_path_factory.mktemp("film") / "face.mp4", filmed(scene, 8.0))


@pytest.fixture(scope="module")
def measured(recording: Path) -> Measurement:
    return measure(recording)


def test_every_event_is_found_where_it_was_drawn(measured: Measurement) -> None:
    events = measured.analysis.events
    blinks = [event.peak_time for event in events if event.event_type is EventType.BLINK]
    spasms = [event for event in events if event.event_type is EventType.SPASM]
    assert blinks == pytest.approx(BLINKS_S, abs=1 / 30)
    assert [event.peak_time for event in spasms] == pytest.approx(SPASMS_S, abs=1 / 30)
    assert {event.side for event in spasms} == {EventSide.LEFT}
    assert len(events) == len(BLINKS_S) + len(SPASMS_S)
    assert [event.amplitude for event in spasms] == pytest.approx([0.6] * 3, abs=0.12)


def test_what_leaks_from_eye_to_eye_is_taken_back(recording: Path, measured: Measurement) -> None:
    clean = measure(recording, leak=0.0).analysis.signals
    leaky = measured.analysis.signals
    twitch = np.argmin(np.abs(leaky.time - SPASMS_S[1]))
    own, other = leaky.left.eyelid_closure[twitch], leaky.right.eyelid_closure[twitch]
    # The engine hands 30 % of what one eye does to the other; hardly any of it is left.
    assert abs(other) < 0.1 * own
    assert own == pytest.approx(clean.left.eyelid_closure[twitch], abs=0.1)


def test_measuring_twice_gives_equal_numbers(recording: Path, measured: Measurement) -> None:
    again = measure(recording).analysis
    first = measured.analysis
    assert again.events == first.events
    assert again.assessment == first.assessment
    assert again.quality == first.quality
    for side in Side:
        np.testing.assert_array_equal(
            again.signals.side(side).eyelid_closure, first.signals.side(side).eyelid_closure
        )


def test_progress_grows_up_to_the_end(recording: Path) -> None:
    seen: list[Progress] = []
    measure(recording, progress=seen.append)
    assert [step.n_frames for step in seen] == sorted({step.n_frames for step in seen})
    assert seen[-1].n_frames == 240
    assert seen[-1].time_s == pytest.approx(239 / 30, abs=1e-4)
    assert seen[-1].duration_s == pytest.approx(8.0, abs=0.1)


def test_a_closure_on_request_is_no_spasm(measured: Measurement) -> None:
    analysis = measured.analysis
    tasks = (Task(4.0, 2.4, TaskName.FORCED_CLOSURE),)
    events, _ = analyze_signals(analysis.signals, analysis.quality, tasks, SETTINGS)
    asked = [event for event in events if event.task]
    assert [event.subtype for event in asked] == ["closure_on_request"] * 2
    spasms = [event for event in events if event.event_type is EventType.SPASM]
    assert [event.peak_time for event in spasms] == pytest.approx(SPASMS_S[:1], abs=1 / 30)


def test_the_analysis_says_what_made_it(measured: Measurement, recording: Path) -> None:
    provenance = measured.analysis.provenance
    assert provenance.engine == "fake"
    assert provenance.settings_hash == SETTINGS.hash
    assert measured.analysis.video.name == recording.name
    assert measured.analysis.quality.valid_time_s == pytest.approx(8.0, abs=0.05)
    assert measured.analysis.quality.frame_rate_hz == pytest.approx(30, rel=0.01)


def test_a_hand_on_an_eye_gives_a_flag_and_no_event(tmp_path: Path) -> None:
    def covered(time: float) -> Sequence[DrawnFace]:
        face = face_at(time)
        hidden = frozenset({Side.LEFT}) if 4.2 < time < 6.4 else frozenset()
        return [DrawnFace(face.x, face.y, 90, closure=face.closure, covered=hidden)]

    analysis = measure(write_lossless(tmp_path / "hand.mp4", filmed(covered, 8.0))).analysis
    hidden = (analysis.signals.time > 4.3) & (analysis.signals.time < 6.3)
    assert not analysis.signals.left.eye_visible[hidden].any()
    assert analysis.signals.right.eye_visible.all()
    assert np.isnan(analysis.signals.left.eyelid_closure[hidden]).all()
    assert not [event for event in analysis.events if 4.2 < (event.peak_time or 0) < 6.4]
    flags = {flag.flaw for flag in analysis.quality.flags}
    assert Flaw.LEFT_EYE_COVERED in flags
    assert Flaw.RIGHT_EYE_COVERED not in flags
    assert analysis.quality.valid_time_s == pytest.approx(8.0 - 2.2, abs=0.9)


def test_time_without_a_face_is_missing_and_flagged(tmp_path: Path) -> None:
    path = write_lossless(
        tmp_path / "away.mp4", filmed(lambda t: [] if 4.2 < t < 6.4 else [face_at(t)], 8.0)
    )
    analysis = measure(path).analysis
    away = (analysis.signals.time > 4.2) & (analysis.signals.time < 6.4)
    np.testing.assert_array_equal(np.isnan(analysis.signals.left.eyelid_aperture_mm), away)
    np.testing.assert_array_equal(analysis.signals.valid, ~away)
    assert analysis.quality.valid_time_s == pytest.approx(8.0 - 2.2, abs=0.1)
    assert Flaw.NO_FACE in {flag.flaw for flag in analysis.quality.flags}


def test_a_second_person_is_flagged_and_not_measured(tmp_path: Path) -> None:
    path = write_lossless(
        tmp_path / "two.mp4",
        film(lambda t: [*scene(t), DrawnFace(280, 110, 35)], 3.0),
    )
    analysis = measure(path).analysis
    assert Flaw.SECOND_PERSON in {flag.flaw for flag in analysis.quality.flags}
    assert [event.event_type for event in analysis.events] == [EventType.BLINK, EventType.SPASM]
    calm = measure(path, person="right").analysis
    assert calm.events == ()


def test_nobody_in_the_picture_is_an_error(tmp_path: Path) -> None:
    path = write_lossless(tmp_path / "nobody.mp4", filmed(lambda _: [], 1.5))
    with pytest.raises(NoFaceError, match="no face was found"):
        measure(path)
    with pytest.raises(NoFaceError, match="no person `2`"):
        measure(path, person="2")


def test_a_glimpse_of_a_face_is_too_poor(tmp_path: Path) -> None:
    path = write_lossless(
        tmp_path / "glimpse.mp4", filmed(lambda t: [face_at(t)] if t < 0.5 else [], 2.0)
    )
    with pytest.raises(TooPoorError, match=r"only 0\.5 seconds"):
        measure(path)


def test_pictures_are_cut_through_the_strongest_events(
    recording: Path, measured: Measurement
) -> None:
    track = track_face(measured.landmarks)
    strips = cut_strips(recording, measured.analysis.events, track, SETTINGS, mirrored=False)
    events = [measured.analysis.events[strip.event_index] for strip in strips]
    assert [event.event_type for event in events] == [EventType.SPASM] * 3 + [EventType.BLINK] * 3
    for strip, event in zip(strips, events, strict=True):
        times = [picture.time for picture in strip.frames]
        assert times == sorted(times)
        assert times[0] < event.onset
        assert times[-1] > event.offset
        assert len({picture.image.shape for picture in strip.frames}) == 1


def test_a_persons_word_counts_in_the_assessment(measured: Measurement) -> None:
    analysis = measured.analysis
    gone = Correction(CorrectionAction.REMOVE, SPASMS_S[0], EventType.SPASM)
    strange = Correction(CorrectionAction.REMOVE, SPASMS_S[0], EventType.SYNKINESIS)
    corrected, lost = correct_events(analysis, (gone, strange), SETTINGS)
    assert lost == (strange,)
    assert len(corrected.events) == len(analysis.events) - 1
    rates = [
        measure.value
        for found in (analysis, corrected)
        for measure in found.assessment.measures
        if measure.name == "spasm_rate_per_min" and measure.side is EventSide.LEFT
    ]
    assert rates[0] is not None
    assert rates[1] == pytest.approx(rates[0] * 2 / 3)
    assert correct_events(analysis, (), SETTINGS) == (analysis, ())


@pytest.mark.parametrize("mesh_only", [False, True])
def test_the_video_is_drawn_again_with_lines_and_words(
    recording: Path, measured: Measurement, tmp_path: Path, mesh_only: bool
) -> None:
    target = tmp_path / "overlay.mp4"
    write_overlay(
        recording, measured.analysis, measured.landmarks, SETTINGS, target, mesh_only=mesh_only
    )
    with open_video(target, SETTINGS.video) as video:
        drawn = list(video)
    assert len(drawn) == 240
    assert drawn[-1].time == pytest.approx(measured.analysis.signals.time[-1], abs=0.02)
    # Skin fills the middle of the picture unless only the lines are shown.
    ground = float(np.median(drawn[100].luma[100:200, 60:180]))
    assert (ground < 60) == mesh_only
    assert drawn[100].luma.std() > 3
