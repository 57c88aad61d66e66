"""When it was filmed, whose it is, and what stands beside, on the page and in exchange."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.unit.reports import worlds

from hemiface.formats.fhir import build_bundle
from hemiface.model.analysis import Task
from hemiface.model.circumstances import Beside, BesideKind, Circumstances
from hemiface.model.tasks import TaskName
from hemiface.reports.render import render_report
from hemiface.results import ResultsFolder

KNOWN = Circumstances(
    filmed=datetime(2025, 11, 2, 9, 30, tzinfo=ZoneInfo("Europe/Berlin")),
    pseudonym="P017",
    task=TaskName.SMILE,
    visit="before toxin",
    beside=(
        Beside(BesideKind.TREATMENT, date(2025, 8, 1), "onabotulinumtoxinA", "20 U"),
        Beside(BesideKind.TREATMENT, date(2025, 9, 1), "decompression", "left"),
        Beside(BesideKind.RATING, date(2025, 10, 30), "SMC, grade", "3", "smc"),
        Beside(BesideKind.QUESTIONNAIRE, date(2025, 10, 31), "HFS-7", "12", "hfs7"),
    ),
)


def parts(page: str) -> tuple[str, str, str]:
    """Head of a page, what is between, and its foot."""
    head, rest = page.split("</header>", 1)
    body, foot = rest.split('<footer class="foot">', 1)
    return head, body, foot.split("</footer>")[0]


def test_the_head_says_when_and_whose_and_the_foot_when_analyzed() -> None:
    head, body, foot = parts(render_report(worlds.right_clonic(), known=KNOWN))
    for said in ("P017", "while smiling", "before toxin", "2025-11-02, 09:30"):
        assert said in head
    assert "2026-03-14" not in head  # the day of the analysis
    assert "Analyzed 2026-03-14" in foot
    assert "onabotulinumtoxinA" in body


def test_nobody_said() -> None:
    head, body, _ = parts(render_report(worlds.right_clonic()))
    assert worlds.right_clonic().video.name in head
    assert "day of filming not known" in head
    assert 'id="beside"' not in body


def test_a_clinicians_rating_stands_beside_the_estimate() -> None:
    _, body, _ = parts(render_report(worlds.right_clonic(), known=KNOWN))
    assert "Rated by a clinician:" in body
    assert "3 (2025-10-30)" in body
    assert "of 4)" in body
    assert "need not answer to treatment" in body


def test_german() -> None:
    head, body, foot = parts(render_report(worlds.right_clonic(), known=KNOWN, language="de"))
    assert "beim Lächeln" in head
    assert "gefilmt 02.11.2025" in head
    assert "Ausgewertet 14.03.2026" in foot
    assert "Mikrovaskuläre Dekompression" in body
    assert ">links<" in body


@pytest.mark.parametrize("known", [KNOWN, Circumstances(), Circumstances(date(2025, 11, 2))])
def test_what_is_known_is_kept(tmp_path: Path, known: Circumstances) -> None:
    results = ResultsFolder(tmp_path)
    results.write_known(known)
    assert results.known(worlds.right_clonic().video) == known


def test_without_a_word_the_camera_is_asked(tmp_path: Path) -> None:
    video = replace(worlds.right_clonic().video, filmed_at="2025-07-01T12:00:00+02:00")
    assert ResultsFolder(tmp_path).known(video).day == date(2025, 7, 1)
    (tmp_path / "about.json").write_text("nonsense")
    assert ResultsFolder(tmp_path).known(video).day == date(2025, 7, 1)


def test_fhir_has_time_and_subject() -> None:
    entries = build_bundle(worlds.right_clonic(), KNOWN)["entry"]
    assert isinstance(entries, list)
    resources = [entry["resource"] for entry in entries]
    told = [one for one in resources if one["resourceType"] != "Device"]
    assert len(told) > 3
    for one in told:
        assert one["effectiveDateTime"] == "2025-11-02T09:30:00+01:00"
        assert one["subject"]["identifier"]["value"] == "P017"
    plain = build_bundle(worlds.right_clonic())["entry"]
    assert isinstance(plain, list)
    assert not any("subject" in entry["resource"] for entry in plain)


@pytest.mark.parametrize(
    ("code", "heading", "said"),
    [
        ("en", "Asked for", "at rest 50 s, while smiling 8 s"),
        ("de", "Verlangt", "in Ruhe 50 s, beim L\u00e4cheln 8 s"),
    ],
)
def test_what_was_asked_for_is_said_whatever_was_seen(code: str, heading: str, said: str) -> None:
    tasks = (
        Task(0.0, 40.0, TaskName.REST),
        Task(40.0, 8.0, TaskName.SMILE),
        Task(48.0, 10.0, TaskName.REST),
    )
    asked = replace(worlds.right_clonic(), tasks=tasks)
    page = render_report(asked, language=code).replace("\u202f", " ").replace("\xa0", " ")
    assert f"<dt>{heading}</dt> <dd>{said}</dd>" in page
    assert f"<dt>{heading}</dt>" not in render_report(replace(asked, tasks=()), language=code)


@pytest.mark.parametrize(("code", "said"), [("en", "clinic"), ("de", "Praxis oder Klinik")])
def test_a_visit_without_a_label_is_named_by_where_it_was(code: str, said: str) -> None:
    known = replace(KNOWN, visit="clinic")
    head, _, _ = parts(render_report(worlds.right_clonic(), known=known, language=code))
    assert f" \u00b7 {said}<" in head
