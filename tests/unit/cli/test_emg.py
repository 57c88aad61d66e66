"""`hemiface emg` lists channels, writes events, and scores a video against them."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.fakes import told_session
from tests.unit.events.test_emg import BLINKS, RATE_HZ, SPASMS, muscle
from tests.unit.video.test_sound import CLAP_S, film

from hemiface.cli.main import main
from hemiface.events.emg import find_emg_events
from hemiface.formats.event_table import events_from_csv, events_to_csv
from hemiface.model.anatomy import Side
from hemiface.model.emg import EmgRecording

SHIFT_S = 2.5


@pytest.fixture
def table(tmp_path: Path) -> Path:
    left, right = muscle((*BLINKS, *SPASMS), 1), muscle(BLINKS, 2)
    time = np.arange(left.size) / RATE_HZ
    path = tmp_path / "emg.csv"
    rows = np.column_stack([time, left, right])
    np.savetxt(path, rows, "%.4f", ",", header="time,l,r", comments="")
    return path


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """What a video would show, whose clock is ahead."""
    channels = {Side.LEFT: muscle((*BLINKS, *SPASMS), 3), Side.RIGHT: muscle(BLINKS, 4)}
    events = find_emg_events(EmgRecording(RATE_HZ, channels, SHIFT_S))
    path = tmp_path / "video.csv"
    path.write_text(events_to_csv(events))
    return path


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str]:
    with pytest.raises(SystemExit) as left:
        main(["emg", *words], obj=told_session())
    said = capsys.readouterr()
    return left.value.code, said.out + said.err


def test_channels_are_listed_and_missing_ones_named(
    capsys: pytest.CaptureFixture[str], table: Path
) -> None:
    assert call(capsys, str(table)) == (0, "l\nr\n")
    code, said = call(capsys, str(table), "--left", "x")
    assert code == 2
    assert "no channel 'x'" in said


def test_blinks_give_the_shift_and_the_video_is_scored(
    capsys: pytest.CaptureFixture[str], table: Path, video: Path, tmp_path: Path
) -> None:
    target = tmp_path / "events.csv"
    words = (
        str(table),
        "--left",
        "l",
        "--right",
        "r",
        "--events",
        str(target),
        "--blinks",
        str(video),
    )
    code, said = call(capsys, *words)
    assert code == 0, said
    assert "shifted by +2.5" in said
    assert "blink      both   4" in said
    assert "spasm      left   2" in said
    assert "precision" in said
    onsets = [event.onset for event in events_from_csv(target.read_text())]
    there = [event.onset for event in events_from_csv(video.read_text())]
    assert onsets == pytest.approx(there, abs=0.05)


def test_a_shift_that_is_typed_is_taken(capsys: pytest.CaptureFixture[str], table: Path) -> None:
    words = (str(table), "--left", "l", "--right", "r", "--json")
    first, second = (
        json.loads(call(capsys, *words, *more)[1]) for more in ((), ("--shift", "1.5"))
    )
    for before, after in zip(first["events"], second["events"], strict=True):
        assert after["onset"] == pytest.approx(before["onset"] + 1.5)


def test_claps_give_the_shift(
    capsys: pytest.CaptureFixture[str], table: Path, tmp_path: Path
) -> None:
    rows = np.loadtxt(table, delimiter=",", skiprows=1)
    marks = np.zeros(len(rows))
    marks[np.abs(rows[:, 0] - 4.0) < 0.02] = 1.0
    path = tmp_path / "marked.csv"
    np.savetxt(path, np.column_stack([rows, marks]), "%.4f", ",", header="time,l,r,m", comments="")
    words = (str(path), "--left", "l", "--clap", str(film(tmp_path / "clap.mp4", 48000, 0.0)), "m")
    code, said = call(capsys, *words)
    assert code == 0, said
    assert "by claps: 1 of 1 meet" in said
    shift = float(said.partition("shifted by ")[2].partition(" s")[0])
    assert shift == pytest.approx(CLAP_S - 4.0, abs=0.03)
    assert call(capsys, *words[:-1], "x")[0] == 2
