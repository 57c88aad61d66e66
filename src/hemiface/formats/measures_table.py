"""One table of measures over any number of recordings: a row a recording, side and measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet

from hemiface.formats.column_tables import write_arrow_csv
from hemiface.model.assessment import Assessment
from hemiface.model.circumstances import Circumstances
from hemiface.model.provenance import Provenance

SCHEMA = pa.schema(
    [
        ("recording", pa.string()),
        ("pseudonym", pa.string()),
        ("filmed", pa.string()),
        ("task", pa.string()),
        ("visit", pa.string()),
        ("affected_side", pa.string()),
        ("side_confidence", pa.float64()),
        ("pattern", pa.string()),
        ("duration_s", pa.float64()),
        ("measure", pa.string()),
        ("side", pa.string()),
        ("unit", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("standard_error", pa.float64()),
        ("valid_time_s", pa.float64()),
        ("method_version", pa.string()),
        ("file_hash", pa.string()),
    ]
)
"""Columns of the table; what is not known stays empty."""


@dataclass(frozen=True, slots=True)
class MeasuredRecording:
    """One recording for the table.

    Parameters
    ----------
    name
        What it is called in the table.
    found, duration_s, made
        What it shows, how long it is, and what made it.
    known
        When it was filmed and whose it is.
    """

    name: str
    found: Assessment
    duration_s: float
    made: Provenance
    known: Circumstances


def measures_to_parquet(recordings: Sequence[MeasuredRecording]) -> bytes:
    """The table as Parquet."""
    written = BytesIO()
    pyarrow.parquet.write_table(_table(recordings), written)
    return written.getvalue()


def measures_to_csv(recordings: Sequence[MeasuredRecording]) -> bytes:
    """The table as CSV."""
    return write_arrow_csv(_table(recordings))


def _table(recordings: Sequence[MeasuredRecording]) -> pa.Table:
    rows = [row for recording in recordings for row in _tabulate(recording)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _tabulate(recording: MeasuredRecording) -> list[dict[str, object]]:
    """Rows of one recording, in the order of the registry."""
    found, made, known = recording.found, recording.made, recording.known
    same: dict[str, object] = {
        "recording": recording.name,
        "pseudonym": known.pseudonym or None,
        "filmed": known.filmed.isoformat() if known.filmed else None,
        "task": known.task.value if known.task else None,
        "visit": known.visit or None,
        "affected_side": found.affected_side.value,
        "side_confidence": found.side_confidence,
        "pattern": found.pattern.label.value,
        "duration_s": recording.duration_s,
        "method_version": made.method,
        "file_hash": made.file_hash,
    }
    return [
        {
            **same,
            "measure": measure.name,
            "side": measure.side.value if measure.side else None,
            "unit": measure.unit,
            "value": measure.value,
            "low": measure.low,
            "high": measure.high,
            "standard_error": measure.standard_error,
            "valid_time_s": measure.valid_time_s,
        }
        for measure in found.measures
    ]
