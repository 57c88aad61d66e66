"""Whom to call in a crisis, by country; each number from the page of those who answer it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CrisisContact:
    """A crisis line.

    Parameters
    ----------
    country
        ISO 3166 code.
    name, number
        Who answers, and the number as it is dialled in that country.
    emergency
        Emergency number of the country.
    source
        Page of the line.
    checked
        Day on which the number was last looked up.
    """

    country: str
    name: str
    number: str
    emergency: str
    source: str
    checked: date


CHECKED = date(2026, 11, 29)

CONTACTS = (
    CrisisContact(
        "US", "988 Suicide and Crisis Lifeline", "988", "911",
        "https://www.samhsa.gov/mental-health/suicidal-behavior", CHECKED,
    ),
    CrisisContact(
        "GB", "Samaritans", "116 123", "999",
        "https://www.samaritans.org/how-we-can-help/contact-samaritan/", CHECKED,
    ),
    CrisisContact(
        "IE", "Samaritans", "116 123", "112",
        "https://www.samaritans.org/how-we-can-help/contact-samaritan/", CHECKED,
    ),
    CrisisContact(
        "DE", "TelefonSeelsorge", "0800 111 0 111", "112",
        "https://www.telefonseelsorge.de", CHECKED,
    ),
    CrisisContact(
        "CH", "Die Dargebotene Hand", "143", "144", "https://www.143.ch", CHECKED,
    ),
)  # fmt: skip
"""Countries whose line was looked up. Others are left out until theirs is."""


def find_contacts(country: str | None) -> tuple[CrisisContact, ...]:
    """The line of a country; all of them where none is chosen or none is known there."""
    chosen = tuple(one for one in CONTACTS if one.country == country)
    return chosen or CONTACTS


def say_contacts(country: str | None) -> str:
    """The contacts in one line."""
    return "; ".join(
        f"{one.name} {one.number} ({one.country}, emergencies {one.emergency})"
        for one in find_contacts(country)
    )
