"""Who is to rate a recording blind learns of no number of it, on whatever page or address."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.browsing import browser, running_app
from tests.reviews import PSEUDONYM, Watched, keep_coded

from hemiface.errors import NotAllowedError
from hemiface.model.actor import Actor, Role
from hemiface.model.record import StoredAnalysis
from hemiface.operations.entries import list_values, show_entry
from hemiface.operations.event_ratings import ask_rating
from hemiface.operations.history import tell_history
from hemiface.operations.safekeeping import export_person
from hemiface.operations.session import Session
from hemiface.web.access import iter_routes

BURDEN = 37.9375
SHOWN = ("37.9", "37,9", str(BURDEN))
"""What would give it away; it stands nowhere else."""


@pytest.fixture
def watched(session: Session, tmp_path: Path) -> Watched:
    """A recording with a burden that nothing else has."""
    kept = keep_coded(session, tmp_path)
    with session.write() as work:
        (entry,) = work.list(StoredAnalysis)
        measured: Any = entry.value.summary["measures"]
        measures = {
            name: {**value, "value": BURDEN} if name.startswith("spasm_time_percent") else value
            for name, value in measured.items()
        }
        work.change(
            entry, replace(entry.value, summary={**entry.value.summary, "measures": measures})
        )
    return kept


@pytest.fixture
def app(watched: Watched) -> Iterator[FastAPI]:
    del watched
    with running_app() as made:
        yield made


@pytest.fixture
def rater(app: FastAPI) -> TestClient:
    return browser(app, Role.CLINICIAN)


@pytest.fixture
def blind(rater: TestClient, session: Session, watched: Watched) -> TestClient:
    ask_rating(session, watched.recording_id, Role.CLINICIAN.value)
    return rater


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


def test_operations_give_it_to_nobody_who_rates(
    blind: TestClient, session: Session, tmp_path: Path
) -> None:
    del blind
    mine = replace(session, actor=Actor(Role.CLINICIAN.value, Role.CLINICIAN))
    (analysis,) = list_values(mine, StoredAnalysis, PSEUDONYM)
    assert analysis.value.summary == {}
    assert show_entry(mine, str(analysis.id)).value.files == {}
    assert str(BURDEN) not in str(tell_history(mine, PSEUDONYM))
    assert len(tell_history(mine, PSEUDONYM)) == len(tell_history(session, PSEUDONYM))
    assert str(BURDEN) in str(tell_history(session, PSEUDONYM))
    with pytest.raises(NotAllowedError):
        export_person(mine, PSEUDONYM, tmp_path / "out")
