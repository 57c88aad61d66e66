"""Who is to rate a recording blind learns of no number of it, on whatever page or address."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.browsing import browser, running_app
from tests.reviews import PSEUDONYM, Watched, keep_telling

from hemiface.model.actor import Role
from hemiface.operations.event_ratings import ask_rating
from hemiface.operations.session import Session
from hemiface.web.access import iter_routes

BURDEN = 37.9375
SHOWN = ("37.9", "37,9", str(BURDEN))
"""What would give it away; it stands nowhere else."""


@pytest.fixture
def watched(session: Session, tmp_path: Path) -> Watched:
    """A recording with a burden that nothing else has."""
    return keep_telling(session, tmp_path, BURDEN)


@pytest.fixture
def app(watched: Watched) -> Iterator[FastAPI]:
    del watched
    with running_app() as made:
        yield made


@pytest.fixture
def rater(app: FastAPI) -> TestClient:
    return browser(app, Role.CLINICIAN)


def read_pages(app: FastAPI, client: TestClient, watched: Watched) -> dict[str, str]:
    """What every address that is asked by GET says, about this person and this recording."""
    said = {}
    for method, path, route in iter_routes(app):
        if method != "GET":
            continue
        place = path.replace("{person}", PSEUDONYM).replace("{recording}", watched.recording_id)
        place = place.replace("{kind}", "csv")
        if "{" not in place and route.name != "get_video":
            said[place] = client.get(place).content.decode(errors="ignore")
    return said


def giving_away(said: dict[str, str]) -> set[str]:
    return {place for place, text in said.items() if any(number in text for number in SHOWN)}


def test_no_page_gives_the_number_away_before_the_rating_is_finished(
    app: FastAPI, rater: TestClient, session: Session, watched: Watched
) -> None:
    before = giving_away(read_pages(app, rater, watched))
    # The test sees what it looks for: lists, pages and the API give it to everybody else.
    assert {
        "/people",
        f"/people/{PSEUDONYM}/course",
        f"/recordings/{watched.recording_id}",
    } <= before
    rating = ask_rating(session, watched.recording_id, Role.CLINICIAN.value)
    assert giving_away(read_pages(app, rater, watched)) == set()
    assert "37.9" in browser(app, Role.OWNER).get("/people").text
    assert rater.post(f"/ratings/{rating.id}/finish").status_code == 303
    assert giving_away(read_pages(app, rater, watched)) == before


def test_a_finished_rating_offers_no_change(
    rater: TestClient, session: Session, watched: Watched
) -> None:
    """What stays as it is has no keys to change it; its file and its end are asked for once."""
    rating = ask_rating(session, watched.recording_id, Role.CLINICIAN.value)
    place = f"/ratings/{rating.id}"
    offers = ('id="change"', 'id="add"', f'action="{place}/finish"', f'action="{place}/file"')
    page = rater.get(place).text
    assert all(offer in page for offer in offers)
    assert rater.get(f"/api{place}/review").json()["may"]["write"]
    rater.post(f"{place}/finish")
    page = rater.get(place).text
    assert not any(offer in page for offer in offers)
    assert "You finished this rating" in page
    assert not rater.get(f"/api{place}/review").json()["may"]["write"]
