"""Surface EMG from files: EDF and EDF+, BDF and BDF+, and tables of numbers."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from hemiface.errors.faults import ReasonError
from hemiface.formats.tables import find_delimiter, iter_rows
from hemiface.model.anatomy import Side
from hemiface.model.emg import EmgChannel, EmgRecording

EDF_SUFFIXES = (".edf", ".bdf")
MICROVOLTS: Mapping[str, float] = {"uV": 1.0, "µV": 1.0, "mV": 1e3, "V": 1e6, "nV": 1e-3}
FIRST_BYTES: Mapping[str, bytes] = {".edf": b"0       ", ".bdf": b"\xffBIOSEMI"}
"""The version, with which either begins."""
SHORTEST_EDF = 256
"""Bytes of the head."""
UNEVEN = 0.02
"""Share by which the steps of a table may differ: files round their times."""


T = TypeVar("T")


class _Signal(Protocol):
    """What EDF and BDF signals share; the library gives them no type in common."""

    @property
    def label(self) -> str: ...

    @property
    def physical_dimension(self) -> str: ...

    @property
    def sampling_frequency(self) -> float: ...

    @property
    def data(self) -> NDArray[np.float64]: ...


def parse_emg(data: bytes, suffix: str, names: Mapping[Side, str]) -> EmgRecording:
    """Read one channel a side.

    Parameters
    ----------
    data
        The file.
    suffix
        Of its name, such as ``.edf``.
    names
        Name of each side's channel; one side alone is fine.

    Raises
    ------
    ValueError
        If it cannot be read, or a channel is not there.
    """
    found = parse_channels(data, suffix, names.values())
    if len({channel.rate_hz for channel in found.values()}) != 1:
        raise ReasonError("emg_rates")
    first = next(iter(found.values()))
    values = {side: found[name].values for side, name in names.items()}
    return EmgRecording(first.rate_hz, values, first.start_s)


def parse_channels(data: bytes, suffix: str, names: Iterable[str]) -> dict[str, EmgChannel]:
    """Read channels by their names.

    Parameters
    ----------
    data, suffix
        As for `parse_emg`.
    names
        Of the channels.

    Raises
    ------
    ValueError
        If it cannot be read, or a channel is not there.
    """
    if suffix.lower() in EDF_SUFFIXES:
        return _parse_edf(data, suffix.lower(), names)
    return _parse_table(data, names)


def list_emg_channels(data: bytes, suffix: str) -> tuple[str, ...]:
    """Names of the channels of a file.

    Raises
    ------
    ValueError
        If it cannot be read.
    """
    if suffix.lower() in EDF_SUFFIXES:
        return tuple(str(signal.label) for signal in _open_edf(data, suffix.lower()))
    text = data.decode("utf-8-sig")
    header = text.splitlines()[0].split(find_delimiter(text)) if text.strip() else []
    return tuple(name.strip(' "') for name in header[1:])


def _open_edf(data: bytes, suffix: str) -> Sequence[_Signal]:
    import edfio

    if len(data) < SHORTEST_EDF:
        raise ReasonError("emg_short")
    form = suffix[1:].upper()
    if not data.startswith(FIRST_BYTES[suffix]):
        raise ReasonError("emg_other", form=form)
    try:
        return (edfio.read_edf if suffix == ".edf" else edfio.read_bdf)(io.BytesIO(data)).signals
    except (ValueError, LookupError, ArithmeticError) as error:
        raise ReasonError("emg_damaged", form=form) from error


def _parse_edf(data: bytes, suffix: str, names: Iterable[str]) -> dict[str, EmgChannel]:
    signals = {str(signal.label): signal for signal in _open_edf(data, suffix)}
    found = {}
    for name in names:
        signal = _pick(signals, name)
        microvolts = MICROVOLTS.get(str(signal.physical_dimension).strip(), 1.0)
        values = np.asarray(signal.data, np.float64) * microvolts
        found[name] = EmgChannel(float(signal.sampling_frequency), values)
    return found


def _parse_table(data: bytes, names: Iterable[str]) -> dict[str, EmgChannel]:
    text = data.decode("utf-8-sig")
    delimiter = find_delimiter(text)
    rows = [row for _, row in iter_rows(text, delimiter=delimiter)]
    if len(rows) < 2:
        raise ReasonError("emg_no_samples")
    columns = {column.strip(): column for column in rows[0]}
    time = _column(rows, next(iter(columns.values())), delimiter)
    steps = np.diff(time)
    step = float(np.median(steps))
    if not step > 0 or np.any(np.abs(steps - step) > max(UNEVEN * step, 2e-3)):
        raise ReasonError("emg_uneven")
    # The mean over all of it: files round each time.
    rate = (time.size - 1) / float(time[-1] - time[0])
    return {
        name: EmgChannel(rate, _column(rows, _pick(columns, name), delimiter), float(time[0]))
        for name in names
    }


def _column(rows: list[dict[str, str]], name: str, delimiter: str) -> NDArray[np.float64]:
    texts = [row[name] or "" for row in rows]
    if delimiter != ",":  # where columns are not parted by commas, a comma may be the decimal one
        texts = [text.replace(",", ".") for text in texts]
    try:
        return np.array([float(text) for text in texts])
    except ValueError as error:
        raise ReasonError("emg_no_number", name=name.strip()) from error


def _pick(found: Mapping[str, T], name: str) -> T:
    if name not in found:
        raise ReasonError("emg_no_channel", name=name, names=", ".join(sorted(found)))
    return found[name]
