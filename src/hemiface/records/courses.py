"""What a list of people shows of each: moments and burdens, for many people in three queries.

Each query asks one table by person, where what belongs together lies together; what belongs to one
recording is put together here. To look recordings up by their ids, which are random, would touch a
place of the file for each of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hemiface.records import tables
from hemiface.records.corrected_summaries import CorrectedBasis, find_bases
from hemiface.records.transaction import Transaction


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
        When the last one was taken of which it is known.
    burdens
        Time in spasm of the worse side in the last analysis of each recording, in per cent, as
        it stands corrected, the earliest recording first; those are left out of which it is not
        known. Those of which nobody knows when they were taken stand alone, or not at all.
    outdated
        Recordings that were corrected, of which it must be found out how they stand now.
    """

    last_visit: datetime | None = None
    next_visit: datetime | None = None
    n_recordings: int = 0
    last_recording: datetime | None = None
    burdens: list[float] = field(default_factory=list)
    outdated: list[UUID] = field(default_factory=list)


def list_courses(
    work: Transaction, people: Sequence[UUID], now: datetime
) -> dict[UUID, CourseSummary]:
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
    courses = {_name(person): CourseSummary() for person in people}
    asked = {"people": people}
    for who, last, following in work.connection.execute(_ask_visits(), {**asked, "now": now}).all():
        course = courses[_name(who)]
        course.last_visit, course.next_visit = last, following
    rows = work.connection.execute(_ask_recordings(), asked).all()
    burdens = _list_burdens(work, people)
    is_corrected = any(said for *_, said in rows[:1])
    corrected, outdated = _list_corrected(work, people) if is_corrected else ({}, {})
    taken: dict[str, list[tuple[object, datetime | None]]] = {}
    for who, recording, moment, _ in rows:  # the earliest first
        taken.setdefault(_name(who), []).append((recording, moment))
    for person, made in taken.items():
        course, dated = courses[person], [one for one in made if one[1] is not None]
        course.n_recordings = len(made)
        course.last_recording = dated[-1][1] if dated else None
        for recording, _ in dated or made:
            name = _name(recording)
            value = corrected[name] if name in corrected else burdens.get(recording)
            if value is not None:
                course.burdens.append(value)
            if name in outdated:
                course.outdated.append(outdated[name])
    return {person: courses[_name(person)] for person in people}


def _name(entry: object) -> str:
    """An identity as the tables of SQLite spell it, which gives it as a text."""
    return entry.hex if isinstance(entry, UUID) else str(entry)


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
    recording, visit = tables.recording, tables.visit
    visited = sa.select(visit.c.at).where(visit.c.id == recording.c.visit_id).scalar_subquery()
    taken = sa.func.coalesce(recording.c.recorded_at, visited).label("taken")
    # One word for all rows: most people have no recording about whose events anything was said.
    people: sa.BindParameter[Any] = sa.bindparam("people", expanding=True)
    said = sa.exists().where(tables.correction.c.person_id.in_(people)).label("said")
    asked = _standing(recording, _as_spelled(recording.c.id).label("recording"), taken, said)
    return asked.order_by(taken, recording.c.id)


@cache
def _ask_burdens(dialect: str) -> sa.Select[Any]:
    analysis = tables.analysis
    return _standing(
        analysis,
        _as_spelled(analysis.c.recording_id).label("recording"),
        _as_spelled(analysis.c.id).label("id"),
        *(_burden(dialect, side).label(side) for side in ("left", "right")),
    )


def _list_burdens(work: Transaction, people: Sequence[UUID]) -> dict[object, float | None]:
    """Burdens of the recordings of some people, where something was found in them."""
    query = _ask_burdens(work.connection.dialect.name)
    hidden = {_name(one) for one in work.unrated}
    found: dict[object, list[tuple[object, float | None]]] = {}
    again = set()
    for who, recording, made, left, right in work.connection.execute(
        query, {"people": people}
    ).all():
        if hidden and _name(recording) in hidden:
            continue
        if recording in found:
            again.add(_name(who))
        found.setdefault(recording, []).append((made, _worse(left, right)))
    entered = _find_order(work, [UUID(who) for who in again]) if again else {}
    # The analysis that came in last stands, whatever the clock said.
    for made in found.values():
        if made[1:]:
            made.sort(key=lambda each: entered.get(each[0], -1))
    return {recording: made[-1][1] for recording, made in found.items()}


def _worse(left: float | None, right: float | None) -> float | None:
    """The larger of what is known of both sides."""
    if left is None or right is None:
        return right if left is None else left
    return max(left, right)


def _list_corrected(
    work: Transaction, people: Sequence[UUID]
) -> tuple[dict[str, float | None], dict[str, UUID]]:
    """Burdens of recordings that were corrected, and recordings of which they are not known now."""
    bases = find_bases(work, people)
    outdated = {_name(recording): recording for recording in bases}
    found: dict[str, float | None] = dict.fromkeys(outdated)
    query = _ask_corrected(work.connection.dialect.name)
    for recording, *basis, is_made, left, right in work.connection.execute(
        query, {"recordings": list(bases)}
    ).all():
        if CorrectedBasis(*basis) != bases[recording]:
            continue
        name = _name(recording)
        del outdated[name]
        found[name] = _worse(left, right)
        if not is_made:
            del found[name]  # as it was measured
    return found, outdated


@cache
def _ask_corrected(dialect: str) -> sa.Select[Any]:
    table = tables.corrected_summary
    return sa.select(
        table.c.recording_id,
        *(table.c[name] for name in CorrectedBasis.__slots__),
        table.c.summary.is_not(None),
        *(_burden(dialect, side, table).label(side) for side in ("left", "right")),
    ).where(table.c.recording_id.in_(sa.bindparam("recordings", expanding=True)))


def list_unrated(work: Transaction, rater: str) -> frozenset[UUID]:
    """Recordings that somebody was asked to rate blind and has not finished."""
    return frozenset(work.connection.execute(_UNRATED, {"rater": rater}).scalars())


_UNRATED = sa.select(tables.event_rating.c.recording_id).where(
    tables.event_rating.c.rater == sa.bindparam("rater"),
    tables.event_rating.c.finished.is_(False),
    tables.event_rating.c.removed_at.is_(None),
)


def list_measured(work: Transaction, recordings: Collection[UUID]) -> frozenset[UUID]:
    """Analyses of some recordings, those archived included."""
    table = tables.analysis.c
    query = sa.select(table.id).where(table.recording_id.in_(recordings))
    return frozenset(work.connection.execute(query).scalars())


def _find_order(work: Transaction, people: Sequence[UUID]) -> dict[object, int]:
    """By which link of the audit each analysis of some people came in."""
    link = tables.audit.c
    entry = _as_spelled(link.entry_id)
    query = (
        sa.select(entry.label("entry"), sa.func.min(link.number).label("number"))
        .where(link.kind == "analysis", link.person_id.in_(people))
        .group_by(link.entry_id)
    )
    return {row.entry: row.number for row in work.connection.execute(query)}


def _as_spelled(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """An identity in the database's own spelling, which is good enough to compare with."""
    return sa.type_coerce(column, sa.String)


def _burden(dialect: str, side: str, table: sa.Table = tables.analysis) -> sa.ColumnElement[Any]:
    """Time in spasm of a side; in SQLite in the very words of the index of analyses."""
    name = f"spasm_time_percent_{side}"
    if dialect == "sqlite":
        words = f"json_extract({table.name}.summary, '$.measures.{name}.value')"
        return sa.literal_column(words, sa.Float)
    value: sa.ColumnElement[Any] = table.c.summary["measures"][name]["value"].as_float()
    return value


def _standing(table: sa.Table, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Entries of some people that were not archived."""
    people: sa.BindParameter[Any] = sa.bindparam("people", expanding=True)
    return sa.select(_as_spelled(table.c.person_id).label("person"), *columns).where(
        table.c.person_id.in_(people), table.c.removed_at.is_(None)
    )
