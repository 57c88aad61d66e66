"""Signals and events as the labeled tables of xarray and pandas, which are optional.

Both libraries are loaded when a table is asked for, and nowhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from hemiface.errors import ExtraMissingError
from hemiface.model.anatomy import Side
from hemiface.model.events import Event
from hemiface.model.signals import SignalName, Signals

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

_DEGREES = {"units": "degree"}
FRAME_ROWS: Mapping[str, Mapping[str, str]] = {
    "valid": {},
    "presence": {},
    "head_yaw_deg": _DEGREES,
    "head_pitch_deg": _DEGREES,
    "head_roll_deg": _DEGREES,
    "closure_asymmetry": {},
    "mouth_opening_mm": {"units": "mm"},
}
"""Rows of the whole face, with their units."""


def label_signals(signals: Signals) -> "xr.Dataset":
    """Give signals over ``time`` and ``side``, each with its unit.

    Parameters
    ----------
    signals
        Both sides over one recording.

    Returns
    -------
    xarray.Dataset
        Signals of a side with the dimensions ``(time, side)``, rows of the whole face with
        ``(time,)``; NaN where nothing could be measured. Noise floors and the aperture lost in
        full closure have the dimension ``(side,)``.

    Raises
    ------
    ExtraMissingError
        If xarray is not installed.
    """
    library = _load("xarray")
    sides = [signals.side(side) for side in Side]

    def stack(name: str) -> np.ndarray:
        return np.stack([getattr(side, name) for side in sides], axis=1)

    data: dict[str, Any] = {}
    for name in SignalName:
        unit = _unit(name)
        data[name.value] = (("time", "side"), stack(name.value), unit)
        noise = [side.noise.get(name, np.nan) for side in sides]
        data[f"{name.value}_noise"] = (("side",), noise, unit)
    data["eye_visible"] = (("time", "side"), stack("eye_visible"))
    full = [signals.full_closure_mm[side] for side in Side]
    data["full_closure_mm"] = (("side",), full, {"units": "mm"})
    for row, unit in FRAME_ROWS.items():
        data[row] = (("time",), getattr(signals, row), unit)
    coordinates = {
        "time": ("time", signals.time, {"units": "s"}),
        "side": [side.value for side in Side],
    }
    return library.Dataset(data, coords=coordinates)  # type: ignore[no-any-return]


def tabulate_events(events: Sequence[Event]) -> "pd.DataFrame":
    """Give one row an event, in order of time; what is not known is missing.

    Parameters
    ----------
    events
        Events of one recording.

    Returns
    -------
    pandas.DataFrame
        A column for each field of an event, words as plain text, regions joined by ``+``.

    Raises
    ------
    ExtraMissingError
        If pandas is not installed.
    """
    library = _load("pandas")
    names = [field.name for field in fields(Event)]
    rows = [
        [str(value) if isinstance(value, str) else value for value in _values(event)]
        for event in events
    ]
    return library.DataFrame(rows, columns=names)


def _values(event: Event) -> list[object]:
    return list((asdict(event) | {"regions": "+".join(event.regions)}).values())


def _unit(name: SignalName) -> Mapping[str, str]:
    return {"units": "mm"} if name.value.endswith("_mm") else {}


def _load(name: str) -> Any:  # noqa: ANN401 - a module has no narrower type
    try:
        return import_module(name)
    except ImportError as error:
        raise ExtraMissingError("library", name=name) from error
