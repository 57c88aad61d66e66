"""`hemiface recording`: videos in the records, and what they gave."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from hemiface.cli.correction_words import merged_lines
from hemiface.cli.groups import NounGroup
from hemiface.cli.options import FILE, language_option, output_option
from hemiface.cli.plain import say_moment
from hemiface.cli.progress import watch
from hemiface.cli.records import (
    CommandOutput,
    field_options,
    given,
    moment_options,
    own_clock,
    timed_answer,
    with_records,
)
from hemiface.errors import SomeFilesFailedError
from hemiface.model.record import Recording
from hemiface.operations import intake, moving, recordings
from hemiface.operations.analyses import AnalysisRequest
from hemiface.operations.followup import AnalyzedRecording, analyze_person
from hemiface.operations.session import Session


@click.group(
    cls=NounGroup,
    epilog="""\b
Examples:
  hemiface recording add P001 visit.mp4 --task rest
  hemiface recording analyze P001
  hemiface recording save RECORDING copy.mp4
""",
)
def recording() -> None:
    """Keep videos and their analyses, and get them out again."""


@recording.command(
    "add",
    epilog="\b\nExample:\n  hemiface recording add P001 visit.mp4 --task rest --on yesterday\n",
)
@click.argument("pseudonym")
@click.argument("video", type=FILE)
@moment_options("When it was taken, by the person's own clock")
@field_options(
    Recording,
    visit_id="Visit to which it belongs.",
    mirrored="Whether it was taken in a mirror.",
    task="What the person was asked to do throughout.",
    note="Free text without names.",
)
@with_records
def add_recording(
    session: Session, pseudonym: str, video: Path, **options: object
) -> CommandOutput:
    """Keep an unchanged copy of a video. Its name is not kept: it may be somebody's."""
    entry = recordings.add_recording(session, pseudonym, video, given(options))
    return timed_answer(session, entry, f"kept recording {entry.id}")


@recording.command("list", epilog="\b\nExample:\n  hemiface recording list P001 --json\n")
@click.argument("pseudonym")
@with_records
def list_recordings(session: Session, pseudonym: str) -> CommandOutput:
    """List the recordings of a person, with how often each was analysed."""
    found = recordings.list_recordings(session, pseudonym)
    own = own_clock(session, [kept.entry for kept in found])
    rows = [
        (_clock(one.value.recorded_at), one.value.task, one.value.size_bytes, len(ids), one.id)
        for one, ids in zip(own, (kept.analyses for kept in found), strict=True)
    ]
    heading = ("recorded at", "task", "bytes", "analyses", "id")
    return CommandOutput(found, table=(heading, rows))


@recording.command(
    "move", epilog="\b\nExample:\n  hemiface recording move RECORDING P002 --visit VISIT\n"
)
@click.argument("recording_id", metavar="RECORDING")
@click.argument("pseudonym")
@click.option("--visit", "visit_id", default="", help="Visit of that person, if it belongs to one.")
@with_records
def move(session: Session, recording_id: str, pseudonym: str, *, visit_id: str) -> CommandOutput:
    """Put RECORDING, which was put to the wrong person, to PSEUDONYM.

    Its measurement, corrections and ratings go along, and nothing of it stays in a report of the
    first person. The audit of both says it. Moving it back undoes all of it.
    """
    moved = moving.move_recording(session, recording_id, pseudonym, visit_id=visit_id)
    back = f"hemiface recording move {recording_id} {moved.before}"
    if moved.visit_before is not None:
        back += f" --visit {moved.visit_before}"
    said = f"moved recording {recording_id} from {moved.before} to {moved.pseudonym}"
    return CommandOutput(moved, [said, f"undo: {back}"])


@recording.command("save", epilog="\b\nExample:\n  hemiface recording save RECORDING copy.mp4\n")
@click.argument("recording_id", metavar="RECORDING")
@click.argument("target", type=FILE)
@with_records
def save(session: Session, recording_id: str, target: Path) -> CommandOutput:
    """Write the original of RECORDING out as TARGET, byte for byte."""
    entry = recordings.save_recording(session, recording_id, target)
    return CommandOutput(entry, [f"wrote {entry.value.size_bytes} bytes"])


@recording.command(
    "attach", epilog="\b\nExample:\n  hemiface recording attach RECORDING results/visit\n"
)
@click.argument("recording_id", metavar="RECORDING")
@click.argument("folder", type=FILE)
@with_records
def attach(session: Session, recording_id: str, folder: Path) -> CommandOutput:
    """Keep the results that `hemiface analyze` wrote about RECORDING into FOLDER.

    Only the results' own files are taken. What was said about their events is taken up;
    from then on `hemiface correct FOLDER` writes into the records.
    """
    done = recordings.attach_results(session, recording_id, folder)
    entry = done.entry
    line = f"kept analysis {entry.id} with {len(entry.value.files)} files"
    return CommandOutput(done, [line, *merged_lines(done.merged)])


@recording.command(
    "analyze",
    epilog="""\b
Examples:
  hemiface recording analyze P001 -o results
  hemiface recording analyze P001 --lang de --again
""",
)
@click.argument("pseudonym")
@output_option
@language_option
@click.option("--again", is_flag=True, help="Also what this method has measured before.")
@with_records
def analyze(
    session: Session, pseudonym: str, *, output: Path, language: str, again: bool
) -> CommandOutput:
    """Measure the recordings of a person in order of time, and keep the results.

    Each report says what changed since the recording before of the same task. Results go
    into the records and, to be opened, into a folder of -o named after the day.
    """
    request = AnalysisRequest(output=output)
    found = watch(
        analyze_person(replace(session, language=language), pseudonym, request, again=again)
    )
    rows = [_analyzed_row(one) for one in found]
    failed = sum(one.outcome.error is not None for one in found)
    problem = SomeFilesFailedError("recordings", failed=failed, n_found=len(found))
    said = [line for one in found for line in merged_lines(one.merged)]
    return CommandOutput(
        found,
        text=said if found else ["every recording has been measured; --again measures anew"],
        table=(("day", "compared with", "affected side", "report"), rows) if found else None,
        problem=problem if failed else None,
    )


def _clock(moment: datetime | None) -> str:
    return say_moment(moment) if moment else ""


def _analyzed_row(one: AnalyzedRecording) -> tuple[object, ...]:
    if one.outcome.error:
        said = one.outcome.error.message
    else:
        said = one.outcome.summary.affected_side.value if one.outcome.summary else ""
    return one.day, one.compared_with or "", said, one.outcome.shown


@recording.command(
    "import",
    epilog="""\b
Examples:
  hemiface recording import videos --create --dry-run
  hemiface recording import videos --create
""",
)
@click.argument("folder", type=FILE)
@click.option("--create", is_flag=True, help="Add people who are not there yet.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@with_records
def import_folder(session: Session, folder: Path, *, create: bool, dry_run: bool) -> CommandOutput:
    """Take in a FOLDER of videos named by person and date, one visit a day.

    PERSON_2026-03-01.mp4, PERSON_2026-03-01_0930_rest.mp4, or PERSON/2026-03-01.mp4. What is
    there already is left alone, so the same folder can be taken in again.
    """
    found = watch(intake.import_folder(session, folder, create=create, dry_run=dry_run))
    rows = [(file.name, file.pseudonym, file.outcome, file.error or "") for file in found]
    heading = ("file", "person", "outcome", "reason")
    failed = sum(file.outcome == "failed" for file in found)
    problem = SomeFilesFailedError("files", failed=failed, n_found=len(found))
    return CommandOutput(
        found,
        table=(heading, rows),
        problem=problem if failed else None,
    )
