"""Plain alerts about treatments: what the record shows, beside a published limit.

They inform a clinician, prescribe nothing and never convert the units of one product
into those of another. Limits for which no source was read are left out.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from hemiface.model.alert_words import ALERT_SOURCES
from hemiface.model.anatomy import Side
from hemiface.model.record import Condition
from hemiface.model.treatments import (
    Alert,
    AlertLevel,
    BotulinumSession,
    Decompression,
    InjectedMuscle,
    MedicineCourse,
    SideEffect,
    Toxin,
)
from hemiface.records.cautions import find_cautions
from hemiface.records.concomitant_medicines import find_concomitant, make_alert
from hemiface.records.effect_alerts import find_effect_alerts
from hemiface.records.repeated_alerts import merge_alerts
from hemiface.records.tablets import find_tablet_alerts

USUAL_INTERVAL = timedelta(weeks=12)
THREE_MONTHS = timedelta(days=92)

ONA_FIRST_EYE_UNITS = 25
ONA_FACE_UNITS = 100
ONA_ALL_UNITS = 400
INCO_EYE_UNITS = 35
INCO_BOTH_EYES_UNITS = 70
INCO_TRIAL_EYE_UNITS = 50
ABO_EYE_UNITS = 120
SESSION_UNITS = 1000
SITE_UNITS = 10

ONA_TEXT = ALERT_SOURCES["alert_source.ona_text"]
ONA_ALL_SOURCE = ALERT_SOURCES["alert_source.ona_all"]
INCO_SOURCE = ALERT_SOURCES["alert_source.inco"]
INCO_TRIAL_SOURCE = ALERT_SOURCES["alert_source.inco_trial"]
ABO_SOURCE = ALERT_SOURCES["alert_source.abo"]
OTHER_SOURCE = ALERT_SOURCES["alert_source.other"]
SESSION_SOURCE = ALERT_SOURCES["alert_source.session"]
SITE_SOURCE = ALERT_SOURCES["alert_source.site"]
SUM_SOURCE = ALERT_SOURCES["alert_source.sum"]
INTERVAL_SOURCE = ALERT_SOURCES["alert_source.interval"]
SIDE_SOURCE = ALERT_SOURCES["alert_source.side"]
UNITS_SOURCE = ALERT_SOURCES["alert_source.units"]
SURGERY_SIDE_SOURCE = ALERT_SOURCES["alert_source.surgery_side"]


def find_alerts(
    sessions: Iterable[BotulinumSession],
    effects: Iterable[SideEffect],
    courses: Iterable[MedicineCourse] = (),
    affected: Side | None = None,
    conditions: Iterable[Condition] = (),
    *,
    operations: Iterable[Decompression] = (),
) -> tuple[Alert, ...]:
    """What stands out in a person's treatments, the most urgent first, each once.

    Parameters
    ----------
    sessions, effects, courses, conditions, operations
        Everything that is kept of one person, in any order.
    affected
        The affected side, the person's own; None when not said or when it is both.
    """
    ordered = sorted(sessions, key=lambda session: session.day)
    taken, known, operated = list(courses), list(conditions), list(operations)
    alerts = find_effect_alerts(effects, ordered, taken, operated)
    for index, session in enumerate(ordered):
        for check in _SESSION_CHECKS:
            alerts += check(session, ordered[:index])
        alerts += _check_side(session, affected)
    beside = [*find_cautions(ordered, known), *find_concomitant(ordered, taken)]
    for operation in operated:
        alerts += _check_operated(operation, affected)
    return merge_alerts([*alerts, *beside, *find_tablet_alerts(taken, known)])


def _check_interval(session: BotulinumSession, earlier: Sequence[BotulinumSession]) -> list[Alert]:
    if not earlier or session.day - earlier[-1].day >= USUAL_INTERVAL:
        return []
    days = (session.day - earlier[-1].day).days
    sentence = {0: "interval_none", 1: "interval_day"}.get(days, "")
    return [
        make_alert("interval_short", session.day, INTERVAL_SOURCE, sentence=sentence, days=days)
    ]


def _check_product(session: BotulinumSession, earlier: Sequence[BotulinumSession]) -> list[Alert]:
    if not earlier:
        return []
    before, now = _product(earlier[-1]), _product(session)
    if before == now:
        return []
    return [make_alert("product_changed", session.day, UNITS_SOURCE, before=before, now=now)]


def _check_first(session: BotulinumSession, earlier: Sequence[BotulinumSession]) -> list[Alert]:
    if session.product is not Toxin.ONA or earlier or session.first_treatment is False:
        return []
    return [
        make_alert(
            "first_session_ceiling",
            session.day,
            ONA_TEXT,
            units=session.eye_units(side),
            side=side.value,
            limit=ONA_FIRST_EYE_UNITS,
        )
        for side in Side
        if session.eye_units(side) > ONA_FIRST_EYE_UNITS
    ]


def _check_ona_totals(
    session: BotulinumSession, earlier: Sequence[BotulinumSession]
) -> list[Alert]:
    if session.product is not Toxin.ONA:
        return []
    found = []
    ona = [*(other for other in earlier if other.product is Toxin.ONA), session]
    face = sum(s.face_units for s in ona if session.day - s.day < USUAL_INTERVAL)
    if face > ONA_FACE_UNITS:
        alert = make_alert("face_ceiling", session.day, ONA_TEXT, units=face, limit=ONA_FACE_UNITS)
        found.append(alert)
    recent = (s for s in ona if session.day - s.day < THREE_MONTHS)
    everything = sum(s.face_units + s.other_units for s in recent)
    if everything > ONA_ALL_UNITS:
        alert = make_alert(
            "all_indications_ceiling",
            session.day,
            ONA_ALL_SOURCE,
            units=everything,
            limit=ONA_ALL_UNITS,
        )
        found.append(alert)
    return found


def _check_inco(session: BotulinumSession, earlier: Sequence[BotulinumSession]) -> list[Alert]:
    """The label limits the first dose after an unknown one; later ones go by the trial."""
    known = {other.product for other in earlier} & {Toxin.ONA, Toxin.INCO}
    if session.product is not Toxin.INCO:
        return []
    if known or session.first_treatment is False:
        limit = INCO_TRIAL_EYE_UNITS
        return _check_eyes(session, limit, INCO_TRIAL_SOURCE, sentence="eye_above_trial")
    both = sum(session.eye_units(side) for side in Side)
    found = _check_eyes(session, INCO_EYE_UNITS, INCO_SOURCE)
    if both > INCO_BOTH_EYES_UNITS:
        alert = make_alert(
            "both_eyes_ceiling", session.day, INCO_SOURCE, units=both, limit=INCO_BOTH_EYES_UNITS
        )
        found.append(alert)
    return found


def _check_others(session: BotulinumSession, _earlier: Sequence[BotulinumSession]) -> list[Alert]:
    found = []
    if session.product in {Toxin.ABO, Toxin.OTHER}:
        source = ABO_SOURCE if session.product is Toxin.ABO else OTHER_SOURCE
        found += _check_eyes(session, ABO_EYE_UNITS, source)
    everything = session.face_units + session.other_units
    if session.product is not Toxin.ONA and everything > SESSION_UNITS:
        alert = make_alert(
            "session_ceiling", session.day, SESSION_SOURCE, units=everything, limit=SESSION_UNITS
        )
        found.append(alert)
    return found


def _check_eyes(
    session: BotulinumSession, limit: float, source: str, *, sentence: str = ""
) -> list[Alert]:
    units = {side: session.eye_units(side) for side in Side}
    return [
        make_alert(
            "eye_ceiling",
            session.day,
            source,
            sentence=sentence,
            units=here,
            side=side.value,
            limit=limit,
        )
        for side, here in units.items()
        if here > limit
    ]


def _check_sites(session: BotulinumSession, _earlier: Sequence[BotulinumSession]) -> list[Alert]:
    """Units a puncture that are more likely a slip of the pen."""
    if session.product not in {Toxin.ONA, Toxin.INCO}:
        return []
    return [
        make_alert(
            "units_per_site",
            session.day,
            SITE_SOURCE,
            units=one.units / one.sites,
            muscle=one.muscle.value.replace("_", " "),
            limit=SITE_UNITS,
        )
        for one in session.injections
        if one.muscle is InjectedMuscle.ORBICULARIS_OCULI and one.sites > 1
        if one.units / one.sites > SITE_UNITS
    ]


def _check_sum(session: BotulinumSession, earlier: Sequence[BotulinumSession]) -> list[Alert]:
    """Several products within three months, side by side; 1:1 only as a count of what was given."""
    recent = [s for s in (*earlier, session) if session.day - s.day < THREE_MONTHS]
    units: dict[str, float] = {}
    for one in recent:
        units[_product(one)] = units.get(_product(one), 0) + one.face_units + one.other_units
    if len(units) < 2:
        return []
    each = ", ".join(f"{name.replace('_', ' ')} {amount:g}" for name, amount in units.items())
    small = sum(
        one.face_units + one.other_units for one in recent if one.product in {Toxin.ONA, Toxin.INCO}
    )
    if small <= ONA_ALL_UNITS:
        return [make_alert("several_toxins", session.day, SUM_SOURCE, each=each)]
    alert = make_alert(
        "several_toxins",
        session.day,
        SUM_SOURCE,
        sentence="several_toxins_above",
        each=each,
        units=small,
        limit=ONA_ALL_UNITS,
    )
    return [alert]


def _check_side(session: BotulinumSession, affected: Side | None) -> list[Alert]:
    other = sum(one.units for one in session.injections if affected and one.side is not affected)
    if not other or affected is None:
        return []
    side = affected.opposite.value
    note = AlertLevel.NOTE
    return [
        make_alert("other_side", session.day, SIDE_SOURCE, level=note, units=other, side=side),
    ]


def _check_operated(operation: Decompression, affected: Side | None) -> list[Alert]:
    if affected is None or operation.side is affected:
        return []
    side = operation.side.value
    return [make_alert("other_side_surgery", operation.day, SURGERY_SIDE_SOURCE, side=side)]


def _product(session: BotulinumSession) -> str:
    """Product as people call it; an unknown product goes by its brand."""
    if session.product is Toxin.OTHER:
        return session.brand or "unnamed_product"
    return session.product.value


_SESSION_CHECKS: tuple[
    Callable[[BotulinumSession, Sequence[BotulinumSession]], list[Alert]], ...
] = (
    _check_interval,
    _check_product,
    _check_first,
    _check_ona_totals,
    _check_inco,
    _check_others,
    _check_sites,
    _check_sum,
)
