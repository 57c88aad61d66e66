"""`signals.parquet`: one row a frame, both sides in millimeters."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields
from io import BytesIO
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from hemiface.model.anatomy import Side
from hemiface.model.provenance import SCHEMA_VERSION
from hemiface.model.signals import SideSignals, SignalName, Signals

FRAME_ROWS = ("time", "valid", "presence", "head_yaw_deg", "head_pitch_deg", "head_roll_deg")
SIDE_ROWS = (*(name.value for name in SignalName), "eye_visible")
SIDE_FACTS = tuple(
    field.name for field in fields(SideSignals) if field.name not in (*SIDE_ROWS, "noise")
)
"""What is known of a side once, not frame by frame."""

SIGNAL_COLUMNS = (
    *FRAME_ROWS,
    *(f"{side}_{row}" for side in Side for row in SIDE_ROWS),
    "closure_asymmetry",
    "mouth_opening_mm",
)
"""All columns of `signals.parquet`."""

LATER_COLUMNS = ("mouth_opening_mm",)
"""Columns that files written by earlier versions lack."""

_METADATA_KEY = b"hemiface"
_UNITS = {"mm": "mm", "deg": "deg"}


def column_unit(column: str) -> str:
    """Unit of a column of `signals.parquet`; empty where it has none."""
    return "s" if column == "time" else _UNITS.get(column.rsplit("_", 1)[-1], "")


def signals_to_parquet(signals: Signals) -> bytes:
    """Write signals as Parquet, units and noise floors in its metadata."""
    written = BytesIO()
    pq.write_table(tabulate_signals(signals), written, compression="zstd")
    return written.getvalue()


def tabulate_signals(signals: Signals) -> pa.Table:
    """Give signals as a table with the columns of `signals.parquet`."""
    rows: dict[str, Any] = {name: getattr(signals, name) for name in FRAME_ROWS}
    for side in Side:
        rows |= {f"{side}_{name}": getattr(signals.side(side), name) for name in SIDE_ROWS}
    rows["closure_asymmetry"] = signals.closure_asymmetry
    rows["mouth_opening_mm"] = signals.mouth_opening_mm
    facts = {
        "schema_version": SCHEMA_VERSION,
        "scale_uncertainty": _number(signals.scale_uncertainty),
        "closure_asymmetry_noise": _number(signals.closure_asymmetry_noise),
        "full_closure_mm": _numbers(signals.full_closure_mm),
        "noise": {side: _numbers(signals.side(side).noise) for side in Side},
        "sides": {
            side: {name: getattr(signals.side(side), name) for name in SIDE_FACTS} for side in Side
        },
    }
    columns = [
        pa.field(name, pa.array(rows[name]).type, metadata={"unit": column_unit(name)})
        for name in SIGNAL_COLUMNS
    ]
    schema = pa.schema(columns, metadata={_METADATA_KEY: json.dumps(facts, allow_nan=False)})
    return pa.table([pa.array(rows[name]) for name in SIGNAL_COLUMNS], schema=schema)


def _read_column(column: pa.ChunkedArray) -> NDArray[Any]:
    """Values of a column. What pyarrow offers for it, and its `read_table`, load pandas."""
    is_mask = pa.types.is_boolean(column.type)
    if column.null_count or not (is_mask or pa.types.is_floating(column.type)):
        raise ValueError("not a table of signals: a column holds something else than numbers")
    plain = column.cast(pa.uint8()) if is_mask else column
    parts = [np.from_dlpack(part) for part in plain.chunks if len(part)]
    values = np.concatenate(parts) if parts else np.zeros(0)
    return values.astype(bool) if is_mask else values


def signals_from_parquet(data: bytes) -> Signals:
    """Read signals as `signals_to_parquet` wrote them.

    Raises
    ------
    OSError
        If the file is damaged.
    ValueError
        If it is not a table of signals of this version.
    """
    table = pq.ParquetFile(pa.BufferReader(data)).read()
    lacking = [name for name in SIGNAL_COLUMNS if name not in table.column_names]
    missing = [name for name in lacking if name not in LATER_COLUMNS]
    metadata = table.schema.metadata or {}
    if missing or _METADATA_KEY not in metadata:
        raise ValueError(f"not a table of signals: lacks {', '.join(missing) or 'its metadata'}")
    facts = json.loads(metadata[_METADATA_KEY])
    if facts["schema_version"] != SCHEMA_VERSION:
        raise ValueError(f"signals of schema version {facts['schema_version']} cannot be read")
    # A copy: pyarrow lends read-only memory that dies with the table.
    rows: dict[str, Any] = {
        name: np.zeros(0) if name in lacking else _read_column(table[name])
        for name in SIGNAL_COLUMNS
    }
    sides = {
        side: SideSignals(
            **{name: rows[f"{side}_{name}"] for name in SIDE_ROWS},
            noise={SignalName(name): _real(x) for name, x in facts["noise"][side].items()},
            **facts["sides"][side],
        )
        for side in Side
    }
    return Signals(
        **{name: rows[name] for name in FRAME_ROWS},
        left=sides[Side.LEFT],
        right=sides[Side.RIGHT],
        full_closure_mm={Side(name): _real(x) for name, x in facts["full_closure_mm"].items()},
        scale_uncertainty=_real(facts["scale_uncertainty"]),
        closure_asymmetry=rows["closure_asymmetry"],
        closure_asymmetry_noise=_real(facts.get("closure_asymmetry_noise", 0.0)),
        mouth_opening_mm=rows["mouth_opening_mm"],
    )


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _numbers(values: Mapping[Any, float]) -> dict[str, float | None]:
    return {str(name): _number(value) for name, value in values.items()}


def _real(value: float | None) -> float:
    return math.nan if value is None else value
