"""Our statistics give the numbers that others published."""

import csv
from fractions import Fraction
from statistics import mean, stdev

import pytest
from benchmarks.published import FOLDER, Row, compare_all
from benchmarks.published.survivors import INCIDENCE
from scipy.stats import t

ROWS = list(compare_all())


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.method}, {row.quantity}" for row in ROWS])
def test_a_published_number_is_met(row: Row) -> None:
    assert row.agrees, f"{row.data}: theirs {row.theirs}, ours {row.ours}"


def test_the_check_can_fail() -> None:
    assert not Row("", "", "", 0.17, 0.18, 2, "", "").agrees


def test_every_number_says_where_it_was_read() -> None:
    assert all(row.source and row.read_in for row in ROWS)


def test_incidence_is_that_of_its_definition() -> None:
    """In fractions, person by person, with nothing of our own."""
    with (FOLDER / "bone_marrow.csv").open(newline="") as file:
        rows = [
            (int(one["disease"]), int(one["time"]), int(one["status"]))
            for one in csv.DictReader(file)
        ]
    for name, places in (("all", {0, 1}), ("ALL", {0}), ("AML", {1})):
        here = [(time, status) for disease, time, status in rows if disease in places]
        for cause, theirs in zip((1, 2), INCIDENCE[name], strict=True):
            assert [_incidence(here, cause, month) for month in (5, 12, 35)] == list(theirs)


def _incidence(rows: list[tuple[int, int]], cause: int, until: int) -> float:
    free, found = Fraction(1), Fraction(0)
    for now in sorted({time for time, _ in rows if time <= until}):
        n = sum(time >= now for time, _ in rows)
        found += free * Fraction(sum(one == (now, cause) for one in rows), n)
        free *= 1 - Fraction(sum(time == now and status > 0 for time, status in rows), n)
    return round(float(found), 5)


def test_the_interval_of_the_bias_is_that_of_its_definition() -> None:
    with (FOLDER / "peak_flow.csv").open(newline="") as file:
        off = [float(one["wright"]) - float(one["mini"]) for one in csv.DictReader(file)]
    reach = float(t.ppf(0.975, len(off) - 1)) * stdev(off) / len(off) ** 0.5
    assert [round(mean(off) - reach, 1), round(mean(off) + reach, 1)] == [-22.0, 17.8]
