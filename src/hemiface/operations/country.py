"""The country of the person at this machine, chosen once, for numbers to call."""

import os
from pathlib import Path

import platformdirs

from hemiface.errors import GuideAnswerError
from hemiface.errors.faults import find_reason
from hemiface.model.actor import Permission
from hemiface.model.crisis import CONTACTS, CrisisContact, say_contacts, say_each, sort_contacts
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.session import Session

VARIABLE = "HEMIFACE_COUNTRY"


@open_to_all
def chosen_country() -> str | None:
    """Code of the chosen country; None before there is a choice.

    The variable ``HEMIFACE_COUNTRY`` goes before what was kept.
    """
    if given := os.environ.get(VARIABLE):
        return given.upper()
    try:
        return _place().read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


@needs(Permission.MANAGE)
def choose_country(session: Session, code: str) -> str:
    """Keep the country for the next times; gives the code in capitals.

    Raises
    ------
    GuideAnswerError
        If there is no crisis line for it here, or it cannot be kept.
    """
    del session
    country = code.upper()
    known = [one.country for one in CONTACTS]
    if country not in known:
        raise GuideAnswerError("country", code=code, names=", ".join(known))
    try:
        _place().parent.mkdir(parents=True, exist_ok=True)
        _place().write_text(country + "\n", encoding="utf-8")
    except OSError as error:
        raise GuideAnswerError(
            "country_unkept", reason=find_reason(error), variable=VARIABLE
        ) from error
    return country


@open_to_all
def crisis_contacts(language: str = "en") -> str:
    """Whom to call in a crisis: the line of the chosen country, else all that are known.

    Parameters
    ----------
    language
        `en` or `de`.
    """
    return say_contacts(chosen_country(), language)


@open_to_all
def crisis_lines(language: str = "en") -> tuple[str, ...]:
    """The same, a line each."""
    return say_each(chosen_country(), language)


@open_to_all
def list_crisis_contacts(language: str = "en") -> tuple[CrisisContact, ...]:
    """The same lines one by one, in the same order."""
    return sort_contacts(chosen_country(), language)


def _place() -> Path:
    return Path(platformdirs.user_config_dir("hemiface", False)) / "country"
