"""`hemiface worker`: measure what was dropped on the app, also from another machine."""

import signal
from pathlib import Path
from threading import Event
from types import FrameType

import click

from hemiface.cli.options import FILE
from hemiface.cli.parameters import Number
from hemiface.cli.sessions import command_session
from hemiface.operations.batch_queue import work_on_batches
from hemiface.operations.jobs import work_on_jobs


@click.command(
    epilog="""\b
    Examples:
      hemiface worker
      hemiface worker --data /srv/hemiface --workers 4
      hemiface worker --until-empty
      hemiface worker --queue postgresql://lab@db.example/hemiface"""
)
@click.option("--data", "data", type=FILE, metavar="DIR", help="Folder of the records.")
@click.option(
    "--queue",
    "address",
    metavar="URL",
    help="Measure recordings of `hemiface batch --queue URL` instead.",
)
@click.option(
    "--workers",
    type=Number(1, whole=True),
    help="Videos measured at the same time: 1 for the app, for a batch as many as go quickest.",
)
@click.option("--until-empty", is_flag=True, help="End when nothing waits any more.")
def worker(
    *, data: Path | None, address: str | None, workers: int | None, until_empty: bool
) -> None:
    """Measure videos dropped on the app, or those of a batch, until stopped.

    It runs on any machine that sees the database and the folder of the records, beside
    `hemiface serve` and other workers. What it is stopped in is taken up by another.
    """
    stop = Event()

    def leave(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)

    def say_open() -> None:
        click.echo("measuring; Ctrl-C stops", err=True)

    told = Event()

    def say_silent(seconds: float) -> None:
        if not told.is_set():
            told.set()
            click.echo(
                f"another worker is silent; waiting up to {seconds:.0f} s to take up its recording",
                err=True,
            )

    with command_session() as session:
        if address is not None:
            work_on_batches(
                session,
                address,
                stop,
                workers=workers,
                until_empty=until_empty,
                when_open=say_open,
                when_silent=say_silent,
            )
        else:
            work_on_jobs(
                session,
                data,
                stop,
                workers=workers or 1,
                until_empty=until_empty,
                when_open=say_open,
                when_silent=say_silent,
            )
