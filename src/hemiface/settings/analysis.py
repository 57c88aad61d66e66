"""Parameters of a whole analysis: those of every stage, their hash, and where they come from."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from hemiface.errors import SettingsError
from hemiface.errors.faults import find_reason, find_value_fault
from hemiface.formats.strict_toml import parse_toml
from hemiface.settings.assessment import AssessmentSettings
from hemiface.settings.events import EventSettings
from hemiface.settings.landmarks import LandmarkSettings
from hemiface.settings.signals import SignalSettings
from hemiface.settings.stage import StageSettings
from hemiface.settings.video import VideoSettings

MOST_BYTES = 1024 * 1024
"""No file of settings is larger."""

FAST: Mapping[str, Mapping[str, object]] = {
    "landmarks": {
        "mesh_interval_s": 0.035,
        "halves_alone": False,
    }
}
"""What a fast analysis changes, by stage and name."""


class AnalysisSettings(StageSettings):
    """All parameters of one analysis."""

    video: VideoSettings = VideoSettings()
    landmarks: LandmarkSettings = LandmarkSettings()
    signals: SignalSettings = SignalSettings()
    events: EventSettings = EventSettings()
    assessment: AssessmentSettings = AssessmentSettings()

    @property
    def hash(self) -> str:
        """SHA-256 of the settings as canonical JSON."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """Read settings from a TOML file; what it does not name keeps its default.

        Raises
        ------
        SettingsError
            If the file cannot be read or holds an unknown name or value.
        """
        try:
            with path.open("rb") as handle:
                text = handle.read(MOST_BYTES + 1)
            values = parse_toml(text, most_bytes=MOST_BYTES)
        except (OSError, ValueError, RecursionError) as error:
            raise SettingsError("unread", path=path, reason=find_reason(error)) from error
        return cls.from_values(values)

    def changed(self, changes: Mapping[str, Mapping[str, object]]) -> Self:
        """Give a copy with other values, by stage and name.

        Raises
        ------
        SettingsError
            If a value is not valid.
        """
        values = self.model_dump()
        return self.from_values(
            values | {stage: values[stage] | dict(new) for stage, new in changes.items()}
        )

    @classmethod
    def from_values(cls, values: Mapping[str, object]) -> Self:
        """Check plain values; what they do not name keeps its default.

        Raises
        ------
        SettingsError
            If a name is unknown or a value not valid.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(str(part) for part in first["loc"])
            if not name:
                raise SettingsError("no_values", reason=find_value_fault(first)) from error
            raise SettingsError("names", name=name, reason=find_value_fault(first)) from error
