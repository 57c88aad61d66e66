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
    recovery_s: float = Field(
        default=2.0,
        ge=0,
        description="After damage, pictures are left out up to the next key frame, for they build "
        "on the damaged one; but not for longer than this, seconds.",
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
        default=True,
        description="Whether each eye is then read by itself as well.",
    )
    check_interval_s: float = Field(
        default=0.25,
        gt=0,
        description="Interval at which halves and eyes are read alone, seconds.",
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
        default=25.0,
        gt=0,
        description="Window in which the usual level of a signal is found, seconds.",
    )
    open_percentile: float = Field(
        default=80.0, gt=50, lt=100, description="Percentile of the opening that counts as usual."
    )
    aperture_calibration: float = Field(
        default=1.25, gt=0, description="True millimeters a millimeter read between the lids."
    )
    mirrored_noise: float = Field(
        default=1.2,
        gt=0,
        description="Noise of the half-face reading as multiple of the direct one.",
    )
    alone_noise: float = Field(
        default=2.0,
        gt=0,
        description="Noise of the single-eye reading over the direct one.",
    )
    flutter_low_hz: float = Field(default=3.5, gt=0, description="Slowest flutter, hertz.")
    flutter_high_hz: float = Field(default=9.0, gt=0, description="Quickest flutter, hertz.")


class EventSettings(StageSettings):
    """How movement becomes events."""

    blink_closure: float = Field(
        default=0.25,
        gt=0,
        description="Closure of both eyes from which they blink, share of full closure.",
    )
    blink_prominence: float = Field(
        default=0.2,
        gt=0,
        description="How far a blink stands out from what surrounds it, share of full closure.",
    )
    blink_reach_s: float = Field(
        default=0.5, gt=0, description="How far around a closure its surroundings reach, seconds."
    )
    closure_reach_s: float = Field(
        default=4.0,
        gt=0,
        description="How far around a closure the open eye is looked for, seconds.",
    )
    blink_half_width_s: float = Field(
        default=0.5,
        gt=0,
        description="Time above half of the peak up to which a closure is a blink, seconds.",
    )
    train_closures: int = Field(
        default=3, ge=1, description="Closures without rest that make a two-sided bout."
    )
    train_gap_s: float = Field(
        default=0.55, gt=0, description="Rest that ends a train of closures, seconds."
    )
    long_closure_s: float = Field(
        default=0.7,
        gt=0,
        description="Time above half of the peak from which a squeeze is a spasm, seconds.",
    )
    squeeze_closure: float = Field(
        default=0.6,
        gt=0,
        description="Closure from which a long closure can be a squeeze, share of full closure.",
    )
    squeeze_cheek_mm: float = Field(
        default=0.4, gt=0, description="Lift of both cheeks that makes it one, millimeters."
    )
    spasm_closure: float = Field(
        default=0.08,
        gt=0,
        description="Left-right difference from which an eye is in spasm, share of full closure.",
    )
    spasm_mm: float = Field(
        default=0.5, gt=0, description="The same in millimeters; the larger of the two counts."
    )
    spasm_noise: float = Field(
        default=5.0, gt=0, description="The same as multiple of the noise floor."
    )
    own_closure: float = Field(
        default=0.08,
        gt=0,
        description="Closure that the eye itself must show, share of full closure.",
    )
    release: float = Field(
        default=0.4, gt=0, description="Share of the needed difference at which a spasm ends."
    )
    blink_inequality: float = Field(
        default=0.3,
        gt=0,
        description="Share of a shared closure by which the eyes may differ in a blink.",
    )
    turn_margin: float = Field(
        default=0.003,
        gt=0,
        description="Difference that a turned head may fake, share of full closure a degree of "
        "yaw.",
    )
    turning_margin: float = Field(
        default=0.006,
        gt=0,
        description="The same for a turning head, share of full closure a degree a second.",
    )
    min_spasm_s: float = Field(default=0.05, gt=0, description="Shortest spasm, seconds.")
    merge_gap_s: float = Field(
        default=0.5, gt=0, description="Contractions less than this apart make one bout, seconds."
    )
    edge_noise: float = Field(
        default=2.5, gt=0, description="Multiple of the noise floor below which no edge is placed."
    )
    twitch_share: float = Field(
        default=0.2,
        gt=0,
        description="Height of a twitch as share of the largest one in its bout.",
    )
    twitch_closure: float = Field(
        default=0.03, gt=0, description="Least depth between two twitches, share of full closure."
    )
    tonic_share: float = Field(
        default=0.5, gt=0, description="Share of the peak above which a contraction is held."
    )
    tonic_s: float = Field(
        default=1.0, gt=0, description="Time held from which a spasm is tonic, seconds."
    )
    region_mm: float = Field(
        default=0.6, gt=0, description="Movement from which a region takes part, millimeters."
    )
    region_noise: float = Field(
        default=4.0, gt=0, description="The same as multiple of the noise floor."
    )
    region_ratio: float = Field(
        default=1.5, gt=0, description="How many times more this side moves than the other."
    )
    flutter_mm: float = Field(
        default=0.07, gt=0, description="Amplitude from which a lid flutters, millimeters."
    )
    flutter_ratio: float = Field(
        default=2.0, gt=0, description="How many times more it flutters than the other lid."
    )
    flutter_head_deg_per_s: float = Field(
        default=8.0,
        gt=0,
        description="Head speed from which flutter cannot be told, degrees a second.",
    )
    flutter_reach_s: float = Field(
        default=0.75,
        gt=0,
        description="Time around other lid movement that is no flutter, seconds.",
    )
    flutter_s: float = Field(default=1.5, gt=0, description="Shortest flutter, seconds.")
    flutter_twitches: int = Field(default=3, ge=2, description="Small twitches that make a train.")
    flutter_closure: float = Field(
        default=0.15,
        gt=0,
        description="Closure that flutter stays below, share of full closure: myokymia moves a "
        "lid by up to about a millimeter.",
    )
    flutter_rate_hz: float = Field(
        default=2.5, gt=0, description="Slowest train of small twitches that is flutter, hertz."
    )
    mouth_mm: float = Field(
        default=1.5,
        gt=0,
        description="Movement of both mouth corners that is a smile or a pucker, millimeters.",
    )
    brow_mm: float = Field(
        default=2.0, gt=0, description="Rise of both brows that is a raise, millimeters."
    )
    movement_s: float = Field(
        default=0.3, gt=0, description="Shortest voluntary movement of both sides, seconds."
    )
    lock_hold_s: float = Field(
        default=1.0,
        gt=0,
        description="Shortest smile or pucker that can carry an eye along, seconds.",
    )
    lock_s: float = Field(
        default=0.4,
        gt=0,
        description="Time within which a locked movement starts and ends with its trigger, "
        "seconds.",
    )
    locked_mm: float = Field(
        default=0.8,
        gt=0,
        description="Pull of one mouth corner within a blink that counts as locked, millimeters.",
    )
    locked_noise: float = Field(
        default=5.0, gt=0, description="The same as multiple of the noise floor."
    )
    locked_share: float = Field(
        default=0.5, gt=0, description="Share of blinks that must carry it along before any counts."
    )
    locked_blinks: int = Field(default=3, ge=1, description="Least number of such blinks.")


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


FAST: Mapping[str, Mapping[str, object]] = {
    "landmarks": {
        "eyes_alone": False,
        "check_interval_s": 1.0,
        "check_closure": 0.6,
        "check_difference": 0.15,
    }
}
"""What `--fast` changes, by stage and name."""


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
