"""`hemiface analyze` and `hemiface demo`."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from hemiface.cli.options import (
    FILE,
    capture_rate_option,
    json_option,
    language_option,
    output_option,
)
from hemiface.cli.parameters import Day, Number, Word, moment_of
from hemiface.cli.sessions import with_session
from hemiface.model.overlay import Overlay
from hemiface.operations.demo import demo_video
from hemiface.operations.method import choose_settings
from hemiface.operations.presence import refuse_missing
from hemiface.operations.session import Session


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
    if start_s is not None and end_s is not None and end_s <= start_s:
        raise click.UsageError(f"--end {end_s:g} is not later than --start {start_s:g}")
    settings = choose_settings(
        session,
        settings_file,
        start_s=start_s,
        end_s=end_s,
        capture_rate_hz=capture_rate_hz,
        fast=fast,
    )
    filmed = moment_of(on, at)
    if not as_json and tasks_file is None:  # a wrong table is said before a missing video
        refuse_missing(session, videos)
    # Here and not above: help and complaints do without what measures.
    from hemiface.cli.measuring import measure
    from hemiface.model.circumstances import Circumstances
    from hemiface.operations.analyses import AnalysisRequest
    from hemiface.operations.tasks import read_tasks

    request = AnalysisRequest(
        output=output,
        settings=settings,
        mirrored=mirrored,
        person=face,
        tasks=read_tasks(session, tasks_file) if tasks_file else (),
        overlay=Overlay(overlay) if overlay else None,
        resume=resume,
        known=Circumstances(filmed, pseudonym, visit=visit),
    )
    measure(replace(session, language=language), videos, request, jobs=jobs, as_json=as_json)


@click.command(
    epilog="""\b
Examples:
  hemiface demo -o demo-output
  hemiface demo --course -o demo-output
"""
)
@output_option
@click.option("--course", is_flag=True, help="Write a year of a person who does not exist instead.")
@json_option
@with_session
def demo(session: Session, *, output: Path, course: bool, as_json: bool) -> None:
    """Measure the clip that comes with hemiface, or look at a simulated year.

    The clip is a rendered face, nobody real. With --course, a year of a simulated person is
    written into records of its own, apart from yours: a diary, three sessions of injections, a
    side effect, ratings; and the page for the visit.
    """
    if course:
        from hemiface.cli.course import show_demo

        show_demo(session, output, as_json=as_json)
        return
    from hemiface.cli.measuring import measure
    from hemiface.operations.analyses import AnalysisRequest

    with demo_video() as video:
        measure(session, (video,), AnalysisRequest(output=output), as_json=as_json)
