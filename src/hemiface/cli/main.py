"""The `hemiface` command and the one place where errors become exit codes."""

import json
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from hemiface import __version__
from hemiface.errors import (
    HemifaceError,
    LandmarkError,
    SettingsError,
    SomeFilesFailedError,
    VideoError,
)

COMMANDS = {
    "probe": "hemiface.cli.probe:probe",
}
"""Name of each command and where it lives; loaded on first use, so help stays quick."""

EXIT_CODES: tuple[tuple[type[HemifaceError], int], ...] = (
    (SettingsError, 2),
    (VideoError, 3),
    (LandmarkError, 4),
    (SomeFilesFailedError, 5),
    (HemifaceError, 1),
)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands, in the order in which people meet them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hemiface")
def hemiface() -> None:
    """Measure hemifacial spasm from ordinary face video. Everything stays on this machine."""


def exit_code(error: HemifaceError) -> int:
    """Exit code of an error: 2 usage, 3 unreadable video, 4 no face, 5 some failed, else 1."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


def report_error(error: HemifaceError, *, as_json: bool) -> None:
    """Say an error and its hint on standard error, in one line or as one JSON object."""
    if as_json:
        text = json.dumps(
            {"error": {"code": error.code, "message": error.message, "hint": error.hint}}
        )
    else:
        text = f"hemiface: {error.message} ({error.hint})"
    click.echo(text, err=True)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        hemiface.main(args=words, prog_name="hemiface", standalone_mode=True)
    except HemifaceError as error:
        report_error(error, as_json="--json" in words)
        sys.exit(exit_code(error))
    sys.exit(0)
