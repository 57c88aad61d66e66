"""Rows read one by one where one of them cannot be: the rest of a table is not lost with it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hemiface.errors import RecordStorageError

AT_ONCE = 500
UNFIT = (
    *(ValueError, TypeError, LookupError, ArithmeticError, AttributeError),
    RecursionError,
)
"""What becomes of a value that is none such as its column holds."""


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that holds what is no such value.

    Parameters
    ----------
    name
        Identity of its entry, or what stands in its place.
    fields
        Columns that cannot be read.
    readable
        What can be read.
    raw
        What stands in the columns that cannot, as text.
    """

    name: str
    fields: tuple[str, ...]
    readable: Mapping[str, Any]
    raw: str

    @property
    def values(self) -> dict[str, str]:
        """Words for a sentence that names it."""
        return {"entry": self.name, "field": ", ".join(self.fields)}


def iter_rows(
    connection: sa.Connection,
    table: sa.Table,
    *,
    beside: sa.Table | None = None,
    owner: UUID | None = None,
    only: Sequence[str] = (),
) -> Iterator[Mapping[str, Any] | BrokenRow]:
    """Every row of a table in the order of its key, each as it can be read.

    Parameters
    ----------
    beside
        A table of the same key, whose columns come along where it has a row.
    owner
        The person whose rows are meant; all by default.
    only
        Columns that are read; all by default.
    """
    key: sa.ColumnElement[Any] = next(iter(table.primary_key.columns))
    if connection.dialect.name == "sqlite":  # whose keys may hold anything, but for this one
        key = sa.literal_column(f"{table.name}.rowid", sa.Integer)
    columns = [table.c[name] for name in only] or list(table.c)
    source: sa.FromClause = table
    if beside is not None:
        columns += [one for one in beside.c if one.name not in table.c]
        source = table.outerjoin(beside)
    wanted = sa.select(key).select_from(table)
    if owner is not None:
        wanted = wanted.where(table.c.person_id == owner)
    keys = connection.execute(wanted.order_by(key)).scalars().all()
    query = sa.select(*columns).select_from(source)
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        try:
            found = connection.execute(query.where(key.in_(some)).order_by(key)).mappings().all()
        except (*UNFIT, sa.exc.DataError, sa.exc.OperationalError):
            for one in some:
                yield _read_row(connection, query, columns, key == one)
        else:
            yield from (dict(row) for row in found)


def _read_row(
    connection: sa.Connection,
    query: sa.Select[Any],
    columns: list[sa.Column[Any]],
    here: sa.ColumnElement[bool],
) -> Mapping[str, Any] | BrokenRow:
    """Read one row, column by column where it has to be."""
    source = query.get_final_froms()[0]
    readable: dict[str, Any] = {}
    raw: dict[str, str] = {}
    for column in columns:
        one = sa.select(column).select_from(source).where(here)
        try:
            readable[column.name] = connection.execute(one).scalar_one()
        except (*UNFIT, sa.exc.DataError, sa.exc.OperationalError):
            raw[column.name] = _read_raw(connection, column, source, here)
    if not raw:
        return readable
    name = readable.get("id", readable.get("number", raw.get("id", "")))
    words = str(name) if isinstance(name, UUID | int) else ascii(name)
    return BrokenRow(words, tuple(raw), readable, "\n".join(raw.values()))


def _read_raw(
    connection: sa.Connection,
    column: sa.Column[Any],
    source: sa.FromClause,
    here: sa.ColumnElement[bool],
) -> str:
    """What stands in a column of SQLite, which holds anything; another database holds to types."""
    if connection.dialect.name != "sqlite":
        return ""
    stored = sa.cast(sa.type_coerce(column, sa.LargeBinary), sa.LargeBinary)
    found = connection.execute(sa.select(stored).select_from(source).where(here)).scalar_one()
    return (found or b"").decode(errors="replace")


@contextmanager
def whole_rows(kind: str) -> Iterator[None]:
    """Say of a row that holds what is no such value that it is broken.

    Raises
    ------
    RecordStorageError
        If one of a kind of entry is.
    """
    try:
        yield
    except UNFIT as error:
        raise RecordStorageError("broken_row", kind=kind) from error
