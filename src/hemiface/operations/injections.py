"""The map of injections: copy the last session, see what is different, ask twice where in doubt."""

from collections.abc import Mapping
from dataclasses import dataclass

from hemiface.model.actor import Permission
from hemiface.model.anatomy import Side
from hemiface.model.record import Entry, Person
from hemiface.model.treatments import BotulinumSession, Doubt, InjectedMuscle
from hemiface.operations.affected_side import find_side
from hemiface.operations.fields import make_past
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.session import Session
from hemiface.operations.treatments import Recorded, record_treatment, with_brand
from hemiface.records.doses import check_units, find_doubts, sum_units
from hemiface.reports.language import get_language


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
    affected
        The one affected side; None where it is both, or not known.
    """

    person: Person
    sessions: tuple[Entry[BotulinumSession], ...]
    affected: Side | None

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
        affected = find_side(work, person)
    ordered = sorted(entries, key=lambda one: (one.value.day, one.created_at), reverse=True)
    return InjectionMap(person.value, tuple(ordered), affected)


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
    value = make_past(BotulinumSession, {"day": today, **with_brand(fields)}, today)
    check_units(value)
    return find_doubts(value, known.affected, [entry.value for entry in known.sessions], today)


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
    now, before = sum_units(sessions[0].injections), sum_units(sessions[1].injections)
    keys = dict.fromkeys([*now, *before])
    return tuple(DoseChange(*key, before.get(key), now.get(key)) for key in keys)


@open_to_all
def say_doubt(doubt: Doubt, language: str) -> str:
    """A doubt in a sentence of `en` or `de`."""
    words = get_language(language)
    values: dict[str, object] = dict(doubt.values)
    if "muscle" in values:
        values["muscle"] = words(f"follow.muscle.{values['muscle']}")
    if "side" in values:
        values["side"] = words(f"side.{values['side']}")
    if "source" in values:
        values["source"] = str(words.cite(str(values["source"]))).rstrip(".")
    for name, value in doubt.values.items():
        if isinstance(value, float | int):
            values[name] = words.amount(value)
    return words(f"follow.doubt.{doubt.name}", **values)
