"""`hemiface report`: write the report of stored results anew, or its figures."""

from dataclasses import replace
from pathlib import Path

import click

from hemiface.cli.correction_words import say_doubtful
from hemiface.cli.options import FILE, json_option, video_option
from hemiface.cli.parameters import Word
from hemiface.cli.plain import print_json, printable
from hemiface.cli.sessions import with_session
from hemiface.errors.words import LANGUAGES
from hemiface.operations.reporting import make_figures, write_report
from hemiface.operations.session import Session


@click.command(
    epilog="""\b
Examples:
  hemiface report hemiface-output/visit --lang de
  hemiface report results/april --previous results/march --save april.html
  hemiface report hemiface-output/visit --figures svg
  hemiface report hemiface-output/visit --video visit.mp4
"""
)
@click.argument("folder", metavar="DIR", type=FILE)
@click.option(
    "--save",
    "output",
    metavar="FILE",
    type=FILE,
    help="Write into this file; DIR/report.html by default.",
)
@click.option(
    "--previous",
    metavar="DIR",
    type=FILE,
    help="Results of the recording before, to say what changed since.",
)
@video_option
@click.option(
    "--lang",
    "language",
    type=Word(LANGUAGES),
    help="Language; that of the report that is there by default.",
)
@click.option(
    "--figures",
    "formats",
    multiple=True,
    type=Word(["svg", "png"]),
    help="Also write the figures for papers, into DIR/figures.",
)
@json_option
@with_session
def report(
    session: Session,
    *,
    folder: Path,
    output: Path | None,
    previous: Path | None,
    video: Path | None,
    language: str | None,
    formats: tuple[str, ...],
    as_json: bool,
) -> None:
    """Write the report of an analysis anew: one file that opens and prints anywhere.

    DIR is a folder that `hemiface analyze` wrote. The report asks nothing of the network.
    Language, pictures and the comparison with the recording before stay those of the
    report that is there, but for what you say. --video cuts pictures of the events that
    have none.
    """
    say_doubtful(session, folder, *([previous] if previous else ()))
    session = replace(session, language=language)
    paths = [write_report(session, folder, output=output, previous=previous, video=video)]
    if formats:
        paths += make_figures(session, folder, formats)
    if as_json:
        print_json({"files": [str(path) for path in paths]})
        return
    for path in paths:
        click.echo(printable(str(path)))
