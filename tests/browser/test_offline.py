"""Where the app is not reached, the device says so, and what waits on it."""

from collections.abc import Iterator
from socket import SO_REUSEADDR, SOL_SOCKET, socket
from threading import Thread

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browser.conftest import go_on
from tests.fakes import ToldAnalyzer

from hemiface.operations.diary import list_days
from hemiface.operations.patients import add_person
from hemiface.operations.session import Session
from hemiface.web.app import make_app
from hemiface.web.offline import KEPT, OFFLINE
from hemiface.web.server import listen
from hemiface.web.settings import ServerSettings

pytestmark = pytest.mark.browser

PATIENT_MS = 30_000
READY = "() => navigator.serviceWorker.ready.then(() => true)"
HELD = """async () => {
  const names = await caches.keys();
  const found = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return found.flat().map((request) => new URL(request.url).pathname);
}"""
KEPT_DARK = """async (path) => {
  for (;;) {
    const kept = await caches.match(path);
    if (kept && (await kept.text()).includes('lang="de" class="dark"')) return;
    await new Promise((done) => setTimeout(done, 50));
  }
}"""
OPEN_BOX = """async ([person, day]) => {
  const { Outbox } = await import("/static/diary/outbox.js");
  new Outbox(person, "").add(day, { spasm: 3 }, {});
}"""
COUNT = """async (person) => {
  const { Outbox } = await import("/static/diary/outbox.js");
  return new Outbox(person, "").list().length;
}"""


class Reached:
    """The app at an address that it leaves and comes back to."""

    def __init__(self) -> None:
        self.listener = listen(ServerSettings(port=0))
        self.settings = ServerSettings(port=self.listener.getsockname()[1], workers=0)
        self.begin()

    def begin(self) -> None:
        app = make_app(self.settings, template=Session(analyzer=ToldAnalyzer()))
        self.link = f"{self.settings.address}/enter/{app.state.held.links.secret}"
        config = uvicorn.Config(app, log_level="warning", access_log=False)
        self.server = uvicorn.Server(config)
        self.thread = Thread(target=self.server.run, kwargs={"sockets": [self.listener]})
        self.thread.start()

    def end(self) -> None:
        self.server.should_exit = True
        self.thread.join()
        self.listener.close()
        # Bound and not listened at: refused, and given to no other program meanwhile.
        self.kept = socket()
        self.kept.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        self.kept.bind((self.settings.host, self.settings.port))

    def come_back(self) -> None:
        self.listener = listen(self.settings)
        self.kept.close()
        self.begin()


@pytest.fixture
def reached(session: Session) -> Iterator[Reached]:
    for name in ("P", "P.1"):
        add_person(session, {"pseudonym": name})
    found = Reached()
    yield found
    found.end()
    found.kept.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 360, "height": 740}, locale="en")
    yield made
    made.close()


def open_diary(reached: Reached, context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(reached.link)
    page.goto(f"{reached.settings.address}/people/P/diary")
    assert page.evaluate(READY)
    return page


def test_what_waits_is_said_offline_and_sent_when_the_app_is_back(
    reached: Reached, context: BrowserContext, session: Session
) -> None:
    page = open_diary(reached, context)
    context.set_offline(True)
    page.locator(".pick").nth(7).click()
    page.get_by_role("textbox", name="Day").fill("2026-03-01")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#outbox-list li")).to_have_count(1)
    reached.end()  # neither the network nor the app is there any more
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("The app is not reached")
    expect(page.locator("#waiting-state")).to_have_text(
        "Entries that wait here and are not yet sent: 1"
    )
    expect(page.locator("#waiting li")).to_have_text(["2026-03-01P"])
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()
    assert "2026-03-01,7" in saved.value.path().read_text("utf-8-sig")
    page.goto(f"{reached.settings.address}/people")  # whatever was asked for
    expect(page.get_by_role("heading", level=1)).to_have_text("The app is not reached")
    page.goto("about:blank")  # the page looks again by itself, which would end what comes
    reached.come_back()
    context.set_offline(False)
    page.goto(f"{reached.settings.address}/people/P/diary")
    expect(page.locator("#outbox-state")).to_have_text("Nothing waits; everything was sent.")
    assert [one.value.spasm for one in list_days(session, "P")] == [7]


def test_the_page_is_kept_in_the_language_and_colours_that_were_chosen_last(
    reached: Reached, context: BrowserContext
) -> None:
    page = open_diary(reached, context)
    go_on(page, page.get_by_role("button", name="Deutsch").click)
    expect(page.locator("html")).to_have_attribute("lang", "de", timeout=PATIENT_MS)
    go_on(page, page.get_by_role("button", name="Dunkel").click)
    expect(page.locator("html.dark")).to_have_attribute("lang", "de", timeout=PATIENT_MS)
    page.evaluate(KEPT_DARK, OFFLINE)
    context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Die App ist nicht erreichbar", timeout=PATIENT_MS
    )
    expect(page.locator("html.dark")).to_have_attribute("lang", "de", timeout=PATIENT_MS)


def test_nobodys_data_is_kept_by_the_browser(reached: Reached, context: BrowserContext) -> None:
    page = open_diary(reached, context)
    for place in ("/people", "/people/P", "/people/P/course", "/settings"):
        page.goto(f"{reached.settings.address}{place}")
    assert sorted(page.evaluate(HELD)) == sorted((*KEPT, OFFLINE))
    assert "P.1" not in page.evaluate(
        "async (path) => (await (await caches.match(path)).text())", OFFLINE
    )


def test_days_of_one_person_are_never_those_of_another_whose_pseudonym_begins_alike(
    reached: Reached, context: BrowserContext
) -> None:
    page = open_diary(reached, context)
    page.goto(f"{reached.settings.address}/static/icon.svg")
    page.evaluate(OPEN_BOX, ["P.1", "2026-03-02"])
    assert (page.evaluate(COUNT, "P"), page.evaluate(COUNT, "P.1")) == (0, 1)
    page.goto(f"{reached.settings.address}{OFFLINE}")
    expect(page.locator("#waiting li")).to_have_text(["2026-03-02P.1"])


def test_the_app_can_be_installed(reached: Reached, context: BrowserContext) -> None:
    page = open_diary(reached, context)
    found = context.new_cdp_session(page).send("Page.getInstallabilityErrors")
    # A window of a test has no profile to install into.
    errors = {one["errorId"] for one in found["installabilityErrors"]} - {"in-incognito"}
    assert errors == set()
