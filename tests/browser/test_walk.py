"""From the first run to signing out with the demo clip, measured in earnest, by keys alone."""

import re
from collections.abc import Iterator
from threading import Thread

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from tests.browser.test_app import Running

from hemiface.web.app import make_app
from hemiface.web.server import listen
from hemiface.web.settings import ServerSettings

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_TABS = 80
"""Whoever has to press Tab more often has lost the way."""
MEASURED_MS = 240_000
NAME_OF_FOCUS = """() => {
  const here = document.activeElement;
  const text = here.getAttribute("aria-label") || here.innerText
    || [...(here.labels ?? [])].map((label) => label.innerText).join(" ");
  return (text || "").replace(/\\s+/g, " ").trim();
}"""


@pytest.fixture
def running(own_records: None, browser: Browser) -> Iterator[Running]:
    """The app as it is started on one's own machine, with the real analyzer."""
    del own_records
    listener = listen(ServerSettings(port=0))
    settings = ServerSettings(port=listener.getsockname()[1])
    app = make_app(settings)
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


def tab_to(page: Page, name: str, keys: str = "Tab") -> None:
    """Press Tab, or Shift and Tab, until what bears that name has the focus, and is seen to."""
    for _ in range(MOST_TABS):
        page.keyboard.press(keys)
        if page.evaluate(NAME_OF_FOCUS) == name:
            outlined = "() => getComputedStyle(document.activeElement).outlineStyle !== 'none'"
            assert page.evaluate(outlined), f"the focus on {name} is not seen"
            return
    raise AssertionError(f"{name} is not reached by keys on {page.url}")


def enter(page: Page, name: str, keys: str = "Tab") -> None:
    """Reach something by Tab, press Enter, and wait for the page that comes."""
    tab_to(page, name, keys)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def kept(page: Page, keys: str) -> None:
    """Press keys that change the events, and wait until the change is kept."""
    with page.expect_response(re.compile("/(corrections|undo|redo)$")) as answer:
        page.keyboard.press(keys)
    assert answer.value.ok
    expect(page.locator("#review")).to_have_attribute("aria-busy", "false")


@pytest.mark.parametrize(
    ("phone", "dark"),
    [(False, False), (True, False), (True, True)],
    ids=["desktop", "phone", "phone at night"],
)
def test_the_whole_way_by_keys_alone(running: Running, phone: bool, dark: bool) -> None:
    page = running.open(phone=phone, dark=dark)
    page.goto(f"{running.address}/enter/{running.secret}")
    enter(page, "Start afresh")
    enter(page, "Not now")
    enter(page, "Try the demo clip")
    page.wait_for_url(re.compile("/jobs/"))
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("right side", timeout=MEASURED_MS)
    enter(page, "Look at video and curves")
    page.locator("#review[data-ready]").wait_for()
    expect(page.locator("#frame-text")).to_contain_text("Frame 1 of 900")
    # An event is chosen in the timeline, and its first frame is shown.
    chosen = page.locator("#chosen-title")
    while "Spasm, right" not in chosen.inner_text():
        page.keyboard.press("n")
        page.wait_for_timeout(100)
    onset = float(re.findall(r"at ([\d.]+) s", chosen.inner_text())[0])
    expect(page.locator("#frame-label")).not_to_have_class(re.compile("unconfirmed"))
    shown = float(re.findall(r", ([\d.]+) s", page.locator("#frame-text").inner_text())[0])
    assert abs(shown - onset) < 0.04
    # It is corrected, taken back, said again, and stays after a reload.
    kept(page, "b")
    expect(chosen).to_contain_text("Blink, right")
    kept(page, "Control+z")
    expect(page.locator("#undo")).to_be_disabled()
    kept(page, "Control+Shift+Z")
    page.reload()
    expect(page.locator(".mark-button.said")).to_have_count(1)
    # What is printed holds findings, and none of the buttons.
    page.emulate_media(media="print")
    assert page.get_by_role("button", name="Sign out").is_hidden()
    assert page.locator("#findings").is_visible()
    page.emulate_media(media="screen")
    page.keyboard.press("Escape")
    enter(page, "Sign out", "Shift+Tab")  # the page begins at its events
    expect(heading).to_have_text("Sign in")
    assert running.complaints == []
