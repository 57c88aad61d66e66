"""A recording comes in second by second; what is here counts, whatever happens to the page."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from tests.browsing import browser, running_app
from tests.unit.video.clips import Clip, write_clip

from hemiface.errors.words import LANGUAGES
from hemiface.jobs import takes, uploads
from hemiface.model.actor import Role
from hemiface.web.camera import WITH_CAMERA

SECOND = 4000
"""Bytes of a part in these tests."""


@pytest.fixture(autouse=True)
def room_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takes, "KEPT_FREE_BYTES", 0)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[int, bytes]:
    """A recording of seven seconds, by its rate."""
    folder = tmp_path_factory.mktemp("clips")
    made = {}
    for rate in (15, 30):
        path = folder / f"{rate}.mp4"
        write_clip(path, Clip(times=[n / rate for n in range(7 * rate)]))
        made[rate] = path.read_bytes()
    return made


@dataclass
class Page:
    """What the page that records does."""

    client: TestClient
    take: str = ""
    sent: int = 0

    def begin(self, **other: object) -> "Page":
        answer = self.client.post("/api/takes", json={"name": "2026-11-29 10.00.mp4", **other})
        assert answer.status_code == 200, answer.text
        self.take = answer.json()["take"]
        return self

    def put(self, part: bytes, *, start: int | None = None, said: bytes | None = None) -> Response:
        start = self.sent if start is None else start
        digest = b64encode(sha256(part if said is None else said).digest()).decode()
        headers = {
            "content-range": f"bytes {start}-{start + len(part) - 1}/*",
            "content-digest": f"sha-256=:{digest}:",
        }
        answer = self.client.put(f"/api/takes/{self.take}", content=part, headers=headers)
        if answer.status_code == 200:
            self.sent = answer.json()["received_bytes"]
        return answer

    def send(self, content: bytes) -> "Page":
        for start in range(0, len(content), SECOND):
            assert self.put(content[start : start + SECOND]).status_code == 200
        return self

    def tell(self, what: str, *tasks: tuple[float, float, str], **other: object) -> Response:
        asked = [{"onset": a, "duration": b, "name": c} for a, b, c in tasks]
        return self.client.post(f"/api/takes/{self.take}/{what}", json={"tasks": asked, **other})


def held_file(app: FastAPI, take: str) -> Path:
    [file] = list(app.state.held.service.job_folder(take).iterdir())
    return Path(file)


def test_a_recording_is_counted_and_queued_with_its_tasks(
    app: FastAPI, owner: TestClient, clips: dict[int, bytes]
) -> None:
    page = Page(owner).begin(pseudonym="P001").send(clips[30])
    found = page.tell("job", (1.0, 2.0, "rest"), (3.0, 9.0, "smile")).json()
    assert (found["verdict"], found["flaw"]) == ("good", None)
    assert "30 pictures a second" in found["words"]
    job = app.state.held.service.queue.get(found["job"]["id"])
    assert job.request["pseudonym"] == "P001"
    assert found["missing"].endswith("Raise the brows, Pucker, Talk."), "smile was done"
    onset, duration, name = job.request["tasks"][1]
    assert (onset, name) == (3.0, "smile")
    assert duration == pytest.approx(found["length_s"] - 3.0), "a task outlasts the recording"
    assert held_file(app, page.take).read_bytes() == clips[30]
    assert owner.get(f"/api/takes/{page.take}").status_code == 404, "it is here twice"


@pytest.mark.parametrize(("camera", "advice"), [(15.0, "in the dark"), (30.0, "too busy")])
def test_a_slow_recording_is_refused_with_what_to_do_and_kept(
    app: FastAPI, owner: TestClient, clips: dict[int, bytes], camera: float, advice: str
) -> None:
    page = Page(owner).begin().send(clips[15])
    found = page.tell("job", (0.0, 5.0, "rest"), camera_rate_hz=camera).json()
    assert (found["verdict"], found["flaw"], found["job"]) == ("refused", "slow", None)
    assert "15 pictures a second" in found["words"]
    assert advice in found["advice"]
    assert found["missing"].startswith("Steps that are missing: Rest, Close gently")
    assert app.state.held.service.queue.list() == []
    assert owner.get(f"/takes/{page.take}/file").content == clips[15]
    assert "2026-11-29 10.00.mp4" in owner.get("/record").text
    owner.post(f"/takes/{page.take}/forget")
    assert not app.state.held.service.job_folder(page.take).exists()
    assert "2026-11-29 10.00.mp4" not in owner.get("/record").text


def test_a_page_that_crashed_loses_what_it_had_not_sent_and_no_more(
    app: FastAPI, owner: TestClient, clips: dict[int, bytes]
) -> None:
    page = Page(owner).begin()
    page.put(clips[30][:SECOND])
    assert page.tell("notes", (1.0, 2.0, "rest")).json()["flaw"] == "empty", "no index yet"
    page.send(clips[30][SECOND:])
    said = "A recording with the camera was not measured"
    assert said in owner.get("/").text
    answer = owner.post(f"/takes/{page.take}/measure")
    assert said not in owner.get("/").text
    assert answer.headers["location"] == f"/jobs/{page.take}"
    job = app.state.held.service.queue.get(page.take)
    assert job.request["tasks"] == [[1.0, 2.0, "rest"]]


def test_parts_count_once_and_in_their_order(
    app: FastAPI, owner: TestClient, clips: dict[int, bytes]
) -> None:
    page = Page(owner).begin()
    first, second = clips[30][:SECOND], clips[30][SECOND : 2 * SECOND]
    assert page.put(first).status_code == 200
    assert page.put(first, start=0).status_code == 409, "counted twice"
    assert page.put(second, start=2 * SECOND).status_code == 409, "a hole"
    assert page.put(second, said=b"other").status_code == 422
    assert owner.get(f"/api/takes/{page.take}").json()["received_bytes"] == SECOND
    assert page.put(second).status_code == 200
    assert held_file(app, page.take).read_bytes() == first + second


def test_a_server_that_restarts_goes_on_where_it_was(
    own_records: None, clips: dict[int, bytes]
) -> None:
    del own_records
    with running_app() as first:
        page = Page(browser(first, Role.OWNER)).begin()
        page.put(clips[30][:SECOND])
    with running_app() as second:
        page.client = browser(second, Role.OWNER)
        page.send(clips[30][SECOND:])
        assert page.tell("job").json()["verdict"] == "good"


def test_what_broke_off_outlasts_the_sweep_of_a_restart(
    own_records: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del own_records
    with running_app() as first:
        page = Page(browser(first, Role.OWNER)).begin()
        page.put(b"x" * SECOND)
    monkeypatch.setattr(uploads, "SWEPT_S", -1.0)
    with running_app() as second:
        assert held_file(second, page.take).stat().st_size == SECOND


@pytest.mark.parametrize(
    "tasks",
    [
        [(0.0, 5.0, "rest"), (4.0, 5.0, "smile")],
        [(0.0, -1.0, "rest")],
        [(0.0, 1.0, "dance")],
        [(float(n), 0.5, "rest") for n in range(101)],
    ],
)
def test_tasks_that_cannot_be_are_refused(
    owner: TestClient, tasks: list[tuple[float, float, str]]
) -> None:
    page = Page(owner).begin()
    assert page.tell("notes", *tasks).status_code == 422


def test_the_camera_is_for_the_page_that_records_alone(owner: TestClient) -> None:
    assert owner.get("/record").headers["permissions-policy"] == WITH_CAMERA
    for path in ("/people", "/guide", "/static/app.css"):
        assert "camera=()" in owner.get(path).headers["permissions-policy"]


def test_live_help_speaks_the_readers_language_and_keeps_nothing(
    app: FastAPI, owner: TestClient
) -> None:
    for code in LANGUAGES:
        owner.cookies.set("language", code)
        found = owner.post("/api/framing?scale=2", content=b"").json()
        assert [fault["flaw"] for fault in found["faults"]] == ["no_face"]
    assert "Gesicht" in found["faults"][0]["words"]
    assert owner.post("/api/framing?scale=2", content=b"a face").json()["faults"] == []
    assert owner.post("/api/framing?scale=0", content=b"a face").status_code == 422
    assert list(app.state.held.service.folder.iterdir()) == []
