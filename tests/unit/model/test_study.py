"""The table of a study cannot be changed and refuses what does not fit."""

import numpy as np
import pytest

from hemiface.errors import StudyError
from hemiface.model.study import Column, Study


def make_study() -> Study:
    return Study.of(
        ["b", "a", "b"],
        age=[40.0, None, 50.0],
        arm=["toxin", "placebo", None],
        visit=["1", "1", "2"],
    )


def test_missing_is_nan_and_texts_become_categories() -> None:
    study = make_study()
    assert np.isnan(study.numbers("age")).tolist() == [False, True, False]
    assert study.column("arm").levels == ("placebo", "toxin")
    assert study.column("arm").missing.tolist() == [False, False, True]
    assert study.persons[0] == ("a", "b")
    assert study.persons[1].tolist() == [1, 0, 1]


def test_nobody_can_write_into_it() -> None:
    given = np.array([1.0, 2.0])
    column = Column("age", given, valid_time_s=given)
    given[0] = 9
    assert column.values[0] == 1
    with pytest.raises(ValueError, match="read-only"):
        column.values[0] = 5


def test_rows_can_be_chosen() -> None:
    study = make_study()
    assert study.complete("age", "arm").person == ("b",)
    timed = Study(
        ("x", "y"), (Column("rate", np.array([1.0, 2.0]), valid_time_s=np.array([60.0, 30.0])),)
    )
    kept = timed.where(np.array([False, True]))
    times = kept.column("rate").valid_time_s
    assert times is not None
    assert times.tolist() == [30.0]


def test_it_spreads_by_a_category() -> None:
    table = make_study().spread("age", "visit")
    assert table[1].tolist() == [40.0, 50.0]
    assert np.isnan(table[0]).all()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Study.of(["a"], age=[1.0, 2.0]), "2 rows"),
        (lambda: Study(("a",), (Column("x", np.ones(1)), Column("x", np.ones(1)))), "called x"),
        (lambda: Column("x", np.ones((2, 2))), "not one value a row"),
        (lambda: Column("x", np.ones(2), valid_time_s=np.ones(3)), "not one value a row"),
        (lambda: Study.of(["a", "b"], x=[1.0, np.inf]), "x holds infinite numbers"),
        (lambda: Study.of(["a", "b"], x=np.array([1.0, -np.inf])), "x holds infinite numbers"),
        (lambda: make_study().column("weight"), "no column weight"),
        (lambda: make_study().spread("arm", "age"), "age is a number"),
        (
            lambda: Study.of(["a", "a"], v=[1.0, 2.0], r=["x", "x"]).spread("v", "r"),
            "several values",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_a_hint(make: object, words: str) -> None:
    with pytest.raises(StudyError, match=words) as raised:
        make()  # type: ignore[operator]
    assert raised.value.hint
