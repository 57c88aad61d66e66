"""Measure videos for a command, and show what came of each."""

from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hemiface.cli.correction_words import caught_up_lines, lost_lines
from hemiface.cli.plain import print_json, printable
from hemiface.cli.problems import report_error
from hemiface.cli.progress import show_progress
from hemiface.errors import SomeFilesFailedError
from hemiface.operations.analyses import AnalysisRequest, VideoOutcome, analyze_videos
from hemiface.operations.overview import Overview, summarize
from hemiface.operations.session import Session
from hemiface.operations.stream import Advance


def measure(
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
    outcomes: list[VideoOutcome] = []
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
        raise SomeFilesFailedError("videos", n_failed=len(failed), n_videos=len(videos))


def describe_corrections(outcome: VideoOutcome) -> list[str]:
    """What became of a person's corrections, a line each."""
    lines = caught_up_lines(outcome.caught_up)
    if outcome.corrections:
        lines.append(f"{outcome.corrections} of a person count in these results.")
    aside = outcome.corrections_set_aside
    return lines + lost_lines(outcome.lost_corrections, aside.name if aside else "")


def show_outcome(outcome: VideoOutcome, overview: Overview) -> None:
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
