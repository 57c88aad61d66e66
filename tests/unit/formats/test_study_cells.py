"""A cell is what its column is needed for, or the table is refused with its line."""

from collections.abc import Mapping
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hemiface.errors import StudyError
from hemiface.formats.study_joins import count_rows, join_table
from hemiface.formats.study_tables import PlainTable, read_table
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
    with pytest.raises(StudyError, match=r"line 3: .* is (no number, and other|not written as)"):
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


NAMES = frozenset({"person"})


@pytest.mark.parametrize("people", [("01", "1"), ("12345678901234567890", "12345678901234567891")])
def test_figures_that_name_persons_are_no_numbers(people: tuple[str, str]) -> None:
    csv = "person,x\n" + "".join(f"{one},5\n" for one in people)
    assert tuple(read_table(csv.encode(), "table 1", names=NAMES).cells("person")) == people


def test_whole_numbers_of_parquet_that_name_persons_keep_their_last_figures() -> None:
    people = [9007199254740992, 9007199254740993]
    written = BytesIO()
    pq.write_table(pa.table({"person": people, "x": [4, 5]}), written)
    found = read_table(written.getvalue(), "table 1", names=NAMES)
    assert list(found.cells("person")) == [str(one) for one in people]
    assert list(found.cells("x")) == [4, 5]


def test_labels_with_zeros_before_them_are_names_and_not_numbers() -> None:
    needs = {"site": frozenset({ColumnNeed.LABEL})}
    found = read_table(b"person,site\na,01\nb,1\n", "table 1", {}, needs)
    assert list(found.cells("site")) == ["01", "1"]


def test_a_join_that_meets_nobody_shows_both_sides() -> None:
    first = read_table(b"person,v\n001,5\n002,6\n", "table 1", names=NAMES)
    second = read_table(b"person,age\n1,50\n2,60\n", "table 2", names=NAMES)
    with pytest.raises(StudyError, match=r"table 1 has 001, table 2 has 1$"):
        join_table(first, second, ["person"])
    with pytest.raises(StudyError, match=r"table 1 has 001, table 2 has 1$"):
        count_rows(first, second, ["person"], "n")


@pytest.mark.parametrize("cell", ["1.001,5", "5%", "\u22121", "1 000", "1'000"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_number_written_otherwise_is_no_category(cell: str, separator: str) -> None:
    rows = [("person", "x"), ("a", f'"{cell}"'), ("b", f'"{cell}"')]
    text = "\n".join(separator.join(row) for row in rows)
    needs = {"x": frozenset({ColumnNeed.EITHER})}
    with pytest.raises(
        StudyError, match=r"table 1, column x, line 2: .* is not written as a number"
    ):
        read_table(text.encode(), "table 1", {}, needs)
    assert read_table(text.encode(), "table 1", {"x": [cell]}, needs).cells("x")[0] == cell


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (("1.001", "1.002"), None),
        (("1.001", "2.5"), [1.001, 2.5]),
        (("0.125", "1.002"), [0.125, 1.002]),
        (("1,001", "1,002"), [1.001, 1.002]),
        (("1,001", "2.5"), None),
        (("1.001", "2,5"), None),
    ],
)
def test_what_may_be_a_thousand_is_refused_unless_the_table_tells(
    cells: tuple[str, str], found: list[float] | None
) -> None:
    text = f"person;x\na;{cells[0]}\nb;{cells[1]}\n"
    needs = {"x": frozenset({ColumnNeed.NUMBER})}
    if found is None:
        with pytest.raises(StudyError, match=r"line 2: .* could be a thousand"):
            read_table(text.encode(), "table 1", {}, needs)
    else:
        assert list(read_table(text.encode(), "table 1", {}, needs).cells("x")) == found


def test_lines_cut_short_are_refused_as_those_too_long() -> None:
    with pytest.raises(StudyError, match=r"line 3 has 1 cells, the header 2"):
        read_table(b"person,x\na,1\nb\n", "table 1")
    with pytest.raises(StudyError, match="line 2 has more cells"):
        read_table(b"person,x\na,1,2\n", "table 1")


def test_unicode_of_excel_is_read_and_older_tables_are_told_how_to_be_saved() -> None:
    text = "person;arm\na;f\u00fcnf\n"
    for encoding in ("utf-16", "utf-8-sig"):
        assert list(read_table(text.encode(encoding), "table 1").cells("arm")) == ["f\u00fcnf"]
    with pytest.raises(StudyError, match="from line 2 on it is not UTF-8; in Excel"):
        read_table(text.encode("latin-1"), "table 1")
