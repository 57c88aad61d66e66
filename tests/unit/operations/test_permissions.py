"""Who may do what: every operation, with each role."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from importlib import import_module
from inspect import Parameter, isfunction, signature
from pathlib import Path
from typing import Any, get_type_hints
from uuid import uuid4

import pytest

import hemiface
from hemiface.errors import NotAllowedError
from hemiface.model.actor import MEANINGS, PERMISSIONS, Actor, Permission, Role
from hemiface.model.anatomy import Side
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.diary import DiaryEntry, Trigger
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
from hemiface.operations import (
    diary,
    history,
    patients,
    ratings,
    record_entries,
    recordings,
    treatments,
)
from hemiface.operations.catalog import (
    BEHIND_THE_DESK,
    PROCESS_CALLS,
    Operation,
    list_operations,
)
from hemiface.operations.permission import declared_need
from hemiface.operations.privacy import WITHHELD, withhold
from hemiface.operations.session import Session, open_session
from hemiface.records.entry_types import ENTRY_TYPES
from hemiface.records.store import Store
from hemiface.records.transaction import Transaction

ALL = list_operations()
SOURCE = Path(hemiface.__file__).parent
UNASKED = BEHIND_THE_DESK - {"session"}
DAY = date(2026, 3, 1)
ACTORS = {
    Role.OWNER: Actor("o"),
    Role.CLINICIAN: Actor("c", Role.CLINICIAN),
    Role.RESEARCHER: Actor("r", Role.RESEARCHER),
    Role.PATIENT: Actor("p", Role.PATIENT, "P1"),
}


def undeclared(operations: tuple[Operation, ...]) -> list[str]:
    return [operation.name for operation in operations if operation.need is None]


def reaches_data(call: Callable[..., Any]) -> bool:
    """Whether a function is given what leads to data of people: a session, records, a path."""
    reach = (Session, Store, Transaction, Path)
    hints = get_type_hints(call)
    return any(hints.get(name) in reach for name in signature(call).parameters)


def test_every_operation_declares_what_it_needs() -> None:
    assert len(ALL) > 80
    assert undeclared(ALL) == []


def test_an_operation_without_a_declaration_is_found() -> None:
    def show(session: Session) -> None:
        del session

    found = Operation("people.show", show, declared_need(show), "")
    assert undeclared((*ALL, found)) == ["people.show"]
    assert reaches_data(show)


def test_whoever_reaches_data_is_given_a_session_and_asked_for_a_permission() -> None:
    for operation in ALL:
        assert operation.need is not None
        first = next(iter(signature(operation.call).parameters), "")
        if reaches_data(operation.call):
            assert first == "session", operation.name
        else:
            assert operation.need.permission is Permission.ASK, operation.name


def list_behind_the_desk(code: str) -> list[str]:
    """Functions of modules behind the desk that some code imports, and such modules as a whole."""
    found = []
    for node in ast.walk(ast.parse(code)):
        names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module == "hemiface.operations":
            names = [f"hemiface.operations.{name.name}" for name in node.names]
        found += [name for name in names if name.removeprefix("hemiface.operations.") in UNASKED]
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "hemiface.operations."
        ):
            module = import_module(str(node.module))
            home = str(node.module).rpartition(".")[2]
            found += [
                f"{home}.{name.name}"
                for name in node.names
                if home in UNASKED and isfunction(getattr(module, name.name))
            ]
    return found


def test_interfaces_call_declared_operations_and_what_holds_a_process_together() -> None:
    called = {
        (name, ".".join(path.relative_to(SOURCE).with_suffix("").parts))
        for room in ("cli", "web", "door.py")
        for path in sorted([SOURCE / room, *(SOURCE / room).rglob("*.py")])
        if path.is_file()
        for name in list_behind_the_desk(path.read_text(encoding="utf-8"))
    }
    assert called == {(name, where) for name, at in PROCESS_CALLS.items() for where in at}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("from hemiface.operations.fields import read_day", ["fields.read_day"]),
        ("def go():\n    from hemiface.operations.fields import read_day", ["fields.read_day"]),
        ("from hemiface.operations import diary, fields", ["hemiface.operations.fields"]),
        ("import hemiface.operations.fields", ["hemiface.operations.fields"]),
        ("from hemiface.operations.stream import Advance", []),
        ("from hemiface.operations.diary import write_day", []),
    ],
)
def test_a_call_behind_the_desk_is_found_however_it_is_imported(
    code: str, found: list[str]
) -> None:
    assert list_behind_the_desk(code) == found


@pytest.mark.parametrize("name", PROCESS_CALLS)
def test_what_holds_a_process_together_asks_for_nobody(name: str) -> None:
    module, _, called = name.partition(".")
    call = getattr(import_module(f"hemiface.operations.{module}"), called)
    assert module in BEHIND_THE_DESK
    assert not {Session, Store, Transaction} & set(get_type_hints(call).values())


def test_every_permission_has_a_meaning_and_somebody_who_has_it() -> None:
    assert MEANINGS.keys() == set(Permission)
    assert PERMISSIONS.keys() == set(Role)
    assert PERMISSIONS[Role.OWNER] == set(Permission)


def test_only_a_patient_has_a_pseudonym() -> None:
    with pytest.raises(ValueError, match="pseudonym"):
        Actor(role=Role.PATIENT)
    with pytest.raises(ValueError, match="pseudonym"):
        Actor(role=Role.CLINICIAN, pseudonym="P1")


def as_role(session: Session, role: Role) -> Session:
    return replace(session, actor=ACTORS[role])


def arguments(operation: Operation, subject: str) -> dict[str, Any]:
    """Something for everything that has to be said; a check must come before it is looked at."""
    assert operation.need is not None
    parameters = list(signature(operation.call).parameters.values())[1:]
    needed = {one.name: None for one in parameters if one.default is Parameter.empty}
    return needed | ({operation.need.of: subject} if operation.need.of else {})


WITH_SESSION = [one for one in ALL if reaches_data(one.call)]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("operation", WITH_SESSION, ids=lambda one: one.name)
def test_a_role_is_refused_what_it_may_not_do(
    session: Session, operation: Operation, role: Role
) -> None:
    assert operation.need is not None
    if operation.need.permission in PERMISSIONS[role]:
        return
    with pytest.raises(NotAllowedError) as refused:
        operation.call(as_role(session, role), **arguments(operation, "P1"))
    assert refused.value.code == "access.denied"


FOR_PATIENTS = [
    one
    for one in WITH_SESSION
    if one.need is not None
    and one.need.permission in PERMISSIONS[Role.PATIENT]
    and one.need.permission is not Permission.ASK
]


@pytest.mark.parametrize("operation", FOR_PATIENTS, ids=lambda one: one.name)
def test_a_patient_is_refused_what_is_somebody_elses(
    session: Session, operation: Operation
) -> None:
    assert operation.need is not None
    assert operation.need.of, f"{operation.name} does not say whose data it is about"
    patients.add_person(session, {"pseudonym": "P1"})
    patients.add_person(session, {"pseudonym": "P2"})
    theirs = patients.add_visit(session, "P2", {})
    others = ("P2", "P3") if operation.need.of == "pseudonym" else (str(theirs.id), str(uuid4()))
    for subject in others:
        with pytest.raises(NotAllowedError):
            operation.call(as_role(session, Role.PATIENT), **arguments(operation, subject))


SECRET = "Zaphira"
"""Stands in every free text."""


def free_texts(visit: Entry[Visit], recording: Entry[Recording]) -> Iterator[object]:
    """A value of each kind with the secret wherever a person may write."""
    eye = Injection(
        muscle=InjectedMuscle.ORBICULARIS_OCULI, side=Side.LEFT, units=12.5, point=SECRET
    )
    yield Consent(kind=ConsentKind.RESEARCH, given_on=DAY, document=SECRET, note=SECRET)
    yield Condition(kind=ConditionKind.MYASTHENIA, since=DAY, note=SECRET)
    yield Trigger(name=SECRET, question=SECRET, unit=SECRET)
    yield DiaryEntry(day=DAY, spasm=4, triggers={SECRET: 2.0}, note=SECRET)
    yield BotulinumSession(
        day=DAY, product=Toxin.ONA, injections=(eye,), needle=SECRET, note=SECRET
    )
    yield MedicineCourse(
        name="gabapentin", started=DAY, why_started=SECRET, why_stopped=SECRET, note=SECRET
    )
    yield Decompression(day=DAY, side=Side.LEFT, complications=(SECRET,), note=SECRET)
    yield OtherTreatment(name="acupuncture", started=DAY, note=SECRET)
    yield SideEffect(kind=SideEffectKind.BRUISE, onset=DAY, note=SECRET)
    yield QuestionnaireResponse(scale="hfs-7", day=DAY, answers={}, total=12, note=SECRET)
    yield Rating(scale="smc", day=DAY, rater="R1", levels={"grade": 2}, total=2, note=SECRET)
    yield StoredAnalysis(
        recording_id=recording.id,
        package_version="0",
        method_version="1",
        settings_hash="a" * 64,
        file_hash=recording.value.sha256,
        made_at=visit.value.at,
        summary={"video": {"name": f"{SECRET}.mp4", "width": 640}, "measures": {"rate": 3.5}},
        files={},
    )


@pytest.fixture
def told(session: Session, tmp_path: Path) -> Entry[Person]:
    """A person of whom every free text holds the secret, and another one."""
    patients.add_person(session, {"pseudonym": "P2"})
    person = patients.add_person(
        session, {"pseudonym": "P1", "note": SECRET}, {"family_name": SECRET}
    )
    video = tmp_path / f"{SECRET}.mp4"
    video.write_text("good")
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    visit = patients.add_visit(session, "P1", {"at": at, "label": SECRET, "note": SECRET})
    recording = recordings.add_recording(session, "P1", video, {"note": SECRET})
    said = Correction(CorrectionAction.REMOVE, at=1.0, author=SECRET)
    with session.write() as work:
        for value in free_texts(visit, recording):
            entry = work.add(value, person.id)
            if isinstance(value, StoredAnalysis):
                work.add(StoredCorrection(analysis_id=entry.id, correction=said), person.id)
    return person


def readings(session: Session) -> Iterator[object]:
    """What every operation that reads the records says of the person."""
    yield patients.show_person(session, "P1")
    yield from (record_entries.list_values(session, kind.noun, "P1") for kind in ENTRY_TYPES[2:])
    yield history.tell_history(session, "P1")
    yield diary.list_days(session, "P1")
    yield diary.export_diary(session, "P1")
    yield treatments.list_treatments(session, "P1")
    yield treatments.list_alerts(session, "P1")
    yield recordings.list_recordings(session, "P1")
    for line in history.tell_history(session, "P1"):
        yield record_entries.show_entry(session, str(line.entry.id))


def test_a_researcher_reads_pseudonyms_and_no_free_text(
    session: Session, told: Entry[Person]
) -> None:
    assert SECRET in repr(list(readings(session)))
    researcher = as_role(session, Role.RESEARCHER)
    seen = repr([*readings(researcher), *patients.search_people(researcher)])
    assert SECRET not in seen
    assert "'P1'" in seen
    assert "3.5" in seen
    assert "gabapentin" in seen
    for refused in (
        lambda: patients.show_identity(researcher, "P1"),
        lambda: patients.search_people(researcher, SECRET, by_name=True),
        lambda: record_entries.list_values(researcher, Identity, "P1"),
    ):
        with pytest.raises(NotAllowedError):
            refused()
    with session.unlocked() as work:
        identity = work.list(Identity, told.id)[0]
    with pytest.raises(NotAllowedError):
        record_entries.show_entry(researcher, str(identity.id))


def test_free_text_is_withheld_however_an_answer_is_packed() -> None:
    day = DiaryEntry(day=DAY, spasm=4, note=SECRET)
    researcher = ACTORS[Role.RESEARCHER]
    for packed in (day, [day], (day,), {"day": [day]}, {"day": day}):
        assert SECRET in repr(withhold(ACTORS[Role.CLINICIAN], packed))
        assert SECRET not in repr(withhold(researcher, packed))
    assert [one.note for one in withhold(researcher, iter([day]))] == [""]


def test_a_patient_reads_and_keeps_what_is_the_patients_own(
    session: Session, told: Entry[Person], tmp_path: Path
) -> None:
    del told
    patient = as_role(session, Role.PATIENT)
    assert SECRET in repr(list(readings(patient)))
    assert patients.show_identity(patient, "P1").identity is not None
    assert diary.write_day(patient, "P1", {"spasm": 2}).value.spasm == 2
    kept = ratings.answer_questionnaire(patient, "P1", "hfs-7", {}, total=9)
    assert record_entries.show_entry(patient, str(kept.entry.id)) == kept.entry
    (recording,) = recordings.list_recordings(patient, "P1")
    recordings.save_recording(patient, str(recording.entry.id), tmp_path / "copy.mp4")
    assert (tmp_path / "copy.mp4").read_text() == "good"


def test_a_clinician_writes_and_reads_names_but_does_not_erase(
    session: Session, told: Entry[Person]
) -> None:
    del told
    clinician = as_role(session, Role.CLINICIAN)
    assert SECRET in repr(list(readings(clinician)))
    assert patients.search_people(clinician, SECRET, by_name=True)
    patients.add_visit(clinician, "P1", {})
    with pytest.raises(NotAllowedError):
        patients.erase_person(clinician, "P1")


def test_who_asks_stands_in_the_audit() -> None:
    with open_session(Actor("Dr. A", Role.CLINICIAN)) as session:
        patients.add_person(session, {"pseudonym": "P1"})
        assert session.store.who == "Dr. A"


NO_FREE_TEXT = {
    (Person, "pseudonym"),
    (Person, "zone"),
    (Person, "diagnosis_code"),
    (Recording, "sha256"),
    (Recording, "suffix"),
    (StoredAnalysis, "package_version"),
    (StoredAnalysis, "method_version"),
    (StoredAnalysis, "settings_hash"),
    (StoredAnalysis, "file_hash"),
    (StoredAnalysis, "summary"),
    (StoredAnalysis, "files"),
    (BotulinumSession, "brand"),
    (QuestionnaireResponse, "language"),
    (BotulinumSession, "lot"),
    (MedicineCourse, "name"),
    (Decompression, "vessels"),
    (OtherTreatment, "name"),
    (QuestionnaireResponse, "scale"),
    (QuestionnaireResponse, "answers"),
    (Rating, "scale"),
    (Rating, "rater"),
    (EventRating, "rater"),
    (Rating, "levels"),
}
"""Fields of text that a researcher may read: codes, hashes, products; names of files are taken
out of the summary."""


def test_every_text_of_the_records_is_withheld_or_known_to_be_a_code() -> None:
    for kind in ENTRY_TYPES:
        if kind.noun is StoredCorrection:
            continue
        for field in fields(kind.noun):
            if "str" in str(field.type) and "StrEnum" not in str(field.type):
                withheld = field.name in WITHHELD.get(kind.noun, {})
                known = (kind.noun, field.name) in NO_FREE_TEXT
                assert withheld != known, f"{kind.name}: {field.name}"


def test_a_session_costs_nothing_until_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEMIFACE_DATA", str(tmp_path / "nowhere"))
    with open_session():
        pass
    assert not (tmp_path / "nowhere").exists()
