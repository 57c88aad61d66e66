"""Parameters of the method: one frozen class a stage, in physical units."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

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
    max_side_px: int = Field(
        default=1920,
        ge=64,
        description="Pictures with a longer side are scaled down to it while they are read. A face "
        "is measured in a crop of 256 pixels, so a face that fills a quarter of the picture loses "
        "nothing, and a 4K recording costs a quarter.",
    )
    decoder_threads: int = Field(
        default=2,
        ge=0,
        le=64,
        description="Threads of the decoder; 0 takes every core. Few, for the networks need them.",
    )
    image_rate_hz: float | None = Field(
        default=None, gt=0, le=10_000, description="Pictures per second of a folder of images."
    )

    @model_validator(mode="after")
    def _check_span(self) -> Self:
        if self.end_s is not None and self.end_s <= self.start_s:
            raise ValueError("end_s must be later than start_s")
        return self


class LandmarkSettings(StageSettings):
    """How the face is followed and read."""

    min_presence: float = Field(
        default=0.5, ge=0, le=1, description="Presence below which the face counts as lost, 0..1."
    )
    hold_shift: float = Field(
        default=0.04, gt=0, description="Move of the face that moves its region, share of its side."
    )
    hold_scale: float = Field(
        default=0.06, gt=0, description="Change of size that resizes a region, natural logarithm."
    )
    hold_turn_deg: float = Field(
        default=4.0, gt=0, description="Turn that turns a region, degrees."
    )
    eye_hold_shift: float = Field(
        default=0.03, gt=0, description="Move of an eye that moves its region, share of its side."
    )
    midline_hold_shift: float = Field(
        default=0.008, gt=0, description="Move of the midline that moves it, share of the face."
    )
    midline_hold_turn_deg: float = Field(
        default=1.5, gt=0, description="Turn of the midline that turns it, degrees."
    )
    eyes_alone: bool = Field(
        default=True, description="Whether each eye is also read by a network that sees it alone."
    )
    check_interval_s: float = Field(
        default=0.25, gt=0, description="Interval at which each half face is read alone, seconds."
    )
    check_closure: float = Field(
        default=0.25, gt=0, description="Closure from which it is read on every frame, 0..1."
    )
    check_difference: float = Field(
        default=0.08, gt=0, description="Unusual left-right difference that asks for it, 0..1."
    )


class SignalSettings(StageSettings):
    """How landmarks become movement."""

    smooth_s: float = Field(
        default=0.012, ge=0, description="Standard deviation of the smoothing of readings, seconds."
    )
    level_window_s: float = Field(
        default=15.0, gt=0, description="Window in which the usual level of a signal is found, seconds."
    )
    aperture_calibration: float = Field(
        default=1.2, gt=0, description="True millimetres a millimetre read between the lids."
    )
    mirrored_noise: float = Field(
        default=1.2, gt=0, description="Noise of the half-face reading as multiple of the direct one."
    )
    flutter_low_hz: float = Field(default=3.5, gt=0, description="Slowest flutter, hertz.")
    flutter_high_hz: float = Field(default=9.0, gt=0, description="Quickest flutter, hertz.")


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


FAST: Mapping[str, Mapping[str, object]] = {"landmarks": {"eyes_alone": False}}
"""What `--fast` changes, by stage and name."""


class AnalysisSettings(StageSettings):
    """All parameters of one analysis."""

    video: VideoSettings = VideoSettings()
    landmarks: LandmarkSettings = LandmarkSettings()
    signals: SignalSettings = SignalSettings()
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
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(
                f"cannot read settings: {error}", hint="Give the path of a TOML file."
            ) from error
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
            raise SettingsError(
                f"settings: {name}: {first['msg']}",
                hint="`hemiface settings` prints every name with its default.",
            ) from error
