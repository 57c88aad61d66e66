"""An analyzer that measures a simulated face, whatever the file shows.

For tests of everything around a measurement: quick, without the inference engine, and with
events that are known beforehand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from hemiface.model.analysis import Analysis, Progress, Task
from hemiface.model.camera import Framing, FramingFault, FramingFlaw
from hemiface.model.corrections import Correction
from hemiface.model.event_pictures import (
    EventStrip,
    FaceTrack,
    IllustratedAnalysis,
    StripFrame,
    choose_events,
)
from hemiface.model.events import Event
from hemiface.model.provenance import METHOD_VERSION, Provenance
from hemiface.model.quality import Quality
from hemiface.model.video import VideoInfo
from hemiface.pipeline.analyzer import SignalAnalyzer
from hemiface.pipeline.findings import analyze_signals
from hemiface.settings import AnalysisSettings
from hemiface.simulation.acts import Act
from hemiface.simulation.simulate import build_times, simulate_signals
from hemiface.version import __version__
from hemiface.video import file_hash

RATE_HZ = 30.0
SIDE_PX = 240
EYE_DISTANCE_PX = 150.0


@dataclass(frozen=True, slots=True)
class FakeAnalyzer(SignalAnalyzer):
    """Measures a simulated face that does what it is told.

    Parameters
    ----------
    acts
        What the face does; nothing by default. See :mod:`hemiface.simulation.scenes`.
    duration_s
        Length of every recording.
    seed
        Seed of the noise.
    """

    acts: tuple[Act, ...] = field(default=())
    duration_s: float = 60.0
    seed: int = 0

    def check(self, path: Path) -> None:
        """Take every file for a video."""
        del path

    def with_threads(self, threads: int) -> "FakeAnalyzer":
        """The same: nothing is looked at."""
        del threads
        return self

    def model_hashes(self) -> Mapping[str, str]:
        """None."""
        return {}

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
        """Simulate a recording; the file gives its name and hash. No overlay is drawn."""
        del overlay, mesh_only
        time = build_times(self.duration_s, RATE_HZ)
        if progress is not None:
            progress(Progress(time.size, self.duration_s, self.duration_s))
        signals, _ = simulate_signals(self.acts, time, seed=self.seed)
        quality = Quality(self.duration_s, self.duration_s, RATE_HZ, EYE_DISTANCE_PX)
        events, assessment = analyze_signals(signals, quality, tasks, settings)
        measured = Analysis(
            video=self._describe(path),
            mirrored=mirrored,
            quality=quality,
            signals=signals,
            tasks=tuple(tasks),
            events=events,
            assessment=assessment,
            provenance=_provenance(path, settings, person),
        )
        analysis, lost = self.correct(measured, corrections, settings)
        track = FaceTrack(time, np.full((time.size, 4), SIDE_PX, np.float32))
        strips = self.cut_pictures(path, analysis.events, track, settings, mirrored=mirrored)
        return IllustratedAnalysis(analysis, strips, track, lost)

    def cut_pictures(
        self,
        path: Path,
        events: Sequence[Event],
        track: FaceTrack,
        settings: AnalysisSettings,
        *,
        mirrored: bool,
    ) -> tuple[EventStrip, ...]:
        """Give a gray picture of the onset of each of the strongest events."""
        del path, track, settings, mirrored
        gray = np.full((SIDE_PX, SIDE_PX, 3), 90, np.uint8)
        return tuple(
            EventStrip(index, (StripFrame(events[index].onset, gray),))
            for index in choose_events(events)
        )

    def look(self, picture: bytes, *, scale: float = 1.0) -> Framing:
        """See a face that stands well in every picture but an empty one."""
        if not picture:
            return Framing(0, None, None, (FramingFault(FramingFlaw.NO_FACE),))
        return Framing(1, EYE_DISTANCE_PX * scale, 0.0, ())

    def _describe(self, path: Path) -> VideoInfo:
        return VideoInfo(
            name=path.name,
            container="simulated",
            codec="none",
            pixel_format="none",
            width=SIDE_PX,
            height=SIDE_PX,
            rotation_deg=0,
            duration_s=self.duration_s,
            header_rate_hz=RATE_HZ,
            frame_rate_hz=RATE_HZ,
            variable_frame_rate=False,
            interlaced=False,
            high_dynamic_range=False,
            size_bytes=path.stat().st_size,
        )


def _provenance(path: Path, settings: AnalysisSettings, person: str) -> Provenance:
    return Provenance(
        package_version=__version__,
        method_version=METHOD_VERSION,
        settings_hash=settings.hash,
        settings=settings.model_dump(mode="json"),
        file_hash=file_hash(path),
        model_hashes={},
        engine="simulated",
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        person=person,
        assessment_version=METHOD_VERSION,
    )
