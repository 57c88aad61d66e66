"""How far each video is, on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from hemiface.cli.plain import printable
from hemiface.model.analysis import Progress


class ProgressLines:
    """One line a video, gone when its work is done."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._lines: dict[Path, TaskID] = {}

    def advance(self, video: Path, progress: Progress) -> None:
        """Show how far a video is."""
        if video not in self._lines:
            name = printable(video.name)
            self._lines[video] = self._bars.add_task(name, frames=progress.n_frames, rate=0.0)
        line = self._lines[video]
        elapsed = next(task.elapsed for task in self._bars.tasks if task.id == line) or 0.0
        self._bars.update(
            line,
            completed=progress.time_s,
            total=progress.duration_s,
            frames=progress.n_frames,
            rate=progress.n_frames / elapsed if elapsed > 0 else 0.0,
        )

    @contextmanager
    def finish(self, video: Path) -> Iterator[None]:
        """Take away the line of a video, and all lines while its outcome is printed."""
        if video in self._lines:
            self._bars.remove_task(self._lines.pop(video))
        self._bars.stop()
        yield
        self._bars.start()


@contextmanager
def show_progress() -> Iterator[ProgressLines]:
    """Show progress while the block runs, where standard error is a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.completed:.1f} s, {task.fields[frames]} frames"),
        TextColumn("{task.fields[rate]:.0f} frames/s"),
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


@contextmanager
def show_count(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show how many of something are done, where standard error is a terminal.

    Yields
    ------
    To be called with how many are done, and of how many.
    """
    console = Console(stderr=True)
    with Bars(
        TextColumn(what),
        BarColumn(),
        TextColumn("{task.completed:.0f} of {task.total:.0f}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as bars:
        line = bars.add_task(what, total=0)
        yield lambda done, total: bars.update(line, completed=done, total=total)
