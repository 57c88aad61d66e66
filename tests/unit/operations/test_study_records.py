"""A study of the records: newest analyses, no dates, and only whoever agreed to research."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.worlds import make_analysis

from hemiface.errors import NotAllowedError, StudyError
from hemiface.model.actor import Actor, Role
from hemiface.model.anatomy import Side
from hemiface.model.record import Consent, ConsentKind, Person, Recording, Sex, StoredAnalysis
from hemiface.model.treatments import BotulinumSession, InjectedMuscle, Injection, Toxin
from hemiface.operations.session import Session, open_session
from hemiface.operations.stream import outcomes
from hemiface.operations.studies import StudyReport, run_study
from hemiface.operations.study_records import COLUMNS, tabulate_records
from hemiface.records.store import StoreLocation
from hemiface.results import Summary

MEASURE = "spasm_rate_per_min"
SEEN = datetime(2026, 3, 1, 10, tzinfo=UTC)
PLAN = """
title = "Records"
question = "How long?"
design = "cohort"
records = ["spasm_rate_per_min"]
describe = ["age", "spasm_rate_per_min"]
baseline = "days_since_first == 0"
[[endpoint]]
name = "course"
title = "Course"
rank = "primary"
technique = "difference"
value = "spasm_rate_per_min"
by = "sex"
where = "days_since_first == 0"
"""


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Six persons of two recordings each; the last one did not agree to research."""
    session = open_session(location=StoreLocation(f"sqlite:///{tmp_path / 'r.db'}", str(tmp_path)))
    summary: dict[str, Any] = dict(Summary.of(make_analysis()).to_values())
    with session.write() as work:
        for number in range(6):
            person = work.add(
                Person(
                    pseudonym=f"P{number}",
                    sex=(Sex.FEMALE, Sex.MALE)[number % 2],
                    birth_year=1960 + number,
                )
            )
            gone = date(2026, 2, 1) if number == 5 else None
            work.add(
                Consent(kind=ConsentKind.RESEARCH, given_on=date(2026, 1, 1), withdrawn_on=gone),
                person.id,
            )
            for day in (0, 30):
                digest = sha256(f"{number} {day}".encode()).hexdigest()
                recording = work.add(
                    Recording(sha256=digest, size_bytes=1, recorded_at=SEEN + timedelta(days=day)),
                    person.id,
                )
                for value in (1.0, 10.0 * number + day):
                    measures = dict(summary["measures"])
                    key = f"{MEASURE}_{summary['affected_side']}"
                    measures[key] = {**measures[key], "value": value}
                    work.add(
                        StoredAnalysis(
                            recording_id=recording.id,
                            package_version="0",
                            method_version="1",
                            settings_hash="a" * 64,
                            file_hash=digest,
                            made_at=SEEN,
                            summary={**summary, "measures": measures},
                            files={},
                        ),
                        person.id,
                    )
    return session


def test_the_newest_analysis_of_the_affected_side_counts_and_no_date_is_told(
    session: Session,
) -> None:
    table = tabulate_records(session, [MEASURE])
    assert table.n_rows == 12
    assert list(table.cells(MEASURE))[:4] == [0.0, 30.0, 10.0, 40.0]
    assert list(table.cells("days_since_first"))[:4] == [0, 30, 0, 30]
    assert next(iter(table.cells("age"))) == 66
    assert list(table.cells("consented"))[-2:] == [0, 0]
    told = [str(cell) for name in COLUMNS for cell in table.cells(name)]
    assert not any("2026" in cell for cell in told)


def test_whoever_took_the_consent_back_is_left_out(session: Session, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN)
    (found,) = outcomes(run_study(session, plan, tmp_path / "out"))
    assert isinstance(found, StudyReport)
    step = found.results.flow.steps[0]
    assert (step.persons, step.rows) == (1, 2)
    assert "No consent to research" in (tmp_path / "out/report.html").read_text()
    assert found.results.flow.kept_persons == 5
    assert found.failed == ()


def test_a_patient_gets_no_table_and_an_unknown_measure_is_told(session: Session) -> None:
    with pytest.raises(StudyError, match="no measure tears"):
        tabulate_records(session, ["tears"])
    patient = Session(Actor("p", Role.PATIENT, "P1"), session.records)
    with pytest.raises(NotAllowedError):
        tabulate_records(patient, [MEASURE])


def test_one_result_that_cannot_be_read_is_left_out_and_counted(
    session: Session, tmp_path: Path
) -> None:
    with session.write() as work:
        person = next(one for one in work.list(Person) if one.value.pseudonym == "P0")
        recording = work.list(Recording, person.id)[0]
        stored, *_ = (
            one
            for one in work.list(StoredAnalysis, person.id)
            if one.value.recording_id == recording.id
        )
        work.add(replace(stored.value, summary={}), person.id)
    (tmp_path / "plan.toml").write_text(PLAN)
    (found,) = outcomes(run_study(session, tmp_path / "plan.toml", tmp_path / "out"))
    assert isinstance(found, StudyReport)
    assert [step.rows for step in found.results.flow.steps] == [2, 1]
    assert "cannot be read" in (tmp_path / "out/methods.md").read_text()
    assert found.unread == ("P0",)
    told = [place.read_bytes() for place in (tmp_path / "out").rglob("*") if place.is_file()]
    assert not any(b"P0" in one for one in told if not one.startswith(b"%PDF"))


def test_days_are_those_of_the_person(session: Session) -> None:
    """Half past midnight in Tokyo is the day before in Greenwich."""
    summary: dict[str, Any] = dict(Summary.of(make_analysis()).to_values())
    with session.write() as work:
        person = work.add(Person(pseudonym="P9", zone="Asia/Tokyo"))
        for number, moment in enumerate(
            (datetime(2026, 3, 1, 15, 30, tzinfo=UTC), datetime(2026, 3, 2, 16, 0, tzinfo=UTC))
        ):
            digest = str(number) * 64
            recording = work.add(
                Recording(sha256=digest, size_bytes=1, recorded_at=moment), person.id
            )
            work.add(
                StoredAnalysis(
                    recording_id=recording.id,
                    package_version="0",
                    method_version="1",
                    settings_hash="a" * 64,
                    file_hash=digest,
                    made_at=SEEN,
                    summary=summary,
                    files={},
                ),
                person.id,
            )
        work.add(
            BotulinumSession(
                day=date(2026, 3, 2),
                product=Toxin.ONA,
                injections=(
                    Injection(muscle=InjectedMuscle.ORBICULARIS_OCULI, side=Side.LEFT, units=5.0),
                ),
            ),
            person.id,
        )
    table = tabulate_records(session, [MEASURE])
    own = [place for place, one in enumerate(table.cells("person")) if one == "P9"]
    assert [list(table.cells("days_since_injection"))[place] for place in own] == [0.0, 1.0]
