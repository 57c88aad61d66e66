"""Time what people wait for in the app, beside the bare framework's "hello" page.

    python -m benchmarks.app [--people 10000] [--minutes 10] [--folder DIR]

Both are served by one process and asked in turn, so that whatever else the machine does meets
both. Then a browser opens the review page of a long recording: first paint, steps by one frame,
the first correction. Exit code 1 if a bar is missed. A folder that is given is filled once.
"""

import argparse
import json
import multiprocessing
import random
import shutil
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Page, sync_playwright

from benchmarks.app_records import fill_people, keep_long_recording
from hemiface.model.actor import Actor
from hemiface.model.record import StoredAnalysis
from hemiface.operations.service import open_service
from hemiface.operations.session import open_session
from hemiface.records.store import StoreLocation
from hemiface.simulation.fake_analyzer import FakeAnalyzer
from hemiface.web.app import make_app
from hemiface.web.settings import ServerSettings

ROUNDS = 200
TIMES_HELLO = 5.0
"""How many times as long as the bare page something may take."""
FIRST_PAINT_MS = 500.0
CORRECTION_MS = 1000.0
STEP_MS = 2 * 1000 / 60
"""Two screen refreshes."""
STEPS = 60

STEP = """async (by) => {
  const label = document.getElementById("frame-text"), before = label.textContent;
  const arrow = by < 0 ? "ArrowLeft" : "ArrowRight";
  const key = new KeyboardEvent("keydown", { key: arrow, bubbles: true });
  const begun = performance.now();
  document.getElementById("review").dispatchEvent(key);
  for (;;) {
    await new Promise(requestAnimationFrame);
    const shown = !document.getElementById("frame-label").classList.contains("unconfirmed");
    if (shown && label.textContent !== before) return performance.now() - begun;
    if (performance.now() - begun > 5000) return NaN;
  }
}"""
PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  const paint = list.getEntriesByName("first-contentful-paint")[0];
  if (paint) done(paint.startTime);
}).observe({ type: "paint", buffered: true }))"""


@dataclass(frozen=True)
class Measured:
    """What was measured, and what it may be, in milliseconds."""

    name: str
    value: float
    most: float

    @property
    def is_missed(self) -> bool:
        """Whether it is more than it may be, or was not reached at all."""
        return not self.value <= self.most

    def say(self) -> str:
        """One line."""
        verdict = "   MISSED" if self.is_missed else ""
        return f"{self.name:<46}{self.value:9.1f} ms   bar {self.most:7.1f} ms{verdict}"


def main() -> int:
    """Fill, serve, time and print; exit code 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        data, name = folder / "data", folder / "recording"
        if not name.exists():
            name.write_text(_fill(data, folder, options.people, options.minutes))
        recording = name.read_text()
        with open_service(StoreLocation.in_folder(data)) as service:
            secret = service.sign_ins.begin()
        with _served(data) as (hello, app):
            found = list(_time_browser(app, recording, secret))
            found = [*_time_requests(hello, app, recording, secret, options.people), *found]
    for one in found:
        print(one.say())
    return int(any(one.is_missed for one in found))


def _fill(data: Path, folder: Path, people: int, minutes: float) -> str:
    """Fill the records; the id of the long recording."""
    location = StoreLocation.in_folder(data)
    begun = time.perf_counter()
    with open_session(Actor("benchmark"), location=location) as session:
        recording = keep_long_recording(session, folder, minutes)
        with session.read() as work:
            summary = work.list(StoredAnalysis)[0].value.summary
        fill_people(session.store, people, dict(summary))
    size_kb = len(json.dumps(summary)) / 1000
    print(
        f"{people} people, {minutes:g} minutes of video, summaries of {size_kb:.0f} kB;"
        f" filled in {time.perf_counter() - begun:.0f} s"
    )
    return recording


@contextmanager
def _served(data: Path) -> Iterator[tuple[str, str]]:
    """Addresses of the bare page and of the app, both in one process of their own."""
    ports = [_free_port(), _free_port()]
    server = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(data, *ports), daemon=True
    )
    server.start()
    hello, app = (f"http://127.0.0.1:{port}" for port in ports)
    try:
        for address in (hello, app):
            _await(address)
        yield hello, app
    finally:
        server.terminate()
        server.join()


def _serve(data: Path, hello_port: int, app_port: int) -> None:
    hello = FastAPI()

    @hello.get("/", response_class=HTMLResponse)
    def say_hello() -> str:
        return "<!doctype html><title>hello</title><h1>hello</h1>"

    settings = ServerSettings(data=data, port=app_port, workers=0)
    with open_session(analyzer=FakeAnalyzer()) as template:
        app = make_app(settings, template=template)
        servers = [
            uvicorn.Server(uvicorn.Config(one, port=port, log_level="warning", access_log=False))
            for one, port in ((hello, hello_port), (app, app_port))
        ]
        bare = threading.Thread(target=servers[0].run, daemon=True)
        bare.start()
        servers[1].run()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _cookie(address: str) -> str:
    return ServerSettings(port=int(address.rpartition(":")[2])).cookie()


def _await(address: str) -> None:
    for _ in range(600):
        try:
            httpx2.get(address)
        except httpx2.ConnectError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def _time_requests(
    hello: str, app: str, recording: str, secret: str, people: int
) -> Iterator[Measured]:
    """Medians of requests, each asked after one for the bare page."""
    rng = random.Random(7)
    addresses: dict[str, Callable[[], str]] = {
        "people list": lambda: "/people",
        "people list, searched": lambda: f"/people?q={rng.randrange(people):05d}",
        "people list, deep": lambda: f"/people?offset={rng.randrange(max(people - 50, 1))}",
        "review page": lambda: f"/recordings/{recording}",
        "review page, frames": lambda: f"/api/recordings/{recording}/frames",
    }
    with (
        httpx2.Client() as bare,
        httpx2.Client(base_url=app, cookies={_cookie(app): secret}) as client,
    ):
        times: dict[str, list[float]] = {name: [] for name in ("hello page", *addresses)}
        for turn in range(ROUNDS + 1):
            for name, address in addresses.items():
                for what, asked, wanted in (
                    ("hello page", bare, hello),
                    (name, client, address()),
                ):
                    begun = time.perf_counter()
                    answer = asked.get(wanted)
                    took = 1000 * (time.perf_counter() - begun)
                    if answer.status_code != 200:
                        raise RuntimeError(f"{what}: {answer.status_code}")
                    if turn:
                        times[what].append(took)
    base = statistics.median(times["hello page"])
    for name, taken in times.items():
        most = base if name == "hello page" else TIMES_HELLO * base
        yield Measured(name, statistics.median(taken), most)


def _time_browser(app: str, recording: str, secret: str) -> Iterator[Measured]:
    """First paint, steps and corrections in a browser, right after the app has started."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("Chromium is not installed: the browser is not measured")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": _cookie(app), "value": secret, "url": app}])
        page = context.new_page()
        for name in ("first paint, app just started", "first paint, again"):
            page.goto(f"{app}/recordings/{recording}", wait_until="commit")
            yield Measured(name, page.evaluate(PAINTED), FIRST_PAINT_MS)
        page.locator("#frame-text", has_text="1 of").wait_for()
        page.keyboard.press("n")
        page.wait_for_timeout(2000)
        for name, way in (("step forward", 1), ("step back", -1)):
            steps = []
            for _ in range(STEPS):  # as somebody steps who looks at what there is
                steps.append(page.evaluate(STEP, way))
                page.wait_for_timeout(100)
            yield Measured(f"{name}, median", statistics.median(steps), STEP_MS)
            yield Measured(f"{name}, 95th percentile", sorted(steps)[int(0.95 * STEPS)], STEP_MS)
        yield Measured("first correction", _correct(page, "b"), CORRECTION_MS)
        yield Measured("second correction", _correct(page, "s"), CORRECTION_MS)
        browser.close()


def _correct(page: Page, key: str) -> float:
    """Press a key that changes the chosen event, until the figures have followed."""
    with page.expect_response(lambda answer: answer.url.endswith("/corrections")) as answer:
        begun = time.perf_counter()
        page.keyboard.press(key)
    if not answer.value.ok:
        raise RuntimeError(answer.value.text())
    page.evaluate("() => new Promise(requestAnimationFrame)")
    return 1000 * (time.perf_counter() - begun)


if __name__ == "__main__":
    sys.exit(main())
