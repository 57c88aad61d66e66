"""Recordings of a person for a list: when each was filmed, and at which visit."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from hemiface.model.record import Entry, Person, Visit, filmed_at, has_time_of_day
from hemiface.operations.recordings import KeptRecording

FEW_VISITS = 8
"""Visits from which one is chosen where the day of a recording is not known."""

NO_VISIT = "none"
"""What a form says of a recording that belongs to no visit."""


@dataclass(frozen=True, slots=True)
class DatedRecording:
    """A recording, when it was filmed in ISO 8601, and day and time of that by the person's clock.

    All are empty where nobody knows, but for the moment, which is that at which it was kept.
    Its visit can be one of that day, or the one that it has; the newest where no day is known.
    """

    kept: KeptRecording
    moment: str
    day: str = ""
    clock: str = ""
    visits: tuple[Entry[Visit], ...] = ()


def date_recordings(
    recordings: Sequence[KeptRecording], visits: Sequence[Entry[Visit]], person: Person
) -> list[DatedRecording]:
    """Date recordings by what was said of them, else by their visit.

    Parameters
    ----------
    recordings, visits
        Those of the person, the newest first.
    person
        By whose clock.
    """
    visited: dict[UUID | None, dt.datetime] = {visit.id: visit.value.at for visit in visits}
    zone, by_day = ZoneInfo(person.zone), defaultdict[dt.date, list[Entry[Visit]]](list)
    for visit in visits:
        by_day[visit.value.at.astimezone(zone).date()].append(visit)
    known: dict[UUID | None, Entry[Visit]] = {visit.id: visit for visit in visits}
    dated = []
    for kept in recordings:
        own = known.get(kept.entry.value.visit_id)
        said = filmed_at(kept.entry, visited)
        if said is None:
            moment, few = kept.entry.created_at.isoformat(), tuple(visits[:FEW_VISITS])
            dated.append(DatedRecording(kept, moment, visits=few))
            continue
        local = said.astimezone(zone)
        those = {one.id: one for one in (*by_day[local.date()], own) if one is not None}
        clock = f"{local:%H:%M}" if has_time_of_day(local) else ""
        day = local.date().isoformat()
        dated.append(DatedRecording(kept, said.isoformat(), day, clock, tuple(those.values())))
    return dated
