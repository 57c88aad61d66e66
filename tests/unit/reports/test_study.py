"""The report of a study: figures that are right as SVG and as PDF, and lists that are whole."""

import re
from itertools import combinations
from math import nan
from xml.etree import ElementTree

import numpy as np
import pytest

from hemiface.model.study import Estimate
from hemiface.model.study_plan import Design
from hemiface.reports.drawing import draw, drawing, write
from hemiface.reports.language import get_language
from hemiface.reports.study_axes import find_ticks
from hemiface.reports.study_checklists import LISTS, read_checklist
from hemiface.reports.study_flow import draw_flow
from hemiface.reports.study_pdf import write_pdf
from hemiface.reports.study_rows import write_estimate, write_p_value
from hemiface.reports.study_style import DASHES, RULES, SERIES_DARK, SERIES_LIGHT, find_look
from hemiface.research.selection import Flow, FlowGroup
from hemiface.research.study_results import StudyResults

# Items of the published lists with their letters; CENT's 44 are taken together where they ask
# for one thing.
N_ITEMS = {"strobe": 34, "stard": 34, "grras": 15, "cent": 33}


@pytest.mark.parametrize("design", list(Design))
def test_every_guideline_is_whole_and_in_both_languages(design: Design) -> None:
    name = LISTS[design]
    assert read_checklist(name)["compared"]
    items = read_checklist(name)["item"]
    assert len(items) == N_ITEMS[name]
    numbers = [item["number"] for item in items]
    assert len(set(numbers)) == len(numbers)
    for item in items:
        assert item["en"].strip()
        assert item["de"].strip()
        assert item["en"] != item["de"]
        assert get_language("de").has(f"study.section.{item['section']}")


def test_lines_differ_in_color_and_in_dash() -> None:
    assert len(set(SERIES_LIGHT)) == len(set(SERIES_DARK)) == len(set(DASHES)) == len(DASHES)
    assert find_look("trace s1").dash
    assert find_look("label strong").bold
    assert find_look("label s0 strong") in RULES.values()


def read_linear(color: str) -> list[float]:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]


def luminance(color: str) -> float:
    return float(np.dot(read_linear(color), (0.2126, 0.7152, 0.0722)))


# Machado, Oliveira & Fernandes 2009, IEEE Trans Vis Comput Graph 15:1291-8, severity 1.
SIGHTS = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)


def read_lab(color: str, sight: str) -> tuple[float, float, float]:
    seen = np.clip(np.array(SIGHTS[sight]) @ read_linear(color), 0, 1)
    parts = np.array(TO_XYZ) @ seen / (0.95047, 1, 1.08883)
    x, y, z = np.where(parts > 0.008856, np.cbrt(parts), 7.787 * parts + 16 / 116)
    return float(116 * y - 16), float(500 * (x - y)), float(200 * (y - z))


@pytest.mark.parametrize("sight", list(SIGHTS))
@pytest.mark.parametrize("colors", [SERIES_LIGHT, SERIES_DARK], ids=["light", "dark"])
def test_lines_differ_in_color_to_people_who_confuse_red_and_green(
    colors: tuple[str, ...], sight: str
) -> None:
    for one, other in combinations(colors, 2):
        apart = float(np.linalg.norm(np.subtract(read_lab(one, sight), read_lab(other, sight))))
        assert apart >= 14, (one, other)  # CIE 1976; 2.3 can just be seen


@pytest.mark.parametrize(
    ("colors", "ground"), [(SERIES_LIGHT, "#ffffff"), (SERIES_DARK, "#10171d")]
)
def test_names_of_lines_can_be_read_on_their_ground(colors: tuple[str, ...], ground: str) -> None:
    for color in colors:
        low, high = sorted((luminance(color), luminance(ground)))
        assert (high + 0.05) / (low + 0.05) >= 4.5, color


def test_a_pdf_holds_what_the_drawing_holds_and_no_time() -> None:
    figure = drawing(
        100,
        50,
        "A figure",
        [
            draw("rect", x=1, y=1, width=98, height=48, rx=6, class_="box"),
            draw("path", d="M10 20H90V40", class_="trace s1"),
            draw("circle", cx=50, cy=25, r=4.5, class_="dot s0"),
            draw("text", "≥ 5 \u2212 äöü", x=50.0, y=25.0, text_anchor="middle", class_="label"),
        ],
    )
    data = write_pdf(figure)
    assert data == write_pdf(figure)
    assert data.startswith(b"%PDF")
    assert b"/MediaBox [ 0 0 100 50 ]" in data
    assert b"FontFile2" in data  # the font is inside
    assert b"10 30 m" in data  # up instead of down
    assert b"[7 4] 0 d" in data
    assert not re.search(rb"/CreationDate \(D:20[1-9]", data)
    assert ElementTree.fromstring(write(figure)).tag.endswith("svg")


def test_ticks_are_round_and_within() -> None:
    assert find_ticks(0, 1) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert find_ticks(-4.9, 0.3, 4) == pytest.approx([-4, -2, 0])
    assert find_ticks(3, 3) == [3]


def test_a_share_that_nobody_knows_is_no_percent() -> None:
    unknown = Estimate(nan, nan, nan, 4, "")
    assert write_estimate("free_at", unknown, get_language("de")) == ("\u2013", "")
    known = Estimate(1.0, 0.398, 1.0, 4, "")
    assert write_estimate("free_at", known, get_language("en"))[1] == "39.8 to 100.0"


def test_small_p_values_are_not_told_as_none() -> None:
    words = get_language("de")
    assert write_p_value(1e-9, words) == "< 0,001"
    assert write_p_value(0.04321, words) == "0,043"
    assert write_p_value(float("nan"), words) == ""


@pytest.mark.parametrize("n_groups", [2, 6, 7, 16, 60])
def test_a_flow_of_any_number_of_groups_is_drawn(n_groups: int) -> None:
    groups = tuple(FlowGroup(f"group {place}", 1, 2) for place in range(n_groups))
    flow = Flow(n_groups, 2 * n_groups, (), n_groups, 2 * n_groups, groups)
    drawn = draw_flow(StudyResults(flow, (), (), 0), get_language("en"))
    words = " ".join(drawn.itertext())
    assert all(f"group {place}" in words for place in range(n_groups))
    width = float(drawn.attrib["viewBox"].split()[2])
    for box in drawn.iter("rect"):
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= width
