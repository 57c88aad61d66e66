"""Parameters of the events stage."""

from typing import Literal

from pydantic import Field

from hemiface.model.definitions import (
    BLINK_CLOSURE,
    BOUT_GAP_S,
    FLUTTER_MM,
    FLUTTER_RATIO,
    LOCK_S,
    LOCKED_BLINKS,
    SPASM_CLOSURE,
    TONIC_S,
)
from hemiface.settings.stage import StageSettings


class EventSettings(StageSettings):
    """How movement becomes events."""

    blink_closure: float = Field(
        default=BLINK_CLOSURE.value,
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
        default=SPASM_CLOSURE.value,
        gt=0,
        description="Left-right difference from which an eye is in spasm, share of full closure.",
    )
    spasm_mm: float = Field(
        default=0.3, gt=0, description="The same in millimeters; the larger of the two counts."
    )
    spasm_noise: float = Field(
        default=5.5,
        gt=0,
        description="The same as multiple of what the difference is by chance in this recording.",
    )
    sensitivity: Literal["strict", "default", "sensitive"] = Field(
        default="default",
        description="How small a one-sided closure counts: sensitive finds more of the slight "
        "ones and makes up more, strict the other way round.",
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
        default=0.4,
        gt=0,
        description="Share of a shared closure by which the eyes may differ in a blink.",
    )
    min_spasm_s: float = Field(default=0.05, gt=0, description="Shortest spasm, seconds.")
    merge_gap_s: float = Field(
        default=BOUT_GAP_S.value,
        gt=0,
        description="Contractions less than this apart make one bout, seconds.",
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
        default=TONIC_S.value, gt=0, description="Time held from which a spasm is tonic, seconds."
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
        default=FLUTTER_MM.value,
        gt=0,
        description="Amplitude from which a lid flutters, millimeters.",
    )
    flutter_ratio: float = Field(
        default=FLUTTER_RATIO.value,
        gt=0,
        description="How many times more it flutters than the other lid.",
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
        default=0.18,
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
        default=LOCK_S.value,
        gt=0,
        description="Time within which a locked movement starts and ends with its trigger, "
        "seconds.",
    )
    locked_smiles: int = Field(
        default=2,
        ge=1,
        description="Least number of smiles and puckers that carry an eye along before any counts "
        "as synkinesis.",
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
        default=0.5,
        gt=0,
        description="Share of blinks, or of smiles and puckers, that must carry the other part "
        "along before any counts.",
    )
    locked_blinks: int = Field(
        default=int(LOCKED_BLINKS.value), ge=1, description="Least number of such blinks."
    )

    @property
    def needed_scale(self) -> float:
        """How many times the usual difference a one-sided closure needs."""
        return {"strict": 1.4, "default": 1.0, "sensitive": 0.75}[self.sensitivity]
