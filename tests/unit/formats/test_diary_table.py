"""The diary as a table loses nothing and takes in nothing that does not fit."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.errors import RecordInvalidError
from hemiface.formats import diary_table
from hemiface.formats.diary_heads import DIARY_WORDS, find_column
from hemiface.formats.diary_table import write_diary
from hemiface.formats.tables import MOST_COLUMNS
from hemiface.model.anatomy import Region
from hemiface.model.diary import DIARY_FIELDS, DiaryEntry
from hemiface.model.events import EventSide
from hemiface.records.diary_days import read_diary_day
from hemiface.reports.language import get_language


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
        ("day;spasm\n05/08/2025;4\n", "line 2: 05/08/2025 can be two days"),
        ("day;spasm\n45000;4\n", "line 2"),
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


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("31.12.26", date(2026, 12, 31)),
        ("1.2.26", date(2026, 2, 1)),
        ("31/08/2025", date(2025, 8, 31)),
        ("08/31/2025", date(2025, 8, 31)),
        ("05/05/2025", date(2025, 5, 5)),
        ("2025-06-01 00:00:00", date(2025, 6, 1)),
    ],
)
def test_a_day_that_can_be_one_only_is_read(cell: str, day: date) -> None:
    (entry,) = read_diary(f"day;spasm\n{cell};4\n")
    assert entry.day == day


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_first_line_may_say_what_separates(separator: str) -> None:
    text = f"SEP={separator}\r\n" + separator.join(("day", "spasm")) + "\r\n"
    (entry,) = read_diary(text + separator.join(("2025-10-31", "5")) + "\r\n")
    assert entry.spasm == 5
    with pytest.raises(RecordInvalidError, match="line 3"):
        read_diary(text + separator.join(("2025-10-31", "50")) + "\r\n")


@pytest.mark.parametrize("language", ["en", "de"])
def test_heads_may_be_the_words_of_the_pages(language: str) -> None:
    words = get_language(language)
    assert {field.name for field in DIARY_FIELDS} <= DIARY_WORDS.keys()
    for name, said in DIARY_WORDS.items():
        assert words(f"follow.diary.q.{name}") == said[language]
        assert find_column(said[language]) == name


def test_a_german_table_is_read() -> None:
    (entry,) = read_diary(
        "Datum;Spasmus;Müdigkeit;Seite;Wo er zu spüren war;Medikament genommen;Auslöser: Lärm\n"
        "31.12.26;4,5;3;Links;Lid+Mund;ja;7\n"
    )
    assert entry == DiaryEntry(
        day=date(2026, 12, 31),
        spasm=4.5,
        fatigue=3,
        side=EventSide.LEFT,
        felt=(Region.EYELID, Region.MOUTH),
        medicine_taken=True,
        triggers={"Lärm": 7},
    )


def test_what_columns_there_are_is_said_in_the_words_of_the_pages() -> None:
    with pytest.raises(RecordInvalidError) as raised:
        read_diary("Tag;Spasmen\n")
    assert "Stunden Schlaf letzte Nacht (sleep_h)" in raised.value.advise("de")
    assert "Hours of sleep last night (sleep_h)" in raised.value.advise("en")
    assert "Stunden Schlaf ist 30" in problem_of("day,sleep_h\n2026-03-01,30\n").say("de")


def problem_of(text: str) -> RecordInvalidError:
    with pytest.raises(RecordInvalidError) as raised:
        read_diary(text)
    return raised.value
