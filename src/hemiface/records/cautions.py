"""Conditions in which a botulinum toxin is avoided or given with care."""

from collections.abc import Iterable, Mapping

from hemiface.model.alert_words import ALERT_SOURCES
from hemiface.model.record import Condition, ConditionKind
from hemiface.model.treatments import Alert, BotulinumSession
from hemiface.records.concomitant_medicines import make_alert

_NERVE_AND_MUSCLE = ("spreads_more", "nerve_and_muscle")
CAUTIONS: Mapping[ConditionKind, tuple[str, str]] = {
    ConditionKind.PREGNANCY: ("mostly_put_off", "pregnancy"),
    ConditionKind.BREAST_FEEDING: ("little_known", "breast_feeding"),
    ConditionKind.MYASTHENIA: _NERVE_AND_MUSCLE,
    ConditionKind.LAMBERT_EATON: _NERVE_AND_MUSCLE,
    ConditionKind.MOTOR_NEURON_DISEASE: _NERVE_AND_MUSCLE,
    ConditionKind.BLEEDING_TENDENCY: ("bleeds_more", "bleeding"),
    ConditionKind.TOXIN_ALLERGY: ("forbidden_after_reaction", "toxin_allergy"),
    ConditionKind.SKIN_INFECTION: ("forbidden_into_infection", "skin_infection"),
}
"""What is said of a condition, by the code of its words, and the code of the source."""


def find_cautions(
    sessions: Iterable[BotulinumSession], conditions: Iterable[Condition]
) -> list[Alert]:
    """An alert for each condition that lasts, or into which an injection fell.

    Parameters
    ----------
    sessions, conditions
        Everything that is kept of one person, in any order.
    """
    days = sorted(session.day for session in sessions)
    found = []
    for one in sorted(conditions, key=lambda condition: condition.since):
        within = [day for day in days if one.holds(day)]
        if within or one.until is None:
            found.append(_alert(one, ", ".join(map(str, within))))
    return found


def _alert(condition: Condition, days: str) -> Alert:
    why, source = CAUTIONS[condition.kind]
    return make_alert(
        condition.kind.value,
        condition.since,
        ALERT_SOURCES[f"alert_source.{source}"],
        sentence="condition_injected" if days else "condition",
        condition=condition.kind.value,
        why=why,
        days=days,
    )
