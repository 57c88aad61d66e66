"""Surface EMG is read from EDF, BDF and tables, with its rate and unit."""

import io

import edfio
import numpy as np
import pytest

from hemiface.formats.emg import list_emg_channels, parse_emg
from hemiface.model.anatomy import Side

NAMES = {Side.LEFT: "Orb L", Side.RIGHT: "Orb R"}
WAVE = 100 * np.sin(np.linspace(0, 60, 4000))


def write_edf(unit: str = "uV", scale: float = 1.0) -> bytes:
    signals = [
        edfio.EdfSignal(WAVE * sign * scale, 1000.0, label=name, physical_dimension=unit)
        for sign, name in ((1, "Orb L"), (-1, "Orb R"))
    ]
    file = io.BytesIO()
    edfio.Edf(signals).write(file)
    return file.getvalue()


@pytest.mark.parametrize(("unit", "scale"), [("uV", 1.0), ("mV", 1e-3)])
def test_edf_is_read_in_microvolts(unit: str, scale: float) -> None:
    emg = parse_emg(write_edf(unit, scale), ".EDF", NAMES)
    assert (emg.rate_hz, emg.duration_s) == (1000.0, 4.0)
    assert emg.channels[Side.LEFT] == pytest.approx(WAVE, abs=0.01)
    assert emg.channels[Side.RIGHT] == pytest.approx(-WAVE, abs=0.01)
    assert list_emg_channels(write_edf(), ".edf") == ("Orb L", "Orb R")


@pytest.mark.parametrize(("delimiter", "decimal"), [(",", "."), (";", ","), ("\t", ".")])
def test_tables_are_read_as_programs_write_them(delimiter: str, decimal: str) -> None:
    lines = [delimiter.join(("time", "Orb L", "Orb R"))]
    for n, value in enumerate(WAVE[:2000]):
        cells = (f"{2 + n / 1000:.3f}", f"{value:.4f}", f"{-value:.4f}")
        lines.append(delimiter.join(cell.replace(".", decimal) for cell in cells))
    emg = parse_emg("\n".join(lines).encode(), ".csv", NAMES)
    assert emg.rate_hz == pytest.approx(1000.0)
    assert emg.start_s == 2.0
    assert emg.channels[Side.RIGHT] == pytest.approx(-WAVE[:2000], abs=1e-4)
    assert list_emg_channels("\n".join(lines).encode(), ".csv") == ("Orb L", "Orb R")


@pytest.mark.parametrize(
    ("data", "suffix", "why"),
    [
        (b"", ".edf", "too short"),
        (b"x" * 300, ".edf", "no EDF file"),
        (write_edf(), ".bdf", "no BDF file"),
        (b"0       " + b"x" * 300, ".edf", "damaged"),
        (b"", ".csv", "no samples"),
        (b"time,Orb L,Orb R\n0,1,1\n1,1,1\n5,1,1\n5.1,1,1\n", ".csv", "even steps"),
        (b"time,Orb L,Orb R\n0,1,x\n1,1,1\n2,1,1\n", ".csv", "no number"),
        (b"time,Orb L,other\n0,1,1\n1,1,1\n2,1,1\n", ".csv", "there is no channel 'Orb R'"),
        (b"time,Orb L,Orb R\n0,1,1\nnan,1,1\n2,1,1\n", ".csv", "even steps"),
    ],
)
def test_what_is_no_emg_is_refused(data: bytes, suffix: str, why: str | None) -> None:
    with pytest.raises(ValueError, match=why):
        parse_emg(data, suffix, NAMES)
