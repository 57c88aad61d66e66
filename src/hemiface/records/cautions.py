"""Conditions in which a botulinum toxin is avoided or given with care."""

from collections.abc import Iterable, Mapping

from hemiface.model.record import Condition, ConditionKind
from hemiface.model.treatments import Alert, BotulinumSession
from hemiface.records.concomitant_medicines import make_alert

_NERVE_AND_MUSCLE = (
    "spreads_more",
    "BOTOX prescribing information (USA): neuromuscular disorders",
)
CAUTIONS: Mapping[ConditionKind, tuple[str, str]] = {
    ConditionKind.PREGNANCY: (
        "mostly_put_off",
        "Pregnancies after onabotulinumtoxinA (10.1002/pds.3920); Mayo Clinic on carbamazepine",
    ),
    ConditionKind.BREAST_FEEDING: ("little_known", "MotherToBaby, onabotulinumtoxinA"),
    ConditionKind.MYASTHENIA: _NERVE_AND_MUSCLE,
    ConditionKind.LAMBERT_EATON: _NERVE_AND_MUSCLE,
    ConditionKind.MOTOR_NEURON_DISEASE: _NERVE_AND_MUSCLE,
    ConditionKind.BLEEDING_TENDENCY: (
        "bleeds_more",
        "Hematoma was a reported harm in a trial in hemifacial spasm (review, Toxins 2021, "
        "10.3390/toxins13010042); the precaution is hemiface's own",
    ),
    ConditionKind.TOXIN_ALLERGY: (
        "forbidden_after_reaction",
        "BOTOX prescribing information (USA): hypersensitivity",
    ),
    ConditionKind.SKIN_INFECTION: (
        "forbidden_into_infection",
        "BOTOX prescribing information (USA): infection at the site",
    ),
}
"""What is said of a condition, by the code of its words, and the source."""


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
        source,
        sentence="condition_injected" if days else "condition",
        condition=condition.kind.value,
        why=why,
        days=days,
    )
