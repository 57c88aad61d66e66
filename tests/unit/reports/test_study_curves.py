"""Curves of survival and of incidence: readable over the whole time, with who was still there."""

from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from hemiface.formats.study_plan_file import read_plan
from hemiface.model.study import Study
from hemiface.model.study_plan import Endpoint, Rank, Value
from hemiface.model.study_techniques import Technique
from hemiface.reports.drawing import Element
from hemiface.reports.language import get_language
from hemiface.reports.study_axes import Axes, choose_ticks
from hemiface.reports.study_figures import draw_endpoint
from hemiface.research.study_run import run_plan

PLAN = read_plan((files("hemiface.operations") / "study_templates" / "cohort.toml").read_bytes())
TIMES = [0.0, 2, 3, 5, 5, 8, 12, 20, 20, 33, 41]
EVENTS = [0.0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]
LOST = [0.0, 3, 5, 12, 20, 41]


def draw_curves(technique: Technique, events: list[float], causes: tuple[str, ...]) -> Element:
    options: dict[str, Value] = {"time": "months", "event": "event", "at": (5.0, 10.0)}
    if causes:
        options["causes"] = causes
    endpoint = Endpoint("e", "E", Rank.PRIMARY, technique, options)
    plan = replace(PLAN, endpoints=(endpoint,), exclusions=(), describe=(), baseline=(), group="")
    people = [f"p{place}" for place in range(len(TIMES))]
    (found,) = run_plan(Study.of(people, months=TIMES, event=events), plan).endpoints
    figure = draw_endpoint(found, plan, get_language("en"))
    assert figure is not None
    return figure


@pytest.mark.parametrize(
    ("technique", "events", "causes"),
    [
        (Technique.SURVIVAL, EVENTS, ()),
        (Technique.INCIDENCE, EVENTS, ("relapse",)),
        (Technique.INCIDENCE, [2 * one for one in EVENTS], ("relapse", "operation")),
    ],
    ids=["survival", "incidence", "two causes"],
)
def test_a_curve_says_over_its_whole_time_who_was_followed_and_who_was_lost(
    technique: Technique, events: list[float], causes: tuple[str, ...]
) -> None:
    figure = draw_curves(technique, events, causes)
    axes = Axes(0.0, 41.0, 0.0, 1.0)
    ticks = [0, 5, 10, 20, 30, 40]
    centered = [one for one in figure.iter("text") if one.attrib["text-anchor"] == "middle"]
    rows: dict[float, list[tuple[float, str]]] = {}
    for one in centered:
        row = rows.setdefault(float(one.attrib["y"]), [])
        row.append((float(one.attrib["x"]), one.text or ""))
    named, *followed = [row for _, row in sorted(rows.items()) if len(row) > 1]
    assert [text for _, text in named] == [str(one) for one in ticks]
    assert [x for x, _ in named] == pytest.approx([axes.x(one) for one in ticks], abs=0.1)
    counts = [str(int(np.sum(np.array(TIMES) >= one))) for one in ticks]
    assert len(followed) == max(len(causes), 1)
    for row in followed:
        assert row == [(x, n) for (x, _), n in zip(named, counts, strict=True)]
    strokes = [one.attrib["d"] for one in figure.iter("path") if "whisker" in one.attrib["class"]]
    assert len(strokes) == len(followed)
    for path in strokes:
        places = [float(part.split()[0]) for part in path.split("M")[1:]]
        assert places == pytest.approx([axes.x(one) for one in LOST], abs=0.1)
    assert any("Short strokes" in (one.text or "") for one in figure.iter("text"))


def test_a_curve_in_which_nobody_was_lost_explains_no_strokes() -> None:
    figure = draw_curves(Technique.SURVIVAL, [1.0] * len(TIMES), ())
    assert not any("whisker" in one.attrib["class"] for one in figure.iter("path"))
    assert not any("strokes" in (one.text or "") for one in figure.iter("text"))


@pytest.mark.parametrize("marks", [(), (1.0, 2, 3), (5.0, 10), (3.0, 6, 9, 12), (41.0, 99)])
def test_ticks_reach_over_the_axis_and_keep_apart(marks: tuple[float, ...]) -> None:
    ticks = choose_ticks(Axes(0.0, 41.0, 0.0, 1.0), marks)
    assert ticks[0] == 0
    assert 33 <= ticks[-1] <= 41
    assert min(np.diff(ticks)) >= 0.08 * 41
    assert max(np.diff(ticks)) <= 41 / 3
