"""Entries are kept, changed, put aside and found again, on every database."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import uuid4

import pytest

from hemiface.errors import RecordConflictError, RecordInvalidError, RecordNotFoundError
from hemiface.model.anatomy import Region, Side
from hemiface.model.diary import DiaryEntry
from hemiface.model.record import Identity, Person, Recording, Visit
from hemiface.model.treatments import BotulinumSession, InjectedMuscle, Injection, Toxin
from hemiface.records.store import Store

DAY = date(2026, 3, 1)
SESSION = BotulinumSession(
    day=DAY,
    product=Toxin.ONA,
    lot="A1",
    injections=(
        Injection(muscle=InjectedMuscle.ORBICULARIS_OCULI, side=Side.LEFT, units=2.5, sites=3),
    ),
)


def test_what_is_added_comes_back_as_it_was(store: Store) -> None:
    diary = DiaryEntry(day=DAY, spasm=3, felt=(Region.EYELID,), triggers={"noise": 2.5})
    with store.write() as work:
        person = work.add(Person(pseudonym="P1", zone="Europe/Berlin"))
        for value in (diary, SESSION, Identity(given_name="Ada", birth_date=date(1950, 2, 3))):
            work.add(value, person.id)
    with store.read() as work:
        assert work.find_person("P1") == person
        assert person.person_id == person.id
        assert [entry.value for entry in work.list(DiaryEntry, person.id)] == [diary]
        assert [entry.value for entry in work.list(BotulinumSession, person.id)] == [SESSION]
        assert work.list(Identity)[0].value.birth_date == date(1950, 2, 3)


def test_instants_are_kept_in_utc(store: Store) -> None:
    there = datetime(2026, 3, 1, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    with store.write() as work:
        person = work.add(Person(pseudonym="P1"))
        visit = work.add(Visit(at=there), person.id)
    with store.read() as work:
        kept = work.get(Visit, visit.id)
    assert kept == visit
    assert kept.value.at == there
    assert kept.value.at.tzinfo is UTC


def test_a_change_needs_the_newest_version(store: Store) -> None:
    with store.write() as work:
        person = work.add(Person(pseudonym="P1"))
        first = work.add(DiaryEntry(day=DAY, spasm=1), person.id)
        second = work.change(first, DiaryEntry(day=DAY, spasm=2))
    assert (first.version, second.version) == (1, 2)
    with pytest.raises(RecordConflictError, match="meanwhile"), store.write() as work:
        work.change(first, DiaryEntry(day=DAY, spasm=3))
    with store.read() as work:
        assert work.get(DiaryEntry, first.id) == second


def test_removed_entries_are_out_of_the_way_until_restored(store: Store) -> None:
    with store.write() as work:
        person = work.add(Person(pseudonym="P1"))
        entry = work.remove(work.add(DiaryEntry(day=DAY), person.id))
        again = work.add(DiaryEntry(day=DAY, spasm=9), person.id)
        assert [other.id for other in work.list(DiaryEntry, person.id)] == [again.id]
        assert work.list(DiaryEntry, person.id, removed=True) == [entry]
        work.remove(again)
        back = work.restore(entry)
        assert work.list(DiaryEntry, person.id) == [back]


def test_one_diary_entry_a_day(store: Store) -> None:
    with store.write() as work:
        person = work.add(Person(pseudonym="P1"))
        work.add(DiaryEntry(day=DAY), person.id)
    with pytest.raises(RecordConflictError), store.write() as work:
        work.add(DiaryEntry(day=DAY), person.id)


def test_one_person_a_pseudonym(store: Store) -> None:
    with store.write() as work:
        work.add(Person(pseudonym="P1"))
    with pytest.raises(RecordConflictError, match="P1"), store.write() as work:
        work.add(Person(pseudonym="P1"))


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as work:
        work.add(Person(pseudonym="P1"))
        raise ZeroDivisionError
    with store.read() as work:
        assert work.count_people() == 0


def test_links_stay_within_one_person(store: Store) -> None:
    with store.write() as work:
        ada, bob = work.add(Person(pseudonym="A")), work.add(Person(pseudonym="B"))
        visit = work.add(Visit(at=datetime.now(UTC)), ada.id)
        recording = Recording(sha256="0" * 64, size_bytes=1, visit_id=visit.id)
        kept = work.add(recording, ada.id)
        assert kept.value == recording
        with pytest.raises(RecordInvalidError, match="no visit"):
            work.add(recording, bob.id)


def test_unknown_entries_are_named(store: Store) -> None:
    with store.read() as work:
        with pytest.raises(RecordNotFoundError, match="P9"):
            work.find_person("P9")
        with pytest.raises(RecordNotFoundError):
            work.get(Visit, uuid4())
        with pytest.raises(RecordNotFoundError):
            work.find(uuid4())


def test_search_by_pseudonym_and_by_name(store: Store) -> None:
    with store.write() as work:
        people = [work.add(Person(pseudonym=name)) for name in ("b-2", "A-1", "b_3")]
        work.add(Identity(family_name="Lovelace"), people[1].id)
        found = [person.value.pseudonym for person in work.search_people("B")]
        assert found == ["b-2", "b_3"]
        assert [person.value.pseudonym for person in work.search_people("_")] == ["b_3"]
        assert len(work.search_people(limit=2)) == 2
        assert len(work.search_people(limit=2, offset=2)) == 1
        assert list(work.search_names("lovel")) == [people[1]]
        assert work.find(people[0].id) == people[0]
