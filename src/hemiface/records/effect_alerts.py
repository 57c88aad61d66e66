"""Alerts about side effects: signs for which the guide says when to call."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from hemiface.model.alert_words import ALERT_SOURCES
from hemiface.model.treatments import (
    Alert,
    AlertLevel,
    BotulinumSession,
    Decompression,
    MedicineCourse,
    SideEffect,
    SideEffectKind,
)
from hemiface.records.concomitant_medicines import AROUND, make_alert
from hemiface.records.medicines import find_medicines

SPREAD = frozenset(
    {
        SideEffectKind.SWALLOWING_TROUBLE,
        SideEffectKind.SPEECH_TROUBLE,
        SideEffectKind.BREATHING_TROUBLE,
        SideEffectKind.GENERAL_WEAKNESS,
    }
)
"""Signs that toxin has spread beyond where it was given."""

SPREADS_FOR = timedelta(weeks=12)
"""How long after a session a sign is looked at as spread of it."""

AFTER_SURGERY = timedelta(weeks=6)
"""How long after surgery a fever is told with it: hemiface's own rule."""


class _Sign(NamedTuple):
    """What is told of a kind of side effect, whatever brought it."""

    code: str
    level: AlertLevel
    source: str


SIGNS: Mapping[SideEffectKind, _Sign] = {
    SideEffectKind.EYE_CANNOT_CLOSE: _Sign("eye_at_risk", AlertLevel.WARNING, "eye"),
    SideEffectKind.DOUBLE_VISION: _Sign("eye_at_risk", AlertLevel.WARNING, "eye"),
    SideEffectKind.HEARING_LOSS: _Sign("hearing_loss", AlertLevel.EMERGENCY, "hearing"),
    SideEffectKind.ALLERGY: _Sign("allergy", AlertLevel.EMERGENCY, "allergy"),
}

FEARED = frozenset(
    {"carbamazepine", "oxcarbazepine", "eslicarbazepine", "lamotrigine", "phenytoin", "gabapentin"}
)
"""Medicines on which a rash, or fever alone, may begin a severe reaction of the skin."""


def find_effect_alerts(
    effects: Iterable[SideEffect],
    sessions: Sequence[BotulinumSession],
    courses: Sequence[MedicineCourse],
    operations: Sequence[Decompression],
) -> list[Alert]:
    """Alerts about side effects that want a doctor on the day.

    Parameters
    ----------
    effects, sessions, courses, operations
        Everything that is kept of one person, in any order.
    """
    found = []
    for effect in sorted(effects, key=lambda one: one.onset):
        if effect.kind in SPREAD and any(
            session.day <= effect.onset <= session.day + SPREADS_FOR for session in sessions
        ):
            found.append(_alert(effect, _Sign("toxin_spread", AlertLevel.EMERGENCY, "spread")))
        if effect.kind in SIGNS:
            found.append(_alert(effect, SIGNS[effect.kind]))
        found += _find_reaction(effect, courses)
        found += _find_fever(effect, operations)
    return found


def _find_reaction(effect: SideEffect, courses: Sequence[MedicineCourse]) -> list[Alert]:
    """A rash on any medicine, and fever on those that bring severe reactions.

    To take no further dose is said of these alone: others, as a blood thinner, may be dangerous
    to stop.
    """
    if effect.kind not in {SideEffectKind.RASH, SideEffectKind.FEVER}:
        return []
    taken = [one for one in courses if one.started <= effect.onset <= _last_day(one)]
    feared = dict.fromkeys(one.name for one in taken if _is_feared(one))
    if feared:
        sign = _Sign("drug_rash", AlertLevel.EMERGENCY, "drug_rash")
        return [_alert(effect, sign, medicine=", ".join(feared))]
    if effect.kind is SideEffectKind.FEVER or not taken:
        return []
    names = dict.fromkeys(one.name for one in taken)
    sign = _Sign("rash_on_medicine", AlertLevel.WARNING, "drug_rash")
    return [_alert(effect, sign, medicine=", ".join(names))]


def _last_day(course: MedicineCourse) -> date:
    """A reaction may come days after the last tablet."""
    return date.max if course.stopped is None else course.stopped + AROUND


def _is_feared(course: MedicineCourse) -> bool:
    return not FEARED.isdisjoint(one.id for one in find_medicines(course.name))


def _find_fever(effect: SideEffect, operations: Sequence[Decompression]) -> list[Alert]:
    before = [one.day for one in operations if one.day <= effect.onset <= one.day + AFTER_SURGERY]
    if effect.kind is not SideEffectKind.FEVER or not before:
        return []
    sign = _Sign("fever_after_surgery", AlertLevel.WARNING, "fever")
    return [_alert(effect, sign, surgery=max(before).isoformat())]


def _alert(effect: SideEffect, sign: _Sign, **values: str) -> Alert:
    return make_alert(
        sign.code,
        effect.onset,
        ALERT_SOURCES[f"alert_source.{sign.source}"],
        level=sign.level,
        what=effect.kind.value,
        **values,
    )
