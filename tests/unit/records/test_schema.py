"""A database of every schema ever released opens with everything that was in it."""

import re
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from hemiface.errors import RecordStorageError
from hemiface.model.questionnaires import QuestionnaireResponse
from hemiface.records import audit_check, schema, tables
from hemiface.records.courses import list_courses
from hemiface.records.entry_types import ENTRY_TYPES
from hemiface.records.exchange import list_entries
from hemiface.records.store import Store, StoreLocation

RELEASED = Path(__file__).parents[2] / "fixtures" / "records"
"""Dumps of each schema with one person who has an entry of every kind."""


SINCE = {"event-rating": "0004", "condition": "0005"}
"""Kinds that older schemas did not have."""


BURDEN = "ix_analysis_burden"
"""An index of expressions, which Alembic cannot compare."""


def _revisions() -> list[str]:
    versions = (schema.MIGRATIONS / "versions").glob("[0-9]*.py")
    return sorted(place.name.partition("_")[0] for place in versions)


def test_the_newest_revision_is_known_and_each_has_a_dump() -> None:
    assert _revisions()[-1] == schema.HEAD
    dumps = sorted(place.stem.removeprefix("schema_") for place in RELEASED.glob("schema_*.sql"))
    assert dumps == _revisions()


@pytest.mark.parametrize("revision", _revisions())
def test_a_database_of_an_earlier_release_opens(revision: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "records.db") as connection:
        connection.executescript((RELEASED / f"schema_{revision}.sql").read_text())
    connection.close()
    with Store(StoreLocation.in_folder(tmp_path), who="t") as store, store.read() as work:
        assert schema.current_revision(work.connection) == schema.HEAD
        person = work.find_person("P1")
        kinds = {kind for kind, _ in list_entries(work, person.id)}
        assert kinds == {kind.name for kind in ENTRY_TYPES if revision >= SINCE.get(kind.name, "")}
        assert audit_check.verify(work.connection, work.vault).problems == ()


def test_answers_of_before_keep_their_hash_and_speak_no_language(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "records.db") as connection:
        connection.executescript((RELEASED / "schema_0006.sql").read_text())
    connection.close()
    with Store(StoreLocation.in_folder(tmp_path), who="t") as store:
        with store.write() as work:
            person = work.find_person("P1")
            first, *_ = work.list(QuestionnaireResponse, person.id)
            assert first.value.language == ""
            work.change(first, replace(first.value, language="de"))
        with store.read() as work:
            assert work.find(first.id).value.language == "de"
            assert audit_check.verify(work.connection, work.vault).problems == ()


def _sqlite_objects(connection: sa.Connection) -> dict[str, list[str]]:
    """What SQLite holds, each by the parts of its words: a column added later stands last."""
    rows = connection.execute(
        sa.text("SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    )
    return {name: sorted(re.split(r",\s+|\n", sql.rstrip(")"))) for name, sql in rows}


def _migrate_from_nothing(connection: sa.Connection) -> None:
    tables.METADATA.drop_all(connection)
    connection.execute(sa.text("DROP TABLE alembic_version"))
    schema.migrate(connection, schema.HEAD)


# The next test compares the index of expressions, too.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection:sqlalchemy.exc.SAWarning")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified:UserWarning")
def test_the_tables_are_those_of_the_migrations(store: Store) -> None:
    with store.write() as work:
        _migrate_from_nothing(work.connection)
        context = MigrationContext.configure(
            work.connection, opts={"include_object": lambda _, name, *__: name != BURDEN}
        )
        assert compare_metadata(context, tables.METADATA) == []
        assert schema.current_revision(work.connection) == schema.HEAD


def test_tables_laid_out_at_once_are_those_of_the_migrations(folder_store: Store) -> None:
    with folder_store.write() as work:
        at_once = _sqlite_objects(work.connection)
        assert schema.current_revision(work.connection) == schema.HEAD
        _migrate_from_nothing(work.connection)
        assert at_once == _sqlite_objects(work.connection)
    assert f"index {BURDEN}" in at_once


def test_a_database_of_a_newer_version_is_refused(folder_store: Store) -> None:
    with folder_store.write() as work:
        work.connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RecordStorageError, match="newer"):
        Store(folder_store.location)


def test_burdens_come_from_their_index(folder_store: Store) -> None:
    """The long summaries are not read for them; SQLite says how it would find them."""
    said: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    with folder_store.read() as work:
        sa.event.listen(work.connection, "before_cursor_execute", note)
        list_courses(work, [uuid4()], datetime.now(UTC))
        sa.event.remove(work.connection, "before_cursor_execute", note)
        (statement,) = (one for one in said if "json_extract" in one)
        plan = work.connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", (uuid4().hex,)
        ).fetchall()
    assert any(BURDEN in row[-1] for row in plan), plan
