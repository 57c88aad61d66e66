"""A pipeline that measures nothing: the text in the file says what happens."""

import os
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from tests.worlds import make_analysis

from hemiface.errors import NoFaceError, VideoUnreadableError
from hemiface.model.analysis import Progress, Task
from hemiface.model.anatomy import Side
from hemiface.model.landmarks import EyeReadings, Landmarks
from hemiface.model.strips import EventStrip
from hemiface.pipeline import Measurement
from hemiface.settings import AnalysisSettings


class FakePipeline:
    """Gives a made-up analysis, or fails as the file says."""

    def measure_video(
        self,
        path: Path,
        settings: AnalysisSettings,
        *,
        mirrored: bool,
        person: str,
        tasks: Sequence[Task],
        progress: Callable[[Progress], None],
    ) -> Measurement:
        """Do what the text in the file says."""
        order = path.read_text()
        progress(Progress(n_frames=45, time_s=1.5, duration_s=3.0))
        _fail(path, order)
        analysis = make_analysis(
            name=path.name,
            file_hash=sha256(path.read_bytes()).hexdigest(),
            settings_hash=settings.hash,
            mirrored=mirrored,
            person=person,
            tasks=tuple(tasks),
        )
        return Measurement(analysis, _no_landmarks())

    def cut_strips(
        self, path: Path, measurement: Measurement, settings: AnalysisSettings
    ) -> Sequence[EventStrip]:
        """Give no pictures."""
        del path, measurement, settings
        return ()

    def draw_overlay(
        self,
        path: Path,
        measurement: Measurement,
        settings: AnalysisSettings,
        target: Path,
        *,
        mesh_only: bool,
    ) -> None:
        """Write a word where a video would be."""
        del path, measurement, settings
        target.write_text("mesh" if mesh_only else "face and mesh")


def _fail(path: Path, order: str) -> None:
    if "unreadable" in order:
        raise VideoUnreadableError(f"{path.name} is not a video", hint="Give another file.")
    if "nobody" in order:
        raise NoFaceError(f"nobody is seen in {path.name}", hint="Film a face.")
    if "fault" in order:
        raise ZeroDivisionError("a fault")
    if "die" in order:
        os._exit(9)
    if "wait" in order:
        time.sleep(60)


def _no_landmarks() -> Landmarks:
    none = np.zeros(0)
    eye = EyeReadings(none, np.zeros((0, 1, 1), np.uint8), none)
    return Landmarks(
        time=none,
        width=1,
        height=1,
        presence=none,
        point_indices=(),
        points=np.zeros((0, 0, 3), np.float32),
        checked=np.zeros(0, np.intp),
        mirrored={},
        eyes={Side.LEFT: eye, Side.RIGHT: eye},
        iris_px=none,
        motion={Side.LEFT: none, Side.RIGHT: none},
        sharpness=none,
        n_faces=none,
    )
