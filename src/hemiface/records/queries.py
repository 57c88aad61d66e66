"""Questions to the database, each put together once: what differs is filled in when it is asked."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from hemiface.records import tables

ESCAPE = "/"


@cache
def select_one(table: sa.Table, name: str = "id") -> sa.Select[Any]:
    """The row whose column of that name is what the parameter of that name says."""
    return sa.select(table).where(table.c[name] == sa.bindparam(name))


@cache
def select_entered(
    table: sa.Table, name: str, removed: bool | None, columns: tuple[str, ...] = ()
) -> sa.Select[Any]:
    """Rows in the order in which they came in.

    That is the order of the audit; what stands in no audit comes last.

    Parameters
    ----------
    table
        Where they are; the parameter ``kind`` is what the audit calls them.
    name
        Column that holds what the parameter ``wanted`` says, of somebody whom the parameter
        ``person`` says; empty for all rows of everybody.
    removed
        Whether those that were archived, or that stand; None for both.
    columns
        What is read of them; all by default.
    """
    links = tables.audit.c
    entered = sa.select(links.entry_id, sa.func.min(links.number).label("number"))
    entered = entered.where(links.kind == sa.bindparam("kind")).group_by(links.entry_id)
    query = sa.select(*(table.c[one] for one in columns)) if columns else sa.select(table)
    if name:
        entered = entered.where(links.person_id == sa.bindparam("person"))
        query = query.where(table.c[name] == sa.bindparam("wanted"))
    if removed is not None:
        query = query.where(_gone(table) if removed else ~_gone(table))
    first = entered.subquery()
    query = query.outerjoin(first, first.c.entry_id == table.c.id)
    return query.order_by(first.c.number.is_(None), first.c.number, table.c.created_at, table.c.id)


@cache
def select_people(some: bool, removed: bool, dialect: str) -> sa.Select[Any]:
    """People in the order of their pseudonyms, a part of them.

    Parameters
    ----------
    some
        Whether only those whose pseudonym holds the parameter ``text``, which is escaped.
    removed
        Whether those who were archived.
    dialect
        Of the database: SQLite compares without case by itself, and each call of a function for
        each of many people takes longer than all the rest.
    """
    table = tables.person
    query = sa.select(table).where(_gone(table) if removed else ~_gone(table))
    if some:
        text = sa.bindparam("text", type_=sa.String)
        holds = table.c.pseudonym.contains if dialect == "sqlite" else table.c.pseudonym.icontains
        query = query.where(holds(text, escape=ESCAPE))
    query = query.order_by(table.c.pseudonym)
    return query.limit(sa.bindparam("limit")).offset(sa.bindparam("offset"))


def count_rows(connection: sa.Connection, of: Sequence[sa.Table]) -> int:
    """How many rows tables hold."""
    counts = (sa.select(sa.func.count()).select_from(table) for table in of)
    return sum(connection.execute(query).scalar_one() for query in counts)


def escape_like(text: str) -> str:
    """A text in which no letter stands for others."""
    for letter in (ESCAPE, "%", "_"):
        text = text.replace(letter, ESCAPE + letter)
    return text


def _gone(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.removed_at.is_not(None)
