"""The list of settings is complete, and the text that is printed can be fed back."""

from pathlib import Path

import pytest

from hemiface.errors import SettingsError
from hemiface.operations.method import UNITS, list_settings, write_settings
from hemiface.settings import AnalysisSettings


def test_printed_settings_read_back(tmp_path: Path) -> None:
    settings = AnalysisSettings().changed({"video": {"start_s": 1.5, "end_s": 7.0}})
    (tmp_path / "mine.toml").write_text(write_settings(settings))
    assert AnalysisSettings.from_toml(tmp_path / "mine.toml") == settings


def test_defaults_read_back(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(write_settings(AnalysisSettings()))
    assert AnalysisSettings.from_toml(tmp_path / "mine.toml") == AnalysisSettings()


def test_every_setting_is_explained() -> None:
    settings = list(list_settings())
    stages = AnalysisSettings().model_dump()
    assert [(info.stage, info.name) for info in settings] == [
        (stage, name) for stage, values in stages.items() for name in values
    ]
    assert all(info.description.endswith(".") for info in settings)
    assert {info.unit for info in settings} <= {"", *UNITS.values()}


def test_settings_that_are_nested_too_deeply_are_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("a = " + "[" * 20_000 + "]" * 20_000)
    with pytest.raises(SettingsError, match="nested too deeply"):
        AnalysisSettings.from_toml(tmp_path / "mine.toml")
