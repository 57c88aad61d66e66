"""Parameters of the method: one frozen class a stage, in physical units."""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hemiface.errors import SettingsError


class StageSettings(BaseModel):
    """Shared rules: frozen, and unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class VideoSettings(StageSettings):
    """How a video is read."""

    start_s: float = Field(
        default=0.0, ge=0, description="Skip everything before this time, seconds."
    )
    end_s: float | None = Field(default=None, gt=0, description="Stop at this time, seconds.")
    max_pixels: int = Field(
        default=40_000_000, gt=0, description="Refuse pictures with more pixels than this."
    )


class AssessmentSettings(StageSettings):
    """How events become numbers and a resemblance."""

    shut_closure: float = Field(
        default=0.8, gt=0, le=1, description="Share of full closure from which an eye is shut."
    )
    block_s: float = Field(
        default=5.0, gt=0, description="Length of the blocks of the bootstrap, seconds."
    )
    n_resamples: int = Field(default=1000, ge=50, description="Resamples of the bootstrap.")
    seed: int = Field(default=0, ge=0, description="Seed of the bootstrap.")
    false_alarms_per_min: float = Field(
        default=0.3, ge=0, description="One-sided events a minute that mean nothing by themselves."
    )
    side_confidence: float = Field(
        default=0.8, gt=0.5, lt=1, description="Probability from which a side is named."
    )


class AnalysisSettings(StageSettings):
    """All parameters of one analysis."""

    video: VideoSettings = VideoSettings()
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
            return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(
                f"cannot read settings: {error}", hint="Give the path of a TOML file."
            ) from error
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(str(part) for part in first["loc"])
            raise SettingsError(
                f"settings: {name}: {first['msg']}",
                hint="`hemiface settings` prints every name with its default.",
            ) from error
