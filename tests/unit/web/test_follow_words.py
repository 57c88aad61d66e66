"""What somebody entered stands as it was entered, and what is said of it is in words."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.browsing import PATIENT, browser
from tests.worlds import make_analysis

from hemiface.model.actor import Role
from hemiface.model.alert_words import ALERT_SOURCES
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.record import Recording, StoredAnalysis, StoredCorrection
from hemiface.operations.patients import add_visit
from hemiface.operations.session import open_session
from hemiface.reports.language import get_language
from hemiface.results import Summary

BASE = f"/people/{PATIENT}"
SESSION = {
    "day": "2026-03-01",
    "product": "onabotulinumtoxinA",
    "muscle": ["orbicularis_oculi", "zygomaticus_major", "frontalis", "mentalis"],
    "side": ["left"] * 4,
    "units": ["3,75", "1.25", "2", "2"],
    "sites": ["2", "1", "1", "1"],
    "point": [""] * 4,
}
ROUNDED = re.compile(r"number\([^(),]*(units|dose|times|before|now|total|spasm)\b[^(),]*, *\d")


@pytest.fixture
def doctor(app: FastAPI, owner: TestClient) -> TestClient:
    owner.post("/people", data={"pseudonym": PATIENT, "side": "left"})
    return browser(app, Role.CLINICIAN)


def test_doses_stand_as_they_were_entered(doctor: TestClient) -> None:
    doctor.post(f"{BASE}/injections", data=SESSION)
    later = {**SESSION, "day": "2026-06-01", "units": ["6.25", "1.25", "2", "2"]}
    doctor.post(f"{BASE}/injections", data=later)
    medicine = {"name": "clonazepam", "dose_mg": "0.25", "times_per_day": "1.5"}
    doctor.post(f"{BASE}/treatments/medicine", data=medicine)
    done = doctor.get(f"{BASE}/treatments").text
    for amount in ("3.75 U", "1.25 U", "6.25 U", "0.25 mg", "x 1.5"):
        assert amount in done
    table = doctor.get(f"{BASE}/injections").text
    for amount in ("<td>3.75</td>", "<td>1.25</td>", "<td>6.25</td>"):
        assert amount in table
    for page in ("responses", "visit-page"):
        assert "11.5 U" in doctor.get(f"{BASE}/{page}").text


def test_no_template_rounds_what_was_entered() -> None:
    places = [*Path("src/hemiface").rglob("*.j2"), *Path("src/hemiface/web").rglob("*.py")]
    assert len(places) > 50
    assert ROUNDED.search("t.number(one.before, 1)")
    assert [str(place) for place in places if ROUNDED.search(place.read_text())] == []


def test_an_injection_that_does_not_fit_is_counted_from_one(doctor: TestClient) -> None:
    wrong = {**SESSION, "units": ["3,75", "1.25", "2", "abc"]}
    said = unescape(doctor.post(f"{BASE}/injections", data=wrong).text)
    assert "injection 4: units: abc is not a number" in said
    assert "injections.3" not in said


def test_an_estimate_of_ones_own_is_not_called_licensed(doctor: TestClient) -> None:
    page = unescape(doctor.get(f"{BASE}/questionnaires").text)
    for title in ("Share of benefit at its best",):
        row = page.partition(title)[2].partition("</li>")[0]
        assert "free" in row
        assert "licensed" not in row


def test_sources_of_alerts_are_said_in_german_too() -> None:
    german = get_language("de")
    for source in ALERT_SOURCES.values():
        said = german.cite(source)
        assert said.language == "de"
        assert str(said) != source
    assert german.cite("A source of its own").language == "en"


def test_a_visit_keeps_its_time_its_label_and_its_name_in_a_calendar(
    doctor: TestClient, owner: TestClient
) -> None:
    soon = date.today() + timedelta(days=20)
    for person in (PATIENT, "OTHER"):
        owner.post("/people", data={"pseudonym": person, "side": "left"})
        with open_session() as session:
            add_visit(session, person, {"at": f"{soon}T09:30", "label": "Control"})
        doctor.post(f"/people/{person}/diary", data={"day": "2026-01-01", "spasm": "3"})
    files = [owner.get(f"/people/{one}/reminders/calendar.ics").text for one in (PATIENT, "OTHER")]
    names = [re.findall(r"UID:(.*)\r", file) for file in files]
    assert [len(one) for one in names] == [2, 2]
    assert not set(names[0]) & set(names[1])
    again = owner.get(f"{BASE}/reminders/calendar.ics").text
    assert re.findall(r"UID:(.*)\r", again) == names[0]
    for file in files:
        assert re.search(r"DTSTART:\d{8}T\d\d3000Z", file)
        assert "SUMMARY:Appointment: Control" in file
        for stamp in re.findall(r"DTSTAMP:(\d{8})T", file):
            assert stamp <= f"{date.today() + timedelta(days=1):%Y%m%d}"
    assert "09:30" in doctor.get(f"{BASE}/reminders").text


@pytest.mark.parametrize("number", [1, 2])
def test_pages_say_which_corrected_recordings_cannot_be_read(
    doctor: TestClient, number: int
) -> None:
    keep_corrected_without_files(number)
    said = {1: "One recording is left out", 2: "2 recordings are left out"}[number]
    for page in (BASE, f"{BASE}/course", f"{BASE}/visit-page", f"{BASE}/visit-page/file"):
        shown = doctor.get(page)
        assert shown.status_code == 200
        assert said in shown.text
    assert doctor.get(f"{BASE}/responses").status_code == 200


def keep_corrected_without_files(number: int) -> None:
    """Recordings of which a person said something, and whose files never came along."""
    made = datetime(2026, 3, 1, 10, tzinfo=UTC)
    analysis = make_analysis()
    event = analysis.events[1]
    said = Correction(CorrectionAction.REMOVE, event.onset, event.event_type, event.side)
    with open_session() as session, session.write() as work:
        person = work.find_person(PATIENT).id
        for one in range(number):
            digest = f"{one}" * 64
            recording = work.add(Recording(sha256=digest, size_bytes=1, recorded_at=made), person)
            kept = StoredAnalysis(
                recording_id=recording.id,
                package_version="0",
                method_version="1",
                settings_hash="a" * 64,
                file_hash=digest,
                made_at=made,
                summary=dict(Summary.of(analysis).to_values()),
                files={"events.csv": "e" * 64},
            )
            analysis_id = work.add(kept, person).id
            work.add(StoredCorrection(analysis_id=analysis_id, correction=said), person)
