"""Doses and sides that are asked about again or refused: slips of the pen, by published figures.

Nothing here is a limit of treatment, none suggests a dose, and none is converted from another.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from hemiface.errors import RecordInvalidError
from hemiface.model.alert_words import ALERT_SOURCES
from hemiface.model.anatomy import Side
from hemiface.model.record import check_range
from hemiface.model.treatments import (
    BotulinumSession,
    Decompression,
    Doubt,
    DoubtName,
    InjectedMuscle,
    Injection,
    MedicineCourse,
    Toxin,
)
from hemiface.records.alerts import (
    ABO_EYE_UNITS,
    ABO_SOURCE,
    INCO_EYE_UNITS,
    INCO_SOURCE,
    ONA_FIRST_EYE_UNITS,
    ONA_TEXT,
    OTHER_SOURCE,
    SITE_UNITS,
)
from hemiface.records.medicines import find_medicines

FAR = 2.0
"""How many times what is known of a muscle is far beyond it: the most that this person got of the
product there, and what was published for an eye, the muscle that gets most."""
EYE_UNITS: Mapping[Toxin, tuple[float, str]] = {
    Toxin.ONA: (ONA_FIRST_EYE_UNITS, ONA_TEXT),
    Toxin.INCO: (INCO_EYE_UNITS, INCO_SOURCE),
    Toxin.ABO: (ABO_EYE_UNITS, ABO_SOURCE),
    Toxin.OTHER: (ABO_EYE_UNITS, OTHER_SOURCE),
}
"""Units that a text names for one eye, and which text."""
VIAL_UNITS: Mapping[Toxin, float] = {
    Toxin.ONA: 200,
    Toxin.INCO: 200,
    Toxin.ABO: 500,
    Toxin.OTHER: 10_000,
}
"""Largest vial: onabotulinum 200 (US label of Botox: 50, 100 and 200), abobotulinum 500 (UK
prescribing information of Dysport: 300 and 500), incobotulinum 200 (the maker's US page on Xeomin
for professionals: 50, 100 and 200); of another product, the largest of any that was read,
rimabotulinumtoxinB (Myobloc: 2,500, 5,000 and 10,000)."""
FACE_VIALS = 2
BODY_VIALS = 5
"""Vials into one face, and given elsewhere on the same day, above which an entry is taken for a
slip: hemiface's own rule. No text that was read names so much."""
MANY_SITES = 30
"""Punctures of one muscle above which an entry is asked about: hemiface's own rule."""


LONG_AGO_Y = 30
"""Years after which a day is asked about: hemiface's own rule, for slips in a year."""

MOST_MG, MOST_A_DAY = 100_000, 48
"""Milligrams of one dose, and doses a day, above which an entry is a slip: no text that was read
names so much of any medicine."""


def check_medicine(value: MedicineCourse) -> None:
    """Refuse a dose, or doses a day, that nobody takes.

    Raises
    ------
    RecordInvalidError
        If it is more.
    """
    check_range("dose", value.dose_mg, 0, MOST_MG)
    check_range("times a day", value.times_per_day, 0, MOST_A_DAY)


def sum_units(injections: Sequence[Injection]) -> dict[tuple[InjectedMuscle, Side], float]:
    """Units by muscle and side."""
    total: dict[tuple[InjectedMuscle, Side], float] = {}
    for one in injections:
        key = (one.muscle, one.side)
        total[key] = total.get(key, 0.0) + one.units
    return total


def check_units(value: BotulinumSession) -> None:
    """Refuse more than comes out of any vial of the product.

    Not a rule of the noun: what was kept before stays readable.

    Raises
    ------
    RecordInvalidError
        If one muscle, the face or what was given elsewhere got more.
    """
    vial = VIAL_UNITS[value.product]
    most = max(sum_units(value.injections).values())
    if most > vial:
        raise RecordInvalidError("units_muscle", units=most, vial=vial)
    if value.face_units > FACE_VIALS * vial:
        raise RecordInvalidError("units_face", units=value.face_units, vial=vial)
    if value.other_units > BODY_VIALS * vial:
        raise RecordInvalidError("units_elsewhere", units=value.other_units, vial=vial)


def is_far_beyond(value: BotulinumSession) -> bool:
    """Whether a session holds more than comes out of any vial: the units cannot be right."""
    try:
        check_units(value)
    except RecordInvalidError:
        return True
    return False


def find_doubts(
    value: BotulinumSession,
    affected: Side | None,
    earlier: Sequence[BotulinumSession],
    today: date,
) -> tuple[Doubt, ...]:
    """What in a session may be a slip of the pen.

    Parameters
    ----------
    value
        The session.
    affected
        The one affected side of the person; None where it is both, or not known.
    earlier
        The sessions kept before.
    today
        The day it is where the person lives.
    """
    found = [
        *_doubt_side(value, affected),
        *_doubt_units(value, earlier),
        *_doubt_published(value),
        *_doubt_sites(value),
    ]
    found += find_day_doubts(value.day, today)
    if any(one.day == value.day for one in earlier):
        found.append(Doubt(DoubtName.SAME_DAY))
    return tuple(found)


def find_surgery_doubts(
    value: Decompression, affected: Side | None, today: date
) -> tuple[Doubt, ...]:
    """What in an operation may be a slip of the pen.

    Parameters
    ----------
    value
        The operation.
    affected
        The one affected side of the person; None where it is both, or not known.
    today
        The day it is where the person lives.
    """
    found = find_day_doubts(value.day, today)
    if affected is not None and value.side is not affected:
        found.append(Doubt(DoubtName.SURGERY_SIDE, {"side": value.side.value}))
    return tuple(found)


def find_medicine_doubts(value: MedicineCourse, today: date) -> tuple[Doubt, ...]:
    """What in a course may be a slip of the pen: more a day than is usual, where that was read.

    Parameters
    ----------
    value
        The course; of a dose without a number of times, one a day counts.
    today
        The day it is where the person lives.
    """
    found = find_day_doubts(value.started, today)
    daily = (value.dose_mg or 0.0) * max(1.0, value.times_per_day or 1.0)
    for medicine in find_medicines(value.name):
        if medicine.most_mg is not None and daily > medicine.most_mg:
            told: dict[str, float | str] = {"medicine": value.name, "mg": daily}
            source = ALERT_SOURCES[medicine.most_source]
            told |= {"published": medicine.most_mg, "source": source}
            found.append(Doubt(DoubtName.DAILY_DOSE, told))
    return tuple(found)


def find_day_doubts(day: date, today: date) -> list[Doubt]:
    """A day so long ago that its year may be a slip of the pen.

    Parameters
    ----------
    day
        When something was done or began.
    today
        The day it is where the person lives.
    """
    years = (today - day).days / 365.25
    return [Doubt(DoubtName.LONG_AGO, {"years": float(int(years))})] if years > LONG_AGO_Y else []


def _doubt_side(value: BotulinumSession, affected: Side | None) -> list[Doubt]:
    units = sum(one.units for one in value.injections if one.side is not affected)
    if affected is None or not units:
        return []
    return [Doubt(DoubtName.OTHER_SIDE, {"side": affected.opposite.value, "units": units})]


def _doubt_units(value: BotulinumSession, earlier: Sequence[BotulinumSession]) -> list[Doubt]:
    """Far beyond what the muscle of this person ever got of the product."""
    alike = [sum_units(one.injections) for one in earlier if _is_alike(one, value)]
    found = []
    for (muscle, side), units in sum_units(value.injections).items():
        most = max((one.get((muscle, side), 0.0) for one in alike), default=0.0)
        if most and units > FAR * most:
            values = {"muscle": muscle.value, "side": side.value, "units": units, "most": most}
            found.append(Doubt(DoubtName.FAR_BEYOND, values))
    return found


def _is_alike(one: BotulinumSession, other: BotulinumSession) -> bool:
    """Whether two sessions gave the same product; one without a name of ours goes by its brand."""
    if one.product is not other.product:
        return False
    return one.product is not Toxin.OTHER or one.brand.casefold() == other.brand.casefold()


def _doubt_published(value: BotulinumSession) -> list[Doubt]:
    """Far beyond what a text names for an eye, and a face for two of them."""
    eye, source = EYE_UNITS[value.product]
    found = [
        Doubt(
            DoubtName.PUBLISHED,
            {
                "muscle": muscle.value,
                "side": side.value,
                "units": units,
                "published": eye,
                "source": source,
            },
        )
        for (muscle, side), units in sum_units(value.injections).items()
        if units > FAR * eye
    ]
    if not found and value.face_units > FAR * len(Side) * eye:
        told: dict[str, float | str] = {"units": value.face_units, "published": eye}
        found.append(Doubt(DoubtName.PUBLISHED_FACE, {**told, "source": source}))
    return found


def _doubt_sites(value: BotulinumSession) -> list[Doubt]:
    """Units a puncture above what product texts of ona- and incobotulinum toxin name doubled."""
    found = []
    for one in value.injections:
        where: dict[str, float | str] = {"muscle": one.muscle.value, "side": one.side.value}
        if one.sites > MANY_SITES:
            found.append(Doubt(DoubtName.MANY_SITES, {**where, "sites": one.sites}))
        each = one.units / one.sites
        if value.product in {Toxin.ONA, Toxin.INCO} and each > SITE_UNITS:
            found.append(Doubt(DoubtName.PER_SITE, {**where, "units": each}))
    return found
