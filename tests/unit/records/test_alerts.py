"""Alerts say what stands out at its limit, not below it, and never compare products."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.model.anatomy import Side
from hemiface.model.record import Condition, ConditionKind
from hemiface.model.treatments import (
    AlertLevel,
    BotulinumSession,
    Decompression,
    InjectedMuscle,
    Injection,
    MedicineCourse,
    SideEffect,
    SideEffectKind,
    Toxin,
)
from hemiface.records.alerts import find_alerts
from hemiface.records.cautions import find_cautions
from hemiface.reports.language import get_language

DAY = date(2026, 3, 1)


def session(
    units: float,
    *,
    days: int = 0,
    product: Toxin = Toxin.ONA,
    muscle: InjectedMuscle = InjectedMuscle.ORBICULARIS_OCULI,
    side: Side = Side.LEFT,
    first: bool | None = None,
    other_units: float = 0,
    brand: str = "",
) -> BotulinumSession:
    return BotulinumSession(
        day=DAY + timedelta(days=days),
        product=product,
        injections=(Injection(muscle=muscle, side=side, units=units),),
        first_treatment=first,
        other_units=other_units,
        brand=brand,
    )


def codes(*sessions: BotulinumSession, effects: tuple[SideEffect, ...] = ()) -> list[str]:
    return [alert.code for alert in find_alerts(sessions, effects)]


@pytest.mark.parametrize(
    ("sessions", "expected"),
    [
        ([], []),
        ([session(25)], []),
        ([session(25.5)], ["first_session_ceiling"]),
        ([session(25.5, first=False)], []),
        ([session(90, muscle=InjectedMuscle.MENTALIS)], []),
        ([session(20), session(20, days=84)], []),
        ([session(20), session(20, days=83)], ["interval_short"]),
        ([session(20), session(81, days=83)], ["interval_short", "face_ceiling"]),
        ([session(20), session(81, days=84)], []),
        ([session(100, muscle=InjectedMuscle.MENTALIS)], []),
        ([session(101, muscle=InjectedMuscle.MENTALIS)], ["face_ceiling"]),
        ([session(20, other_units=380)], []),
        ([session(20, other_units=381)], ["all_indications_ceiling"]),
        ([session(20, other_units=300), session(81, days=91)], ["all_indications_ceiling"]),
        ([session(20, other_units=300), session(81, days=92)], []),
        ([session(35, product=Toxin.INCO)], []),
        ([session(36, product=Toxin.INCO)], ["eye_ceiling"]),
        ([session(20), session(36, days=100, product=Toxin.INCO)], ["product_changed"]),
        (
            [session(20, product=Toxin.INCO), session(40, days=100, product=Toxin.INCO)],
            [],
        ),
        ([session(36, product=Toxin.INCO, first=False)], []),
        ([session(50, product=Toxin.INCO, first=False)], []),
        ([session(51, product=Toxin.INCO, first=False)], ["eye_ceiling"]),
        (
            [session(20, product=Toxin.INCO), session(60, days=100, product=Toxin.INCO)],
            ["eye_ceiling"],
        ),
        ([session(120, product=Toxin.ABO)], []),
        ([session(121, product=Toxin.ABO)], ["eye_ceiling"]),
        ([session(1000, product=Toxin.OTHER)], ["eye_ceiling"]),
        ([session(900, product=Toxin.ABO, muscle=InjectedMuscle.MENTALIS)], []),
        (
            [session(900, product=Toxin.ABO, muscle=InjectedMuscle.MENTALIS, other_units=101)],
            ["session_ceiling"],
        ),
        (
            [session(20), session(20, days=90, product=Toxin.INCO)],
            ["product_changed", "several_toxins"],
        ),
        ([session(20), session(20, days=92, product=Toxin.INCO)], ["product_changed"]),
        (
            [session(20, product=Toxin.OTHER, brand="A"), session(20, days=92)],
            ["product_changed"],
        ),
    ],
)
def test_limits(sessions: list[BotulinumSession], expected: list[str]) -> None:
    assert codes(*sessions) == expected


def test_both_eyes_together() -> None:
    eyes = tuple(
        Injection(muscle=InjectedMuscle.ORBICULARIS_OCULI, side=side, units=36) for side in Side
    )
    both = BotulinumSession(day=DAY, product=Toxin.INCO, injections=eyes)
    assert codes(both) == ["eye_ceiling", "eye_ceiling", "both_eyes_ceiling"]


@pytest.mark.parametrize(
    ("kind", "days", "expected"),
    [
        (SideEffectKind.SWALLOWING_TROUBLE, 0, ["toxin_spread"]),
        (SideEffectKind.BREATHING_TROUBLE, 84, ["toxin_spread"]),
        (SideEffectKind.BREATHING_TROUBLE, 85, []),
        (SideEffectKind.SPEECH_TROUBLE, -1, []),
        (SideEffectKind.EYELID_DROOP, 3, []),
    ],
)
def test_spread_of_toxin(kind: SideEffectKind, days: int, expected: list[str]) -> None:
    effect = SideEffect(kind=kind, onset=DAY + timedelta(days=days))
    assert codes(session(10), effects=(effect,)) == expected
    assert codes(effects=(effect,)) == []


def test_emergencies_come_first_and_every_alert_has_a_source() -> None:
    effect = SideEffect(kind=SideEffectKind.GENERAL_WEAKNESS, onset=DAY)
    alerts = find_alerts([session(30), session(90, days=10, product=Toxin.INCO)], [effect])
    assert alerts[0].level is AlertLevel.EMERGENCY
    assert all(alert.source and str(alert.message) for alert in alerts)
    assert len(alerts) == 6
    assert {alert.code for alert in alerts} >= {"toxin_spread", "several_toxins"}


def test_two_products_are_summed_over_three_months() -> None:
    first = session(20, product=Toxin.ONA, other_units=200)
    second = session(20, days=80, product=Toxin.INCO, other_units=200)
    told = [a for a in find_alerts([first, second], []) if a.code == "several_toxins"]
    assert len(told) == 1
    assert "440 of onabotulinum and incobotulinum together, above 400" in str(told[0].message)


def test_an_injection_into_the_other_side_is_noted() -> None:
    told = find_alerts([session(20, side=Side.RIGHT)], [], affected=Side.LEFT)
    assert [(a.code, a.level) for a in told] == [("other_side", AlertLevel.NOTE)]
    assert find_alerts([session(20, side=Side.LEFT)], [], affected=Side.LEFT) == ()


def test_units_a_puncture_must_be_likely() -> None:
    one = Injection(muscle=InjectedMuscle.ORBICULARIS_OCULI, side=Side.LEFT, units=24, sites=2)
    odd = BotulinumSession(day=DAY, product=Toxin.ONA, injections=(one,))
    assert codes(odd) == ["units_per_site"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Gentamicin", "aminoglycoside"),
        ("Pyridostigmine 60 mg", "neuromuscular_illness"),
        ("warfarin", "anticoagulant"),
        ("tobramycine", "aminoglycoside"),
        ("Marcumarr", "anticoagulant"),
        ("ASS 100", "anticoagulant"),
        ("Asprin", "anticoagulant"),
    ],
)
def test_medicines_beside_an_injection_stand_out(name: str, code: str) -> None:
    course = MedicineCourse(name=name, started=DAY - timedelta(days=3))
    assert [a.code for a in find_alerts([session(20)], [], [course])] == [code]
    past = MedicineCourse(
        name=name, started=DAY - timedelta(days=90), stopped=DAY - timedelta(days=60)
    )
    assert find_alerts([session(20)], [], [past]) == ()


@pytest.mark.parametrize("name", ["Carbamazepine 200 mg", "Tegretal", "carbamazepin"])
def test_carbamazepine_asks_for_the_blood_test_once(name: str) -> None:
    first = MedicineCourse(name=name, started=DAY, stopped=DAY + timedelta(days=20))
    more = MedicineCourse(name=name, started=DAY + timedelta(days=20))
    alert, sodium = find_alerts([], [], [more, first])
    assert (alert.code, alert.level) == ("hla_test", AlertLevel.NOTE)
    assert (sodium.code, sodium.level) == ("low_sodium", AlertLevel.NOTE)
    assert f"{DAY}" in str(alert.message)
    assert "HLA-B*15:02" in str(get_language("de").say(alert.message, ""))
    assert find_alerts([], [], [MedicineCourse(name="gabapentin", started=DAY)]) == ()


@pytest.mark.parametrize("name", ["Oxcarbazepin 300", "trileptal", "oxcarbazepina"])
def test_oxcarbazepine_has_the_blood_test_and_low_sodium_by_its_own_sources(name: str) -> None:
    alerts = find_alerts([], [], [MedicineCourse(name=name, started=DAY)])
    assert [one.code for one in alerts] == ["hla_test", "low_sodium"]
    assert "oxcarbazepine" in alerts[0].source
    assert "28542738" in alerts[1].source


@pytest.mark.parametrize("name", ["Lamotrigin 25 mg", "lamictal", "lamotrigina"])
def test_lamotrigine_has_its_rash_by_its_label(name: str) -> None:
    (alert,) = find_alerts([], [], [MedicineCourse(name=name, started=DAY)])
    assert (alert.code, alert.level) == ("rash", AlertLevel.NOTE)
    assert "lamotrigine" in alert.source


@pytest.mark.parametrize("name", ["Zebinix", "eslicarbazepine acetate"])
def test_eslicarbazepine_has_its_rash_and_low_sodium(name: str) -> None:
    alerts = find_alerts([], [], [MedicineCourse(name=name, started=DAY)])
    assert [one.code for one in alerts] == ["rash", "low_sodium"]
    assert all("eslicarbazepine" in one.source for one in alerts)


@pytest.mark.parametrize(
    ("kind", "code", "level"),
    [
        (SideEffectKind.EYE_CANNOT_CLOSE, "eye_at_risk", AlertLevel.WARNING),
        (SideEffectKind.DOUBLE_VISION, "eye_at_risk", AlertLevel.WARNING),
        (SideEffectKind.HEARING_LOSS, "hearing_loss", AlertLevel.EMERGENCY),
        (SideEffectKind.ALLERGY, "allergy", AlertLevel.EMERGENCY),
    ],
)
def test_a_side_effect_stands_out_as_urgently_as_the_guide_says(
    kind: SideEffectKind, code: str, level: AlertLevel
) -> None:
    (alert,) = find_alerts([], [SideEffect(kind=kind, onset=DAY)])
    assert (alert.code, alert.level) == (code, level)
    assert get_language("de").say(alert.message, "").language == "de"
    assert get_language("de").cite(alert.source).language == "de"


@pytest.mark.parametrize(
    ("kind", "name", "days", "told"),
    [
        (SideEffectKind.RASH, "Finlepsin", 10, True),
        (SideEffectKind.RASH, "baclofen", 10, False),
        (SideEffectKind.RASH, "Finlepsin", -1, False),
        (SideEffectKind.RASH, "Finlepsin", 34, True),
        (SideEffectKind.RASH, "Finlepsin", 35, False),
        (SideEffectKind.FEVER, "Finlepsin", 10, True),
        (SideEffectKind.FEVER, "baclofen", 10, False),
        (SideEffectKind.HEADACHE, "Finlepsin", 10, False),
    ],
)
def test_a_rash_or_fever_on_a_tablet_is_an_emergency(
    kind: SideEffectKind, name: str, days: int, told: bool
) -> None:
    course = MedicineCourse(name=name, started=DAY, stopped=DAY + timedelta(days=20))
    effect = SideEffect(kind=kind, onset=DAY + timedelta(days=days))
    alerts = find_alerts([], [effect], [course])
    assert ("drug_rash" in {one.code for one in alerts}) is told
    if told:
        assert (alerts[0].code, alerts[0].level) == ("drug_rash", AlertLevel.EMERGENCY)
        assert name in str(alerts[0].message)


def test_of_a_rash_on_another_medicine_it_is_not_said_to_stop_it() -> None:
    rash = SideEffect(kind=SideEffectKind.RASH, onset=DAY)
    thinner = MedicineCourse(name="Marcumar", started=DAY - timedelta(days=90))
    (alert,) = find_alerts([], [rash], [thinner])
    assert (alert.code, alert.level) == ("rash_on_medicine", AlertLevel.WARNING)
    assert "no further dose" not in str(alert.message)
    assert get_language("de").say(alert.message, "").language == "de"
    tablet = MedicineCourse(name="Finlepsin", started=DAY)
    first = find_alerts([], [rash], [thinner, tablet])[0]
    assert first.code == "drug_rash"
    assert "Marcumar" not in str(first.message)


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, True), (42, True), (43, False)])
def test_fever_after_surgery_stands_out(days: int, told: bool) -> None:
    fever = SideEffect(kind=SideEffectKind.FEVER, onset=DAY + timedelta(days=days))
    operation = Decompression(day=DAY, side=Side.LEFT)
    alerts = find_alerts([], [fever], operations=[operation])
    assert [one.code for one in alerts] == (["fever_after_surgery"] if told else [])


def test_surgery_on_the_other_side_stands_out() -> None:
    right = Decompression(day=DAY, side=Side.RIGHT)
    (alert,) = find_alerts([], [], affected=Side.LEFT, operations=[right])
    assert alert.code == "other_side_surgery"
    assert "(rechts)" in str(get_language("de").say(alert.message, ""))
    assert find_alerts([], [], affected=Side.RIGHT, operations=[right]) == ()
    assert find_alerts([], [], operations=[right]) == ()


def test_what_stands_out_again_is_told_once_with_its_days() -> None:
    sessions = [session(20, days=100 * n) for n in range(3)]
    courses = [MedicineCourse(name=name, started=DAY) for name in ("warfarin", "Gentamicin")]
    alerts = find_alerts(sessions, [], courses)
    assert [one.code for one in alerts] == ["anticoagulant", "aminoglycoside"]
    for one in sessions:
        assert str(one.day) in str(alerts[0].message)
        assert f"{one.day:%d.%m.%Y}" in str(get_language("de").say(alerts[0].message, ""))


def test_sessions_that_came_early_are_told_together() -> None:
    (alert,) = find_alerts([session(5, days=days) for days in (0, 70, 141, 141)], [])
    assert alert.code == "interval_short"
    assert "days between: 70, 71, 0" in str(alert.message)
    german = str(get_language("de").say(alert.message, ""))
    assert f"{DAY + timedelta(days=70):%d.%m.%Y}" in german


@pytest.mark.parametrize("name", ["Clindamycin 300", "clindamicin", "Lincomycin"])
def test_a_lincosamide_around_an_injection_is_told(name: str) -> None:
    (alert,) = find_alerts([session(20)], [], [MedicineCourse(name=name, started=DAY)])
    assert alert.code == "lincosamide"
    assert "Lincosamid" in str(get_language("de").say(alert.message, ""))


@pytest.mark.parametrize("name", ["pass", "aspirate", "heparansulfate", "gabapentin"])
def test_another_name_is_not_taken_for_a_near_one(name: str) -> None:
    assert find_alerts([session(20)], [], [MedicineCourse(name=name, started=DAY)]) == ()


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [(-30, None, True), (5, None, True), (-30, 0, True), (-30, -1, False), (11, None, False)],
)
def test_carbamazepine_in_a_pregnancy_stands_out(since: int, until: int | None, told: bool) -> None:
    course = MedicineCourse(name="Tegretol", started=DAY, stopped=DAY + timedelta(days=10))
    end = None if until is None else DAY + timedelta(days=until)
    pregnancy = Condition(
        kind=ConditionKind.PREGNANCY, since=DAY + timedelta(days=since), until=end
    )
    alerts = find_alerts([], [], [course], conditions=[pregnancy])
    assert ("carbamazepine_in_pregnancy" in {one.code for one in alerts}) is told
    assert all(one.source for one in alerts)


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("Topamax", "topiramate_in_pregnancy", "can harm an unborn child"),
        ("Valproat chrono", "valproate_in_pregnancy", "can harm an unborn child"),
        ("Rivotril", "clonazepam_in_pregnancy", "slow to breathe"),
        ("Lyrica", "pregabalin_in_pregnancy", "can harm an unborn child"),
    ],
)
def test_other_medicines_in_a_pregnancy_stand_out_by_their_own_sources(
    name: str, code: str, words: str
) -> None:
    pregnancy = Condition(kind=ConditionKind.PREGNANCY, since=DAY)
    courses = [MedicineCourse(name=name, started=DAY - timedelta(days=n)) for n in (0, 40)]
    alerts = find_alerts([], [], courses, conditions=[pregnancy])
    (alert,) = (one for one in alerts if one.code == code)
    assert words in str(alert.message)
    assert get_language("de").say(alert.message, "").language == "de"


def test_every_source_of_an_alert_is_said_in_german() -> None:
    lasting = [Condition(kind=kind, since=DAY) for kind in ConditionKind]
    names = ("Gentamicin", "Clindamycin", "Mestinon", "warfarin")
    courses = [MedicineCourse(name=name, started=DAY) for name in names]
    for alert in find_alerts([session(20)], [], courses, conditions=lasting):
        assert get_language("de").cite(alert.source).language == "de", alert.code


@given(st.permutations([session(20), session(30, days=50), session(40, days=200)]))
def test_order_of_entry_does_not_matter(sessions: list[BotulinumSession]) -> None:
    assert codes(*sessions) == codes(*sorted(sessions, key=lambda one: one.day))


@given(st.floats(0.1, 30), st.sampled_from(list(Side)))
def test_sides_are_alike(units: float, side: Side) -> None:
    assert codes(session(units, side=side)) == codes(session(units, side=side.opposite))


def test_alerts_are_said_in_german_too() -> None:
    """A page in German says them in German, with its numbers and sides."""
    told = find_alerts([session(30.5, side=Side.RIGHT)], [], affected=Side.LEFT)
    words = {alert.code: get_language("de").say(alert.message, "") for alert in told}
    assert {one.language for one in words.values()} == {"de"}
    assert "30,5 Einheiten um ein Auge (rechts)" in str(words["first_session_ceiling"])
    assert "in eine Seite (rechts)" in str(words["other_side"])
    assert str(words["other_side"]).startswith(f"Am {DAY:%d.%m.%Y}")
    lasting = Condition(kind=ConditionKind.PREGNANCY, since=DAY)
    (alert,) = find_cautions([session(10), session(10, days=30)], [lasting])
    said = str(get_language("de").say(alert.message, ""))
    assert f"{DAY:%d.%m.%Y}, {DAY + timedelta(days=30):%d.%m.%Y}" in said
    assert str(DAY) not in said


@pytest.mark.parametrize("kind", list(ConditionKind))
def test_a_condition_that_lasts_is_told_with_its_source_and_the_injections_in_it(
    kind: ConditionKind,
) -> None:
    lasting = Condition(kind=kind, since=DAY)
    (alert,) = find_cautions([session(10, days=-60), session(10, days=30)], [lasting])
    assert alert.code == kind.value
    assert alert.source
    assert "2026-03-31" in str(alert.message)
    assert "2025-12-31" not in str(alert.message)


def test_a_condition_that_is_over_is_told_only_where_an_injection_fell_into_it() -> None:
    over = Condition(kind=ConditionKind.PREGNANCY, since=DAY, until=DAY + timedelta(days=200))
    assert find_cautions([session(10, days=201)], [over]) == []
    (alert,) = find_cautions([session(10, days=200)], [over])
    assert str(over.since) in str(alert.message)


def test_conditions_stand_among_the_alerts_of_a_person() -> None:
    lasting = Condition(kind=ConditionKind.MYASTHENIA, since=DAY)
    assert [one.code for one in find_alerts([], [], conditions=[lasting])] == ["myasthenia"]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "came on the same day as another"),
        (1, "came one day after the one before"),
        (2, "came 2 days after the one before"),
    ],
)
def test_days_between_sessions_are_counted_in_words_that_fit(days: int, said: str) -> None:
    found = find_alerts([session(5), session(5, days=days)], [])
    (short,) = (alert for alert in found if alert.code == "interval_short")
    assert said in str(short.message)
