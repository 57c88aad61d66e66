"""What a list of people shows of each, and what points at an entry."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from tests.unit.records.conftest import FullPerson

from hemiface.model.record import Entry, EventRating, Person, Recording, StoredAnalysis, Visit
from hemiface.records.audit import has_line
from hemiface.records.courses import CourseSummary, list_courses, list_unrated
from hemiface.records.store import Store
from hemiface.records.transaction import Transaction

T = TypeVar("T")

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
DIGESTS = iter(f"{number:064x}" for number in range(1000))


def add_recording(work: Transaction, person: UUID, days: int | None) -> Entry[Recording]:
    """A recording taken so many days from now."""
    at = None if days is None else NOW + timedelta(days=days)
    return work.add(Recording(sha256=next(DIGESTS), size_bytes=1, recorded_at=at), person)


def add_analysis(
    work: Transaction,
    recording: Entry[Recording],
    left: float | None,
    right: float | None,
    hours: int = 0,
) -> Entry[StoredAnalysis]:
    """An analysis of a recording with a burden of each side."""
    measures = {
        f"spasm_time_percent_{side}": {"value": value}
        for side, value in (("left", left), ("right", right))
    }
    made = StoredAnalysis(
        recording_id=recording.id,
        package_version="0.1.0",
        method_version="1",
        settings_hash="a" * 64,
        file_hash=recording.value.sha256,
        made_at=NOW + timedelta(hours=hours),
        summary={"measures": measures},
        files={},
    )
    return work.add(made, recording.person_id)


@dataclass(frozen=True)
class Veiled:
    """Recordings of which nothing may be told."""

    unrated: frozenset[UUID]

    def hide(self, entry: Entry[T]) -> Entry[T]:
        return entry


def test_a_course_has_the_visits_around_now_and_the_burdens_in_order(store: Store) -> None:
    with store.write() as work:
        one, other, empty = (work.add(Person(pseudonym=name)).id for name in ("A", "B", "C"))
        for days in (-40, -3, 0, 2, 9):
            work.add(Visit(at=NOW + timedelta(days=days)), one)
        work.remove(work.add(Visit(at=NOW + timedelta(days=1)), one))
        work.add(Visit(at=NOW - timedelta(days=1)), other)
        late, early, gone = (add_recording(work, one, days) for days in (-1, -30, -2))
        add_analysis(work, late, 3.0, 12.5)
        add_analysis(work, early, 40.0, None)
        add_analysis(work, gone, 99.0, 99.0)
        work.remove(gone)
        unknown = add_recording(work, one, -5)
        add_analysis(work, unknown, None, None)
        work.remove(add_analysis(work, unknown, 88.0, 88.0))
        add_analysis(work, add_recording(work, other, -7), 0.0, 1.25)
    with store.read() as work:
        courses = list_courses(work, [one, other, empty], NOW)
        assert list_courses(work, [one], NOW) == {one: courses[one]}
        work.veil = Veiled(frozenset({late.id}))
        hidden = list_courses(work, [one], NOW)[one]
    soon = NOW + timedelta(days=2)
    assert courses[one] == CourseSummary(NOW, soon, 3, NOW - timedelta(days=1), [40.0, 12.5])
    before, filmed = (NOW - timedelta(days=days) for days in (1, 7))
    assert courses[other] == CourseSummary(before, None, 1, filmed, [1.25])
    assert courses[empty] == CourseSummary()
    assert (hidden.burdens, hidden.n_recordings) == ([40.0], 3)


def test_the_analysis_that_came_in_last_stands_whatever_the_clock_said(store: Store) -> None:
    """Ids are random: with twelve of each, none is in order by luck."""
    with store.write() as work:
        people = [work.add(Person(pseudonym=f"P{number}")).id for number in range(4)]
        recordings = [add_recording(work, person, -1) for person in people for _ in range(3)]
        for number in range(4):
            for place, recording in enumerate(recordings):
                add_analysis(work, recording, 10.0 * number + place, 0.0, hours=-number)
    with store.read() as work:
        courses = list_courses(work, people, NOW)
    burdens = sorted(value for person in people for value in courses[person].burdens)
    assert burdens == [30.0 + place for place in range(12)]


def test_a_recording_that_does_not_say_when_stands_alone_or_not_at_all(store: Store) -> None:
    with store.write() as work:
        people = [work.add(Person(pseudonym=name)).id for name in ("A", "B")]
        for person in people:
            add_analysis(work, add_recording(work, person, None), 5.0, 1.0)
        dated = add_recording(work, people[0], -20_000)
        add_analysis(work, dated, 7.0, 1.0)
    with store.read() as work:
        some, none = list_courses(work, people, NOW).values()
    assert (some.n_recordings, some.burdens) == (2, [7.0])
    assert some.last_recording == dated.value.recorded_at
    assert (none.n_recordings, none.burdens, none.last_recording) == (1, [5.0], None)


def test_only_what_a_rater_has_not_finished_is_unrated(store: Store) -> None:
    with store.write() as work:
        person = work.add(Person(pseudonym="A")).id
        open_, done, put_aside, others = (add_recording(work, person, -n) for n in range(1, 5))
        work.add(EventRating(recording_id=open_.id, rater="R1"), person)
        work.add(EventRating(recording_id=done.id, rater="R1", finished=True), person)
        work.remove(work.add(EventRating(recording_id=put_aside.id, rater="R1"), person))
        work.add(EventRating(recording_id=others.id, rater="R2"), person)
    with store.read() as work:
        assert list_unrated(work, "R1") == {open_.id}
        assert list_unrated(work, "R2") == {others.id}
        assert list_unrated(work, "R3") == frozenset()


def test_what_points_at_an_entry_is_listed_in_the_order_in_which_it_came(store: Store) -> None:
    with store.write() as work:
        person, stranger = (work.add(Person(pseudonym=name)).id for name in ("A", "B"))
        first, second = (add_recording(work, person, -n) for n in (1, 2))
        made = [add_analysis(work, first, float(number), None) for number in range(6)]
        of_second = add_analysis(work, second, 9.0, None)
        removed = work.remove(made.pop(2))
        add_analysis(work, add_recording(work, stranger, -1), 1.0, None)
    with store.read() as work:
        field = "recording_id"
        assert list(work.list_pointing(StoredAnalysis, field, first)) == made
        assert list(work.list_pointing(StoredAnalysis, field, second)) == [of_second]
        assert list(work.list_pointing(StoredAnalysis, field, first, removed=True)) == [removed]
        both = work.list_pointing(StoredAnalysis, field, first, removed=None)
        assert {entry.id for entry in both} == {entry.id for entry in (*made, removed)}
        names = [(entry.id, entry.version) for entry in made]
        assert list(work.list_names(StoredAnalysis, field, first.id, person)) == names
        assert work.list_pointed(StoredAnalysis, field, person) == {first.id, second.id}


def test_the_audit_knows_what_was_done_with_whom(store: Store, full_person: FullPerson) -> None:
    person, other = full_person(store, "A"), full_person(store, "B")
    with store.write() as work:
        work.change(other, Person(pseudonym="B", birth_year=1961))
    with store.read() as work:
        assert has_line(work.connection, "add", person.id)
        assert has_line(work.connection, "change", other.id)
        assert not has_line(work.connection, "change", person.id)
        assert not has_line(work.connection, "erase", other.id)
