"""Files of raters, and who is named where two of them are compared."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.browsing import browser, running_app
from tests.reviews import Watched, keep_telling

from hemiface.formats.annotations import parse_annotations
from hemiface.model.actor import Role
from hemiface.operations.event_ratings import ENDINGS, ask_rating
from hemiface.operations.session import Session

BORIS = """Observation id,Behavior,Modifiers,Behavior type,Start (s),Stop (s),Duration (s)
one,spasm_left,clonic,STATE,0.100,0.300,0.200
one,yawns,,STATE,0.400,0.500,0.100
"""


@pytest.fixture
def watched(session: Session, tmp_path: Path) -> Watched:
    return keep_telling(session, tmp_path, 37.9375)


@pytest.fixture
def app(watched: Watched) -> Iterator[FastAPI]:
    del watched
    with running_app() as made:
        yield made


@pytest.fixture
def rated(app: FastAPI, session: Session, watched: Watched) -> tuple[TestClient, str]:
    """A rater, and the address of what is to be rated."""
    rater = browser(app, Role.CLINICIAN)
    rating = ask_rating(session, watched.recording_id, Role.CLINICIAN.value)
    return rater, f"/ratings/{rating.id}"


def test_what_a_file_holds_and_is_no_event_is_told(rated: tuple[TestClient, str]) -> None:
    rater, place = rated
    for content, n_aside in ((BORIS, 1), (BORIS.replace("yawns", "blink"), 0)):
        answer = rater.post(f"{place}/file", files={"events": ("one.csv", content)})
        assert answer.status_code == 303
        page = rater.get(answer.headers["location"]).text
        assert ("Left aside" in page) == bool(n_aside)
    assert rater.get(f"/api{place}/review").json()["undo"] == 4  # one, one away, two
    point = BORIS.replace("STATE", "POINT").replace("yawns", "blink")
    point = re.sub(r"([\d.]+),[\d.]+,[\d.]+$", r"\1,\1,NA", point, flags=re.MULTILINE)
    refused = rater.post(f"{place}/file", files={"events": ("one.csv", point)})
    assert refused.status_code == 422
    assert "lasts no time (2 in all" in refused.text
    assert rater.get(f"/api{place}/review").json()["undo"] == 4


def test_a_finished_rating_is_saved_for_both_programs_and_comes_back(
    app: FastAPI, watched: Watched, rated: tuple[TestClient, str]
) -> None:
    rater, place = rated
    rater.post(f"{place}/file", files={"events": ("one.csv", BORIS)})
    rater.post(f"{place}/finish")
    owner = browser(app, Role.OWNER)
    page = owner.get(f"/recordings/{watched.recording_id}/raters").text
    links = re.findall(r'href="([^"]+)" download', page)
    assert len(links) == len(ENDINGS)
    for link, ending in zip(links, ENDINGS, strict=True):
        saved = owner.get(link)
        assert saved.status_code == 200, link
        assert f'filename="rating.{ending}"' in saved.headers["content-disposition"]
        (event,) = parse_annotations(saved.content, f".{ending.rpartition('.')[2]}").events
        assert (event.onset, event.duration) == pytest.approx((0.1, 0.2))
    strange = links[0].replace("/eaf", "/exe")
    assert owner.get(strange).status_code == 404


def test_whoever_settles_without_an_account_is_named(
    app: FastAPI, watched: Watched, rated: tuple[TestClient, str]
) -> None:
    rater, place = rated
    rater.post(f"{place}/file", files={"events": ("one.csv", BORIS)})
    rater.post(f"{place}/finish")
    owner = browser(app, Role.OWNER)
    recording = f"/recordings/{watched.recording_id}"
    rating = place.rpartition("/")[2]
    chosen = {"first": "measured", "second": rating, "kept": ["0"]}
    answer = owner.post(f"{recording}/settle", data=chosen)
    page = owner.get(answer.headers["location"]).text
    assert "Only whoever sits at this machine" in page
    assert '<span class="row-name">whoever sits at this machine</span>' in page
