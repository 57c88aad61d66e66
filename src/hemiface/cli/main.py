"""The `hemiface` command and the one place where errors become exit codes."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from hemiface.cli.exits import Exit, exit_code
from hemiface.cli.groups import NounGroup
from hemiface.cli.names import COMMANDS
from hemiface.cli.problems import (
    place_error,
    report_error,
    report_fault,
    report_usage,
)
from hemiface.errors import HemifaceError
from hemiface.version import __version__


class LazyGroup(NounGroup):
    """All commands, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands, in the order in which people meet them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].place.split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands in their groups, without loading them."""
        del ctx
        for group in dict.fromkeys(command.group for command in COMMANDS.values()):
            with formatter.section(group):
                lines = [(name, c.short) for name, c in COMMANDS.items() if c.group == group]
                formatter.write_dl(lines, col_max=15)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hemiface")
def hemiface() -> None:
    """Measure hemifacial spasm from ordinary face video. Everything stays on this machine."""


def main(arguments: Sequence[str] | None = None, *, obj: object = None) -> NoReturn:
    """Run the command line and exit with its code.

    Parameters
    ----------
    arguments
        Words of the command line; those of the process where not given.
    obj
        The session to work in; one of the owner's where not given.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(_run(words, obj, as_json="--json" in words))


def _run(words: list[str], obj: object, *, as_json: bool) -> int:
    try:
        code = hemiface.main(args=words, prog_name="hemiface", obj=obj, standalone_mode=False)
    except HemifaceError as error:
        report_error(error, as_json=as_json)
        return exit_code(error)
    except click.ClickException as error:
        report_usage(error, as_json=as_json)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("hemiface: stopped; results that were whole before are still whole", err=True)
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last door: no traceback reaches a person
        place = place_error(error) if isinstance(error, OSError) else None
        if place is None:
            report_fault(error, as_json=as_json)
            return Exit.FAULT
        place.__cause__ = error
        report_error(place, as_json=as_json)
        return exit_code(place)
    return code if isinstance(code, int) else 0
