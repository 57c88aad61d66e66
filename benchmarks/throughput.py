"""How fast a video is measured, against the plain loop and against the networks alone.

    python -m benchmarks.throughput --plain-python .venv-bench/bin/python
    python -m benchmarks.throughput --videos A.mp4 B.mp4 --seconds 10 --rounds 5

Everything is measured in turns in one run, and the median of the rounds is printed, so that
a busy machine slows all of it down alike: read the ratios, not the frames per second.
"""

import argparse
import json
import subprocess
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_STORED, ZipFile

import numpy as np

from benchmarks.engines import compare_engines
from benchmarks.tables import number, print_table
from benchmarks.truth import DEMO_CLIP
from benchmarks.videos import write_full_hd
from hemiface.landmarks import Engine
from hemiface.landmarks.engine import Answer
from hemiface.landmarks.weights import Network, network_file
from hemiface.model.video import Image
from hemiface.pipeline.analysis import measure_video
from hemiface.pipeline.engines import make_engine
from hemiface.settings import FAST, AnalysisSettings

PLAIN_LOOP = Path(__file__).with_name("plain_loop.py")
BLENDSHAPES = Path(__file__).with_name("blendshapes")


@dataclass
class Recorder:
    """An engine that remembers what it was asked."""

    engine: Engine
    crops: dict[Network, list[Image]] = field(
        default_factory=lambda: {network: [] for network in Network}
    )

    @property
    def name(self) -> str:
        """Name and version of the engine behind."""
        return self.engine.name

    def run(self, network: Network, crops: Iterable[Image]) -> Generator[Answer, None, None]:
        """Run a network on crops, and keep them."""
        return self.engine.run(network, (self._keep(network, crop) for crop in crops))

    def _keep(self, network: Network, crop: Image) -> Image:
        self.crops[network].append(crop.copy())
        return crop


@dataclass(frozen=True, slots=True)
class Speed:
    """Median rates of one way of reading one video."""

    video: str
    way: str
    frames: int
    frames_per_s: float
    frames_per_core_s: float


@dataclass(frozen=True, slots=True)
class Timing:
    """Time of one pass over one video."""

    frames: int
    wall_s: float
    cpu_s: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure in turns and print the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.throughput",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--videos", type=Path, nargs="+", help="the demo clip, small and as 1080p")
    parser.add_argument("--seconds", type=float, default=30.0, help="of each video")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plain-python", help="Python with mediapipe, for the plain loop")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as name:
        folder = Path(name)
        videos = options.videos or [
            DEMO_CLIP,
            write_full_hd(DEMO_CLIP, folder / "demo_1080p.mp4"),
        ]
        task = write_task(folder / "face_landmarker.task") if options.plain_python else None
        speeds = [speed for video in videos for speed in time_video(video, options, task)]
    print_timings(speeds)
    if options.json:
        options.json.write_text(
            json.dumps([asdict(speed) for speed in speeds], indent=1) + "\n", encoding="utf-8"
        )


def time_video(video: Path, options: argparse.Namespace, task: Path | None) -> list[Speed]:
    """Time every way of reading one video, in turns."""
    plain = AnalysisSettings().changed({"video": {"end_s": options.seconds}})
    fast = plain.changed(FAST)
    engine = make_engine()
    frames, crops = record_crops(video, plain, engine)
    _, fast_crops = record_crops(video, fast, engine)
    ways: dict[str, Callable[[], Timing]] = {
        "hemiface": lambda: time_measuring(video, plain, engine),
        "hemiface --fast": lambda: time_measuring(video, fast, engine),
        "networks alone": lambda: time_networks(frames, crops, engine),
        "networks alone --fast": lambda: time_networks(frames, fast_crops, engine),
    }
    if task is not None:
        ways["plain loop"] = lambda: time_plain(options.plain_python, video, task, options.seconds)
    times: dict[str, list[Timing]] = {way: [] for way in ways}
    for _ in range(options.rounds):
        for way, run in ways.items():
            times[way].append(run())
    compare_engines(video.stem, crops)
    return [
        Speed(
            video.stem,
            way,
            frames,
            float(np.median([run.frames / run.wall_s for run in runs])),
            float(np.median([run.frames / run.cpu_s for run in runs])),
        )
        for way, runs in times.items()
    ]


def record_crops(
    video: Path, settings: AnalysisSettings, engine: Engine
) -> tuple[int, dict[Network, list[Image]]]:
    """Measure once; number of frames, and every crop that each network was asked about."""
    recorder = Recorder(engine)
    measured = measure_video(video, settings, engine=recorder)
    return len(measured.analysis.signals.time), recorder.crops


def time_measuring(video: Path, settings: AnalysisSettings, engine: Engine) -> Timing:
    """Time a whole measurement: decoding, networks, signals, events and assessment."""
    cpu, start = time.process_time(), time.perf_counter()
    measured = measure_video(video, settings, engine=engine)
    return Timing(
        len(measured.analysis.signals.time),
        time.perf_counter() - start,
        time.process_time() - cpu,
    )


def time_networks(frames: int, crops: Mapping[Network, Sequence[Image]], engine: Engine) -> Timing:
    """Time the networks on ready crops, with nothing else to wait for."""
    cpu, start = time.process_time(), time.perf_counter()
    for network, listed in crops.items():
        for _ in engine.run(network, listed):
            pass
    return Timing(frames, time.perf_counter() - start, time.process_time() - cpu)


def time_plain(python: str, video: Path, task: Path, seconds: float) -> Timing:
    """Time the plain loop in a Python that has MediaPipe."""
    command = [python, str(PLAIN_LOOP), str(video), str(task), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result = json.loads(done.stdout.strip().splitlines()[-1])
    return Timing(result["frames"], result["wall_s"], result["cpu_s"])


def write_task(path: Path) -> Path:
    """Put Google's bundle together again from its members."""
    with ZipFile(path, "w", ZIP_STORED) as bundle:
        for network in (Network.FACE_DETECTOR, Network.FACE_LANDMARKS):
            with network_file(network) as member:
                bundle.write(member, f"{network}.tflite")
        for member in sorted(BLENDSHAPES.iterdir()):
            if member.suffix != ".md":
                bundle.write(member, member.name)
    return path


def print_timings(speeds: Sequence[Speed]) -> None:
    """Print rates and, against the plain loop and the networks alone, ratios."""
    rates = {(speed.video, speed.way): speed for speed in speeds}
    rows = []
    for speed in speeds:
        plain = rates.get((speed.video, "plain loop"))
        fast = " --fast" if speed.way.endswith("--fast") else ""
        alone = rates[speed.video, "networks alone" + fast]
        rows.append(
            (
                speed.video,
                speed.way,
                number(speed.frames_per_s, 1),
                number(speed.frames_per_core_s, 1),
                number(speed.frames_per_s / plain.frames_per_s if plain else None),
                number(speed.frames_per_core_s / plain.frames_per_core_s if plain else None),
                number(
                    alone.frames_per_s / speed.frames_per_s
                    if speed.way.startswith("hemiface")
                    else None
                ),
            )
        )
    head = ("video", "way", "frames/s", "frames/core-s", "x plain", "x plain/core", "time/networks")
    print_table("Speed", head, rows)


if __name__ == "__main__":
    main()
