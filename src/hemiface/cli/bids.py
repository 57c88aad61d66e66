"""`hemiface bids`: a BIDS App."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click

from hemiface.cli.batch import finish, some_failed, watch
from hemiface.cli.options import FILE, json_option, language_option
from hemiface.cli.parameters import Number, Word
from hemiface.cli.sessions import with_session
from hemiface.operations.batches import BatchRequest
from hemiface.operations.bids_app import measure_group, measure_participants
from hemiface.operations.method import choose_settings
from hemiface.operations.session import Session


@click.command(
    epilog="""\b
Examples:
  hemiface bids data out participant
  hemiface bids data out participant --participant-label 01 02 -w /scratch/me
  hemiface bids data out group
"""
)
@click.argument("dataset", metavar="DIR", type=FILE)
@click.argument("output", metavar="OUT", type=FILE)
@click.argument("level", type=Word(["participant", "group"]))
@click.argument("more_labels", metavar="", nargs=-1)
@click.option(
    "--participant-label",
    "--participant_label",
    "labels",
    metavar="LABEL...",
    multiple=True,
    help="Participants to measure, with or without sub-; all by default.",
)
@click.option("-w", "--work-dir", "work", metavar="DIR", type=FILE, help="For temporary files.")
@click.option(
    "--n-cpus",
    "--n_cpus",
    "processes",
    metavar="N",
    type=Number(1, whole=True),
    help="How many recordings at the same time; as many as go quickest by default.",
)
@click.option("--settings", "settings_file", metavar="FILE.toml", type=FILE, help="Other settings.")
@language_option
@json_option
@with_session
def bids(
    session: Session,
    *,
    dataset: Path,
    output: Path,
    level: str,
    more_labels: tuple[str, ...],
    labels: tuple[str, ...],
    work: Path | None,
    processes: int | None,
    settings_file: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Measure a BIDS data set: each participant, then the group.

    Videos are looked for below the folders sub-LABEL of DIR, into which nothing is written.
    Participants may be measured apart, at the same time and into the same OUT.
    """
    if more_labels and not labels:
        raise click.UsageError(f"what is {more_labels[0]} meant to be?")
    session = replace(session, language=language)
    request = BatchRequest(output, choose_settings(session, settings_file))
    if level == "group":
        finish(measure_group(session, dataset, request), as_json=as_json)
        return
    events = measure_participants(
        session,
        dataset,
        request,
        labels=(*labels, *more_labels),
        work=work,
        processes=processes,
    )
    with closing(events):
        failed, total = watch(events, as_json=as_json)
    if failed:
        raise some_failed(failed, total)
