"""The `hemiface` command and the one place where errors become exit codes."""

import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import NoReturn

import click

from hemiface.cli.problems import (
    FAULT,
    INTERRUPTED,
    exit_code,
    forbidden_error,
    report_error,
    report_fault,
    report_usage,
)
from hemiface.errors import HemifaceError
from hemiface.version import __version__

COMMANDS = {
    "serve": "hemiface.cli.serve:serve",
    "worker": "hemiface.cli.worker:worker",
    "probe": "hemiface.cli.probe:probe",
    "analyze": "hemiface.cli.analyze:analyze",
    "batch": "hemiface.cli.batch:batch",
    "merge": "hemiface.cli.batch:merge",
    "demo": "hemiface.cli.analyze:demo",
    "reassess": "hemiface.cli.reassess:reassess",
    "correct": "hemiface.cli.reassess:correct",
    "compare": "hemiface.cli.compare:compare",
    "agree": "hemiface.cli.agree:agree",
    "protocol": "hemiface.cli.protocol:protocol",
    "report": "hemiface.cli.report:report",
    "export": "hemiface.cli.export:export",
    "ask": "hemiface.cli.ask:ask",
    "check": "hemiface.cli.check:check",
    "guide": "hemiface.cli.guide:guide",
    "person": "hemiface.cli.person:person",
    "visit": "hemiface.cli.visit:visit",
    "record": "hemiface.cli.visit:record",
    "import": "hemiface.cli.visit:import_folder",
    "diary": "hemiface.cli.diary:diary",
    "treat": "hemiface.cli.treat:treat",
    "rate": "hemiface.cli.rate:rate",
    "ask-questionnaire": "hemiface.cli.rate:ask_questionnaire",
    "history": "hemiface.cli.history:history",
    "entry": "hemiface.cli.history:entry",
    "erase": "hemiface.cli.history:erase",
    "backup": "hemiface.cli.safekeeping:backup",
    "restore": "hemiface.cli.safekeeping:restore",
    "encrypt": "hemiface.cli.safekeeping:encrypt",
    "decrypt": "hemiface.cli.safekeeping:decrypt",
    "audit": "hemiface.cli.safekeeping:audit",
    "settings": "hemiface.cli.about:settings",
    "doctor": "hemiface.cli.about:doctor",
}
"""Name of each command and where it lives; loaded on first use, so help stays quick."""

SHORT_HELP = {
    "serve": "Open the app in the browser; it is reached from this machine only.",
    "worker": "Measure the videos that were dropped on the app, until stopped.",
    "probe": "Say what videos are, and whether they are fit to be measured.",
    "analyze": "Measure both sides of the face in one or more videos.",
    "batch": "Measure a folder of videos, or those of a manifest, into tables.",
    "merge": "Write the tables and the page of a batch, and say which recordings are not there.",
    "demo": "Measure the clip that comes with hemiface.",
    "reassess": "Find and assess events anew in the stored signals, without the video.",
    "correct": "Correct events by hand; your word wins over the detector's.",
    "compare": "Compare folders of results of one person, the earliest first.",
    "agree": "Score the events of B against those of A.",
    "protocol": "Print the recommended recording of ninety seconds.",
    "report": "Write the report of an analysis anew: one file that opens and prints anywhere.",
    "export": "Write results for ELAN, BORIS, BIDS, FHIR and other programs.",
    "ask": "Answer a QUESTION about hemifacial spasm, with sources.",
    "check": "Find out in a short interview how soon to see whom.",
    "guide": "Read topics, dangers, checked claims, substances and muscles.",
    "person": "Add, show, change, put aside, export and import people.",
    "visit": "Add and list visits.",
    "record": "Keep videos and their analyses, and get them out again.",
    "import": "Take in a FOLDER of videos named by person and date, one visit a day.",
    "diary": "Keep a diary of spasm and of what a bad day has in common with another.",
    "treat": "Write down injections, medicines, surgery and side effects.",
    "rate": "Keep a clinician's rating.",
    "ask-questionnaire": "Ask a questionnaire, or keep answers or a total obtained elsewhere.",
    "history": "Tell everything that happened to a person.",
    "entry": "Show, change, put aside and bring back single entries.",
    "erase": "Delete a person with every entry and recording, for good.",
    "backup": "Write everything into one new FILE, also while others work with the records.",
    "restore": "Fill an empty store from a backup.",
    "encrypt": "Encrypt names and recordings with a passphrase.",
    "decrypt": "Take encryption away again.",
    "audit": "See who changed what and when, and check that nobody changed the record of it.",
    "settings": "Print every setting with its default, unit and meaning.",
    "doctor": "Say what is installed, and whether it is whole.",
}
"""First line of each command's help, kept here so that the list of commands needs no import."""


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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant, or say which has a name like that."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1)
            meant = f"; did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"there is no command {args[0]}{meant}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, SHORT_HELP[name]) for name in COMMANDS])


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
        return INTERRUPTED
    except PermissionError as error:
        report_error(forbidden_error(error), as_json=as_json)
        return 1
    except Exception as error:  # noqa: BLE001 - the last door: no traceback reaches a person
        report_fault(error, as_json=as_json)
        return FAULT
    return code if isinstance(code, int) else 0
