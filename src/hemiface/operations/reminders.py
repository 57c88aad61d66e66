"""What is next: an entry of the diary, a visit, the likely return; also as a calendar file."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from hemiface.formats.calendar import CalendarDay, write_calendar
from hemiface.model.actor import Permission
from hemiface.model.course import ReturnForecast, choose_forecast
from hemiface.model.diary import DiaryEntry
from hemiface.model.record import Entry, Visit, has_time_of_day
from hemiface.operations.permission import needs
from hemiface.operations.responses import tell_responses
from hemiface.operations.session import Session
from hemiface.reports.language import get_language

DIARY_EVERY_D = 3
"""Days between two entries that are asked for."""


class ReminderKind(StrEnum):
    """What is next."""

    DIARY = "diary"
    VISIT = "visit"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something that is next.

    Parameters
    ----------
    kind
        What.
    day, until
        When, and the last day where it is a span.
    forecast
        What was foretold, for a return: the same as in the course.
    at, label
        Moment of a visit that has a time of day, and what it was called.
    name
        Tells it from the others, of other persons too, without naming anybody; it stays while
        days are changed.
    """

    kind: ReminderKind
    day: date
    until: date
    forecast: ReturnForecast | None = None
    at: datetime | None = None
    label: str = ""
    name: str = ""


@needs(Permission.READ, of="pseudonym")
def list_reminders(session: Session, pseudonym: str) -> tuple[Reminder, ...]:
    """What is next, in order of days.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with session.read() as work:
        person = work.find_person(pseudonym)
        zone, today = ZoneInfo(person.value.zone), person.value.today
        visits = work.list(Visit, person.id)
        noted = [entry.value.day for entry in work.list(DiaryEntry, person.id)]
    found = [one for one in (_remind_of_visit(entry, zone) for entry in visits) if one.day > today]
    if noted:
        due = max(max(noted) + timedelta(days=DIARY_EVERY_D), today)
        name = _name(ReminderKind.DIARY, person.id)
        found.append(Reminder(ReminderKind.DIARY, due, due, name=name))
    forecast = choose_forecast(tell_responses(session, pseudonym))
    if forecast is not None and forecast.latest >= today:
        span = forecast.earliest, forecast.latest
        name = _name(ReminderKind.RETURN, person.id)
        found.append(Reminder(ReminderKind.RETURN, *span, forecast, name=name))
    return tuple(sorted(found, key=lambda one: (one.day, one.kind)))


@needs(Permission.READ, of="pseudonym")
def write_reminders(session: Session, pseudonym: str) -> str:
    """What is next as a calendar file (RFC 5545), which says nothing of an illness.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    words = get_language(session.language or "en")
    days = [
        CalendarDay(
            one.name,
            one.day,
            one.until,
            ": ".join(filter(None, (words(f"follow.calendar.{one.kind}"), one.label))),
            every_d=DIARY_EVERY_D if one.kind is ReminderKind.DIARY else None,
            at=one.at,
        )
        for one in list_reminders(session, pseudonym)
    ]
    return write_calendar(days, datetime.now(UTC))


def _remind_of_visit(entry: Entry[Visit], zone: ZoneInfo) -> Reminder:
    at = entry.value.at.astimezone(zone)
    return Reminder(
        ReminderKind.VISIT,
        at.date(),
        at.date(),
        at=at if has_time_of_day(at) else None,
        label=entry.value.label,
        name=_name(ReminderKind.VISIT, entry.id),
    )


def _name(kind: ReminderKind, entry_id: UUID) -> str:
    """Stable and distinct, and nothing can be told from it."""
    return sha256(f"{kind} {entry_id}".encode()).hexdigest()[:32]
