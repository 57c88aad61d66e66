"""Tables of a study: what people's programs write is read, joined and counted right."""

from io import BytesIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hemiface.errors import StudyError
from hemiface.formats.study_joins import count_rows, join_table
from hemiface.formats.study_tables import (
    make_study,
    read_table,
    spread_measures,
    write_table,
)
from hemiface.simulation.cohorts import simulate_cohort

CSV = "person,age,arm\na,50,x\nb,NA,y\nc,61.5,\n"


def test_gaps_numbers_and_words() -> None:
    study = make_study(read_table(CSV.encode(), "table 1"), "person", {"age": "y"}, {})
    assert study.person == ("a", "b", "c")
    assert study.numbers("age").tolist()[::2] == [50, 61.5]
    assert np.isnan(study.numbers("age")[1])
    assert study.column("age").unit == "y"
    assert study.column("arm").levels == ("x", "y")
    assert np.isnan(study.column("arm").values[2])


def test_none_is_a_word_and_a_declared_level_is_no_gap() -> None:
    csv = b"person,side,grade\na,none,NA\nb,left,n/a\nc,None,mild\nd,.,\n"
    levels = {"grade": ["NA", "mild"]}
    study = make_study(read_table(csv, "table 1", levels), "person", {}, levels)
    assert study.column("side").levels == ("None", "left", "none")
    assert not study.column("side").is_ordered
    assert study.column("side").missing.tolist() == [False, False, False, True]
    assert study.column("grade").values[[0, 2]].tolist() == [0, 1]
    assert study.column("grade").missing.tolist() == [False, True, False, True]
    assert study.column("grade").is_ordered


def test_semicolons_go_with_decimal_commas() -> None:
    table = read_table("\ufeffperson;age\n7;50,5\n8;61\n".encode(), "table 1")
    assert list(table.cells("age")) == [50.5, 61]
    assert make_study(table, "person", {}, {}).person == ("7", "8")


def test_parquet_gives_the_same_as_csv() -> None:
    written = BytesIO()
    rows = {"person": ["a", "b", "c"], "age": [50.0, None, 61.5], "arm": ["x", "y", None]}
    pq.write_table(pa.table(rows), written)
    parquet = read_table(written.getvalue(), "table 1")
    assert parquet.columns == read_table(CSV.encode(), "table 1").columns


def test_a_simulated_cohort_survives_being_written() -> None:
    study = simulate_cohort(np.random.default_rng(3), 20)
    table = read_table(write_table(study).encode(), "table 1")
    again = make_study(table, "person", {}, {"sex": ["m", "f"]})
    assert again.person == study.person
    for column in study.columns:
        found = again.column(column.name)
        np.testing.assert_array_equal(found.values, column.values)
        assert found.levels == column.levels
    np.testing.assert_array_equal(
        again.column("burden").valid_time_s, study.column("burden").valid_time_s
    )


def test_rows_are_joined_by_their_keys_and_events_counted() -> None:
    visits = read_table(b"person,month,burden\na,0,1\nb,0,2\na,6,3\n", "table 1")
    persons = read_table(b"person,age\nb,60\na,50\n", "table 2")
    events = read_table(b"person,month,onset\na,6,1\na,6,2\nb,0,9\n", "table 3")
    joined = join_table(visits, persons, ["person"])
    assert list(joined.cells("age")) == [50, 60, 50]
    counted = count_rows(joined, events, ["person", "month"], "spasms")
    assert list(counted.cells("spasms")) == [0, 1, 2]
    with pytest.raises(StudyError, match="several rows for one person"):
        join_table(persons, read_table(b"person,onset\na,1\na,2\n", "table 3"), ["person"])
    with pytest.raises(StudyError, match="both have age"):
        join_table(joined, persons, ["person"])


def test_measures_of_the_affected_side_count() -> None:
    long = (
        "recording,pseudonym,affected_side,measure,side,value,valid_time_s\n"
        "r1,a,left,rate,left,5,60\nr1,a,left,rate,right,1,60\nr1,a,left,whole,,7,60\n"
        "r2,b,none,rate,left,3,50\nr2,b,none,rate,right,4,50\nr2,b,none,whole,,8,50\n"
    )
    wide = spread_measures(read_table(long.encode(), "table 1"), ["rate", "whole"])
    assert list(wide.cells("rate")) == [5, None]
    assert list(wide.cells("whole")) == [7, 8]
    study = make_study(wide, "pseudonym", {}, {})
    times = study.column("rate").valid_time_s
    assert times is not None
    assert times[0] == 60


def test_of_a_wide_table_the_affected_side_is_taken_too() -> None:
    wide = (
        "recording,pseudonym,affected_side,valid_time_s,rate_left,rate_right,whole\n"
        "r1,a,left,60,5,1,7\nr2,b,none,50,3,4,8\nr3,c,right,40,2,,9\nr4,d,right,30,0,6,9\n"
    )
    found = spread_measures(read_table(wide.encode(), "table 1"), ["rate", "whole"])
    assert list(found.cells("rate")) == [5, None, None, 6]
    assert list(found.cells("whole")) == [7, 8, 9, 9]
    study = make_study(found, "pseudonym", {}, {})
    assert study.column("rate").valid_time_s is not None
    with pytest.raises(StudyError, match="no value of tears"):
        spread_measures(found, ["tears"])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "has no rows"),
        (b"person,age\n", "has no rows"),
        (b"person,person\na,b\n", "two columns"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b"PAR1 but no", "cannot be read"),
        (b"person,\na,b\n", "has no name"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        read_table(data, "table 1")


def test_rows_of_nobody_and_unlisted_levels_are_refused() -> None:
    with pytest.raises(StudyError, match="rows of nobody in table 1: 1"):
        make_study(read_table(b"person,x\n,1\na,2\n", "table 1"), "person", {}, {})
    with pytest.raises(StudyError, match="does not list: 1"):
        make_study(read_table(CSV.encode(), "table 1"), "person", {}, {"arm": ["x"]})


def test_no_head_of_a_table_is_a_formula_and_each_comes_back() -> None:
    study = make_study(read_table(b"person,'=x\nP1,-1.5\nP2,2\n", "t"), "person", {}, {})
    written = write_table(study)
    assert written == "person,'=x\nP1,-1.5\nP2,2\n"
    assert list(read_table(written.encode(), "t").columns) == ["person", "=x"]
