"""The list of people: who was seen when, who comes next, and how the burden went."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from hemiface.model.record import Entry, Person, Recording, StoredAnalysis
from hemiface.operations.patients import add_person, add_visit
from hemiface.operations.roster import list_roster
from hemiface.operations.session import Session

FIRST = datetime(2026, 1, 5, 9, tzinfo=UTC)


def keep_measured(
    session: Session,
    person: Entry[Person],
    at: datetime | None,
    left: float | None,
    right: float | None,
) -> UUID:
    """A recording taken at a moment, and what was measured in it."""
    measures: dict[str, Any] = {
        "spasm_time_percent_left": {"value": left},
        "spasm_time_percent_right": {"value": right},
    }
    with session.write() as work:
        recording = work.add(Recording(sha256="a" * 64, size_bytes=1, recorded_at=at), person.id)
        made = StoredAnalysis(
            recording_id=recording.id,
            package_version="1",
            method_version="1",
            settings_hash="",
            file_hash="",
            made_at=at or FIRST,
            summary={"measures": measures},
            files={},
        )
        work.add(made, person.id)
    return recording.id


def test_burden_of_the_worse_side_in_order_of_time(session: Session) -> None:
    person = add_person(session, {"pseudonym": "P1"})
    keep_measured(session, person, FIRST + timedelta(days=90), 4.0, 31.0)
    keep_measured(session, person, FIRST, 22.5, 1.0)
    keep_measured(session, person, FIRST + timedelta(days=30), None, None)
    add_person(session, {"pseudonym": "P2"})
    first, second = list_roster(session)
    assert first.burden_percent == (22.5, 31.0)
    assert first.n_recordings == 3
    assert first.last_visit == FIRST + timedelta(days=90)
    assert (second.burden_percent, second.last_visit, second.n_recordings) == ((), None, 0)


def test_a_recording_of_an_unknown_day_is_no_last_one(session: Session) -> None:
    person = add_person(session, {"pseudonym": "P1"})
    keep_measured(session, person, FIRST, 22.5, 1.0)
    keep_measured(session, person, None, 90.0, 1.0)
    alone = add_person(session, {"pseudonym": "P2"})
    keep_measured(session, alone, None, 7.0, 1.0)
    first, second = list_roster(session)
    assert (first.burden_percent, first.last_visit, first.n_recordings) == ((22.5,), FIRST, 2)
    assert (second.burden_percent, second.last_visit, second.n_recordings) == ((7.0,), None, 1)


def test_the_last_analysis_of_a_recording_stands(session: Session) -> None:
    person = add_person(session, {"pseudonym": "P1"})
    recording = keep_measured(session, person, FIRST, 10.0, 1.0)
    with session.write() as work:
        old = work.list(StoredAnalysis, person.id)[0].value
        again = {"measures": {"spasm_time_percent_left": {"value": 12.0}}}
        work.add(
            StoredAnalysis(
                recording_id=recording,
                package_version=old.package_version,
                method_version=old.method_version,
                settings_hash="",
                file_hash="",
                made_at=old.made_at,
                summary=again,
                files={},
            ),
            person.id,
        )
    assert list_roster(session)[0].burden_percent == (12.0,)


def test_visits_to_come_are_next_and_not_last(session: Session) -> None:
    now = datetime.now(UTC)
    add_person(session, {"pseudonym": "P1"})
    for days in (-400, -20, 12, 90):
        add_visit(session, "P1", {"at": (now + timedelta(days=days)).isoformat()})
    (row,) = list_roster(session)
    assert row.last_visit is not None
    assert row.next_visit is not None
    assert round((row.last_visit - now).total_seconds() / 86400) == -20
    assert round((row.next_visit - now).total_seconds() / 86400) == 12


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent to any database."""
    said: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("text", ["", "P"])
def test_as_many_queries_for_many_people_as_for_one(session: Session, text: str) -> None:
    def ask(limit: int) -> int:
        with counted() as said:
            assert len(list_roster(session, text, limit=limit)) == limit
        return len(said)

    for number in range(12):
        person = add_person(session, {"pseudonym": f"P{number:02d}"})
        keep_measured(session, person, FIRST, 1.0, 2.0)
    ask(1)
    assert ask(12) == ask(1)
    assert ask(12) <= 7  # begin, keyring, people, visits, recordings, burdens; and one to spare


@pytest.mark.parametrize(("removed", "index"), [(False, "standing"), (True, "aside")])
def test_people_come_in_order_from_an_index_of_their_own(
    session: Session, removed: bool, index: str
) -> None:
    with session.read() as work:
        with counted() as said:
            work.search_people(limit=1, removed=removed)
        plan = work.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said[0]}", (1, 0)).all()
    assert f"ix_person_{index}" in str(plan)


@pytest.mark.parametrize("text", ["50%", "a_b", "a/b", "P"])
def test_a_search_takes_every_letter_as_it_is(session: Session, text: str) -> None:
    for name in ("a-b", "P1", "50"):
        add_person(session, {"pseudonym": name})
    found = {row.entry.value.pseudonym for row in list_roster(session, text)}
    assert found == ({"P1"} if text == "P" else set())
