"""Ask about a treatment that may be a slip of the pen before it is written down."""

from collections.abc import Mapping
from typing import Any

from hemiface.model.actor import Permission
from hemiface.model.treatments import BotulinumSession, Decompression, Doubt, MedicineCourse
from hemiface.operations.fields import make_past, refuse_unborn
from hemiface.operations.injections import doubt_injections, show_injections
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.operations.treatments import DAY_FIELDS, Recorded, record_treatment
from hemiface.records.doses import (
    check_medicine,
    find_day_doubts,
    find_medicine_doubts,
    find_surgery_doubts,
)


@needs(Permission.WRITE, of="pseudonym")
def doubt_treatment(
    session: Session, pseudonym: str, noun: type[Any], fields: Mapping[str, object]
) -> tuple[Doubt, ...]:
    """What in a treatment or a side effect may be a slip of the pen; nothing is written.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordInvalidError
        If a field does not fit.
    """
    if noun is BotulinumSession:
        return doubt_injections(session, pseudonym, fields)
    known = show_injections(session, pseudonym)
    today = known.person.today
    value = make_past(noun, {DAY_FIELDS[noun]: today, **fields}, today)
    refuse_unborn(value.occurred, known.person)
    if isinstance(value, Decompression):
        return find_surgery_doubts(value, known.affected, today)
    if isinstance(value, MedicineCourse):
        check_medicine(value)
        return find_medicine_doubts(value, today)
    return tuple(find_day_doubts(value.occurred, today))


@needs(Permission.WRITE, of="pseudonym")
def record_if_sure(
    session: Session,
    pseudonym: str,
    noun: type[Any],
    fields: Mapping[str, object],
    *,
    is_sure: bool = False,
) -> Recorded | tuple[Doubt, ...]:
    """Write a treatment down; where something is in doubt, only if somebody is sure of it.

    Returns
    -------
    Recorded, or tuple of Doubt
        The entry with its alerts; the doubts where nothing was written.

    Raises
    ------
    RecordNotFoundError, RecordInvalidError
        As `record_treatment`.
    """
    doubts = () if is_sure else doubt_treatment(session, pseudonym, noun, fields)
    return doubts or record_treatment(session, pseudonym, noun, fields)
