"""The public door: what a scientist imports."""

import sys
from pathlib import Path

import numpy as np
import pytest
from tests.worlds import make_analysis

import hemiface
from hemiface.errors import ReportError, ResultsNotFoundError, VideoNotFoundError
from hemiface.model.anatomy import Side
from hemiface.model.signals import SignalName
from hemiface.results import ResultsFolder


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
        with pytest.raises(ReportError, match=name) as caught:
            getattr(make_analysis(), ask)()
        assert "[data]" in caught.value.hint


def test_a_measure_is_found_by_name_and_side() -> None:
    found = make_analysis().assessment
    assert found.get("spasm_rate_per_min", "left").value == 20.0
    assert found.get("blink_rate_per_min").unit == "/min"
    with pytest.raises(KeyError, match="of the left side"):
        found.get("blink_rate_per_min", "left")
