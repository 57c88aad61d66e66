"""Two raters who see nothing but the video, how far they agree, and what is settled."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import go_on
from tests.browser.test_review_page import Desk, frame_text, opened_desk, saved
from tests.reviews import keep_coded

from hemiface.accounts.register import Account
from hemiface.model.actor import Role
from hemiface.operations.event_ratings import ask_rating
from hemiface.operations.session import Session

pytestmark = pytest.mark.browser

MOST_TABS = 80
"""Whoever has to press Tab more often has lost the way."""
FIRST, SECOND = "rater.one", "rater.two"


@pytest.fixture
def desk(browser: Browser, session: Session, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(browser, session, keep_coded(session, tmp_path)) as opened:
        for name in (FIRST, SECOND):
            opened.app.service.accounts.add(Account(name, Role.CLINICIAN), "correct horse battery")
        yield opened


def sign_in(desk: Desk, name: str, *, width: int = 1280, dark: bool = False) -> Page:
    context = desk.browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        locale="en-GB",
    )
    desk.contexts.append(context)
    secret = desk.app.service.sign_ins.begin(name)
    context.add_cookies(
        [{"name": desk.app.settings.cookie(), "value": secret, "url": desk.address}]
    )
    page = context.new_page()
    page.on("console", lambda message: desk.complaints.append(message.text))
    page.on("pageerror", lambda error: desk.complaints.append(str(error)))
    return page


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something of that name has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if name in page.evaluate("() => document.activeElement.innerText ?? ''"):
            return
    raise AssertionError(f"{name} is not reached by Tab")


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
@pytest.mark.parametrize("width", [1280, 360], ids=["desktop", "phone"])
def test_a_second_rater_needs_keys_alone(desk: Desk, width: int, dark: bool) -> None:
    ask_rating(desk.app.template, desk.watched.recording_id, SECOND)
    page = sign_in(desk, SECOND, width=width, dark=dark)
    page.goto(f"{desk.address}/people")
    for name in ("To be rated", "Recording 1"):
        tab_to(page, name)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(frame_text(page)).to_have_text("Frame 1 of 200, 0.000 s")
    at = step_to(page, 0, 20)
    page.keyboard.press("a")
    step_to(page, at, 23)
    saved(page, lambda: page.keyboard.press("a"))
    saved(page, lambda: page.keyboard.press("r"))
    expect(page.locator("#chosen-title")).to_contain_text("right")
    saved(page, lambda: page.keyboard.press("Control+z"))
    saved(page, lambda: page.keyboard.press("Control+Shift+Z"))
    page.keyboard.press("Escape")
    tab_to(page, "Finish the rating")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert desk.complaints == []


def rate(desk: Desk, name: str, spans: list[tuple[int, int, str, str]]) -> None:
    """Rate the one recording that waits, by keys alone: frames, type and side of each event."""
    page = sign_in(desk, name)
    page.goto(f"{desk.address}/ratings")
    go_on(page, page.get_by_role("link", name="Recording 1").click)
    expect(frame_text(page)).to_have_text("Frame 1 of 200, 0.000 s")
    text = page.locator("main").inner_text()
    assert "P001" not in text
    assert "Time in spasm" not in text
    assert page.locator(".mark-button").count() == 0
    at = 0
    for first, last, kind, side in spans:
        at = step_to(page, at, first)
        page.keyboard.press("a")
        at = step_to(page, at, last)
        saved(page, lambda: page.keyboard.press("a"))
        for key in (kind, side):
            if page.locator(f"[aria-keyshortcuts='{key.upper()}'][aria-pressed='true']").count():
                continue
            saved(page, lambda key=key: page.keyboard.press(key))  # type: ignore[misc]
    assert page.locator(".mark-button").count() == len(spans)
    page.get_by_role("button", name="Finish the rating").click()
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()


def step_to(page: Page, at: int, wanted: int) -> int:
    while at != wanted:
        step = 10 if wanted - at >= 10 else 1
        page.keyboard.press("Shift+ArrowRight" if step == 10 else "ArrowRight")
        at += step
        expect(frame_text(page)).to_have_text(re.compile(rf"^Frame {at + 1} of"))
    return at


@pytest.mark.slow
def test_two_raters_agree_differ_and_are_settled(desk: Desk) -> None:
    recording = f"{desk.address}/recordings/{desk.watched.recording_id}"
    owner = sign_in(desk, "")
    owner.goto(recording)
    go_on(owner, owner.get_by_role("link", name="Raters").click)
    for name in (FIRST, SECOND):
        owner.get_by_label("Account").select_option(name)
        go_on(owner, owner.get_by_role("button", name="Ask for a blind rating").click)
    expect(owner.get_by_text("Not finished")).to_have_count(2)

    # Until a rating is finished nothing of the recording is shown to its rater.
    peeking = sign_in(desk, FIRST)
    for place in ("", "/raters", "/report"):
        answer = peeking.goto(f"{recording}{place}")
        assert answer is not None
        assert answer.status == 403, place
    desk.complaints.clear()  # the browser logs each refusal

    rate(desk, FIRST, [(20, 25, "b", "e"), (48, 60, "s", "r"), (100, 106, "b", "e")])
    rate(desk, SECOND, [(21, 25, "b", "e"), (49, 61, "s", "r"), (150, 160, "s", "r")])

    owner.reload()
    rows = owner.locator("#apart tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Blink")
    expect(rows.nth(0)).to_contain_text(FIRST)
    expect(rows.nth(1)).to_contain_text(SECOND)
    spasm = owner.locator("#scores tbody tr", has_text="Spasm").first
    expect(spasm.locator("td").nth(1)).to_have_text("1")  # both
    expect(spasm.locator("td").nth(3)).to_have_text("1")  # only the second
    expect(spasm.locator("td").nth(4)).to_have_text("0.67")
    expect(spasm.locator("td").nth(6)).to_have_text("40 ms")
    rules = Axe().run(owner).response["violations"]
    assert [rule["id"] for rule in rules if rule["impact"] in {"serious", "critical"}] == []
    rows.nth(1).get_by_role("checkbox").check()
    owner.get_by_role("button", name="Settle", exact=True).click()
    expect(owner.locator(".badge", has_text="Settled")).to_have_count(1)
    with owner.expect_download() as download:
        owner.locator("li", has_text="Settled").get_by_role("link", name="ELAN").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert text.count("<ALIGNABLE_ANNOTATION") == 3
    assert desk.complaints == []
