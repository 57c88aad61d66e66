"""An analyzer that measures nothing: the text in the file says what happens."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from tests.worlds import make_analysis

from hemiface.errors import NoFaceError, VideoUnreadableError
from hemiface.events import apply_corrections
from hemiface.model.actor import Actor
from hemiface.model.analysis import Progress, Task
from hemiface.model.corrections import Correction
from hemiface.model.event_pictures import IllustratedAnalysis
from hemiface.operations.session import LazyRecords, Session, open_session
from hemiface.records.store import Store
from hemiface.settings import AnalysisSettings
from hemiface.simulation.fake_analyzer import FakeAnalyzer


@dataclass(frozen=True, slots=True)
class ToldAnalyzer(FakeAnalyzer):
    """Gives a made-up analysis, or fails as the file says."""

    def model_hashes(self) -> Mapping[str, str]:
        """Those of `make_analysis`."""
        return {"face": "a" * 64}

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
        """Do what the file says."""
        order = path.read_text()
        if progress is not None:
            progress(Progress(45, 1.5, 3.0, look=lambda: b"a face with its lines"))
        if "unreadable" in order:
            raise VideoUnreadableError(f"{path.name} is not a video", hint="Give another file.")
        if "nobody" in order:
            raise NoFaceError(f"nobody is seen in {path.name}", hint="Film a face.")
        if "fault" in order:
            raise ZeroDivisionError("a fault")
        if "die" in order:
            os._exit(9)
        if "wait" in order:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                time.sleep(0.02)
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


def told_session() -> Session:
    """A session of the owner, whose videos say what happens."""
    return open_session(Actor("R9"), analyzer=ToldAnalyzer())


class OpenRecords(LazyRecords):
    """Records that are open already; whoever opened them closes them."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store


def session_on(store: Store) -> Session:
    """A session of the owner on an open store, whose videos say what happens."""
    """A session of the owner on an open store."""
    return Session(records=OpenRecords(store), analyzer=ToldAnalyzer())
