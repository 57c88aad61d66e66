"""Plain tables: CSV and Parquet."""

from pathlib import Path

import pyarrow.csv
import pyarrow.parquet

from hemiface.formats.event_table import events_to_csv
from hemiface.formats.signal_table import write_signals
from hemiface.model.analysis import Analysis


def export_csv(analysis: Analysis, folder: Path, stem: str) -> tuple[Path, ...]:
    """Signals and events as CSV; what is not known stays empty, units stand in the names.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    events, signals = folder / f"{stem}_events.csv", folder / f"{stem}_signals.csv"
    events.write_text(events_to_csv(analysis.events), encoding="utf-8", newline="")
    parquet = folder / f".{stem}_signals.parquet"
    try:
        write_signals(analysis.signals, parquet)
        table = pyarrow.parquet.read_table(parquet)
    finally:
        parquet.unlink(missing_ok=True)
    pyarrow.csv.write_csv(table, signals)
    return events, signals


def export_parquet(analysis: Analysis, folder: Path, stem: str) -> tuple[Path, ...]:
    """Signals and events as Parquet, units in the column metadata of the signals.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    events, signals = folder / f"{stem}_events.parquet", folder / f"{stem}_signals.parquet"
    text = folder / f".{stem}_events.csv"
    try:
        text.write_text(events_to_csv(analysis.events), encoding="utf-8", newline="")
        pyarrow.parquet.write_table(pyarrow.csv.read_csv(text), events)
    finally:
        text.unlink(missing_ok=True)
    write_signals(analysis.signals, signals)
    return events, signals
