"""What a list of people shows of each: moments and burdens, for many people in three queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hemiface.records import tables
from hemiface.records.work import Work


@dataclass(slots=True)
class CourseSummary:
    """When somebody was seen and filmed, and how large the burden was.

    Parameters
    ----------
    last_visit, next_visit
        The last visit until now, and the first to come.
    n_recordings
        How many recordings are kept.
    last_recording
        When the last one was taken, or else came into the records.
    burdens
        Time in spasm of the worse side in the last analysis of each recording, in per cent, the
        earliest recording first; those are left out of which it is not known.
    """

    last_visit: datetime | None = None
    next_visit: datetime | None = None
    n_recordings: int = 0
    last_recording: datetime | None = None
    burdens: list[float] = field(default_factory=list)


def list_courses(work: Work, people: Sequence[UUID], now: datetime) -> dict[UUID, CourseSummary]:
    """Courses of some people.

    Parameters
    ----------
    work
        A look at the records.
    people
        Whose.
    now
        What is later is to come.

    Burdens of recordings of which nothing may be told are left out.
    """
    courses = {person: CourseSummary() for person in people}
    for row in work.connection.execute(_ask_visits(), {"people": people, "now": now}).all():
        courses[row.person_id].last_visit = row.last
        courses[row.person_id].next_visit = row.next
    for row in work.connection.execute(_ask_recordings(), {"people": people}).all():
        courses[row.person_id].n_recordings = row.many
        courses[row.person_id].last_recording = row.last
    for person, burdens in _list_burdens(work, people).items():
        courses[person].burdens = burdens
    return courses


@cache
def _ask_visits() -> sa.Select[Any]:
    visit, now = tables.visit, sa.bindparam("now", type_=tables.Instant)
    return _standing(
        visit,
        sa.func.max(sa.case((visit.c.at <= now, visit.c.at))).label("last"),
        sa.func.min(sa.case((visit.c.at > now, visit.c.at))).label("next"),
    ).group_by(visit.c.person_id)


@cache
def _ask_recordings() -> sa.Select[Any]:
    last = sa.func.max(_taken()).label("last")
    many = sa.func.count().label("many")
    return _standing(tables.recording, many, last).group_by(tables.recording.c.person_id)


@cache
def _ask_burdens(dialect: str) -> sa.Select[Any]:
    analysis, recording = tables.analysis, tables.recording
    return (
        _standing(
            analysis,
            # Compared and not read: the database's own spelling of an identity is good enough.
            sa.type_coerce(analysis.c.recording_id, sa.String).label("recording"),
            sa.type_coerce(analysis.c.id, sa.String).label("id"),
            *(_burden(dialect, side).label(side) for side in ("left", "right")),
        )
        .join(recording, recording.c.id == analysis.c.recording_id)
        .where(recording.c.removed_at.is_(None))
        .order_by(analysis.c.person_id, _taken(), recording.c.id)
    )


def _list_burdens(work: Work, people: Sequence[UUID]) -> dict[UUID, list[float]]:
    """Burdens of the recordings of some people, the earliest first."""
    hidden = work.unrated
    query = _ask_burdens(work.connection.dialect.name)
    found: dict[UUID, dict[object, list[tuple[object, float | None]]]] = {}
    for row in work.connection.execute(query, {"people": people}).all():
        if hidden and UUID(str(row.recording)) in hidden:
            continue
        value = max((one for one in (row.left, row.right) if one is not None), default=None)
        found.setdefault(row.person_id, {}).setdefault(row.recording, []).append((row.id, value))
    again = [who for who, made in found.items() if any(len(one) > 1 for one in made.values())]
    entered = _find_order(work, again) if again else {}
    # The analysis that came in last stands, whatever the clock said.
    last = {
        person: [max(one, key=lambda each: entered.get(each[0], -1))[1] for one in made.values()]
        for person, made in found.items()
    }
    return {who: [value for value in values if value is not None] for who, values in last.items()}


def list_unrated(work: Work, rater: str) -> frozenset[UUID]:
    """Recordings that somebody was asked to rate blind and has not finished."""
    return frozenset(work.connection.execute(_UNRATED, {"rater": rater}).scalars())


_UNRATED = sa.select(tables.event_rating.c.recording_id).where(
    tables.event_rating.c.rater == sa.bindparam("rater"),
    tables.event_rating.c.finished.is_(False),
    tables.event_rating.c.removed_at.is_(None),
)


def list_measured(work: Work, recordings: Collection[UUID]) -> frozenset[UUID]:
    """Analyses of some recordings, those put aside included."""
    table = tables.analysis.c
    query = sa.select(table.id).where(table.recording_id.in_(recordings))
    return frozenset(work.connection.execute(query).scalars())


def _find_order(work: Work, people: Sequence[UUID]) -> dict[object, int]:
    """By which link of the audit each analysis of some people came in."""
    link = tables.audit.c
    entry = sa.type_coerce(link.entry_id, sa.String)
    query = (
        sa.select(entry.label("entry"), sa.func.min(link.number).label("number"))
        .where(link.kind == "analysis", link.person_id.in_(people))
        .group_by(link.entry_id)
    )
    return {row.entry: row.number for row in work.connection.execute(query)}


def _taken() -> sa.ColumnElement[datetime]:
    return sa.func.coalesce(tables.recording.c.recorded_at, tables.recording.c.created_at)


def _burden(dialect: str, side: str) -> sa.ColumnElement[Any]:
    """Time in spasm of a side; in SQLite in the very words of its index, which holds it."""
    name = f"spasm_time_percent_{side}"
    if dialect == "sqlite":
        words = f"json_extract(analysis.summary, '$.measures.{name}.value')"
        return sa.literal_column(words, sa.Float)
    value: sa.ColumnElement[Any] = tables.analysis.c.summary["measures"][name]["value"].as_float()
    return value


def _standing(table: sa.Table, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Entries of some people that were not put aside."""
    people: sa.BindParameter[Any] = sa.bindparam("people", expanding=True)
    return sa.select(table.c.person_id, *columns).where(
        table.c.person_id.in_(people), table.c.removed_at.is_(None)
    )
