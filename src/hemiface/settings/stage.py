"""What the settings of every stage have in common."""

from pydantic import BaseModel, ConfigDict


class StageSettings(BaseModel):
    """Shared rules: frozen, and unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
