"""The session in which a command works: whoever sits at the terminal is the owner."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from hemiface.operations.session import Session, open_session


@contextmanager
def command_session() -> Iterator[Session]:
    """The session that the command line was given; else one of the owner's, closed afterwards."""
    given = click.get_current_context().obj
    if isinstance(given, Session):
        yield given
    else:
        with open_session() as session:
            yield session


def with_session(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command its session as the first argument."""

    @functools.wraps(command)
    def run(*args: object, **options: object) -> None:
        with command_session() as session:
            command(session, *args, **options)

    return run
