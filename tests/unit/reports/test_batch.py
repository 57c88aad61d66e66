"""The page of a batch: nothing hidden, in both languages, and it asks nothing of the network."""

import re
from dataclasses import replace

import pytest
from tests.worlds import make_analysis

from hemiface.formats.batch_tables import BatchRecording, MeasuredPart
from hemiface.model.batch import Ended, EndState
from hemiface.model.circumstances import Circumstances
from hemiface.model.events import EventSide
from hemiface.reports.batch import render_batch
from hemiface.reports.distributions import FEWEST, MeasureSpread, find_outliers

NUMBER = r"[\d.,\u2212-]+"


def make_recordings(n_done: int = 3) -> list[BatchRecording]:
    analysis = make_analysis()
    part = MeasuredPart(analysis.assessment, analysis.quality, analysis.provenance, analysis.events)
    done = [
        BatchRecording(f"ward 1/r{place}", Circumstances(pseudonym="P1"), None, "k", part)
        for place in range(n_done)
    ]
    why = Ended("<b>bad</b>", EndState.FAILED, code="landmarks.no_face", message="nobody & nothing")
    return [
        *done,
        BatchRecording("<b>bad</b>", Circumstances(), why),
        BatchRecording("late", Circumstances()),
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("3 of 5 recordings measured", "No face was found", "not begun")),
        ("de", ("3 von 5 Aufnahmen vermessen", "Kein Gesicht gefunden", "nicht begonnen")),
    ],
)
def test_everything_stands_on_the_page(language: str, words: tuple[str, ...]) -> None:
    page = render_batch(make_recordings(), language=language)
    for said in words:
        assert said in page
    assert "<b>bad</b>" not in page
    assert "nobody &amp; nothing" in page
    assert page.count('href="recordings/ward%201/r0/report.html"') >= 1
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert "default-src 'none'" in page


def test_a_batch_without_results_has_a_page() -> None:
    page = render_batch(make_recordings(0))
    assert "0 of 2 recordings measured" in page
    assert "Nothing was measured." in page


def test_a_value_far_from_the_others_is_named_and_nothing_in_small_batches() -> None:
    values = tuple((f"r{place}", float(place % 5)) for place in range(20))
    far = (*values, ("far", 90.0))
    spread = MeasureSpread("spasm_rate_per_min", "/min", {EventSide.LEFT: far})
    (found,) = find_outliers([spread])
    assert (found.recording, found.value, found.side) == ("far", 90.0, EventSide.LEFT)
    few = replace(spread, sides={EventSide.LEFT: far[-(FEWEST - 1) :]})
    assert find_outliers([few]) == []
    assert find_outliers([replace(spread, sides={EventSide.LEFT: values})]) == []


@pytest.mark.parametrize(("code", "several"), [("en", "to"), ("de", "bis")])
def test_one_recording_has_no_quartiles(code: str, several: str) -> None:
    one = render_batch(make_recordings(1), language=code)
    assert "(n = 1)" in one
    assert re.search(rf"\({NUMBER} {several} {NUMBER}; n = 1\)", one) is None
    many = render_batch(make_recordings(), language=code)
    assert re.search(rf"\({NUMBER} {several} {NUMBER}; n = 3\)", many)
