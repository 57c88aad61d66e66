"""Days of a diary as they are kept."""

from collections.abc import Mapping

from hemiface.model.diary import DiaryEntry
from hemiface.records.entry_types import entry_type_of


def read_diary_day(fields: Mapping[str, object]) -> DiaryEntry:
    """Day of a diary from fields, as it will be kept.

    Raises
    ------
    RecordInvalidError
        If a field does not fit.
    """
    kind = entry_type_of(DiaryEntry)
    return kind.normal(kind.read(fields))
