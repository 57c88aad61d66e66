"""Days of a diary as they are kept."""

from collections.abc import Mapping

from hemiface.model.diary import DiaryEntry
from hemiface.records.kinds import kind_of


def read_diary_day(fields: Mapping[str, object]) -> DiaryEntry:
    """Day of a diary from fields, as it will be kept.

    Raises
    ------
    RecordInvalidError
        If a field does not fit.
    """
    kind = kind_of(DiaryEntry)
    return kind.normal(kind.read(fields))
