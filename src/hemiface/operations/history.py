"""Everything that happened to a person, in order of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hemiface.model.actor import Permission
from hemiface.model.record import Entry, EventRating, Moment, StoredCorrection
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.records.entry_types import entry_type_named
from hemiface.records.exchange import list_entries


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened to a person.

    Parameters
    ----------
    when
        Day or instant of the person's own zone; None for what has no moment.
    kind
        Kind of the entry.
    entry
        The entry itself.
    """

    when: Moment | None
    kind: str
    entry: Entry[Any]

    @property
    def day(self) -> date | None:
        """The day."""
        return self.when.date() if isinstance(self.when, datetime) else self.when


@needs(Permission.READ, of="pseudonym")
def tell_history(
    session: Session, pseudonym: str, *, kinds: Sequence[str] = ()
) -> list[HistoryLine]:
    """Everything that happened to a person, in order of time.

    Parameters
    ----------
    kinds
        Only these kinds; all if empty. Who the person is, is never among them.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a kind is unknown.
    """
    for name in kinds:
        entry_type_named(name)
    with session.read() as work:
        person = work.find_person(pseudonym)
        entries = list_entries(work, person.id, skip=("person", "identity"))
    zone = ZoneInfo(person.value.zone)
    lines = [
        HistoryLine(_local(_when(entry), zone), kind, entry)
        for kind, entry in entries
        if entry.removed_at is None and (not kinds or kind in kinds)
    ]
    return sorted(lines, key=_by_time)


SAID = (StoredCorrection, EventRating)
"""What somebody says of a recording happens when it is said."""


def _when(entry: Entry[Any]) -> Moment | None:
    return entry.created_at if isinstance(entry.value, SAID) else entry.value.occurred


def _local(when: Moment | None, zone: ZoneInfo) -> Moment | None:
    return when.astimezone(zone) if isinstance(when, datetime) else when


def _by_time(line: HistoryLine) -> tuple[bool, date, str, datetime]:
    """What has no moment comes first; within a day, what has no time of day comes first."""
    clock = line.when.isoformat() if isinstance(line.when, datetime) else ""
    return line.day is not None, line.day or date.min, clock, line.entry.created_at
