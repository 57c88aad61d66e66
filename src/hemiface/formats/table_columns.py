"""What each column of the tables of a batch is; measures come from the registry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from hemiface.formats.event_table import EVENT_COLUMNS
from hemiface.model.assessment import AffectedSide, PatternLabel
from hemiface.model.events import EventPattern, EventSide, EventSource, EventType
from hemiface.model.measures import MEASURES
from hemiface.model.quality import Flaw, Severity

Kind: TypeAlias = Literal["text", "number", "integer", "boolean"]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a table.

    Parameters
    ----------
    name, kind, unit
        What it is called, and what stands in it; empty cells are what is not known.
    description
        What it says.
    source
        Where a definition is from.
    levels
        Every text that can stand in it; empty where it is free.
    """

    name: str
    kind: Kind
    description: str
    unit: str = ""
    source: str = ""
    levels: tuple[str, ...] = ()


def list_measure_columns(how: str = "") -> tuple[TableColumn, ...]:
    """A column a measure, or one for each side of it.

    Parameters
    ----------
    how
        How several recordings were brought together, as a sentence.
    """
    columns = []
    for info in MEASURES:
        for side in ("left", "right") if info.per_side else ("",):
            whose = f" The person's own {side} side." if side else ""
            columns.append(
                TableColumn(
                    f"{info.name}_{side}" if side else info.name,
                    "number",
                    f"{info.title}. {info.definition}{whose}{how}",
                    info.unit,
                    info.source,
                )
            )
    return tuple(columns)


_WHOSE = (
    TableColumn("recording", "text", "What the recording is called in this batch."),
    TableColumn("pseudonym", "text", "Whose it is, as the manifest says."),
    TableColumn("visit", "text", "The occasion, as the manifest says."),
    TableColumn(
        "filmed", "text", "When it was taken, ISO 8601; by the camera where nobody said it."
    ),
)

RECORDINGS: tuple[TableColumn, ...] = (
    *_WHOSE,
    TableColumn("state", "text", "What became of it.", levels=("done", "failed", "missing")),
    TableColumn(
        "same_as",
        "text",
        "Recording that is the same video. It alone is in events and measures; leave this row out"
        " of sums and means.",
    ),
    TableColumn("error", "text", "Code of what went wrong."),
    TableColumn("error_message", "text", "What went wrong."),
    TableColumn(
        "affected_side",
        "text",
        "Side with involuntary movement; the person's own.",
        levels=tuple(AffectedSide),
    ),
    TableColumn("side_confidence", "number", "How sure the side is, 0 to 1."),
    TableColumn(
        "pattern",
        "text",
        "What the movement resembles; no diagnosis.",
        levels=tuple(PatternLabel),
    ),
    TableColumn("duration_s", "number", "Length of the recording.", "s"),
    TableColumn("valid_time_s", "number", "Length of its measurable part.", "s"),
    TableColumn("valid_share", "number", "Measurable share of the recording, 0 to 1."),
    TableColumn("frame_rate_hz", "number", "Frames a second, from presentation times.", "Hz"),
    TableColumn("eye_distance_px", "number", "Median distance of the outer eye corners.", "px"),
    TableColumn("worst_flaw", "text", "Severity of the worst flaw.", levels=tuple(Severity)),
    TableColumn("flaws", "text", "All flaws, joined by +.", levels=tuple(Flaw)),
    TableColumn("n_events", "integer", "Events found in the recording."),
    *list_measure_columns(),
    TableColumn("package_version", "text", "Version of hemiface."),
    TableColumn("method_version", "text", "Version of the measuring method."),
    TableColumn("settings_hash", "text", "SHA-256 of the settings."),
    TableColumn("file_hash", "text", "SHA-256 of the video."),
    TableColumn("key", "text", "SHA-256 of all that decides the numbers of this row."),
)
"""A row a recording."""

MEASUREMENTS: tuple[TableColumn, ...] = (
    *(_WHOSE[place] for place in (0, 1, 3)),
    TableColumn("task", "text", "What the person was asked to do."),
    _WHOSE[2],
    *(
        column
        for column in RECORDINGS
        if column.name in ("affected_side", "side_confidence", "pattern", "duration_s")
    ),
    TableColumn(
        "measure",
        "text",
        "Which measure; the columns of recordings that bear its name say what it is.",
        levels=tuple(info.name for info in MEASURES),
    ),
    TableColumn(
        "side",
        "text",
        "The person's own side that it is of; empty where it is of the whole face.",
        levels=("left", "right"),
    ),
    TableColumn("unit", "text", "Unit of value, low, high and standard_error."),
    TableColumn("value", "number", "The measure, in the unit of its row."),
    TableColumn("low", "number", "Lower end of its 95 % interval, in the unit of its row."),
    TableColumn("high", "number", "Upper end of its 95 % interval, in the unit of its row."),
    TableColumn("standard_error", "number", "Its standard error, in the unit of its row."),
    TableColumn("valid_time_s", "number", "Time that the value rests on.", "s"),
    *(column for column in RECORDINGS if column.name in ("method_version", "file_hash")),
)
"""A row a recording, side and measure."""

VISITS: tuple[TableColumn, ...] = (
    TableColumn("pseudonym", "text", "Whose visit it is."),
    TableColumn("visit", "text", "The occasion."),
    TableColumn("day", "text", "Day of filming; the first, where an occasion has several."),
    TableColumn(
        "affected_side",
        "text",
        "On which all recordings agree that found a side; empty where they do not.",
        levels=tuple(AffectedSide),
    ),
    TableColumn("n_recordings", "integer", "Recordings that were measured."),
    TableColumn("duration_s", "number", "Length of all of them.", "s"),
    TableColumn("valid_time_s", "number", "Length of their measurable parts.", "s"),
    *list_measure_columns(
        " Mean of the recordings of the visit, weighted by the time that each rests on."
    ),
)
"""A row for each person and occasion."""

_EVENT: Mapping[str, TableColumn] = {
    column.name: column
    for column in (
        TableColumn("onset", "number", "Beginning, from the start of the recording.", "s"),
        TableColumn("duration", "number", "Length.", "s"),
        TableColumn("event_type", "text", "Kind of event.", levels=tuple(EventType)),
        TableColumn("side", "text", "The person's own side.", levels=tuple(EventSide)),
        TableColumn("pattern", "text", "Time course of a spasm.", levels=tuple(EventPattern)),
        TableColumn("subtype", "text", "Finer kind in words."),
        TableColumn("regions", "text", "Regions that moved, joined by +, from top to bottom."),
        TableColumn("amplitude", "number", "Largest movement, share of full closure or range."),
        TableColumn("amplitude_mm", "number", "Largest movement.", "mm"),
        TableColumn("peak_time", "number", "When it was largest.", "s"),
        TableColumn(
            "peak_velocity_mm_per_s", "number", "Largest speed of the lid closing.", "mm/s"
        ),
        TableColumn("n_twitches", "integer", "Contractions within a bout."),
        TableColumn("twitch_rate_hz", "number", "Contractions a second within a bout.", "Hz"),
        TableColumn("conjugacy", "number", "Smaller over larger closure of the two eyes."),
        TableColumn("brow_lift", "boolean", "Whether the brow rose while the eye closed."),
        TableColumn("confidence", "number", "How far the readings support the event, 0 to 1."),
        TableColumn("task", "text", "What the person was asked to do."),
        TableColumn("source", "text", "Who found it.", levels=tuple(EventSource)),
    )
}

EVENTS: tuple[TableColumn, ...] = (*_WHOSE, *(_EVENT[name] for name in EVENT_COLUMNS))
"""A row an event."""
