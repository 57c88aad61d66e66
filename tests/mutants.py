"""Damage short videos by seed and measure each in a process of its own, under limits.

    python -m tests.mutants FOLDER FIRST LAST

Each number is one mutant: it says which container, what is damaged and where. The networks
are left out, for what is damaged are files; a drawn face is followed instead.
"""

import contextlib
import io
import os
import random
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from tests.kills import fork
from tests.unit.landmarks.walks import bump, film

from hemiface.cli.main import main as hemiface
from hemiface.model.analysis import Progress, Task
from hemiface.model.anatomy import Side
from hemiface.model.corrections import Correction
from hemiface.model.event_pictures import IllustratedAnalysis
from hemiface.operations.session import open_session
from hemiface.pipeline.analysis import measure_video
from hemiface.settings import AnalysisSettings
from hemiface.simulation.drawn_face import DrawnFace
from hemiface.simulation.fake_analyzer import FakeAnalyzer
from hemiface.simulation.fake_engine import FakeEngine

CONTAINERS = {
    ".mp4": "libx264",
    ".mkv": "libx264",
    ".webm": "libvpx",
    ".avi": "mpeg4",
    ".mov": "libx264",
    ".ts": "libx264",
}
LONGEST_S = 30
MOST_BYTES = 6 << 30
ALLOWED = (0, 3, 4)

Rng = random.Random


@dataclass(frozen=True, slots=True)
class DrawnAnalyzer(FakeAnalyzer):
    """Does what the real one does, with an engine that reads drawn faces."""

    def measure(
        self,
        path: Path,
        settings: AnalysisSettings,
        *,
        mirrored: bool = False,
        person: str = "largest",
        tasks: Sequence[Task] = (),
        corrections: Sequence[Correction] = (),
        progress: Callable[[Progress], None] | None = None,
        overlay: Path | None = None,
        mesh_only: bool = False,
    ) -> IllustratedAnalysis:
        """Measure one video."""
        del overlay, mesh_only
        fewer = settings.changed({"assessment": {"n_resamples": 50}})
        measured = measure_video(
            path,
            fewer,
            mirrored=mirrored,
            person=person,
            tasks=tasks,
            progress=progress,
            engine=FakeEngine(),
        )
        analysis, lost = self.correct(measured.analysis, corrections, fewer)
        return IllustratedAnalysis(analysis, lost=lost)


def write_originals(folder: Path) -> None:
    """Write a drawn face that blinks, for a little more than a second, in each container."""
    frames = film(
        lambda time: [DrawnFace(120, 110, 90, closure=dict.fromkeys(Side, bump(time, 0.6, 0.1)))],
        1.4,
        width=240,
    )
    for suffix, codec in CONTAINERS.items():
        with av.open(str(folder / f"original{suffix}"), "w") as container:
            stream = container.add_stream(codec, rate=30, options={"g": "12"})
            assert isinstance(stream, VideoStream)
            stream.width, stream.height, stream.pix_fmt = 240, frames[0].height, "yuv420p"
            for frame in frames:
                halves = np.vstack([frame.luma, np.full_like(frame.luma[::2], 128)])
                container.mux(stream.encode(VideoFrame.from_ndarray(halves, format="yuv420p")))
            container.mux(stream.encode(None))


def _flip(data: bytearray, rng: Rng) -> None:
    for _ in range(rng.choice((1, 8, 64, 512))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _flip_head(data: bytearray, rng: Rng) -> None:
    for _ in range(rng.choice((1, 4, 16))):
        data[rng.randrange(min(len(data), 1024))] = rng.randrange(256)


def _flip_tail(data: bytearray, rng: Rng) -> None:
    for _ in range(rng.choice((1, 4, 16))):
        data[-1 - rng.randrange(min(len(data), 1024))] = rng.randrange(256)


def _cut(data: bytearray, rng: Rng) -> None:
    del data[rng.randrange(len(data)) :]


def _lose_start(data: bytearray, rng: Rng) -> None:
    del data[: rng.randrange(len(data) // 2)]


def _lose_middle(data: bytearray, rng: Rng) -> None:
    start = rng.randrange(len(data))
    del data[start : start + rng.randrange(1, 4096)]


def _blank(data: bytearray, rng: Rng) -> None:
    start, length = rng.randrange(len(data)), rng.randrange(1, 8192)
    data[start : start + length] = bytes([rng.choice((0, 255))]) * len(data[start : start + length])


def _repeat(data: bytearray, rng: Rng) -> None:
    start = rng.randrange(len(data))
    part = bytes(data[start : start + rng.randrange(1, 16384)])
    data[start:start] = part * rng.choice((1, 2, 50))


def _swap(data: bytearray, rng: Rng) -> None:
    size = rng.randrange(1, max(len(data) // 4, 2))
    one, other = rng.randrange(len(data) - size), rng.randrange(len(data) - size)
    data[one : one + size], data[other : other + size] = (
        data[other : other + size],
        data[one : one + size],
    )


def _huge_number(data: bytearray, rng: Rng) -> None:
    start = rng.randrange(max(min(len(data), 4096) - 8, 1))
    data[start : start + 4] = rng.choice(
        (b"\xff" * 4, b"\x7f\xff\xff\xff", b"\x80\0\0\0", bytes(4))
    )


MUTATIONS = (
    _flip,
    _flip_head,
    _flip_tail,
    _cut,
    _lose_start,
    _lose_middle,
    _blank,
    _repeat,
    _swap,
    _huge_number,
)


def mutate(folder: Path, number: int) -> Path:
    """Write the mutant of a number."""
    rng = random.Random(number)
    suffix = list(CONTAINERS)[number % len(CONTAINERS)]
    data = bytearray((folder / f"original{suffix}").read_bytes())
    for change in rng.choices(MUTATIONS, k=rng.choice((1, 1, 2, 3))):
        if len(data) > 64:
            change(data, rng)
    path = folder / f"mutant-{number}{suffix}"
    path.write_bytes(data)
    return path


def measure_mutant(path: Path) -> None:
    """Measure it as the command does: an exit code that is allowed, and one line at most."""
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_S, LONGEST_S))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    said = io.StringIO()
    code: object = None
    out = path.with_suffix("")
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            hemiface(
                ["analyze", str(path), "-o", str(out)], obj=open_session(analyzer=DrawnAnalyzer())
            )
        except SystemExit as ended:
            code = ended.code
    lines = said.getvalue().strip().splitlines()
    assert code in ALLOWED, f"exit {code}: {lines}"
    assert len(lines) == (code != 0), lines
    assert (code == 0) == (out / path.stem / "summary.json").exists()


def main(words: list[str]) -> int:
    """Measure the mutants of a span of numbers, and name those that went wrong."""
    folder = Path(words[0])
    assert fork(partial(write_originals, folder)) == 0
    wrong = []
    for number in range(int(words[1]), int(words[2]) + 1):
        path = mutate(folder, number)
        if fork(partial(measure_mutant, path)) != 0:
            wrong.append(path.name)
        else:
            path.unlink()
    sys.stdout.write(f"{len(wrong)} wrong {wrong}\n")
    return int(bool(wrong))


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(main(sys.argv[1:]))
