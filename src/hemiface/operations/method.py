"""The settings of the method, listed so that nobody has to read code."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from hemiface.errors import SettingsError
from hemiface.model.actor import Permission
from hemiface.model.provenance import Provenance
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.session import Session
from hemiface.settings import FAST, AnalysisSettings, StageSettings

UNITS = {
    "_s": "seconds",
    "_hz": "hertz",
    "_mm": "millimeters",
    "_deg": "degrees",
    "_px": "pixels",
    "_percent": "per cent",
    "_per_min": "per minute",
    "_mm_per_s": "millimeters a second",
    "_deg_per_s": "degrees a second",
}
"""Unit of a setting by the end of its name; the longest ending counts."""


@dataclass(frozen=True, slots=True)
class SettingInfo:
    """One setting.

    Parameters
    ----------
    stage, name
        Where it stands in a settings file.
    default
        Its value when a file does not name it.
    unit
        Unit; empty for a share, a count or a switch.
    description
        What it does.
    """

    stage: str
    name: str
    default: object
    unit: str
    description: str


@needs(Permission.WORK_WITH_FILES)
def choose_settings(
    session: Session,
    path: Path | None,
    *,
    start_s: float | None = None,
    end_s: float | None = None,
    capture_rate_hz: float | None = None,
    fast: bool = False,
) -> AnalysisSettings:
    """Settings of a file, or the defaults, with what the command line says on top.

    Raises
    ------
    SettingsError
        If the file or a value is not valid.
    """
    del session
    settings = AnalysisSettings.from_toml(path) if path else AnalysisSettings()
    if fast:
        settings = settings.changed(FAST)
    video = {"start_s": start_s, "end_s": end_s, "capture_rate_hz": capture_rate_hz}
    return settings.changed({"video": {k: v for k, v in video.items() if v is not None}})


@open_to_all
def list_settings() -> Iterator[SettingInfo]:
    """Give every setting of every stage, in the order of a measurement."""
    for stage, field in AnalysisSettings.model_fields.items():
        kind = field.annotation
        if not (isinstance(kind, type) and issubclass(kind, StageSettings)):
            raise TypeError(f"{stage} is not a class of settings")
        for name, setting in kind.model_fields.items():
            yield SettingInfo(stage, name, setting.default, _unit(name), setting.description or "")


@open_to_all
def write_settings(settings: AnalysisSettings) -> str:
    """Write settings as TOML that `AnalysisSettings.from_toml` reads back.

    A setting without a value, which TOML cannot say, stands as a comment.
    """
    lines: list[str] = []
    stage = ""
    values = settings.model_dump(mode="json")
    for info in list_settings():
        if info.stage != stage:
            stage = info.stage
            lines += ["", f"[{stage}]"]
        value = values[stage][info.name]
        unit = f" [{info.unit}]" if info.unit else ""
        lines.append(f"# {info.description}{unit}")
        lines.append(f"# {info.name} =" if value is None else f"{info.name} = {_toml(value)}")
    return "\n".join(lines[1:]) + "\n"


def _unit(name: str) -> str:
    endings = [ending for ending in UNITS if name.endswith(ending)]
    return UNITS[max(endings, key=len)] if endings else ""


def _toml(value: object) -> str:
    # For the values settings have (numbers, switches, words and rows of them) TOML is JSON.
    return json.dumps(value, ensure_ascii=False)


@open_to_all
def restore_settings(made: Provenance) -> AnalysisSettings:
    """Settings that an analysis was made with.

    Raises
    ------
    SettingsError
        If this version does not know them.
    """
    try:
        return AnalysisSettings.model_validate(made.settings)
    except ValidationError as error:
        raise SettingsError("stored_settings") from error
