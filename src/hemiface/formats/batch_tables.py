"""Tidy tables of a batch: a row a recording, a visit or an event, each column described."""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet

from hemiface.formats.cells import write_csv
from hemiface.formats.event_table import EVENT_COLUMNS
from hemiface.formats.table_columns import (
    EVENTS,
    MEASUREMENTS,
    RECORDINGS,
    VISITS,
    TableColumn,
)
from hemiface.model.assessment import AffectedSide, Assessment, Measure
from hemiface.model.batch import Ended
from hemiface.model.circumstances import Circumstances
from hemiface.model.events import Event
from hemiface.model.provenance import Provenance
from hemiface.model.quality import Quality

Cell: TypeAlias = str | float | int | bool | None
Row: TypeAlias = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class MeasuredPart:
    """What the results of one recording say.

    Parameters
    ----------
    found, quality, made, events
        As in an analysis.
    """

    found: Assessment
    quality: Quality
    made: Provenance
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class BatchRecording:
    """One recording of a batch for the tables.

    Parameters
    ----------
    name
        What it is called.
    known
        When it was filmed and whose it is.
    ended
        What the ledger says; None where it says nothing.
    key
        Digest of what decides its results.
    measured
        What was found; None where there are no results.
    same_as
        Name of another recording that is the same video; empty where there is none. In sums,
        means and distributions only that other one counts.
    folder
        Name of the recording in whose folder the results are; its own where it is empty.
    """

    name: str
    known: Circumstances
    ended: Ended | None = None
    key: str = ""
    measured: MeasuredPart | None = None
    same_as: str = ""
    folder: str = ""

    @property
    def state(self) -> str:
        """``done``, ``failed``, or ``missing`` where nobody has worked on it."""
        if self.measured is not None:
            return "done"
        return "failed" if self.ended is not None and self.ended.failed else "missing"


def batch_tables(recordings: Sequence[BatchRecording]) -> dict[str, bytes]:
    """All tables and their description, by name of file; the same recordings, the same bytes."""
    tables = {
        "recordings": (RECORDINGS, [_tabulate_recording(one) for one in recordings]),
        "visits": (VISITS, _tabulate_visits(recordings)),
        "events": (EVENTS, [row for one in recordings for row in _tabulate_events(one)]),
    }
    contents: dict[str, bytes] = {}
    for name, (columns, rows) in tables.items():
        contents[f"{name}.csv"] = _write_csv(columns, rows).encode("utf-8", "replace")
        contents[f"{name}.parquet"] = _write_parquet(columns, rows)
    described = {name: columns for name, (columns, _) in tables.items()}
    described["measures"] = MEASUREMENTS  # written by measures_table, for any recordings
    return contents | _describe(described)


def _tabulate_recording(one: BatchRecording) -> Row:
    row = _identify(one) | {"state": one.state, "same_as": one.same_as or None}
    if one.measured is None:
        if one.ended is not None:
            row |= {"error": one.ended.code, "error_message": one.ended.message}
        return row
    found, quality, made = one.measured.found, one.measured.quality, one.measured.made
    return row | {
        "affected_side": found.affected_side.value,
        "side_confidence": found.side_confidence,
        "pattern": found.pattern.label.value,
        "duration_s": quality.duration_s,
        "valid_time_s": quality.valid_time_s,
        "valid_share": quality.valid_share,
        "frame_rate_hz": quality.frame_rate_hz,
        "eye_distance_px": quality.eye_distance_px,
        "worst_flaw": quality.flags[0].severity.value if quality.flags else None,
        "flaws": "+".join(dict.fromkeys(flag.flaw.value for flag in quality.flags)) or None,
        "n_events": len(one.measured.events),
        **{_column_of(measure): measure.value for measure in found.measures},
        "package_version": made.package_version,
        "method_version": made.method,
        "settings_hash": made.settings_hash,
        "file_hash": made.file_hash,
        "key": one.key,
    }


def _identify(one: BatchRecording) -> dict[str, Cell]:
    known = one.known
    return {
        "recording": one.name,
        "pseudonym": known.pseudonym or None,
        "visit": known.visit or None,
        "filmed": known.filmed.isoformat() if known.filmed else None,
    }


def _column_of(measure: Measure) -> str:
    return measure.name if measure.side is None else f"{measure.name}_{measure.side}"


def _tabulate_visits(recordings: Sequence[BatchRecording]) -> list[Row]:
    """A row for each person and occasion, or day where no occasion is said."""
    visits: dict[tuple[str, str, str], dict[tuple[str, str], MeasuredPart]] = defaultdict(dict)
    days: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for one in recordings:
        if one.known.pseudonym and one.measured is not None:
            made = one.measured.made
            day = one.known.day.isoformat() if one.known.day else ""
            place = (one.known.pseudonym, one.known.visit, "" if one.known.visit else day)
            days[place] |= {day} - {""}
            # A video that stands there twice counts once at a visit.
            visits[place][made.file_hash, made.person] = visits[place].get(
                (made.file_hash, made.person), one.measured
            )
    return [
        {
            "pseudonym": pseudonym,
            "visit": visit or None,
            "day": min(days[pseudonym, visit, day], default=None),
            "affected_side": _agree([part.found.affected_side for part in parts.values()]),
            "n_recordings": len(parts),
            "duration_s": sum(part.quality.duration_s for part in parts.values()),
            "valid_time_s": sum(part.quality.valid_time_s for part in parts.values()),
            **_average([part.found.measures for part in parts.values()]),
        }
        for (pseudonym, visit, day), parts in sorted(visits.items())
    ]


def _agree(sides: Sequence[AffectedSide]) -> str | None:
    """The side that recordings of a visit tell, where all that tell one tell the same."""
    told = set(sides) - {AffectedSide.NONE, AffectedSide.UNCERTAIN} or set(sides)
    return told.pop().value if len(told) == 1 else None


def _average(found: Iterable[Sequence[Measure]]) -> dict[str, Cell]:
    """Mean of each measure, weighted by the time that it rests on."""
    weighed: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for measures in found:
        for measure in measures:
            if measure.value is not None and measure.valid_time_s > 0:
                weighed[_column_of(measure)].append((measure.value, measure.valid_time_s))
    return {
        name: sum(value * time for value, time in pairs) / sum(time for _, time in pairs)
        for name, pairs in weighed.items()
    }


def _tabulate_events(one: BatchRecording) -> list[Row]:
    if one.measured is None or one.same_as:
        return []
    same = _identify(one)
    rows: list[Row] = []
    for event in one.measured.events:
        values = asdict(event) | {"regions": "+".join(event.regions)}
        rows.append(same | {name: _plain(values[name]) for name in EVENT_COLUMNS})
    return rows


def _plain(value: Cell) -> Cell:
    """A word or a number that ends, as JSON has them; else nothing is known."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value) or None if isinstance(value, str) else value


def _write_csv(columns: Sequence[TableColumn], rows: Iterable[Row]) -> str:
    names = [column.name for column in columns]
    return write_csv(names, ([row.get(name) for name in names] for row in rows))


KINDS = {
    "text": pa.string(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
}


def _write_parquet(columns: Sequence[TableColumn], rows: Sequence[Row]) -> bytes:
    schema = pa.schema(
        [
            pa.field(column.name, KINDS[column.kind], metadata=_metadata(column))
            for column in columns
        ]
    )
    plain = [{column.name: row.get(column.name) for column in columns} for row in rows]
    written = BytesIO()
    pyarrow.parquet.write_table(pa.Table.from_pylist(plain, schema=schema), written)
    return written.getvalue()


def _metadata(column: TableColumn) -> dict[str, str]:
    return {"unit": column.unit, "description": column.description}


def _describe(tables: Mapping[str, Sequence[TableColumn]]) -> dict[str, bytes]:
    """The data dictionary: what each column of each table is."""
    head = ("table", "column", "type", "unit", "description", "source")
    lines = (
        (name, one.name, one.kind, one.unit, one.description, one.source)
        for name, columns in tables.items()
        for one in columns
    )
    text = write_csv(head, lines)
    nested = {
        name: {
            column.name: {
                "Description": column.description,
                "Type": column.kind,
                **({"Units": column.unit} if column.unit else {}),
                **({"Source": column.source} if column.source else {}),
                **({"Levels": list(column.levels)} if column.levels else {}),
            }
            for column in columns
        }
        for name, columns in tables.items()
    }
    plain = json.dumps(nested, indent=2, ensure_ascii=False) + "\n"
    return {"dictionary.csv": text.encode(), "dictionary.json": plain.encode()}
