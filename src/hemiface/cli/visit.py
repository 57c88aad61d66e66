"""`hemiface visit`, `hemiface record` and `hemiface import`: occasions and their videos."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click

from hemiface.cli.options import FILE, language_option, output_option
from hemiface.cli.progress import show_progress
from hemiface.cli.records import (
    Answer,
    entry_answer,
    field_options,
    given,
    with_records,
)
from hemiface.errors import SomeFilesFailedError
from hemiface.model.corrections import Correction, CorrectionLog, MergedCorrections
from hemiface.model.record import Recording, Visit
from hemiface.operations import intake, patients, recordings
from hemiface.operations.analyses import AnalysisRequest
from hemiface.operations.entries import list_values
from hemiface.operations.followup import AnalyzedRecording, analyze_person
from hemiface.operations.session import Session
from hemiface.operations.stream import Advance


@click.group(
    epilog="""\b
Examples:
  hemiface visit add P001
  hemiface visit add P001 --at 2026-03-01T09:30 --kind remote
"""
)
def visit() -> None:
    """Add and list visits."""


@visit.command(epilog="\b\nExample:\n  hemiface visit add P001 --at 2026-03-01T09:30\n")
@click.argument("pseudonym")
@field_options(
    Visit,
    at="When, such as 2026-03-01T09:30 in the person's own zone; now if not given.",
    kind="Where.",
    label="What for.",
    note="Free text without names.",
)
@with_records
def add(session: Session, pseudonym: str, **options: object) -> Answer:
    """Add a visit."""
    entry = patients.add_visit(session, pseudonym, given(options))
    return entry_answer(entry, f"added visit {entry.id}")


@visit.command("list", epilog="\b\nExample:\n  hemiface visit list P001 --json\n")
@click.argument("pseudonym")
@with_records
def list_visits(session: Session, pseudonym: str) -> Answer:
    """List the visits of a person."""
    found = sorted(list_values(session, Visit, pseudonym), key=lambda entry: entry.value.at)
    rows = [(e.value.at.isoformat(), e.value.kind, e.value.label, e.id) for e in found]
    heading = ("at (UTC)", "kind", "label", "id")
    return Answer(found, table=(heading, rows))


@click.group(
    epilog="""\b
Examples:
  hemiface record add P001 visit.mp4 --task rest
  hemiface record save RECORDING copy.mp4
"""
)
def record() -> None:
    """Keep videos and their analyses, and get them out again."""


@record.command("add", epilog="\b\nExample:\n  hemiface record add P001 visit.mp4 --task rest\n")
@click.argument("pseudonym")
@click.argument("video", type=FILE)
@field_options(
    Recording,
    visit_id="Visit to which it belongs.",
    recorded_at="When it was taken, in the person's own zone.",
    mirrored="Whether it was taken in a mirror.",
    task="What the person was asked to do throughout.",
    note="Free text without names.",
)
@with_records
def add_recording(session: Session, pseudonym: str, video: Path, **options: object) -> Answer:
    """Keep an unchanged copy of a video. Its name is not kept: it may be somebody's."""
    entry = recordings.add_recording(session, pseudonym, video, given(options))
    return entry_answer(entry, f"kept recording {entry.id}")


@record.command("list", epilog="\b\nExample:\n  hemiface record list P001 --json\n")
@click.argument("pseudonym")
@with_records
def list_recordings(session: Session, pseudonym: str) -> Answer:
    """List the recordings of a person, with how often each was analysed."""
    found = recordings.list_recordings(session, pseudonym)
    rows = [
        (one.value.recorded_at, one.value.task, one.value.size_bytes, len(kept.analyses), one.id)
        for kept in found
        for one in (kept.entry,)
    ]
    heading = ("recorded at (UTC)", "task", "bytes", "analyses", "id")
    return Answer(found, table=(heading, rows))


@record.command("save", epilog="\b\nExample:\n  hemiface record save RECORDING copy.mp4\n")
@click.argument("recording", metavar="RECORDING")
@click.argument("target", type=FILE)
@with_records
def save(session: Session, recording: str, target: Path) -> Answer:
    """Write the original of RECORDING out as TARGET, byte for byte."""
    entry = recordings.save_recording(session, recording, target)
    return Answer(entry, [f"wrote {entry.value.size_bytes} bytes"])


@record.command("attach", epilog="\b\nExample:\n  hemiface record attach RECORDING results/visit\n")
@click.argument("recording", metavar="RECORDING")
@click.argument("folder", type=FILE)
@with_records
def attach(session: Session, recording: str, folder: Path) -> Answer:
    """Keep the results that `hemiface analyze` wrote about RECORDING into FOLDER.

    Only the results' own files are taken. What was said about their events is taken up;
    from then on `hemiface correct FOLDER` writes into the records.
    """
    done = recordings.attach_results(session, recording, folder)
    entry = done.entry
    line = f"kept analysis {entry.id} with {len(entry.value.files)} files"
    return Answer(done, [line, *merged_lines(done.merged)])


@record.command(
    "analyze",
    epilog="""\b
Examples:
  hemiface record analyze P001 -o results
  hemiface record analyze P001 --lang de --again
""",
)
@click.argument("pseudonym")
@output_option
@language_option
@click.option("--again", is_flag=True, help="Also what this method has measured before.")
@with_records
def analyze(
    session: Session, pseudonym: str, *, output: Path, language: str, again: bool
) -> Answer:
    """Measure the recordings of a person in order of time, and keep the results.

    Each report says what changed since the recording before of the same task. Results go
    into the records and, to be opened, into a folder of -o named after the day.
    """
    request = AnalysisRequest(output=output)
    found: list[AnalyzedRecording] = []
    events = analyze_person(replace(session, language=language), pseudonym, request, again=again)
    with show_progress() as progress, closing(events):
        for event in events:
            if isinstance(event, Advance):
                progress.advance(event)
            else:
                found.append(event)
    rows = [_analyzed_row(one) for one in found]
    failed = sum(one.outcome.error is not None for one in found)
    problem = SomeFilesFailedError(
        f"{failed} of {len(found)} recordings could not be measured", hint="The list says why."
    )
    said = [line for one in found for line in merged_lines(one.merged)]
    return Answer(
        found,
        text=said if found else ["every recording has been measured; --again measures anew"],
        table=(("day", "compared with", "affected side", "report"), rows) if found else None,
        problem=problem if failed else None,
    )


def merged_lines(merged: MergedCorrections) -> list[str]:
    """What became of corrections that had never reached the records."""
    lines = []
    if merged.new:
        lines.append(f"{len(merged.new)} corrections beside the results were taken up")
    for said in merged.contested:
        lines.append(f"at {said.at:g} s the records say something else; the records count")
    return lines


def _analyzed_row(one: AnalyzedRecording) -> tuple[object, ...]:
    if one.outcome.error:
        said = one.outcome.error.message
    else:
        said = one.outcome.summary.affected_side.value if one.outcome.summary else ""
    return one.day, one.compared_with or "", said, one.outcome.shown


@record.command(
    "correct",
    epilog="\b\nExample:\n  hemiface record correct ANALYSIS --action remove --at 12.4\n",
)
@click.argument("analysis", metavar="ANALYSIS")
@field_options(
    Correction,
    action="What to do with the event; `remove` says that it was none.",
    at="A moment within the event, in seconds.",
    event_type="Its type, where the moment does not say enough.",
    side="Its side, where the moment does not say enough.",
    author="Who says so; the login name if not given.",
)
@click.option("--event", metavar="JSON", help="The event that is added or stands in its place.")
@with_records
def correct(session: Session, analysis: str, event: str | None, **options: object) -> Answer:
    """Keep a person's word about one event; the detected event stays as it was."""
    fields = given(options)
    if event is not None:
        fields["event"] = recordings.read_event(event)
    return entry_answer(recordings.keep_correction(session, analysis, fields), "written down")


@record.command("undo", epilog="\b\nExample:\n  hemiface record undo RECORDING\n")
@click.argument("recording", metavar="RECORDING")
@with_records
def undo(session: Session, recording: str) -> Answer:
    """Take back what was said last about the events of RECORDING."""
    return _log_answer(recordings.undo_recorded(session, recording))


@record.command("redo", epilog="\b\nExample:\n  hemiface record redo RECORDING\n")
@click.argument("recording", metavar="RECORDING")
@with_records
def redo(session: Session, recording: str) -> Answer:
    """Say again what was taken back last about the events of RECORDING."""
    return _log_answer(recordings.redo_recorded(session, recording))


def _log_answer(log: CorrectionLog) -> Answer:
    """What stands now."""
    line = f"{len(log.standing)} corrections stand; the results take them at the next measuring"
    return Answer(log, [line])


@click.command(
    "import",
    epilog="""\b
Examples:
  hemiface import videos --create --dry-run
  hemiface import videos --create
""",
)
@click.argument("folder", type=FILE)
@click.option("--create", is_flag=True, help="Add people who are not there yet.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@with_records
def import_folder(session: Session, folder: Path, *, create: bool, dry_run: bool) -> Answer:
    """Take in a FOLDER of videos named by person and date, one visit a day.

    PERSON_2026-03-01.mp4, PERSON_2026-03-01_0930_rest.mp4, or PERSON/2026-03-01.mp4. What is
    there already is left alone, so the same folder can be taken in again.
    """
    found = intake.import_folder(session, folder, create=create, dry_run=dry_run)
    rows = [(file.name, file.pseudonym, file.outcome, file.reason) for file in found]
    heading = ("file", "person", "outcome", "reason")
    failed = sum(file.outcome == "failed" for file in found)
    problem = SomeFilesFailedError(
        f"{failed} of {len(found)} files were not taken in", hint="The list says why."
    )
    return Answer(
        found,
        table=(heading, rows),
        problem=problem if failed else None,
    )
