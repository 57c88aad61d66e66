"""NetCDF in the manner of movement: named dimensions, seconds, one individual.

`movement` (neuroinformatics-unit) keeps tracks in an xarray data set with the dimensions
``time``, ``individual`` and others, and with ``fps``, ``time_unit`` and
``source_software`` as attributes. hemiface measures lids and corners, not points in the
picture, so its variables have the dimensions ``time``, ``side`` and ``individual``.

The file is classic netCDF (64-bit offset) written by scipy, which every netCDF reader
opens; it needs neither netCDF4 nor HDF5 here.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.io import netcdf_file

from hemiface.model.analysis import Analysis
from hemiface.model.anatomy import Side
from hemiface.model.signals import SignalName
from hemiface.reports.exports.layout import HEAD_ROWS, SIGNAL_UNITS

DIMENSIONS = ("time", "side", "individual")


def export_netcdf(analysis: Analysis, folder: Path, stem: str) -> tuple[Path, ...]:
    """All signals over time, side and individual.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    path = folder / f"{stem}.nc"
    with netcdf_file(path, "w", version=2) as file:
        _write(file, analysis)
    return (path,)


def _write(file: netcdf_file, analysis: Analysis) -> None:
    signals, made = analysis.signals, analysis.provenance
    file.fps = float(analysis.quality.frame_rate_hz or np.nan)
    file.time_unit = "seconds"
    file.source_software = f"hemiface {made.package_version}"
    file.source_file = analysis.video.name
    file.method_version = made.method
    file.settings_sha256 = made.settings_hash
    file.video_sha256 = made.file_hash
    file.Conventions = "CF-1.11"
    file.createDimension("time", signals.time.size)
    _add_names(file, "side", [side.value for side in Side])
    _add_names(file, "individual", ["person"])
    _add(file, "time", signals.time, ("time",), "s")
    for name in SignalName:
        row = np.stack([signals.side(side).get(name) for side in Side], axis=1)[:, :, None]
        _add(file, name.value, row, DIMENSIONS, SIGNAL_UNITS[name].replace("n/a", "1"))
    for head in HEAD_ROWS:
        _add(file, head, getattr(signals, head)[:, None], ("time", "individual"), "degree")
    _add(file, "valid", signals.valid[:, None], ("time", "individual"), "1")
    _add(file, "presence", signals.presence[:, None], ("time", "individual"), "1")


def _add(
    file: netcdf_file, name: str, values: np.ndarray, dimensions: Sequence[str], units: str
) -> None:
    kind = "i1" if values.dtype == np.bool_ else "f8"
    variable = file.createVariable(name, kind, dimensions)
    variable[:] = values.astype(kind)
    variable.units = units


def _add_names(file: netcdf_file, dimension: str, names: Sequence[str]) -> None:
    """A coordinate of words, as rows of characters."""
    width = max(map(len, names))
    file.createDimension(dimension, len(names))
    file.createDimension(f"{dimension}_letters", width)
    variable = file.createVariable(dimension, "c", (dimension, f"{dimension}_letters"))
    variable[:] = np.array([list(name.ljust(width, "\0")) for name in names], dtype="S1")
    variable._Encoding = "utf-8"
