"""Pages of people, guide, check and settings, as their forms use them."""

from html import unescape
from pathlib import Path
from typing import NoReturn

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.browsing import PASSWORD, PATIENT, browser

from hemiface.errors import HemifaceError, RecordLockedError, RecordStorageError
from hemiface.model.actor import Role
from hemiface.operations import installation, patients
from hemiface.operations.country import list_crisis_contacts
from hemiface.operations.installation import Installation, inspect_installation
from hemiface.web.templating import get_words

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def people(owner: TestClient) -> TestClient:
    for number in range(1, 4):
        answer = owner.post("/people", data={"pseudonym": f"P00{number}", "side": "left"})
        assert answer.headers["location"] == f"/people/P00{number}"
    return owner


def test_people_are_found_as_one_types(people: TestClient) -> None:
    page = people.get("/people?q=p002")
    assert "P002" in page.text
    assert "P001" not in page.text
    part = people.get("/people?q=P00", headers={"hx-request": "true"})
    assert part.text.lstrip().startswith('<div id="people">')
    assert part.text.count("row-link") == 3
    assert unescape(people.get(f"/people?q={HOSTILE}").text).count(HOSTILE) == 2
    assert HOSTILE not in people.get(f"/people?q={HOSTILE}").text


def test_a_person_who_is_there_already_is_not_added(people: TestClient) -> None:
    answer = people.post("/people", data={"pseudonym": "P001"})
    assert answer.status_code == 409
    wrong = people.post("/people", data={"pseudonym": "Mrs. Example"})
    assert wrong.status_code == 422
    assert 'role="alert"' in wrong.text


def test_visits_and_consents_are_written_down_as_text(people: TestClient) -> None:
    people.post("/people/P001/visits", data={"note": HOSTILE, "at": "2026-03-01T10:00"})
    people.post("/people/P001/consents", data={"kind": "research"})
    page = people.get("/people/P001").text
    assert HOSTILE not in page
    assert HOSTILE in unescape(page)
    assert "research" in page
    wrong = people.post("/people/P001/visits", data={"at": "yesterday"})
    assert wrong.status_code == 422
    assert people.post("/people/P009/visits", data={}).status_code == 404


def test_a_consent_is_withdrawn_from_a_day_on_and_stands_again(people: TestClient) -> None:
    people.post("/people/P001/consents", data={"kind": "research", "on": "2026-03-01"})
    page = people.get("/people/P001").text
    place = page.partition('/withdraw"')[0].rpartition('"')[2] + "/withdraw"
    for day, status in (("2026-02-28", 422), ("2999-01-01", 422), ("soon", 422)):
        assert people.post(place, data={"on": day}).status_code == status, day
    assert "withdrawn" not in people.get("/people/P001").text
    assert people.post(place, data={"on": "2026-04-05"}).status_code == 303
    assert "withdrawn 2026-04-05" in people.get("/people/P001").text
    assert people.post(place, data={"on": ""}).status_code == 303
    assert "withdrawn" not in people.get("/people/P001").text
    others = place.replace("P001", "P002")
    assert people.post(others, data={"on": "2026-04-05"}).status_code == 404
    assert "withdrawn" not in people.get("/people/P001").text


@pytest.mark.parametrize(
    ("sent", "page"),
    [
        ("/people/P001/recordings/0/date", "/people/P001"),
        ("/people/P001/consents/0/withdraw", "/people/P001"),
        ("/people/P001/recordings/0/measure", "/people/P001"),
        ("/settings/unlock/nowhere", "/settings"),
        ("/jobs/0/keep", "/jobs/0"),
        ("/language", ""),
    ],
)
def test_an_error_after_a_form_leads_back_to_a_page(
    people: TestClient, sent: str, page: str
) -> None:
    """What was sent goes to addresses that are no pages, and neither are all of those above."""
    answer = people.post(sent, data={"on": "2026-04-05"})
    assert answer.status_code in (404, 422)
    assert (f'<a class="act" href="{page}">' in answer.text) == bool(page)
    assert ">Back<" in answer.text if page else ">Back<" not in answer.text


def test_a_visit_says_what_it_was_for(people: TestClient) -> None:
    assert 'name="label"' in people.get("/people/P001").text
    people.post("/people/P001/visits", data={"label": HOSTILE, "kind": "home"})
    page = people.get("/people/P001").text
    assert HOSTILE not in page
    assert f"home \u00b7 {HOSTILE}" in unescape(page)


def test_what_is_known_of_a_person_is_changed(people: TestClient) -> None:
    given = {"side": "left", "birth_year": "1960", "zone": "Europe/Berlin", "note": HOSTILE}
    assert people.post("/people/P001/about", data=given).status_code == 303
    page = people.get("/people/P001").text
    assert HOSTILE not in page
    assert HOSTILE in unescape(page)
    assert "<dd>1960</dd>" in page
    people.post("/people/P001/about", data={"side": "", "birth_year": ""})
    page = people.get("/people/P001").text
    assert "1960" not in page
    assert "<dd>Europe/Berlin</dd>" in page
    assert people.post("/people/P001/about", data={"birth_year": "soon"}).status_code == 422
    assert people.post("/people/P009/about", data={}).status_code == 404


def test_conditions_are_written_down_and_told(people: TestClient) -> None:
    people.post("/people/P001/conditions", data={"kind": "myasthenia", "note": HOSTILE})
    page = people.get("/people/P001").text
    assert "myasthenia gravis" in page
    assert HOSTILE not in page
    assert people.post("/people/P001/conditions", data={"kind": "bad mood"}).status_code == 422


def test_a_person_is_put_aside_brought_back_and_erased(people: TestClient) -> None:
    people.post("/people/P001/aside")
    assert people.get("/people/P001").status_code == 404
    assert "/people/P001/restore" in people.get("/people").text
    people.post("/people/P001/restore")
    assert people.get("/people/P001").status_code == 200
    assert people.get("/people/P001/erase").status_code == 200
    assert people.post("/people/P001/erase", data={"typed": "P002"}).status_code == 422
    assert people.get("/people/P001").status_code == 200
    people.post("/people/P001/erase", data={"typed": "P001"})
    assert people.get("/people/P001").status_code == 404
    people.post("/people/P002/aside")
    people.post("/people/P002/erase", data={"typed": "P002"})
    assert "P002" not in people.get("/people").text


def test_a_patient_sees_the_patients_own_page_only(app: FastAPI, people: TestClient) -> None:
    assert people.get("/people/P002").status_code == 200
    patient = browser(app, Role.PATIENT)
    assert patient.get("/").headers["location"] == f"/people/{PATIENT}"
    assert patient.get(f"/people/{PATIENT}").status_code == 200
    for path in ("/people/P002", "/people/P999", "/people", "/settings/audit"):
        assert patient.get(path).status_code == 403, path
    assert patient.post(f"/people/{PATIENT}/aside").status_code == 403


def test_a_researcher_reads_no_notes(app: FastAPI, people: TestClient) -> None:
    people.post("/people/P001/visits", data={"note": "her sister came along"})
    researcher = browser(app, Role.RESEARCHER)
    assert researcher.get("/").headers["location"] == "/people"
    page = researcher.get("/people/P001")
    assert page.status_code == 200
    assert "sister" not in page.text


def test_the_guide_answers_whoever_asks_and_tells_dangers_first(nobody: TestClient) -> None:
    answer = nobody.get("/guide", params={"q": "How long does botox last?"})
    assert "about 12 weeks" in answer.text
    danger = nobody.get("/guide", params={"q": "my face suddenly droops and my arm is weak"})
    assert "Signs of a stroke" in danger.text
    assert 'role="alert"' in danger.text
    spanish = nobody.get("/guide", params={"q": "quiero morirme"})
    assert 'class="problem" lang="es"' in spanish.text
    for alarmed in (danger, spanish):
        assert 'href="/guide/botulinum-toxin"' not in alarmed.text
    assert 'href="/guide/botulinum-toxin"' in nobody.get("/guide").text
    german = nobody.get("/guide", params={"q": "Wie lange wirkt Botox?"})
    assert 'lang="de"' in german.text
    parts = nobody.get("/guide", params={"q": "Wie lange hält Botox und was kostet <b>es</b>?"})
    assert "etwa 12 Wochen" in parts.text
    assert "keine belegte Antwort: was kostet es" in parts.text
    declined = nobody.get("/guide", params={"q": "What is the capital of France?"})
    assert "no sourced answer" in declined.text
    assert nobody.get("/guide/botulinum-toxin").status_code == 200
    assert nobody.get("/guide/nothing").status_code == 404
    for name in ("claims", "substances", "muscles", "dangers", "sources"):
        assert nobody.get(f"/guide/{name}").status_code == 200
    assert "not say that it is harmless" in nobody.get("/guide/substances?q=xyzzy").text
    plain = nobody.get("/api/guide/answers", params={"q": "is it a stroke"}).json()
    assert plain["question"] == "is it a stroke"
    assert nobody.get("/api/guide/topics/surgery").json()["topic"] == "surgery"


def test_a_german_answer_has_german_headings_in_an_english_page(nobody: TestClient) -> None:
    english = {"accept-language": "en"}
    page = nobody.get("/guide", params={"q": "Welche Tabletten helfen?"}, headers=english).text
    card = page.partition('class="card prose-card" lang="de"')[2].partition("</section>")[0]
    german = get_words("de")
    for name in ("web.guide.call", "web.guide.rests"):
        assert german(name) in card
        assert get_words("en")(name) not in card


@pytest.mark.parametrize("language", ["en", "de"])
def test_crisis_lines_can_be_called_from_the_page(nobody: TestClient, language: str) -> None:
    spoken = {"accept-language": language}
    question = {"en": "i want to die", "de": "ich will sterben"}[language]
    flagged = nobody.get("/guide", params={"q": question}, headers=spoken).text
    answer = {"given": "self-harm=yes", "answer": "stop"}
    checked = nobody.post("/check", data=answer, headers=spoken).text
    for page in (flagged, checked):
        for one in list_crisis_contacts(language):
            assert f'href="tel:{one.number.replace(" ", "")}"' in page
            assert page.count(f"; {one.name}") == 0


def test_a_greeting_leads_to_the_check(nobody: TestClient) -> None:
    page = nobody.get("/guide", params={"q": "hello"}).text
    assert "Ask what you want to know" in page
    assert "no sourced answer" not in page


def test_the_check_asks_one_question_at_a_time_and_keeps_nothing(nobody: TestClient) -> None:
    assert "Question 1 of" in nobody.get("/check").text
    second = nobody.post("/check", data={"question": "sudden", "answer": "no"})
    assert "Question 2 of" in second.text
    assert 'value="sudden=no"' in second.text
    back = nobody.post("/check", data={"given": "sudden=no", "answer": "back"})
    assert "Question 1 of" in back.text
    stopped = nobody.post("/check", data={"given": "sudden=no", "answer": "stop"})
    assert "This is no diagnosis" in stopped.text
    emergency = nobody.post(
        "/check", data={"given": "sudden=yes", "question": "stroke-face", "answer": "yes"}
    )
    assert "Emergency: get help now." in emergency.text
    wrong = nobody.post("/check", data={"question": "sudden", "answer": "perhaps"})
    assert wrong.status_code == 422


def test_accounts_are_added_and_removed(owner: TestClient) -> None:
    new = {"name": "ruth", "role": "clinician", "password": PASSWORD}
    assert "first account" in owner.post("/settings/accounts", data=new).text
    owner.post("/settings/accounts", data={**new, "name": "me", "role": "owner"})
    assert owner.post("/settings/accounts", data=new).status_code == 303
    assert owner.post("/settings/accounts", data=new).status_code == 422
    assert "account added: ruth (clinician)" in owner.get("/settings/audit").text
    assert owner.post("/settings/accounts/remove", data={"name": "me"}).status_code == 422
    assert owner.post("/settings/accounts/remove", data={"name": "ruth"}).status_code == 303
    stranger = {**new, "role": "patient", "name": "p", "pseudonym": "P404"}
    assert owner.post("/settings/accounts", data=stranger).status_code == 404


def test_a_password_is_changed_and_signs_out(app: FastAPI) -> None:
    clinician = browser(app, Role.CLINICIAN)
    wrong = clinician.post("/settings/password", data={"old": "x", "new": PASSWORD + "!"})
    assert wrong.status_code == 422
    right = clinician.post("/settings/password", data={"old": PASSWORD, "new": PASSWORD + "!"})
    assert right.headers["location"] == "/sign-in"
    assert clinician.get("/people").status_code == 303


def test_encryption_is_turned_on_with_a_passphrase_shown_once(people: TestClient) -> None:
    differ = people.post("/settings/encryption", data={"passphrase": "a" * 20, "repeated": "b"})
    assert differ.status_code == 422
    made = people.post("/settings/encryption", data={}).text
    passphrase = made.partition("<code>")[2].partition("</code>")[0]
    assert len(passphrase) == 35
    assert passphrase not in people.get("/settings/encryption").text
    wrong = people.post("/settings/unlock", data={"passphrase": "not it"})
    assert wrong.status_code == 423
    pasted = f" {passphrase}\n"
    assert people.post("/settings/unlock", data={"passphrase": pasted}).status_code == 303
    assert "/settings/lock" in people.get("/settings/encryption").text


def test_what_is_unlocked_is_offered_to_be_locked_again(app: FastAPI, people: TestClient) -> None:
    clinician = browser(app, Role.CLINICIAN)
    assert "/settings/unlock" not in clinician.get("/settings/encryption").text
    secret = "four words nobody guesses"
    people.post("/settings/encryption", data={"passphrase": secret, "repeated": secret})
    page = people.get("/settings/encryption").text
    assert "/settings/lock" in page
    assert "/settings/unlock" not in page
    assert "/settings/unlock" in clinician.get("/settings/encryption").text
    assert people.post("/settings/lock").status_code == 303
    page = people.get("/settings/encryption").text
    assert "/settings/lock" not in page
    assert people.post("/settings/unlock", data={"passphrase": secret}).status_code == 303
    assert "/settings/lock" in people.get("/settings/encryption").text


def test_what_is_refused_because_it_is_locked_leads_to_the_key(
    people: TestClient, tmp_path: Path
) -> None:
    secret = "four words nobody guesses"
    people.post("/settings/encryption", data={"passphrase": secret, "repeated": secret})
    people.post("/settings/lock")
    (tmp_path / "P001_2026-03-01.mp4").write_bytes(b"a face")
    given = {"folder": str(tmp_path), "take": "true"}
    refused = people.post("/import", data=given)
    assert refused.status_code == 423
    key = "/settings/encryption?next=%2Fimport"
    assert f'href="{key}"' in refused.text
    assert 'name="next" value="/import"' in people.get(key).text
    wrong = people.post("/settings/unlock", data={"passphrase": "x", "next": "/import"})
    assert 'name="next" value="/import"' in wrong.text
    opened = people.post("/settings/unlock", data={"passphrase": secret, "next": "/import"})
    assert opened.headers["location"] == "/import"
    assert "Taken in: 1" in people.post("/import", data=given).text


@pytest.mark.parametrize(
    ("wanted", "page"),
    [
        ("/people?q=P00&offset=0", "/people?q=P00&offset=0"),
        ("/people/P001/recordings/0/date?x=1", "/people/P001"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/static/app.css", "/settings/encryption"),
        ("", "/settings/encryption"),
    ],
)
def test_whoever_unlocks_the_records_goes_on_to_the_page_that_was_wanted(
    people: TestClient, wanted: str, page: str
) -> None:
    secret = "four words nobody guesses"
    people.post("/settings/encryption", data={"passphrase": secret, "repeated": secret})
    people.post("/settings/lock")
    opened = people.post("/settings/unlock", data={"passphrase": secret, "next": wanted})
    assert opened.headers["location"] == page


def test_an_error_leads_to_what_mends_it(
    people: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    error: HemifaceError = RecordLockedError("passphrase")

    def refuse(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr(patients, "show_person", refuse)
    locked = people.get("/people/P001?moved=1")
    assert locked.status_code == 423
    assert 'href="/settings/encryption?next=%2Fpeople%2FP001%3Fmoved%3D1"' in locked.text
    assert "#doctor" not in locked.text
    error = RecordStorageError("no_room")
    full = people.get("/people/P001")
    assert full.status_code == 503
    assert 'href="/settings#doctor"' in full.text
    assert 'id="doctor"' in people.get("/settings").text


def test_a_backup_is_written_checked_and_not_brought_over_others(
    people: TestClient, tmp_path: Path
) -> None:
    target = str(tmp_path / "backup.zip")
    assert "Written to" in people.post("/settings/backup", data={"target": target}).text
    assert people.post("/settings/backup", data={"target": target}).status_code == 409
    assert "is whole" in people.post("/settings/backup/check", data={"source": target}).text
    over = people.post("/settings/backup/restore", data={"source": target})
    assert over.status_code == 409
    assert "a new folder for its data" in over.text
    assert "HEMIFACE_DATA" not in over.text


def test_a_backup_lies_where_somebody_finds_it_and_not_among_the_records(
    people: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    inside = people.post("/settings/backup", data={"target": str(tmp_path / "records/b.tar")})
    assert inside.status_code == 422
    assert "lies in the folder of the records" in inside.text
    assert not list(tmp_path.rglob("*.tar"))


@pytest.mark.parametrize("typed", ["b.tar", "~nobody-of-that-name/b.tar", "/a\0b.tar", " "])
def test_a_place_is_a_whole_path(
    people: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for address, field in (
        ("/settings/backup", "target"),
        ("/settings/backup/check", "source"),
        ("/settings/backup/restore", "source"),
        ("/welcome/restore", "source"),
        ("/import", "folder"),
    ):
        answer = people.post(address, data={field: typed})
        assert answer.status_code == 422
        assert "is no whole path of this machine" in answer.text
    assert not list(tmp_path.rglob("*.tar"))


def test_a_folder_that_is_not_there_is_not_called_empty(owner: TestClient, tmp_path: Path) -> None:
    (tmp_path / "video.mp4").write_bytes(b"pictures")
    for place in (tmp_path / "gone", tmp_path / "video.mp4"):
        answer = owner.post("/import", data={"folder": str(place)})
        assert answer.status_code == 422
        assert "there is no folder" in answer.text
    (tmp_path / "empty").mkdir()
    answer = owner.post("/import", data={"folder": str(tmp_path / "empty")})
    assert "there is no video" in answer.text


def test_a_folder_is_looked_at_and_then_taken_in(owner: TestClient, tmp_path: Path) -> None:
    assert "Take in a folder of videos" in owner.get("/people").text
    for name in ("P007_2026-03-01.mp4", "P007_2026-04-01_0930.mp4", "holiday.mp4"):
        (tmp_path / name).write_bytes(name.encode())
    said = {"folder": str(tmp_path), "create": "true"}
    looked = owner.post("/import", data=said).text
    assert "Would be taken in: 2" in looked
    assert "Take in 2" in looked
    assert owner.get("/people/P007").status_code == 404
    assert "Taken in: 2" in owner.post("/import", data={**said, "take": "true"}).text
    page = owner.get("/people/P007").text
    assert page.count("unmeasured") + page.count("not measured") >= 2
    assert owner.post("/import", data={**said, "take": "true"}).text.count("<td>there already") == 2
    assert owner.post("/import", data={"folder": str(tmp_path / "none")}).status_code == 422


def test_only_an_owner_takes_folders_of_the_machine_in(app: FastAPI) -> None:
    clinician = browser(app, Role.CLINICIAN)
    assert clinician.get("/import").status_code == 403
    assert "/import" not in clinician.get("/people").text


def test_the_page_of_backups_says_what_is_not_in_them(app: FastAPI, owner: TestClient) -> None:
    assert "Here now: 0 accounts, 0 such videos." in owner.get("/settings/backup").text
    browser(app, Role.OWNER, account=True)
    owner.post("/demo")
    page = owner.get("/settings/backup").text
    assert "Here now: 1 accounts, 1 such videos." in page
    assert "add the accounts again" in page


def test_the_audit_is_checked(people: TestClient) -> None:
    assert "All is whole" in people.post("/settings/audit", data={}).text
    wrong = people.post("/settings/audit", data={"expected": "f" * 64})
    assert 'class="problem"' in wrong.text
    assert "All is whole." in people.get("/settings").text


def test_the_first_run_asks_three_things_once(owner: TestClient, tmp_path: Path) -> None:
    assert owner.get("/").headers["location"] == "/welcome"
    assert "from a backup" in owner.get("/welcome").text
    none = owner.post("/welcome/restore", data={"source": str(tmp_path / "no.zip")})
    assert none.status_code in (422, 503)
    assert "Where everything lies" in owner.get("/welcome/place").text
    made = owner.post("/welcome/encrypt").text
    assert "Write this down now" in made
    again = owner.get("/welcome/place").text
    assert "Encrypt names and recordings?" not in again
    assert "are encrypted already" in again
    assert "Try the demo clip" in owner.get("/welcome/try").text
    assert owner.get("/").status_code == 200


def test_what_is_installed_is_looked_at_once(
    owner: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Installation] = []

    def look() -> Installation:
        looked.append(inspect_installation())
        return looked[-1]

    monkeypatch.setattr(installation, "inspect_installation", look)
    monkeypatch.setattr(installation, "_FOUND", {})
    for _ in range(3):
        assert owner.get("/settings").status_code == 200
    assert len(looked) == 1
