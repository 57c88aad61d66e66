"""A cell is what its column is needed for, or the table is refused with its line."""

from collections.abc import Mapping
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hemiface.errors import StudyError
from hemiface.formats.study_tables import PlainTable, join_table, read_table
from hemiface.model.study_techniques import ColumnNeed

CSV = "person,x\na,1\nb,{cell}\nc,3\n"


def read(
    cell: str, *needs: ColumnNeed, levels: Mapping[str, list[str]] | None = None
) -> PlainTable:
    return read_table(
        CSV.format(cell=cell).encode(), "table 1", levels or {}, {"x": frozenset(needs)}
    )


def read_days_of(text: str) -> list[object]:
    needs = {"day": frozenset({ColumnNeed.DAY})}
    return list(read_table(text.encode(), "table 1", {}, needs).cells("day"))


@pytest.mark.parametrize("cell", ["12 mm", "n.d.", "lost", "2?", ">10", "5 %", "inf", "1_000"])
def test_one_word_among_numbers_is_refused_with_its_line(cell: str) -> None:
    with pytest.raises(StudyError, match=r"table 1, column x, line 3: .* is no number$"):
        read(cell, ColumnNeed.NUMBER)
    with pytest.raises(StudyError, match=r"line 3: .* is no number, and other cells are"):
        read(cell, ColumnNeed.EITHER)


def test_a_gap_is_no_word() -> None:
    assert list(read("NA", ColumnNeed.NUMBER).cells("x")) == [1, None, 3]


def test_a_category_of_numbers_and_words_is_read_where_its_levels_are_listed() -> None:
    levels = {"x": ["1", "late", "3"]}
    found = read("late", ColumnNeed.EITHER, levels=levels)
    assert list(found.cells("x")) == ["1", "late", "3"]
    with pytest.raises(StudyError, match="is no number"):
        read("late", ColumnNeed.NUMBER, levels=levels)


def test_labels_and_what_the_plan_does_not_use_may_hold_anything() -> None:
    assert list(read("late", ColumnNeed.LABEL).cells("x")) == ["1", "late", "3"]
    assert list(read("late").cells("x")) == ["1", "late", "3"]


@pytest.mark.parametrize("need", [ColumnNeed.FLAG, ColumnNeed.CAUSE])
def test_words_for_yes_and_no_need_an_order(need: ColumnNeed) -> None:
    data, needs = b"person,x\na,sick\nb,well\n", {"x": frozenset({need})}
    with pytest.raises(StudyError, match='"sick", "well"') as caught:
        read_table(data, "table 1", {}, needs)
    assert "[levels]" in caught.value.hint
    levels = {"x": ["well", "sick"]}
    assert list(read_table(data, "table 1", levels, needs).cells("x")) == ["sick", "well"]


def test_days_become_numbers_of_days_and_doubt_is_told() -> None:
    found = read_days_of("day\n31.12.2025\n01.01.2026\n")
    assert found == [739616, 739617]
    assert read_days_of("day\n20251231\n20260101\n") == found
    assert read_days_of("day\n1\n17\n") == [1, 17]
    with pytest.raises(StudyError, match="line 2: '3/4/2026' could be two days: 2026-03-04 / 2026"):
        read_days_of("day\n3/4/2026\n")


def test_a_time_that_values_rest_on_is_a_number() -> None:
    with pytest.raises(StudyError, match="column x_valid_time_s, line 2: 'long' is no number"):
        read_table(b"x,x_valid_time_s\n1,long\n", "table 1")


def test_texts_of_parquet_stay_unless_numbers_are_needed() -> None:
    written = BytesIO()
    pq.write_table(pa.table({"person": ["001", "002"], "x": ["4", "5"]}), written)
    found = read_table(written.getvalue(), "table 1", {}, {"x": frozenset({ColumnNeed.NUMBER})})
    assert list(found.cells("person")) == ["001", "002"]
    assert list(found.cells("x")) == [4, 5]


def test_tables_are_joined_though_one_knows_a_key_as_text() -> None:
    first = read_table(b"person,v\n1,5\n2,6\nx3,7\n", "table 1")
    second = read_table(b"person,age\n1,50\n2,60\n", "table 2")
    assert list(join_table(first, second, ["person"]).cells("age")) == [50, 60, None]
