"""A person with a year of entries, for tests of what is told of it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hemiface.model.record import Person, Recording, StoredAnalysis
from hemiface.operations.demo.course import PSEUDONYM, add_demo_course
from hemiface.operations.session import Session
from hemiface.results import Summary

UTC = ZoneInfo("UTC")


def add_year(session: Session) -> date:
    """Add the simulated person; give the day it is for them."""
    add_demo_course(session)
    with session.read() as work:
        return work.find_person(PSEUDONYM).value.today


def add_person(session: Session, pseudonym: str = "P001", **fields: object) -> date:
    """Add somebody of whom nothing is known yet."""
    with session.write() as work:
        entry = work.add(Person(pseudonym=pseudonym, **fields))  # type: ignore[arg-type]
    return entry.value.today


def add_recording(
    session: Session, pseudonym: str, day: date | None, summary: Summary, number: int
) -> None:
    """Add a recording of a day, or of none that is known, with what was measured in it."""
    digest = f"{number:064x}"
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else None
    with session.write() as work:
        person = work.find_person(pseudonym)
        recording = work.add(
            Recording(sha256=digest, size_bytes=1, suffix=".mp4", recorded_at=at), person.id
        )
        work.add(
            StoredAnalysis(
                recording_id=recording.id,
                package_version="0",
                method_version="R0",
                settings_hash="0" * 64,
                file_hash=digest,
                made_at=datetime.now(UTC) if at is None else at + timedelta(hours=1),
                summary=summary.to_values(),
                files={},
            ),
            person.id,
        )
