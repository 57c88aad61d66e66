"""`hemiface protocol`: how to film."""

from dataclasses import replace
from pathlib import Path

import click

from hemiface.cli.options import json_option, language_option, save_option
from hemiface.cli.parameters import Number, Word
from hemiface.cli.plain import print_json
from hemiface.cli.sessions import with_session
from hemiface.model.protocol import STEPS
from hemiface.operations.protocol import SheetKind, write_protocol
from hemiface.operations.reporting import save_text
from hemiface.operations.session import Session


@click.command(
    epilog="""\b
Examples:
  hemiface protocol
  hemiface protocol --as html --save sheet.html
  hemiface protocol --lang de
  hemiface protocol --as tasks --start 2.5 --save tasks.csv
  hemiface analyze visit.mp4 --tasks tasks.csv
"""
)
@click.option(
    "--as",
    "kind",
    type=Word([kind.value for kind in SheetKind]),
    default=SheetKind.TEXT.value,
    show_default=True,
    help="Plain text, a page to print, or the table for `hemiface analyze --tasks`.",
)
@click.option(
    "--start",
    "start_s",
    metavar="S",
    type=Number(0),
    default=0.0,
    show_default=True,
    help="When the first step begins in your recording, seconds; for the table of tasks.",
)
@save_option
@language_option
@json_option
@with_session
def protocol(
    session: Session,
    *,
    kind: str,
    start_s: float,
    output: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Print the recommended recording of ninety seconds."""
    if as_json:
        print_json(STEPS)
        return
    session = replace(session, language=language)
    text = write_protocol(session, SheetKind(kind), start_s=start_s)
    if output is None:
        click.echo(text, nl=False)
    else:
        save_text(session, text, output)
