"""A real browser without a window, that may not talk to the network."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)
from tests.needs import need

PATIENCE_MS = 20_000
"""How long a page is waited for: no test is judged by how long it takes."""

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_browser() -> str:
    """Where Chromium is; the test is left out where it is not."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return need(found, "Chromium is not installed (Debian: apt-get install chromium)")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    running = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
    yield running
    running.close()


def go_on(page: Page, act: Callable[[], object]) -> None:
    """Do what leads to another page, and wait until that is there."""
    with page.expect_navigation():
        act()


@dataclass
class Sheet:
    """An opened page with everything it complained of or asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@dataclass
class Opener:
    """Opens pages and closes them after the test."""

    browser: Browser
    folder: Path
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self,
        text: str,
        *,
        width: int = 1280,
        dark: bool = False,
        script: bool = True,
        touch: bool = False,
    ) -> Sheet:
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            has_touch=touch,
            is_mobile=touch,
        )
        self.contexts.append(context)
        sheet = Sheet(context.new_page())
        sheet.page.on("console", lambda message: sheet.complaints.append(message.text))
        sheet.page.on("pageerror", lambda error: sheet.complaints.append(str(error)))
        sheet.page.on("request", lambda request: sheet.requests.append(request.url))
        file = self.folder / "report.html"
        file.write_text(text, encoding="utf-8")
        sheet.page.goto(file.as_uri())
        return sheet


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    opener = Opener(browser, tmp_path)
    yield opener
    for context in opener.contexts:
        context.close()
