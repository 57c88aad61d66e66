"""How far long work is, on standard error."""

import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from hemiface.cli.plain import print_json, printable
from hemiface.operations.pace import BatchProgress
from hemiface.operations.stream import Advance

Outcome = TypeVar("Outcome")

HEARTBEAT_S = 15.0
"""Away from a terminal, work that takes longer says how far it is this often, in seconds."""


class ProgressLines:
    """One line for each thing that is worked on, gone when its work is done."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._lines: dict[str, TaskID] = {}

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
        total = f" of {now.total:.0f}" if now.total else ""
        return f"{now.done:.1f}{total} s, {now.n_frames} frames, {rate:.0f} frames/s"
    return f"{now.done:.0f}" + (f" of {now.total:.0f}" if now.total else "")


class Heartbeat:
    """Where nobody watches: once work is long, a line now and then, and one a finished thing.

    Parameters
    ----------
    silent
        Whether standard error is read by a program, which is told nothing on the way.
    """

    def __init__(self, *, silent: bool) -> None:
        self._silent = silent
        self._started = self._said = time.monotonic()
        self._begun: dict[str, float] = {}
        self._finished = 0

    def advance(self, now: Advance) -> None:
        """Say how far something is, where nothing was said for long."""
        moment = time.monotonic()
        begun = self._begun.setdefault(now.of, moment)
        if moment - self._said >= HEARTBEAT_S:
            self._say(f"{Path(now.of).name}: {_say(now, moment - begun)}")

    @contextmanager
    def finish(self, of: object) -> Iterator[None]:
        """Say that something is done."""
        self._finished += 1
        if time.monotonic() - self._started >= HEARTBEAT_S:
            self._say(f"{Path(str(of)).name}: finished, number {self._finished}")
        yield

    def _say(self, line: str) -> None:
        self._said = time.monotonic()
        if not self._silent:
            click.echo(printable(line), err=True)


@contextmanager
def show_progress() -> Iterator[ProgressLines | Heartbeat]:
    """Show progress while the block runs: bars at a terminal, else a heartbeat."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Heartbeat(silent=_is_read_by_a_program())
        return
    with _bars(console) as bars:
        yield ProgressLines(bars)


def _is_read_by_a_program() -> bool:
    context = click.get_current_context(silent=True)
    return bool(context and context.params.get("as_json"))


def _bars(console: Console) -> Bars:
    return Bars(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[said]}", markup=False),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        redirect_stdout=False,  # it may be a file, and what is printed belongs there
        redirect_stderr=False,
    )


def watch(events: Generator[Advance | Outcome, None, None]) -> list[Outcome]:
    """Show how far a stream of work is, and give what came of it; an interrupt stops the work."""
    found: list[Outcome] = []
    with show_progress() as progress, closing(events):
        for event in events:
            if isinstance(event, Advance):
                progress.advance(event)
            else:
                found.append(event)
    return found


class BatchBar:
    """One line for all of a batch: how many, how many failed, and how long it will take."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._line = bars.add_task("batch", total=1.0, said="")

    def show(self, now: BatchProgress) -> None:
        """Show how far it is."""
        self._bars.update(self._line, completed=now.share, said=_say_batch(now))

    def say(self, what: str | dict[str, object]) -> None:
        """Say something on standard error, above the line."""
        self._bars.stop()
        _say_aloud(what)
        self._bars.start()


class BatchHeartbeat:
    """How far a batch is, now and then, where nobody watches.

    Parameters
    ----------
    silent
        Whether standard error is read by a program, which is told of failures only.
    """

    def __init__(self, *, silent: bool) -> None:
        self._silent = silent
        self._said = time.monotonic()
        self._attended = True

    def show(self, now: BatchProgress) -> None:
        """Say how far it is, where nothing was said for long or the workers have gone."""
        news, self._attended = self._attended and not now.attended, now.attended
        if (news or time.monotonic() - self._said >= HEARTBEAT_S) and not self._silent:
            self._said = time.monotonic()
            click.echo(f"batch: {_say_batch(now)}", err=True)

    def say(self, what: str | dict[str, object]) -> None:
        """Say something on standard error."""
        _say_aloud(what)


def _say_batch(now: BatchProgress) -> str:
    failed = f", {now.failed} failed" if now.failed else ""
    left = f", about {say_time(now.left_s)} left" if now.left_s is not None else ""
    alone = "" if now.attended else ", no worker is at work: start `hemiface worker --queue URL`"
    return f"{now.ended} of {now.total}{failed}{left}{alone}"


def _say_aloud(what: str | dict[str, object]) -> None:
    if isinstance(what, str):
        click.echo(what, err=True)
    else:
        print_json(what, err=True)


def say_time(seconds: float) -> str:
    """A length of time in one unit, as exact as a guess can be."""
    if seconds < 90:
        return f"{max(1, round(seconds)):.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"


@contextmanager
def show_batch() -> Iterator[BatchBar | BatchHeartbeat]:
    """Show how far a batch is while the block runs: a bar at a terminal, else a heartbeat."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield BatchHeartbeat(silent=_is_read_by_a_program())
        return
    with _bars(console) as bars:
        yield BatchBar(bars)
