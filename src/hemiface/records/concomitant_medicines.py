"""Medicines taken around an injection that a clinician may want to know of.

The lists name substances, not doses. Conditions that are written down are in `cautions`.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from hemiface.model.messages import Message
from hemiface.model.treatments import Alert, AlertLevel, BotulinumSession, MedicineCourse

AROUND = timedelta(weeks=2)
"""How long before and after a session a course is looked for."""

SHORTEST_TO_MEND = 7
"""Fewest letters of a name in which one wrong letter is overlooked."""

CONCOMITANT: dict[str, tuple[frozenset[str], str]] = {
    "aminoglycoside": (
        frozenset(
            {"gentamicin", "tobramycin", "amikacin", "streptomycin", "neomycin", "kanamycin"}
        ),
        "Toxin labels (USA): aminoglycosides may potentiate the effect",
    ),
    "lincosamide": (
        frozenset({"clindamycin", "cleocin", "sobelin", "lincomycin"}),
        "Label of clindamycin (USA): neuromuscular blocking properties; toxin labels (USA): "
        "caution with agents that interfere with neuromuscular transmission",
    ),
    "neuromuscular_illness": (
        frozenset({"pyridostigmine", "mestinon", "amifampridine", "firdapse"}),
        "Toxin labels (USA): neuromuscular disorders such as myasthenia gravis, Lambert-Eaton",
    ),
    "anticoagulant": (
        frozenset(
            {
                *("warfarin", "phenprocoumon", "marcumar", "apixaban", "eliquis", "rivaroxaban"),
                *("xarelto", "edoxaban", "dabigatran", "heparin", "enoxaparin"),
                *("aspirin", "ass", "clopidogrel", "plavix"),
            }
        ),
        "Hematoma was a reported harm in a trial in hemifacial spasm (review, Toxins 2021, "
        "10.3390/toxins13010042); the precaution is hemiface's own",
    ),
}
"""Kind of medicine: its names, and the source of what is said of it."""


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
        if is_named(course, names) and _overlaps(course, session)
    ]


def is_named(course: MedicineCourse, names: frozenset[str]) -> bool:
    """Whether a course is of a medicine that has one of these names, or one slip from it."""
    words = course.name.casefold().split()
    long = [name for name in names if len(name) >= SHORTEST_TO_MEND]
    return not names.isdisjoint(words) or any(_is_slip(a, b) for a in words for b in long)


def _is_slip(word: str, name: str) -> bool:
    """Whether one letter is wrong, missing or too many."""
    if len(word) == len(name):
        return sum(a != b for a, b in zip(word, name, strict=True)) == 1
    short, long = sorted((word, name), key=len)
    return short in {long[:place] + long[place + 1 :] for place in range(len(long))}


def _overlaps(course: MedicineCourse, session: BotulinumSession) -> bool:
    ends = course.stopped or session.day
    return course.started - AROUND <= session.day <= ends + AROUND


def _alert(code: str, course: MedicineCourse, session: BotulinumSession) -> Alert:
    return make_alert(code, session.day, CONCOMITANT[code][1], medicine=course.name)


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
