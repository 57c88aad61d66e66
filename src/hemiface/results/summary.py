"""`summary.json`: what a recording shows, as strict JSON."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from hemiface.model.analysis import Analysis, Task
from hemiface.model.assessment import (
    Activity,
    AffectedSide,
    Assessment,
    Measure,
    Pattern,
    ScaleEstimate,
)
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
    standard_error: float | None = Field(description="Scatter by chance, from split halves.")


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
    measures_by_task: dict[str, dict[str, MeasureEntry]] = Field(
        description="The same measures within each task, by its name."
    )
    activities: tuple[Activity, ...] = Field(
        default=(), description="What the person was seen to do, in order of time."
    )
    measures_by_activity: dict[str, dict[str, MeasureEntry]] = Field(
        default_factory=dict,
        description="The same measures within each activity that was seen, by its name.",
    )
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
        return cls(
            video=replace(analysis.video, name=_storable(analysis.video.name)),
            mirrored=analysis.mirrored,
            quality=analysis.quality,
            affected_side=found.affected_side,
            side_confidence=found.side_confidence,
            pattern=found.pattern,
            measures=_entries(found.measures),
            measures_by_task={task: _entries(measures) for task, measures in found.by_task.items()},
            activities=found.activities,
            measures_by_activity={
                name: _entries(measures) for name, measures in found.by_activity.items()
            },
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
            measures=_measures(self.measures),
            by_task={task: _measures(entries) for task, entries in self.measures_by_task.items()},
            activities=self.activities,
            by_activity={
                name: _measures(entries) for name, entries in self.measures_by_activity.items()
            },
            scale_estimates=self.scale_estimates,
        )

    def to_values(self) -> dict[str, JsonValue]:
        """Give plain values for strict JSON: what is not a number becomes null."""
        return {name: _plain(value) for name, value in self.model_dump(mode="json").items()}

    def to_json(self) -> str:
        """Write strict JSON."""
        return json.dumps(self.to_values(), indent=2, allow_nan=False, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote.

        Raises
        ------
        ValueError
            If the text is not a summary of this version; says in one line where not.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            if error.errors(include_url=False)[0]["type"] == "json_invalid":
                raise ValueError("the summary is no JSON, or not all of it") from error
            raise ValueError(f"the summary does not fit at {_place_of(error)}") from error


def find_misfit(values: Mapping[str, object]) -> str:
    """Where plain values are no summary; empty where they are one.

    A summary that names another version of the schema is not ours to judge: whoever reads it
    leaves it out.

    Parameters
    ----------
    values
        As `Summary.to_values` gives them.
    """
    version = values.get("schema_version")
    if isinstance(version, str) and version != SCHEMA_VERSION:
        return ""
    if version is None:
        return "schema_version"
    try:
        Summary.model_validate(values)
    except ValidationError as error:
        return _place_of(error)
    return ""


def summary_schema() -> dict[str, JsonValue]:
    """JSON schema of `summary.json`."""
    return Summary.model_json_schema(mode="serialization")


def _place_of(error: ValidationError) -> str:
    """The first place that does not fit, as it is called in JSON."""
    first = error.errors(include_url=False)[0]
    return ".".join(str(part) for part in first["loc"])[:100] or "its beginning"


def _storable(name: str) -> str:
    # A file name may hold bytes that are no text; JSON may not.
    return name.encode("utf-8", "replace").decode("utf-8")


def _plain(tree: JsonValue) -> JsonValue:
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_plain(value) for value in tree]
    return None if isinstance(tree, float) and not math.isfinite(tree) else tree


def _entries(measures: Iterable[Measure]) -> dict[str, MeasureEntry]:
    entries: dict[str, MeasureEntry] = {}
    for measure in measures:
        values = asdict(measure)
        name = values.pop("name")
        key = name if measure.side is None else f"{name}_{measure.side}"
        if key in entries:
            raise ValueError(f"two measures would be called {key}")
        entries[key] = MeasureEntry(**values)
    return entries


def _measures(entries: Mapping[str, MeasureEntry]) -> tuple[Measure, ...]:
    return tuple(
        Measure(
            name=key if entry.side is None else key.removesuffix(f"_{entry.side}"),
            **entry.model_dump(),
        )
        for key, entry in entries.items()
    )
