"""After decompression: time until free of spasm, and whether it came back."""

from datetime import date, timedelta
from uuid import UUID

from hemiface.model.actor import Permission
from hemiface.model.course import AfterSurgery
from hemiface.model.diary import DiaryEntry
from hemiface.model.treatments import Decompression
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.records.transaction import Transaction
from hemiface.research.spasm_free import find_back, find_free


@needs(Permission.READ, of="pseudonym")
def tell_after_surgery(session: Session, pseudonym: str) -> tuple[AfterSurgery, ...]:
    """Tell how the spasm went after each decompression of a person.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with session.read() as work:
        person = work.find_person(pseudonym)
        done = sorted(
            (entry.value for entry in work.list(Decompression, person.id)), key=lambda one: one.day
        )
        entries = _list_entries(work, person.id)
    ends = [*(one.day for one in done), person.value.today + timedelta(days=1)][1:]
    found = []
    for one, end in zip(done, ends, strict=True):
        since = [(day, value) for day, value in entries if one.day < day < end]
        free = find_free(since)
        back = None if free is None else find_back([part for part in since if part[0] > free])
        found.append(
            AfterSurgery(
                one.day,
                one.side,
                (end - one.day).days,
                len(since),
                None if free is None else (free - one.day).days,
                None if back is None else (back - one.day).days,
            )
        )
    return tuple(found)


def _list_entries(work: Transaction, person: UUID) -> list[tuple[date, float]]:
    entries = sorted(work.list(DiaryEntry, person), key=lambda entry: entry.value.day)
    said = [(entry.value.day, entry.value.spasm) for entry in entries]
    return [(day, value) for day, value in said if value is not None]
