"""Parameters of the assessment stage."""

from pydantic import Field

from hemiface.model.definitions import SHUT_CLOSURE
from hemiface.settings.stage import StageSettings


class AssessmentSettings(StageSettings):
    """How events become numbers and a resemblance."""

    shut_closure: float = Field(
        default=SHUT_CLOSURE.value,
        gt=0,
        le=1,
        description="Share of full closure from which an eye is shut.",
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
