"""Days as a calendar file (RFC 5545), which every calendar takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

PRODUCT = "-//hemiface//reminders//EN"
MOST_OCTETS = 75
"""Of one line; longer ones are folded."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A moment, a whole day, or several in a row.

    Parameters
    ----------
    name
        Tells it from others; the same name replaces it when it is taken in again.
    day, until
        First and last day.
    title
        What stands in the calendar.
    every_d
        Days after which it comes again; None where it does not.
    at
        Its moment, with a time zone; None where it is whole days.
    """

    name: str
    day: date
    until: date
    title: str
    every_d: int | None = None
    at: datetime | None = None


def write_calendar(days: Iterable[CalendarDay], written: datetime) -> str:
    """Write days as a calendar file; the same days always give the same text.

    Parameters
    ----------
    days
        What stands in it.
    written
        When it is written, with a time zone: of two files, a calendar takes the later one.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    for one in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escape(one.name)}@hemiface",
            f"DTSTAMP:{_write_moment(written)}",
            *_write_span(one),
            f"SUMMARY:{_escape(one.title)}",
            "TRANSP:TRANSPARENT",
            "CLASS:PRIVATE",
        ]
        if one.every_d:
            lines.append(f"RRULE:FREQ=DAILY;INTERVAL={one.every_d};COUNT=60")
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _write_span(one: CalendarDay) -> list[str]:
    if one.at is not None:
        return [f"DTSTART:{_write_moment(one.at)}"]
    return [
        f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{one.until + timedelta(days=1):%Y%m%d}",
    ]


def _write_moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r", "").replace("\n", "\\n")


def _fold(line: str) -> str:
    """Fold at 75 octets without cutting a character."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > MOST_OCTETS - 1:
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
