"""The review page as people work with it: by hand, by keys, on a phone, at night."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from tests.browser.curves import box_of_plot
from tests.reviews import RATE_HZ, Watched, keep_coded, write_emg
from tests.unit.video.clips import Clip

from hemiface.accounts.register import Account
from hemiface.model.actor import Role
from hemiface.model.corrections import CorrectionAction
from hemiface.model.events import EventSide, EventType
from hemiface.operations.review import review_recording
from hemiface.operations.session import Session
from hemiface.web.app import make_app
from hemiface.web.server import listen
from hemiface.web.settings import ServerSettings
from hemiface.web.state import App

pytestmark = pytest.mark.browser

READ_CODE = """() => {
  const video = document.querySelector("video"), still = document.querySelector("#still");
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(still.hidden ? video : still, 0, 0);
  let index = 0;
  for (let bit = 0; bit < 8; bit += 1) {
    const y = Math.floor((bit + 0.5) * canvas.height / 8);
    if (pen.getImageData(Math.floor(canvas.width / 4), y, 1, 1).data[0] > 125) index |= 1 << bit;
  }
  return index;
}"""


@dataclass
class Desk:
    """A browser at the review page of one recording."""

    browser: Browser
    address: str
    app: App
    watched: Watched
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(
        self,
        *,
        role: Role = Role.OWNER,
        width: int = 1280,
        dark: bool = False,
        language: str = "en-GB",
        touch: bool = False,
    ) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            locale=language,
            has_touch=touch,
            is_mobile=touch,
        )
        self.contexts.append(context)
        if role is not Role.OWNER:
            who = Account(role.value, role, "P001" if role is Role.PATIENT else "")
            self.app.service.accounts.add(who, "correct horse battery")
        secret = self.app.service.sign_ins.begin("" if role is Role.OWNER else role.value)
        context.add_cookies(
            [{"name": self.app.settings.cookie(), "value": secret, "url": self.address}]
        )
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(f"{self.address}/recordings/{self.watched.recording_id}")
        return page


@pytest.fixture
def desk(browser: Browser, session: Session, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(browser, session, keep_coded(session, tmp_path)) as opened:
        yield opened


@contextmanager
def opened_desk(browser: Browser, session: Session, watched: Watched) -> Iterator[Desk]:
    """The app with one recording, at an address of its own."""
    listener = listen(ServerSettings(port=0))
    settings = ServerSettings(port=listener.getsockname()[1])
    app = make_app(settings, template=session)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    opened = Desk(browser, settings.address, app.state.held, watched)
    try:
        yield opened
    finally:
        for context in opened.contexts:
            context.close()
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture
def page(desk: Desk) -> Page:
    opened = desk.open()
    expect(frame_text(opened)).to_have_text("Frame 1 of 200, 0.000 s")
    return opened


def frame_text(page: Page) -> Locator:
    return page.locator("#frame-text")


def shows(page: Page, place: int) -> None:
    """The page says a frame, and the picture is that frame."""
    expect(frame_text(page)).to_have_text(f"Frame {place + 1} of 200, {place / RATE_HZ:.3f} s")
    assert page.evaluate(READ_CODE) == place


def mark(page: Page, place: int) -> Locator:
    """Bar of an event."""
    return page.locator(f".mark-button[data-place='{place}']")


def place_of(seconds: float) -> int:
    return int(seconds * RATE_HZ + 1e-6)


def titles(page: Page) -> list[str]:
    marks = page.locator(".mark-button").all()
    return [mark.get_attribute("title") or "" for mark in marks]


def corrected(page: Page) -> Locator:
    return page.locator(".mark-button[title*='corrected by a person']")


def saved(page: Page, act: Callable[[], object]) -> None:
    """Do something that is kept, and wait until it is."""
    with page.expect_response(re.compile("/(corrections|undo|redo)$")) as answer:
        act()
    assert answer.value.ok
    expect(page.locator("#review")).to_have_attribute("aria-busy", "false")


def test_a_click_on_an_event_shows_its_first_frame(desk: Desk, page: Page) -> None:
    events = desk.watched.analysis.events
    for place in (2, 0, 3, 1):
        mark(page, place).click()
        shows(page, place_of(events[place].onset))
    page.locator("#details [data-event]").first.click()
    shows(page, place_of(events[0].onset))
    assert desk.complaints == []


def test_frames_and_events_by_keys(desk: Desk, page: Page) -> None:
    events = desk.watched.analysis.events
    page.keyboard.press("ArrowRight")
    shows(page, 1)
    page.keyboard.press("Shift+ArrowRight")
    shows(page, 11)
    page.keyboard.press("ArrowLeft")
    shows(page, 10)
    page.keyboard.press("n")
    shows(page, place_of(events[0].onset))
    page.keyboard.press("n")
    shows(page, place_of(events[1].onset))
    page.keyboard.press("p")
    shows(page, place_of(events[0].onset))
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()


def test_a_link_to_a_moment_shows_it_however_early_the_first_frame_comes(
    desk: Desk, page: Page
) -> None:
    # The browser tells of the first frame before it says that it has loaded any.
    page.add_init_script(
        """addEventListener("loadeddata", (event) => {
          if (event.isTrusted) {
            event.stopImmediatePropagation();
            setTimeout(() => event.target.dispatchEvent(new Event("loadeddata")), 300);
          }
        }, true);"""
    )
    place = 120
    page.goto("about:blank")
    moment = f"#t={place / RATE_HZ:.3f}"
    page.goto(f"{desk.address}/recordings/{desk.watched.recording_id}{moment}")
    shows(page, place)


def test_what_was_found_stands_first_and_follows_what_is_said(page: Page) -> None:
    answer = page.locator("#answer")
    expect(answer).to_contain_text("right side")
    box = answer.bounding_box()
    assert box is not None
    assert box["y"] < 200
    before = answer.inner_text()
    page.keyboard.press("n")
    while "Spasm" not in page.locator("#chosen-title").inner_text():
        page.keyboard.press("n")
        page.wait_for_timeout(50)
    with page.expect_response(re.compile("/corrections$")):
        page.keyboard.press("Delete")
    expect(answer).not_to_have_text(before)


def test_correct_undo_reload_by_keys_alone(desk: Desk, page: Page) -> None:
    before = titles(page)
    spasm = next(e for e in desk.watched.analysis.events if e.event_type is EventType.SPASM)
    page.keyboard.press("n")
    while "Spasm" not in page.locator("#chosen-title").inner_text():
        page.keyboard.press("n")
    shows(page, place_of(spasm.onset))
    findings = page.locator("#findings").inner_text()
    saved(page, lambda: page.keyboard.press("b"))
    expect(page.locator("#chosen-title")).to_contain_text("Blink, right")
    assert page.locator("#findings").inner_text() != findings
    saved(page, lambda: page.keyboard.press("e"))
    expect(page.locator("#chosen-title")).to_contain_text("Blink, both")
    expect(page.locator("#undo")).to_contain_text("(2)")
    page.reload()
    expect(frame_text(page)).to_contain_text("Frame 1 of 200")
    expect(corrected(page)).to_have_count(1)
    saved(page, lambda: page.keyboard.press("Control+z"))
    saved(page, lambda: page.keyboard.press("Control+z"))
    assert titles(page) == before
    saved(page, lambda: page.keyboard.press("Control+Shift+Z"))
    assert any("Blink, right" in title for title in titles(page))
    assert desk.complaints == []


def test_nothing_is_asked_for_after_signing_out(desk: Desk, page: Page) -> None:
    shows(page, 0)
    page.evaluate(
        """() => document.querySelector("form[action='/sign-out']")
          .addEventListener("submit", (event) => event.preventDefault())"""
    )
    page.get_by_role("button", name="Sign out").click()
    # A function: words that are not true at once would be evaluated, which the page forbids.
    page.wait_for_function(
        "() => !document.querySelector('video').currentSrc || "
        "document.querySelector('video').networkState === 0"
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#next-frame").click()
    page.wait_for_timeout(2500)  # longer than a picture is waited for that does not come
    assert asked == []
    assert desk.complaints == []


def test_a_page_asks_before_it_is_left_with_something_unsaid(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/corrections", hold)
    while "Spasm" not in page.locator("#chosen-title").inner_text():
        page.keyboard.press("n")
    with page.expect_request("**/corrections"):
        page.keyboard.press("b")
    while not held:
        page.wait_for_timeout(20)
    with page.expect_event("dialog") as asked:
        page.evaluate("setTimeout(() => location.reload())")
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    with page.expect_response("**/corrections"):
        held[0].continue_()
    expect(page.locator("#chosen-title")).to_contain_text("Blink, right")
    page.reload()
    expect(corrected(page)).to_have_count(1)


def test_a_new_event_by_keys_and_its_edges(page: Page) -> None:
    count = len(titles(page))
    page.keyboard.press("Shift+ArrowRight")
    shows(page, 10)
    page.keyboard.press("a")
    expect(page.locator("#add")).to_have_attribute("aria-pressed", "true")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    shows(page, 14)
    saved(page, lambda: page.keyboard.press("a"))
    assert len(titles(page)) == count + 1
    expect(page.locator("#chosen-title")).to_contain_text("at 0.40 s")
    expect(page.locator("#chosen-facts")).to_contain_text("0.20")
    saved(page, lambda: page.keyboard.press("q"))
    expect(page.locator("#chosen-title")).to_contain_text("at 0.36 s")
    saved(page, lambda: page.keyboard.press("f"))
    expect(page.locator("#chosen-facts")).to_contain_text("0.28")
    saved(page, lambda: page.keyboard.press("Delete"))
    assert len(titles(page)) == count


def test_edges_and_new_events_by_hand(page: Page) -> None:
    mark(page, 1).click()
    handle = page.locator(".edge.end")
    expect(handle).to_be_visible()
    before = page.locator("#chosen-facts").inner_text()
    box = handle.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 6, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 10, steps=5)
    saved(page, page.mouse.up)
    assert page.locator("#chosen-facts").inner_text() != before
    count = len(titles(page))
    page.locator("#add").click()
    plot = box_of_plot(page)
    page.mouse.move(plot["x"] + plot["width"] * 0.85, plot["y"] + 40)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] * 0.9, plot["y"] + 40, steps=4)
    saved(page, page.mouse.up)
    assert len(titles(page)) == count + 1


def test_what_is_marked_at_a_frame_on_its_way_is_marked_there(desk: Desk, page: Page) -> None:
    events = desk.watched.analysis.events
    begin, end = next(
        (place, place + 1)
        for place in range(len(events) - 1)
        # The new one is a spasm of the side of the second, which has none of it there.
        if not any(
            (one.event_type, one.side) == (EventType.SPASM, events[place + 1].side)
            for one in events[place : place + 2]
        )
    )
    page.evaluate(
        """() => {  // a seek that does not end
          const hold = (name, how) => Object.defineProperty(
            document.querySelector("video"), name, { configurable: true, ...how });
          hold("seeking", { get: () => true });
          hold("currentTime", { get: () => 0, set: (time) => { window.asked = time; } });
        }"""
    )
    for place in (begin, end):
        mark(page, place).click()
        expect(frame_text(page)).to_have_text("frame not confirmed")
        page.keyboard.press("a")
    page.evaluate(
        """() => {
          const video = document.querySelector("video");
          delete video.seeking;
          delete video.currentTime;
          video.currentTime = window.asked;
        }"""
    )
    shows(page, place_of(events[end].onset))
    expect(page.locator("#review")).to_have_attribute("aria-busy", "false")
    assert said_of(desk) == [(CorrectionAction.ADD, place_of(events[begin].onset) / RATE_HZ)]


def test_an_edge_is_moved_once_however_long_the_hand_rests_on_the_way(
    desk: Desk, page: Page
) -> None:
    mark(page, 1).click()
    box = page.locator(".edge.end").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 6, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 10)
    page.wait_for_timeout(800)  # keys that rest for so long are taken at their word
    page.mouse.move(box["x"] + 60, box["y"] + 10)
    saved(page, page.mouse.up)
    assert [action for action, _ in said_of(desk)] == [CorrectionAction.CHANGE]


def test_zoom_by_keys_wheel_and_drag(page: Page) -> None:
    def visible() -> int:
        return page.locator(".mark-button:visible").count()

    every = visible()
    page.locator("#plots").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert visible() < every
    page.keyboard.press("0")
    assert visible() == every
    box = box_of_plot(page)
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    for _ in range(4):
        page.mouse.wheel(0, -200)
    expect(page.locator(".mark-button:visible")).not_to_have_count(every)
    page.get_by_role("button", name="Whole recording").click()
    page.mouse.move(box["x"] + 10, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 40, steps=4)
    page.mouse.up()
    assert visible() < every


def test_a_click_on_the_curves_shows_that_moment(page: Page) -> None:
    box = box_of_plot(page)
    page.mouse.click(box["x"] + box["width"] * 5.0 / 8.0, box["y"] + 30)
    expect(frame_text(page)).to_contain_text(re.compile(r"12[456] of 200"))


def test_emg_lies_under_the_curves_and_shares_their_zoom(
    desk: Desk, page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "visit.csv"
    file.write_bytes(write_emg(desk.watched.analysis.events, 0.25))
    page.locator("#emg summary").click()
    page.get_by_label("File", exact=True).set_input_files(file)
    sides = [page.locator(f"#emg [name={side}]") for side in ("left", "right")]
    for select, channel in zip(sides, ("Orb L", "Orb R"), strict=True):
        expect(select).to_have_value(channel)
    page.locator("#emg [name=shift]").fill("0.25")
    page.locator("#emg").get_by_role("button", name="Show").click()
    expect(page.locator("#emg-said")).to_contain_text("Moved by 0.250 s, as you said")
    expect(page.locator(".plot.added canvas")).to_have_count(1)
    page.locator("[data-move=in]").click()
    page.locator("#emg").get_by_role("button", name="Show").click()
    expect(page.locator(".plot.added")).to_have_count(1)
    # Two blinks are too few to tell the shift, and that is said.
    page.locator("#emg [name=shift]").fill("")
    page.locator("#emg").get_by_role("button", name="Show").click()
    expect(page.locator("#emg-said")).to_contain_text("fewer than three blinks")
    assert [one for one in desk.complaints if "422" not in one] == []


def test_the_last_wish_for_emg_is_the_one_answered(desk: Desk, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "visit.csv"
    file.write_bytes(write_emg(desk.watched.analysis.events, 0.25))
    form, said = page.locator("#emg form"), page.locator("#emg-said")
    page.locator("#emg summary").click()
    page.get_by_label("File", exact=True).set_input_files(file)
    expect(page.locator("#emg [name=left]")).to_have_value("Orb L")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if "shift_s=0.25" in route.request.url:
            held.append(route)
        else:
            route.continue_()

    page.route("**/emg?*", hold_the_first)
    page.locator("#emg [name=shift]").fill("0.25")
    show = page.locator("#emg").get_by_role("button", name="Show")
    show.click()
    expect(said).to_have_text("The file is being read.")
    page.locator("#emg [name=shift]").fill("0.5")
    show.click()
    expect(said).to_contain_text("Moved by 0.500 s")
    for route in held:
        route.continue_()
    page.wait_for_timeout(500)
    expect(said).to_contain_text("Moved by 0.500 s")
    expect(form).not_to_have_attribute("aria-busy", "true")


def test_the_curves_as_a_table(page: Page) -> None:
    page.get_by_text("The curves about this frame as a table").click()
    rows = page.locator("#values tbody tr")
    expect(rows).to_have_count(11)
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#values .current th")).to_have_text("0.400")


NOTE_FRAMES = """() => {
  window.seen = [];
  const text = document.getElementById("frame-text");
  new MutationObserver(() => {
    const found = /^Frame (\\d+) of/.exec(text.textContent);
    if (found && Number(found[1]) - 1 !== seen.at(-1)) seen.push(Number(found[1]) - 1);
  }).observe(text, { childList: true });
}"""
"""Notes each frame that the page says it shows, once as long as it stands."""


def test_playing_slowly_goes_through_the_frames_and_round(desk: Desk, page: Page) -> None:
    page.locator("#speed").select_option("0.5")
    mark(page, 1).click()
    event = desk.watched.analysis.events[1]
    shows(page, place_of(event.onset))
    page.evaluate(NOTE_FRAMES)
    page.locator("#loop").click()
    expect(page.locator("#loop")).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("() => seen.some((place, at) => at > 2 && place < seen[at - 1])")
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_text("▶")
    page.wait_for_function(f"() => ({READ_CODE})() === seen.at(-1)")
    assert min(page.evaluate("seen")) == place_of(event.onset)


def test_every_frame_is_shown_when_that_is_asked_for(page: Page) -> None:
    page.evaluate(NOTE_FRAMES)
    page.locator("#speed").select_option("every")
    page.locator("#play").click()
    page.wait_for_function("() => seen.length > 10")
    page.locator("#play").click()
    places = page.evaluate("seen")
    assert places == list(range(places[0], places[0] + len(places)))


def held_back(page: Page) -> list[Route]:
    """Corrections that are on their way until they are let go on."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile("/corrections$"), hold)
    return held


def let_go(page: Page, held: list[Route], count: int) -> None:
    """Let corrections through, one after the other, as they come."""
    for _ in range(count):
        while not held:
            page.wait_for_timeout(20)
        route = held.pop(0)
        with page.expect_response(re.compile("/corrections$")):
            route.continue_()
    expect(page.locator("#review")).to_have_attribute("aria-busy", "false")


def said_of(desk: Desk) -> list[tuple[CorrectionAction, float]]:
    """What was said, and of which onset."""
    log = review_recording(desk.app.template, desk.watched.recording_id).log
    return [(one.action, round(one.at, 3)) for one in log.standing]


def test_words_said_quickly_are_of_the_event_that_was_chosen_then(desk: Desk, page: Page) -> None:
    """The answer to a word comes late, when somebody is at the next event already."""
    events = desk.watched.analysis.events
    first, second, third = (round(one.onset, 3) for one in events[:3])
    held = held_back(page)
    page.keyboard.press("n")
    kind = "s" if events[0].event_type is EventType.BLINK else "b"
    page.keyboard.press(kind)
    page.keyboard.press("l")  # of the same event, which bears another name by then
    page.keyboard.press("n")
    shows(page, place_of(events[1].onset))
    page.keyboard.press("f")  # an edge is moved, and another event chosen at once
    page.keyboard.press("n")
    shows(page, place_of(events[2].onset))
    title = page.locator("#chosen-title").inner_text()
    let_go(page, held, 3)
    assert page.locator("#chosen-title").inner_text() == title
    page.keyboard.press("o")
    let_go(page, held, 1)
    changed = CorrectionAction.CHANGE
    assert said_of(desk) == [
        (changed, first),
        (changed, first),
        (changed, second),
        (changed, third),
    ]
    assert desk.complaints == []


def test_an_edge_that_is_moved_on_before_the_answer_goes_on_from_where_it_was(
    desk: Desk, page: Page
) -> None:
    held = held_back(page)
    page.keyboard.press("n")
    onset = desk.watched.analysis.events[0].onset
    page.keyboard.press("q")
    while not held:  # the keys have come to rest, and it is said
        page.wait_for_timeout(20)
    page.keyboard.press("q")
    let_go(page, held, 2)
    changed = said_of(desk)
    assert [action for action, _ in changed] == [CorrectionAction.CHANGE] * 2
    events = review_recording(desk.app.template, desk.watched.recording_id).analysis.events
    assert min(one.onset for one in events) == pytest.approx(onset - 2 / RATE_HZ, abs=1 / RATE_HZ)
    assert changed[1][1] == pytest.approx(min(one.onset for one in events) + 1 / RATE_HZ, abs=2e-3)


def test_what_is_taken_back_leaves_the_event_chosen(desk: Desk, page: Page) -> None:
    events = desk.watched.analysis.events
    for _ in range(2):
        page.keyboard.press("n")
    title = page.locator("#chosen-title").inner_text()
    saved(page, lambda: page.keyboard.press("o"))
    expect(page.locator("#chosen-title")).not_to_have_text(title)
    saved(page, lambda: page.keyboard.press("Control+z"))
    expect(page.locator("#chosen-title")).to_have_text(title)
    mark(page, 0).click()
    saved(page, lambda: page.keyboard.press("Delete"))
    expect(page.locator("#chosen-title")).to_contain_text("Choose an event")
    page.keyboard.press("b")  # speaks of nothing
    assert said_of(desk) == [(CorrectionAction.REMOVE, round(events[0].onset, 3))]


def test_keys_work_on_after_a_button_that_disables_itself(desk: Desk, page: Page) -> None:
    page.keyboard.press("n")
    saved(page, lambda: page.locator("#remove").click())
    before = frame_text(page).inner_text()
    page.keyboard.press("ArrowRight")
    expect(frame_text(page)).not_to_have_text(before)
    saved(page, lambda: page.locator("#undo").click())
    expect(page.locator("#undo")).to_be_disabled()
    saved(page, lambda: page.keyboard.press("Control+Shift+Z"))
    assert [action for action, _ in said_of(desk)] == [CorrectionAction.REMOVE]


def test_keys_count_that_are_pressed_before_the_frames_have_come(desk: Desk, page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/frames", hold)
    with page.expect_request("**/frames"):
        page.reload(wait_until="commit")
    while not held:
        page.wait_for_timeout(20)
    for key in ("n", "?"):
        page.keyboard.press(key)
    expect(page.locator("#chosen-title")).to_contain_text("Choose an event")
    held[0].continue_()
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    shows(page, place_of(desk.watched.analysis.events[0].onset))
    assert desk.complaints == []


def test_taking_back_what_is_not_there_loses_nothing_and_says_so(desk: Desk, page: Page) -> None:
    notice = page.locator("#notice")
    page.keyboard.press("Control+z")
    expect(notice).to_have_text("There is nothing to take back.")
    page.keyboard.press("Control+Shift+Z")
    expect(notice).to_have_text("There is nothing to say again.")
    page.keyboard.press("n")
    # Taken back as often as keys are pressed, also before the first answer has come.
    page.keyboard.press("Delete")
    for _ in range(2):
        page.keyboard.press("Control+z")
    expect(notice).to_have_text("There is nothing to take back.")
    expect(page.locator("#review")).to_have_attribute("aria-busy", "false")
    assert said_of(desk) == []
    assert desk.complaints == []


def test_words_after_a_new_event_are_of_that_event_before_it_is_kept(
    desk: Desk, page: Page
) -> None:
    events = desk.watched.analysis.events
    free = place_of(events[-1].offset) + 3  # where nothing is yet
    page.keyboard.press("n")
    held = held_back(page)
    for _ in range(free - place_of(events[0].onset)):
        page.keyboard.press("ArrowRight")
    shows(page, free)
    page.keyboard.press("a")
    page.keyboard.press("ArrowRight")
    shows(page, free + 1)
    key, side = ("r", "right") if events[0].side is EventSide.LEFT else ("l", "left")
    for each in ("a", "b", key):
        page.keyboard.press(each)
    let_go(page, held, 3)
    expect(page.locator("#chosen-title")).to_contain_text(f"Blink, {side}")
    log = review_recording(desk.app.template, desk.watched.recording_id).log.standing
    assert [one.action for one in log][:1] == [CorrectionAction.ADD]
    assert all(round(one.at, 3) == round(free / RATE_HZ, 3) for one in log)
    assert desk.complaints == []


def test_what_an_event_is_already_is_not_said(desk: Desk, page: Page) -> None:
    first = desk.watched.analysis.events[0]
    own, other = ("b", "s") if first.event_type is EventType.BLINK else ("s", "b")
    page.keyboard.press("n")
    page.keyboard.press(own)
    expect(page.locator("#review")).to_have_attribute("aria-busy", "false")
    assert said_of(desk) == []
    # Taken back, it is something again.
    for _ in range(2):
        saved(page, lambda: page.keyboard.press(other))
        saved(page, lambda: page.keyboard.press("Control+z"))
    assert said_of(desk) == []
    assert desk.complaints == []


COLORED = """(left) => {
  const drawn = document.getElementById("drawn"), pen = drawn.getContext("2d");
  const { width, height } = drawn;
  const begin = Math.floor(left ? width * 0.3 : 0), wide = Math.floor(width * 0.17);
  const { data } = pen.getImageData(begin, Math.floor(height / 2), wide, Math.floor(height / 4));
  let colored = 0;
  for (let at = 3; at < data.length; at += 4) colored += data[at] > 200;
  return colored;
}"""


def test_the_face_is_drawn_as_lines_over_the_picture_or_alone(desk: Desk, page: Page) -> None:
    """The lines of these recordings lie on one upright line left of the middle."""
    expect(frame_text(page)).to_contain_text("Frame 1 of 200")
    assert page.evaluate(COLORED, True) == 0
    for kind, seen in (("mesh", "visible"), ("lines", "hidden")):
        page.locator("#face").select_option(kind)
        page.wait_for_function(f"() => ({COLORED})(true) > 50")
        shown = page.locator("#video").evaluate("video => getComputedStyle(video).visibility")
        assert shown == seen
    page.keyboard.press("ArrowRight")
    expect(frame_text(page)).to_contain_text("Frame 2 of 200")
    assert page.evaluate(COLORED, True) > 50
    assert [one for one in desk.complaints if "getImageData" not in one] == []


def test_no_face_is_needed(page: Page) -> None:
    page.locator("#face").select_option("none")
    assert (
        page.locator("#video").evaluate("video => getComputedStyle(video).visibility") == "hidden"
    )
    page.keyboard.press("ArrowRight")
    expect(frame_text(page)).to_contain_text("Frame 2 of 200")


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.PATIENT])
def test_who_may_not_correct_is_offered_nothing(desk: Desk, role: Role) -> None:
    page = desk.open(role=role)
    expect(page.locator("#findings h1")).to_be_visible()
    assert page.locator("#change, #add, #remove").count() == 0
    watches = role is Role.PATIENT
    expect(page.locator("#picture")).to_be_visible(visible=watches)
    if watches:
        expect(frame_text(page)).to_contain_text("Frame 1")
        page.keyboard.press("n")
        page.keyboard.press("b")
        expect(page.locator("#chosen-title")).not_to_contain_text("Choose")


BARS = """() => [...document.querySelectorAll(".mark-button")].filter(one => one.offsetWidth)
  .map(one => {
    const box = one.getBoundingClientRect(), bar = getComputedStyle(one, "::after");
    const [before, after] = [parseFloat(bar.left), parseFloat(bar.right)];
    const met = [box.left + 1, box.right - 1].every(
      x => document.elementFromPoint(x, (box.top + box.bottom) / 2) === one);
    return { place: one.dataset.place, track: one.parentElement.parentElement.className,
      left: box.left, right: box.right, top: box.top, bottom: box.bottom,
      from: box.left + before, to: box.right - after, met };
  })"""
"""What is touched of each bar, and where the bar is drawn."""


def test_a_finger_has_room_on_every_bar_and_meets_no_neighbor(desk: Desk) -> None:
    page = desk.open(width=390, touch=True)
    expect(frame_text(page)).to_have_text("Frame 1 of 200, 0.000 s")
    page.evaluate(
        "document.querySelector('.lanes').scrollIntoView({ block: 'center', behavior: 'instant' })"
    )
    bars = page.evaluate(BARS)
    assert len(bars) > 2
    assert min(one["to"] - one["from"] for one in bars) < 24, "there is something to widen"
    for one in bars:
        assert one["from"] >= one["left"] - 0.1
        assert one["to"] <= one["right"] + 0.1
        others = [other for other in bars if other["track"] == one["track"] and other is not one]
        for other in others:
            assert one["right"] <= other["left"] + 0.1 or other["right"] <= one["left"] + 0.1
        gaps = [max(one["from"] - other["to"], other["from"] - one["to"]) for other in others]
        if min(gaps, default=99) > 24:
            assert one["right"] - one["left"] >= 24 - 0.1
            assert one["bottom"] - one["top"] >= 24 - 0.1
        assert one["met"], "what lies over it is touched in its place"
    narrowest = min(bars, key=lambda one: one["to"] - one["from"])
    page.touchscreen.tap(narrowest["left"] + 1, (narrowest["top"] + narrowest["bottom"]) / 2)
    expect(mark(page, int(narrowest["place"]))).to_have_attribute("aria-pressed", "true")
    drawn = [(one["from"], one["to"]) for one in bars]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.set_viewport_size({"width": 390, "height": 900})
    page.wait_for_function(
        f"(drawn) => JSON.stringify(({BARS})().map(one => [one.from, one.to].map(Math.round)))"
        " === JSON.stringify(drawn.map(one => one.map(Math.round)))",
        arg=drawn,
        timeout=20_000,
    )


VIEWS = [("phone", False), ("phone", True), ("desktop", False), ("desktop", True)]


@pytest.mark.parametrize(("device", "dark"), VIEWS)
def test_opens_in_peace(desk: Desk, device: str, *, dark: bool) -> None:
    width = 390 if device == "phone" else 1280
    page = desk.open(width=width, dark=dark, touch=device == "phone", language="de-DE")
    expect(frame_text(page)).to_have_text("Bild 1 von 200, 0,000 s")
    page.locator(".mark-button").first.click()
    page.wait_for_timeout(300)
    assert desk.complaints == []
    for narrow in (width, 360, 320):
        page.set_viewport_size({"width": narrow, "height": 900})
        # The curves take the new width when the browser has laid the page out.
        fits = "(narrow) => document.documentElement.scrollWidth <= narrow"
        page.wait_for_function(fits, arg=narrow)
    page.set_viewport_size({"width": width, "height": 900})
    violations = [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for rule in Axe().run(page).response["violations"]
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"][:3]
    ]
    assert violations == []


FRAGMENTS = Clip(
    times=[place / RATE_HZ for place in range(200)],
    width=320,
    height=240,
    options={"g": "60", "bf": "2"},
    container_options={"movflags": "frag_keyframe+empty_moov"},
)
"""Chromium does not seek to the last frames of a fragment with reordered frames."""


def test_frames_that_are_never_shown_come_from_a_stand_in(
    browser: Browser, session: Session, tmp_path: Path
) -> None:
    with opened_desk(browser, session, keep_coded(session, tmp_path, FRAGMENTS)) as desk:
        page = desk.open()
        expect(frame_text(page)).to_contain_text("Frame 1 of 200")
        box = box_of_plot(page)
        page.mouse.click(box["x"] + box["width"] * 58.5 / 200, box["y"] + 30)
        expect(frame_text(page)).to_contain_text("Frame 59 of 200", timeout=240_000)
        shows(page, 58)
        page.keyboard.press("ArrowRight")
        shows(page, 59)
        assert desk.complaints == []


def test_whoever_goes_on_while_a_stand_in_is_made_stays_there(
    browser: Browser, session: Session, tmp_path: Path
) -> None:
    with opened_desk(browser, session, keep_coded(session, tmp_path, FRAGMENTS)) as desk:
        page = desk.open()
        expect(frame_text(page)).to_contain_text("Frame 1 of 200")
        held: list[Route] = []

        def hold(route: Route) -> None:
            if held:
                route.continue_()  # asked again until it is made
            else:
                held.append(route)

        page.route("**/playable?every_frame=true", hold)
        box = box_of_plot(page)
        page.mouse.click(box["x"] + box["width"] * 58.5 / 200, box["y"] + 30)
        while not held:
            page.wait_for_timeout(20)
        page.mouse.click(box["x"] + box["width"] * 30.5 / 200, box["y"] + 30)
        shows(page, 30)
        page.evaluate(
            """() => document.getElementById("video").addEventListener("loadeddata",
              () => setTimeout(() => { window.stands = true; }), { once: true })"""
        )
        held[0].continue_()
        page.wait_for_function("() => window.stands", timeout=240_000)
        shows(page, 30)
        assert desk.complaints == []


@pytest.mark.parametrize("width", [1600, 1280, 360])
def test_the_head_of_the_page_is_as_wide_as_what_stands_below(desk: Desk, width: int) -> None:
    page = desk.open(width=width)
    expect(frame_text(page)).to_have_text("Frame 1 of 200, 0.000 s")
    wide = page.evaluate(
        "() => ['.bar', 'main', '.foot'].map((name) => document.querySelector(name).clientWidth)"
    )
    assert max(wide) - min(wide) <= 1
