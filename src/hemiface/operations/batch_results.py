"""Gather the results of a batch, and write its tables and its page."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from hemiface.errors import ResultsNotFoundError, SettingsError
from hemiface.formats.batch_tables import BatchRecording, MeasuredPart, batch_tables
from hemiface.formats.measures_table import MeasuredRecording, measures_to_csv, measures_to_parquet
from hemiface.model.batch import BatchPlan, Ended, PlannedRecording
from hemiface.operations.batch_folder import PAGE, TABLES, BatchFolder
from hemiface.operations.batch_names import check_same, earlier_plan
from hemiface.operations.stream import Advance
from hemiface.operations.unit import key_of
from hemiface.reports.batch import render_batch
from hemiface.results import ResultsFolder
from hemiface.results.publish import link_rest


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What came of a batch.

    Parameters
    ----------
    folder, page, tables
        Where everything is.
    n_done, n_failed, n_missing
        Recordings with results, without, and those that nobody has worked on.
    failures
        Why those without results have none.
    missing
        Names of those that nobody has worked on.
    without
        Participants of a data set who have no video.
    same_as
        Recordings that are the same video as another one, and which it is.
    dropped
        Recordings of earlier runs that this batch has not: their results stay, and stand in no
        table.
    """

    folder: Path
    page: Path
    tables: Path
    n_done: int
    n_failed: int
    n_missing: int
    failures: tuple[Ended, ...]
    missing: tuple[str, ...]
    without: tuple[str, ...] = ()
    same_as: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()


def bring_together(
    parts: Sequence[BatchFolder], plan: BatchPlan, target: BatchFolder
) -> Iterator[Advance]:
    """Let one folder hold what several do: results of every recording, and all ledgers."""
    for part in parts:  # all of them, before anything is copied
        if _compare(part.plan()) != _compare(plan):
            raise SettingsError("other_batch", part=part.path, path=parts[0].path)
    check_same(target.path, earlier_plan(target.path), plan.recordings)
    for place, part in enumerate(parts, start=1):
        if part.path.resolve() == target.path.resolve():
            continue
        for number, planned in enumerate(plan.recordings, start=1):
            _take_over(part.recording(planned.name), target.recording(planned.name))
            yield Advance(part.path.name, number, len(plan.recordings), "recordings")
        target.take_ledgers(part, place)
    target.write_plan(plan)


def _compare(plan: BatchPlan) -> tuple[object, ...]:
    """What plans of one batch have alike; where the videos lie may differ by machine."""
    asked = [
        (one.name, one.size_bytes, one.mirrored, one.person, one.tasks) for one in plan.recordings
    ]
    return plan.settings_hash, asked


def _take_over(source: ResultsFolder, target: ResultsFolder) -> None:
    """Copy results that are whole, unless the same are there."""
    try:
        wanted = source.summary()
    except ResultsNotFoundError:
        return
    with suppress(ResultsNotFoundError):
        if key_of(target.summary()) == key_of(wanted):
            return
    with target.rewritten() as new:
        link_rest(source.path, new.path)


def gather(
    folder: BatchFolder, plan: BatchPlan
) -> Generator[Advance, None, tuple[BatchRecording, ...]]:
    """Read what is there of each recording of a plan."""
    ended = folder.ended()
    found = []
    for place, planned in enumerate(plan.recordings, start=1):
        said = ended.get(planned.same_as or planned.name)
        found.append(_read(folder, planned, said, plan.settings_hash))
        yield Advance(TABLES, place, len(plan.recordings), "recordings")
    return _mark_same(found)


def _mark_same(recordings: Sequence[BatchRecording]) -> tuple[BatchRecording, ...]:
    """Say it, too, where one video was measured twice, as with other tasks."""
    first: dict[tuple[str, str], str] = {}
    marked = []
    for one in recordings:
        if one.measured is not None and not one.same_as:
            made = one.measured.made
            name = first.setdefault((made.file_hash, made.person), one.name)
            marked.append(one if name == one.name else replace(one, same_as=name))
        else:
            marked.append(one)
    return tuple(marked)


def write_batch(
    folder: BatchFolder, recordings: tuple[BatchRecording, ...], language: str
) -> BatchReport:
    """Write tables and page, and say what came of it."""
    long = [
        MeasuredRecording(
            one.name,
            one.measured.found,
            one.measured.quality.duration_s,
            one.measured.made,
            one.known,
        )
        for one in recordings
        if one.measured is not None and not one.same_as
    ]
    tables = batch_tables(recordings) | {
        "measures.csv": measures_to_csv(long),
        "measures.parquet": measures_to_parquet(long),
    }
    page = render_batch(recordings, language=language)
    folder.write_files(
        {f"{TABLES}/{name}": content for name, content in tables.items()} | {PAGE: page.encode()}
    )
    failures = tuple(one.ended for one in recordings if one.state == "failed" and one.ended)
    missing = tuple(one.name for one in recordings if one.state == "missing")
    return BatchReport(
        folder.path,
        folder.path / PAGE,
        folder.path / TABLES,
        len(recordings) - len(failures) - len(missing),
        len(failures),
        len(missing),
        failures,
        missing,
        same_as={one.name: one.same_as for one in recordings if one.same_as},
    )


def _read(
    folder: BatchFolder, planned: PlannedRecording, ended: Ended | None, settings_hash: str
) -> BatchRecording:
    """Results that the plan asked for; what earlier settings gave does not count."""
    if planned.refusal is not None:
        why = planned.refusal.ended(planned.name)
        return BatchRecording(planned.name, planned.known, why)
    if ended is not None:
        ended = replace(ended, recording=planned.name)
    nothing = BatchRecording(planned.name, planned.known, ended, same_as=planned.same_as)
    results = folder.recording(planned.same_as or planned.name)
    try:
        summary = results.summary()
        events = results.events()
    except ResultsNotFoundError:
        return nothing
    asked = (settings_hash, planned.person, planned.mirrored, planned.tasks)
    made = summary.provenance
    if (made.settings_hash, made.person, summary.mirrored, summary.tasks) != asked:
        return nothing
    return replace(
        nothing,
        known=planned.known.completed(summary.video.filmed_at),
        key=key_of(summary).digest,
        measured=MeasuredPart(summary.assessment(), summary.quality, made, events),
        folder=planned.same_as or planned.name,
    )
