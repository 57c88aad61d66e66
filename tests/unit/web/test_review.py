"""The review page's routes: bytes, times, corrections, and who may ask for them."""

import json
import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID
from zipfile import ZipFile

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jinja2 import Environment
from tests.browsing import browser, running_app
from tests.reviews import EYES, Watched, keep_coded, write_emg
from tests.unit.video.clips import Clip

from hemiface.formats.tiers import events_to_elan
from hemiface.model.actor import Role
from hemiface.model.analysis import Analysis
from hemiface.operations import jobs
from hemiface.operations import recent_cache as seen_module
from hemiface.operations.event_ratings import ask_rating
from hemiface.operations.keeping import date_recording
from hemiface.operations.patients import edit_person, erase_person
from hemiface.operations.readiness import get_ready
from hemiface.operations.reporting import FILE_EXPORTS
from hemiface.operations.review import Review, render_review, review_recording
from hemiface.operations.session import Session
from hemiface.reports import render
from hemiface.reports.render import ReportParts
from hemiface.results import ResultsFolder
from hemiface.web import templating
from hemiface.web.templating import load_pages

ORIGIN = {"Origin": "http://127.0.0.1:8437"}


@pytest.fixture
def watched(session: Session, tmp_path: Path) -> Watched:
    return keep_coded(session, tmp_path)


@pytest.fixture
def app(watched: Watched) -> Iterator[FastAPI]:
    del watched
    with running_app() as made:
        yield made


@pytest.fixture
def api(watched: Watched) -> str:
    return f"/api/recordings/{watched.recording_id}"


def named(event: dict[str, Any]) -> dict[str, Any]:
    return {name: event[name] for name in ("onset", "type", "side")}


def find(answer: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(event for event in answer["data"]["events"] if event["type"] == kind)


def test_the_page_shows_the_sections_of_the_report(owner: TestClient, watched: Watched) -> None:
    page = owner.get(f"/recordings/{watched.recording_id}")
    assert page.status_code == 200
    for section in ("findings", "details", "measures", "pattern", "events", "provenance"):
        assert f'id="{section}"' in page.text
    assert " style=" not in page.text
    assert "<script>" not in page.text
    state = json.loads(page.text.split('id="state">')[1].split("</script>")[0])
    assert len(state["data"]["events"]) == len(watched.analysis.events)


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        (None, 200, slice(0, None)),
        ("bytes=0-", 206, slice(0, None)),
        ("bytes=0-0", 206, slice(0, 1)),
        ("bytes=100-299", 206, slice(100, 300)),
        ("bytes=1000-999999999", 206, slice(1000, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=0-1,5-6", 200, slice(0, None)),
        ("lines=1-2", 200, slice(0, None)),
    ],
)
def test_a_part_of_the_video_is_that_part_of_the_file(
    owner: TestClient, watched: Watched, asked: str | None, status: int, part: slice
) -> None:
    api = f"/api/recordings/{watched.recording_id}"
    answer = owner.get(f"{api}/video", headers={"Range": asked} if asked else {})
    assert answer.status_code == status
    assert answer.content == watched.video.read_bytes()[part]
    assert answer.headers["content-type"] == "video/mp4"


def test_a_part_behind_the_end_is_refused(owner: TestClient, api: str, watched: Watched) -> None:
    size = watched.video.stat().st_size
    answer = owner.get(f"{api}/video", headers={"Range": f"bytes={size}-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{size}"


def test_the_frame_table_holds_every_picture(owner: TestClient, watched: Watched, api: str) -> None:
    packed = owner.get(f"{api}/frames").content
    count, rows = struct.unpack_from("<II", packed)
    time = watched.analysis.signals.time
    assert (count, rows) == (time.size, 16)
    clocks = np.frombuffer(packed, "<f8", 2 * count, 8).reshape(2, count)
    assert np.array_equal(clocks[0], time)
    assert np.allclose(clocks[1], time)  # this file begins at zero
    values = np.frombuffer(packed, "<f4", rows * count, 8 + 16 * count).reshape(rows, count)
    closure = watched.analysis.signals.right.eyelid_closure.astype(np.float32)
    assert np.array_equal(values[1], closure, equal_nan=True)
    assert np.allclose(values[-10:-6].T, [0.5, 0.5, 0.75, 0.0])
    assert np.allclose(values[-6:].T, EYES)


def test_what_is_said_is_kept_and_shown_at_once(owner: TestClient, api: str) -> None:
    before = owner.get(f"{api}/review").json()
    spasm = find(before, "spasm")
    said = {"action": "change", "event": named(spasm), "change": {"event_type": "blink"}}
    after = owner.post(f"{api}/corrections", json=said).json()
    changed = next(e for e in after["data"]["events"] if e["onset"] == spasm["onset"])
    assert (changed["type"], changed["said"]) == ("blink", True)
    assert (after["undo"], after["redo"]) == (1, 0)
    assert after["findings"] != before["findings"]  # there is one spasm less to report
    assert owner.get(f"{api}/review").json() == after


def test_undo_and_redo_have_no_end(owner: TestClient, api: str) -> None:
    states = [owner.get(f"{api}/review").json()]
    for event in states[0]["data"]["events"]:
        said = {"action": "remove", "event": named(event)}
        states.append(owner.post(f"{api}/corrections", json=said).json())
    assert states[-1]["data"]["events"] == []
    for state in reversed(states[:-1]):
        assert owner.post(f"{api}/undo", json={}).json()["data"] == state["data"]
    for state in states[1:]:
        assert owner.post(f"{api}/redo", json={}).json()["data"] == state["data"]


def test_a_new_event_and_moved_edges(owner: TestClient, api: str) -> None:
    new = {"onset": 6.4, "duration": 0.2, "event_type": "spasm", "side": "left"}
    added = owner.post(f"{api}/corrections", json={"action": "add", "change": new}).json()
    mine = next(event for event in added["data"]["events"] if event["onset"] == 6.4)
    assert (mine["type"], mine["side"], mine["end"]) == ("spasm", "left", 6.6)
    wider = {"action": "change", "event": named(mine), "change": {"onset": 6.2, "duration": 0.52}}
    moved = owner.post(f"{api}/corrections", json=wider).json()
    assert [(e["onset"], e["end"]) for e in moved["data"]["events"] if e["said"]] == [(6.2, 6.72)]


@pytest.mark.parametrize(
    "said",
    [
        {"action": "remove", "event": {"onset": 7.77, "type": "spasm", "side": "left"}},
        {"action": "remove"},
        {"action": "add", "change": {"onset": 7.9, "duration": 30}},
        {"action": "add", "change": {"onset": 1.0}},
        {"action": "add", "change": {"onset": -1, "duration": 1}},
        {"action": "add", "change": {"onset": 1, "duration": 0}},
        {"action": "add", "change": {"onset": 1, "duration": 1, "side": "middle"}},
        {"action": "shout"},
        {"action": "add", "change": {"onset": 1, "duration": 1, "source": "detected"}},
        {},
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(
    owner: TestClient, api: str, said: dict[str, Any]
) -> None:
    before = owner.get(f"{api}/review").json()
    answer = owner.post(f"{api}/corrections", json=said)
    assert answer.status_code == 422
    assert answer.json()["title"]
    assert owner.get(f"{api}/review").json() == before


def test_who_may_watch_and_correct(app: FastAPI, watched: Watched, api: str) -> None:
    expected = {
        Role.OWNER: (200, 200, 200, 200),
        Role.CLINICIAN: (200, 200, 200, 200),
        Role.RESEARCHER: (200, 403, 403, 403),
        Role.PATIENT: (200, 200, 200, 403),
        None: (303, 401, 401, 401),
    }
    for onset, (role, codes) in enumerate(expected.items()):
        client = browser(app, role)
        said = {"action": "add", "change": {"onset": onset, "duration": 1}}
        got = (
            client.get(f"/recordings/{watched.recording_id}").status_code,
            client.get(f"{api}/video").status_code,
            client.get(f"{api}/frames").status_code,
            client.post(f"{api}/corrections", json=said).status_code,
        )
        assert got == codes, role


def test_a_recording_of_somebody_else_is_not_there_for_a_patient(
    app: FastAPI, session: Session, tmp_path: Path, watched: Watched
) -> None:
    del watched
    (tmp_path / "other").mkdir()
    other = keep_coded(session, tmp_path / "other", pseudonym="P002")
    patient = browser(app, Role.PATIENT)
    for path in ("review", "frames", "video"):
        answer = patient.get(f"/api/recordings/{other.recording_id}/{path}")
        assert answer.status_code == 403
    assert patient.get(f"/recordings/{other.recording_id}").status_code == 403


def test_results_that_belong_to_nobody_have_the_same_page(
    app: FastAPI, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder keeps what is said then."""
    results = ResultsFolder(watched.folder)
    (watched.folder / "record.json").unlink()
    monkeypatch.setattr(jobs, "results_of", lambda *_: results)
    monkeypatch.setattr(jobs, "video_of", lambda *_: watched.video)
    owner = browser(app, Role.OWNER)
    assert owner.get("/results/0").status_code == 200
    api = "/api/results/0"
    assert owner.get(f"{api}/video").content == watched.video.read_bytes()
    before = owner.get(f"{api}/review").json()
    said = {"action": "remove", "event": named(find(before, "spasm"))}
    after = owner.post(f"{api}/corrections", json=said).json()
    assert len(after["data"]["events"]) == len(before["data"]["events"]) - 1
    assert len(results.corrections()) == 1
    assert owner.post(f"{api}/undo").json()["data"] == before["data"]
    assert owner.post(f"{api}/redo").json()["data"] == after["data"]
    assert browser(app, Role.PATIENT).get("/results/0").status_code == 403


def test_it_is_said_when_the_video_can_be_played(owner: TestClient, api: str) -> None:
    assert owner.post(f"{api}/playable").json() == {"ready": True}


def test_what_is_taken_along_holds_the_corrected_events(
    owner: TestClient, watched: Watched, api: str
) -> None:
    new = {"onset": 6.4, "duration": 0.2, "event_type": "spasm", "side": "left"}
    owner.post(f"{api}/corrections", json={"action": "add", "change": new})
    page = owner.get(f"/recordings/{watched.recording_id}/report")
    assert "attachment" in page.headers["content-disposition"]
    assert "Spasm, left, at 6.40 s" in page.text
    assert f"{watched.recording_id[:8]}.mp4" in page.text
    assert watched.analysis.video.name not in page.text  # it may be somebody's
    assert "data:image" in page.text
    faceless = owner.get(f"/recordings/{watched.recording_id}/report?face=false").text
    assert watched.analysis.video.name not in faceless
    assert "data:image" not in faceless
    for kind in FILE_EXPORTS:
        packed = owner.get(f"{api}/export/{kind}")
        with ZipFile(BytesIO(packed.content)) as box:
            assert box.testzip() is None
            assert all(watched.analysis.video.name not in name for name in box.namelist())
        assert owner.get(f"{api}/export/{kind}").content == packed.content
    assert owner.get(f"{api}/export/fhir").status_code == 422
    assert owner.get(f"{api}/export/other").status_code == 422


def test_a_recording_is_compared_with_another_of_the_person(
    owner: TestClient, session: Session, tmp_path: Path, watched: Watched
) -> None:
    (tmp_path / "later").mkdir()
    clip = Clip(times=[place / 25 for place in range(200)], width=320, height=256)
    later = keep_coded(session, tmp_path / "later", clip, new_person=False)
    page = owner.get(f"/recordings/{later.recording_id}").text
    assert f'value="{watched.recording_id}"' in page
    address = f"/recordings/{later.recording_id}/comparison"
    compared = owner.get(address, params={"with": watched.recording_id})
    assert compared.status_code == 200
    assert "<table" in compared.text
    (tmp_path / "other").mkdir()
    stranger = keep_coded(
        session,
        tmp_path / "other",
        Clip(times=[place / 25 for place in range(200)], width=288, height=256),
        pseudonym="P002",
    )
    for wrong in ("nobody", later.recording_id, stranger.recording_id):
        assert owner.get(address, params={"with": wrong}).status_code == 404


def test_who_may_not_see_faces_sees_neither_pictures_nor_the_name_of_the_file(
    app: FastAPI, watched: Watched, api: str
) -> None:
    researcher = browser(app, Role.RESEARCHER)
    for path in (f"/recordings/{watched.recording_id}", f"{api}/review"):
        seen = browser(app, Role.OWNER).get(path).text
        assert "data:image" in seen
        shown = researcher.get(path).text
        assert watched.analysis.video.name not in shown
        assert "data:image" not in shown


def test_what_was_looked_at_leaves_memory_with_whoever_is_erased(
    session: Session, watched: Watched
) -> None:
    seen = review_recording(session, watched.recording_id)
    assert review_recording(session, watched.recording_id).analysis is seen.analysis
    render_review(seen, "en")
    assert holds(seen.analysis)
    erase_person(session, "P001")
    assert not holds(seen.analysis)


def holds(analysis: Analysis) -> bool:
    """Whether anything that was looked at lately still holds an analysis."""
    held = [value for one in seen_module._EVERYTHING for value in one._held.values()]
    return any(isinstance(one, Review) and one.analysis is analysis for one in held) or any(
        isinstance(one, ReportParts) for one in held
    )


def test_emg_lies_under_the_curves_and_is_not_kept(
    owner: TestClient, api: str, watched: Watched
) -> None:
    data = write_emg(watched.analysis.events, 0.25)
    listed = owner.post(f"{api}/emg?ending=.csv", content=data)
    assert listed.json() == {"channels": ["Orb L", "Orb R"]}
    sides = "ending=.csv&left=Orb L&right=Orb R"
    given = owner.post(f"{api}/emg?{sides}&shift_s=0.25", content=data).json()
    assert given["match"] is None
    spasm = next(one for one in watched.analysis.events if one.event_type.value == "spasm")
    during = [spasm.onset < at < spasm.offset for at in given["time"]]
    strength = {
        side: np.array([row[place] or 0.0 for place, yes in enumerate(during) if yes])
        for side, row in given["strength"].items()
    }
    other = "right" if spasm.side.value == "left" else "left"
    assert strength[spasm.side.value].max() > 5 * strength[other].max()
    by_blinks = owner.post(f"{api}/emg?{sides}", content=data)
    assert by_blinks.status_code == 422  # two blinks are too few, and that is said
    assert "fewer than three blinks" in by_blinks.json()["detail"] + by_blinks.json()["title"]
    heard = owner.post(f"{api}/emg?{sides}&clap=Orb L", content=data)
    assert heard.status_code == 422
    assert "no sound" in heard.text
    assert owner.post(f"{api}/emg?ending=.edf&left=x", content=b"no EMG").status_code == 422
    assert owner.post(f"{api}/emg?{sides}&shift_s=1e9", content=data).status_code == 422


def test_emg_is_for_those_who_may_watch(app: FastAPI, api: str) -> None:
    asks = browser(app, Role.RESEARCHER)
    assert asks.post(f"{api}/emg?ending=.csv", content=b"x").status_code == 403


def test_the_page_and_the_api_say_the_same_timeline_without_its_curves(
    owner: TestClient, watched: Watched, api: str
) -> None:
    page = owner.get(f"/recordings/{watched.recording_id}").text
    state = json.loads(page.partition('id="state">')[2].partition("</script>")[0])
    assert state["data"] == owner.get(f"{api}/review").json()["data"]
    assert state["data"].keys().isdisjoint({"time", "rows"})
    assert state["words"]["undo"] == "Undo"
    assert state["may"] == {"write": True, "watch": True}


def test_nobody_waits_for_a_template_of_what_is_looked_at_first(
    owner: TestClient, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    templating.environment_of.cache_clear()
    render._environment.cache_clear()
    get_ready()
    load_pages()

    def compile_late(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a template is compiled while somebody waits")

    monkeypatch.setattr(Environment, "compile", compile_late)
    for place in ("/", "/people", f"/recordings/{watched.recording_id}"):
        assert owner.get(place).status_code == 200


def test_the_page_says_whose_recording_it_is_and_leads_back(
    owner: TestClient, session: Session, watched: Watched
) -> None:
    place = f"/recordings/{watched.recording_id}"
    assert '<h1><a href="/people/P001">P001, day not known</a></h1>' in owner.get(place).text
    date_recording(session, watched.recording_id, on="2025-03-04", at="09:30")
    page = owner.get(place).text
    assert '<h1><a href="/people/P001">P001, 2025-03-04, 09:30' in page


def test_a_day_alone_gets_no_time_and_all_times_are_by_the_clock_of_the_person(
    owner: TestClient, session: Session, tmp_path: Path, watched: Watched
) -> None:
    edit_person(session, "P001", {"zone": "Europe/Berlin"})
    (tmp_path / "later").mkdir()
    clip = Clip(times=[place / 25 for place in range(200)], width=320, height=256)
    later = keep_coded(session, tmp_path / "later", clip, new_person=False)
    date_recording(session, watched.recording_id, on="2025-03-12")
    date_recording(session, later.recording_id, on="2025-03-13", at="00:59")
    day = owner.get(f"/recordings/{watched.recording_id}").text
    assert '<h1><a href="/people/P001">P001, 2025-03-12</a></h1>' in day
    assert f'value="{later.recording_id}">2025-03-13, 00:59 CET</option>' in day
    offered = owner.get(f"/recordings/{later.recording_id}").text
    assert f'value="{watched.recording_id}">2025-03-12</option>' in offered


def test_a_comparison_with_nothing_leads_to_the_choice(
    app: FastAPI, owner: TestClient, watched: Watched
) -> None:
    place = f"/recordings/{watched.recording_id}"
    for query in ("", "?with="):
        answer = owner.get(f"{place}/comparison{query}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{place}#along")
    nowhere = f"/recordings/{UUID(int=0)}/comparison"
    assert owner.get(nowhere, follow_redirects=False).status_code == 404
    strange = browser(app).get(f"{place}/comparison", follow_redirects=False)
    assert "along" not in strange.headers.get("location", "")


def test_who_may_not_watch_is_told_so_and_offered_no_empty_player(
    app: FastAPI, watched: Watched
) -> None:
    page = browser(app, Role.RESEARCHER).get(f"/recordings/{watched.recording_id}").text
    assert "Your role does not watch recordings" in page
    for part in ("video", "plots", "undo", "eye-left", "speed"):
        assert f'id="{part}"' not in page
    assert 'id="findings"' in page


def test_a_file_takes_the_place_of_what_a_rater_said_however_often_it_is_given(
    app: FastAPI, session: Session, watched: Watched
) -> None:
    rater = browser(app, Role.CLINICIAN)
    rating = ask_rating(session, watched.recording_id, Role.CLINICIAN.value)
    first, second, *_ = watched.analysis.events
    for events in ((first, second), (first, second), (first,)):
        file = {"events": ("mine.eaf", events_to_elan(events))}
        answer = rater.post(f"/ratings/{rating.id}/file", files=file)
        assert answer.status_code == 303
    (said,) = rater.get(f"/api/ratings/{rating.id}/review").json()["data"]["events"]
    assert said["onset"] == pytest.approx(first.onset, abs=2e-3)
    refused = rater.post(f"/ratings/{rating.id}/file", files={"events": ("mine.eaf", b"?")})
    assert refused.status_code == 422
    assert f'href="/ratings/{rating.id}"' in refused.text
