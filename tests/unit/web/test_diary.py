"""The diary as a phone and a form use it: once, whole, and with a preview of tables."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.browsing import PATIENT, browser

from hemiface.model.actor import Role
from hemiface.model.diary import DiaryEntry
from hemiface.model.record import Entry
from hemiface.operations.diary import import_diary, list_days
from hemiface.operations.session import open_session
from hemiface.records.transaction import Transaction

T = TypeVar("T")

EXCEL = "Day;Spasm;Sleep_H;Note;\r\n31.12.2025;4,5;6;good;\r\n01.01.2026;;7,5;;\r\n"


@pytest.fixture
def patient(app: FastAPI, owner: TestClient) -> TestClient:
    owner.post("/people", data={"pseudonym": PATIENT})
    return browser(app, Role.PATIENT)


def spasm_by_day() -> dict[str, float | None]:
    with open_session() as session:
        return {str(one.value.day): one.value.spasm for one in list_days(session, PATIENT)}


def send(client: TestClient, message: Mapping[str, object]) -> int:
    return client.post(f"/api/people/{PATIENT}/diary", json=message).status_code


def test_a_message_said_twice_is_kept_once(patient: TestClient) -> None:
    first = {"id": str(uuid4()), "day": "2026-03-01", "fields": {"spasm": 4}}
    later = {"id": str(uuid4()), "day": "2026-03-01", "fields": {"spasm": 6, "stress": 2}}
    assert [send(patient, one) for one in (first, later, first, later, first)] == [200] * 5
    assert spasm_by_day() == {"2026-03-01": 6}
    with open_session() as session:
        (kept,) = list_days(session, PATIENT)
    assert kept.version == 2


def test_what_does_not_fit_is_refused_and_nothing_is_noted(patient: TestClient) -> None:
    message = {"id": str(uuid4()), "day": "2026-03-01", "fields": {"spasm": 40}}
    assert send(patient, message) == 422
    assert send(patient, {**message, "fields": {}}) == 422
    assert spasm_by_day() == {}
    assert send(patient, {**message, "fields": {"spasm": 4}, "own": {"noise": 3}}) == 200
    assert spasm_by_day() == {"2026-03-01": 4}


def test_a_patient_writes_into_no_other_diary(patient: TestClient, owner: TestClient) -> None:
    owner.post("/people", data={"pseudonym": "P002"})
    message = {"id": str(uuid4()), "day": "2026-03-01", "fields": {"spasm": 4}}
    assert patient.post("/api/people/P002/diary", json=message).status_code == 403
    assert patient.get("/people/P002/diary").status_code == 403


def test_the_form_works_without_scripts(patient: TestClient) -> None:
    sent = {"id": str(uuid4()), "day": "2026-03-02", "spasm": "3", "sleep_h": "6,5", "note": ""}
    for _ in range(2):
        answer = patient.post(f"/people/{PATIENT}/diary", data=sent)
        assert answer.status_code == 303
    assert spasm_by_day() == {"2026-03-02": 3}
    wrong = patient.post(f"/people/{PATIENT}/diary", data={"day": "2026-03-02", "spasm": "many"})
    assert wrong.status_code == 422
    assert 'role="alert"' in wrong.text


def test_three_things_of_ones_own_are_asked_for(patient: TestClient) -> None:
    for name in ("clicking", "tension", "dry eye"):
        patient.post(f"/people/{PATIENT}/diary/own", data={"name": name})
    page = patient.get(f"/people/{PATIENT}/diary").text
    assert page.count('name="own:') == 3
    assert "/diary/own" not in page
    patient.post(f"/people/{PATIENT}/diary", data={"day": "2026-03-02", "own:dry eye": "7"})
    with open_session() as session:
        (kept,) = list_days(session, PATIENT)
    assert kept.value.triggers == {"dry eye": 7}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_a_table_is_looked_at_before_it_is_taken(patient: TestClient, encoding: str) -> None:
    text = EXCEL.replace("good", "schöner Tag")
    preview = patient.post(
        f"/people/{PATIENT}/diary/preview", files={"table": ("t.csv", text.encode(encoding))}
    )
    assert preview.status_code == 200
    assert "New days: 2." in preview.text
    assert "schöner Tag" in preview.text
    assert spasm_by_day() == {}
    taken = patient.post(f"/people/{PATIENT}/diary/import", data={"text": text})
    assert taken.status_code == 303
    assert spasm_by_day() == {"2025-12-31": 4.5, "2026-01-01": None}
    again = text.replace("4,5", "5")
    again_page = patient.post(
        f"/people/{PATIENT}/diary/preview", files={"table": ("t.csv", again.encode(encoding))}
    )
    assert "Days that say the same: 1." in again_page.text
    refused = patient.post(f"/people/{PATIENT}/diary/import", data={"text": again})
    assert refused.status_code == 409
    assert spasm_by_day()["2025-12-31"] == 4.5
    patient.post(f"/people/{PATIENT}/diary/import", data={"text": again, "replace": "yes"})
    assert spasm_by_day()["2025-12-31"] == 5


def test_what_is_no_table_is_refused(patient: TestClient) -> None:
    to_come = b"day;spasm\r\n2099-06-01;5\r\n"
    for content in (b"\x00\x01\x02", to_come, b"name,age\r\nx,1\r\n", b"\xff\xfe\x00"):
        answer = patient.post(
            f"/people/{PATIENT}/diary/preview", files={"table": ("t.csv", content)}
        )
        assert answer.status_code == 422, content
    assert spasm_by_day() == {}


def test_the_table_comes_out_as_it_went_in(patient: TestClient) -> None:
    patient.post(f"/people/{PATIENT}/diary", data={"day": "2026-03-02", "spasm": "3"})
    saved = patient.get(f"/people/{PATIENT}/diary/table")
    assert saved.text.startswith("\ufeffday,spasm")
    preview = patient.post(
        f"/people/{PATIENT}/diary/preview", files={"table": ("t.csv", saved.content)}
    )
    assert "Days that say the same: 1." in preview.text


def test_a_table_larger_than_a_form_is_refused_whole(patient: TestClient) -> None:
    long = "x" * 9_000
    rows = "".join(f"2025-{1 + n // 28:02d}-{1 + n % 28:02d},5,{long}\r\n" for n in range(110))
    table = f"day,spasm,note\r\n{rows}".encode()
    assert 900_000 < len(table) < 2**20
    place = f"/people/{PATIENT}/diary/preview"
    answer = patient.post(place, files={"table": ("t.csv", table)})
    assert answer.status_code == 422
    assert "the table is larger than 0.9 MB" in answer.text
    answer = patient.post(place, files={"table": ("t.csv", 3 * table)})
    assert answer.status_code == 413
    assert "more than 1 MB was sent" in answer.text


def test_a_table_that_can_be_looked_at_can_be_taken_in(patient: TestClient) -> None:
    """Separators and ends of lines take three and six letters where a form is sent as one line."""
    note = ";" * 8_000
    rows = "".join(f'2025-{1 + n // 28:02d}-{1 + n % 28:02d},5,"{note}"\r\n' for n in range(100))
    text = f"day,spasm,note\r\n{rows}"
    place = f"/people/{PATIENT}/diary"
    preview = patient.post(f"{place}/preview", files={"table": ("t.csv", text.encode())})
    assert 'enctype="multipart/form-data"' in preview.text
    taken = patient.post(f"{place}/import", files={"text": (None, text)})
    assert taken.status_code == 303
    assert len(spasm_by_day()) == 100


def test_a_table_of_more_than_twenty_years_is_refused(patient: TestClient) -> None:
    days = (date(1990, 1, 1) + timedelta(days=n) for n in range(7306))
    text = "day,spasm\n" + "".join(f"{day},5\n" for day in days)
    place = f"/people/{PATIENT}/diary"
    for answer in (
        patient.post(f"{place}/preview", files={"table": ("t.csv", text.encode())}),
        patient.post(f"{place}/import", data={"text": text}),
    ):
        assert answer.status_code == 422
        assert "the table has 7306 days" in answer.text.replace(",", "")
    assert spasm_by_day() == {}


@pytest.mark.usefixtures("patient")
def test_the_diary_is_read_once_for_all_days_of_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[type] = []
    list_entries = Transaction.list

    def count(
        work: Transaction,
        noun: type[T],
        person: UUID | None = None,
        *,
        removed: bool | None = False,
    ) -> Sequence[Entry[T]]:
        read.append(noun)
        return list_entries(work, noun, person, removed=removed)

    monkeypatch.setattr(Transaction, "list", count)
    text = "day,spasm\n" + "".join(f"2025-03-{n:02d},5\n" for n in range(1, 29))
    with open_session() as session:
        import_diary(session, PATIENT, text + "2025-03-01,5\n")
    assert read.count(DiaryEntry) == 1
    assert len(spasm_by_day()) == 28
