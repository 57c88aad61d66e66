"""Medicines taken around an injection that a clinician may want to know of.

The lists name substances, not doses. Conditions that are written down are in `cautions`.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from hemiface.model.alert_words import ALERT_SOURCES
from hemiface.model.messages import Message
from hemiface.model.treatments import Alert, AlertLevel, BotulinumSession, MedicineCourse
from hemiface.records.medicines import has_name

AROUND = timedelta(weeks=2)
"""How long before and after a session a course is looked for."""

CONCOMITANT: dict[str, tuple[frozenset[str], str]] = {
    "aminoglycoside": (
        frozenset(
            {"gentamicin", "tobramycin", "amikacin", "streptomycin", "neomycin", "kanamycin"}
        ),
        "aminoglycoside",
    ),
    "lincosamide": (
        frozenset({"clindamycin", "cleocin", "sobelin", "lincomycin"}),
        "lincosamide",
    ),
    "neuromuscular_illness": (
        frozenset({"pyridostigmine", "mestinon", "amifampridine", "firdapse"}),
        "neuromuscular",
    ),
    "anticoagulant": (
        frozenset(
            {
                *("warfarin", "phenprocoumon", "marcumar", "apixaban", "eliquis", "rivaroxaban"),
                *("xarelto", "edoxaban", "dabigatran", "heparin", "enoxaparin"),
                *("aspirin", "ass", "clopidogrel", "plavix"),
            }
        ),
        "bleeding",
    ),
}
"""Kind of medicine: its names, and the code of the source of what is said of it."""


def find_concomitant(
    sessions: Iterable[BotulinumSession], courses: Iterable[MedicineCourse]
) -> list[Alert]:
    """Alerts about medicines that were taken around a session.

    Parameters
    ----------
    sessions, courses
        Everything that is kept of one person, in any order.
    """
    kept = list(courses)
    return [
        _alert(code, course, session)
        for session in sorted(sessions, key=lambda one: one.day)
        for course in kept
        for code, (names, _) in CONCOMITANT.items()
        if has_name(course.name, names) and _overlaps(course, session)
    ]


def _overlaps(course: MedicineCourse, session: BotulinumSession) -> bool:
    ends = course.stopped or session.day
    return course.started - AROUND <= session.day <= ends + AROUND


def _alert(code: str, course: MedicineCourse, session: BotulinumSession) -> Alert:
    source = ALERT_SOURCES[f"alert_source.{CONCOMITANT[code][1]}"]
    return make_alert(code, session.day, source, medicine=course.name)


def make_alert(
    code: str,
    day: date,
    source: str,
    *,
    level: AlertLevel = AlertLevel.WARNING,
    sentence: str = "",
    **values: float | str,
) -> Alert:
    """Alert about a day, in no language.

    Parameters
    ----------
    code
        Stable name.
    day
        Day of the session or the side effect.
    source
        Where the limit comes from.
    level
        How soon to read it.
    sentence
        Which sentence says it; that of the code by default.
    **values
        What the sentence names.
    """
    words = Message(f"alert.{sentence or code}", {"day": day.isoformat(), **values})
    return Alert(code, level, words, source)
