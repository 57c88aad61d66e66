"""A video comes in part by part, is measured, and nothing of it is lost on the way."""

import re
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from tests.browsing import browser, running_app

from hemiface.errors import RecordConflictError
from hemiface.jobs import uploads
from hemiface.jobs.queue import Job
from hemiface.jobs.uploads import clean_name
from hemiface.model.actor import Role
from hemiface.model.analysis import Analysis
from hemiface.model.quality import Flaw, QualityFlag, Severity
from hemiface.model.record import Entry, Recording, Visit
from hemiface.operations import jobs
from hemiface.operations.keeping import LOCK
from hemiface.operations.measuring import FACE
from hemiface.operations.patients import show_person
from hemiface.operations.record_entries import list_values
from hemiface.operations.recordings import KeptRecording, add_recording, list_recordings
from hemiface.operations.review import Review, review_recording
from hemiface.operations.service import Service
from hemiface.operations.session import Session
from hemiface.web.settings import ServerSettings
from hemiface.web.state import App

PART = 1000


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", PART)
    monkeypatch.setattr(uploads, "KEPT_FREE_BYTES", 0)


@pytest.fixture
def working(own_records: None) -> Iterator[FastAPI]:
    """The app with somebody who measures."""
    del own_records
    with running_app(ServerSettings(workers=1)) as app:
        yield app


class Sender:
    """What the page of the app does with a file."""

    def __init__(self, client: TestClient, content: bytes, name: str = "clip.mp4") -> None:
        self.client, self.content = client, content
        parts = [content[at : at + PART] for at in range(0, len(content), PART)]
        self.digests = [sha256(part).digest() for part in parts]
        fingerprint = sha256(b"".join(self.digests)).hexdigest()
        self.announcement = {
            "name": name,
            "size_bytes": len(content),
            "fingerprint": fingerprint,
        }

    def announce(self, **other: object) -> Response:
        return self.client.post("/api/uploads", json={**self.announcement, **other})

    def put(self, upload: str, start: int, part: bytes, digest: bytes | None = None) -> Response:
        said = digest or sha256(part).digest()
        last, total = start + len(part) - 1, len(self.content)
        headers = {
            "content-range": f"bytes {start}-{last}/{total}",
            "content-digest": f"sha-256=:{b64encode(said).decode()}:",
        }
        return self.client.put(f"/api/uploads/{upload}", content=part, headers=headers)

    def finish(self, upload: str) -> Response:
        return self.client.post(f"/api/uploads/{upload}/job", json=self.announcement)

    def send(self) -> dict[str, Any]:
        found = self.announce().json()
        while found["job"] is None and found["received_bytes"] < len(self.content):
            start = found["received_bytes"]
            answer = self.put(found["upload"], start, self.content[start : start + PART])
            assert answer.status_code == 200, answer.text
            found = answer.json()
        job: dict[str, Any] = found["job"] or self.finish(found["upload"]).json()
        return job


def wait_for(client: TestClient, job: str) -> dict[str, Any]:
    deadline = time.monotonic() + 100
    found: dict[str, Any] = {"state": "waiting"}
    while found["state"] in ("waiting", "running"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
        found = client.get(f"/api/jobs/{job}").json()
    return found


def test_a_dropped_video_is_measured_kept_and_forgotten(working: FastAPI) -> None:
    owner = browser(working, Role.OWNER)
    content = b"a face " * 500
    job = Sender(owner, content).send()
    done = wait_for(owner, job["id"])
    assert (done["state"], done["side"]) == ("done", "left")
    page = owner.get(job["address"])
    assert "Involuntary movement on the left side" in page.text
    asked = page.text.rpartition("<details>")[2]
    assert "/forget" in asked.partition("</details>")[0], "one slip of the hand deletes it"
    report = owner.get(f"/jobs/{job['id']}/report")
    assert "attachment" in report.headers["content-disposition"]
    assert "sandbox" in report.headers["content-security-policy"]
    folder = working.state.held.service.job_folder(job["id"])
    assert (folder / "clip.mp4").read_bytes() == content
    again = Sender(owner, content, "other name.mp4").announce().json()
    assert again["job"]["id"] == job["id"], "the same video was to be sent twice"
    assert owner.post(f"/jobs/{job['id']}/forget").headers["location"] == "/"
    assert not folder.exists()
    assert owner.get(job["address"]).status_code == 404


def test_the_face_is_shown_while_it_is_measured_and_nothing_is_kept(working: FastAPI) -> None:
    owner = browser(working, Role.OWNER)
    job = Sender(owner, b"wait " * 500).send()
    folder = working.state.held.service.job_folder(job["id"])
    face = b64encode(b"a face with its lines").decode()
    deadline = time.monotonic() + 60
    while face not in owner.get(f"{job['address']}/state").text:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert (folder / FACE).exists()
    owner.post(f"/jobs/{job['id']}/cancel")
    while (folder / FACE).exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert face not in owner.get(job["address"]).text
    done = Sender(owner, b"a face " * 500).send()
    assert wait_for(owner, done["id"])["state"] == "done"
    assert list(folder.parent.rglob(f"{FACE}*")) == []


def test_a_video_kept_with_a_person_is_kept_once_and_leaves_the_list(working: FastAPI) -> None:
    owner = browser(working, Role.OWNER)
    owner.post("/people", data={"pseudonym": "P001"})
    job = Sender(owner, b"a face").send()
    assert wait_for(owner, job["id"])["state"] == "done"
    folder = working.state.held.service.job_folder(job["id"])
    assert owner.post(f"/jobs/{job['id']}/keep", data={"pseudonym": "P404"}).status_code == 404
    assert folder.exists()
    kept = owner.post(f"/jobs/{job['id']}/keep", data={"pseudonym": "P001"})
    assert kept.headers["location"] == "/people/P001"
    assert owner.get("/people/P001").text.count('href="/recordings/') == 1
    assert not folder.exists(), "a plain copy stayed behind"
    assert owner.get("/api/jobs").json() == []


def test_what_was_not_sent_to_its_end_is_listed_gone_on_with_and_deleted(
    working: FastAPI,
) -> None:
    """A page that is opened anew knows nothing of the files of the one before."""
    owner, other = browser(working, Role.OWNER), browser(working, Role.CLINICIAN)
    browser(working, Role.OWNER, account=True)
    sender = Sender(owner, b"a face " * 500, name="<b>holiday.mp4")
    found = sender.announce().json()
    sender.put(found["upload"], 0, sender.content[:PART])
    place = f"/uploads/{found['upload']}/forget"
    page = owner.get("/").text
    assert place in page
    assert "<b>" not in page
    assert found["upload"] not in other.get("/").text
    assert other.post(place).status_code == 404
    assert sender.announce().json()["received_bytes"] == PART
    assert owner.post(place).status_code == 303
    assert place not in owner.get("/").text
    assert sender.announce().json()["received_bytes"] == 0
    sender.send()
    assert "/uploads/" not in owner.get("/").text


def keep(owner: TestClient, job: dict[str, Any], **typed: object) -> Response:
    return owner.post(f"/jobs/{job['id']}/keep", data={"pseudonym": "P001"} | typed)


def measure(owner: TestClient, content: bytes, **how: object) -> dict[str, Any]:
    sender = Sender(owner, content)
    sender.announcement |= how
    job = sender.send()
    assert wait_for(owner, job["id"])["state"] == "done"
    return job


def kept_of(working: FastAPI) -> tuple[KeptRecording, Review]:
    """The one recording of the person, and what is seen of it."""
    session = working.state.held.template
    (kept,) = list_recordings(session, "P001")
    return kept, review_recording(session, str(kept.entry.id))


def test_whoever_has_nobody_yet_adds_a_person_while_keeping(working: FastAPI) -> None:
    owner = browser(working, Role.OWNER)
    job = measure(owner, b"a face")
    refused = keep(owner, job, on="2025-03-04")
    assert refused.status_code == 404
    assert 'value="P001"' in refused.text
    assert 'value="2025-03-04"' in refused.text
    assert "Add P001 and keep it" in refused.text
    assert keep(owner, job, on="2025-03-04", new="true").headers["location"] == "/people/P001"
    kept, _ = kept_of(working)
    assert kept.entry.value.recorded_at is not None
    assert kept.entry.value.recorded_at.date().isoformat() == "2025-03-04"


def test_a_new_person_lives_by_the_clock_that_the_form_says(
    working: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = browser(working, Role.OWNER)
    job = measure(owner, b"a face")
    monkeypatch.setenv("TZ", "America/Lima")
    assert 'name="zone"' not in owner.get(f"/jobs/{job}").text
    offered = re.search('<input name="zone"[^>]*>', keep(owner, job).text)
    assert offered is not None
    assert 'value="America/Lima"' in offered[0]
    wrong = keep(owner, job, on="2025-07-04", new="true", zone="Europe/Berlim")
    assert wrong.status_code == 422
    assert 'value="Europe/Berlim"' in wrong.text
    assert "Add P001 and keep it" in wrong.text
    when = {"on": "2025-07-04", "at": "10:15"}
    assert keep(owner, job, **when, new="true", zone="Europe/Berlin").status_code == 303
    kept, _ = kept_of(working)
    assert show_person(working.state.held.template, "P001").value.zone == "Europe/Berlin"
    assert kept.entry.value.recorded_at == datetime(2025, 7, 4, 8, 15, tzinfo=UTC)


def test_two_windows_do_not_both_keep_a_video(
    working: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = browser(working, Role.OWNER)
    owner.post("/people", data={"pseudonym": "P002"})
    job = measure(owner, b"a face")
    others: list[Response] = []

    def add_slowly(
        session: Session, pseudonym: str, video: Path, fields: Mapping[str, object]
    ) -> Entry[Recording]:
        others.append(keep(owner, job, pseudonym="P002"))
        return add_recording(session, pseudonym, video, fields)

    monkeypatch.setattr("hemiface.operations.keeping.add_recording", add_slowly)
    assert keep(owner, job, new="true").status_code == 303
    assert [other.status_code for other in others] == [409]
    assert list_recordings(working.state.held.template, "P002") == []
    assert len(list_recordings(working.state.held.template, "P001")) == 1


@pytest.mark.parametrize("recorded", [True, False])
def test_a_recording_that_ended_early_names_its_missing_steps_and_asks_for_no_minute(
    working: FastAPI, monkeypatch: pytest.MonkeyPatch, recorded: bool
) -> None:
    owner = browser(working, Role.OWNER)
    job = measure(owner, b"a face")
    asked = {"tasks": [[0.0, 30.0, "rest"], [35.0, 3.0, "smile"]], "recorded": recorded}
    brief = QualityFlag.build(Flaw.SHORT, Severity.WARNING, 0.0, 33.0, length_s=33.0)
    get_job, analysis_of = jobs.get_job, jobs.analysis_of

    def get_asked(session: Session, service: Service, name: str) -> Job:
        return replace(get_job(session, service, name), request=asked)

    def shorten(session: Session, service: Service, name: str) -> Analysis:
        whole = analysis_of(session, service, name)
        quality = replace(whole.quality, duration_s=33.0, valid_time_s=33.0, flags=(brief,))
        return replace(whole, quality=quality)

    monkeypatch.setattr(jobs, "get_job", get_asked)
    monkeypatch.setattr(jobs, "analysis_of", shorten)
    page = owner.get(job["address"]).text
    missing = "Steps that are missing: Close gently, Squeeze shut, Raise the brows, Smile, Pucker"
    assert (missing in page) is recorded
    assert ("Record a minute or more" in page) is not recorded
    assert ("film a minute" in page) is not recorded


def visits_of(working: FastAPI) -> list[Entry[Visit]]:
    return list(list_values(working.state.held.template, Visit, "P001"))


def test_a_recording_is_kept_with_the_visit_of_its_day(working: FastAPI) -> None:
    owner = browser(working, Role.OWNER)
    when = {"on": "2025-03-04", "at": "09:30"}
    clinic = {**when, "visit": "clinic", "label": "before the injection"}
    keep(owner, measure(owner, b"a face"), new="true", **clinic)
    keep(owner, measure(owner, b"the same day"), on="2025-03-04", visit="clinic")
    keep(owner, measure(owner, b"at home"), **when, visit="home")
    keep(owner, measure(owner, b"of no visit"), **when)
    known = {visit.id: visit.value for visit in visits_of(working)}
    assert sorted((one.kind, one.label) for one in known.values()) == [
        ("clinic", "before the injection"),
        ("home", ""),
    ]
    kept = list_recordings(working.state.held.template, "P001")
    joined = [one.entry.value.visit_id for one in kept]
    places = [known[one].kind if one else "" for one in joined]
    assert sorted(places) == ["", "clinic", "clinic", "home"]
    assert "clinic · before the injection · " in owner.get("/people/P001").text


def test_a_visit_needs_a_day_and_what_was_typed_stays(working: FastAPI) -> None:
    owner = browser(working, Role.OWNER)
    owner.post("/people", data={"pseudonym": "P001"})
    job = measure(owner, b"a face")
    refused = keep(owner, job, visit="home", label="a bad day")
    assert refused.status_code == 422
    assert "a visit needs a day" in refused.text
    assert '<option value="home" selected>' in refused.text
    assert 'value="a bad day"' in refused.text
    assert list_recordings(working.state.held.template, "P001") == []
    assert keep(owner, job, visit="home", on="2025-03-04").status_code == 303


def test_the_visit_of_a_recording_is_changed_on_the_page_of_its_person(working: FastAPI) -> None:
    owner = browser(working, Role.OWNER)
    when = {"on": "2025-03-04", "at": "09:30"}
    keep(owner, measure(owner, b"a face"), new="true", visit="clinic", **when)
    owner.post("/people/P001/visits", data={"at": "2025-03-04T15:00", "kind": "home"})
    owner.post("/people", data={"pseudonym": "P002"})
    owner.post("/people/P002/visits", data={"at": "2025-03-04T15:00"})
    others = str(list_values(working.state.held.template, Visit, "P002")[0].id)
    clinic, home = sorted(visits_of(working), key=lambda one: one.value.kind)
    recording = kept_of(working)[0].entry.id
    assert f'<option value="{clinic.id}" selected>' in owner.get("/people/P001").text

    def choose(visit: str) -> UUID | None:
        owner.post(f"/people/P001/recordings/{recording}/date", data={**when, "visit": visit})
        return kept_of(working)[0].entry.value.visit_id

    assert choose(str(home.id)) == home.id
    assert choose("") == home.id, "nothing was said of a visit"
    assert choose(others) == home.id, "somebody else's visit"
    assert choose("none") is None


HOLD = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_two_servers_do_not_both_keep_a_video(working: FastAPI) -> None:
    owner = browser(working, Role.OWNER)
    job = measure(owner, b"a face")
    lock = working.state.held.service.job_folder(job["id"]) / LOCK
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        assert keep(owner, job, new="true").status_code == 409
        other.kill()  # and no word of it: its lock falls with it
    assert keep(owner, job).status_code == 303
    assert len(list_recordings(working.state.held.template, "P001")) == 1


def test_a_mirrored_measurement_and_the_word_for_it_come_in_one_step(
    working: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks off between them would leave sides that nobody measured."""
    owner = browser(working, Role.OWNER)
    keep(owner, measure(owner, b"a face"), new="true")
    job = measure(owner, b"a face", mirrored=True)
    before = kept_of(working)[0]

    def break_off(*_: object) -> None:
        raise RecordConflictError("store_changed")

    with monkeypatch.context() as broken:
        broken.setattr("hemiface.operations.recordings.settle_files", break_off)
        assert keep(owner, job).status_code == 409
    assert kept_of(working)[0] == before
    assert keep(owner, job).status_code == 303
    kept, seen = kept_of(working)
    assert kept.entry.value.mirrored
    assert seen.analysis.mirrored


def test_a_day_that_is_none_is_said_beside_the_form(working: FastAPI) -> None:
    owner = browser(working, Role.OWNER)
    job = measure(owner, b"a face")
    assert keep(owner, job, on="2999-01-01", new="true").status_code == 422
    assert owner.get(job["address"]).status_code == 200


def test_a_video_measured_again_in_another_way_takes_the_place_of_the_first(
    working: FastAPI,
) -> None:
    owner = browser(working, Role.OWNER)
    keep(owner, measure(owner, b"a face"), new="true")
    keep(owner, measure(owner, b"a face", mirrored=True))
    kept, seen = kept_of(working)
    assert kept.entry.value.mirrored
    assert seen.analysis.mirrored
    keep(owner, measure(owner, b"a face", mirrored=True))
    assert kept_of(working)[0] == kept, "the same was kept twice"


def test_what_somebody_corrected_is_not_put_away_by_another_measurement(working: FastAPI) -> None:
    owner = browser(working, Role.OWNER)
    keep(owner, measure(owner, b"a face"), new="true")
    kept, seen = kept_of(working)
    event = seen.analysis.events[0]
    name = {"onset": event.onset, "type": event.event_type, "side": event.side}
    said = {"action": "remove", "event": name}
    corrected = owner.post(f"/api/recordings/{kept.entry.id}/corrections", json=said)
    assert corrected.status_code == 200
    job = measure(owner, b"a face", mirrored=True)
    refused = keep(owner, job)
    assert refused.status_code == 409
    assert "measured in another way" in refused.text
    assert kept_of(working)[0] == kept
    assert owner.get(job["address"]).status_code == 200


def test_a_recording_is_dated_archived_and_brought_back_on_the_page_of_its_person(
    working: FastAPI,
) -> None:
    owner = browser(working, Role.OWNER)
    keep(owner, measure(owner, b"a face"), new="true")
    owner.post("/people", data={"pseudonym": "P002"})
    recording = kept_of(working)[0].entry.id
    assert "Day not known, kept on" in owner.get("/people/P001").text
    place = f"/people/P001/recordings/{recording}"
    elsewhere = f"/people/P002/recordings/{recording}"
    for act in ("date", "aside", "restore"):
        assert owner.post(f"{elsewhere}/{act}", data={"on": "2025-03-04"}).status_code == 404
    owner.post(f"{place}/date", data={"on": "2025-03-04", "at": "09:30"})
    page = owner.get("/people/P001").text
    assert 'value="2025-03-04"' in page
    assert 'value="09:30"' in page
    owner.post(f"{place}/aside")
    assert f'href="/recordings/{recording}"' not in owner.get("/people/P001").text
    owner.post(f"{place}/restore")
    assert f'href="/recordings/{recording}"' in owner.get("/people/P001").text


def test_a_recording_of_the_wrong_person_is_moved_and_moved_back(working: FastAPI) -> None:
    owner = browser(working, Role.OWNER)
    keep(owner, measure(owner, b"a face"), new="true")
    owner.post("/people", data={"pseudonym": "P002"})
    recording = kept_of(working)[0].entry.id
    link, act = f'href="/recordings/{recording}"', f"recordings/{recording}/move"
    assert owner.post(f"/people/P002/{act}", data={"to": "P001"}).status_code == 404
    assert owner.post(f"/people/P001/{act}", data={"to": "P009"}).status_code == 404
    there = owner.post(f"/people/P001/{act}", data={"to": "P001"})
    assert there.status_code == 409
    assert "P001 has this video already" in there.text
    assert link in owner.get("/people/P001").text

    sent = owner.post(f"/people/P001/{act}", data={"to": " P002 "})
    page = owner.get(sent.headers["location"]).text
    assert "Moved here from P001" in page
    assert link in page
    assert link not in owner.get("/people/P001").text
    assert "Moved here" not in owner.get("/people/P002").text
    # Whoever follows an address that was made up is told nothing.
    assert "Moved here" not in owner.get("/people/P001?moved=0&before=P009").text
    assert "P002" in owner.get(f"/recordings/{recording}").text
    audit = owner.get("/settings/audit").text
    assert "gave away a recording" in audit
    assert ">moved<" in audit

    sent = owner.post(f"/people/P002/{act}", data={"to": "P001", "visit": ""})
    assert "Moved here from P002" in owner.get(sent.headers["location"]).text
    assert link in owner.get("/people/P001").text


def test_a_recording_that_nobody_measured_is_measured_from_the_page_of_its_person(
    working: FastAPI, tmp_path: Path
) -> None:
    owner = browser(working, Role.OWNER)
    (tmp_path / "P001_2025-03-04.mp4").write_bytes(b"a face")
    given = {"folder": str(tmp_path), "create": "true", "take": "true"}
    assert "Taken in: 1" in owner.post("/import", data=given).text
    (kept,) = list_recordings(working.state.held.template, "P001")
    place = f"/people/P001/recordings/{kept.entry.id}/measure"
    assert place in owner.get("/people/P001").text
    job = owner.post(place).headers["location"].rpartition("/")[2]
    assert owner.post(place).headers["location"].endswith(job), "it was queued twice"
    assert wait_for(owner, job)["state"] == "done"
    keep(owner, {"id": job})
    measured, _ = kept_of(working)
    assert measured.entry.id == kept.entry.id
    assert measured.entry.value.recorded_at == kept.entry.value.recorded_at


def test_the_page_of_encryption_says_what_lies_unencrypted_all_the_same(
    working: FastAPI,
) -> None:
    owner = browser(working, Role.OWNER)
    measure(owner, b"a face")
    secret = {"passphrase": "four words that fit", "repeated": "four words that fit"}
    page = owner.post("/settings/encryption", data=secret).text
    assert "are encrypted" in page
    assert "lie unencrypted in the app: 1." in page
    assert "Backups that were written before" in page


def test_a_video_that_cannot_be_measured_says_why_and_can_be_tried_again(
    working: FastAPI,
) -> None:
    owner = browser(working, Role.OWNER)
    job = Sender(owner, b"nobody").send()
    failed = wait_for(owner, job["id"])
    assert failed["error"]["code"] == "landmarks.no_face"
    assert "nobody is seen" in owner.get(job["address"]).text
    owner.post(f"/jobs/{job['id']}/retry")
    assert wait_for(owner, job["id"])["state"] == "failed"


def test_what_is_lost_on_the_way_is_sent_again(app: FastAPI, owner: TestClient) -> None:
    sender = Sender(owner, bytes(range(256)) * 20)
    upload = sender.announce().json()["upload"]
    assert sender.put(upload, 0, sender.content[:PART]).json()["received_bytes"] == PART
    broken = sender.put(upload, PART, sender.content[PART : 2 * PART], b"x" * 32)
    assert broken.status_code == 422
    assert broken.json()["code"] == "jobs.upload_invalid"
    assert sender.announce().json() | {"upload": upload} == sender.announce().json()
    assert sender.announce().json()["received_bytes"] == PART
    assert sender.send()["state"] == "waiting"
    held: App = app.state.held
    [job] = held.service.queue.list()
    assert (held.service.job_folder(job.id) / "clip.mp4").read_bytes() == sender.content


@pytest.mark.parametrize(
    ("start", "length", "status"), [(PART, PART, 409), (0, 10, 409), (0, PART + 1, 409)]
)
def test_a_part_out_of_its_place_is_refused(
    owner: TestClient, start: int, length: int, status: int
) -> None:
    sender = Sender(owner, b"x" * 3000)
    upload = sender.announce().json()["upload"]
    answer = sender.put(upload, start, b"x" * length)
    assert answer.status_code == status
    assert sender.announce().json()["received_bytes"] == 0


def test_a_file_that_is_not_the_announced_one_is_refused_and_deleted(
    app: FastAPI, owner: TestClient
) -> None:
    sender = Sender(owner, b"x" * 500)
    upload = sender.announce(fingerprint="0" * 64).json()["upload"]
    sender.put(upload, 0, sender.content)
    sender.announcement["fingerprint"] = "0" * 64
    assert sender.finish(upload).json()["code"] == "jobs.upload_invalid"
    assert not app.state.held.service.job_folder(upload).exists()
    assert sender.finish(upload).status_code == 404


def test_a_file_is_not_queued_as_another(owner: TestClient) -> None:
    """Who drops that other video later would be shown the results of this one."""
    mine, other = Sender(owner, b"my face"), Sender(owner, b"another face")
    found = mine.announce().json()
    assert mine.put(found["upload"], 0, mine.content).status_code == 200
    answer = owner.post(f"/api/uploads/{found['upload']}/job", json=other.announcement)
    assert answer.status_code == 422, answer.text
    assert other.announce().json()["job"] is None
    assert mine.finish(found["upload"]).status_code == 200


def test_an_unfinished_file_is_not_queued(owner: TestClient) -> None:
    sender = Sender(owner, b"x" * 1500)
    upload = sender.announce().json()["upload"]
    sender.put(upload, 0, sender.content[:PART])
    assert sender.finish(upload).status_code == 422


@pytest.mark.parametrize(
    ("announcement", "code"),
    [
        ({"size_bytes": 10**12}, "jobs.upload_large"),
        ({"size_bytes": 0}, "request.invalid"),
        ({"fingerprint": "../../etc"}, "request.invalid"),
        ({"name": ""}, "request.invalid"),
        ({"person": "x"}, "request.invalid"),
    ],
)
def test_limits_are_held_before_anything_is_sent(
    owner: TestClient, announcement: dict[str, object], code: str
) -> None:
    answer = Sender(owner, b"x").announce(**announcement)
    assert answer.json()["code"] == code
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("content-range", "bytes 0-0/2"),
        ("content-range", "bytes */1"),
        ("content-range", ""),
        ("content-digest", "sha-256=:AA:"),
        ("content-digest", ""),
    ],
)
def test_headers_that_say_nothing_are_refused(owner: TestClient, header: str, value: str) -> None:
    sender = Sender(owner, b"x")
    upload = sender.announce().json()["upload"]
    headers = {
        "content-range": "bytes 0-0/1",
        "content-digest": f"sha-256=:{b64encode(sha256(b'x').digest()).decode()}:",
        header: value,
    }
    answer = owner.put(f"/api/uploads/{upload}", content=b"x", headers=headers)
    assert answer.status_code == 422
    assert sender.announce().json()["received_bytes"] == 0


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\clip.MOV", "clip.MOV"),
        ("a\x00b\n.mp4", "ab.mp4"),
        ("<script>.mp4", "script.mp4"),
        ("..", "video"),
        ("", "video"),
        ("Größe 1.mp4", "Größe 1.mp4"),
    ],
)
def test_names_are_made_harmless(name: str, kept: str) -> None:
    assert clean_name(name) == kept
    assert len(clean_name("ü" * 5000 + ".mp4").encode()) < 150


def test_what_nobody_goes_on_with_is_deleted(
    app: FastAPI, owner: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Sender(owner, b"x" * 1500)
    upload = old.announce().json()["upload"]
    old.put(upload, 0, old.content[:PART])
    monkeypatch.setattr(uploads, "KEPT_S", -1.0)
    Sender(owner, b"y" * 10).announce()
    assert not app.state.held.service.job_folder(upload).exists()
    assert old.finish(upload).status_code == 404


def test_a_server_that_restarts_goes_on_where_it_was(own_records: None, tmp_path: Path) -> None:
    del own_records, tmp_path
    with running_app() as first:
        sender = Sender(browser(first, Role.OWNER), b"x" * 2500)
        upload = sender.announce().json()["upload"]
        sender.put(upload, 0, sender.content[:PART])
    with running_app() as second:
        sender = Sender(browser(second, Role.OWNER), b"x" * 2500)
        found = sender.announce().json()
        assert (found["upload"], found["received_bytes"]) == (upload, PART)
        assert sender.send()["state"] == "waiting"


def test_every_video_is_reached_however_many_there_are(owner: TestClient) -> None:
    titles = [f"v{number:02}.mp4" for number in range(25)]
    for title in titles:
        Sender(owner, title.encode(), title).send()
    few = owner.get("/").text
    assert few.count('class="row-name"') == 20
    assert "All videos" in few
    everything = owner.get("/?shown=1000").text
    assert [title for title in titles if title not in everything] == []
    assert "All videos" not in everything
    assert 'hx-get="/jobs/list?shown=1000"' in everything
    assert owner.get("/jobs/list?shown=1001").status_code == 422
