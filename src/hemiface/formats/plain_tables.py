"""Signals as CSV, events as Parquet: the plain tables that are not those of a folder of results."""

from collections.abc import Iterable
from io import BytesIO

import pyarrow.csv
import pyarrow.parquet

from hemiface.formats.column_tables import write_arrow_csv
from hemiface.formats.event_table import events_to_csv
from hemiface.formats.signal_table import tabulate_signals
from hemiface.model.events import Event
from hemiface.model.signals import Signals


def signals_to_csv(signals: Signals) -> bytes:
    """One row a frame; what is not known stays empty, units stand in the names."""
    return write_arrow_csv(tabulate_signals(signals))


def events_to_parquet(events: Iterable[Event]) -> bytes:
    """One row an event."""
    table = pyarrow.csv.read_csv(BytesIO(events_to_csv(events).encode()))
    written = BytesIO()
    pyarrow.parquet.write_table(table, written)
    return written.getvalue()
