"""The few numbers that a terminal shows."""

from dataclasses import replace

from tests.worlds import make_analysis

from hemiface.model.measures import get_measure
from hemiface.operations.overview import SHOWN, summarize
from hemiface.results.summary import Summary


def test_every_measure_that_is_shown_is_in_the_registry() -> None:
    assert [get_measure(name).name for name in SHOWN] == list(SHOWN)


def test_a_number_stands_with_its_side_interval_and_unit() -> None:
    rows = {row.title: row for row in summarize(Summary.of(make_analysis())).rows}
    spasms = rows[get_measure("spasm_rate_per_min").title]
    assert (spasms.left, spasms.right, spasms.unit) == ("20 (10 to 30)", "0 (0 to 5)", "/min")
    assert spasms.face == ""
    assert rows[get_measure("blink_rate_per_min").title].face == "not measured"


def test_the_same_advice_is_given_once() -> None:
    analysis = make_analysis()
    twice = replace(analysis.quality, flags=analysis.quality.flags * 2)
    overview = summarize(Summary.of(replace(analysis, quality=twice)))
    assert overview.advice == ("The left half of the face is dark. More light on the left half.",)
