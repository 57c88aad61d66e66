"""`hemiface correct`: a person's word about events, in a folder of results or in the records."""

from pathlib import Path
from typing import Any
from uuid import UUID

import click

from hemiface.cli.correction_words import (
    caught_up_lines,
    count_corrections,
    describe_correction,
)
from hemiface.cli.groups import NounGroup
from hemiface.cli.options import FILE
from hemiface.cli.parameters import Number, Word
from hemiface.cli.records import CommandOutput, with_answer
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.events import Event, EventPattern, EventSide, EventType
from hemiface.operations import corrections, recorded_corrections
from hemiface.operations.reassessment import Reassessed
from hemiface.operations.recorded_corrections import CorrectedRecording
from hemiface.operations.session import Session

TYPES = Word([kind.value for kind in EventType])
SIDES = Word([side.value for side in EventSide])
PATTERNS = Word([pattern.value for pattern in EventPattern if pattern])


class Target(click.ParamType[Path | str, str]):
    """A folder of results, or the id of a recording in the records."""

    name = "target"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path | str:
        """Take it for an id where it is one, and no folder is called so."""
        del param, ctx
        text = str(value)
        try:
            UUID(text)
        except ValueError:
            return Path(text)
        return Path(text) if Path(text).exists() else text


target_argument = click.argument("target", type=Target())
author_option = click.option("--author", default="", help="Who says so.")


@click.group(
    cls=NounGroup,
    epilog="""\b
Examples:
  hemiface correct remove results/visit 12.4 --type spasm
  hemiface correct add results/visit 20 0.8 --type spasm --side left
  hemiface correct import results/visit mine.eaf
""",
)
def correct() -> None:
    """Correct events by hand; your word wins over the detector's.

    TARGET is a folder of results, or a recording as `hemiface recording list` gives it.
    Corrections count in every measure. They are kept in corrections.csv beside the results,
    or in the records where the recording is in them; each can be undone and redone.
    """


@correct.command(epilog="\b\nExample:\n  hemiface correct remove results/visit 12.4 --type spasm\n")
@target_argument
@click.argument("second", type=Number())
@click.option("--type", "of_type", type=TYPES, help="Type of the event that is meant.")
@click.option("--side", "of_side", type=SIDES, help="Side of the event that is meant.")
@author_option
@with_answer
def remove(
    session: Session,
    *,
    target: Path | str,
    second: float,
    of_type: str | None,
    of_side: str | None,
    author: str,
) -> CommandOutput:
    """Say that the event at SECOND of the recording was none."""
    kind = EventType(of_type) if of_type else None
    side = EventSide(of_side) if of_side else None
    said = Correction(CorrectionAction.REMOVE, second, kind, side, author=author)
    return _say(session, target, said)


@correct.command(
    epilog="\b\nExample:\n  hemiface correct add results/visit 12.4 0.8 --type spasm --side left\n"
)
@target_argument
@click.argument("onset", type=Number())
@click.argument("duration", type=Number(0))
@click.option("--type", "kind", type=TYPES, required=True, help="What it is.")
@click.option("--side", type=SIDES, required=True, help="Where it is.")
@click.option("--pattern", type=PATTERNS, help="Time course of a spasm.")
@author_option
@with_answer
def add(
    session: Session,
    *,
    target: Path | str,
    onset: float,
    duration: float,
    kind: str,
    side: str,
    pattern: str | None,
    author: str,
) -> CommandOutput:
    """Add an event from second ONSET on, of DURATION seconds."""
    event = Event(
        onset,
        duration,
        EventType(kind),
        EventSide(side),
        pattern=EventPattern(pattern or EventPattern.NONE),
    )
    said = Correction(CorrectionAction.ADD, onset, event=event, author=author)
    return _say(session, target, said)


@correct.command(epilog="\b\nExample:\n  hemiface correct change results/visit 12.4 --side right\n")
@target_argument
@click.argument("second", type=Number())
@click.option("--type", "to_type", type=TYPES, help="What it is instead.")
@click.option("--side", "to_side", type=SIDES, help="Where it is instead.")
@click.option("--of-type", type=TYPES, help="Type of the event that is meant.")
@click.option("--of-side", type=SIDES, help="Side of the event that is meant.")
@click.option("--pattern", type=PATTERNS, help="Its time course instead.")
@click.option("--onset", type=Number(), help="When it begins instead, seconds.")
@click.option("--duration", type=Number(0), help="How long it is instead, seconds.")
@author_option
@with_answer
def change(
    session: Session,
    *,
    target: Path | str,
    second: float,
    of_type: str | None,
    of_side: str | None,
    to_type: str | None,
    to_side: str | None,
    pattern: str | None,
    onset: float | None,
    duration: float | None,
    author: str,
) -> CommandOutput:
    """Change what is said of the event at SECOND of the recording."""
    wanted = {
        "event_type": EventType(to_type) if to_type else None,
        "side": EventSide(to_side) if to_side else None,
        "pattern": EventPattern(pattern) if pattern else None,
        "onset": onset,
        "duration": duration,
    }
    changes = {name: value for name, value in wanted.items() if value is not None}
    meant: dict[str, Any] = {
        "event_type": EventType(of_type) if of_type else None,
        "side": EventSide(of_side) if of_side else None,
        "author": author,
    }
    if isinstance(target, Path):
        return _answer(corrections.change_event(session, target, second, changes, **meant))
    return _answer(recorded_corrections.change_recorded(session, target, second, changes, **meant))


@correct.command(
    "import", epilog="\b\nExample:\n  hemiface correct import results/visit mine.eaf\n"
)
@target_argument
@click.argument("file", type=FILE)
@author_option
@with_answer
def import_(session: Session, *, target: Path | str, file: Path, author: str) -> CommandOutput:
    """Let the annotations in FILE replace all events of their types.

    FILE is ELAN .eaf, BORIS CSV, BIDS .tsv or a table like events.csv.
    """
    if isinstance(target, Path):
        return _answer(corrections.import_annotations(session, target, file, author=author))
    return _answer(recorded_corrections.import_recorded(session, target, file, author=author))


@correct.command("list", epilog="\b\nExample:\n  hemiface correct list results/visit\n")
@target_argument
@with_answer
def list_(session: Session, *, target: Path | str) -> CommandOutput:
    """Show the corrections that stand."""
    if isinstance(target, Path):
        found = corrections.list_corrections(session, target)
    else:
        found = recorded_corrections.list_recorded(session, target)
    lines = [describe_correction(one) for one in found.corrections] or ["none"]
    missed = caught_up_lines(found.caught_up)
    if found.caught_up.behind:
        missed.append(f"`hemiface reassess {target}` brings the folder up to date")
    return CommandOutput(found, [*lines, *missed])


@correct.command(epilog="\b\nExample:\n  hemiface correct undo results/visit\n")
@target_argument
@with_answer
def undo(session: Session, *, target: Path | str) -> CommandOutput:
    """Take back what was said last."""
    if isinstance(target, Path):
        return _answer(corrections.undo_correction(session, target))
    return _answer(recorded_corrections.undo_recorded(session, target))


@correct.command(epilog="\b\nExample:\n  hemiface correct redo results/visit\n")
@target_argument
@with_answer
def redo(session: Session, *, target: Path | str) -> CommandOutput:
    """Say again what was taken back last."""
    if isinstance(target, Path):
        return _answer(corrections.redo_correction(session, target))
    return _answer(recorded_corrections.redo_recorded(session, target))


@correct.command(epilog="\b\nExample:\n  hemiface correct drop results/visit\n")
@target_argument
@with_answer
def drop(session: Session, *, target: Path | str) -> CommandOutput:
    """Take all corrections back and find the events anew; redo says each again."""
    if isinstance(target, Path):
        return _answer(corrections.drop_corrections(session, target))
    return _answer(recorded_corrections.drop_recorded(session, target))


def _say(session: Session, target: Path | str, said: Correction) -> CommandOutput:
    if isinstance(target, Path):
        return _answer(corrections.correct_events(session, target, [said]))
    return _answer(recorded_corrections.correct_recorded(session, target, [said]))


def _answer(done: Reassessed | CorrectedRecording) -> CommandOutput:
    if isinstance(done, Reassessed):
        of, side, pattern = done.folder, done.summary.affected_side, done.summary.pattern.label
    else:
        of, side, pattern = Path(done.recording_id), done.affected_side, done.pattern
    count = count_corrections(done.corrections)
    lost = [f"  no longer there: the event at {one.at:g} s" for one in done.lost_corrections]
    missed = caught_up_lines(done.caught_up) if isinstance(done, Reassessed) else []
    line = f"{of}: {side}, {pattern.replace('_', ' ')}, {count}"
    return CommandOutput({"analyses": [done]}, [line, *(f"  {one}" for one in missed), *lost])
