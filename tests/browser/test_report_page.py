"""The report as people meet it: phone and desktop, by day, at night and on paper."""

import re
from collections.abc import Sequence
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.conftest import Opener
from tests.browser.curves import box_of_plot
from tests.unit.reports import worlds

from hemiface.assessment.change import compare_assessments
from hemiface.errors.words import LANGUAGES
from hemiface.reports.comparison import render_comparison
from hemiface.reports.render import render_report
from hemiface.reports.visits import ComparedRecording, Treatment
from hemiface.results import Earlier
from hemiface.results.pictures import pack_strips
from hemiface.results.summary import Summary

pytestmark = pytest.mark.browser

WIDTHS = {"phone": 360, "desktop": 1280}
PAPERS = ("A4", "Letter")
PRINTED_WIDTH_PX = 718
"""A4 less its margins, at 96 pixels an inch."""
WIDER_THAN_ITS_BLOCK = """[...document.querySelectorAll(".block *")]
  .filter(e => e.getBoundingClientRect().right > e.closest(".block").getBoundingClientRect().right)
  .map(e => `${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 40)}`)"""
HOSTILE = "</script><img src=x onerror=\"document.title='caught'\">.mp4"


def report(language: str = "en") -> str:
    world = worlds.right_clonic()
    return render_report(world, strips=pack_strips(worlds.strips(world)), language=language)


def comparison() -> str:
    first, second = worlds.right_clonic(burden=30.0), worlds.right_clonic(burden=9.0)
    changes = compare_assessments(first.assessment, second.assessment)
    visits = [
        ComparedRecording(first, date(2026, 3, 14)),
        ComparedRecording(second, date(2026, 4, 20), changes),
    ]
    return render_comparison(visits, treatments=[Treatment(date(2026, 3, 20), "toxin")])


def crowded(language: str) -> str:
    """As full as a report gets, with every measure changed since last time."""
    before, now = worlds.crowded(23.2), worlds.crowded(61.4)
    changes = compare_assessments(before.assessment, now.assessment)
    return render_report(
        now,
        strips=pack_strips(worlds.strips(now)),
        previous=Earlier(Summary.of(before), date(2026, 3, 14)),
        change=changes,
        language=language,
    )


def crowded_comparison(n_visits: int, language: str) -> str:
    """Visits with every measure."""
    found = [worlds.crowded(23.2 + 12 * place) for place in range(n_visits)]
    visits = [
        ComparedRecording(
            each,
            date(2026, 3 + place, 14),
            compare_assessments(found[0].assessment, each.assessment) if place else (),
        )
        for place, each in enumerate(found)
    ]
    treatment = Treatment(date(2026, 3, 20), "Botulinum toxin, 25 U")
    return render_comparison(visits, treatments=[treatment], language=language)


PAGES = {
    "report": report,
    "healthy": lambda: render_report(worlds.healthy()),
    "poor": lambda: render_report(worlds.poor()),
    "no_face": lambda: render_report(worlds.no_face()),
    "german": lambda: report("de"),
    "comparison": comparison,
}


def find_barriers(page: Page) -> list[str]:
    """What axe-core calls serious or critical."""
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for rule in Axe().run(page).response["violations"]
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"][:3]
    ]


VIEWS = [
    *((name, "phone", False) for name in PAGES),
    *((name, "desktop", True) for name in PAGES),
    ("report", "phone", True),
    ("report", "desktop", False),
]


@pytest.mark.parametrize(("name", "device", "dark"), VIEWS)
def test_opens_in_peace(open_page: Opener, name: str, device: str, *, dark: bool) -> None:
    width = WIDTHS[device]
    sheet = open_page(PAGES[name](), width=width, dark=dark)
    sheet.page.wait_for_timeout(50)
    assert sheet.complaints == []
    assert [url for url in sheet.requests if not url.startswith("data:")] == [sheet.page.url]
    assert sheet.page.evaluate("document.documentElement.scrollWidth") <= width
    assert find_barriers(sheet.page) == []


def count_shown_events(page: Page) -> int:
    """Events within the stretch that the timeline shows."""
    return page.locator(".mark-button:visible").count()


def test_an_event_shows_its_details_and_pictures(open_page: Opener) -> None:
    page = open_page(report()).page
    assert count_shown_events(page) == 11
    page.locator(".mark-button").first.click()
    detail = page.locator("#detail")
    assert "Spasm, right, at 1.98 s" in detail.inner_text()
    assert "clonic" in detail.inner_text()
    assert detail.locator("img").count() == 5
    assert page.locator(".mark-button[aria-pressed=true]").count() == 1


def test_a_row_of_the_table_leads_to_its_event(open_page: Opener) -> None:
    page = open_page(report()).page
    page.locator("#events a").nth(10).click()
    assert "Blink, both, at 26.56 s" in page.locator("#detail").inner_text()
    assert count_shown_events(page) < 11


def test_zoom_in_and_out(open_page: Opener) -> None:
    page = open_page(report()).page
    for _ in range(3):
        page.get_by_label("Zoom in").click()
    assert count_shown_events(page) < 6
    page.get_by_text("Whole recording").click()
    assert count_shown_events(page) == 11
    box = box_of_plot(page)
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 40, steps=4)
    page.mouse.up()
    assert 0 < count_shown_events(page) < 6


def test_pointing_reads_out_both_sides(open_page: Opener) -> None:
    page = open_page(report()).page
    box = box_of_plot(page)
    page.mouse.move(box["x"] + box["width"] * 12.2 / 30, box["y"] + 40)
    text = page.locator("#readout").inner_text()
    assert re.search(r"12\.\d\d.s", text)
    assert re.search(r"R .*% closed, .*mm mouth.*L .*% closed", text)
    page.mouse.move(box["x"] + box["width"] * 6.5 / 30, box["y"] + 40)
    assert page.locator("#readout").inner_text().count("not measurable") == 2


def test_the_keyboard_reaches_everything(open_page: Opener) -> None:
    page = open_page(report()).page
    wanted = page.locator(
        "a[href], button:visible:not([tabindex='-1']), summary:visible, [tabindex='0']:visible"
    ).count()
    place = "() => [...document.querySelectorAll('*')].indexOf(document.activeElement)"
    reached = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(place))
    assert len(reached) >= wanted


def test_the_timeline_by_keyboard(open_page: Opener) -> None:
    page = open_page(report()).page
    page.locator("#plots").focus()
    page.keyboard.press("ArrowRight")
    first = page.locator("#readout").inner_text()
    page.keyboard.press("Shift+ArrowRight")
    second = page.locator("#readout").inner_text()
    assert first != second
    assert "closed" in second
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert count_shown_events(page) < 11
    before = page.locator(".mark-button:visible").first.get_attribute("title")
    page.keyboard.press("PageDown")
    assert page.locator(".mark-button:visible").first.get_attribute("title") != before
    page.keyboard.press("End")
    assert "29.9" in page.locator("#readout").inner_text()
    page.keyboard.press("0")
    assert count_shown_events(page) == 11
    page.locator(".mark-button").first.focus()
    page.keyboard.press("ArrowRight")
    assert "Spasm, right, at 3.58 s" in page.locator("#detail").inner_text()


def touch(page: Page, *steps: Sequence[tuple[float, float]]) -> None:
    """Put fingers on the page, move them from step to step, and take them off."""
    hand = page.context.new_cdp_session(page)
    kinds = ["touchStart", *["touchMove"] * (len(steps) - 1)]
    for kind, fingers in zip(kinds, steps, strict=True):
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(fingers)]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_two_fingers_zoom_and_one_moves(open_page: Opener) -> None:
    sheet = open_page(report(), width=390, touch=True)
    page = sheet.page
    assert "two fingers zoom" in page.locator("#readout").inner_text()
    box = box_of_plot(page)
    middle, y = box["x"] + box["width"] / 2, box["y"] + 60
    touch(
        page,
        [(middle - 20, y), (middle + 20, y)],
        [(middle - 70, y), (middle + 70, y)],
        [(middle - 120, y), (middle + 120, y)],
    )
    zoomed = [mark.get_attribute("title") for mark in page.locator(".mark-button:visible").all()]
    assert 0 < len(zoomed) < 6
    touch(page, [(middle + 80, y)], [(middle, y)], [(middle - 120, y)])
    moved = [mark.get_attribute("title") for mark in page.locator(".mark-button:visible").all()]
    assert moved
    assert moved[-1] != zoomed[-1]
    touch(
        page,
        [(middle - 100, y), (middle + 100, y)],
        [(middle - 40, y), (middle + 40, y)],
        [(middle - 8, y), (middle + 8, y)],
    )
    assert count_shown_events(page) == 11
    page.touchscreen.tap(box["x"] + box["width"] * 12.2 / 30, y)
    expect(page.locator("#readout")).to_contain_text("closed")
    assert sheet.complaints == []


def test_the_theme_can_be_turned(open_page: Opener) -> None:
    page = open_page(report()).page
    ground = "getComputedStyle(document.body).backgroundColor"
    day = page.evaluate(ground)
    page.locator("#theme").click()
    assert page.evaluate(ground) != day
    assert page.locator("#theme").get_attribute("aria-pressed") == "true"
    page.locator("#theme").click()
    assert page.evaluate(ground) == day


def test_without_script_everything_is_there_to_read(open_page: Opener) -> None:
    page = open_page(report(), script=False).page
    assert page.locator(".still svg").is_visible()
    assert not page.locator("#live").is_visible()
    assert page.locator("#events table").is_visible()


def count_sheets(page: Page, paper: str) -> int:
    """Sheets of paper that a page is printed on."""
    data = page.pdf(format=paper, print_background=True)
    return len(re.findall(rb"/Type\s*/Page\b", data))


@pytest.mark.parametrize("name", ["report", "healthy", "poor", "no_face", "german", "comparison"])
def test_prints_on_two_sheets(open_page: Opener, name: str) -> None:
    page = open_page(PAGES[name](), dark=True).page
    assert max(count_sheets(page, paper) for paper in PAPERS) <= 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n_visits", [1, 2, 3, 4])
def test_the_fullest_pages_print_on_two_sheets(
    open_page: Opener, language: str, n_visits: int
) -> None:
    text = crowded_comparison(n_visits, language) if n_visits > 1 else crowded(language)
    page = open_page(text).page
    assert max(count_sheets(page, paper) for paper in PAPERS) <= 2


def test_nothing_is_cut_off_on_paper(open_page: Opener) -> None:
    for text in (crowded("de"), crowded_comparison(4, "de")):
        page = open_page(text, width=PRINTED_WIDTH_PX).page
        page.emulate_media(media="print")
        assert page.evaluate(WIDER_THAN_ITS_BLOCK) == []


def test_a_hostile_name_does_nothing(open_page: Opener) -> None:
    sheet = open_page(render_report(worlds.right_clonic(HOSTILE)))
    sheet.page.wait_for_timeout(50)
    assert sheet.page.title().endswith(HOSTILE)
    assert sheet.page.locator("img[src=x]").count() == 0
    assert sheet.complaints == []
    assert HOSTILE in sheet.page.locator(".file-name").inner_text()
