"""What is next: an entry of the diary, a visit, the likely return; also as a calendar file."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hemiface.formats.calendar import CalendarDay, write_calendar
from hemiface.model.actor import Permission
from hemiface.model.course import ReturnForecast, choose_forecast
from hemiface.model.diary import DiaryEntry
from hemiface.model.record import Visit
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
    """

    kind: ReminderKind
    day: date
    until: date
    forecast: ReturnForecast | None = None


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
        visits = [entry.value.at.astimezone(zone).date() for entry in work.list(Visit, person.id)]
        noted = [entry.value.day for entry in work.list(DiaryEntry, person.id)]
    found = [Reminder(ReminderKind.VISIT, day, day) for day in visits if day > today]
    if noted:
        due = max(max(noted) + timedelta(days=DIARY_EVERY_D), today)
        found.append(Reminder(ReminderKind.DIARY, due, due))
    forecast = choose_forecast(tell_responses(session, pseudonym))
    if forecast is not None and forecast.latest >= today:
        span = forecast.earliest, forecast.latest
        found.append(Reminder(ReminderKind.RETURN, *span, forecast))
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
            f"{one.kind}-{one.day.isoformat()}",
            one.day,
            one.until,
            words(f"follow.calendar.{one.kind}"),
            every_d=DIARY_EVERY_D if one.kind is ReminderKind.DIARY else None,
        )
        for one in list_reminders(session, pseudonym)
    ]
    return write_calendar(days)
