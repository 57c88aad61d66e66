"""`hemiface report`: write the report of stored results anew, or its figures."""

from pathlib import Path

import click

from hemiface.cli.options import FILE, json_option, language_option
from hemiface.cli.plain import print_json, printable
from hemiface.operations.reporting import make_figures, write_report


@click.command(
    epilog="""\b
Examples:
  hemiface report hemiface-output/visit --lang de
  hemiface report results/april --previous results/march -o april.html
  hemiface report hemiface-output/visit --figures svg --figures png
"""
)
@click.argument("folder", metavar="DIR", type=FILE)
@click.option("-o", "--output", metavar="FILE", type=FILE, help="File; DIR/report.html by default.")
@click.option(
    "--previous",
    metavar="DIR",
    type=FILE,
    help="Results of the recording before, to say what changed since.",
)
@language_option
@click.option(
    "--figures",
    "formats",
    multiple=True,
    type=click.Choice(["svg", "png"]),
    help="Also write the figures for papers, into DIR/figures.",
)
@json_option
def report(
    *,
    folder: Path,
    output: Path | None,
    previous: Path | None,
    language: str,
    formats: tuple[str, ...],
    as_json: bool,
) -> None:
    """Write the report of an analysis anew: one file that opens and prints anywhere.

    DIR is a folder that `hemiface analyze` wrote. The report asks nothing of the network.
    Pictures of events come with `hemiface analyze`, which has the video at hand.
    """
    paths = [write_report(folder, output=output, previous=previous, language=language)]
    if formats:
        paths += make_figures(folder, formats, language=language)
    if as_json:
        print_json({"files": [str(path) for path in paths]})
        return
    for path in paths:
        click.echo(printable(str(path)))
