"""`hemiface compare`: better, worse, or no change that the video can show."""

from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hemiface.cli.correction_words import say_doubtful
from hemiface.cli.options import FILE, json_option, language_option
from hemiface.cli.parameters import Day
from hemiface.cli.plain import print_json, printable
from hemiface.cli.sessions import with_session
from hemiface.model.change import Change, Verdict
from hemiface.model.measures import get_measure
from hemiface.operations.comparison import (
    Comparison,
    compare_folders,
    render_comparison_page,
    select_changes,
)
from hemiface.operations.reporting import save_text
from hemiface.operations.session import Session

SHORT_WORDS = {Verdict.NO_CHANGE: "no change", Verdict.NOT_COMPARABLE: "-"}


@click.command(
    epilog="""\b
Examples:
  hemiface compare results/before results/after
  hemiface compare results/march results/april results/may --all
  hemiface compare march april --save change.html --on 2026-03-02 --on 2026-04-10
  hemiface compare results/before results/after --retest results/before results/before2
"""
)
@click.argument("before", metavar="BEFORE", type=FILE)
@click.argument("after", metavar="AFTER...", nargs=-1, required=True, type=FILE)
@click.option(
    "--retest",
    "retests",
    metavar="DIR DIR",
    nargs=2,
    multiple=True,
    type=FILE,
    help="Two recordings of an unchanged state; how far they differ counts as noise.",
)
@click.option(
    "--save",
    "output",
    metavar="FILE.html",
    type=FILE,
    help="Also write the comparison as a page into this file.",
)
@click.option(
    "--on",
    "days",
    metavar="DATE",
    multiple=True,
    type=Day(),
    help="When each was filmed, in order, for the page.",
)
@click.option(
    "--treatment",
    "treatments",
    metavar="DATE WORDS",
    multiple=True,
    type=(Day(), str),
    help="What was done in between, for the page; needs --on.",
)
@language_option
@click.option("--all", "everything", is_flag=True, help="Every measure, not only what differs.")
@json_option
@with_session
def compare(
    session: Session,
    *,
    before: Path,
    after: tuple[Path, ...],
    retests: tuple[tuple[Path, Path], ...],
    output: Path | None,
    days: tuple[date, ...],
    treatments: tuple[tuple[date, str], ...],
    language: str,
    everything: bool,
    as_json: bool,
) -> None:
    """Compare folders of results of one person, the earliest first.

    A difference counts when it exceeds the noise of both recordings: their scatter
    between split halves, their intervals, and the scatter of repeats given with --retest.
    With many measures a few differ by chance; look at the burden first.
    """
    folders = (before, *after)
    say_doubtful(session, *folders, *chain.from_iterable(retests))
    comparisons = compare_folders(session, folders, retests)
    if output is not None:
        page = render_comparison_page(
            replace(session, language=language),
            folders,
            days,
            retests,
            treatments=treatments,
        )
        save_text(session, page, output)
    if as_json:
        print_json({"comparisons": comparisons})
        return
    for found in comparisons:
        show_comparison(found, everything=everything)


def show_comparison(found: Comparison, *, everything: bool) -> None:
    """Print one comparison as a table."""
    console = Console(highlight=False, markup=False, emoji=False)
    title = printable(f"{found.before} -> {found.after}")
    console.print(Text(title, style="bold"), soft_wrap=True)
    console.print(Text(str(found.words)))
    for note in found.notes:
        console.print(Text(f"note: {note}"), soft_wrap=True)
    changes = select_changes(found, everything=everything)
    if changes:
        columns = ("side", "before", "after", "change", "needed", "")
        table = Table("", *columns, box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for change in changes:
            table.add_row(*_row(change))
        console.print(table)
    console.print()


def _row(change: Change) -> tuple[str, ...]:
    """Cells of one line."""
    unit = "" if change.unit in ("", "/min") else f" ({change.unit})"
    return (
        f"{get_measure(change.name).title}{unit}",
        change.side or "face",
        _number(change.before),
        _number(change.after),
        _number(change.difference, sign=True),
        _number(change.smallest_change),
        SHORT_WORDS.get(change.verdict, change.verdict),
    )


def _number(value: float | None, *, sign: bool = False) -> str:
    """Three digits, or a dash."""
    return "-" if value is None else f"{value:+.3g}" if sign else f"{value:.3g}"
