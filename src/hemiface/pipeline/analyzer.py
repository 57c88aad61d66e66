"""What measures a video, looks at its signals again and cuts pictures of it.

Importing this module loads no stage, no inference engine and no arrays: they come with the
first call, and a session that measures nothing does without them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from hemiface.model.analysis import Analysis, Progress, Task
    from hemiface.model.camera import Framing
    from hemiface.model.corrections import Correction
    from hemiface.model.event_pictures import EventStrip, FaceTrack, IllustratedAnalysis
    from hemiface.model.events import Event
    from hemiface.settings import AnalysisSettings


class Analyzer(Protocol):
    """Measures videos. It travels between processes, so it holds no engine."""

    def check(self, path: Path) -> None:
        """Refuse what is no video; see :func:`hemiface.video.probe_video`."""
        ...

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
        """Measure one video; see :func:`hemiface.pipeline.analysis.analyze_video`."""
        ...

    def with_threads(self, threads: int) -> Analyzer:
        """The same for a process that shares the cores with others."""
        ...

    def model_hashes(self) -> Mapping[str, str]:
        """SHA-256 of every network that it uses, by name."""
        ...

    def find_events(
        self, analysis: Analysis, corrections: Sequence[Correction], settings: AnalysisSettings
    ) -> tuple[Analysis, tuple[Correction, ...]]:
        """Find events anew; see :func:`hemiface.pipeline.findings.find_events`."""
        ...

    def correct(
        self, analysis: Analysis, corrections: Sequence[Correction], settings: AnalysisSettings
    ) -> tuple[Analysis, tuple[Correction, ...]]:
        """Correct events; see :func:`hemiface.pipeline.findings.correct_events`."""
        ...

    def cut_pictures(
        self,
        path: Path,
        events: Sequence[Event],
        track: FaceTrack,
        settings: AnalysisSettings,
        *,
        mirrored: bool,
    ) -> tuple[EventStrip, ...]:
        """Cut pictures of events; see :func:`hemiface.pipeline.pictures.cut_strips`."""
        ...

    def look(self, picture: bytes, *, scale: float = 1.0) -> Framing:
        """Say how a face stands; see :func:`hemiface.pipeline.framing.look_at_picture`."""
        ...


@dataclass(frozen=True, slots=True)
class SignalAnalyzer:
    """The half of an analyzer that needs no picture: stored signals in, events out."""

    def find_events(
        self, analysis: Analysis, corrections: Sequence[Correction], settings: AnalysisSettings
    ) -> tuple[Analysis, tuple[Correction, ...]]:
        """Find events anew; see :func:`hemiface.pipeline.findings.find_events`."""
        from hemiface.pipeline.findings import find_events

        return find_events(analysis, corrections, settings)

    def correct(
        self, analysis: Analysis, corrections: Sequence[Correction], settings: AnalysisSettings
    ) -> tuple[Analysis, tuple[Correction, ...]]:
        """Correct events; see :func:`hemiface.pipeline.findings.correct_events`."""
        if not corrections:
            return analysis, ()  # without the stages, which take a second to load
        from hemiface.pipeline.findings import correct_events

        return correct_events(analysis, corrections, settings)


@dataclass(frozen=True, slots=True)
class VideoAnalyzer(SignalAnalyzer):
    """The analyzer that looks at videos.

    Parameters
    ----------
    threads
        How many crops are looked at at once; as many as there are cores by default.
    """

    threads: int | None = None

    def check(self, path: Path) -> None:
        """Refuse what is no video; see :func:`hemiface.video.probe_video`."""
        from hemiface.video import probe_video

        probe_video(path)

    def with_threads(self, threads: int) -> VideoAnalyzer:
        """The same for a process that shares the cores with others."""
        return replace(self, threads=threads)

    def model_hashes(self) -> Mapping[str, str]:
        """SHA-256 of every network that it uses, by name."""
        from hemiface.landmarks import MODEL_HASHES

        return {name.value: digest for name, digest in MODEL_HASHES.items()}

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
        """Measure one video; see :func:`hemiface.pipeline.analysis.analyze_video`."""
        from hemiface.pipeline.analysis import analyze_video
        from hemiface.pipeline.engines import make_engine

        return analyze_video(
            path,
            settings,
            mirrored=mirrored,
            person=person,
            tasks=tasks,
            corrections=corrections,
            progress=progress,
            overlay=overlay,
            mesh_only=mesh_only,
            engine=make_engine(self.threads),
        )

    def cut_pictures(
        self,
        path: Path,
        events: Sequence[Event],
        track: FaceTrack,
        settings: AnalysisSettings,
        *,
        mirrored: bool,
    ) -> tuple[EventStrip, ...]:
        """Cut pictures of events; see :func:`hemiface.pipeline.pictures.cut_strips`."""
        from hemiface.pipeline.pictures import cut_strips

        return cut_strips(path, events, track, settings, mirrored=mirrored)

    def look(self, picture: bytes, *, scale: float = 1.0) -> Framing:
        """Say how a face stands; see :func:`hemiface.pipeline.framing.look_at_picture`."""
        from hemiface.pipeline.framing import look_at_picture

        return look_at_picture(picture, scale=scale)
