"""NetCDF that `movement` reads as a data set of poses.

`movement` (neuroinformatics-unit, 0.15) wants ``position`` over time, space, keypoints and
individuals, ``confidence`` without space, and says ``ds_type``, ``fps`` and ``time_unit`` in
the attributes. hemiface keeps how far each part of the face moved along the line on which it
is measured, not where it lay in the picture: a keypoint's position is therefore its place
relative to where it usually rests, in millimeters of the head's own frame. Displacement,
path, speed and acceleration of a keypoint mean what they say; distances between keypoints
do not. The rows themselves follow with the dimensions ``time``, ``side`` and
``individuals``.

The file is classic netCDF (64-bit offset) written by scipy, which every netCDF reader
opens; it needs neither netCDF4 nor HDF5 here.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from scipy.io import netcdf_file

from hemiface.formats.signal_layout import HEAD_ROWS, SIGNAL_UNITS
from hemiface.model.analysis import Analysis
from hemiface.model.anatomy import Side
from hemiface.model.signals import SignalName, Signals

DIMENSIONS = ("time", "side", "individuals")
POSE_DIMENSIONS = ("time", "space", "keypoints", "individuals")

UP = (0.0, 1.0)
OUTWARDS_AND_UP = (float(np.sqrt(0.5)), float(np.sqrt(0.5)))
"""The mouth corner is measured along its line of pull, 45 degrees outwards and up."""

KEYPOINTS: Mapping[str, tuple[SignalName, tuple[float, float]]] = {
    "upper_eyelid": (SignalName.EYELID_APERTURE, UP),
    "brow": (SignalName.BROW_HEIGHT, UP),
    "cheek": (SignalName.CHEEK_RAISE, UP),
    "mouth_corner": (SignalName.MOUTH_CORNER_EXCURSION, OUTWARDS_AND_UP),
    "chin": (SignalName.CHIN_RAISE, UP),
}
"""Points of each side, with the row that moves them and its direction: outwards, and up."""

POSITION_COMMENT = (
    "Frame of the head: x to the person's own left, y up. Each keypoint relative to where it"
    " usually rests, the upper eyelid relative to the lower one; moved along the line on which"
    " it is measured. Places in the picture are not kept."
)


def analysis_to_netcdf(analysis: Analysis) -> bytes:
    """Keypoints as `movement` knows them, and all signals over time, side and individual."""
    written = BytesIO()
    with netcdf_file(written, "w", version=2) as file:
        _write(file, analysis)
        file.flush()
        return written.getvalue()


def list_keypoints() -> list[str]:
    """Names of all keypoints, left before right."""
    return [f"{side}_{point}" for side in Side for point in KEYPOINTS]


def place_keypoints(signals: Signals) -> NDArray[np.float64]:
    """Places of all keypoints in millimeters, shape ``(n_frames, 2, n_keypoints, 1)``."""
    columns = []
    for side in Side:
        to_the_left = 1.0 if side is Side.LEFT else -1.0
        for name, (outwards, up) in KEYPOINTS.values():
            row = signals.side(side).get(name)
            columns.append(np.stack([to_the_left * outwards * row, up * row], axis=1))
    return np.stack(columns, axis=2)[..., None]


def _write(file: netcdf_file, analysis: Analysis) -> None:
    signals, made = analysis.signals, analysis.provenance
    file.ds_type = "poses"
    if analysis.quality.frame_rate_hz:
        file.fps = float(analysis.quality.frame_rate_hz)
    file.time_unit = "seconds"
    file.source_software = f"hemiface {made.package_version}"
    # The library takes text as ASCII; NetCDF itself says UTF-8.
    file.source_file = analysis.video.name.encode("utf-8", "backslashreplace")
    file.method_version = made.method
    file.settings_sha256 = made.settings_hash
    file.video_sha256 = made.file_hash
    file.Conventions = "CF-1.11"
    file.createDimension("time", signals.time.size)
    _add_names(file, "side", [side.value for side in Side])
    _add_names(file, "space", ["x", "y"])
    _add_names(file, "keypoints", list_keypoints())
    _add_names(file, "individuals", ["person"])
    _add(file, "time", signals.time, ("time",), "s")
    _add(file, "position", place_keypoints(signals), POSE_DIMENSIONS, "mm")
    file.variables["position"].comment = POSITION_COMMENT
    confidence = np.repeat(signals.presence[:, None, None], len(list_keypoints()), axis=1)
    _add(file, "confidence", confidence, ("time", "keypoints", "individuals"), "1")
    for name in SignalName:
        row = np.stack([signals.side(side).get(name) for side in Side], axis=1)[:, :, None]
        _add(file, name.value, row, DIMENSIONS, SIGNAL_UNITS[name].replace("n/a", "1"))
    for head in HEAD_ROWS:
        _add(file, head, getattr(signals, head)[:, None], ("time", "individuals"), "degree")
    _add(file, "valid", signals.valid[:, None], ("time", "individuals"), "1")
    _add(file, "presence", signals.presence[:, None], ("time", "individuals"), "1")


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
