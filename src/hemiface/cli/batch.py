"""`hemiface batch` and `hemiface merge`: many recordings, on one machine or many."""

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click

from hemiface.cli.correction_words import caught_up_lines, lost_lines
from hemiface.cli.options import FILE, json_option, language_option
from hemiface.cli.parameters import Number
from hemiface.cli.plain import print_json, printable
from hemiface.cli.progress import show_batch, show_progress
from hemiface.cli.sessions import with_session
from hemiface.errors import HemifaceError, SomeFilesFailedError
from hemiface.model.batch import BatchPlan, Ended
from hemiface.operations.batch_queue import queue_batch
from hemiface.operations.batches import (
    BatchProgress,
    BatchReport,
    BatchRequest,
    Share,
    merge_batches,
    plan_batch,
    run_batch,
)
from hemiface.operations.method import choose_settings
from hemiface.operations.session import Session
from hemiface.operations.stream import Advance

MOST_SAME = 10
"""How many recordings that are another one's video are named on the screen."""


class ShardType(click.ParamType[Share, str | Share]):
    """``2/3``: the second of three shares."""

    name = "I/N"

    def convert(
        self, value: str | Share, param: click.Parameter | None, ctx: click.Context | None
    ) -> Share:
        """Read it."""
        if isinstance(value, Share):
            return value
        index, slash, count = value.partition("/")
        if not (slash and index.isdigit() and count.isdigit()):
            self.fail(f"{value!r} is no share such as 2/3", param, ctx)
        try:
            return Share(int(index), int(count))
        except HemifaceError as error:
            self.fail(error.message, param, ctx)


@click.command(
    epilog="""\b
Examples:
  hemiface batch ward -o ward-results
  hemiface batch manifest.csv -o results --jobs 4 --lang de
  hemiface batch manifest.csv -o results --shard 3/40
  hemiface batch manifest.csv -o results --queue postgresql://lab@db.example/hemiface
"""
)
@click.argument("source", metavar="FOLDER|MANIFEST", type=FILE)
@click.option("-o", "--output", metavar="DIR", type=FILE, required=True, help="Folder to write.")
@click.option(
    "--jobs",
    metavar="N",
    type=Number(1, whole=True),
    help="How many at the same time; as many as go quickest by default.",
)
@click.option(
    "--shard",
    metavar="I/N",
    type=ShardType(),
    help="Measure this share only, for a scheduler; `hemiface merge` writes the tables.",
)
@click.option(
    "--queue",
    "address",
    metavar="URL",
    help="Have it measured by `hemiface worker --queue URL`, on any number of machines.",
)
@click.option("--mirrored", is_flag=True, help="The pictures were taken in a mirror.")
@click.option("--face", metavar="WHICH", default="largest", show_default=True, help="Whose face.")
@click.option("--settings", "settings_file", metavar="FILE.toml", type=FILE, help="Other settings.")
@click.option("--fast", is_flag=True, help="Quicker and somewhat less exact.")
@language_option
@json_option
@with_session
def batch(
    session: Session,
    *,
    source: Path,
    output: Path,
    jobs: int | None,
    shard: Share | None,
    address: str | None,
    mirrored: bool,
    face: str,
    settings_file: Path | None,
    fast: bool,
    language: str,
    as_json: bool,
) -> None:
    """Measure a folder of videos, or those of a manifest, into tables.

    A manifest is a table with a column video, and if you like recording, pseudonym, visit,
    filmed, mirrored, person and tasks. What is measured already is kept; what failed is tried
    again. One bad file stops nobody. Nothing leaves this machine.
    """
    session = replace(session, language=language)
    request = BatchRequest(
        output, choose_settings(session, settings_file, fast=fast), mirrored, face
    )
    plan = plan_batch(session, source, request)
    warn_of_columns(plan)
    if shard is not None and not shard.of(plan):
        click.echo(
            f"nothing to do: {len(plan.recordings)} recordings do not reach share "
            f"{shard.index} of {shard.count}",
            err=True,
        )
    if address is not None and (shard is not None or jobs is not None):
        raise click.UsageError("--queue leaves shards and jobs to the workers")
    if address is not None:
        running = queue_batch(session, plan, request, address)
    else:
        running = run_batch(session, plan, request, share=shard, processes=jobs)
    with closing(running) as events:
        if address is not None:
            next(events)  # opens the queue and fills it
            click.echo("waiting for workers; Ctrl-C leaves the queue as it is", err=True)
        failed, total = watch(events, as_json=as_json)
    if shard is None:
        finish(merge_batches(session, [output]), as_json=as_json)
    elif failed:
        raise some_failed(failed, total)


@click.command(
    epilog="""\b
Examples:
  hemiface merge results
  hemiface merge node1/results node2/results -o results
"""
)
@click.argument("parts", metavar="DIR...", nargs=-1, required=True, type=FILE)
@click.option("-o", "--output", metavar="DIR", type=FILE, help="Where several come together.")
@language_option
@json_option
@with_session
def merge(
    session: Session, *, parts: tuple[Path, ...], output: Path | None, language: str, as_json: bool
) -> None:
    """Write the tables and the page of a batch, and say which recordings are not there.

    DIR is a folder that `hemiface batch` wrote, in one run or in shards. Several folders of one
    batch, from machines that share no disk, are brought together in the folder of -o.
    """
    session = replace(session, language=language)
    finish(merge_batches(session, parts, output), as_json=as_json)


def warn_of_columns(plan: BatchPlan) -> None:
    """Say which columns of a manifest are not looked at."""
    if plan.unread:
        names = ", ".join(map(printable, plan.unread))
        click.echo(f"hemiface: these columns are not looked at: {names}", err=True)


def watch(events: Iterable[BatchProgress | Ended], *, as_json: bool) -> tuple[int, int]:
    """Show how far a batch is; how many recordings failed, and of how many."""
    failed = total = 0
    with show_batch() as bar:
        for event in events:
            if isinstance(event, BatchProgress):
                bar.show(event)
                total = event.total
            elif event.failed:
                failed += 1
                bar.say(_say_failure(event, as_json=as_json))
            elif lines := _say_corrections(event):
                bar.say(_say_of(event, lines, as_json=as_json))
    return failed, total


def _say_failure(ended: Ended, *, as_json: bool) -> str | dict[str, object]:
    if as_json:
        error = {"code": ended.code, "message": ended.message, "hint": ended.hint}
        return {"recording": ended.recording, "error": error}
    return printable(f"hemiface: {ended.recording}: {ended.message} ({ended.hint})")


def _say_corrections(ended: Ended) -> list[str]:
    """What became of a person's corrections, a line each, as `hemiface analyze` says it."""
    lost = lost_lines(ended.lost_corrections, ended.corrections_set_aside)
    return caught_up_lines(ended.caught_up) + lost


def _say_of(ended: Ended, lines: list[str], *, as_json: bool) -> str | dict[str, object]:
    if as_json:
        return {"recording": ended.recording, "corrections": lines}
    said = printable(f"hemiface: {ended.recording}: ")
    return "\n".join(f"{said}{line}" for line in lines)


def finish(events: Generator[Advance | BatchReport, None, None], *, as_json: bool) -> None:
    """Say what came of a batch whose tables are being written.

    Raises
    ------
    SomeFilesFailedError
        If not every recording has results.
    """
    report = None
    with show_progress() as progress, closing(events):
        for event in events:
            if isinstance(event, Advance):
                progress.advance(event)
            else:
                report = event
    assert report is not None
    say_report(report, as_json=as_json)
    if report.n_failed or report.n_missing:
        raise some_failed(
            report.n_failed + report.n_missing,
            report.n_done + report.n_failed + report.n_missing,
        )


def say_report(report: BatchReport, *, as_json: bool) -> None:
    """Print what came of a batch."""
    if as_json:
        print_json(report)
        return
    click.echo(f"{report.n_done} measured, {report.n_failed} failed, {report.n_missing} not begun")
    say_same(report.same_as)
    say_dropped(report.dropped)
    if report.without:
        click.echo(f"no video of {printable(', '.join(report.without))}")
    click.echo(f"tables  {printable(str(report.tables))}")
    click.echo(f"page    {printable(str(report.page))}")


def say_dropped(names: Sequence[str]) -> None:
    """Print what earlier batches into the same folder had, and this one has not."""
    if names:
        shown = ", ".join(map(printable, names[:MOST_SAME]))
        more = f" and {len(names) - MOST_SAME} more" if len(names) > MOST_SAME else ""
        click.echo(
            f"not in this batch, and in none of its tables, but measured here before: {shown}{more}"
        )


def say_same(same_as: Mapping[str, str]) -> None:
    """Print which recordings are one video."""
    for name, other in list(same_as.items())[:MOST_SAME]:
        click.echo(f"{printable(name)} is the same video as {printable(other)}, and counts once")
    if len(same_as) > MOST_SAME:
        click.echo(f"and {len(same_as) - MOST_SAME} more: column same_as of the recordings")


def some_failed(failed: int, total: int) -> SomeFilesFailedError:
    """Not every recording has results."""
    return SomeFilesFailedError("batch", failed=failed, total=total)
