"""What operations on people refuse, and what they work out."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hemiface.errors import (
    RecordConflictError,
    RecordInvalidError,
    RecordNotFoundError,
    RecordSafetyError,
)
from hemiface.model.anatomy import Side
from hemiface.model.diary import DiaryEntry
from hemiface.model.questionnaires import QuestionnaireResponse, Rating
from hemiface.model.record import Entry, Visit, has_time_of_day
from hemiface.model.treatments import InjectedMuscle, MedicineCourse, SideEffect
from hemiface.operations import diary, patients, ratings, recordings, treatments
from hemiface.operations.history import tell_history
from hemiface.operations.intake import ImportedFile, import_folder
from hemiface.operations.own_zone import own_zone
from hemiface.operations.record_entries import (
    edit_entry,
    list_values,
    remove_entry,
    restore_entry,
)
from hemiface.operations.roster import list_roster
from hemiface.operations.session import Session


@pytest.fixture(autouse=True)
def p1(session: Session) -> None:
    """One person in another zone."""
    patients.add_person(session, {"pseudonym": "P1", "zone": "Asia/Tokyo"})


def test_a_time_without_a_zone_is_the_persons(session: Session) -> None:
    visit = patients.add_visit(session, "P1", {"at": "2026-03-01T09:30"})
    assert visit.value.at == datetime(2026, 3, 1, 0, 30, tzinfo=UTC)
    offset = patients.add_visit(session, "P1", {"at": "2026-03-01T09:30+01:00"})
    assert offset.value.at == datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    with pytest.raises(RecordInvalidError, match="no day or time"):
        patients.add_visit(session, "P1", {"at": "tomorrow"})
    now = patients.add_visit(session, "P1", {})
    assert abs((now.value.at - datetime.now(UTC)).total_seconds()) < 60


def test_history_is_in_order_of_the_persons_own_days(session: Session) -> None:
    patients.add_visit(session, "P1", {"at": "2026-03-02T00:10"})
    diary.write_day(session, "P1", {"day": date(2026, 3, 2), "spasm": 1})
    diary.write_day(session, "P1", {"day": date(2026, 3, 1), "spasm": 1})
    diary.add_trigger(session, "P1", {"name": "noise"})
    history = tell_history(session, "P1")
    assert [line.kind for line in history] == ["trigger", "diary", "diary", "visit"]
    assert [line.day for line in history[1:]] == [
        date(2026, 3, 1),
        date(2026, 3, 2),
        date(2026, 3, 2),
    ]


def test_identity_can_follow_later_and_change(session: Session) -> None:
    person, nobody = patients.show_person(session, "P1"), patients.show_identity(session, "P1")
    assert nobody.identity is None
    patients.edit_person(session, "P1", {}, {"family_name": "Muster"})
    patients.edit_person(session, "P1", {}, {"given_name": "Eva"})
    somebody = patients.show_identity(session, "P1").identity
    assert somebody is not None
    assert (somebody.given_name, somebody.family_name) == ("Eva", "Muster")
    assert list(patients.search_people(session, "muster", by_name=True)) == [person]


def test_somebody_put_aside_can_be_erased(session: Session) -> None:
    patients.remove_person(session, "P1")
    with pytest.raises(RecordConflictError):
        patients.add_person(session, {"pseudonym": "P1"})
    patients.erase_person(session, "P1")
    patients.add_person(session, {"pseudonym": "P1"})
    with pytest.raises(RecordNotFoundError):
        patients.erase_person(session, "P2")


def test_a_trigger_is_watched_once(session: Session) -> None:
    diary.add_trigger(session, "P1", {"name": "noise"})
    with pytest.raises(RecordConflictError, match="watched already"):
        diary.add_trigger(session, "P1", {"name": "noise"})


def test_what_is_still_to_come_has_not_happened(session: Session) -> None:
    with session.read() as work:
        today = work.find_person("P1").value.today
    later = today + timedelta(days=2)
    for write in (
        lambda: diary.write_day(session, "P1", {"day": later, "spasm": 1}),
        lambda: treatments.record_treatment(
            session, "P1", MedicineCourse, {"started": later, "name": "gabapentin"}
        ),
        lambda: ratings.rate(session, "P1", "smc", {"grade": 2}, fields={"day": later}),
    ):
        with pytest.raises(RecordInvalidError, match="still to come"):
            write()
    assert diary.list_days(session, "P1") == []
    # The clock of this machine may lag behind the person's.
    diary.write_day(session, "P1", {"day": today + timedelta(days=1), "spasm": 1})


@pytest.mark.parametrize(
    ("write", "wrong", "right"),
    [
        ("add_condition", {"since": 2}, {"since": 0, "until": 90}),
        ("add_consent", {"given_on": 2}, {"given_on": 0}),
        ("add_consent", {"given_on": 0, "withdrawn_on": 2}, {"given_on": 0, "withdrawn_on": 0}),
    ],
)
def test_neither_conditions_nor_consents_begin_on_a_day_still_to_come(
    session: Session, write: str, wrong: Mapping[str, int], right: Mapping[str, int]
) -> None:
    today = patients.show_person(session, "P1").value.today
    kind = "pregnancy" if write == "add_condition" else "research"

    def keep(days: Mapping[str, int]) -> Entry[Any]:
        dated = {name: today + timedelta(days=after) for name, after in days.items()}
        kept: Entry[Any] = getattr(patients, write)(session, "P1", {"kind": kind, **dated})
        return kept

    with pytest.raises(RecordInvalidError, match="still to come"):
        keep(wrong)
    assert keep(right).value.kind == kind


def test_a_treatment_ends_on_no_day_still_to_come(session: Session) -> None:
    today = patients.show_person(session, "P1").value.today
    course = {"started": today, "name": "gabapentin"}
    entry = treatments.record_treatment(session, "P1", MedicineCourse, course).entry
    with pytest.raises(RecordInvalidError, match="still to come"):
        treatments.end_treatment(session, str(entry.id), {"on": today + timedelta(days=2)})
    assert treatments.end_treatment(session, str(entry.id), {}).value.stopped == today


def test_an_entry_is_moved_to_no_day_still_to_come_but_a_visit_may_be_planned(
    session: Session,
) -> None:
    today = patients.show_person(session, "P1").value.today
    later = today + timedelta(days=2)
    day = diary.write_day(session, "P1", {"day": today, "spasm": 1})
    with pytest.raises(RecordInvalidError, match="still to come"):
        edit_entry(session, str(day.id), {"day": later.isoformat()})
    assert edit_entry(session, str(day.id), {"spasm": 2}).value.spasm == 2
    visit = patients.add_visit(session, "P1", {"on": later.isoformat()})
    moved = edit_entry(session, str(visit.id), {"at": f"{later}T15:00:00Z"})
    assert moved.value.at.date() == later


def test_missed_days_are_missing(session: Session) -> None:
    for day in (1, 4):
        diary.write_day(session, "P1", {"day": date(2026, 3, day), "spasm": 0})
    days = [entry.value.day.day for entry in diary.list_days(session, "P1")]
    assert days == [1, 4]
    assert diary.list_days(session, "P1", until=date(2026, 2, 1)) == []
    first = list_values(session, DiaryEntry, "P1")[0].value
    assert (first.spasm, first.stress) == (0, None)


def test_totals_come_from_answers_or_from_elsewhere(session: Session) -> None:
    answers = {str(item): 1 for item in range(1, 8)}
    kept = ratings.answer_questionnaire(session, "P1", "gad-7", answers)
    assert kept.entry.value.total == 7
    elsewhere = ratings.answer_questionnaire(session, "P1", "gad-7", {}, total=9)
    assert (elsewhere.entry.value.answers, elsewhere.entry.value.total) == ({}, 9)
    part = ratings.answer_questionnaire(session, "P1", "gad-7", {"1": 3})
    assert part.entry.value.total is None
    assert kept.change is None
    assert elsewhere.change is not None
    assert (elsewhere.change.difference, elsewhere.change.important) == (2, None)
    with pytest.raises(RecordInvalidError, match="not the sum"):
        ratings.answer_questionnaire(session, "P1", "gad-7", answers, total=8)
    with pytest.raises(RecordInvalidError, match="no answer"):
        ratings.answer_questionnaire(session, "P1", "gad-7", {})
    assert len(list_values(session, QuestionnaireResponse, "P1")) == 3


def test_the_safety_text_is_called_for_before_anything_is_kept(session: Session) -> None:
    assert ratings.safety_notices("phq-9", {"9": 0}) == ()
    (notice,) = ratings.safety_notices("phq-9", {"9": 1})
    with pytest.raises(RecordSafetyError) as shown:
        ratings.answer_questionnaire(session, "P1", "phq-9", {"9": 1})
    assert shown.value.message == ratings.say_notice(notice)
    assert "988" in ratings.say_notice(notice)
    assert list_values(session, QuestionnaireResponse, "P1") == []


def test_a_rating_names_its_rater(session: Session) -> None:
    kept = ratings.rate(session, "P1", "smc", {"grade": 2})
    assert (kept.value.rater, kept.value.total) == ("R9", 2)
    assert list_values(session, Rating, "P1") == [kept]
    with pytest.raises(RecordInvalidError, match="no such scale"):
        ratings.rate(session, "P1", "phq-9", {"1": 1})


def test_side_effects_belong_to_treatments_of_the_same_person(session: Session) -> None:
    medicine = treatments.record_treatment(session, "P1", MedicineCourse, {"name": "gabapentin"})
    visit = patients.add_visit(session, "P1", {})
    patients.add_person(session, {"pseudonym": "P2"})
    fields = {"kind": "drowsiness", "treatment_id": medicine.entry.id}
    effect = treatments.record_treatment(session, "P1", SideEffect, fields)
    assert effect.alerts == ()
    today = patients.show_person(session, "P1").value.today
    ended = treatments.end_treatment(session, str(effect.entry.id), {"on": today})
    assert ended.value.ended == today
    with pytest.raises(RecordInvalidError):
        treatments.record_treatment(session, "P2", SideEffect, fields)
    with pytest.raises(RecordInvalidError):
        wrong = {**fields, "treatment_id": visit.id}
        treatments.record_treatment(session, "P1", SideEffect, wrong)


def test_injections_in_words() -> None:
    injection = treatments.read_injection("orbicularis_oculi:left:10x4:lateral: upper lid")
    assert (injection.muscle, injection.side) == (InjectedMuscle.ORBICULARIS_OCULI, Side.LEFT)
    assert (injection.units, injection.sites) == (10, 4)
    assert injection.point == "lateral: upper lid"
    assert treatments.read_injection("mentalis:right:2.5").sites == 1
    for text in ("mentalis", "mentalis:middle:1", "mentalis:left:many", "mentalis:left:0", ""):
        with pytest.raises(RecordInvalidError):
            treatments.read_injection(text)


def test_an_import_dates_a_recording_by_its_name(session: Session, tmp_path: Path) -> None:
    (tmp_path / "P1_2026-03-01.mp4").write_bytes(b"pictures")
    list(import_folder(session, tmp_path))
    (kept,) = recordings.list_recordings(session, "P1")
    recorded_at = kept.entry.value.recorded_at
    assert recorded_at is not None
    assert recorded_at.date().isoformat() == "2026-03-01"
    assert not has_time_of_day(recorded_at.astimezone(ZoneInfo("Asia/Tokyo")))
    (row,) = list_roster(session, "", limit=9, offset=0)
    assert row.last_visit is not None
    assert row.last_visit.astimezone(ZoneInfo("Asia/Tokyo")).date() == date(2026, 3, 1)


def test_no_recording_is_of_a_day_to_come(session: Session, tmp_path: Path) -> None:
    later = date.today() + timedelta(days=9)
    (tmp_path / f"P1_{later}_talking.mp4").write_bytes(b"pictures")
    (tmp_path / "P1_2026-03-01_talking.mp4").write_bytes(b"other pictures")
    for dry_run in (True, False):
        told = list(import_folder(session, tmp_path, dry_run=dry_run))
        ends = {one.name[3:13]: one.outcome for one in told if isinstance(one, ImportedFile)}
        assert ends[str(later)] == "failed"
        assert ends["2026-03-01"] == ("would be added" if dry_run else "added")
    video = tmp_path / "P1_2026-03-01_talking.mp4"
    with pytest.raises(RecordInvalidError, match="still to come"):
        recordings.add_recording(session, "P1", video, {"on": str(later)})


@pytest.mark.parametrize("dry_run", [True, False])
def test_an_import_refuses_an_hour_that_never_was(
    session: Session, tmp_path: Path, dry_run: bool
) -> None:
    patients.edit_person(session, "P1", {"zone": "Europe/Berlin"})
    for name in ("P1_2026-03-29_0230", "P1_2026-03-29_0330"):
        (tmp_path / f"{name}.mp4").write_bytes(name.encode())
    told = {
        one.name: one
        for one in import_folder(session, tmp_path, dry_run=dry_run)
        if isinstance(one, ImportedFile)
    }
    never = told["P1_2026-03-29_0230.mp4"]
    assert never.outcome == "failed"
    assert "no clock in Europe/Berlin showed 02:30" in str(never.error)
    assert told["P1_2026-03-29_0330.mp4"].outcome == ("would be added" if dry_run else "added")


def test_an_import_finds_the_visit_of_that_day(session: Session, tmp_path: Path) -> None:
    visit = patients.add_visit(session, "P1", {"at": "2026-03-01T00:10"})
    (tmp_path / "P1_2026-03-01_1730_talking.mp4").write_bytes(b"pictures")
    list(import_folder(session, tmp_path))
    (kept,) = recordings.list_recordings(session, "P1")
    assert kept.entry.value.visit_id == visit.id
    assert kept.entry.value.recorded_at == datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    assert len(list_values(session, Visit, "P1")) == 1


def test_a_new_person_lives_where_the_machine_stands_and_whoever_is_kept_stays(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/Lima")
    (tmp_path / "P9_2026-03-01.mp4").write_bytes(b"pictures")
    list(import_folder(session, tmp_path, create=True))
    patients.add_person(session, {"pseudonym": "P10", "zone": "Europe/Berlin"})
    zones = {one: patients.show_person(session, one).value.zone for one in ("P1", "P9", "P10")}
    assert zones == {"P1": "Asia/Tokyo", "P9": "America/Lima", "P10": "Europe/Berlin"}
    (visit,) = list_values(session, Visit, "P9")
    assert not has_time_of_day(visit.value.at.astimezone(ZoneInfo("America/Lima")))


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (":Europe/Berlin", "Europe/Berlin"),
        ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
        ("Etc/UTC", "UTC"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "UTC"),
        ("", "UTC"),
        ("/etc/passwd", "UTC"),
    ],
)
def test_the_machine_says_where_it_stands(
    monkeypatch: pytest.MonkeyPatch, said: str, zone: str
) -> None:
    monkeypatch.setenv("TZ", said)
    assert own_zone() == zone


def test_the_machine_may_say_it_by_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ")
    monkeypatch.setattr("hemiface.operations.own_zone.LOCAL_TIME", tmp_path / "localtime")
    assert own_zone() == "UTC"
    place = tmp_path / "zoneinfo/Europe/Berlin"
    place.parent.mkdir(parents=True)
    place.touch()
    (tmp_path / "localtime").symlink_to(place)
    assert own_zone() == "Europe/Berlin"


def test_a_day_stays_that_day_in_another_zone_and_a_moment_that_moment(
    session: Session, tmp_path: Path
) -> None:
    patients.add_person(session, {"pseudonym": "P9", "zone": "UTC"})
    kept = {}
    for name, at in (("day", ""), ("moment", "23:59")):
        video = tmp_path / f"{name}.mp4"
        video.write_bytes(name.encode())
        when = {"on": "2026-03-12", "at": at or None}
        entry = recordings.add_recording(session, "P9", video, when)
        kept[name] = str(entry.id)
        patients.add_visit(session, "P9", {"label": name, **when})
    remove_entry(session, kept["day"])
    patients.edit_person(session, "P9", {"zone": "Asia/Tokyo"})
    restore_entry(session, kept["day"])
    told = {name: recordings.name_recording(session, one).filmed for name, one in kept.items()}
    moment = datetime(2026, 3, 12, 23, 59, tzinfo=UTC)
    assert told == {"day": date(2026, 3, 12), "moment": moment}
    visits = {one.value.label: one.value.at for one in list_values(session, Visit, "P9")}
    assert visits["moment"] == moment
    assert visits["day"] == datetime(2026, 3, 12, 12, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert type(told["day"]) is date
