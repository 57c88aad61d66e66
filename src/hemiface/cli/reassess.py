"""`hemiface reassess`: find events anew in stored results."""

from pathlib import Path

import click

from hemiface.cli.correction_words import caught_up_lines, count_corrections
from hemiface.cli.options import FILE, json_option, video_option
from hemiface.cli.plain import print_json, printable
from hemiface.cli.sessions import with_session
from hemiface.operations.method import choose_settings
from hemiface.operations.reassessment import Reassessed, reassess_folder
from hemiface.operations.session import Session


@click.command(
    epilog="""\b
Examples:
  hemiface reassess results/visit
  hemiface reassess results/* --settings other.toml
  hemiface reassess results/visit --video visit.mp4
"""
)
@click.argument("folders", metavar="DIR...", nargs=-1, required=True, type=FILE)
@click.option("--settings", "settings_file", metavar="FILE.toml", type=FILE, help="Other settings.")
@video_option
@json_option
@with_session
def reassess(
    session: Session,
    *,
    folders: tuple[Path, ...],
    settings_file: Path | None,
    video: Path | None,
    as_json: bool,
) -> None:
    """Find and assess events anew in the stored signals, without the video.

    Corrections of a person still win. What made the signals keeps its settings. The report
    keeps the pictures that show the events as they are now; --video cuts those of new ones,
    for one DIR. An overlay stays as it was drawn.
    """
    if video and len(folders) > 1:
        raise click.UsageError("--video belongs to one DIR")
    settings = choose_settings(session, settings_file) if settings_file else None
    done = [reassess_folder(session, folder, settings, video=video) for folder in folders]
    show_results(done, as_json=as_json)


def show_results(done: list[Reassessed], *, as_json: bool) -> None:
    """Print what looking again gave."""
    if as_json:
        print_json({"analyses": done})
        return
    for one in done:
        side, pattern = one.summary.affected_side, one.summary.pattern.label.replace("_", " ")
        count = count_corrections(one.corrections)
        click.echo(printable(f"{one.folder}: {side}, {pattern}, {count}"))
        for line in caught_up_lines(one.caught_up):
            click.echo(printable(f"  {line}"))
        for said in one.lost_corrections:
            click.echo(printable(f"  no longer there: the event at {said.at:g} s"), err=True)
