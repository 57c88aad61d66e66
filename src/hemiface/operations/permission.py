"""Every operation says what it needs, and refuses whoever lacks it."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import Any, Concatenate, ParamSpec, TypeVar

from hemiface.errors import NotAllowedError, RecordNotFoundError
from hemiface.model.actor import Actor, Permission
from hemiface.operations.privacy import withhold
from hemiface.operations.session import Session

P = ParamSpec("P")
R = TypeVar("R")

DECLARED = "__hemiface_needs__"
"""Attribute under which an operation carries what it needs."""


@dataclass(frozen=True, slots=True)
class Need:
    """What an operation needs.

    Parameters
    ----------
    permission
        Of whoever asks.
    of
        Parameter that says whose data it is: ``pseudonym``, or the id of an entry; empty where
        the operation is about nobody, or about people at large.
    """

    permission: Permission
    of: str = ""


def needs(
    permission: Permission, *, of: str = ""
) -> Callable[[Callable[Concatenate[Session, P], R]], Callable[Concatenate[Session, P], R]]:
    """Declare what an operation needs; it is checked at each call, before anything is done.

    What a role may not see is taken out of what the operation gives.

    Parameters
    ----------
    permission, of
        See :class:`Need`.
    """

    def decorate(
        operation: Callable[Concatenate[Session, P], R],
    ) -> Callable[Concatenate[Session, P], R]:
        called = signature(operation)
        if of and of not in called.parameters:
            raise TypeError(f"{operation.__name__} has no parameter {of}")

        @functools.wraps(operation)
        def checked(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> R:
            require(session.actor, permission)
            if of and session.actor.only_own:
                given = called.bind(session, *args, **kwargs)
                given.apply_defaults()
                _require_own(session, of, str(given.arguments[of]))
            return withhold(session.actor, operation(session, *args, **kwargs))

        setattr(checked, DECLARED, Need(permission, of))
        return checked

    return decorate


def open_to_all(lookup: Callable[P, R]) -> Callable[P, R]:
    """Declare that something reaches neither people's data nor a file, so that anybody may ask."""
    setattr(lookup, DECLARED, Need(Permission.ASK))
    return lookup


def declared_need(operation: Callable[..., Any]) -> Need | None:
    """What an operation needs; None where it declares nothing."""
    need = getattr(operation, DECLARED, None)
    return need if isinstance(need, Need) else None


def require(actor: Actor, permission: Permission) -> None:
    """Refuse whoever lacks a permission.

    Raises
    ------
    NotAllowedError
        If the role does not have it.
    """
    if not actor.may(permission):
        raise NotAllowedError("role", role=actor.role.value, permission=permission.value)


def _require_own(session: Session, of: str, given: str) -> None:
    """Refuse a patient what is not the patient's own, whether or not it exists."""
    own = session.actor.pseudonym
    if of == "pseudonym":
        found = given == own
    else:
        from hemiface.records.entry_types import read_id

        try:
            with session.unlocked() as work:
                found = work.find(read_id(given)).person_id == work.find_person(own).id
        except RecordNotFoundError:
            found = False
    if not found:
        raise NotAllowedError("only_own")
