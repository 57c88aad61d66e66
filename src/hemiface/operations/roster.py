"""The list of people: who was seen when, and how the burden went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hemiface.model.actor import Permission
from hemiface.model.change import BURDEN
from hemiface.model.record import Entry, Person, Recording, StoredAnalysis, Visit
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.records.work import Work


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of the list.

    Parameters
    ----------
    entry
        The person.
    last_visit
        When the person was last seen or filmed; None where never.
    n_recordings
        How many recordings are kept.
    burden_percent
        Time in spasm of the worse side, one value a recording, the earliest first.
    """

    entry: Entry[Person]
    last_visit: datetime | None
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
    """
    with session.read() as work:
        found = work.search_people(text.strip(), limit=limit, offset=offset)
        return [_row(work, person) for person in found]


@needs(Permission.WRITE)
def list_put_aside(session: Session) -> Sequence[Entry[Person]]:
    """People who were put aside."""
    with session.read() as work:
        return work.list(Person, removed=True)


def _row(work: Work, person: Entry[Person]) -> RosterRow:
    visits = work.list(Visit, person.id)
    recordings = work.list(Recording, person.id)
    taken = {one.id: one.value.recorded_at or one.created_at for one in recordings}
    moments = [*(visit.value.at for visit in visits), *taken.values()]
    analyses = work.list(StoredAnalysis, person.id)
    latest = {one.value.recording_id: one.value.summary for one in analyses}
    measured = sorted(latest.keys() & taken.keys(), key=taken.__getitem__)
    burdens = (_burden(latest[key]) for key in measured)
    return RosterRow(
        person,
        max(moments, default=None),
        len(recordings),
        tuple(value for value in burdens if value is not None),
    )


def _burden(summary: Any) -> float | None:  # noqa: ANN401 - JSON as it was kept
    """Time in spasm of the worse side, in per cent."""
    measures = summary.get("measures") or {}
    found = [measures.get(f"{BURDEN}_{side}") or {} for side in ("left", "right")]
    values = [one["value"] for one in found if isinstance(one.get("value"), int | float)]
    return max(values, default=None)
