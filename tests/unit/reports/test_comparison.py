"""The comparison page, and what the first screen says has changed."""

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from tests.unit.reports import worlds
from tests.unit.reports.test_render import outline, words

from hemiface.assessment.change import compare_assessments
from hemiface.errors import SettingsError
from hemiface.model.analysis import Analysis
from hemiface.model.assessment import AffectedSide
from hemiface.model.change import Change, Verdict
from hemiface.model.events import EventSide
from hemiface.reports.comparison import render_comparison
from hemiface.reports.language import get_language
from hemiface.reports.render import render_report
from hemiface.reports.trend import draw_trend
from hemiface.reports.visits import ComparedRecording, Treatment, place_visits
from hemiface.results import Earlier
from hemiface.results.summary import Summary

RIGHT, NOT_COMPARABLE = EventSide.RIGHT, Verdict.NOT_COMPARABLE
BURDEN = "spasm_time_percent"
MARCH, APRIL, MAY = date(2026, 3, 14), date(2026, 4, 20), date(2026, 5, 2)


def visits(days: tuple[date | None, ...] = (MARCH, APRIL, MAY)) -> list[ComparedRecording]:
    found: list[Analysis] = [
        worlds.right_clonic(f"visit{k}.mp4", burden=burden)
        for k, burden in enumerate((30.0, 9.0, 28.0))
    ]
    changes = [compare_assessments(found[0].assessment, each.assessment) for each in found]
    return [
        ComparedRecording(analysis, day, change if place else ())
        for place, (analysis, day, change) in enumerate(zip(found, days, changes, strict=True))
    ]


def test_the_page_names_the_change_and_its_noise() -> None:
    text = words(render_comparison(visits()[:2]))
    assert "Less involuntary movement than at first" in text
    assert "Time in spasm: from 30.0 % to 9.0 %. Less than" in text
    assert "2026-03-14" in text
    assert "2026-04-20" in text


def test_a_change_within_noise_is_none() -> None:
    assert "No change that the video can show" in words(render_comparison(visits()))


def test_opposite_sides_are_no_change_for_the_better() -> None:
    first, second = visits()[:2]
    mirrored = replace(first.analysis.assessment, affected_side=AffectedSide.LEFT)
    swapped = replace(first, analysis=replace(first.analysis, assessment=mirrored))
    text = words(render_comparison([swapped, second]))
    assert "These recordings cannot be compared" in text
    assert "One recording shows the left side, another the right." in text


def test_treatments_are_marked_between_the_visits() -> None:
    found = visits()
    drawn = draw_trend(BURDEN, found, [Treatment(date(2026, 4, 1), "toxin")], get_language("en"))
    assert drawn is not None
    texts = [text.text for text in drawn.iter("text")]
    assert "toxin" in texts
    marks = [
        float(point.attrib["cx"])
        for point in drawn.iter("circle")
        if point.attrib["class"] == "point right"
    ]
    assert marks == sorted(marks)
    assert len(marks) == 3
    (line,) = [p for p in drawn.iter("path") if p.attrib["class"] == "treatment"]
    x = float(line.attrib["d"].split()[0].removeprefix("M"))
    assert marks[0] < x < marks[1]


def test_the_noise_band_is_as_wide_as_the_smallest_change() -> None:
    found = visits()
    drawn = draw_trend(BURDEN, found, [], get_language("en"))
    assert drawn is not None
    kinds = [path.attrib["class"] for path in drawn.iter("path")]
    assert "noise right" in kinds


def test_unknown_days_stand_in_turn() -> None:
    found = visits((None, None, None))
    assert place_visits(found) == [0.0, 1.0, 2.0]
    assert "Recording 2" in words(render_comparison(found))
    assert place_visits(visits())[1] - place_visits(visits())[0] == 37


def test_a_measure_seen_once_has_no_trend() -> None:
    assert draw_trend("residual_opening_mm", visits(), [], get_language("en")) is None


@pytest.mark.parametrize("language", ["en", "de"])
def test_page_is_well_formed_and_fetches_nothing(language: str) -> None:
    treatments = [Treatment(APRIL, "</script><img src=x>")]
    page = render_comparison(visits(), treatments=treatments, language=language)
    tags = outline(page).tags
    assert not [tag for tag, _ in tags if tag in {"img", "link", "iframe"}]
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for drawn in page.split("<svg")[1:]:
        ElementTree.fromstring("<svg" + drawn.split("</svg>")[0] + "</svg>")


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(SettingsError, match="at least two"):
        render_comparison(visits()[:1])
    with pytest.raises(SettingsError, match="day of every recording"):
        render_comparison(visits((MARCH, None, MAY)), treatments=[Treatment(APRIL, "toxin")])


def test_nothing_to_compare_is_said() -> None:
    calm = [ComparedRecording(worlds.no_face()), ComparedRecording(worlds.no_face())]
    assert "These recordings cannot be compared" in words(render_comparison(calm))


def test_first_screen_says_what_changed() -> None:
    first, second, _ = visits()
    before = Earlier(Summary.of(first.analysis), date(2026, 3, 14))
    text = words(render_report(second.analysis, previous=before, change=second.changes))
    assert "Since last time Better Time in spasm: from 30.0 % to 9.0 %." in text
    assert "Compared with the recording of 2026\u201103\u201114." in text
    unknown = words(render_report(second.analysis, previous=before))
    assert "Since last time Not comparable" in unknown


def test_a_cure_is_called_better() -> None:
    first, second, _ = visits()
    unknown = Change("spasm_time_percent", "%", RIGHT, 30.0, 0.0, -30.0, None, NOT_COMPARABLE)
    gone = Change("spasm_rate_per_min", "/min", RIGHT, 12.0, 0.0, -12.0, 8.0, Verdict.BETTER)
    text = words(
        render_comparison([first, ComparedRecording(second.analysis, second.day, (unknown, gone))])
    )
    assert "Less involuntary movement than at first" in text
    assert "Spasms a minute: from 12.0 to 0.0" in text
