"""`hemiface probe`: what videos are, and whether they are fit to be measured."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hemiface.cli.options import FILE, capture_rate_option, json_option
from hemiface.cli.parameters import Number
from hemiface.cli.plain import print_json, printable
from hemiface.cli.problems import say_hint
from hemiface.cli.sessions import with_session
from hemiface.operations.probing import Fitness, ProbedVideo, check_probed, probe_videos
from hemiface.operations.session import Session
from hemiface.settings import VideoSettings

STYLES = {
    Fitness.GOOD: "green",
    Fitness.USABLE: "yellow",
    Fitness.POOR: "red",
    Fitness.UNREADABLE: "red",
}


@click.command(
    epilog="""\b
Examples:
  hemiface probe visit.mp4
  hemiface probe --json ward/*.mov
  hemiface probe --image-rate 25 folder_of_images
"""
)
@click.argument("videos", metavar="VIDEO...", nargs=-1, required=True, type=FILE)
@click.option(
    "--image-rate",
    "image_rate_hz",
    metavar="HZ",
    type=Number(above=0, most=10_000),
    help="Images per second, for folders of images.",
)
@capture_rate_option
@json_option
@with_session
def probe(
    session: Session,
    *,
    videos: tuple[Path, ...],
    image_rate_hz: float | None,
    capture_rate_hz: float | None,
    as_json: bool,
) -> None:
    """Say what videos are, and whether they are fit to be measured.

    Takes about a second each, however long the video. The frame rate is that of the
    presentation times, not the one the header claims. Damage is not looked for.
    """
    settings = VideoSettings(image_rate_hz=image_rate_hz, capture_rate_hz=capture_rate_hz)
    probed = list(probe_videos(session, videos, settings))
    if as_json:
        print_json({"videos": probed})
    elif any(video.info for video in probed):
        print_table(probed)
    check_probed(probed)


def print_table(videos: list[ProbedVideo]) -> None:
    """Print one row a video, and below what is poor about each."""
    table = Table(box=None, pad_edge=False)
    table.add_column("video", overflow="fold")
    for heading in ("size", "rate, Hz", "length", "format", "fit"):
        table.add_column(heading, no_wrap=True)
    for video in videos:
        fitness = Text(video.fitness, STYLES[video.fitness])
        table.add_row(Text(printable(video.path.name)), *map(Text, facts(video)), fitness)
    Console().print(table)
    for video in videos:
        notes = [f"{flag.message} {flag.advice}" for flag in video.flags]
        if video.error:
            notes.append(f"{video.error.message}. {say_hint(video.error)}")
        for note in notes:
            click.echo(printable(f"{video.path.name}: {note}"))


def facts(video: ProbedVideo) -> tuple[str, str, str, str]:
    """Size, rate, length and format of a video, empty where it cannot be read."""
    info = video.info
    if info is None:
        return "", "", "", ""
    rate = "?" if info.frame_rate_hz is None else f"{info.frame_rate_hz:.4g}"
    return (
        f"{info.width} x {info.height}",
        f"{rate} variable" if info.variable_frame_rate else rate,
        "?" if info.duration_s is None else f"{info.duration_s:.1f} s",
        f"{info.codec} in {info.container.split(',')[0]}",
    )
