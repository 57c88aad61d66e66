"""Which route answers whom: declared beside each route, checked before it runs.

A route that declares nothing is not served, and `check_routes` finds it when the app is made.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute

from hemiface.errors import NotAllowedError, NotSignedInError
from hemiface.model.actor import Actor, Permission, Role

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

DECLARED = "__hemiface_access__"


@dataclass(frozen=True, slots=True)
class AccessRule:
    """Whom a route answers.

    Parameters
    ----------
    permission
        What it needs; None where it answers anybody, signed in or not.
    of
        Part of the address that is a pseudonym: a patient gets no other than its own.
    """

    permission: Permission | None
    of: str = ""

    def answers(self, role: Role | None) -> str:
        """What a role gets: yes, own or no. None stands for nobody signed in."""
        if self.permission is None:
            return "yes"
        if role is None:
            return "no"
        pseudonym = "any" if role is Role.PATIENT else ""
        if not Actor(role=role, pseudonym=pseudonym).may(self.permission):
            return "no"
        return "own" if role is Role.PATIENT and self.permission is not Permission.ASK else "yes"


def anybody(endpoint: Endpoint) -> Endpoint:
    """Declare that a route answers anybody, and shows nobody's data."""
    setattr(endpoint, DECLARED, AccessRule(None))
    return endpoint


def needs(permission: Permission, *, of: str = "") -> Callable[[Endpoint], Endpoint]:
    """Declare what whoever asks a route must be allowed.

    Parameters
    ----------
    permission, of
        See :class:`AccessRule`.
    """

    def declare(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, DECLARED, AccessRule(permission, of))
        return endpoint

    return declare


def rule_of(endpoint: Callable[..., Any]) -> AccessRule | None:
    """What a route declares; None where it declares nothing."""
    rule = getattr(endpoint, DECLARED, None)
    return rule if isinstance(rule, AccessRule) else None


def enforce(request: Request) -> None:
    """Refuse whoever the route does not answer; before every route of the app.

    Raises
    ------
    NotSignedInError
        If nobody is signed in.
    NotAllowedError
        If the role may not do it, or it is about somebody else, or the route declares nothing.
    """
    rule = rule_of(request.scope["endpoint"])
    if rule is None:
        raise NotAllowedError("undeclared")
    if rule.permission is None:
        return
    actor: Actor | None = request.state.actor
    if actor is None:
        raise NotSignedInError("nobody")
    if not actor.may(rule.permission):
        raise NotAllowedError("role", role=actor.role.value, permission=rule.permission.value)
    if rule.of and actor.only_own and request.path_params[rule.of] != actor.pseudonym:
        raise NotAllowedError("only_own")


def iter_routes(app: FastAPI | APIRouter) -> Iterator[tuple[str, str, APIRoute]]:
    """Method, path and route of everything the app, or one of its routers, answers."""
    for route in _flatten(app.routes):
        if isinstance(route, APIRoute):
            for method in sorted(route.methods or ()):
                yield method, route.path, route


def _flatten(routes: Iterable[object]) -> Iterator[object]:
    """Routes, with those of included routers in their place."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from _flatten(included.routes)


def check_routes(app: FastAPI) -> None:
    """Hold every route to a rule.

    Raises
    ------
    TypeError
        If one declares none.
    """
    for method, path, route in iter_routes(app):
        if rule_of(route.endpoint) is None:
            raise TypeError(f"{method} {path} does not say who may use it")
