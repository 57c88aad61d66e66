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
LOOKED_UP = date(2026, 11, 30)

CONTACTS = (
    CrisisContact(
        "US", "Suicide and Crisis Lifeline", "988", "911",
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
        "AT", "TelefonSeelsorge", "142", "112",
        "https://www.katholisch.at/telefonseelsorge", LOOKED_UP,
    ),
    CrisisContact(
        "CH", "Die Dargebotene Hand", "143", "144", "https://www.143.ch", CHECKED,
    ),
    CrisisContact(
        "FR", "Prévention du suicide", "3114", "112",
        "https://3114.fr/que-se-passe-t-il-quand-je-contacte-le-3114/", LOOKED_UP,
    ),
    CrisisContact(
        "NL", "Zelfmoordpreventie", "113", "112",
        "https://www.113.nl/schoolopdracht", LOOKED_UP,
    ),
    CrisisContact(
        "CA", "Suicide Crisis Helpline", "988", "911",
        "https://cmhasaskatoon.ca/9-8-8/", LOOKED_UP,
    ),
    CrisisContact(
        "AU", "Lifeline", "13 11 14", "000",
        "https://lifelineh2h.org.au/get-help/telephone-crisis-support/faqs/", LOOKED_UP,
    ),
)  # fmt: skip
"""Countries whose line was looked up. Others are left out until theirs is."""


def find_contacts(country: str | None) -> tuple[CrisisContact, ...]:
    """The line of a country; all of them where none is chosen or none is known there."""
    chosen = tuple(one for one in CONTACTS if one.country == country)
    return chosen or CONTACTS


def sort_contacts(country: str | None, language: str = "en") -> tuple[CrisisContact, ...]:
    """The contacts of `find_contacts`; those where German is spoken first in German."""
    near = {"DE", "AT", "CH"} if language == "de" else set()
    return tuple(sorted(find_contacts(country), key=lambda one: one.country not in near))


def say_each(country: str | None, language: str = "en") -> tuple[str, ...]:
    """Each of the contacts in a few words, in `en` or `de`; German ones first in German."""
    emergencies = {"en": "emergencies", "de": "Notruf"}[language]
    return tuple(
        f"{one.name} {one.number} ({one.country}, {emergencies} {one.emergency})"
        for one in sort_contacts(country, language)
    )


def say_contacts(country: str | None, language: str = "en") -> str:
    """The contacts in one line."""
    return "; ".join(say_each(country, language))
