"""`summary.json`: what a recording shows, as strict JSON."""

import json
import math
from dataclasses import replace
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from hemiface.model.analysis import Analysis, Task
from hemiface.model.assessment import AffectedSide, Assessment, Measure, Pattern, ScaleEstimate
from hemiface.model.events import EventSide
from hemiface.model.provenance import SCHEMA_VERSION, Provenance
from hemiface.model.quality import Quality
from hemiface.model.video import VideoInfo


class MeasureEntry(BaseModel):
    """One number of `measures`; its key is the name, with the side appended where it has one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float | None = Field(description="The number; null where it could not be measured.")
    unit: str = Field(description="Unit; empty for a ratio or a count.")
    side: EventSide | None = Field(description="The person's own side; null for the whole face.")
    low: float | None = Field(description="Lower end of the 95 % interval, or null.")
    high: float | None = Field(description="Upper end of the 95 % interval, or null.")
    valid_time_s: float = Field(description="Seconds of recording on which the number rests.")


class Summary(BaseModel):
    """Everything an analysis found, but for the rows of its two tables.

    The JSON schema of `summary.json` is made from this class.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", title="hemiface summary")

    schema_version: Literal["1"] = SCHEMA_VERSION
    video: VideoInfo
    mirrored: bool
    quality: Quality
    affected_side: AffectedSide
    side_confidence: float
    pattern: Pattern
    measures: dict[str, MeasureEntry]
    scale_estimates: tuple[ScaleEstimate, ...]
    tasks: tuple[Task, ...]
    provenance: Provenance

    @classmethod
    def of(cls, analysis: Analysis) -> Self:
        """Gather the summary of one analysis.

        Raises
        ------
        ValueError
            If two measures would stand under one key.
        """
        found = analysis.assessment
        measures = {_key(measure): _entry(measure) for measure in found.measures}
        if len(measures) != len(found.measures):
            raise ValueError("two measures share one name and side")
        return cls(
            video=replace(analysis.video, name=_storable(analysis.video.name)),
            mirrored=analysis.mirrored,
            quality=analysis.quality,
            affected_side=found.affected_side,
            side_confidence=found.side_confidence,
            pattern=found.pattern,
            measures=measures,
            scale_estimates=found.scale_estimates,
            tasks=analysis.tasks,
            provenance=analysis.provenance,
        )

    def assessment(self) -> Assessment:
        """Turn the entries back into the noun."""
        return Assessment(
            affected_side=self.affected_side,
            side_confidence=self.side_confidence,
            pattern=self.pattern,
            measures=tuple(_measure(key, entry) for key, entry in self.measures.items()),
            scale_estimates=self.scale_estimates,
        )

    def to_json(self) -> str:
        """Write strict JSON: what is not a number becomes null."""
        tree = _without_nan(self.model_dump())
        return json.dumps(tree, indent=2, allow_nan=False, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote.

        Raises
        ------
        ValueError
            If the text is not a summary of this version.
        """
        return cls.model_validate_json(text)


def summary_schema() -> dict[str, JsonValue]:
    """JSON schema of `summary.json`."""
    return Summary.model_json_schema(mode="serialization")


def _storable(name: str) -> str:
    # A file name may hold bytes that are no text; JSON may not.
    return name.encode("utf-8", "replace").decode("utf-8")


def _without_nan(tree: object) -> object:
    if isinstance(tree, dict):
        return {key: _without_nan(value) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [_without_nan(value) for value in tree]
    if isinstance(tree, float) and not math.isfinite(tree):
        return None
    return tree


def _key(measure: Measure) -> str:
    return measure.name if measure.side is None else f"{measure.name}_{measure.side}"


def _entry(measure: Measure) -> MeasureEntry:
    return MeasureEntry(
        value=measure.value,
        unit=measure.unit,
        side=measure.side,
        low=measure.low,
        high=measure.high,
        valid_time_s=measure.valid_time_s,
    )


def _measure(key: str, entry: MeasureEntry) -> Measure:
    name = key if entry.side is None else key.removesuffix(f"_{entry.side}")
    return Measure(
        name=name,
        value=entry.value,
        unit=entry.unit,
        side=entry.side,
        low=entry.low,
        high=entry.high,
        valid_time_s=entry.valid_time_s,
    )
