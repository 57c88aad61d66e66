"""Figures say what a small world holds."""

import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from tests.unit.reports import worlds

from hemiface.errors import ExtraMissingError
from hemiface.model.anatomy import Region, Side
from hemiface.model.events import EventSide
from hemiface.reports.conjugacy import draw_conjugacy, find_eye_pairs
from hemiface.reports.facemap import MIDLINE, WIDTH, draw_face_map
from hemiface.reports.figures import FigureFormat, draw_figures, write_figures
from hemiface.reports.involvement import departure_mm, involuntary_events, summarize_involvement
from hemiface.reports.language import get_language
from hemiface.reports.timeline import (
    PANELS,
    draw_timeline,
    invalid_spans,
    pack_curves,
    pack_timeline,
    plot_range,
    ticks,
)

WORDS = get_language("en")


def classes(element: ElementTree.Element, tag: str) -> list[str]:
    return [found.attrib.get("class", "") for found in element.iter(tag)]


def test_only_the_moving_side_is_involved() -> None:
    found = {
        (part.region, part.side): part for part in summarize_involvement(worlds.right_clonic())
    }
    for region in Region:
        right, left = found[region, Side.RIGHT], found[region, Side.LEFT]
        assert (right.n_events, right.share) == (6, 1.0)
        assert (left.n_events, left.share, left.size_mm) == (0, None, None)
    lid = found[Region.EYELID, Side.RIGHT].size_mm
    assert lid == pytest.approx(0.7 * 9.1, abs=0.9)


def test_movement_of_both_sides_counts_for_both() -> None:
    world = worlds.bilateral()
    assert len(involuntary_events(world)) == 3
    assert involuntary_events(world, Side.LEFT) == involuntary_events(world, Side.RIGHT)


def test_what_was_not_seen_has_no_size() -> None:
    world = worlds.no_face()
    event = worlds.right_clonic().events[0]
    assert np.isnan(departure_mm(world.signals, event, Region.EYELID, Side.LEFT))


def test_face_map_shows_the_persons_left_on_the_right_of_the_picture() -> None:
    drawn = draw_face_map(summarize_involvement(worlds.right_clonic()), WORDS)
    patches = [found for found in drawn.iter("path") if "patch" in found.attrib["class"]]
    assert len(patches) == 5
    assert {found.attrib["class"] for found in patches} == {"patch right"}
    letters = {text.text: float(text.attrib["x"]) for text in drawn.iter("text")}
    assert letters["R"] < MIDLINE < letters["L"] < WIDTH
    mirrored = [
        half for half in drawn.iter("g") if "scale(-1 1)" in half.attrib.get("transform", "")
    ]
    assert all(patch in list(mirrored[0].iter("path")) for patch in patches)


def test_face_map_of_a_calm_face_says_so() -> None:
    drawn = draw_face_map(summarize_involvement(worlds.healthy()), WORDS)
    assert not [kind for kind in classes(drawn, "path") if kind.startswith("patch")]
    assert drawn.attrib["aria-label"] == WORDS("facemap.nothing")


def test_blinks_lie_on_the_diagonal_and_spasms_off_it() -> None:
    pairs = find_eye_pairs(worlds.right_clonic())
    assert len(pairs) == 11
    for pair in pairs:
        if pair.event.side is EventSide.BOTH:
            assert pair.left == pytest.approx(pair.right, abs=0.1)
        else:
            assert pair.left < 0.2
            assert pair.right > 0.5
    drawn = draw_conjugacy(pairs, WORDS)
    assert classes(drawn, "circle") == ["mark blink both"] * 5
    assert classes(drawn, "path").count("mark spasm right") == 6


def test_unseen_events_have_no_place_among_the_eyes() -> None:
    assert find_eye_pairs(worlds.no_face()) == []


def test_the_gap_is_hatched_and_no_line_crosses_it() -> None:
    world = worlds.right_clonic()
    start, length = worlds.UNSEEN
    (span,) = invalid_spans(world.signals)
    assert span == pytest.approx((start, start + length), abs=0.04)
    drawn = draw_timeline(world, WORDS)
    assert classes(drawn, "rect").count("invalid") == 1
    traces = [found for found in drawn.iter("path") if "trace" in found.attrib["class"]]
    assert len(traces) == 6
    assert all(found.attrib["d"].count("M") == 2 for found in traces)
    assert classes(drawn, "rect").count("event spasm right") == 6
    assert classes(drawn, "rect").count("event blink both") == 5


def test_a_lane_says_what_the_person_did() -> None:
    world = worlds.with_activities(worlds.right_clonic())
    drawn, plain = draw_timeline(world, WORDS), draw_timeline(worlds.right_clonic(), WORDS)
    assert classes(drawn, "rect").count("activity") == 3
    assert "activity" not in classes(plain, "rect")
    words = [text.text for text in drawn.iter("text")]
    assert "Talking" in words
    assert "Rest" not in words
    packed = pack_timeline(world, [])["activities"]
    assert packed == [["rest", 0.0, 14.0], ["talking", 14.2, 26.2], ["smile", 26.5, 28.5]]


def test_packed_timeline_holds_every_frame_of_a_minute() -> None:
    world = worlds.right_clonic()
    packed = pack_curves(world)
    time, rows = packed["time"], packed["rows"]
    assert isinstance(time, list)
    assert isinstance(rows, list)
    assert len(time) == world.signals.time.size == len(rows[0])
    assert len(rows) == 2 * len(PANELS)
    lost = [value is None for value in rows[0]]
    assert sum(lost) == int((~world.signals.valid).sum())


def test_axes_hold_everything_that_was_measured() -> None:
    signals = worlds.right_clonic().signals
    for panel in PANELS:
        low, high = plot_range(signals, panel)
        for side in Side:
            row = signals.side(side).get(panel.name)
            assert low <= np.nanmin(row)
            assert np.nanmax(row) <= high
        assert 2 <= len(ticks(panel, low, high)) <= 6


def parse(figures: Mapping[str, str]) -> dict[str, ElementTree.Element]:
    return {name: ElementTree.fromstring(text.encode()) for name, text in figures.items()}


@pytest.mark.parametrize("language", ["en", "de"])
def test_figures_are_whole_documents_with_their_colors(language: str) -> None:
    figures = draw_figures(worlds.right_clonic(), language)
    for name, text in figures.items():
        assert "var(" not in text, name
        assert text.startswith("<?xml")
    assert set(parse(figures)) == {"timeline", "face_map", "conjugacy"}


def test_png_shows_the_same_drawing(tmp_path: Path) -> None:
    pytest.importorskip("resvg_py", reason="the extra `figures` is not installed")
    paths = write_figures(worlds.right_clonic(), tmp_path, frozenset(FigureFormat))
    assert len(paths) == 6
    with Image.open(BytesIO((tmp_path / "face_map.png").read_bytes())) as picture:
        colors = picture.convert("RGB")
    width, height = colors.size
    assert (width, height) == (900, 1056)
    cheek_right = colors.getpixel((int(0.28 * width), int(0.6 * height)))
    cheek_left = colors.getpixel((int(0.72 * width), int(0.6 * height)))
    assert cheek_left == (255, 255, 255)
    assert isinstance(cheek_right, tuple)
    assert cheek_right[0] > 180 > cheek_right[2]


def test_png_without_its_renderer_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(ExtraMissingError) as caught:
        write_figures(worlds.healthy(), tmp_path, frozenset({FigureFormat.PNG}))
    assert "[figures]" in caught.value.hint
