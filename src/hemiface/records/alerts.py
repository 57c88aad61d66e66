"""Plain alerts about treatments: what the record shows, beside a published limit.

They inform a clinician, prescribe nothing and never convert the units of one product
into those of another. Limits for which no source was read are left out.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from hemiface.model.anatomy import Side
from hemiface.model.treatments import (
    Alert,
    AlertLevel,
    BotulinumSession,
    SideEffect,
    SideEffectKind,
    Toxin,
)

USUAL_INTERVAL = timedelta(weeks=12)
THREE_MONTHS = timedelta(days=92)

ONA_FIRST_EYE_UNITS = 25
ONA_FACE_UNITS = 100
ONA_ALL_UNITS = 400
INCO_EYE_UNITS = 35
INCO_BOTH_EYES_UNITS = 70

ONA_TEXT = "European-style onabotulinumtoxinA product text (blepharospasm, hemifacial spasm)"
ONA_ALL_SOURCE = "US onabotulinumtoxinA label as summarised in Lexicomp: all indications together"
INCO_SOURCE = "incobotulinumtoxinA label for blepharospasm, where the earlier dose is not known"
UNITS_SOURCE = "All product labels: units of one botulinum toxin are not those of another"
SPREAD_SOURCE = "Boxed warning of the US botulinum toxin labels (distant spread, hours to weeks)"

SPREAD = frozenset(
    {
        SideEffectKind.SWALLOWING_TROUBLE,
        SideEffectKind.SPEECH_TROUBLE,
        SideEffectKind.BREATHING_TROUBLE,
        SideEffectKind.GENERAL_WEAKNESS,
    }
)
"""Signs that toxin has spread beyond where it was given."""


def find_alerts(
    sessions: Iterable[BotulinumSession], effects: Iterable[SideEffect]
) -> tuple[Alert, ...]:
    """What stands out in a person's injections, emergencies first.

    Parameters
    ----------
    sessions, effects
        Everything that is kept of one person, in any order.
    """
    ordered = sorted(sessions, key=lambda session: session.day)
    alerts = _spread_alerts(ordered, effects)
    for index, session in enumerate(ordered):
        for check in _SESSION_CHECKS:
            alerts += check(session, ordered[:index])
    return tuple(alerts)


def _spread_alerts(
    sessions: Sequence[BotulinumSession], effects: Iterable[SideEffect]
) -> list[Alert]:
    found = []
    for effect in effects:
        if effect.kind in SPREAD and any(
            session.day <= effect.onset <= session.day + USUAL_INTERVAL for session in sessions
        ):
            found.append(
                Alert(
                    "toxin_spread",
                    AlertLevel.EMERGENCY,
                    f"{_words(effect.kind)} from {effect.onset}, after an injection. If it is "
                    "there now, call the local emergency number.",
                    SPREAD_SOURCE,
                )
            )
    return found


def _check_interval(session: BotulinumSession, earlier: Sequence[BotulinumSession]) -> list[Alert]:
    if not earlier or session.day - earlier[-1].day >= USUAL_INTERVAL:
        return []
    days = (session.day - earlier[-1].day).days
    return [
        Alert(
            "interval_short",
            AlertLevel.WARNING,
            f"The session on {session.day} came {days} days after the one before, less than 12 "
            "weeks.",
            f"{ONA_TEXT}: about every three months, no benefit from treating more often",
        )
    ]


def _check_product(session: BotulinumSession, earlier: Sequence[BotulinumSession]) -> list[Alert]:
    if not earlier:
        return []
    before, now = _product(earlier[-1]), _product(session)
    if before == now:
        return []
    return [
        Alert(
            "product_changed",
            AlertLevel.WARNING,
            f"On {session.day} the product changed from {before} to {now}. Their units cannot be "
            "compared and are not converted here.",
            UNITS_SOURCE,
        )
    ]


def _check_first(session: BotulinumSession, earlier: Sequence[BotulinumSession]) -> list[Alert]:
    if session.product is not Toxin.ONA or earlier or session.first_treatment is False:
        return []
    return [
        _ceiling(
            "first_session_ceiling",
            session.day,
            f"{session.eye_units(side):g} units around the {side.value} eye at a first session, "
            f"above {ONA_FIRST_EYE_UNITS}",
            ONA_TEXT,
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
        text = f"{face:g} units into the face within 12 weeks, above {ONA_FACE_UNITS}"
        found.append(_ceiling("face_ceiling", session.day, text, ONA_TEXT))
    recent = (s for s in ona if session.day - s.day < THREE_MONTHS)
    everything = sum(s.face_units + s.other_units for s in recent)
    if everything > ONA_ALL_UNITS:
        text = f"{everything:g} units for all reasons within 3 months, above {ONA_ALL_UNITS}"
        found.append(_ceiling("all_indications_ceiling", session.day, text, ONA_ALL_SOURCE))
    return found


def _check_inco(session: BotulinumSession, _earlier: Sequence[BotulinumSession]) -> list[Alert]:
    if session.product is not Toxin.INCO:
        return []
    eyes = {side: session.eye_units(side) for side in Side}
    found = [
        _ceiling(
            "eye_ceiling",
            session.day,
            f"{units:g} units around the {side.value} eye, above {INCO_EYE_UNITS}",
            INCO_SOURCE,
        )
        for side, units in eyes.items()
        if units > INCO_EYE_UNITS
    ]
    if sum(eyes.values()) > INCO_BOTH_EYES_UNITS:
        text = f"{sum(eyes.values()):g} units around both eyes, above {INCO_BOTH_EYES_UNITS}"
        found.append(_ceiling("both_eyes_ceiling", session.day, text, INCO_SOURCE))
    return found


def _ceiling(code: str, day: date, text: str, source: str) -> Alert:
    return Alert(code, AlertLevel.WARNING, f"On {day}: {text}.", source)


def _product(session: BotulinumSession) -> str:
    """Product as people call it; an unknown product goes by its brand."""
    if session.product is Toxin.OTHER:
        return session.brand or "an unnamed product"
    return session.product.value


def _words(kind: SideEffectKind) -> str:
    return kind.value.replace("_", " ").capitalize()


_SESSION_CHECKS: tuple[
    Callable[[BotulinumSession, Sequence[BotulinumSession]], list[Alert]], ...
] = (_check_interval, _check_product, _check_first, _check_ona_totals, _check_inco)
