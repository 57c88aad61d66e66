"""`hemiface analyze` and `hemiface demo`."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hemiface.cli.options import (
    FILE,
    capture_rate_option,
    json_option,
    language_option,
    output_option,
)
from hemiface.cli.parameters import Day, Number, Word, moment_of
from hemiface.cli.plain import print_json, printable
from hemiface.cli.problems import report_error
from hemiface.cli.progress import show_progress
from hemiface.cli.sessions import with_session
from hemiface.errors import SomeFilesFailedError
from hemiface.model.circumstances import Circumstances
from hemiface.operations.analyses import (
    AnalysisRequest,
    Outcome,
    Overlay,
    analyze_videos,
)
from hemiface.operations.demo import demo_video
from hemiface.operations.method import choose_settings
from hemiface.operations.overview import Overview, summarize
from hemiface.operations.session import Session
from hemiface.operations.stream import Advance
from hemiface.operations.tasks import read_tasks


@click.command(
    epilog="""\b
Examples:
  hemiface analyze visit.mp4
  hemiface analyze selfie.mov --mirrored --tasks tasks.csv
  hemiface analyze ward/*.mp4 -o results --jobs 2 --resume
"""
)
@click.argument("videos", metavar="VIDEO...", nargs=-1, required=True, type=FILE)
@output_option
@click.option("--mirrored", is_flag=True, help="The picture was taken in a mirror (many selfies).")
@click.option(
    "--face",
    metavar="WHICH",
    default="largest",
    show_default=True,
    help="Whose face is measured when several people are seen: left or right in the picture, "
    "largest, or a number counted from the left.",
)
@click.option("--tasks", "tasks_file", metavar="FILE", type=FILE, help="Table of what was asked.")
@click.option("--settings", "settings_file", metavar="FILE.toml", type=FILE, help="Other settings.")
@click.option("--start", "start_s", metavar="S", type=Number(), help="Begin there, seconds.")
@click.option("--end", "end_s", metavar="S", type=Number(), help="Stop there, seconds.")
@capture_rate_option
@click.option("--fast", is_flag=True, help="Quicker and somewhat less exact.")
@click.option(
    "--overlay",
    type=Word([overlay.value for overlay in Overlay]),
    is_flag=False,
    flag_value=Overlay.VIDEO.value,
    help="Also write overlay.mp4: the video with mesh and events, or the mesh alone, which still "
    "shows how the person moves: who knows them may recognize them.",
)
@click.option(
    "--pseudonym",
    metavar="PSEUDONYM",
    default="",
    help="Whose it is, for the page: a pseudonym, no name.",
)
@click.option(
    "--on",
    metavar="DATE",
    type=Day(),
    help="Day on which it was filmed; by default as the camera wrote it into the file.",
)
@click.option("--at", metavar="TIME", help="Time of day at which it was filmed, as 09:30.")
@click.option("--visit", metavar="TEXT", default="", help="The occasion, for the page.")
@language_option
@click.option(
    "--jobs",
    metavar="N",
    type=Number(1, whole=True),
    default=1,
    show_default=True,
    help="How many videos at the same time.",
)
@click.option("--resume", is_flag=True, help="Keep results that the same request already gave.")
@json_option
@with_session
def analyze(
    session: Session,
    *,
    videos: tuple[Path, ...],
    output: Path,
    mirrored: bool,
    face: str,
    tasks_file: Path | None,
    settings_file: Path | None,
    start_s: float | None,
    end_s: float | None,
    capture_rate_hz: float | None,
    fast: bool,
    overlay: str | None,
    pseudonym: str,
    on: date | None,
    at: str | None,
    visit: str,
    language: str,
    jobs: int,
    resume: bool,
    as_json: bool,
) -> None:
    """Measure both sides of the face in one or more videos.

    Writes summary.json, events.csv, signals.parquet, pictures.zip and report.html for each.
    Corrections that a person made of the same video before still count. Nothing leaves this
    machine.
    """
    request = AnalysisRequest(
        output=output,
        settings=choose_settings(
            session,
            settings_file,
            start_s=start_s,
            end_s=end_s,
            capture_rate_hz=capture_rate_hz,
            fast=fast,
        ),
        mirrored=mirrored,
        person=face,
        tasks=read_tasks(session, tasks_file) if tasks_file else (),
        overlay=Overlay(overlay) if overlay else None,
        resume=resume,
        known=Circumstances(moment_of(on, at), pseudonym, visit=visit),
    )
    run(replace(session, language=language), videos, request, jobs=jobs, as_json=as_json)


@click.command(epilog="\b\nExample:\n  hemiface demo -o demo-output\n")
@output_option
@json_option
@with_session
def demo(session: Session, *, output: Path, as_json: bool) -> None:
    """Measure the clip that comes with hemiface: a rendered face, nobody real."""
    with demo_video() as video:
        run(session, (video,), AnalysisRequest(output=output), as_json=as_json)


def run(
    session: Session,
    videos: tuple[Path, ...],
    request: AnalysisRequest,
    *,
    jobs: int = 1,
    as_json: bool,
) -> None:
    """Measure videos and show each outcome as it comes.

    Raises
    ------
    HemifaceError
        The error of the only video, or `SomeFilesFailedError` for several.
    """
    outcomes: list[Outcome] = []
    with (
        show_progress() as progress,
        closing(analyze_videos(session, videos, request, jobs=jobs)) as events,
    ):
        for outcome in events:
            if isinstance(outcome, Advance):
                progress.advance(outcome)
                continue
            outcomes.append(outcome)
            with progress.finish(outcome.video):
                if outcome.error and len(videos) > 1:
                    report_error(outcome.error, as_json=as_json)
                elif outcome.summary and not as_json:
                    show_outcome(outcome, summarize(outcome.summary))
    if as_json:
        print_json({"analyses": outcomes})
    failed = [outcome.error for outcome in outcomes if outcome.error]
    if failed and len(videos) == 1:
        raise failed[0]
    if failed:
        raise SomeFilesFailedError(
            f"{len(failed)} of {len(videos)} videos could not be measured",
            hint="The lines above say why; the others are done.",
        )


def describe_corrections(outcome: Outcome) -> list[str]:
    """What became of a person's corrections, a line each."""
    lines = []
    if outcome.corrections:
        lines.append(f"{outcome.corrections} of a person count in these results.")
    lines += [f"No longer there: the event at {said.at:g} s." for said in outcome.lost_corrections]
    if outcome.corrections_set_aside:
        lines.append(
            "They were made for another video, person or mirroring and do not count any more;"
            f" kept in {printable(outcome.corrections_set_aside.name)}."
        )
    return lines


def show_outcome(outcome: Outcome, overview: Overview) -> None:
    """Print the main numbers of one video and where its results are."""
    console = Console(highlight=False, markup=False, emoji=False)
    kept = " (kept from an earlier run)" if outcome.kept else ""
    console.print(Text(printable(str(outcome.video)) + kept, style="bold"), soft_wrap=True)
    facts = Table.grid(padding=(0, 2))
    facts.add_row("affected side", overview.side)
    facts.add_row("pattern", "\n".join((overview.pattern, *overview.reasons)))
    facts.add_row("measured", overview.valid_time)
    if overview.advice:
        facts.add_row("quality", "\n".join(overview.advice))
    for line in describe_corrections(outcome):
        facts.add_row("corrections", line)
    console.print(facts)
    if overview.rows:
        numbers = Table("", "", "left", "right", "face", box=None, pad_edge=False)
        for row in overview.rows:
            numbers.add_row(row.title, row.unit, row.left, row.right, row.face)
        console.print(numbers)
    console.print(Text(f"report  {printable(str(outcome.shown))}\n"), soft_wrap=True)
