"""The report says what is known about a small world, and nothing leaves the page."""

import re
from html.parser import HTMLParser

import pytest
from tests.unit.reports import worlds

from hemiface.errors import SettingsError
from hemiface.reports.render import render_report

HOSTILE = "</script><img src=x onerror=alert(1)>\"'&.mp4"


class Outline(HTMLParser):
    """Elements and texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def outline(page: str) -> Outline:
    parser = Outline()
    parser.feed(page)
    parser.close()
    return parser


def words(page: str) -> str:
    return " ".join(" ".join(outline(page).texts).replace("\u202f", " ").split())


@pytest.fixture(scope="module")
def page() -> str:
    return render_report(worlds.right_clonic())


def test_first_screen_names_the_persons_own_side_and_the_figures(page: str) -> None:
    text = words(page)
    assert "Involuntary movement on the right side" in text
    assert "6 involuntary movements in 28 s of measurable video (12.8 a minute)." in text
    assert "23.2 % of the time in involuntary movement (20 to 26 %)" in text
    assert "Very sure 94 % support for this answer" in text
    assert "28 s of 30 s could be measured (94 %)" in text


def test_red_flags_come_before_everything_else(page: str) -> None:
    assert page.index("Call the emergency number at once") < page.index("<h1")


def test_never_says_that_somebody_has_it(page: str) -> None:
    assert not re.search(r"you have|diagnosed", words(page), re.IGNORECASE)
    assert "not a diagnosis" in words(page)


def test_nothing_is_fetched(page: str) -> None:
    addresses = [
        value
        for _, attributes in outline(page).tags
        for name, value in attributes.items()
        if name in {"src", "href", "action", "data", "poster", "srcset"} and value
    ]
    assert addresses
    assert all(address.startswith(("#", "data:image/")) for address in addresses)
    assert "default-src 'none'" in page


def test_hostile_file_name_stays_text() -> None:
    analysis = worlds.right_clonic(HOSTILE)
    page = render_report(analysis)
    parsed = outline(page)
    assert not [tag for tag, _ in parsed.tags if tag == "img"]
    assert HOSTILE in parsed.texts
    scripts = len(re.findall(r"<script", page))
    assert scripts == len(re.findall(r"</script>", page)) == 2


def test_unknown_language_is_refused() -> None:
    with pytest.raises(SettingsError, match="'xx'"):
        render_report(worlds.right_clonic(), language="xx")
