"""What stands in the way of an entry."""

from typing import Any

from hemiface.errors import RecordConflictError
from hemiface.model.record import Entry, Person
from hemiface.records.entry_types import EntryType


def say_taken(kind: EntryType[Any], entry: Entry[Any]) -> RecordConflictError:
    """Say what is already there, without repeating any content."""
    if isinstance(entry.value, Person):
        return RecordConflictError("pseudonym", pseudonym=entry.value.pseudonym)
    return RecordConflictError("already", kind=kind.name)
