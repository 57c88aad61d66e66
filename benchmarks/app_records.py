"""Records for `benchmarks.app`: many people with measured recordings, and one long recording."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import av
import numpy as np
import sqlalchemy as sa
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from hemiface.model.anatomy import Side
from hemiface.model.event_pictures import MESH_UNITS, FaceTrack
from hemiface.model.face_mesh import DRAWN
from hemiface.model.record import Entry, Person, Recording, StoredAnalysis, Visit
from hemiface.operations.patients import add_person
from hemiface.operations.recordings import add_recording, attach_results
from hemiface.operations.session import Session
from hemiface.records.entry_types import entry_type_of
from hemiface.records.store import Store
from hemiface.records.vault import Vault
from hemiface.results import ResultsFolder
from hemiface.results.pictures import pack_strips
from hemiface.settings import AnalysisSettings
from hemiface.simulation.fake_analyzer import RATE_HZ, FakeAnalyzer
from hemiface.simulation.scenes import build_healthy_scene, build_spasm
from hemiface.video import probe_video

SIZE = (640, 480)
RECORDINGS = 3
"""Recordings of each person."""
EVERY_S = 6.0
"""One spasm in so many seconds of the long recording."""


def fill_people(store: Store, people: int, summary: dict[str, Any]) -> None:
    """Fill the tables directly; the audit of so many entries is not what is timed.

    Parameters
    ----------
    store
        Where to.
    people
        How many.
    summary
        Of a recording, as the records keep it; everybody's are like it.
    """
    rng = random.Random(6)
    with store.write() as work:
        for first in range(0, people, 500):
            rows: dict[type[Any], list[dict[str, Any]]] = {}
            for number in range(first, min(first + 500, people)):
                for entry in _make_course(rng, number, summary):
                    kind = entry_type_of(type(entry.value))
                    rows.setdefault(type(entry.value), []).append(kind.row(entry, Vault()))
            for noun, batch in rows.items():
                work.connection.execute(sa.insert(entry_type_of(noun).table), batch)


def _make_course(rng: random.Random, number: int, summary: dict[str, Any]) -> Iterator[Entry[Any]]:
    """A person with visits, and at each a recording that was measured."""

    def keep(value: object, owner: UUID | None = None) -> Entry[Any]:
        entry_id = UUID(int=rng.getrandbits(128))
        now = datetime.now(UTC)
        return Entry(entry_id, owner or entry_id, 1, now, now, None, value)

    person = keep(Person(pseudonym=f"P{number:05d}", zone="Europe/Berlin"))
    yield person
    first = datetime(2020, 1, 6, 9, tzinfo=UTC)
    for index in range(RECORDINGS):
        at = first + timedelta(weeks=13 * index, days=rng.randrange(7))
        visit = keep(Visit(at=at), person.id)
        digest = f"{rng.getrandbits(256):064x}"
        recording = keep(Recording(sha256=digest, size_bytes=1, visit_id=visit.id), person.id)
        made = StoredAnalysis(
            recording_id=recording.id,
            package_version="",
            method_version="",
            settings_hash="",
            file_hash=digest,
            made_at=at,
            summary=summary,
            files={},
        )
        yield from (visit, recording, keep(made, person.id))


def _shake_mesh(n_frames: int) -> NDArray[np.int16]:
    """Points that shake as measured ones do, which takes the room that theirs take."""
    rng = np.random.default_rng(6)
    places = rng.uniform(-0.4, 0.4, (len(DRAWN), 2)) * MESH_UNITS
    return (places + rng.normal(0, 3, (n_frames, len(DRAWN), 2))).astype(np.int16)


def keep_long_recording(session: Session, folder: Path, minutes: float) -> str:
    """Put a recording of some minutes and its results into the records; its id.

    Its pictures are plain, its signals those of a simulated face with a spasm every few seconds.
    """
    duration_s = 60.0 * minutes
    video = _write_video(folder / "long.mp4", round(duration_s * RATE_HZ))
    spasms = (
        build_spasm(start, Side.RIGHT, duration=0.9)
        for start in np.arange(3.0, duration_s - 3.0, EVERY_S)
    )
    acts = (*build_healthy_scene(duration_s), *spasms)
    made = FakeAnalyzer(acts, duration_s).measure(video, AnalysisSettings())
    analysis = replace(made.analysis, video=probe_video(video))
    width, height = SIZE
    square = np.array([width / 2, height / 2, height, 0.0], np.float32)
    time = analysis.signals.time
    with ResultsFolder(folder / "results").rewritten() as new:
        new.write(analysis)
        new.write_pictures(
            pack_strips(made.strips),
            FaceTrack(time, np.tile(square, (time.size, 1)), mesh=_shake_mesh(time.size)),
        )
    add_person(session, {"pseudonym": "LONG"})
    entry = add_recording(session, "LONG", video)
    attach_results(session, str(entry.id), folder / "results")
    return str(entry.id)


def _write_video(path: Path, count: int) -> Path:
    """A plain picture that slowly changes, stored as phones store it."""
    width, height = SIZE
    ramp = np.linspace(40, 200, width).astype(np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=int(RATE_HZ), options={"preset": "ultrafast"})
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.gop_size = int(RATE_HZ)
        for index in range(count):
            picture = VideoFrame.from_ndarray(
                np.tile(np.roll(ramp, index % width), (height, 1)), "gray"
            ).reformat(format="yuv420p")
            picture.pts, picture.time_base = index, Fraction(1, int(RATE_HZ))
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path
