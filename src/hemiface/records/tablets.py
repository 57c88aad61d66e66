"""What a record of tablets can show a clinician: dangers that a tablet has by itself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from hemiface.model.alert_words import ALERT_SOURCES
from hemiface.model.record import Condition, ConditionKind
from hemiface.model.treatments import Alert, AlertLevel, MedicineCourse
from hemiface.records.concomitant_medicines import is_named, make_alert

CARBAMAZEPINE = frozenset(
    {"carbamazepine", "carbamazepin", "tegretol", "tegretal", "epitol", "carbatrol", "timonil"}
)
"""Its names, English and German, and those under which it is sold."""

OXCARBAZEPINE = frozenset({"oxcarbazepine", "oxcarbazepin", "trileptal", "timox", "apydan"})

LAMOTRIGINE = frozenset({"lamotrigine", "lamotrigin", "lamictal"})


def find_tablet_alerts(
    courses: Iterable[MedicineCourse], conditions: Iterable[Condition]
) -> list[Alert]:
    """Alerts about carbamazepine, oxcarbazepine and lamotrigine.

    The blood test before the first tablet, low sodium, a severe rash, and a pregnancy on
    carbamazepine.

    Parameters
    ----------
    courses, conditions
        Everything that is kept of one person, in any order.
    """
    kept = sorted(courses, key=lambda course: course.started)
    taken = [one for one in kept if is_named(one, CARBAMAZEPINE)]
    kin = [one for one in kept if is_named(one, OXCARBAZEPINE)]
    rash = [one for one in kept if is_named(one, LAMOTRIGINE)]
    pregnancies = [one for one in conditions if one.kind is ConditionKind.PREGNANCY]
    return [
        *_note_first(taken, {"hla_test": "hla", "low_sodium": "sodium"}),
        *_note_first(kin, {"hla_test": "hla_oxcarbazepine", "low_sodium": "sodium"}),
        *_note_first(rash, {"rash": "rash"}),
        *_find_pregnant(taken, pregnancies),
    ]


def _note_first(taken: Sequence[MedicineCourse], notes: Mapping[str, str]) -> list[Alert]:
    """At the first course: who has taken it for months is at low risk of the rash."""
    return [
        make_alert(
            code,
            one.started,
            ALERT_SOURCES[f"alert_source.{source}"],
            level=AlertLevel.NOTE,
            medicine=one.name,
        )
        for one in taken[:1]
        for code, source in notes.items()
    ]


def _find_pregnant(
    taken: Sequence[MedicineCourse], pregnancies: Sequence[Condition]
) -> list[Alert]:
    return [
        make_alert(
            "carbamazepine_in_pregnancy",
            max(course.started, pregnancy.since),
            ALERT_SOURCES["alert_source.unborn"],
            medicine=course.name,
        )
        for pregnancy in pregnancies
        for course in taken
        if course.started <= (pregnancy.until or date.max)
        and pregnancy.since <= (course.stopped or date.max)
    ]
