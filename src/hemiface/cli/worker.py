"""`hemiface worker`: measure what was dropped on the app, also from another machine."""

import signal
from pathlib import Path
from threading import Event
from types import FrameType

import click

from hemiface.cli.options import FILE
from hemiface.cli.parameters import Number
from hemiface.cli.sessions import command_session
from hemiface.operations.jobs import work_on_jobs


@click.command(
    epilog="""\b
    Examples:
      hemiface worker
      hemiface worker --data /srv/hemiface --workers 4
      hemiface worker --until-empty"""
)
@click.option("--data", "data", type=FILE, metavar="DIR", help="Folder of the records.")
@click.option(
    "--workers",
    type=Number(1, whole=True),
    default=1,
    show_default=True,
    help="Videos measured at the same time.",
)
@click.option("--until-empty", is_flag=True, help="End when nothing waits any more.")
def worker(*, data: Path | None, workers: int, until_empty: bool) -> None:
    """Measure the videos that were dropped on the app, until stopped.

    It runs on any machine that sees the database and the folder of the records, beside
    `hemiface serve` and other workers. What it is stopped in is taken up by another.
    """
    stop = Event()

    def leave(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    click.echo("measuring; Ctrl-C stops", err=True)
    with command_session() as session:
        work_on_jobs(session, data, stop, workers=workers, until_empty=until_empty)
