"""A pipeline that measures nothing: the text in the file says what happens."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from tests.worlds import make_analysis

from hemiface.errors import NoFaceError, VideoUnreadableError
from hemiface.events import apply_corrections
from hemiface.model.analysis import Progress, Task
from hemiface.model.corrections import Correction
from hemiface.model.strips import IllustratedAnalysis
from hemiface.settings import AnalysisSettings


def fake_pipeline(
    path: Path,
    settings: AnalysisSettings,
    *,
    mirrored: bool,
    person: str,
    tasks: Sequence[Task],
    corrections: Sequence[Correction],
    progress: Callable[[Progress], None],
    overlay: Path | None,
    mesh_only: bool,
) -> IllustratedAnalysis:
    """Give a made-up analysis, or fail as the file says."""
    order = path.read_text()
    progress(Progress(n_frames=45, time_s=1.5, duration_s=3.0))
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
    if overlay is not None:
        overlay.write_text("mesh" if mesh_only else "face and mesh")
    analysis = make_analysis(
        name=path.name,
        file_hash=sha256(path.read_bytes()).hexdigest(),
        settings_hash=settings.hash,
        mirrored=mirrored,
        person=person,
        tasks=tuple(tasks),
    )
    events, lost = apply_corrections(analysis.events, corrections)
    return IllustratedAnalysis(replace(analysis, events=events), lost=lost)
