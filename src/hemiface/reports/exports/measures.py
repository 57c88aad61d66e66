"""One table of measures over any number of recordings: a row a recording, side and measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from hemiface.model.circumstances import Circumstances
from hemiface.results import Summary

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
    summary, known
        What it shows, and when and whose it is.
    """

    name: str
    summary: Summary
    known: Circumstances


def export_measures(recordings: Sequence[MeasuredRecording], folder: Path) -> tuple[Path, ...]:
    """Write ``measures.parquet`` and ``measures.csv`` into a folder.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    rows = [row for recording in recordings for row in _tabulate(recording)]
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    parquet, csv = folder / "measures.parquet", folder / "measures.csv"
    pyarrow.parquet.write_table(table, parquet)
    pyarrow.csv.write_csv(table, csv)
    return parquet, csv


def _tabulate(recording: MeasuredRecording) -> list[dict[str, object]]:
    """Rows of one recording, in the order of its summary."""
    summary, known = recording.summary, recording.known
    same: dict[str, object] = {
        "recording": recording.name,
        "pseudonym": known.pseudonym or None,
        "filmed": known.filmed.isoformat() if known.filmed else None,
        "task": known.task.value if known.task else None,
        "visit": known.visit or None,
        "affected_side": summary.affected_side.value,
        "side_confidence": summary.side_confidence,
        "pattern": summary.pattern.label.value,
        "duration_s": summary.quality.duration_s,
        "method_version": summary.provenance.method,
        "file_hash": summary.provenance.file_hash,
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
        for measure in summary.assessment().measures
    ]
