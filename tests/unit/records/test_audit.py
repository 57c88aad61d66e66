"""The chain shows every change, and every way of going around it."""

import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from hemiface.model.record import Entry, Person, Visit
from hemiface.records import audit, audit_check, tables
from hemiface.records.encryption import encrypt
from hemiface.records.recordings import erase_person
from hemiface.records.store import Store

FullPerson = Callable[[Store, str], Entry[Person]]


def _verify(store: Store, expected: str = "") -> audit_check.AuditReport:
    with store.read() as work:
        return audit_check.verify(work.connection, work.vault, expected=expected)


def _tamper(store: Store, statement: sa.Executable) -> None:
    with store.write() as work:
        work.connection.execute(statement)


def test_an_untouched_store_verifies(store: Store, full_person: FullPerson) -> None:
    full_person(store, "P1")
    report = _verify(store)
    assert report.problems == ()
    assert (report.erased, report.sealed) == (0, 0)
    with store.read() as work:
        lines = audit.list_lines(work.connection)
        content = audit.read_content(work.connection, work.vault, 1)
    assert [line.number for line in lines] == list(range(report.lines, 0, -1))
    assert {line.who for line in lines} == {"tester"}
    assert lines[-1].action == "add"
    assert content is not None
    assert b'"pseudonym":"P1"' in content
    assert b'"before":null' in content


CHAIN, CONTENT = tables.audit, tables.audit_content

TAMPERING = {
    "a changed link": sa.update(CHAIN).where(CHAIN.c.number == 2).values(who="nobody"),
    "a missing link": sa.delete(CHAIN).where(CHAIN.c.number == 7),
    "a changed content": sa.update(CONTENT).where(CONTENT.c.number == 3).values(content=b"\0{}"),
    "a missing content": sa.delete(CONTENT).where(CONTENT.c.number == 3),
    "a changed entry": sa.update(tables.diary_entry).values(spasm=0),
    "a deleted entry": sa.delete(tables.consent),
    "an added entry": sa.insert(tables.person).from_select(
        ["id", "person_id", "version", "created_at", "changed_at", "pseudonym", "zone"],
        sa.select(
            tables.visit.c.id,
            tables.visit.c.id,
            sa.literal(1),
            tables.visit.c.created_at,
            tables.visit.c.changed_at,
            sa.literal("P2"),
            sa.literal("UTC"),
        ),
    ),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_seen(store: Store, full_person: FullPerson, name: str) -> None:
    full_person(store, "P1")
    if name == "a missing link":
        _tamper(store, sa.delete(CONTENT).where(CONTENT.c.number == 7))
    if name == "a changed content":
        # A content that is JSON but says something else.
        forged = b'\0{"after":null,"before":null}'
        change = sa.update(CONTENT).where(CONTENT.c.number == 3).values(content=forged)
        _tamper(store, change)
    else:
        _tamper(store, TAMPERING[name])
    assert _verify(store).problems


def test_a_cut_chain_is_seen_against_a_noted_head(store: Store) -> None:
    with store.write() as work:
        work.add(Person(pseudonym="P1"))
    noted = _verify(store).head
    with store.write() as work:
        work.add(Person(pseudonym="P2"))
    assert _verify(store, noted).problems == ()
    with store.write() as work:
        work.connection.execute(sa.delete(tables.audit_content))
        work.connection.execute(sa.delete(tables.audit))
        work.connection.execute(sa.delete(tables.person))
    assert any("noted" in str(problem) for problem in _verify(store, noted).problems)


def test_an_erasure_leaves_the_chain_whole(store: Store, full_person: FullPerson) -> None:
    erased = full_person(store, "P1")
    kept = full_person(store, "P2")
    erase_person(store, erased.id)
    report = _verify(store)
    assert report.problems == ()
    assert report.erased == 21
    with store.read() as work:
        assert [person.id for person in work.search_people()] == [kept.id]
        assert len(work.list(Visit)) == 1
        lines = audit.list_lines(work.connection, erased.id)
        assert lines[0].action == audit.ERASE
        assert audit.read_content(work.connection, work.vault, lines[1].number) is None


def test_what_a_link_speaks_of_can_be_read_also_where_it_is_encrypted(
    folder_store: Store, full_person: FullPerson, reopen: Callable[[Store, str | None], Store]
) -> None:
    person = full_person(folder_store, "P1")

    def contents(store: Store) -> dict[int, object]:
        with store.unlocked() as work:
            lines = audit.list_lines(work.connection, person.id)
            read = {
                line.number: audit.read_content(work.connection, work.vault, line.number)
                for line in lines
            }
        return {number: json.loads(said) for number, said in read.items() if said is not None}

    plain = contents(folder_store)
    named = [number for number, said in plain.items() if "Quillfeather" in str(said)]
    assert len(named) == 1
    encrypt(folder_store, "correct horse battery")
    sealed = contents(reopen(folder_store, "correct horse battery"))
    assert {number: sealed[number] for number in plain} == plain
    with folder_store.write() as work:
        erase = sa.delete(tables.audit_content)
        work.connection.execute(erase)
        assert audit.read_content(work.connection, work.vault, named[0]) is None
