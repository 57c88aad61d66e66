"""The public door: what a scientist imports."""

import ast
import sys
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.worlds import make_analysis

import hemiface
from hemiface import door
from hemiface.cli.analyze import analyze as analyze_command
from hemiface.errors import (
    ExtraMissingError,
    HemifaceError,
    MeasureNotFoundError,
    ResultsNotFoundError,
    SettingsError,
    VideoNotFoundError,
)
from hemiface.model.analysis import Analysis
from hemiface.model.anatomy import Side
from hemiface.model.signals import SignalName
from hemiface.results import ResultsFolder
from hemiface.settings import AnalysisSettings


def test_what_was_written_is_loaded(tmp_path: Path) -> None:
    ResultsFolder(tmp_path).write(make_analysis())
    for place in (tmp_path, str(tmp_path)):
        assert hemiface.load(place).events == make_analysis().events


def test_a_folder_without_results_is_said(tmp_path: Path) -> None:
    with pytest.raises(ResultsNotFoundError, match="holds no results"):
        hemiface.load(tmp_path / "nowhere")


def test_a_missing_video_is_said(tmp_path: Path) -> None:
    with pytest.raises(VideoNotFoundError):
        hemiface.analyze(tmp_path / "nowhere.mp4")


@pytest.mark.parametrize("given", [None, 3, b"visit.mp4"])
def test_what_is_no_path_is_said(given: object) -> None:
    wrong: Any = given
    with pytest.raises(TypeError, match=r"a video is named by a path, not by (None|3|b'visit)"):
        hemiface.analyze(wrong)
    with pytest.raises(TypeError, match="a folder of results is named by a path, not by"):
        hemiface.load(wrong)


def test_the_door_chooses_a_face_by_the_name_of_the_option() -> None:
    assert "face" in signature(hemiface.analyze).parameters
    assert any("--face" in one.opts for one in analyze_command.params)


def test_signals_are_labeled_by_time_and_side() -> None:
    analysis = make_analysis()
    found = analysis.to_xarray()
    assert dict(found.sizes) == {"time": 90, "side": 2}
    for side in Side:
        for name in SignalName:
            row = found[name.value].sel(side=side.value)
            np.testing.assert_array_equal(row, analysis.signals.side(side).get(name))
            assert row.attrs.get("units") == ("mm" if name.value.endswith("_mm") else None)
        assert (
            float(found.full_closure_mm.sel(side=side.value))
            == (analysis.signals.full_closure_mm[side])
        )
    assert found.time.attrs["units"] == "s"
    assert found.attrs["video_sha256"] == analysis.provenance.file_hash
    assert found.attrs["settings_sha256"] == analysis.provenance.settings_hash


def test_events_are_a_table() -> None:
    analysis = make_analysis()
    table = analysis.events_table()
    assert list(table.event_type) == ["blink", "spasm"]
    assert list(table.onset) == [event.onset for event in analysis.events]
    assert list(table.regions) == ["", "eyelid+mouth"]
    assert table.n_twitches.isna().tolist() == [True, False]
    assert type(table.side.iloc[0]) is str


def test_a_recording_without_events_has_a_table_without_rows() -> None:
    from hemiface.model.labeled import tabulate_events

    table = tabulate_events(())
    assert len(table) == 0
    assert "onset" in table.columns


def test_a_library_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, ask in (("xarray", "to_xarray"), ("pandas", "events_table")):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(ExtraMissingError, match=name) as caught:
            getattr(make_analysis(), ask)()
        assert "[data]" in caught.value.hint


def test_a_measure_is_found_by_name_and_side() -> None:
    found = make_analysis().assessment
    assert found.get("spasm_rate_per_min", "left").value == 20.0
    assert found.get("blink_rate_per_min").unit == "/min"


@pytest.mark.parametrize(
    ("name", "side", "said", "german"),
    [
        ("spasm_rate_per_mn", "right", "near it: spasm_rate_per_min", "spasm_rate_per_min"),
        ("blink_rate_per_min", "left", "measured for the whole face", "für das ganze Gesicht"),
        ("spasm_rate_per_min", None, "measured for each side", "für jede Seite"),
        ("spasm_rate_per_min", "rigth", "measured for each side", "für jede Seite"),
    ],
)
def test_a_measure_that_is_not_there_is_told_with_what_is_near(
    name: str, side: str | None, said: str, german: str
) -> None:
    with pytest.raises(MeasureNotFoundError) as caught:
        make_analysis().assessment.get(name, side)
    assert said in str(caught.value)
    assert german in caught.value.say("de")
    assert isinstance(caught.value, KeyError | HemifaceError)


def test_what_are_no_settings_at_all_is_said(tmp_path: Path) -> None:
    wrong: Any = 3
    with pytest.raises(SettingsError, match=r"^these are no settings: 3 is not a table of names"):
        hemiface.analyze(tmp_path / "visit.mp4", settings=wrong)


def test_settings_may_be_plain_values(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[AnalysisSettings] = []

    def measure(path: Path, settings: AnalysisSettings, **options: object) -> Measured:
        del path, options
        asked.append(settings)
        return Measured(make_analysis())

    monkeypatch.setattr(door, "measure_video", measure)
    for given in (None, {}, {"events": {"merge_gap_s": 0.2}}, AnalysisSettings()):
        hemiface.analyze(tmp_path / "visit.mp4", settings=given)
    assert [one == AnalysisSettings() for one in asked] == [True, True, False, True]
    assert asked[2].events.merge_gap_s == 0.2
    with pytest.raises(SettingsError, match="evnts: no such name"):
        hemiface.analyze(tmp_path / "visit.mp4", settings={"evnts": {}})


def test_a_file_in_place_of_a_folder_is_said_without_the_words_of_the_system(
    tmp_path: Path,
) -> None:
    ResultsFolder(tmp_path).write(make_analysis())
    with pytest.raises(ResultsNotFoundError) as caught:
        hemiface.load(tmp_path / "summary.json")
    assert "Errno" not in str(caught.value)


def test_every_error_that_is_raised_is_a_leaf_of_the_tree() -> None:
    """What is caught by code must be told by code: nothing raises a whole branch."""
    branches = {kind.__name__ for kind in _below(HemifaceError) if kind.__subclasses__()}
    raised = [
        f"{path.name}:{node.lineno}"
        for path in sorted(Path(hemiface.__file__).parent.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in branches - {"JobError"}
    ]
    assert raised == []


def _below(kind: type[HemifaceError]) -> list[type[HemifaceError]]:
    found = kind.__subclasses__()
    return [*found, *(leaf for one in found for leaf in _below(one))]


@dataclass
class Measured:
    """What measuring gives, as far as the door looks at it."""

    analysis: Analysis
