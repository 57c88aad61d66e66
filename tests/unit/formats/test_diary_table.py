"""The diary as a table loses nothing and takes in nothing that does not fit."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.errors import RecordInvalidError
from hemiface.formats import diary_table
from hemiface.formats.diary_table import write_diary
from hemiface.formats.tables import MOST_COLUMNS
from hemiface.model.anatomy import Region
from hemiface.model.diary import DIARY_FIELDS, DiaryEntry
from hemiface.model.events import EventSide
from hemiface.records.diary_days import read_diary_day


def read_diary(text: str) -> list[DiaryEntry]:
    return diary_table.read_diary(text, read_diary_day)


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


def test_heads_may_hold_any_space_and_capitals() -> None:
    (entry,) = read_diary("Day;Medicine\N{NO-BREAK SPACE}taken\n2026-03-01;yes\n")
    assert entry.medicine_taken is True


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
        ("day,note\n2026-03-01," + "x" * 1_000_000 + "\n", "line 2"),
        ("day,note\n2026-03-01," + "x" * 100_001 + "\n", "longer"),
        ("day,spasm,Spasm\n2026-03-01,1,2\n", "two columns spasm"),
        ("day,spasm\n2026-03-01,1,2\n", "more cells"),
        ("day\n0026-03-01\n", "year 26"),
        ("day\n99999-03-01\n", "line 2"),
        ("day\n31.2.2026\n", "line 2"),
        ("day;spasm\n2026-03-01;1.000,5\n", "line 2"),
        ("day,spasm\n2026-03-01,1e999\n", "line 2"),
        ("day,note\n2026-03-01,a\0b\n", "line 2"),
        ('day,note\n2026-03-01,"open\n', "line 2"),
    ],
)
def test_what_does_not_fit_is_named(text: str, message: str) -> None:
    with pytest.raises(RecordInvalidError, match=message):
        read_diary(text)


def test_a_table_as_a_german_spreadsheet_writes_it_is_read() -> None:
    entries = read_diary(
        "\ufeffDay;Spasm;Sleep h;Trigger: noise;Note;;\r\n"
        "31.12.2026;4;5,5;2,5;'=1+1;;\r\n"
        ";;;;;;\r\n"
        "1.1.2027;0,5;;;;;\r\n"
    )
    assert entries == [
        DiaryEntry(
            day=date(2026, 12, 31), spasm=4, sleep_h=5.5, triggers={"noise": 2.5}, note="=1+1"
        ),
        DiaryEntry(day=date(2027, 1, 1), spasm=0.5),
    ]
    (entry,) = read_diary("day;spasm;stress\n2026-10-25;4;7\n")
    assert (entry.spasm, entry.stress) == (4, 7)


@given(st.text("=+-@\t\r'a\n\"; ", min_size=1, max_size=6).filter(str.strip))
def test_no_note_is_a_formula_and_each_comes_back(note: str) -> None:
    entry = DiaryEntry(day=date(2026, 3, 1), note=note, spasm=1)
    table = write_diary([entry])
    (row,) = csv.DictReader(io.StringIO(table, newline=""))
    assert row["note"][0] not in "=+-@\t\r"
    assert read_diary(table) == [entry]


def test_more_columns_than_any_table_has_are_refused_at_once() -> None:
    heads = ",".join(["day", *(f"trigger: {n}" for n in range(MOST_COLUMNS))])
    with pytest.raises(RecordInvalidError, match=f"no table may have more than {MOST_COLUMNS}"):
        read_diary(heads + "\n2026-03-01\n")


def test_a_table_that_says_two_things_about_a_day_is_refused() -> None:
    with pytest.raises(RecordInvalidError, match="says two things about 2026-03-01"):
        read_diary("day,spasm\n2026-03-01,1\n2026-03-02,1\n2026-03-01,2\n")
    assert len(read_diary("day,spasm\n2026-03-01,1\n2026-03-01,1\n")) == 2
