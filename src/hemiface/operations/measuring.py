"""Whoever measures what is in the queue."""

import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from hemiface.jobs.queue import Job
from hemiface.jobs.worker import JobFunction, Worker
from hemiface.model.actor import Actor
from hemiface.model.analysis import Task
from hemiface.model.tasks import TaskName
from hemiface.operations.analyses import AnalysisRequest, VideoOutcome, analyze_videos
from hemiface.operations.service import Service
from hemiface.operations.session import Session
from hemiface.pipeline.analyzer import Analyzer

FACE = "face.webp"
"""The face with its lines, beside a video that is being measured; gone as soon as it is not."""


def make_worker(service: Service, analyzer: Analyzer) -> Worker:
    """Whoever measures what is in the queue."""
    work: JobFunction = partial(measure_job, _Place(service.folder, analyzer))
    return Worker(service.queue, work, after=partial(_hide_face, service.folder))


@dataclass(frozen=True, slots=True)
class _Place:
    """All that the process which measures needs to know."""

    folder: Path
    analyzer: Analyzer


def measure_job(place: _Place, job: Job, progress: Callable[[float], None]) -> Mapping[str, Any]:
    """Measure the video of a job; runs in a process of its own.

    Each attempt writes a folder of its own, so that one which lost its job spoils nothing.
    """
    folder = place.folder / job.id
    attempt = f"attempt-{job.attempt}"
    for old in folder.glob("attempt-*"):
        shutil.rmtree(old, ignore_errors=True)

    request = AnalysisRequest(
        folder / attempt,
        mirrored=bool(job.request.get("mirrored", False)),
        person=str(job.request.get("person", "largest")),
        tasks=tuple(
            Task(float(onset), float(duration), TaskName(name))
            for onset, duration, name in job.request.get("tasks", ())
        ),
        show_face=True,
    )
    session = Session(
        Actor(job.who), analyzer=place.analyzer, language=str(job.request.get("language", "en"))
    )
    video = folder / str(job.request["video"])
    outcome = None
    for at in analyze_videos(session, [video], request):
        if isinstance(at, VideoOutcome):
            outcome = at
        else:
            if at.face:
                _show_face(folder, at.face)
            progress(min(1.0, at.done / at.total) if at.total else 0.0)
    assert outcome is not None
    if outcome.error is not None:
        raise outcome.error
    assert outcome.summary is not None
    return {
        "results": str(outcome.folder.relative_to(folder)),
        "side": outcome.summary.affected_side.value,
        "pattern": outcome.summary.pattern.label,
    }


def _show_face(folder: Path, picture: bytes) -> None:
    """Lay a picture of the face in the place of the one before, while the video is measured."""
    partial_file = folder / f"{FACE}.part"
    with suppress(OSError):  # whoever waits sees the last one a little longer
        partial_file.write_bytes(picture)
        partial_file.replace(folder / FACE)


def _hide_face(place: Path, job: Job) -> None:
    """Leave no picture of the face behind, whatever became of the job."""
    for name in (FACE, f"{FACE}.part"):
        (place / job.id / name).unlink(missing_ok=True)
