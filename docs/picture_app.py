"""Take the pictures of the app that README and manual show, in headless Chromium.

    python docs/picture_app.py            the demo clip, measured, and the demo year
    python docs/picture_app.py course     the demo year alone

The face in them is rendered; nobody's face is shown. Needs Chromium, as the browser tests do.
"""

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Literal

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, FloatRect, sync_playwright

from hemiface.operations.demo.course import make_demo_course
from hemiface.operations.session import Session
from hemiface.web.app import make_app
from hemiface.web.server import listen
from hemiface.web.settings import ServerSettings

TARGET = Path(__file__).parent / "images"
DESK, PHONE = (1280, 900), (390, 844)
MEASURED_MS = 300_000
QUALITY = 82
INTO_IT = 8
"""Frames from the onset of the spasm to where the eye is shut."""


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, str]]:
    """Address of the app over an empty folder, and the link that signs in."""
    listener = listen(ServerSettings(port=0))
    settings = ServerSettings(data=folder, port=listener.getsockname()[1])
    app = make_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield settings.address, f"{settings.address}/enter/{app.state.held.links.secret}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


SHOTS: tuple[tuple[str, tuple[int, int], Literal["light", "dark"]], ...] = (
    ("review", DESK, "light"),
    ("review-dark", DESK, "dark"),
    ("review-phone", PHONE, "light"),
)


def keep(picture: bytes, name: str) -> None:
    """Keep what a page shows as a small picture."""
    with Image.open(io.BytesIO(picture)) as shot:
        shot.convert("RGB").save(TARGET / f"{name}.webp", quality=QUALITY, method=6)


def picture_course(browser: Browser) -> None:
    """Take the picture of a course: the demo year, which ends today."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_demo_course(Session(), Path(folder))
        with served(made.folder) as (address, link):
            page = browser.new_context(
                viewport={"width": DESK[0], "height": 1400}, color_scheme="light", locale="en"
            ).new_page()
            page.goto(link)
            page.goto(f"{address}/people/{made.pseudonym}/course")
            box = page.locator(".course-chart svg").bounding_box()
            assert box is not None
            clip: FloatRect = {
                "x": box["x"] - 16,
                "y": box["y"] - 16,
                "width": box["width"] + 32,
                "height": box["height"] + 24,
            }
            keep(page.screenshot(clip=clip), "course")
            page.context.close()


def picture_review(browser: Browser) -> None:
    """Measure the demo clip and take the pictures of the page on which it is seen."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (address, link):
        first = browser.new_context()
        page = first.new_page()
        page.goto(link)
        page.request.post(f"{address}/demo", headers={"Origin": address})
        job = page.request.get(f"{address}/api/jobs").json()[0]["id"]
        page.goto(f"{address}/jobs/{job}")
        page.locator(f'a[href="/results/{job}"]').first.wait_for(timeout=MEASURED_MS)
        kept = first.storage_state()
        for name, (width, height), scheme in SHOTS:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                locale="en",
                storage_state=kept,
            )
            page = context.new_page()
            page.goto(f"{address}/results/{job}")
            page.locator("#frame-text", has_text="Frame").wait_for()
            page.locator("#review[data-ready]").wait_for()
            page.locator(".mark-button.spasm").first.click()
            page.locator("#frame-text", has_text="Frame 1 of").wait_for(state="hidden")
            for _ in range(INTO_IT):
                page.keyboard.press("ArrowRight")
            page.wait_for_timeout(1500)  # the curves and both eyes are drawn
            keep(page.screenshot(), f"app-{name}")
            context.close()


def main(asked: Sequence[str]) -> int:
    """Take the pictures that were asked for, or all of them."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        picture_course(browser)
        if "course" not in asked:
            picture_review(browser)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
