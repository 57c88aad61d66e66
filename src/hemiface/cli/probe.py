"""`hemiface probe`: what videos are, and whether they are fit to be measured."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hemiface.operations.probing import Fitness, ProbedVideo, check_probed
from hemiface.operations.probing import probe as probe_videos
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
      hemiface probe clip.mp4
      hemiface probe --json *.mov
      hemiface probe --image-rate 25 folder_of_images/"""
)
@click.argument("videos", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--image-rate",
    type=click.FloatRange(min=0, min_open=True, max=10_000),
    metavar="HZ",
    help="Images per second, for folders of images.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def probe(videos: tuple[Path, ...], image_rate: float | None, as_json: bool) -> None:
    """Print what VIDEOS are and whether they are fit to be measured.

    Takes about a second each, however long the video. The frame rate is that of the
    presentation times, not the one the header claims. Damage is not looked for.
    """
    probed = list(probe_videos(videos, VideoSettings(image_rate_hz=image_rate)))
    if as_json:
        click.echo(json.dumps({"videos": [as_object(video) for video in probed]}, indent=2))
    elif any(video.info for video in probed):
        print_table(probed)
    check_probed(probed)


def as_object(video: ProbedVideo) -> dict[str, object]:
    """One video for JSON."""
    error = video.error
    return {
        "path": str(video.path).encode("utf-8", "replace").decode(),
        "fitness": video.fitness.value,
        "info": asdict(video.info) if video.info else None,
        "flags": [asdict(flag) for flag in video.flags],
        "error": error and {"code": error.code, "message": error.message, "hint": error.hint},
    }


def print_table(videos: list[ProbedVideo]) -> None:
    """Print one row a video, and below it what is poor about each."""
    table = Table(box=None, pad_edge=False)
    table.add_column("video", overflow="fold")
    for heading in ("size", "pictures/s", "length", "format", "fit"):
        table.add_column(heading, no_wrap=True)
    for video in videos:
        table.add_row(
            *(Text(cell) for cell in cells(video)), Text(video.fitness, STYLES[video.fitness])
        )
    console = Console()
    console.print(table)
    for video in videos:
        name = video.info.name if video.info else cells(video)[0]
        notes = [f"{flag.message} {flag.advice}" for flag in video.flags]
        if video.error is not None:
            notes.append(f"{video.error.message}. {video.error.hint}")
        for note in notes:
            console.print(Text(f"{name}: {note}"), soft_wrap=True)


def cells(video: ProbedVideo) -> tuple[str, str, str, str, str]:
    """Name, size, rate, length and format of a video."""
    info = video.info
    if info is None:
        return ascii(video.path.name)[1:-1], "", "", "", ""
    rate = "?" if info.frame_rate_hz is None else f"{info.frame_rate_hz:.4g}"
    return (
        info.name,
        f"{info.width} x {info.height}",
        f"{rate} variable" if info.variable_frame_rate else rate,
        "?" if info.duration_s is None else f"{info.duration_s:.1f} s",
        f"{info.codec} in {info.container.split(',')[0]}",
    )
