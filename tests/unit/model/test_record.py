"""Nouns of the record refuse what cannot be."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.errors import RecordInvalidError
from hemiface.model.anatomy import Side
from hemiface.model.diary import DIARY_FIELDS, DiaryEntry, DiaryField, Trigger
from hemiface.model.record import (
    PSEUDONYM,
    Consent,
    ConsentKind,
    Entry,
    Person,
    Recording,
    StoredAnalysis,
    Visit,
)
from hemiface.model.treatments import (
    BotulinumSession,
    InjectedMuscle,
    Injection,
    MedicineCourse,
    OtherTreatment,
    SideEffect,
    SideEffectKind,
    Toxin,
)

DAY, BEFORE = date(2026, 3, 1), date(2026, 2, 28)
LOCAL = datetime(2026, 3, 1, 9, 30)
HASH = "0" * 64


@pytest.mark.parametrize(
    "make",
    [
        lambda: Person(pseudonym="Ada Lovelace"),
        lambda: Person(pseudonym=""),
        lambda: Person(pseudonym="../x"),
        lambda: Person(pseudonym="P1", zone="Mars/Olympus"),
        lambda: Person(pseudonym="P1", zone="/etc/passwd"),
        lambda: Person(pseudonym="P1", birth_year=60),
        lambda: Consent(kind=ConsentKind.RESEARCH, given_on=DAY, withdrawn_on=BEFORE),
        lambda: Visit(at=LOCAL),
        lambda: Recording(sha256="abc", size_bytes=1),
        lambda: Recording(sha256=HASH, size_bytes=1, recorded_at=LOCAL),
        lambda: StoredAnalysis(
            recording_id=uuid4(),
            package_version="",
            method_version="",
            settings_hash="",
            file_hash="",
            made_at=LOCAL,
            summary={},
            files={},
        ),
        lambda: Injection(muscle=InjectedMuscle.MENTALIS, side=Side.LEFT, units=0),
        lambda: Injection(muscle=InjectedMuscle.MENTALIS, side=Side.LEFT, units=float("nan")),
        lambda: Injection(muscle=InjectedMuscle.MENTALIS, side=Side.LEFT, units=1, sites=0),
        lambda: BotulinumSession(day=DAY, product=Toxin.ONA, injections=()),
        lambda: MedicineCourse(name=" ", started=DAY),
        lambda: MedicineCourse(name="a", started=DAY, stopped=BEFORE),
        lambda: OtherTreatment(name="", started=DAY),
        lambda: OtherTreatment(name="a", started=DAY, ended=BEFORE),
        lambda: SideEffect(kind=SideEffectKind.OTHER, onset=DAY, ended=BEFORE),
        lambda: DiaryEntry(day=DAY, triggers={"noise": -1}),
        lambda: Trigger(name=" "),
        lambda: Trigger(name="noise", high=0),
    ],
)
def test_what_cannot_be_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(RecordInvalidError) as refused:
        make()
    assert refused.value.hint


@given(st.sampled_from(DIARY_FIELDS), st.floats(allow_nan=True))
def test_diary_numbers_stay_in_range(field: DiaryField, value: float) -> None:
    given_fields: Any = {field.name: value}
    if 0 <= value <= field.high:
        assert getattr(DiaryEntry(day=DAY, **given_fields), field.name) == value
    else:
        with pytest.raises(RecordInvalidError) as caught:
            DiaryEntry(day=DAY, **given_fields)
        assert caught.value.values["name"] == field.name


@given(st.from_regex(PSEUDONYM, fullmatch=True))
def test_pseudonyms_can_be_file_names(text: str) -> None:
    assert Person(pseudonym=text).pseudonym == text
    assert "/" not in text
    assert not text.startswith(".")


def test_today_is_the_persons_own() -> None:
    west = Person(pseudonym="P1", zone="Pacific/Pago_Pago").today
    east = Person(pseudonym="P1", zone="Pacific/Kiritimati").today
    assert timedelta(days=1) <= east - west <= timedelta(days=2)


def test_a_chewing_muscle_is_not_injected_for_this_spasm() -> None:
    assert "masseter" not in list(InjectedMuscle)


def test_units_add_up_by_eye() -> None:
    session = BotulinumSession(
        day=DAY,
        product=Toxin.ONA,
        injections=(
            Injection(muscle=InjectedMuscle.ORBICULARIS_OCULI, side=Side.LEFT, units=10),
            Injection(muscle=InjectedMuscle.ORBICULARIS_OCULI, side=Side.LEFT, units=2.5),
            Injection(muscle=InjectedMuscle.MENTALIS, side=Side.LEFT, units=5),
        ),
    )
    assert session.face_units == 17.5
    assert (session.eye_units(Side.LEFT), session.eye_units(Side.RIGHT)) == (12.5, 0)


def test_entries_cannot_be_changed() -> None:
    now = datetime.now(UTC)
    entry = Entry(uuid4(), uuid4(), 1, now, now, None, Person(pseudonym="P1"))
    with pytest.raises(AttributeError):
        entry.version = 2  # type: ignore[misc]  # this is what is tested
