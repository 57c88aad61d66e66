"""`hemiface reassess` and `correct`: work on stored results."""

from pathlib import Path

import click

from hemiface.cli.options import FILE, json_option, video_option
from hemiface.cli.plain import print_json, printable
from hemiface.cli.sessions import with_session
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.events import Event, EventPattern, EventSide, EventType
from hemiface.operations.corrections import (
    change_event,
    correct_events,
    drop_corrections,
    import_annotations,
    list_corrections,
    redo_correction,
    undo_correction,
)
from hemiface.operations.method import choose_settings
from hemiface.operations.reassessment import Reassessed, reassess_folder
from hemiface.operations.session import Session

TYPES = click.Choice([kind.value for kind in EventType])
SIDES = click.Choice([side.value for side in EventSide])
PATTERNS = click.Choice([pattern.value for pattern in EventPattern if pattern])

folder_argument = click.argument("folder", metavar="DIR", type=FILE)
author_option = click.option("--author", default="", help="Who says so.")


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


@click.group(
    epilog="""\b
Examples:
  hemiface correct remove results/visit 12.4 --type spasm
  hemiface correct add results/visit 20 0.8 --type spasm --side left
  hemiface correct import results/visit mine.eaf
"""
)
def correct() -> None:
    """Correct events by hand; your word wins over the detector's.

    Corrections count in every measure. They are kept in corrections.csv beside the results,
    or in the records where the recording is in them; each can be undone and redone.
    """


@correct.command(epilog="\b\nExample:\n  hemiface correct remove results/visit 12.4 --type spasm\n")
@folder_argument
@click.argument("at", metavar="AT", type=float)
@click.option("--type", "of_type", type=TYPES, help="Type of the event that is meant.")
@click.option("--side", "of_side", type=SIDES, help="Side of the event that is meant.")
@author_option
@json_option
@with_session
def remove(
    session: Session,
    *,
    folder: Path,
    at: float,
    of_type: str | None,
    of_side: str | None,
    author: str,
    as_json: bool,
) -> None:
    """Take away the event at AT seconds."""
    said = Correction(
        CorrectionAction.REMOVE,
        at,
        EventType(of_type) if of_type else None,
        EventSide(of_side) if of_side else None,
        author=author,
    )
    show_results([correct_events(session, folder, [said])], as_json=as_json)


@correct.command(
    epilog="\b\nExample:\n  hemiface correct add results/visit 12.4 0.8 --type spasm --side left\n"
)
@folder_argument
@click.argument("onset", type=float)
@click.argument("duration", type=click.FloatRange(min=0))
@click.option("--type", "kind", type=TYPES, required=True)
@click.option("--side", type=SIDES, required=True)
@click.option("--pattern", type=PATTERNS, help="Time course of a spasm.")
@author_option
@json_option
@with_session
def add(
    session: Session,
    *,
    folder: Path,
    onset: float,
    duration: float,
    kind: str,
    side: str,
    pattern: str | None,
    author: str,
    as_json: bool,
) -> None:
    """Add an event from ONSET, DURATION seconds long."""
    event = Event(onset, duration, EventType(kind), EventSide(side), EventPattern(pattern or ""))
    said = Correction(CorrectionAction.ADD, onset, event=event, author=author)
    show_results([correct_events(session, folder, [said])], as_json=as_json)


@correct.command(
    epilog="""\b
Example:
  hemiface correct change results/visit 12.4 --of-type spasm --side right
"""
)
@folder_argument
@click.argument("at", metavar="AT", type=float)
@click.option("--of-type", type=TYPES, help="Type of the event that is meant.")
@click.option("--of-side", type=SIDES, help="Side of the event that is meant.")
@click.option("--type", "kind", type=TYPES, help="What it is instead.")
@click.option("--side", type=SIDES, help="Where it is instead.")
@click.option("--pattern", type=PATTERNS, help="Its time course instead.")
@click.option("--onset", type=float, help="When it begins instead, seconds.")
@click.option("--duration", type=click.FloatRange(min=0), help="How long it is instead, seconds.")
@author_option
@json_option
@with_session
def change(
    session: Session,
    *,
    folder: Path,
    at: float,
    of_type: str | None,
    of_side: str | None,
    kind: str | None,
    side: str | None,
    pattern: str | None,
    onset: float | None,
    duration: float | None,
    author: str,
    as_json: bool,
) -> None:
    """Change what is said of the event at AT seconds."""
    wanted = {
        "event_type": EventType(kind) if kind else None,
        "side": EventSide(side) if side else None,
        "pattern": EventPattern(pattern) if pattern else None,
        "onset": onset,
        "duration": duration,
    }
    done = change_event(
        session,
        folder,
        at,
        {name: value for name, value in wanted.items() if value is not None},
        event_type=EventType(of_type) if of_type else None,
        side=EventSide(of_side) if of_side else None,
        author=author,
    )
    show_results([done], as_json=as_json)


@correct.command(
    "import", epilog="\b\nExample:\n  hemiface correct import results/visit mine.eaf\n"
)
@folder_argument
@click.argument("file", type=FILE)
@author_option
@json_option
@with_session
def import_(session: Session, *, folder: Path, file: Path, author: str, as_json: bool) -> None:
    """Let the annotations in FILE replace all events of their types.

    FILE is ELAN .eaf, BORIS CSV, BIDS .tsv or a table like events.csv.
    """
    done = import_annotations(session, folder, file, author=author)
    show_results([done], as_json=as_json)


@correct.command("list", epilog="\b\nExample:\n  hemiface correct list results/visit\n")
@folder_argument
@json_option
@with_session
def list_(session: Session, *, folder: Path, as_json: bool) -> None:
    """Show the corrections of a folder of results."""
    found = list_corrections(session, folder)
    if as_json:
        print_json({"corrections": found})
        return
    for line in map(describe_correction, found):
        click.echo(printable(line))
    if not found:
        click.echo("none")


def describe_correction(said: Correction) -> str:
    """A correction in one line."""
    event = said.event
    parts = [
        said.action.value,
        f"{said.at:g}",
        " ".join(x for x in (said.side, said.event_type) if x),
        f"{event.side} {event.event_type} {event.onset:g} s {event.duration:g} s" if event else "",
        said.author,
    ]
    return "  ".join(part for part in parts if part)


@correct.command(epilog="\b\nExample:\n  hemiface correct undo results/visit\n")
@folder_argument
@json_option
@with_session
def undo(session: Session, *, folder: Path, as_json: bool) -> None:
    """Take back what was said last."""
    show_results([undo_correction(session, folder)], as_json=as_json)


@correct.command(epilog="\b\nExample:\n  hemiface correct redo results/visit\n")
@folder_argument
@json_option
@with_session
def redo(session: Session, *, folder: Path, as_json: bool) -> None:
    """Say again what was taken back last."""
    show_results([redo_correction(session, folder)], as_json=as_json)


@correct.command(epilog="\b\nExample:\n  hemiface correct drop results/visit\n")
@folder_argument
@json_option
@with_session
def drop(session: Session, *, folder: Path, as_json: bool) -> None:
    """Take all corrections back and find the events anew; redo says each again."""
    show_results([drop_corrections(session, folder)], as_json=as_json)


def show_results(done: list[Reassessed], *, as_json: bool) -> None:
    """Print what looking again gave."""
    if as_json:
        print_json({"analyses": done})
        return
    for one in done:
        side, pattern = one.summary.affected_side, one.summary.pattern.label.replace("_", " ")
        click.echo(printable(f"{one.folder}: {side}, {pattern}, {one.corrections} corrections"))
        for said in one.lost_corrections:
            click.echo(printable(f"  no longer there: the event at {said.at:g} s"), err=True)
