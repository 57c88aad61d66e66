"""Entries of a phone outlive cut connections, killed servers and closed pages: none lost or double.

The page is a real browser's, the server a process of its own, and between them lies a way that
is cut at any byte.
"""

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import Lock

import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, Route
from tests.cutting_proxy import CuttingProxy
from tests.diary_server import PSEUDONYM

from hemiface.operations.diary import list_days
from hemiface.operations.safekeeping import list_audit
from hemiface.operations.session import open_session
from hemiface.records.store import StoreLocation
from hemiface.web.settings import ServerSettings

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
OPEN_BOX = """async (person) => {
  const { Outbox } = await import("/static/diary/outbox.js");
  window.box = new Outbox(person, `/api/people/${person}/diary`);
}"""
ADD = "([day, value]) => window.box.add(day, { spasm: value }, {})"
FLUSH = "() => window.box.flush()"
COUNT = "() => window.box.list().length"
WAITING = (
    "() => Object.keys(localStorage).filter((key) => key.startsWith('hemiface.diary.')).length"
)


@dataclass
class World:
    """The app behind a bad line."""

    proxy: CuttingProxy
    cookie: str
    folder: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.proxy.port}"

    def sign_in(self, context: BrowserContext) -> None:
        name = ServerSettings(port=self.proxy.port).cookie()
        context.add_cookies([{"name": name, "value": self.cookie, "url": self.address}])


@pytest.fixture
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    lock = Lock()
    server: subprocess.Popen[str] | None = None

    def kill() -> None:
        with lock:
            assert server is not None
            assert server.stdin is not None
            server.stdin.write("\n")
            server.stdin.flush()

    proxy = CuttingProxy(getattr(request, "param", 1), kill)
    folder = tmp_path / "phone"
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.diary_server", str(folder), str(proxy.port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    cookie, port = server.stdout.readline().split()
    proxy.target = int(port)
    proxy.start()
    yield World(proxy, cookie, folder)
    proxy.close()
    server.communicate()


def open_page(world: World, context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"{world.address}/static/icon.svg")
    page.evaluate(OPEN_BOX, PSEUDONYM)
    return page


def suffer(world: World, browser: Browser, n_incidents: int, seed: int) -> dict[str, int]:
    """Write entries until so many things went wrong; give what was written."""
    chance = random.Random(seed)
    context = browser.new_context()
    world.sign_in(context)
    page, today, closed = open_page(world, context), date.today(), 0
    written: dict[str, int] = {}
    while world.proxy.met.total() - world.proxy.met["pass"] + closed < n_incidents:
        day = str(today - timedelta(days=len(written) + 1))
        value = chance.randrange(11)
        page.evaluate(ADD, [day, value])
        written[day] = value
        if chance.random() < 0.12:
            page.evaluate("() => { window.box.flush(); }")
            page.close()
            closed += 1
            page = open_page(world, context)
        else:
            page.evaluate(FLUSH)
    world.proxy.is_calm = True
    for _ in range(20):
        page.evaluate(FLUSH)
        if page.evaluate(COUNT) == 0:
            break
        page.wait_for_timeout(200)
    assert page.evaluate(COUNT) == 0
    context.close()
    assert all(world.proxy.met[fate] for fate in ("cut request", "cut answer"))
    return written


def check(world: World, written: dict[str, int]) -> None:
    """Every entry is there, as it was written, and was written once."""
    with open_session(location=StoreLocation.in_folder(world.folder)) as session:
        kept = list_days(session, PSEUDONYM)
        noted = Counter(line.action for line in list_audit(session, limit=100_000))
    assert {str(one.value.day): one.value.spasm for one in kept} == written
    assert {one.version for one in kept} == {1}
    received = [n for action, n in noted.items() if action.startswith("receive ")]
    assert received == [1] * len(written)


@pytest.mark.parametrize("world", [1], indirect=True)
def test_no_entry_is_lost_or_doubled(world: World, browser: Browser) -> None:
    check(world, suffer(world, browser, 30, 1))


@pytest.mark.slow
@pytest.mark.parametrize("world", [2], indirect=True)
def test_no_entry_is_lost_or_doubled_in_a_thousand_incidents(
    world: World, browser: Browser
) -> None:
    check(world, suffer(world, browser, 1000, 2))
    assert world.proxy.met["kill server"] > 20


@pytest.fixture
def diary(world: World, browser: Browser) -> Iterator[Page]:
    """The page of the diary over a line that holds."""
    world.proxy.is_calm = True
    context = browser.new_context(viewport={"width": 390, "height": 844})
    world.sign_in(context)
    page = context.new_page()
    page.goto(f"{world.address}/people/{PSEUDONYM}/diary")
    yield page
    context.close()


def test_what_is_written_while_an_earlier_entry_is_on_its_way_is_sent_with_it(
    diary: Page, world: World
) -> None:
    page, held = diary, list[Route]()
    page.goto(f"{world.address}/static/icon.svg")  # no page that sends by itself now and then
    page.evaluate(OPEN_BOX, PSEUDONYM)

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/diary", hold)
    days = [str(date.today() - timedelta(days=number)) for number in (1, 2)]
    for number, day in enumerate(days):
        page.evaluate(ADD, [day, number])
        page.evaluate("() => { window.box.flush(); }")
        while not held:
            page.wait_for_timeout(20)
    held[0].continue_()
    page.wait_for_function(f"() => ({COUNT})() === 0")
    with open_session(location=StoreLocation.in_folder(world.folder)) as session:
        assert {str(one.value.day) for one in list_days(session, PSEUDONYM)} == set(days)


@pytest.mark.parametrize(("name", "value"), [("sleep_h", "30"), ("eye_shut_min", "about 5")])
def test_what_does_not_fit_is_said_before_it_is_kept(diary: Page, name: str, value: str) -> None:
    diary.check("[name=spasm][value='4']", force=True)
    diary.click("details summary")
    diary.fill(f"[name={name}]", value)
    diary.click("#day-form button")
    said = diary.inner_text("#day-said")
    assert "a number from 0 to" in said
    assert {"sleep_h": "Hours of sleep", "eye_shut_min": "Minutes with the eye"}[name] in said
    assert diary.input_value(f"[name={name}]") == value
    assert diary.is_checked("[name=spasm][value='4']")
    assert diary.evaluate(WAITING) == 0


def test_an_entry_that_was_refused_is_mended_and_sent(diary: Page, world: World) -> None:
    day = str(date.today() - timedelta(days=1))
    said = {"spasm": 4, "sleep_h": None, "felt": ["brow"], "note": "a note"}
    diary.evaluate(OPEN_BOX, PSEUDONYM)
    diary.evaluate("([day, fields]) => window.box.add(day, fields, {})", [day, said])
    diary.reload()
    diary.wait_for_selector("#outbox-list .problem")
    assert "Hours of sleep last night: a number from 0 to 24" in diary.inner_text("#outbox-list")
    diary.click("#outbox-list >> text=Mend it")
    assert diary.input_value("[name=day]") == day
    assert diary.is_checked("[name=spasm][value='4']")
    diary.fill("[name=sleep_h]", "7,5")
    diary.click("#day-form button")
    diary.wait_for_function(f"() => !({WAITING})()")
    with open_session(location=StoreLocation.in_folder(world.folder)) as session:
        (kept,) = [one.value for one in list_days(session, PSEUDONYM)]
    assert (str(kept.day), kept.spasm, kept.sleep_h, kept.note) == (day, 4, 7.5, "a note")
    assert [str(one) for one in kept.felt] == ["brow"]


def test_the_list_of_days_follows_what_was_sent(diary: Page) -> None:
    """Also where the answer to an earlier question comes after a later one."""
    late: list[tuple[Route, APIResponse]] = []

    def hold_first(route: Route) -> None:
        if route.request.method == "GET" and not late:
            late.append((route, route.fetch()))
        else:
            route.continue_()

    diary.route(f"**/people/{PSEUDONYM}/diary", hold_first)
    shown = "() => document.getElementById('recent-days').innerText"
    for value in (7, 3):
        diary.check(f"[name=spasm][value='{value}']", force=True)
        diary.click("#day-form button")
        while not late:
            diary.wait_for_timeout(20)
    diary.wait_for_function(f"() => ({shown})().includes('3 / 10')", timeout=20_000)
    route, answer = late[0]
    assert "7 / 10" in answer.text()
    with diary.expect_event("requestfinished"):
        route.fulfill(response=answer)
    diary.evaluate("() => new Promise((done) => setTimeout(done, 200))")
    assert "3 / 10" in diary.evaluate(shown)
