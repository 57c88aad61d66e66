"""One way from what operations give to plain data."""

import json
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest

from hemiface.errors import NoFaceError
from hemiface.model.anatomy import Side
from hemiface.model.record import Entry, Visit
from hemiface.operations import patients
from hemiface.operations.plain import to_plain
from hemiface.operations.session import Session

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Mixed:
    place: Path
    side: Side
    days: tuple[date, ...]
    rates: dict[Side, float]
    error: NoFaceError | None
    known: UUID
    sure: bool


def test_everything_becomes_plain() -> None:
    mixed = Mixed(
        Path("a/b.mp4"),
        Side.LEFT,
        (date(2026, 3, 1), AT),
        {Side.RIGHT: math.inf},
        NoFaceError("nobody is seen", hint="Film a face."),
        UUID(int=1),
        True,
    )
    plain = to_plain(mixed)
    assert plain == {
        "place": "a/b.mp4",
        "side": "left",
        "days": ["2026-03-01", "2026-03-01T09:30:00Z"],
        "rates": {"right": None},
        "error": {
            "code": "landmarks.no_face",
            "message": "nobody is seen",
            "hint": "Film a face.",
        },
        "known": "00000000-0000-0000-0000-000000000001",
        "sure": True,
    }
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


def test_an_entry_lies_flat_beside_what_is_said_of_it(session: Session) -> None:
    patients.add_person(session, {"pseudonym": "P1"}, {"family_name": "Muster"})
    known = to_plain(patients.show_identity(session, "P1"))
    assert (known["kind"], known["value"]["pseudonym"]) == ("person", "P1")
    assert known["identity"]["family_name"] == "Muster"


def test_a_visit_reads_back_as_it_is_exported(session: Session) -> None:
    patients.add_person(session, {"pseudonym": "P1"})
    entry = patients.add_visit(session, "P1", {"at": AT})
    plain = to_plain(entry)
    assert plain["value"] == {**to_plain(Visit(at=AT)), "at": "2026-03-01T09:30:00Z"}
    assert plain["person_id"] == str(entry.person_id)


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no plain form"):
        to_plain(object())


def test_one_answer_writes_utc_in_one_way() -> None:
    moment = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    entry = Entry(
        id=UUID(int=1),
        person_id=UUID(int=2),
        version=1,
        created_at=moment,
        changed_at=moment,
        removed_at=None,
        value=Visit(at=moment),
    )
    plain = to_plain(entry)
    said = {plain["created_at"], plain["changed_at"], plain["value"]["at"]}
    assert said == {"2026-03-01T09:30:00Z"}
    assert plain["removed_at"] is None
    berlin = datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    assert to_plain(berlin) == "2026-03-01T09:30:00+01:00"
