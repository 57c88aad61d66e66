"""Recording in a real browser, with a clip as its camera."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Playwright, expect
from tests.browser import cameras
from tests.browser.conftest import ARGUMENTS, find_browser

import hemiface
from hemiface.model.assessment import Measure
from hemiface.model.events import EventSide, EventType
from hemiface.model.protocol import STEPS, ProtocolStep
from hemiface.operations import camera as takes
from hemiface.operations import demo
from hemiface.operations.session import Session
from hemiface.pipeline.analyzer import Analyzer, VideoAnalyzer
from hemiface.simulation.fake_analyzer import FakeAnalyzer
from hemiface.video import count_arrival
from hemiface.web import camera
from hemiface.web.app import make_app
from hemiface.web.server import listen
from hemiface.web.settings import ServerSettings
from hemiface.web.state import App

pytestmark = pytest.mark.browser

PATIENT_MS = 90_000
DEMO_CLIP, CLIP_S = Path(demo.__file__).with_name(demo.DEMO_VIDEO), 30.0


@dataclass
class Room:
    """The page that records, and what it complained of."""

    page: Page
    address: str
    held: App
    complaints: list[str] = field(default_factory=list)

    def turn_on(self) -> None:
        """Turn the camera on."""
        self.page.goto(f"{self.address}/record")
        self.page.get_by_role("button", name="Turn the camera on").click()
        expect(self.page.locator("#room")).to_be_visible(timeout=PATIENT_MS)

    def begin(self) -> None:
        """Begin to record."""
        button = self.page.get_by_role("button", name="Begin recording")
        expect(button).to_be_enabled(timeout=PATIENT_MS)
        button.click()
        expect(self.page.locator("#light")).to_be_visible(timeout=PATIENT_MS)


OpenRoom = Callable[..., Room]


@pytest.fixture
def open_room(own_records: None, playwright: Playwright) -> Iterator[OpenRoom]:
    del own_records
    with ExitStack() as stack:

        def make(clip: Path, analyzer: Analyzer | None = None, **context: object) -> Room:
            opened = running(playwright, clip, analyzer or FakeAnalyzer(), context)
            return stack.enter_context(opened)

        yield make


@contextmanager
def running(
    playwright: Playwright, clip: Path, analyzer: Analyzer, context: dict[str, object]
) -> Iterator[Room]:
    """The app, and a browser whose camera shows a clip."""
    listener = listen(ServerSettings(port=0))
    settings = ServerSettings(port=listener.getsockname()[1])
    app = make_app(settings, template=Session(analyzer=analyzer))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    arguments = [
        *ARGUMENTS,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream=fps=30",
        f"--use-file-for-fake-video-capture={clip}",
    ]
    browser = playwright.chromium.launch(executable_path=find_browser(), args=arguments)
    try:
        page = browser.new_context(locale="en", **context).new_page()  # type: ignore[arg-type]
        room = Room(page, settings.address, app.state.held)
        page.on("console", lambda message: room.complaints.append(message.text))
        page.on("pageerror", lambda error: room.complaints.append(str(error)))
        page.goto(f"{settings.address}/enter/{room.held.links.secret}")
        yield room
    finally:
        browser.close()
        server.should_exit = True
        thread.join()
        listener.close()


def ask_only(monkeypatch: pytest.MonkeyPatch, *steps: ProtocolStep) -> None:
    """Make the protocol one of these steps: on the page, and where missing ones are told."""
    for module in (camera, takes):
        monkeypatch.setattr(module, "STEPS", steps)


@pytest.mark.slow
def test_the_protocol_is_recorded_step_by_step_to_a_result(
    open_room: OpenRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = (replace(STEPS[0], duration_s=6.0), replace(STEPS[4], duration_s=3.0))
    ask_only(monkeypatch, *short)
    room = open_room(cameras.write_mjpeg(tmp_path / "a.mjpeg", cameras.pictures(60)))
    page = room.page
    room.turn_on()
    expect(page.locator("#frame")).to_have_class("camera-frame mirrored")
    expect(page.locator("#preview")).to_have_css("transform", "matrix(-1, 0, 0, 1, 0, 0)")
    room.begin()
    expect(page.locator("#what")).to_have_text("Rest", timeout=20_000)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused. Nothing is recorded.")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#what")).to_have_text("Next: Smile", timeout=20_000)
    page.get_by_role("button", name="Again: Rest").click()
    expect(page.locator("#what")).to_have_text("Next: Rest")
    page.wait_for_selector("#verdict:not([hidden]), #state", timeout=PATIENT_MS)
    if page.locator("#verdict").is_visible():
        page.get_by_role("link", name="See the result").click()
    expect(page.locator(".result h1")).to_be_visible(timeout=PATIENT_MS)
    [job] = room.held.service.queue.list()
    asked = [(name, round(duration)) for _, duration, name in job.request["tasks"]]
    assert asked == [("rest", 6), ("rest", 6), ("smile", 3)]
    # How late a countdown ends is the machine's doing; it never ends early, and a step lies within
    # the recording, whose clock stands still in a pause (what lies beyond would be cut off).
    ends = [0.0, *(onset + duration for onset, duration, _ in job.request["tasks"])]
    leads = [task[0] - end for task, end in zip(job.request["tasks"], ends, strict=False)]
    assert all(lead > 4.99 for lead in leads), leads
    [file] = [place for place in room.held.service.job_folder(job.id).iterdir() if place.is_file()]
    assert file.suffix == ".mp4"
    assert room.complaints == []


@pytest.mark.slow
def test_a_recording_measures_what_the_file_does(
    open_room: OpenRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_only(monkeypatch, replace(STEPS[0], duration_s=32.0))
    there = hemiface.analyze(DEMO_CLIP)
    clip = cameras.write_mjpeg(tmp_path / "a.mjpeg", cameras.whole_clip(DEMO_CLIP))
    room = open_room(clip, VideoAnalyzer())
    room.turn_on()
    room.begin()
    room.page.wait_for_selector("#verdict:not([hidden]), #state", timeout=PATIENT_MS)
    if room.page.locator("#verdict").is_visible():
        room.page.get_by_role("link", name="See the result").click()
    expect(room.page.locator(".result h1")).to_be_visible(timeout=2 * PATIENT_MS)
    [job] = room.held.service.queue.list()
    [written] = room.held.service.job_folder(job.id).glob("attempt-1/*/summary.json")
    here = hemiface.load(written.parent)

    assert here.assessment.affected_side == there.assessment.affected_side
    first, second = (_find_spasms(one) for one in (there, here))
    # The camera shows the clip over and over, from a moment that nobody knows.
    shift = min(
        (late - early for early, _ in first for late, _ in second),
        key=lambda one: sum(_miss(onset + one, second) for onset, _ in first),
    )
    # What a busy machine leaves out cannot be measured: nothing where every picture arrived.
    [film] = [place for place in room.held.service.job_folder(job.id).iterdir() if place.is_file()]
    unseen_s = count_arrival(film).longest_gap_s
    for onset, duration in first:
        at = min((late for late, _ in second), key=lambda late: _apart(onset + shift, late))
        assert _apart(onset + shift, at) < 0.1 + unseen_s
        assert dict(second)[at] == pytest.approx(duration, abs=0.2 + unseen_s)
    for name in ("spasm_rate_per_min", "spasm_time_percent"):
        one, other = (found.assessment.get(name, side="right") for found in (there, here))
        assert _holds(one, other.value)
        assert _holds(other, one.value)


def _holds(measure: Measure, value: float | None) -> bool:
    """Whether the interval of a measure holds a value."""
    assert value is not None
    assert measure.low is not None
    assert measure.high is not None
    return measure.low <= value <= measure.high


def _find_spasms(measured: hemiface.Analysis) -> list[tuple[float, float]]:
    """Onset and duration of the spasms of the right side."""
    return [
        (event.onset, event.duration)
        for event in measured.events
        if event.event_type is EventType.SPASM and event.side is EventSide.RIGHT
    ]


def _apart(first: float, second: float) -> float:
    """How far two moments are apart in a clip that is shown over and over."""
    apart = (first - second) % CLIP_S
    return min(apart, CLIP_S - apart)


def _miss(onset: float, spasms: list[tuple[float, float]]) -> float:
    return min(_apart(onset, other) for other, _ in spasms)


def test_a_camera_that_is_too_slow_is_refused_before_anything_is_recorded(
    open_room: OpenRoom, tmp_path: Path
) -> None:
    room = open_room(cameras.write_y4m(tmp_path / "slow.y4m", cameras.pictures(45), 15))
    room.turn_on()
    trouble = room.page.locator("#trouble")
    expect(trouble).to_contain_text("twitches would be missed", timeout=PATIENT_MS)
    expect(trouble).to_contain_text("more light")
    expect(room.page.get_by_role("button", name="Begin recording")).to_be_disabled()
    assert room.complaints == []


STALLING = """
const Real = window.MediaRecorder;
window.MediaRecorder = class extends Real {
  constructor(stream, options) {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
    const pen = canvas.getContext("2d");
    setInterval(() => { pen.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
      pen.fillRect(0, 0, 320, 240); }, 250);
    super(canvas.captureStream(4), options);
  }
};
"""
"""A recorder that gets a fraction of what the camera gives."""


@pytest.mark.slow
def test_a_recorder_that_stalls_is_stopped_at_once_and_nothing_is_lost(
    open_room: OpenRoom, tmp_path: Path
) -> None:
    room = open_room(cameras.write_mjpeg(tmp_path / "a.mjpeg", cameras.pictures(60)))
    room.page.add_init_script(STALLING)
    room.turn_on()
    room.begin()
    missing = room.page.locator("#missing")
    expect(missing).to_be_visible(timeout=PATIENT_MS)
    expect(missing).to_contain_text("Steps that are missing: ")
    expect(missing).to_contain_text("Talk")
    expect(room.page.locator("#trouble")).to_contain_text("three times in a row")
    room.page.get_by_role("button", name="Measure what there is").click()
    verdict = room.page.locator("#verdict")
    expect(verdict).to_be_visible(timeout=PATIENT_MS)
    expect(verdict).to_contain_text("It cannot be measured")
    expect(verdict).to_contain_text("close other programs")
    expect(verdict).to_contain_text("Steps that are missing: ")
    assert room.held.service.queue.list() == []
    [take] = room.held.service.takes.list("")
    assert room.held.service.takes.place(take).stat().st_size == take.received_bytes
    room.page.get_by_role("link", name="Record again").click()
    expect(room.page.get_by_text("Recordings that were not measured")).to_be_visible()


BUSY = """
const real = window.fetch;
let asked = 0;
window.fetch = async (address, options) => {
  if (!String(address).endsWith("/notes") || (asked += 1) % 2 === 0) return real(address, options);
  await real(address, options);
  return new Response(JSON.stringify({ verdict: "refused", flaw: "gaps", words: "", advice: "" }));
};
"""
"""Every other count finds gaps, as on a machine that is late and catches up."""


@pytest.mark.slow
def test_a_recording_that_is_stopped_early_says_what_is_missing_and_goes_on(
    open_room: OpenRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = (replace(STEPS[0], duration_s=14.0), replace(STEPS[4], duration_s=3.0))
    ask_only(monkeypatch, *short)
    room = open_room(
        cameras.write_mjpeg(tmp_path / "a.mjpeg", cameras.pictures(60)),
        viewport={"width": 390, "height": 844},
    )
    page = room.page
    page.add_init_script(BUSY)
    room.turn_on()
    room.begin()
    expect(page.locator("#what")).to_have_text("Next: Smile", timeout=60_000)
    expect(page.get_by_role("button", name="Again: Rest")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    missing = page.locator("#missing")
    expect(missing).to_contain_text("Steps that are missing: Smile.")
    page.screenshot(path=tmp_path / "missing.png")
    assert room.held.service.queue.list() == []
    page.get_by_role("button", name="Go on with what is missing").click()
    expect(missing).to_be_hidden()
    page.wait_for_selector("#verdict:not([hidden]), #state", timeout=PATIENT_MS)
    [job] = room.held.service.queue.list()
    assert [name for _, _, name in job.request["tasks"]] == ["rest", "smile"]
    expect(page.locator("#verdict-missing")).to_be_hidden()


@pytest.mark.slow
def test_live_help_reacts_to_a_dark_far_turned_and_half_out_face(
    open_room: OpenRoom, tmp_path: Path
) -> None:
    plain = list(cameras.pictures(60))
    edits: tuple[cameras.Edit, ...] = (
        lambda picture: picture,
        cameras.darkened,
        cameras.far,
        cameras.turned,
        cameras.half_out,
    )
    shown = [edit(picture) for edit in edits for picture in plain * 2]
    room = open_room(cameras.write_mjpeg(tmp_path / "b.mjpeg", shown), VideoAnalyzer())
    room.turn_on()
    advice = room.page.locator("#advice")
    for words in (
        "It is too dark",
        "Come closer",
        "look straight into the camera",
        "right half of the face is cut off",
    ):
        expect(advice).to_contain_text(words, timeout=PATIENT_MS)
    expect(advice).to_be_hidden(timeout=PATIENT_MS)
    expect(room.page.locator("#help-light")).to_have_class("fits")
    assert room.complaints == []


@pytest.mark.parametrize("n_faces", [0, 1, 2])
def test_nothing_is_called_good_where_no_face_is_read(
    open_room: OpenRoom, tmp_path: Path, n_faces: int
) -> None:
    """Also where something was taken for a face that then could not be read."""
    room = open_room(cameras.write_mjpeg(tmp_path / "a.mjpeg", cameras.pictures(30)))
    looked = {
        "n_faces": n_faces,
        "eye_distance_px": None,
        "yaw_deg": None,
        "faults": [{"flaw": "no_face", "words": "No face is seen."}],
    }
    room.page.route("**/api/framing**", lambda route: route.fulfill(json=looked))
    room.turn_on()
    expect(room.page.locator("#help-distance")).to_have_class("fails", timeout=PATIENT_MS)
    expect(room.page.locator("#advice")).to_have_text("No face is seen.")
    for name in ("light", "turn", "alone", "glasses"):
        expect(room.page.locator(f"#help-{name} span")).to_have_text("looking")
    assert room.complaints == []


SPOKEN = """
window.spoken = [];
const voice = { lang: "en-GB", name: "Anna", localService: true, default: true };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [voice],
  cancel: () => {},
  speak: (said) => window.spoken.push(said.text),
  addEventListener: () => {},
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
"""A voice of the device that writes down what it is given to say."""


@pytest.mark.slow
@pytest.mark.parametrize("wished", [True, False])
def test_prompts_are_spoken_only_to_who_wishes_it(
    open_room: OpenRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wished: bool
) -> None:
    ask_only(monkeypatch, replace(STEPS[0], duration_s=300.0))
    room = open_room(cameras.write_mjpeg(tmp_path / "a.mjpeg", cameras.pictures(30)))
    page = room.page
    page.add_init_script(SPOKEN)
    room.turn_on()
    page.locator("#speak").set_checked(wished)
    expect(page.locator("#voice")).to_be_hidden()
    room.begin()
    expect(page.locator("#what")).to_have_text("Rest", timeout=PATIENT_MS)
    steps = "JSON.parse(document.getElementById('room').dataset.steps)"
    words = page.evaluate(f"() => {steps}[0].words")
    assert page.evaluate("() => window.spoken") == ([words] if wished else [])


LATE = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.cameras = [];
navigator.mediaDevices.getUserMedia = async (wishes) => {
  const camera = await ask(wishes);
  window.cameras.push(camera);
  if (window.cameras.length === 1) await new Promise((go) => { window.answer = go; });
  return camera;
};
"""
"""The camera that is asked for first answers when the test lets it."""


def test_a_camera_that_answers_late_takes_no_place_and_is_turned_off(
    open_room: OpenRoom, tmp_path: Path
) -> None:
    room = open_room(cameras.write_mjpeg(tmp_path / "a.mjpeg", cameras.pictures(30)))
    page = room.page
    page.add_init_script(LATE)
    page.goto(f"{room.address}/record")
    button = page.get_by_role("button", name="Turn the camera on")
    button.click()
    page.wait_for_function("() => window.answer", timeout=PATIENT_MS)
    button.click()
    expect(page.locator("#room")).to_be_visible(timeout=PATIENT_MS)
    page.evaluate("() => window.answer()")
    page.wait_for_function(
        "() => window.cameras[0].getTracks()[0].readyState === 'ended'", timeout=PATIENT_MS
    )
    shown = "document.getElementById('preview').srcObject === window.cameras[1]"
    assert page.evaluate(f"() => {shown} && window.cameras[1].active")
    assert room.complaints == []


def test_the_page_is_accessible_and_fits_a_phone(open_room: OpenRoom, tmp_path: Path) -> None:
    clip = cameras.write_mjpeg(tmp_path / "a.mjpeg", cameras.pictures(30))
    room = open_room(
        clip, viewport={"width": 360, "height": 740}, color_scheme="dark", is_mobile=False
    )
    room.turn_on()
    expect(room.page.locator("#help-rate.fits, #help-rate.fails")).to_be_visible(timeout=PATIENT_MS)
    assert Axe().run(room.page).response["violations"] == []
    assert not room.page.evaluate("() => document.documentElement.scrollWidth > innerWidth")


def test_without_a_camera_the_page_says_what_to_do(open_room: OpenRoom, tmp_path: Path) -> None:
    room = open_room(tmp_path / "nothing.mjpeg")
    denied = "navigator.mediaDevices.getUserMedia = () => Promise.reject("
    room.page.add_init_script(f"{denied}new DOMException('no', 'NotAllowedError'))")
    room.page.goto(f"{room.address}/record")
    room.page.get_by_role("button", name="Turn the camera on").click()
    expect(room.page.get_by_role("alert").first).to_contain_text("may not use the camera")
