"""Bring a database to the tables of this version, from any version ever released."""

from pathlib import Path

import sqlalchemy as sa

from hemiface.errors import RecordStorageError
from hemiface.records import tables

HEAD = "0008"
"""Newest revision in ``migrations/versions``; a test holds it to the folder."""

MIGRATIONS = Path(__file__).parent / "migrations"

_VERSION = sa.Table(
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Where Alembic keeps the revision, as it lays it out itself."""


def current_revision(connection: sa.Connection) -> str | None:
    """Revision of a database; None when it is empty."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def refuse_foreign(connection: sa.Connection) -> None:
    """Refuse a database whose triggers or views do what hemiface does not know of.

    Raises
    ------
    RecordStorageError
        If there are any beside the tables of the records; they are named.
    """
    names = connection.execute(_FOREIGN[connection.dialect.name]).scalars().all()
    if names:
        raise RecordStorageError("foreign_schema", names=", ".join(map(ascii, names)))


_FOREIGN = {
    "sqlite": sa.text(
        "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name"
    ),
    "postgresql": sa.text(
        "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace ORDER BY 1"
    ),
}


def upgrade(connection: sa.Connection, revision: str = HEAD) -> None:
    """Bring the tables to a revision. The caller holds the write lock.

    Raises
    ------
    RecordStorageError
        If the database was written by a newer version of hemiface.
    """
    current = current_revision(connection)
    if current is None and revision == HEAD:
        _create(connection)
    elif current != revision:
        migrate(connection, revision)


def _create(connection: sa.Connection) -> None:
    """Lay out the newest tables at once; a test holds them to what the migrations make."""
    tables.METADATA.create_all(connection)
    _VERSION.create(connection)
    connection.execute(_VERSION.insert().values(version_num=HEAD))


def migrate(connection: sa.Connection, revision: str) -> None:
    """Run the migrations that are missing, one after the other.

    Raises
    ------
    RecordStorageError
        If the database was written by a newer version of hemiface.
    """
    # Alembic is only wanted on the rare day when there is something to migrate.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise RecordStorageError("newer") from error
