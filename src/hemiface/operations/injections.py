"""The map of injections: copy the last session, see what is different, ask twice where in doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from hemiface.model.actor import Permission
from hemiface.model.anatomy import Side
from hemiface.model.events import EventSide
from hemiface.model.record import Entry, Person
from hemiface.model.treatments import BotulinumSession, InjectedMuscle, Injection, Toxin
from hemiface.operations.fields import make_past
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.operations.treatments import Recorded, record_treatment

FAR = 2.0
"""How many times the most that a muscle of this person got of this product is far beyond it."""
SITE_UNITS = 10.0
"""Units a puncture above which an entry of ona- or incobotulinum toxin is asked about: product
texts name 1.25 to 2.5 a site, at most doubled."""


class DoubtName(StrEnum):
    """Why an entry is asked about again."""

    OTHER_SIDE = "other_side"
    FAR_BEYOND = "far_beyond"
    PER_SITE = "per_site"
    SAME_DAY = "same_day"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that may be a slip of the pen, with what it speaks of."""

    name: DoubtName
    values: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DoseChange:
    """Units of one muscle of one side in two sessions; None where it got nothing."""

    muscle: InjectedMuscle
    side: Side
    before: float | None
    now: float | None


@dataclass(frozen=True, slots=True)
class InjectionMap:
    """What is known before a session is written down.

    Parameters
    ----------
    person
        Whose face.
    sessions
        Earlier sessions, the newest first.
    """

    person: Person
    sessions: tuple[Entry[BotulinumSession], ...]

    @property
    def last(self) -> BotulinumSession | None:
        """The last session."""
        return self.sessions[0].value if self.sessions else None


@needs(Permission.READ, of="pseudonym")
def show_injections(session: Session, pseudonym: str) -> InjectionMap:
    """Earlier sessions of a person, for the map.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with session.read() as work:
        person = work.find_person(pseudonym)
        entries = work.list(BotulinumSession, person.id)
    ordered = sorted(entries, key=lambda one: (one.value.day, one.created_at), reverse=True)
    return InjectionMap(person.value, tuple(ordered))


@needs(Permission.WRITE, of="pseudonym")
def doubt_injections(
    session: Session, pseudonym: str, fields: Mapping[str, object]
) -> tuple[Doubt, ...]:
    """What in a session may be a slip of the pen; nothing is written.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a field does not fit.
    """
    known = show_injections(session, pseudonym)
    today = known.person.today
    value = make_past(BotulinumSession, {"day": today, **fields}, today)
    earlier = [entry.value for entry in known.sessions]
    found = [*_doubt_side(value, known.person), *_doubt_units(value, earlier)]
    if any(one.day == value.day for one in earlier):
        found.append(Doubt(DoubtName.SAME_DAY))
    return tuple(found)


@needs(Permission.WRITE, of="pseudonym")
def record_injections(
    session: Session, pseudonym: str, fields: Mapping[str, object], *, is_sure: bool = False
) -> Recorded | tuple[Doubt, ...]:
    """Write a session down; where something is in doubt, only if somebody is sure of it.

    Returns
    -------
    Recorded, or tuple of Doubt
        The entry with its alerts; the doubts where nothing was written.

    Raises
    ------
    RecordNotFoundError, RecordInvalidError
        As `record_treatment`.
    """
    doubts = () if is_sure else doubt_injections(session, pseudonym, fields)
    return doubts or record_treatment(session, pseudonym, BotulinumSession, fields)


@needs(Permission.READ, of="pseudonym")
def compare_sessions(session: Session, pseudonym: str) -> tuple[DoseChange, ...]:
    """How the last session differs from the one before, muscle by muscle.

    Empty where there are no two sessions, or where the products differ: their units cannot be
    compared.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    sessions = [entry.value for entry in show_injections(session, pseudonym).sessions]
    if len(sessions) < 2 or sessions[0].product is not sessions[1].product:
        return ()
    now, before = _sum(sessions[0].injections), _sum(sessions[1].injections)
    keys = dict.fromkeys([*now, *before])
    return tuple(DoseChange(*key, before.get(key), now.get(key)) for key in keys)


def _sum(injections: Sequence[Injection]) -> dict[tuple[InjectedMuscle, Side], float]:
    total: dict[tuple[InjectedMuscle, Side], float] = {}
    for one in injections:
        key = (one.muscle, one.side)
        total[key] = total.get(key, 0.0) + one.units
    return total


def _doubt_side(value: BotulinumSession, person: Person) -> list[Doubt]:
    if person.side not in {EventSide.LEFT, EventSide.RIGHT}:
        return []
    affected = Side(str(person.side))
    units = sum(one.units for one in value.injections if one.side is not affected)
    if not units:
        return []
    return [Doubt(DoubtName.OTHER_SIDE, {"side": affected.opposite.value, "units": units})]


def _doubt_units(value: BotulinumSession, earlier: Sequence[BotulinumSession]) -> list[Doubt]:
    found = []
    alike = [one for one in earlier if (one.product, one.brand) == (value.product, value.brand)]
    for (muscle, side), units in _sum(value.injections).items():
        most = max((_sum(one.injections).get((muscle, side), 0.0) for one in alike), default=0.0)
        if most and units > FAR * most:
            values = {"muscle": muscle.value, "side": side.value, "units": units, "most": most}
            found.append(Doubt(DoubtName.FAR_BEYOND, values))
    if value.product in {Toxin.ONA, Toxin.INCO}:
        found += [
            Doubt(
                DoubtName.PER_SITE,
                {
                    "muscle": one.muscle.value,
                    "side": one.side.value,
                    "units": one.units / one.sites,
                },
            )
            for one in value.injections
            if one.units / one.sites > SITE_UNITS
        ]
    return found
