"""`hemiface export`: results in the formats of other programs."""

from pathlib import Path

import click

from hemiface.cli.correction_words import say_doubtful
from hemiface.cli.options import FILE, json_option
from hemiface.cli.parameters import Word
from hemiface.cli.plain import print_json, printable
from hemiface.cli.sessions import with_session
from hemiface.operations.reporting import ExportFormat, export_results
from hemiface.operations.session import Session


@click.command(
    epilog="""\b
Examples:
  hemiface export hemiface-output/visit --to elan -o annotations
  hemiface export hemiface-output/visit --to csv -o tables
  hemiface export results/march results/april --to bids --subject 07 -o dataset
  hemiface export hemiface-output/visit --to fhir -o exchange --json
  hemiface export results/* --to measures -o table
  hemiface export hemiface-output/visit --to csv --to parquet --to fhir -o exchange
"""
)
@click.argument("folders", metavar="DIR...", nargs=-1, required=True, type=FILE)
@click.option(
    "--to",
    "kinds",
    required=True,
    multiple=True,
    type=Word([kind.value for kind in ExportFormat]),
    help="Format: Motion-BIDS, ELAN or BORIS annotations, plain tables, netCDF, HL7 FHIR R4, or "
    "one table of all measures. May be given several times; each then gets its own folder.",
)
@click.option("-o", "--output", metavar="DIR", required=True, type=FILE, help="Folder to fill.")
@click.option(
    "--subject",
    metavar="LABEL",
    default="01",
    show_default=True,
    help="Label of the person in BIDS; letters and digits, no name.",
)
@json_option
@with_session
def export(
    session: Session,
    *,
    folders: tuple[Path, ...],
    kinds: tuple[str, ...],
    output: Path,
    subject: str,
    as_json: bool,
) -> None:
    """Write results for ELAN, BORIS, BIDS, FHIR and other programs.

    Each DIR is a folder that `hemiface analyze` wrote. Left and right stay the person's
    own in every format. The table of measures has one row a recording, side and measure, as
    Parquet and CSV. BIDS and FHIR leave out the name of the video; ELAN and BORIS need it to
    find the video. `hemiface agree` and `hemiface correct import` read ELAN and
    BORIS files back.
    """
    formats = [ExportFormat(kind) for kind in kinds]
    say_doubtful(session, *folders)
    paths = export_results(session, folders, formats, output, subject=subject)
    if as_json:
        print_json({"files": [str(path) for path in paths]})
        return
    for path in paths:
        click.echo(printable(str(path)))
