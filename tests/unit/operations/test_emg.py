"""Surface EMG beside a video that is no file of its own: claps in both tell how to move it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.unit.events.test_emg import BLINKS, RATE_HZ, SPASMS, muscle
from tests.unit.video.test_sound import CLAP_S, film
from tests.worlds import make_analysis

from hemiface.errors import VideoUnreadableError
from hemiface.model.anatomy import Side
from hemiface.model.corrections import CorrectionLog
from hemiface.model.emg import ClapMatch
from hemiface.model.playback import RecordingBytes
from hemiface.operations.emg import HeardBytes, put_beside
from hemiface.operations.review import Review

AT_S = 4.0
"""When the clap is on the clock of the EMG."""


def read(path: Path) -> RecordingBytes:
    """A video as the records give it: stretches of bytes, and no file."""
    content = path.read_bytes()

    def read_span(start: int, stop: int) -> Iterator[bytes]:
        for place in range(start, stop, 1000):
            yield content[place : min(place + 1000, stop)]

    return RecordingBytes(len(content), "video/mp4", "0" * 64, read_span)


@pytest.fixture
def table() -> bytes:
    left = muscle((*BLINKS, *SPASMS), 1)
    time = np.arange(left.size) / RATE_HZ
    microphone = np.where(np.abs(time - AT_S) < 0.002, 500.0, 0.0)
    rows = [f"{at:.3f},{a:.3f},{b:.1f}" for at, a, b in zip(time, left, microphone, strict=True)]
    return "\n".join(["time,Orb L,Mic", *rows]).encode()


def test_claps_in_the_sound_of_a_recording_move_the_emg(tmp_path: Path, table: bytes) -> None:
    heard = HeardBytes(read(film(tmp_path / "clap.mp4", 48000, 0.0)), "Mic")
    review = Review(make_analysis(), CorrectionLog())
    beside = put_beside(review, table, ".csv", {Side.LEFT: "Orb L"}, heard=heard)
    assert isinstance(beside.found.match, ClapMatch)
    assert beside.found.shift_s == pytest.approx(CLAP_S - AT_S, abs=0.02)
    # What a person types goes before what is heard.
    typed = put_beside(review, table, ".csv", {Side.LEFT: "Orb L"}, shift_s=1.5, heard=heard)
    assert (typed.found.shift_s, typed.found.match) == (1.5, None)


def test_a_recording_without_sound_says_so(table: bytes) -> None:
    silent = Path(__file__).parents[2] / "fixtures" / "smoke.mp4"
    with pytest.raises(VideoUnreadableError, match="sound"):
        put_beside(
            Review(make_analysis(), CorrectionLog()),
            table,
            ".csv",
            {Side.LEFT: "Orb L"},
            heard=HeardBytes(read(silent), "Mic"),
        )
