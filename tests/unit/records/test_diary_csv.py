"""The diary as a table loses nothing and takes in nothing that does not fit."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.errors import RecordInvalidError
from hemiface.model.anatomy import Region
from hemiface.model.diary import DIARY_FIELDS, DiaryEntry
from hemiface.model.events import EventSide
from hemiface.records.diary_csv import read_diary, write_diary

NOTES = st.text('aZ9 ,;"=+', max_size=6).map(str.strip)
NUMBERS = st.sampled_from([None, 0.0, 0.1, 7.25])
ENTRIES = st.builds(
    DiaryEntry,
    day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    felt=st.sampled_from([(), (Region.EYELID,), (Region.MOUTH, Region.CHIN)]),
    side=st.sampled_from([None, *EventSide]),
    medicine_taken=st.sampled_from([None, True, False]),
    triggers=st.sampled_from([None, {"noise, loud": 2.5}]),
    note=NOTES,
    **{field.name: NUMBERS for field in DIARY_FIELDS},
)


@given(st.lists(ENTRIES, max_size=2, unique_by=lambda entry: entry.day))
def test_a_diary_survives_the_table(entries: list[DiaryEntry]) -> None:
    assert read_diary(write_diary(entries)) == sorted(entries, key=lambda entry: entry.day)


def test_empty_cells_stay_unsaid() -> None:
    (entry,) = read_diary("\ufeffday,spasm,medicine_taken\n2026-03-01,,\n")
    assert entry == DiaryEntry(day=date(2026, 3, 1))
    assert entry.spasm is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("spasm\n4\n", "no column day"),
        ("", "no column day"),
        ("day,spams\n", "unknown column spams"),
        ("day,spasm\n2026-03-01,11\n", "line 2"),
        ("day,spasm\n2026-03-01,4\n2026-03-02,much\n", "line 3"),
        ("day\nyesterday\n", "line 2"),
        ("day,felt\n2026-03-01,elbow\n", "line 2"),
        ("day,trigger: noise\n2026-03-01,loud\n", "line 2"),
    ],
)
def test_what_does_not_fit_is_named(text: str, message: str) -> None:
    with pytest.raises(RecordInvalidError, match=message):
        read_diary(text)
