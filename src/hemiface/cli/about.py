"""`hemiface settings` and `hemiface doctor`."""

import click

from hemiface.cli.options import json_option
from hemiface.cli.plain import print_json, printable
from hemiface.cli.sessions import with_session
from hemiface.operations.installation import inspect_installation
from hemiface.operations.method import list_settings, write_settings
from hemiface.operations.plain import to_plain
from hemiface.operations.records_place import RecordsPlace, find_records
from hemiface.operations.session import Session
from hemiface.settings import AnalysisSettings


@click.command(
    epilog="""\b
Examples:
  hemiface settings > mine.toml
  hemiface analyze visit.mp4 --settings mine.toml
"""
)
@json_option
def settings(*, as_json: bool) -> None:
    """Print every setting with its default, unit and meaning.

    The text is a settings file: change what you like and give it to `hemiface analyze
    --settings`. What a file does not name keeps its default.
    """
    if as_json:
        print_json(list(list_settings()))
    else:
        click.echo(write_settings(AnalysisSettings()), nl=False)


@click.command(epilog="\b\nExample:\n  hemiface doctor --json\n")
@json_option
@with_session
def doctor(session: Session, *, as_json: bool) -> None:
    """Say what is installed, whether it is whole, and where the data lies.

    Nothing is sent anywhere; copy what it prints into a fault report, without the two lines
    of the data if they name you. Exit code 1 if something is wrong.
    """
    found = inspect_installation()
    place = find_records(session)
    if as_json:
        print_json({**to_plain(found), "records": place})
    else:
        rows = {
            "hemiface": f"{found.version}, method {found.method_version}",
            "python": found.python,
            "system": f"{found.system}, {found.cores} cores",
            **found.packages,
            "engine": found.engine,
            **{f"network {name}": digest for name, digest in found.models.items()},
            "records": describe_place(place),
            "recordings": place.files,
        }
        for name, value in rows.items():
            click.echo(printable(f"{name:<34}{value}"))
        for problem in found.problems:
            click.echo(printable(f"problem: {problem}"))
        if not found.problems:
            click.echo("all is whole")
    if found.problems:
        raise click.exceptions.Exit(1)


def describe_place(place: RecordsPlace) -> str:
    """Where the records are, how large, and whether they are encrypted."""
    if not place.exists:
        return f"{place.database}, none yet"
    size = "" if place.size_bytes is None else f", {place.size_bytes / 1e6:.1f} MB"
    state = f"encryption is {place.encryption.replace('_', ' ')}" if place.encryption else ""
    return f"{place.database}{size}, {state or place.problem}"
