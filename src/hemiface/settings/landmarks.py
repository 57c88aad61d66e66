"""Parameters of the landmarks stage."""

from pydantic import Field

from hemiface.settings.stage import StageSettings


class LandmarkSettings(StageSettings):
    """How the face is followed and read."""

    min_presence: float = Field(
        default=0.5, ge=0, le=1, description="Presence below which the face counts as lost, 0..1."
    )
    mesh_interval_s: float = Field(
        default=0.0,
        ge=0,
        description="Frames sooner than this after one whose mesh was read get theirs from those "
        "before and after, seconds.",
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
    halves_alone: bool = Field(
        default=True,
        description="Whether each half of the face is also read by itself on chosen frames.",
    )
    eyes_alone: bool = Field(
        default=True,
        description="Whether each eye is also read by itself, on every frame.",
    )
    check_interval_s: float = Field(
        default=1.0,
        gt=0,
        description="Interval at which halves are read alone, seconds.",
    )
    check_closure: float = Field(
        default=0.25, gt=0, description="Closure from which it is read on every frame, 0..1."
    )
    check_difference: float = Field(
        default=0.08, gt=0, description="Unusual left-right difference that asks for it, 0..1."
    )
