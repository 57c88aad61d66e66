"""What several formats share: the order, names and units of signals."""

from collections.abc import Iterator

from hemiface.model.anatomy import Side
from hemiface.model.signals import Series, SignalName, Signals

SIGNAL_UNITS = {name: "mm" if name.value.endswith("_mm") else "n/a" for name in SignalName}
"""Unit of each signal; closure and motion have none."""

HEAD_ROWS = ("head_yaw_deg", "head_pitch_deg", "head_roll_deg")


def iter_side_rows(signals: Signals) -> Iterator[tuple[Side, SignalName, Series]]:
    """Every signal of both sides, left before right."""
    for side in Side:
        for name in SignalName:
            yield side, name, signals.side(side).get(name)
