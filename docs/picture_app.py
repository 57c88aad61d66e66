"""Take the pictures of the app that README and manual show: the demo clip, in headless Chromium.

    python docs/picture_app.py

The face in them is rendered; nobody's face is shown. Needs Chromium, as the browser tests do.
"""

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Literal

import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright

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


def keep(page: Page, name: str) -> None:
    """Keep what the page shows as a small picture."""
    with Image.open(io.BytesIO(page.screenshot())) as shot:
        shot.convert("RGB").save(TARGET / f"app-{name}.webp", quality=QUALITY, method=6)


def main() -> int:
    """Measure the demo clip and take the pictures."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder)) as (address, link),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
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
            keep(page, name)
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
