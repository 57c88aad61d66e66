"""How far long work is, on standard error."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from hemiface.cli.plain import print_json, printable
from hemiface.operations.pace import BatchProgress
from hemiface.operations.stream import Advance


class ProgressLines:
    """One line for each thing that is worked on, gone when its work is done."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._lines: dict[str, TaskID] = {}

    @property
    def bars(self) -> Bars:
        """What draws them."""
        return self._bars

    def advance(self, now: Advance) -> None:
        """Show how far something is."""
        if now.of not in self._lines:
            name = printable(Path(now.of).name)
            self._lines[now.of] = self._bars.add_task(name, said="")
        line = self._lines[now.of]
        elapsed = next(task.elapsed for task in self._bars.tasks if task.id == line) or 0.0
        self._bars.update(line, completed=now.done, total=now.total, said=_say(now, elapsed))

    @contextmanager
    def finish(self, of: object) -> Iterator[None]:
        """Take away the line of something, and all lines while its outcome is printed."""
        if str(of) in self._lines:
            self._bars.remove_task(self._lines.pop(str(of)))
        self._bars.stop()
        yield
        self._bars.start()


def _say(now: Advance, elapsed: float) -> str:
    """Frames and speed of a video; else how many of how many."""
    if now.n_frames:
        rate = now.n_frames / elapsed if elapsed > 0 else 0.0
        return f"{now.done:.1f} s, {now.n_frames} frames, {rate:.0f} frames/s"
    return f"{now.done:.0f} of {now.total or 0:.0f}"


@contextmanager
def show_progress() -> Iterator[ProgressLines]:
    """Show progress while the block runs, where standard error is a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[said]}", markup=False),
        TimeElapsedColumn(),
    )
    with Bars(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=False,  # it may be a file, and what is printed belongs there
        redirect_stderr=False,
    ) as bars:
        yield ProgressLines(bars)


class BatchBar:
    """One line for all of a batch: how many, how many failed, and how long it will take."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._line = bars.add_task("batch", total=1.0, said="")

    def show(self, now: BatchProgress) -> None:
        """Show how far it is."""
        failed = f", {now.failed} failed" if now.failed else ""
        left = f", about {say_time(now.left_s)} left" if now.left_s is not None else ""
        said = f"{now.ended} of {now.total}{failed}{left}"
        self._bars.update(self._line, completed=now.share, said=said)

    def say(self, what: str | dict[str, object]) -> None:
        """Say something on standard error, above the line."""
        self._bars.stop()
        if isinstance(what, str):
            click.echo(what, err=True)
        else:
            print_json(what, err=True)
        self._bars.start()


def say_time(seconds: float) -> str:
    """A length of time in one unit, as exact as a guess can be."""
    if seconds < 90:
        return f"{max(1, round(seconds)):.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"


@contextmanager
def show_batch() -> Iterator[BatchBar]:
    """Show how far a batch is while the block runs, where standard error is a terminal."""
    with show_progress() as lines:
        yield BatchBar(lines.bars)
