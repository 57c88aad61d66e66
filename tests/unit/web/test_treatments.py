"""Injections, other treatments, questionnaires, ratings and reminders as their pages use them."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.browsing import PATIENT, browser
from tests.courses import add_recording
from tests.unit.reports.worlds import right_clonic

from hemiface.model.actor import Role
from hemiface.model.questionnaires import QuestionnaireResponse, Rating
from hemiface.model.record import Recording
from hemiface.operations.record_entries import list_values
from hemiface.operations.session import Session, open_session
from hemiface.operations.treatments import list_treatments
from hemiface.results import Summary

SESSION = {
    "day": "2026-03-01",
    "product": "onabotulinumtoxinA",
    "muscle": ["orbicularis_oculi", "zygomaticus_major", ""],
    "side": ["left", "left", "left"],
    "units": ["12,5", "2.5", ""],
    "sites": ["4", "", ""],
    "point": ["pretarsal", "", ""],
}
BASE = f"/people/{PATIENT}"


@pytest.fixture
def doctor(app: FastAPI, owner: TestClient) -> TestClient:
    owner.post("/people", data={"pseudonym": PATIENT, "side": "left"})
    return browser(app, Role.CLINICIAN)


def kept() -> list[object]:
    with open_session() as session:
        return [entry.value for entry in list_treatments(session, PATIENT)]


def test_a_session_is_written_down_and_copied(doctor: TestClient) -> None:
    assert doctor.post(f"{BASE}/injections", data=SESSION).status_code == 303
    (one,) = kept()
    shots = [(str(shot.muscle), shot.units, shot.sites) for shot in one.injections]  # type: ignore[attr-defined]
    assert shots == [("orbicularis_oculi", 12.5, 4), ("zygomaticus_major", 2.5, 1)]
    page = doctor.get(f"{BASE}/injections?copy=true").text
    assert 'value="12.5"' in page
    assert page.count('role="button"') == 24
    again = {**SESSION, "day": "2026-06-01", "units": ["15", "2.5", ""]}
    doctor.post(f"{BASE}/injections", data=again)
    table = doctor.get(f"{BASE}/injections").text
    assert "<td>12.5</td>" in table
    assert "<td>15</td>" in table


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"muscle": ["orbicularis_oculi", "zygomaticus_major", "frontalis"]}, "frontalis stands"),
        ({"muscle": ["", "zygomaticus_major", ""]}, "12,5 units stand beside no muscle"),
        ({"point": ["", "", "medial"]}, "medial stands there without units"),
    ],
)
def test_neither_a_muscle_without_units_nor_units_without_a_muscle_are_lost(
    doctor: TestClient, change: dict[str, object], words: str
) -> None:
    refused = doctor.post(f"{BASE}/injections", data={**SESSION, **change, "sure": "yes"})
    assert refused.status_code == 422
    assert words in unescape(refused.text)
    assert 'value="12,5"' in refused.text
    assert kept() == []


def test_no_side_is_chosen_for_whom_none_is_known(doctor: TestClient) -> None:
    def chosen(person: str) -> set[str]:
        page = doctor.get(f"/people/{person}/injections").text
        sides = re.findall(r'<select name="side">(.*?)</select>', page, re.DOTALL)
        assert sides
        first = [re.findall(r'value="(\w*)"( selected)?', one) for one in sides]
        return {next((name for name, is_set in one if is_set), one[0][0]) for one in first}

    doctor.post("/people", data={"pseudonym": "P900"})
    assert chosen(PATIENT) == {"left"}
    assert chosen("P900") == {""}
    sent = {**SESSION, "side": ["", "", ""]}
    assert doctor.post("/people/P900/injections", data=sent).status_code == 422
    with open_session() as session:
        assert list_treatments(session, "P900") == []


def test_an_injection_into_the_side_that_no_recording_shows_is_asked_about(
    session: Session, doctor: TestClient
) -> None:
    doctor.post("/people", data={"pseudonym": "P900"})
    add_recording(session, "P900", date(2026, 1, 1), Summary.of(right_clonic()), 1)
    asked = doctor.post("/people/P900/injections", data=SESSION)
    assert asked.status_code == 409
    assert "other_side" in asked.text
    right = {**SESSION, "side": ["right", "right", ""]}
    assert doctor.post("/people/P900/injections", data=right).status_code == 303


def test_an_empty_row_names_no_muscle(doctor: TestClient) -> None:
    page = doctor.get(f"{BASE}/injections").text
    chosen = re.findall(r'<select name="muscle"><option value="([^"]*)"', page)
    assert set(chosen) == {""}
    assert '<option value="frontalis" selected>' not in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"side": ["right", "left", "left"]}, "not the affected one"),
        ({"units": ["30", "2.5", ""], "sites": ["10", "", ""]}, "the most it ever got"),
        ({"sites": ["1", "", ""]}, "units a puncture"),
        ({"day": "2026-03-01"}, "same day is written down already"),
    ],
)
def test_what_may_be_a_slip_is_asked_again(
    doctor: TestClient, change: dict[str, object], words: str
) -> None:
    doctor.post(f"{BASE}/injections", data=SESSION)
    entry = {**SESSION, "day": "2026-06-01", **change}
    asked = doctor.post(f"{BASE}/injections", data=entry)
    assert asked.status_code == 409
    assert words in unescape(asked.text)
    assert len(kept()) == 1
    sure = doctor.post(f"{BASE}/injections", data={**entry, "sure": "yes"})
    assert sure.status_code == 303
    assert len(kept()) == 2


def test_who_was_sure_of_one_thing_is_asked_about_another(doctor: TestClient) -> None:
    doctor.post(f"{BASE}/injections", data=SESSION)
    entry = {**SESSION, "day": "2026-06-01", "side": ["right", "left", "left"]}
    asked = doctor.post(f"{BASE}/injections", data=entry).text
    named = [unescape(one) for one in re.findall(r'name="doubt" value="([^"]*)"', asked)]
    assert named
    entry |= {"doubt": named, "sure": "yes"}
    slip = doctor.post(f"{BASE}/injections", data={**entry, "units": ["125", "2.5", ""]})
    assert slip.status_code == 409
    assert "not the affected one" in unescape(slip.text)
    assert "units a puncture" in unescape(slip.text)
    assert len(kept()) == 1
    assert doctor.post(f"{BASE}/injections", data=entry).status_code == 303
    assert len(kept()) == 2


@pytest.mark.parametrize(
    ("product", "units", "sites", "words"),
    [
        ("abobotulinumtoxinA", "400", "4", "Published for one eye are 120"),
        ("other", "500", "5", "Published for one eye are 120"),
        ("onabotulinumtoxinA", "150", "100", "Published for one eye are 25"),
        ("onabotulinumtoxinA", "20", "40", "40 punctures"),
    ],
)
def test_far_more_than_was_published_is_asked_again_at_a_first_session(
    doctor: TestClient, product: str, units: str, sites: str, words: str
) -> None:
    entry = {"product": product, "muscle": "platysma", "side": "left", "point": ""}
    entry |= {"day": "2026-03-01", "units": units, "sites": sites}
    asked = doctor.post(f"{BASE}/injections", data=entry)
    assert asked.status_code == 409
    assert words in unescape(asked.text)
    assert kept() == []
    assert doctor.post(f"{BASE}/injections", data={**entry, "sure": "yes"}).status_code == 303


@pytest.mark.parametrize(
    ("product", "units"),
    [
        ("abobotulinumtoxinA", "1000"),
        ("abobotulinumtoxinA", "3000"),
        ("onabotulinumtoxinA", "300"),
        ("other", "25000"),
    ],
)
def test_more_than_any_vial_holds_is_refused_however_sure(
    doctor: TestClient, product: str, units: str
) -> None:
    entry = {"product": product, "muscle": "platysma", "side": "left", "point": ""}
    entry |= {"day": "2026-03-01", "units": units, "sites": "1", "sure": "yes"}
    refused = doctor.post(f"{BASE}/injections", data=entry)
    assert refused.status_code == 422
    assert "any vial of the product holds" in unescape(refused.text)
    assert kept() == []


def test_what_does_not_fit_keeps_what_was_typed(doctor: TestClient) -> None:
    wrong = doctor.post(f"{BASE}/injections", data={**SESSION, "units": ["many", "2.5", ""]})
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.text
    assert kept() == []
    assert doctor.post(f"{BASE}/injections", data={"day": "2026-03-01"}).status_code == 422


def test_what_is_no_number_is_shown_as_it_was_typed(doctor: TestClient) -> None:
    wrong = doctor.post(f"{BASE}/injections", data={**SESSION, "units": ["1.250,5", "2.5", ""]})
    assert wrong.status_code == 422
    assert "1.250,5 is not a number" in wrong.text
    course = {"name": "carbamazepine", "dose_mg": "1.250,5", "times_per_day": "2"}
    wrong = doctor.post(f"{BASE}/treatments/medicine", data=course)
    assert wrong.status_code == 422
    assert "1.250,5 is not a number" in wrong.text
    assert kept() == []


def test_a_day_of_another_century_is_asked_about(doctor: TestClient, owner: TestClient) -> None:
    page = doctor.post(f"{BASE}/injections", data={**SESSION, "day": "1900-01-01"})
    assert page.status_code == 409
    assert "years back. Is the year right?" in page.text
    assert kept() == []
    owner.post("/people", data={"pseudonym": "P009", "birth_year": "1961"})
    for kind, fields in (
        ("injections", {**SESSION, "day": "1960-01-01", "sure": "yes"}),
        ("treatments/medicine", {"name": "baclofen", "started": "1960-01-01"}),
    ):
        refused = doctor.post(f"/people/P009/{kind}", data=fields)
        assert refused.status_code == 422, kind
        assert "the year of birth is 1961" in refused.text
    assert doctor.get("/people/P009/treatments").text.count("1960") == 0


def test_other_treatments_come_and_end(doctor: TestClient) -> None:
    sent = {
        "medicine": {"name": "clonazepam", "dose_mg": "0,5", "started": "2026-01-01"},
        "decompression": {"day": "2025-05-05", "side": "left", "vessels": "AICA, PICA"},
        "other": {"name": "acupuncture", "started": "2026-01-02"},
        "side_effect": {"kind": "eyelid_droop", "onset": "2026-03-05", "side": "left"},
    }
    for kind, fields in sent.items():
        assert doctor.post(f"{BASE}/treatments/{kind}", data=fields).status_code == 303, kind
    page = doctor.get(f"{BASE}/treatments").text
    assert "clonazepam 0.5 mg" in page
    assert "AICA, PICA" in page
    with open_session() as session:
        medicine = next(
            one for one in list_treatments(session, PATIENT) if hasattr(one.value, "dose_mg")
        )
    ended = doctor.post(f"{BASE}/treatments/{medicine.id}/end", data={"on": "2026-02-01"})
    assert ended.status_code == 303
    assert "2026-02-01" in doctor.get(f"{BASE}/treatments").text
    assert doctor.post(f"{BASE}/treatments/{medicine.id}/aside").status_code == 303
    assert len(kept()) == 3
    assert doctor.post(f"{BASE}/treatments/nothing", data={"name": "x"}).status_code == 422
    assert doctor.post(f"{BASE}/treatments/other", data={}).status_code == 422


def test_questions_stand_in_german_where_there_is_a_validated_version(doctor: TestClient) -> None:
    german = {"accept-language": "de"}
    page = doctor.get(f"{BASE}/questionnaires/gad-7", headers=german).text
    assert '<legend lang="de">Nervosität, Ängstlichkeit oder Anspannung' in page
    assert "Beinahe jeden Tag" in page
    assert "Med Care 2008" in page
    assert "validierte deutsche Fassung gibt es nicht" not in page
    rating = doctor.get(f"{BASE}/ratings/jrs", headers=german).text
    assert 'lang="en"' not in rating.partition("<form")[2].partition("<footer")[0]
    assert "die Stufen sind umschrieben und nicht der geprüfte Wortlaut" in rating
    english = doctor.get(f"{BASE}/questionnaires/gad-7").text
    assert "Feeling nervous" in english
    assert "no free and validated version" not in english


def test_the_language_in_which_questions_were_shown_stays_with_the_answers(
    doctor: TestClient,
) -> None:
    german, place = {"accept-language": "de"}, f"{BASE}/questionnaires/gad-7"
    shown = re.search(r'name="language" value="(\w+)"', doctor.get(place, headers=german).text)
    assert shown is not None
    # The page was switched to English after it had been filled in.
    sent = doctor.post(place, data={"item:1": "2", "language": shown[1]})
    assert sent.status_code == 303
    with open_session() as session:
        (one,) = list_values(session, QuestionnaireResponse, PATIENT)
    assert one.value.language == "de"
    assert "asked in Deutsch" in doctor.get(f"{BASE}/questionnaires").text
    assert "gefragt auf Deutsch" in doctor.get(f"{BASE}/questionnaires", headers=german).text
    assert doctor.post(place, data={"item:1": "2", "language": "<b>"}).status_code == 422
    assert 'name="language"' not in doctor.get(f"{BASE}/questionnaires/hfs-7").text


def test_item_nine_shows_its_text_before_anything_is_kept(doctor: TestClient) -> None:
    answers = {f"item:{number}": "1" for number in range(1, 10)}
    first = doctor.post(f"{BASE}/questionnaires/phq-9", data=answers)
    assert first.status_code == 409
    assert "Please talk to somebody about it today" in first.text
    german = doctor.post(
        f"{BASE}/questionnaires/phq-9", data=answers, headers={"accept-language": "de"}
    )
    assert "Bitte sprechen Sie noch heute mit jemandem" in german.text
    with open_session() as session:
        assert list_values(session, QuestionnaireResponse, PATIENT) == []
    read = doctor.post(f"{BASE}/questionnaires/phq-9", data={**answers, "safety_read": "yes"})
    assert read.status_code == 303
    with open_session() as session:
        (one,) = list_values(session, QuestionnaireResponse, PATIENT)
    assert one.value.total == 9
    assert one.value.safety_shown


def test_what_a_questionnaire_leaves_unknown_is_told_in_app_and_visit_page(
    doctor: TestClient,
) -> None:
    answers = {f"item:{number}": "1" for number in range(1, 9)}
    kept = doctor.post(f"{BASE}/questionnaires/phq-9", data=answers, follow_redirects=True)
    assert "Item 9 is not known: ask it" in kept.text
    assert 'class="problem" role="alert"' in kept.text
    assert "Item 9 of PHQ-9" in doctor.get(f"{BASE}/visit-page").text
    german = doctor.get(f"{BASE}/questionnaires", headers={"accept-language": "de"}).text
    assert "Frage 9 ist nicht bekannt" in german
    whole = {**answers, "item:9": "0"}
    kept = doctor.post(f"{BASE}/questionnaires/phq-9", data=whole, follow_redirects=True)
    assert "is not known" not in kept.text
    assert "Item 9 of" not in doctor.get(f"{BASE}/visit-page").text


def test_a_licensed_questionnaire_is_its_total(doctor: TestClient) -> None:
    page = doctor.get(f"{BASE}/questionnaires/hfs-7").text
    assert 'name="total"' in page
    assert "From 0 to 28." in page
    wrong = doctor.post(f"{BASE}/questionnaires/hfs-7", data={"total": "99"})
    assert wrong.status_code == 422
    right = doctor.post(f"{BASE}/questionnaires/hfs-7", data={"total": "12"})
    assert right.status_code == 303
    listed = doctor.get(f"{BASE}/questionnaires").text
    assert re.search(r'row-name">HFS-7</span>', listed), "by its title, not by its name"
    assert doctor.get(f"{BASE}/questionnaires/nothing").status_code == 422


def test_recordings_are_rated_blind_one_after_the_other(doctor: TestClient) -> None:
    with open_session() as session, session.write() as work:
        person = work.find_person(PATIENT)
        for number in range(3):
            work.add(Recording(sha256=f"{number:064x}", size_bytes=1), person.id)
    seen = set()
    for left in (3, 2, 1):
        page = doctor.get(f"{BASE}/ratings/jrs?blind=true&rater=B").text
        assert f"Left to rate: {left} of 3" in page
        assert "2026" not in page.partition("<form")[2].partition("</form>")[0]
        recording = page.partition('name="recording_id" value="')[2][:36]
        seen.add(recording)
        sent = {"blind": "yes", "rater": "B", "recording_id": recording}
        levels = {"item:severity": "2", "item:frequency": "1"}
        assert doctor.post(f"{BASE}/ratings/jrs", data=sent | levels).status_code == 303
    assert len(seen) == 3
    assert "All recordings are rated" in doctor.get(f"{BASE}/ratings/jrs?blind=true&rater=B").text
    with open_session() as session:
        rated = [entry.value for entry in list_values(session, Rating, PATIENT)]
    assert [(one.total, one.blinded, one.rater) for one in rated] == [(3, True, "B")] * 3
    assert doctor.post(f"{BASE}/ratings/jrs", data=levels).status_code == 422


def test_what_is_next_goes_into_a_calendar_that_names_no_illness(doctor: TestClient) -> None:
    assert "Nothing is due." in doctor.get(f"{BASE}/reminders").text
    soon = date.today() + timedelta(days=20)
    doctor.post(f"{BASE}/visits", data={"at": f"{soon}T10:00", "kind": "clinic"})
    doctor.post(f"{BASE}/diary", data={"day": "2026-01-01", "spasm": "3"})
    file = doctor.get(f"{BASE}/reminders/calendar.ics")
    assert file.headers["content-type"].startswith("text/calendar")
    assert f"DTSTART:{soon:%Y%m%d}T" in file.text
    assert "INTERVAL=3" in file.text
    assert file.text.count("BEGIN:VEVENT") == 2
    assert all(len(line.encode()) <= 75 for line in file.text.splitlines())
    for word in ("spasm", PATIENT, "toxin"):
        assert word not in file.text


def test_a_patient_reads_the_own_course_and_writes_no_treatment(
    app: FastAPI, doctor: TestClient
) -> None:
    doctor.post(f"{BASE}/injections", data=SESSION)
    patient = browser(app, Role.PATIENT)
    for path in ("course", "visit-page", "responses", "diary", "questionnaires", "reminders"):
        assert patient.get(f"{BASE}/{path}").status_code == 200, path
    for path in ("injections", "treatments", "ratings"):
        assert patient.get(f"{BASE}/{path}").status_code == 403, path


@pytest.mark.parametrize("field", ["dose_mg", "times_per_day"])
def test_a_medicine_that_nobody_takes_is_refused(doctor: TestClient, field: str) -> None:
    said = {"name": "baclofen", field: "1e9"}
    refused = doctor.post(f"{BASE}/treatments/medicine", data=said)
    assert refused.status_code == 422
    assert 'value="baclofen"' in refused.text
    assert kept() == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"total": "99"}, "die Summe von HFS-7 ist 99"),
        ({"total": "nan"}, "die Summe von HFS-7 ist nan"),
        ({"item:1": "1"}, "HFS-7 wird als Summe eingetragen"),
    ],
)
def test_a_total_is_refused_in_the_reader_s_language(
    doctor: TestClient, given: dict[str, str], words: str
) -> None:
    german = {"accept-language": "de"}
    refused = doctor.post(f"{BASE}/questionnaires/hfs-7", data=given, headers=german)
    assert refused.status_code == 422
    assert words in unescape(refused.text)


DECOMPRESSION = {"day": "2026-03-01", "side": "left"}
OTHER_SIDE = {**DECOMPRESSION, "side": "right"}
FAR_TOO_MUCH = {"name": "Rivotril", "dose_mg": "25", "times_per_day": "2"}


@pytest.mark.parametrize(
    ("form", "said", "words", "german"),
    [
        ("decompression", OTHER_SIDE, "which is not the affected one", "Seite rechts, die nicht"),
        ("medicine", FAR_TOO_MUCH, "Rivotril: 50 mg a day. Usual are up to 8 mg", "50 mg am Tag"),
        ("other", {"name": "tape", "started": "1930-01-01"}, "Is the year right", "das Jahr?"),
    ],
)
def test_a_treatment_in_doubt_is_asked_about_and_stays_in_its_form(
    doctor: TestClient, form: str, said: dict[str, str], words: str, german: str
) -> None:
    asked = doctor.post(f"{BASE}/treatments/{form}", data=said)
    assert asked.status_code == 409
    assert words in unescape(asked.text)
    assert kept() == []
    for given in said.values():
        assert f'value="{given}"' in asked.text
    told = doctor.post(
        f"{BASE}/treatments/{form}", data=said, headers={"accept-language": "de"}
    ).text
    assert german in unescape(told)
    named = [unescape(one) for one in re.findall(r'name="doubt" value="([^"]*)"', asked.text)]
    sure = {**said, "doubt": named, "sure": "yes"}
    assert doctor.post(f"{BASE}/treatments/{form}", data=sure).status_code == 303
    assert len(kept()) == 1


def test_who_was_sure_of_one_dose_is_asked_about_another(doctor: TestClient) -> None:
    asked = doctor.post(f"{BASE}/treatments/medicine", data=FAR_TOO_MUCH).text
    named = [unescape(one) for one in re.findall(r'name="doubt" value="([^"]*)"', asked)]
    sure = {**FAR_TOO_MUCH, "doubt": named, "sure": "yes", "dose_mg": "2500"}
    assert doctor.post(f"{BASE}/treatments/medicine", data=sure).status_code == 409
    assert kept() == []


@pytest.mark.parametrize(
    ("form", "said", "field", "words"),
    [
        ("treatments/medicine", {"name": "baclofen"}, "dose_mg", "Dosis in mg"),
        ("treatments/medicine", {"name": "baclofen"}, "times_per_day", "Male am Tag"),
        ("treatments/decompression", DECOMPRESSION, "lateral_spread_after", "Antwort danach"),
        ("about", {}, "onset_year", "Jahr des Beginns"),
        ("diary", {"spasm": "3"}, "medicine_taken", "Medikament genommen"),
    ],
)
def test_german_names_the_field_that_does_not_fit(
    doctor: TestClient, form: str, said: dict[str, str], field: str, words: str
) -> None:
    german = {"accept-language": "de"}
    refused = doctor.post(f"{BASE}/{form}", data={**said, field: "viel"}, headers=german)
    assert refused.status_code == 422
    alert = unescape(refused.text).split('role="alert">')[1].partition("</p>")[0]
    assert words in alert
    assert field not in alert


def test_the_source_of_a_doubt_is_said_in_german(doctor: TestClient) -> None:
    entry = {"product": "abobotulinumtoxinA", "muscle": "platysma", "side": "left", "point": ""}
    entry |= {"day": "2026-03-01", "units": "400", "sites": "4"}
    german = {"accept-language": "de"}
    asked = unescape(doctor.post(f"{BASE}/injections", data=entry, headers=german).text)
    assert "Ver\u00f6ffentlicht sind f\u00fcr ein Auge 120: Die h\u00f6chste" in asked
    assert "The highest" not in asked
