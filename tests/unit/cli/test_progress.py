"""What a long run says where nobody watches."""

import time

import pytest

from hemiface.cli import progress
from hemiface.cli.progress import Heartbeat
from hemiface.operations.stream import Advance


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that have gone by; the test moves them."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_a_short_run_says_nothing(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    heart = Heartbeat(silent=False)
    clock[0] += progress.HEARTBEAT_S - 1
    heart.advance(Advance("a/visit.mp4", 3, 60, "s", 90))
    with heart.finish("a/visit.mp4"):
        pass
    assert capsys.readouterr().err == ""


def test_a_long_run_says_a_line_now_and_then_and_one_a_file(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    heart = Heartbeat(silent=False)
    for second in range(0, 100, 5):
        clock[0] += 5
        heart.advance(Advance("a/visit.mp4", float(second), 100, "s", 30 * second))
    with heart.finish("a/visit.mp4"):
        pass
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 100 // progress.HEARTBEAT_S + 1
    assert lines[0].startswith("visit.mp4: 10.0 of 100 s, 300 frames")
    assert lines[-1] == "visit.mp4: finished, number 1"


def test_a_program_that_reads_json_is_not_disturbed(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    heart = Heartbeat(silent=True)
    clock[0] += 1000
    heart.advance(Advance("visit.mp4", 3, 60, "s", 90))
    with heart.finish("visit.mp4"):
        pass
    assert capsys.readouterr().err == ""
