"""Give a recording, with all that was found and said of it, to another person."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hemiface.model.questionnaires import Rating
from hemiface.model.record import (
    Entry,
    EventRating,
    Person,
    Recording,
    StoredAnalysis,
    StoredCorrection,
    by_other_clock,
)
from hemiface.records import audit, tables
from hemiface.records.transaction import Transaction


def give_recording(
    work: Transaction, recording: Entry[Recording], to: UUID, visit_id: UUID | None
) -> Entry[Recording]:
    """Give a recording to another person, with its analyses, corrections and ratings.

    Where its day alone is known, it stays on that day, by the clock of whoever gets it.

    What the audit keeps of them goes along: who is erased takes with them what was theirs last.
    The first person's audit says that something went, and not what.

    Parameters
    ----------
    work
        A change of the records.
    recording
        Which, archived or not.
    to
        Whose it is from now on.
    visit_id
        Visit of that person to which it belongs; None for none.

    Raises
    ------
    RecordInvalidError
        If the visit is somebody else's.
    RecordConflictError
        If somebody changed something of it since it was read.
    """
    owned = list(_list_owned(work, recording))
    work.note(audit.GIVE_AWAY, recording.person_id)
    old, new = (ZoneInfo(work.get(Person, one).value.zone) for one in (recording.person_id, to))
    moment = recording.value.recorded_at
    taken = moment and by_other_clock(moment, old, new)
    given = work.give(recording, replace(recording.value, visit_id=visit_id, recorded_at=taken), to)
    # In the order in which they came in, for that is the order in which they count.
    for entry in owned:
        value = entry.value
        work.give(entry, replace(value, visit_id=None) if isinstance(value, Rating) else value, to)
    audit.give_contents(work.connection, [one.id for one in (recording, *owned)], to)
    gone = tables.corrected_summary
    work.connection.execute(sa.delete(gone).where(gone.c.recording_id == recording.id))
    return given


def _list_owned(work: Transaction, recording: Entry[Recording]) -> Iterable[Entry[Any]]:
    """All that speaks of a recording, archived or not: what is pointed at before what points."""
    analyses = work.list_pointing(StoredAnalysis, "recording_id", recording, removed=None)
    yield from analyses
    made = {analysis.id for analysis in analyses}
    for said in work.list(StoredCorrection, recording.person_id, removed=None):
        if said.value.analysis_id in made:
            yield said
    for noun in (EventRating, Rating):
        yield from work.list_pointing(noun, "recording_id", recording, removed=None)
