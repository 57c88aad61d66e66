"""A recording in the records that can be watched: a coded video and the signals of its pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from tests.recordings import make_recording
from tests.unit.reports.worlds import bout
from tests.unit.video.clips import Clip, write_clip

from hemiface.model.analysis import Analysis
from hemiface.model.event_pictures import (
    MESH_UNITS,
    EventStrip,
    FaceTrack,
    StripFrame,
    choose_moments,
)
from hemiface.model.events import Event
from hemiface.model.face_mesh import DRAWN
from hemiface.model.record import StoredAnalysis
from hemiface.operations.keeping import date_recording
from hemiface.operations.patients import add_person
from hemiface.operations.recordings import add_recording, attach_results
from hemiface.operations.session import Session
from hemiface.results import ResultsFolder
from hemiface.results.pictures import PackedStrip, pack_strips
from hemiface.simulation.acts import Act
from hemiface.simulation.scenes import build_blink
from hemiface.video import file_hash, open_video, probe_video

PSEUDONYM = "P001"
RATE_HZ = 25.0
ACTS: tuple[Act, ...] = (build_blink(0.8), bout(1.9, 3, 0.8), build_blink(4.0), bout(5.2, 4, 0.7))
LENGTH_S = 8.0
EYES = (0.6, 0.4, 0.4, 0.4, 0.1, 0.02)
"""Where both eyes are, in shares of the picture; their width and turn."""
MESH = np.array([(-MESH_UNITS // 4, (17 * place) % 1000) for place in range(len(DRAWN))], np.int16)
"""Points of a face, all of them on one upright line."""


@dataclass(frozen=True)
class Watched:
    """A recording of a person, its video and what was measured."""

    recording_id: str
    video: Path
    folder: Path
    analysis: Analysis


@cache
def _measure() -> Analysis:
    return make_recording(ACTS, LENGTH_S, rate_hz=RATE_HZ)


def measure_coded(folder: Path, clip: Clip, *, suffix: str = ".mp4") -> tuple[Path, Analysis]:
    """Write a coded video, and the signals of a simulated face at the times of its pictures."""
    video = write_clip(folder / f"visit{suffix}", clip)
    with open_video(video) as frames:
        times = np.array([frame.time for frame in frames])
    made = _measure()
    assert np.allclose(times, made.signals.time, atol=1e-6)
    return video, replace(
        made,
        video=probe_video(video),
        provenance=replace(made.provenance, file_hash=file_hash(video)),
    )


def still_track(analysis: Analysis) -> FaceTrack:
    """A face that fills the picture and stays where it is."""
    size = (analysis.video.width, analysis.video.height)
    square = np.array([size[0] / 2, size[1] / 2, min(size), 0.0], np.float32)
    eyes = np.array(EYES, np.float32) * np.array([*size, *size, size[0], 1], np.float32)
    n = analysis.signals.time.size
    mesh = np.tile(MESH, (n, 1, 1))
    return FaceTrack(analysis.signals.time, np.tile(square, (n, 1)), np.tile(eyes, (n, 1)), mesh)


def cut_gray(analysis: Analysis) -> tuple[PackedStrip, ...]:
    """Gray pictures through every event."""
    image = np.full((60, 60, 3), 128, np.uint8)
    return pack_strips(
        [
            EventStrip(place, tuple(StripFrame(at, image) for at in choose_moments(event)))
            for place, event in enumerate(analysis.events)
        ]
    )


def keep_coded(
    session: Session,
    folder: Path,
    clip: Clip | None = None,
    *,
    pseudonym: str = PSEUDONYM,
    suffix: str = ".mp4",
    new_person: bool = True,
) -> Watched:
    """Put such a recording and its results into the records of a person."""
    count = round(LENGTH_S * RATE_HZ)
    plain = Clip(times=[place / RATE_HZ for place in range(count)], width=320, height=240)
    video, analysis = measure_coded(folder, clip or plain, suffix=suffix)
    results = folder / "results"
    with ResultsFolder(results).rewritten() as new:
        new.write(analysis)
        new.write_pictures(cut_gray(analysis), still_track(analysis))
    if new_person:
        add_person(session, {"pseudonym": pseudonym})
    entry = add_recording(session, pseudonym, video)
    attach_results(session, str(entry.id), results)
    return Watched(str(entry.id), video, results, analysis)


def keep_telling(session: Session, folder: Path, burden: float) -> Watched:
    """The same of a known day, with a burden, in per cent, that nothing else has."""
    kept = keep_coded(session, folder)
    date_recording(session, kept.recording_id, on="2026-03-01")
    with session.write() as work:
        (entry,) = work.list(StoredAnalysis)
        measured: Any = entry.value.summary["measures"]
        measures = {
            name: {**value, "value": burden} if name.startswith("spasm_time_percent") else value
            for name, value in measured.items()
        }
        summary = {**entry.value.summary, "measures": measures}
        work.change(entry, replace(entry.value, summary=summary))
    return kept


def write_emg(events: Sequence[Event], behind_s: float) -> bytes:
    """A table of EMG that contracts during some events, on a clock that is behind."""
    random = np.random.default_rng(5)
    time = np.arange(0.0, LENGTH_S, 1e-3)
    rows = {"left": np.full(time.size, 2.0), "right": np.full(time.size, 2.0)}
    for event in events:
        during = (time >= event.onset - behind_s) & (time < event.offset - behind_s)
        for side, row in rows.items():
            if event.side.value in (side, "both"):
                row[during] = 40.0
    left, right = (row * random.standard_normal(time.size) for row in rows.values())
    table = BytesIO()
    lines = np.column_stack([time, left, right])
    np.savetxt(table, lines, "%.4f", ",", header="time,Orb L,Orb R", comments="")
    return table.getvalue()
