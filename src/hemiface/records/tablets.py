"""What a record of tablets can show a clinician: dangers that a tablet has by itself."""

from collections.abc import Iterable, Sequence
from datetime import date

from hemiface.model.alert_words import ALERT_SOURCES
from hemiface.model.record import Condition, ConditionKind
from hemiface.model.treatments import Alert, AlertLevel, MedicineCourse
from hemiface.records.concomitant_medicines import is_named, make_alert

CARBAMAZEPINE = frozenset(
    {"carbamazepine", "carbamazepin", "tegretol", "tegretal", "epitol", "carbatrol", "timonil"}
)
"""Its names, English and German, and those under which it is sold."""


def find_tablet_alerts(
    courses: Iterable[MedicineCourse], conditions: Iterable[Condition]
) -> list[Alert]:
    """Alerts about carbamazepine: the blood test before its first tablet, and a pregnancy.

    Parameters
    ----------
    courses, conditions
        Everything that is kept of one person, in any order.
    """
    taken = [one for one in courses if is_named(one, CARBAMAZEPINE)]
    taken.sort(key=lambda course: course.started)
    pregnancies = [one for one in conditions if one.kind is ConditionKind.PREGNANCY]
    return [*_ask_for_test(taken), *_find_pregnant(taken, pregnancies)]


def _ask_for_test(taken: Sequence[MedicineCourse]) -> list[Alert]:
    """At the first course: who has taken it for months is at low risk."""
    return [
        make_alert(
            "hla_test",
            course.started,
            ALERT_SOURCES["alert_source.hla"],
            level=AlertLevel.NOTE,
            medicine=course.name,
        )
        for course in taken[:1]
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
