"""Medicines taken around an injection that a clinician may want to know of.

The lists name substances, not doses. A condition itself, such as a pregnancy or myasthenia, has
no field of its own in the records yet; pyridostigmine stands for myasthenia here.
"""

from collections.abc import Iterable
from datetime import timedelta

from hemiface.model.treatments import Alert, AlertLevel, BotulinumSession, MedicineCourse

AROUND = timedelta(weeks=2)
"""How long before and after a session a course is looked for."""

BESIDE: dict[str, tuple[frozenset[str], str, str]] = {
    "aminoglycoside": (
        frozenset(
            {"gentamicin", "tobramycin", "amikacin", "streptomycin", "neomycin", "kanamycin"}
        ),
        "an aminoglycoside antibiotic, which adds to the effect of the toxin",
        "Toxin labels (USA): aminoglycosides may potentiate the effect",
    ),
    "neuromuscular_illness": (
        frozenset({"pyridostigmine", "mestinon", "amifampridine", "firdapse"}),
        "a medicine for myasthenia or Lambert-Eaton syndrome, in which the toxin is dangerous",
        "Toxin labels (USA): neuromuscular disorders such as myasthenia gravis, Lambert-Eaton",
    ),
    "anticoagulant": (
        frozenset(
            {
                *("warfarin", "phenprocoumon", "marcumar", "apixaban", "eliquis", "rivaroxaban"),
                *("xarelto", "edoxaban", "dabigatran", "heparin", "enoxaparin"),
            }
        ),
        "a blood thinner; bleeding under the skin is more likely",
        "Hematoma was a reported harm in a trial in hemifacial spasm (review, Toxins 2021, "
        "10.3390/toxins13010042); the precaution is hemiface's own",
    ),
}
"""Kind of medicine: its names, what is said of it, and the source."""


def find_beside(
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
        for code, (names, _, _) in BESIDE.items()
        if names.intersection(course.name.casefold().split()) and _overlaps(course, session)
    ]


def _overlaps(course: MedicineCourse, session: BotulinumSession) -> bool:
    ends = course.stopped or session.day
    return course.started - AROUND <= session.day <= ends + AROUND


def _alert(code: str, course: MedicineCourse, session: BotulinumSession) -> Alert:
    _, words, source = BESIDE[code]
    text = f"Around the session on {session.day}, {course.name} was taken: {words}."
    return Alert(code, AlertLevel.WARNING, text, source)
