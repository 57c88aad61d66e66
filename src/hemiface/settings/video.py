"""Parameters of the video stage."""

from typing import Self

from pydantic import Field, model_validator

from hemiface.errors.faults import ReasonError
from hemiface.settings.stage import StageSettings


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
        default=1,
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
    capture_rate_hz: float | None = Field(
        default=None,
        gt=0,
        le=10_000,
        description="Pictures per second that the camera took, for slow motion that the file does "
        "not tell: all times become true ones.",
    )
    image_rate_hz: float | None = Field(
        default=None, gt=0, le=10_000, description="Pictures per second of a folder of images."
    )

    @model_validator(mode="after")
    def _check_span(self) -> Self:
        if self.end_s is not None and self.end_s <= self.start_s:
            raise ReasonError("end_before_start")
        return self
