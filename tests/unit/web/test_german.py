"""A browser that speaks German is shown German: on every page one can walk to, and in errors."""

import re
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient

from hemiface.model.questionnaires import ScaleKind
from hemiface.records.questionnaires import list_scales

ENGLISH = re.compile(r"\b(the|is|are|with|which|this|that|of|from|not|your|for)\b")
GERMAN = re.compile(r"\b(der|die|das|ist|und|Sie|nicht|eine?|im|den)\b")
UNSPOKEN = ("title", "script", "style", "code", "pre", "kbd")
EMPTY = ("br", "img", "input", "meta", "link", "hr", "source", "col", "wbr")
LISTS = ("/guide/claims", "/guide/substances", "/guide/muscles", "/guide/dangers")
STARTS = (
    *("/", "/people/P7", "/people/P7/diary", "/nothing", "/people/NOBODY", "/settings/backup"),
    *("/settings/audit", "/people/P7/course", "/people/P7/visit-page", "/guide/sources", *LISTS),
    *(f"/people/P7/questionnaires/{one.id}" for one in list_scales(ScaleKind.SELF)),
    *(f"/people/P7/ratings/{one.id}" for one in list_scales(ScaleKind.CLINICIAN)),
)
ELSEWHERE = ("/static", "/api", "/palette", "/sign", "/guide/")
"""Links that lead to no page; each topic of the guide is held to its own German elsewhere."""


class _Shown(HTMLParser):
    """Text of a page that a person reads, but for what says that it is English."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, bool]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if not self._is_left_out():
            names = ("title", "aria-label", "alt", "placeholder")
            self.texts += [text for name in names if (text := found.get(name))]
        if tag not in EMPTY:
            self._open.append((tag, found.get("lang") == "en" or tag in UNSPOKEN))

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self._open):
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._is_left_out():
            self.texts.append(data.strip())

    def _is_left_out(self) -> bool:
        return any(left_out for _, left_out in self._open)


def english_in(page: str) -> list[str]:
    """Texts of a page that are English and do not say so."""
    shown = _Shown()
    shown.feed(page)
    return [text for text in shown.texts if ENGLISH.search(text) and not GERMAN.search(text)]


@pytest.fixture
def german(owner: TestClient) -> TestClient:
    """An owner whose browser speaks German, with one person in the records."""
    owner.post("/people", data={"pseudonym": "P7"})
    owner.headers["accept-language"] = "de"
    return owner


def test_the_check_sees_english() -> None:
    page = '<p>Look at the list.</p><p lang="en">Look at the list.</p><img alt="a cat of ours">'
    assert english_in(page) == ["Look at the list.", "a cat of ours"]


def test_no_page_shows_english_that_does_not_say_so(german: TestClient) -> None:
    todo, seen = list(STARTS), set[str]()
    while todo and len(seen) < 90:
        place = todo.pop(0)
        if place in seen:
            continue
        seen.add(place)
        answer = german.get(place, follow_redirects=True)
        if "html" not in answer.headers["content-type"]:
            continue
        assert '<html lang="de"' in answer.text, place
        assert english_in(answer.text) == [], place
        excused = re.search(r'<(?!button)[^>]* lang="en"', answer.text)
        assert not excused or place.startswith("/guide/"), place  # titles of publications
        links = re.findall(r'href="(/[^"#?]*)"', answer.text)
        todo += [link for link in links if not link.startswith(ELSEWHERE)]
    assert len(seen) > 20


@pytest.mark.parametrize(
    ("place", "fields", "said"),
    [
        ("/people", {"pseudonym": "P7"}, "Es gibt schon eine Person P7. Wählen Sie ein anderes"),
        ("/people", {"pseudonym": "a b"}, "Dieses Pseudonym geht nicht. Nehmen Sie"),
        (
            "/people/P7/diary",
            {"day": "2999-01-01", "spasm": "3"},
            "liegt in der Zukunft. Prüfen",
        ),
        ("/people/P7/questionnaires/hfs-7", {"total": "x"}, "Das ist keine Zahl. Geben Sie"),
    ],
)
def test_what_is_wrong_is_said_in_german(
    german: TestClient, place: str, fields: dict[str, str], said: str
) -> None:
    answer = german.post(place, data=fields)
    assert answer.status_code in (409, 422)
    assert said in answer.text
    assert english_in(answer.text) == []


def test_the_api_says_problems_in_the_language_of_who_asks(german: TestClient) -> None:
    problem = german.get("/api/jobs/none").json()
    assert problem["title"] == "Diesen Auftrag gibt es nicht"
    german.headers["accept-language"] = "en"
    assert german.get("/api/jobs/none").json()["title"] == "there is no such job"


def test_a_visit_is_shown_by_the_clock_of_its_person(german: TestClient) -> None:
    german.post("/people", data={"pseudonym": "P8", "zone": "Europe/Berlin"})
    german.post("/people/P8/visits", data={"at": "2026-06-01 10:00"})
    page = german.get("/people/P8").text
    assert "01.06.2026, 10:00 CEST" in page
    assert "UTC" not in page


def test_the_course_and_the_audit_are_german(german: TestClient) -> None:
    for day, value in (("2026-05-01", "7"), ("2026-05-20", "3")):
        form = {"item:severity": value, "day": day}
        german.post("/people/P7/questionnaires/severity-0-10", data=form)
    for place in ("/people/P7", "/people/P7/course", "/people/P7/visit-page"):
        page = german.get(place).text
        assert "How bad" not in page, place
        assert "Wie schlimm es ist, 0 bis 10" in page, place
    audit = german.get("/settings/audit").text
    assert "<td>hinzugefügt</td><td>Fragebogen</td>" in audit
