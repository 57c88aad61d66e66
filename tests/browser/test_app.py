"""The app in a real browser: first run, a dropped video, people, the check, signing out."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, expect
from tests.browser.conftest import go_on
from tests.fakes import ToldAnalyzer

from hemiface.operations.session import Session
from hemiface.web.app import make_app
from hemiface.web.server import listen
from hemiface.web.settings import ServerSettings

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
PAGES = (
    "/",
    "/people",
    "/import",
    "/people/P001",
    "/people/P001/erase",
    "/people/P001/course",
    "/people/P001/visit-page",
    "/people/P001/diary",
    "/people/P001/injections",
    "/people/P001/treatments",
    "/people/P001/questionnaires",
    "/people/P001/questionnaires/phq-9",
    "/people/P001/questionnaires/hfs-7",
    "/people/P001/ratings",
    "/people/P001/ratings/jrs",
    "/people/P001/reminders",
    "/guide",
    "/guide?q=How+long+does+botox+last",
    "/guide?q=my+face+suddenly+droops+and+my+arm+is+weak",
    "/guide/substances",
    "/check",
    "/record",
    "/record?meant_for=P001",
    "/phone",
    "/settings",
    "/settings/encryption",
    "/settings/backup",
    "/settings/audit",
    "/settings/accounts",
    "/settings/passkeys",
    "/welcome",
    "/welcome/place",
    "/welcome/try",
    "/sign-in",
    "/offline",
    "/nowhere",
)


@dataclass
class Running:
    """The app, and what its pages complained of."""

    address: str
    secret: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        *,
        phone: bool = False,
        dark: bool = False,
        language: str = "en",
        zone: str | None = None,
    ) -> Page:
        context = self.browser.new_context(
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            locale=language,
            timezone_id=zone,
            storage_state=self.contexts[0].storage_state() if self.contexts else None,
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._note(request.url))
        return page

    def _note(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"asked for {url}")


@pytest.fixture
def running(own_records: None, browser: Browser) -> Iterator[Running]:
    del own_records
    listener = listen(ServerSettings(port=0))
    settings = ServerSettings(port=listener.getsockname()[1])
    app = make_app(settings, template=Session(analyzer=ToldAnalyzer()))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    found = Running(settings.address, app.state.held.links.secret, browser)
    yield found
    for context in found.contexts:
        context.close()
    server.should_exit = True
    thread.join()
    listener.close()


def sign_in(
    running: Running, *, phone: bool = False, dark: bool = False, zone: str | None = None
) -> Page:
    page = running.open(phone=phone, dark=dark, zone=zone)
    page.goto(f"{running.address}/enter/{running.secret}")
    return page


@pytest.mark.parametrize(
    ("phone", "dark"), [(False, True), (True, False)], ids=["desktop-night", "phone-day"]
)
def test_from_the_first_run_to_signing_out_by_keys_alone(
    running: Running, tmp_path: Path, phone: bool, dark: bool
) -> None:
    page = sign_in(running, phone=phone, dark=dark)
    expect(page.get_by_role("heading", level=1)).to_have_text("Start afresh, or from a backup?")
    press(page, "Start afresh")
    press(page, "Not now")
    press(page, "Use a video of my own")
    page.wait_for_url(f"{running.address}/")
    clip = tmp_path / "my clip.mp4"
    clip.write_bytes(b"a face")
    page.set_input_files("#files", clip)
    page.wait_for_url(re.compile("/jobs/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Involuntary movement on the left side", timeout=60_000
    )
    page.goto(f"{running.address}/people")
    page.get_by_text("Add a person", exact=True).first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Pseudonym", exact=True).focus()
    page.keyboard.type("P001")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("P001")
    page.goto(running.address)
    press(page, "my clip.mp4", role="link")
    page.get_by_label("Pseudonym", exact=True).focus()
    page.keyboard.type("P001")
    go_on(page, lambda: page.keyboard.press("Enter"))
    expect(page.get_by_text("measured", exact=True)).to_be_visible()
    press(page, "Sign out")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(f"{running.address}/people/P001")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert running.complaints == []


def test_a_video_chosen_before_the_program_came_is_taken(running: Running, tmp_path: Path) -> None:
    page = sign_in(running)
    press(page, "Start afresh")
    press(page, "Not now")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/upload.js*", hold)
    with page.expect_request("**/upload.js*"):
        page.goto(running.address, wait_until="commit")
    clip = tmp_path / "early.mp4"
    clip.write_bytes(b"a face")
    page.set_input_files("#files", clip)
    held[0].continue_()
    page.wait_for_url(re.compile("/jobs/"))


def test_what_is_too_large_or_empty_is_refused_before_it_is_read(
    running: Running, tmp_path: Path
) -> None:
    page = sign_in(running)
    press(page, "Start afresh")
    press(page, "Not now")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    large, empty = tmp_path / "large.mp4", tmp_path / "empty.mp4"
    with large.open("wb") as file:
        file.truncate(21 * 10**9)  # a hole: it takes no room
    empty.touch()
    page.goto(running.address)
    page.set_input_files("#files", [large, empty])
    problems = page.locator("#incoming .problem")
    expect(problems.first).to_contain_text("more than 20 GB")
    expect(problems.last).to_contain_text("nothing in this file")
    assert [url for url in asked if "/api/uploads" in url] == []


def begin(page: Page, running: Running) -> None:
    """Pass the first run, and open the first page."""
    press(page, "Start afresh")
    press(page, "Not now")
    page.wait_for_url("**/welcome/try")
    page.goto(running.address)


def test_how_a_video_is_measured_is_what_was_ticked_when_it_was_chosen(
    running: Running, tmp_path: Path
) -> None:
    page = sign_in(running)
    begin(page, running)
    held: list[Route] = []
    told: dict[str, bool] = {}

    def hold(route: Route) -> None:
        body = json.loads(route.request.post_data or "")
        told[body["name"]] = body["mirrored"]
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/api/uploads", hold)
    clips = [tmp_path / f"{name}.mp4" for name in "abc"]
    for clip in clips:
        clip.write_text(f"a face, {clip.name}")
    page.locator("#drop details summary").click()
    page.locator("#mirrored").check()
    page.set_input_files("#files", clips[:2])
    page.locator("#mirrored").uncheck()
    page.set_input_files("#files", clips[2:])
    expect(page.locator("#incoming .row-name")).to_have_text(
        ["a.mp4 · as in a mirror", "b.mp4 · as in a mirror", "c.mp4"]
    )
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    # The list below follows by itself, and tells which is which.
    expect(page.locator("#jobs .badge.done")).to_have_count(3, timeout=60_000)
    expect(page.locator("#jobs .row-name", has_text="as in a mirror")).to_have_count(2)
    assert told == {"a.mp4": True, "b.mp4": True, "c.mp4": False}


@pytest.mark.slow
def test_a_page_opened_anew_goes_on_with_a_video_that_came_half(
    running: Running, tmp_path: Path
) -> None:
    page = sign_in(running)
    begin(page, running)
    clip = tmp_path / "half.mp4"
    clip.write_bytes(b"a face" + bytes(2**24))  # three parts
    sent: list[str] = []
    asked: list[str] = []

    def send_one(route: Route) -> None:
        sent.append(route.request.headers["content-range"])
        if len(sent) == 1:
            route.continue_()
        else:
            route.abort()

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.route("**/api/uploads/*", send_one)
    page.set_input_files("#files", clip)
    expect(page.locator("#incoming .badge")).to_have_text("waiting for the connection")
    page.on("dialog", leave)
    page.locator("#incoming").click()  # browsers ask nobody who never touched the page
    page.goto(running.address)
    assert asked == ["beforeunload"]
    row = page.locator("#unfinished .row")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("8 of 17 MB are here")
    page.unroute("**/api/uploads/*")
    page.on("request", lambda request: sent.append(request.headers.get("content-range", "")))
    sent.clear()
    page.set_input_files("#files", clip)
    page.wait_for_url(re.compile("/jobs/"))
    assert [said.partition("-")[0] for said in sent if said] == ["bytes 8388608", "bytes 16777216"]
    page.goto(running.address)
    expect(page.locator("#unfinished")).to_have_count(0)
    running.complaints[:] = [one for one in running.complaints if "ERR_FAILED" not in one]


def test_a_page_that_follows_some_work_says_when_the_app_is_not_reached(
    running: Running, tmp_path: Path
) -> None:
    page = sign_in(running)
    begin(page, running)
    clip = tmp_path / "long.mp4"
    clip.write_text("wait")
    page.set_input_files("#files", clip)
    page.wait_for_url(re.compile("/jobs/"))
    expect(page.locator("#unreached")).to_be_hidden()
    page.route("**/state", lambda route: route.abort())
    expect(page.locator("#unreached")).to_be_visible(timeout=20_000)
    page.unroute("**/state")
    expect(page.locator("#unreached")).to_be_hidden(timeout=20_000)
    page.get_by_role("button", name="Cancel").click()


def press(page: Page, name: str, role: str = "") -> None:
    """Reach something that leads to another page by its name, and press Enter."""
    found = page.get_by_role("link", name=name, exact=True)
    if role != "link":
        found = found.or_(page.get_by_role("button", name=name, exact=True))
    found.first.focus()
    go_on(page, lambda: page.keyboard.press("Enter"))


def test_people_are_listed_as_one_types(running: Running) -> None:
    page = sign_in(running)
    for name in ("P001", "P002", "X003"):
        page.goto(f"{running.address}/people")
        page.get_by_text("Add a person", exact=True).first.click()
        page.get_by_label("Pseudonym", exact=True).fill(name)
        go_on(page, page.get_by_role("button", name="Add a person").click)
    page.goto(f"{running.address}/people")
    page.get_by_label("Find by pseudonym").press_sequentially("p00")
    expect(page.locator("#people tbody tr")).to_have_count(2)
    expect(page.get_by_label("Find by pseudonym")).to_be_focused()
    assert running.complaints == []


@pytest.mark.parametrize(
    ("phone", "dark", "language"),
    [
        pytest.param(False, False, "en", id="desk"),
        pytest.param(True, True, "de", id="phone", marks=pytest.mark.slow),
    ],
)
def test_every_page_is_accessible_in_both_themes_and_fits_a_phone(
    running: Running, phone: bool, dark: bool, language: str
) -> None:
    page = sign_in(running)
    page.goto(f"{running.address}/people")
    page.get_by_text("Add a person", exact=True).first.click()
    page.get_by_label("Pseudonym", exact=True).fill("P001")
    go_on(page, page.get_by_role("button", name="Add a person").click)
    faults: list[object] = []
    page = running.open(phone=phone, dark=dark, language=language)
    for path in PAGES:
        page.goto(running.address + path)
        found = Axe().run(page).response["violations"]
        faults += [(path, one["id"], one["nodes"][0]["html"]) for one in found]
        faults += [(path, phone, html) for html in page.evaluate(SMALL_TARGETS)]
        if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            faults.append((path, "is wider than the screen", phone))
    assert faults == []
    expected = re.compile(r"status of 404")
    assert [text for text in running.complaints if not expected.search(text)] == []


SMALL_TARGETS = """() => [...document.querySelectorAll("button, summary, select, input, .links a")]
  .filter(e => e.checkVisibility() && !e.classList.contains("unseen") && e.type !== "hidden")
  .filter(e => { const b = e.getBoundingClientRect(); return b.height < 24 || b.width < 24; })
  .map(e => e.outerHTML.slice(0, 80))"""


def test_a_new_person_is_offered_the_zone_of_the_browser(running: Running) -> None:
    page = sign_in(running, zone="Europe/Berlin")
    page.goto(f"{running.address}/people")
    page.get_by_text("Add a person", exact=True).first.click()
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin", timeout=20_000)
    page.get_by_label("Pseudonym", exact=True).fill("P001")
    go_on(page, page.get_by_role("button", name="Add a person").click)
    expect(page.get_by_text("Europe/Berlin").first).to_be_visible(timeout=20_000)


def add_left_sided(running: Running) -> Page:
    """A person whose left side is affected, on a phone."""
    page = sign_in(running)
    page.goto(f"{running.address}/people")
    page.get_by_text("Add a person", exact=True).first.click()
    page.get_by_label("Pseudonym", exact=True).fill("P001")
    page.get_by_label("Affected side").select_option("left")
    go_on(page, page.get_by_role("button", name="Add a person").click)
    return running.open(phone=True)


def test_a_person_s_pages_fit_the_narrowest_phone(running: Running) -> None:
    page = add_left_sided(running)
    page.set_viewport_size({"width": 320, "height": 640})
    wide = []
    for path in PAGES:
        if path.startswith("/people/P001"):
            page.goto(running.address + path)
            if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
                wide.append(path)
    assert wide == []


GUIDE_LISTS = ("claims", "substances", "muscles", "dangers", "sources")


def test_the_lists_of_the_guide_fit_the_narrowest_phone(running: Running) -> None:
    page = sign_in(running)
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("/guide", *(f"/guide/{name}" for name in GUIDE_LISTS)):
        page.goto(running.address + path)
        width = page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= 320, path


@pytest.mark.parametrize("script", [True, False])
def test_what_to_do_in_a_crisis_comes_first_and_in_view(running: Running, script: bool) -> None:
    add_left_sided(running)
    context = running.browser.new_context(
        viewport={"width": 390, "height": 844},
        java_script_enabled=script,
        storage_state=running.contexts[0].storage_state(),
    )
    running.contexts.append(context)
    page = context.new_page()
    page.goto(f"{running.address}/people/P001/questionnaires/phq-9")
    for number in range(1, 10):
        page.locator(f"input[name='item:{number}'][value='1']").check()
    page.get_by_role("button", name="Keep", exact=False).last.click()
    first = page.locator(".safety-first")
    expect(first).to_be_in_viewport(ratio=0.5)
    expect(first).to_be_focused()
    expect(first).to_contain_text("Please talk to somebody about it today")
    expect(first).to_contain_text("not kept yet")
    keep = first.get_by_role("button", name="I have read this: keep my answers")
    expect(keep).to_be_in_viewport()
    expect(first.get_by_role("link", name="988").first).to_have_attribute("href", "tel:988")
    expect(page.locator("input[name='item:9'][value='1']")).to_be_checked()
    keep.click()
    page.wait_for_url(re.compile("kept=phq-9"))


def test_muscles_are_chosen_on_a_face_by_finger_and_by_keys(running: Running) -> None:
    page = add_left_sided(running)
    page.goto(f"{running.address}/people/P001/injections")
    page.get_by_label("Product").select_option("onabotulinumtoxinA")
    page.get_by_role("button", name="orbicularis oculi, left").click()
    page.keyboard.type("12.5")
    page.get_by_role("button", name="mentalis, right").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("5")
    expect(page.locator("#totals")).to_have_text("Total: left 12.5 U, right 5 U")
    expect(page.locator(".map-muscle.given")).to_have_count(2)
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("alert")).to_contain_text("not the affected one")
    page.get_by_label("It is right as it stands").check()
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("status")).to_have_text("Written down.")
    expect(page.get_by_text("mentalis R 5 U")).to_be_visible()
    page.goto(f"{running.address}/people/P001/injections?copy=true")
    page.get_by_label("Units", exact=True).first.fill("15")
    expect(page.locator(".row-change").first).to_have_text("last time 12.5 (+2.5)")
    assert [text for text in running.complaints if "409" not in text] == []


def test_a_day_takes_three_taps_and_waits_while_there_is_no_connection(running: Running) -> None:
    page = add_left_sided(running)
    page.goto(f"{running.address}/people/P001/diary")
    page.locator(".pick").nth(4).click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#day-said")).to_have_text("Sent and kept.")
    page.context.set_offline(True)
    page.locator(".pick").nth(7).click()
    page.get_by_role("textbox", name="Day").fill("2026-03-01")
    page.get_by_role("button", name="Save", exact=True).click()
    waiting = "Entries that wait here and are not yet sent: 1"
    expect(page.locator("#outbox-state")).to_have_text(waiting)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()
    assert saved.value.path().read_text("utf-8-sig").splitlines() == ["day,spasm", "2026-03-01,7"]
    page.context.set_offline(False)
    page.goto(f"{running.address}/people/P001/diary")
    expect(page.locator("#outbox-state")).to_have_text("Nothing waits; everything was sent.")
    page.reload()
    expect(page.get_by_text("7 / 10")).to_be_visible()
    expect(page.get_by_text("4 / 10")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#day-said")).to_contain_text("Nothing was said about the day")
