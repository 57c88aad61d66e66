"""Stores for tests: SQLite always, PostgreSQL where its programs are installed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

import pytest
from tests.postgres import make_database

from hemiface.model.anatomy import Region, Side
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.diary import DiaryEntry, Trigger
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.questionnaires import QuestionnaireResponse, Rating
from hemiface.model.record import (
    Condition,
    ConditionKind,
    Consent,
    ConsentKind,
    Entry,
    EventRating,
    Identity,
    Person,
    Recording,
    Sex,
    StoredAnalysis,
    StoredCorrection,
    Visit,
)
from hemiface.model.treatments import (
    BotulinumSession,
    Decompression,
    InjectedMuscle,
    Injection,
    MedicineCourse,
    OtherTreatment,
    SideEffect,
    SideEffectKind,
    Toxin,
)
from hemiface.records.recordings import settle_files, take_file
from hemiface.records.store import Store, StoreLocation

DAY = date(2026, 3, 1)


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
)
def location(request: pytest.FixtureRequest, tmp_path: Path) -> StoreLocation:
    """A place of its own for each test, on each database."""
    local = StoreLocation.in_folder(tmp_path / "data")
    if request.param == "sqlite":
        return local
    server = request.getfixturevalue("postgres_server")
    return StoreLocation(make_database(server), local.files_url)


@pytest.fixture
def store(location: StoreLocation) -> Iterator[Store]:
    """An empty store."""
    opened = Store(location, who="tester")
    yield opened
    opened.close()


@pytest.fixture
def folder_store(tmp_path: Path) -> Iterator[Store]:
    """An empty store on SQLite, for what has nothing to do with the database."""
    opened = Store(StoreLocation.in_folder(tmp_path / "data"), who="tester")
    yield opened
    opened.close()


VIDEO = b"moving pictures of one face \x00\x01" * 50_000
"""Bytes of a recording, more than one chunk of an encrypted file."""


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """A file to record."""
    place = tmp_path / "video.mp4"
    place.write_bytes(VIDEO)
    return place


def values_of_every_kind(visit_id: UUID, recording_id: UUID) -> list[object]:
    """One value of each kind but person, visit, recording, analysis and correction."""
    eye = Injection(muscle=InjectedMuscle.ORBICULARIS_OCULI, side=Side.LEFT, units=12.5, sites=4)
    return [
        Identity(given_name="Zaphira", family_name="Quillfeather", contact="by letter"),
        Consent(kind=ConsentKind.RESEARCH, given_on=DAY, document="form 3"),
        Condition(kind=ConditionKind.MYASTHENIA, since=DAY, note="seen by a neurologist"),
        Trigger(name="noise"),
        DiaryEntry(day=DAY, spasm=4, felt=(Region.EYELID, Region.MOUTH), triggers={"noise": 2}),
        BotulinumSession(day=DAY, product=Toxin.ONA, injections=(eye,), visit_id=visit_id),
        MedicineCourse(name="clonazepam", started=DAY, dose_mg=0.5, times_per_day=2),
        Decompression(day=DAY, side=Side.LEFT, vessels=("AICA",), complications=("none",)),
        OtherTreatment(name="acupuncture", started=DAY),
        SideEffect(kind=SideEffectKind.EYELID_DROOP, onset=DAY, side=EventSide.LEFT),
        QuestionnaireResponse(scale="phq-9", day=DAY, answers={"1": 2, "9": 0}),
        QuestionnaireResponse(scale="hfs-7", day=DAY, answers={}, total=12),
        EventRating(
            recording_id=recording_id,
            rater="R1",
            said=(
                Correction(
                    CorrectionAction.ADD,
                    1.0,
                    event=Event(1.0, 0.5, EventType.SPASM, EventSide.LEFT),
                ),
            ),
        ),
        Rating(
            scale="jrs",
            day=DAY,
            rater="R1",
            levels={"severity": 2, "frequency": 3},
            total=5,
            recording_id=recording_id,
        ),
    ]


FullPerson: TypeAlias = Callable[[Store, str], Entry[Person]]


@pytest.fixture
def full_person(video: Path) -> FullPerson:
    """Add a person with an entry of every kind."""

    def add(store: Store, pseudonym: str) -> Entry[Person]:
        digest, size = take_file(store, video)
        at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
        with store.unlocked(write=True) as work:
            person = work.add(
                Person(pseudonym=pseudonym, side=EventSide.LEFT, sex=Sex.FEMALE, birth_year=1960)
            )
            visit = work.add(Visit(at=at), person.id)
            recording = Recording(
                sha256=digest, size_bytes=size, suffix=".mp4", visit_id=visit.id, recorded_at=at
            )
            kept = work.add(recording, person.id)
            analysis = work.add(
                StoredAnalysis(
                    recording_id=kept.id,
                    package_version="0.1.0",
                    method_version="1",
                    settings_hash="a" * 64,
                    file_hash=digest,
                    made_at=at,
                    summary={"measures": {"rate": {"value": 3.5, "unit": "/min"}}, "big": 1e20},
                    files={},
                ),
                person.id,
            )
            event = Event(1.0, 0.5, EventType.SPASM, EventSide.LEFT, regions=(Region.EYELID,))
            missed = Correction(CorrectionAction.ADD, 1.0, event=event)
            work.add(StoredCorrection(analysis_id=analysis.id, correction=missed), person.id)
            for value in values_of_every_kind(visit.id, kept.id):
                work.add(value, person.id)
            removed = DiaryEntry(day=DAY + timedelta(days=1), note="put aside")
            work.remove(work.add(removed, person.id))
            settle_files(store, work, [digest])
        return person

    return add


Reopen: TypeAlias = Callable[[Store, str | None], Store]


@pytest.fixture
def reopen() -> Iterator[Reopen]:
    """Open a store again with another passphrase, or with none."""
    with ExitStack() as stack:

        def again(store: Store, passphrase: str | None) -> Store:
            other = Store(store.location, who="tester", passphrase=lambda: passphrase)
            return stack.enter_context(other)

        yield again


def bytes_on_disk(folder: Path) -> bytes:
    """Everything that lies in a folder, one after another."""
    return b"".join(place.read_bytes() for place in folder.rglob("*") if place.is_file())


@pytest.fixture
def raw_bytes(tmp_path: Path) -> Callable[[], bytes]:
    """Look at the raw bytes of the test's data folder."""
    return lambda: bytes_on_disk(tmp_path / "data")
