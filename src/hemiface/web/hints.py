"""Errors in the reader's language, with the app's own words for what can be done about them."""

import re
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import quote

from markupsafe import Markup, escape

from hemiface.errors import HemifaceError
from hemiface.errors.words import is_known, say_hint, say_sentence
from hemiface.reports.language import Language

LOCK_PAGE = "/settings/encryption"
LOCKED = "records.locked/passphrase"
"""What the page of encryption mends."""


class StoredProblem(Protocol):
    """An error that was kept: what it said in English, and what it can be said by."""

    message: str
    hint: str
    key: str
    values: Mapping[str, object]


def say_error(error: HemifaceError, t: Language) -> tuple[str, str]:
    """What is wrong, and what somebody in a browser can do about it."""
    own = f"web.hint.{error.key}"
    return error.say(t.code), t(own) if t.has(own) else error.advise(t.code)


def mark_code(text: str) -> Markup:
    """Words for a page, in which what stands between backticks is to be typed as it is."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def say_problem(problem: HemifaceError | StoredProblem, t: Language, here: str = "") -> Markup:
    """An error in one line of a page; one that was kept in English only stays as it is.

    Parameters
    ----------
    problem, t
        What is said, and in which language.
    here
        Address to which whoever unlocks the records is led back.
    """
    if isinstance(problem, HemifaceError):
        message, hint = say_error(problem, t)
    elif is_known(problem.key):
        message = say_sentence(problem.key, problem.values, t.code)
        hint = say_hint(problem.key, problem.values, t.code)
    else:
        message, hint = problem.message, problem.hint
    said = mark_code(f"{message}. {hint}".strip())
    if problem.key != LOCKED:
        return said
    return said + Markup(' <a href="{}">{}</a>').format(
        link_to_unlock(here), t("web.encryption.unlock")
    )


def link_to_unlock(address: str = "") -> str:
    """Address where the records are unlocked, from which one is led back to another one."""
    return f"{LOCK_PAGE}?next={quote(address, safe='')}" if address else LOCK_PAGE
