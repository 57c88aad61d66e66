"""What a person sees when something is wrong."""

import errno
import os
import tomllib
import traceback
from functools import cache
from importlib.resources import files

import click

from hemiface.cli.plain import print_json, printable
from hemiface.cli.usage import path_of, say_usage
from hemiface.errors import ForbiddenError, HemifaceError
from hemiface.errors.faults import find_reason

NO_PLACES = {errno.ENAMETOOLONG, errno.ELOOP, errno.ENOTDIR, errno.EISDIR, errno.EINVAL}
"""What the system says of a path that was given wrongly."""


def error_to_json(error: HemifaceError) -> dict[str, str]:
    """Give an error as plain values."""
    return {"code": error.code, "message": error.message, "hint": say_hint(error)}


def say_hint(error: HemifaceError) -> str:
    """What somebody at a terminal can do: the terminal's words for it, or those for everybody."""
    words = load_hints()
    own = error.key != error.code or bool(error.values.get("hint"))
    if error.key in words and not (own and error.key == error.code):
        return words[error.key].format_map(error.values)
    return error.hint


@cache
def load_hints() -> dict[str, str]:
    """The table of hints, by code and by code and advice."""
    text = (files("hemiface.cli") / "hints.toml").read_text(encoding="utf-8")
    return {name: str(words) for name, words in tomllib.loads(text).items()}


def report_error(error: HemifaceError, *, as_json: bool) -> None:
    """Say an error and its hint on standard error, in one line or as one JSON object."""
    _report(error_to_json(error), as_json=as_json)
    _trace(error.__cause__)


def place_error(error: OSError) -> HemifaceError | None:
    """Say what the system has against a place; None if it speaks of none."""
    if isinstance(error, PermissionError):
        return ForbiddenError("place", path=error.filename or "a file")
    if error.errno is None or error.filename is None:
        return None
    values = {"path": error.filename, "reason": find_reason(error)}
    if error.errno in NO_PLACES:
        return ForbiddenError("no_place", **values)
    return ForbiddenError("system", **values)


def report_usage(error: click.ClickException, *, as_json: bool) -> None:
    """Say how a command was called wrongly; one without any words shows its help."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and not as_json:
        click.echo(error.format_message(), err=True)
        return
    hint = f"See `{path_of(error)} --help`."
    _report({"code": "usage", "message": say_usage(error), "hint": hint}, as_json=as_json)


def report_fault(error: Exception, *, as_json: bool) -> None:
    """Say that hemiface itself is at fault."""
    message = f"unexpected {type(error).__name__}: {error}"
    hint = (
        "This is a fault of hemiface; please report it with what `hemiface doctor` says. "
        "HEMIFACE_TRACEBACK=1 shows where it happened."
    )
    _report({"code": "fault", "message": message, "hint": hint}, as_json=as_json)
    _trace(error)


def _report(problem: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        print_json({"error": problem}, err=True)
    else:
        click.echo(printable(f"hemiface: {problem['message']} ({problem['hint']})"), err=True)


def _trace(error: BaseException | None) -> None:
    if error is not None and os.environ.get("HEMIFACE_TRACEBACK"):
        click.echo("".join(traceback.format_exception(error)), err=True)
