"""The list of people: who was seen when, who is due, and how the burden went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from hemiface.model.actor import Permission
from hemiface.model.record import Entry, Person
from hemiface.operations.corrected_findings import make_some
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.records.courses import CourseSummary, list_courses

MOST_ASIDE = 1000


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of the list.

    Parameters
    ----------
    entry
        The person.
    last_visit
        When the person was last seen or filmed; None where never.
    next_visit
        When the person comes next; None where no visit is planned.
    n_recordings
        How many recordings are kept.
    burden_percent
        Time in spasm of the worse side as it stands corrected, one value a recording, the earliest
        first.
    """

    entry: Entry[Person]
    last_visit: datetime | None
    next_visit: datetime | None
    n_recordings: int
    burden_percent: tuple[float, ...]


@needs(Permission.LIST_PEOPLE)
def list_roster(
    session: Session, text: str = "", *, limit: int = 50, offset: int = 0
) -> Sequence[RosterRow]:
    """People whose pseudonym holds a text, in its order.

    Parameters
    ----------
    text
        Part of a pseudonym, in any case; empty for everybody.
    limit, offset
        Which part of the list.

    Burdens of recordings that whoever asks has still to rate blind are left out.
    """
    with session.read() as work:
        found = work.search_people(text.strip(), limit=limit, offset=offset)
        people = [one.id for one in found]
        courses = list_courses(work, people, datetime.now(UTC))
    outdated = [recording for one in people for recording in courses[one].outdated]
    if outdated and make_some(session, outdated):
        with session.read() as work:
            courses = list_courses(work, people, datetime.now(UTC))
    return [_row(person, courses[person.id]) for person in found]


@needs(Permission.WRITE)
def list_archived(session: Session) -> Sequence[Entry[Person]]:
    """People who were archived."""
    with session.read() as work:
        return work.search_people(removed=True, limit=MOST_ASIDE)


def _row(person: Entry[Person], course: CourseSummary) -> RosterRow:
    seen = (course.last_visit, course.last_recording)
    return RosterRow(
        person,
        max((moment for moment in seen if moment), default=None),
        course.next_visit,
        course.n_recordings,
        tuple(course.burdens),
    )
