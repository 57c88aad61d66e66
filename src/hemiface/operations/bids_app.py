"""Measure the videos of a BIDS data set as a BIDS App does: by participant, then the group.

The words are those of Gorgolewski et al., PLoS Comput Biol 2017, doi:10.1371/journal.pcbi.1005209.
"""

import json
import os
import re
import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from hemiface.errors import HemifaceError, OutputNotWritableError, SettingsError, VideoNotFoundError
from hemiface.errors.faults import find_reason
from hemiface.formats.bids import BIDS_VERSION
from hemiface.formats.tables import iter_rows
from hemiface.model.actor import Permission
from hemiface.model.analysis import Task
from hemiface.model.batch import BatchPlan, Ended, PlannedRecording
from hemiface.model.circumstances import Circumstances
from hemiface.operations.batch_folder import BatchFolder
from hemiface.operations.batch_names import Candidate
from hemiface.operations.batch_plan import is_to_come, settle
from hemiface.operations.batches import (
    BatchProgress,
    BatchReport,
    BatchRequest,
    merge_batches,
    run_batch,
)
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.operations.stream import Advance
from hemiface.operations.tasks import read_tasks
from hemiface.operations.video_files import find_videos, refuse, refuse_unfetched, say_path, size_of
from hemiface.version import __version__

LABEL = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class _Participants:
    """The recordings of some participants; of all where none is named."""

    labels: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the ledger is called."""
        return "-".join(f"sub-{label}" for label in self.labels)[:120] or "participants"

    def of(self, plan: BatchPlan) -> tuple[PlannedRecording, ...]:
        """The recordings of them, the largest first."""
        wanted = {f"sub-{label}" for label in self.labels}
        return tuple(one for one in plan.work if not wanted or one.known.pseudonym in wanted)


@needs(Permission.WORK_WITH_FILES)
def measure_participants(
    session: Session,
    dataset: Path,
    request: BatchRequest,
    *,
    labels: Sequence[str] = (),
    work: Path | None = None,
    processes: int | None = None,
) -> Generator[BatchProgress | Ended, None, None]:
    """Measure the videos of participants; nothing is written into the data set.

    Parameters
    ----------
    dataset
        Root of the data set: videos anywhere below ``sub-LABEL``.
    request
        How, and where to.
    labels
        Of participants, with or without ``sub-``; all by default.
    work
        Where what is only needed meanwhile goes.
    processes
        How many recordings at the same time; as many as go quickest by default.

    Yields
    ------
    BatchProgress or Ended
        How far it is, and what became of each recording.

    Raises
    ------
    SettingsError
        If there is no such participant, or the output lies in the data set.
    VideoNotFoundError
        If there is no video.
    OutputNotWritableError
        If a folder cannot be written.
    """
    plan = _plan(session, dataset, request)
    wanted = tuple(dict.fromkeys(label.removeprefix("sub-") for label in labels))
    known = {one.known.pseudonym.removeprefix("sub-") for one in plan.recordings}
    for label in wanted:
        if label not in known:
            raise SettingsError(
                "participant", label=label, dataset=dataset, names=", ".join(sorted(known))
            )
    if work is not None:
        _use_for_scratch(work)
    _describe(request.output)
    part = _Participants(wanted)
    with closing(run_batch(session, plan, request, share=part, processes=processes)) as events:
        yield from events


@needs(Permission.WORK_WITH_FILES)
def measure_group(
    session: Session, dataset: Path, request: BatchRequest
) -> Generator[Advance | BatchReport, None, None]:
    """Bring the participants that were measured together in tables and a page.

    Parameters and errors are those of `measure_participants`.

    Yields
    ------
    Advance or BatchReport
        How far it is, and last what came of it.
    """
    BatchFolder(request.output).write_plan(_plan(session, dataset, request))
    _describe(request.output)
    yield from merge_batches(session, [request.output])


def _plan(session: Session, dataset: Path, request: BatchRequest) -> BatchPlan:
    output = request.output.resolve()
    if output.is_relative_to(dataset.resolve()):
        raise SettingsError("output_in_dataset", output=request.output)
    candidates = list(_scan(session, dataset, request))
    if not candidates:
        raise VideoNotFoundError("participants", dataset=dataset)
    recordings, dropped = settle(candidates, request.output)
    known = {one.known.pseudonym for one in recordings}
    without = sorted(_list_participants(dataset) - known)
    return BatchPlan(recordings, request.settings.hash, without=tuple(without), dropped=dropped)


def _list_participants(dataset: Path) -> set[str]:
    """Everybody who has a folder, or stands in ``participants.tsv``."""
    found = {
        one.name
        for one in dataset.glob("sub-*")
        if one.is_dir() and LABEL.fullmatch(one.name.removeprefix("sub-"))
    }
    with suppress(OSError, ValueError):  # BIDS does not ask for it, and some are broken
        text = (dataset / "participants.tsv").read_text(encoding="utf-8-sig")
        names = {row.get("participant_id", "") for _, row in iter_rows(text, delimiter="\t")}
        found |= {name for name in names if LABEL.fullmatch(name.removeprefix("sub-"))}
    return {f"sub-{name.removeprefix('sub-')}" for name in found}


def _scan(session: Session, dataset: Path, request: BatchRequest) -> Iterator[Candidate]:
    for person in sorted(dataset.glob("sub-*")):
        if not LABEL.fullmatch(person.name.removeprefix("sub-")) or not person.is_dir():
            continue
        filmed = _read_scans(person)
        for place in find_videos(person):
            inside = place.relative_to(dataset)
            lies_in = next((part for part in inside.parts[:-1] if part.startswith("ses-")), "")
            visit = lies_in or _find_entity(place, "ses")
            tasks, fault = _look_beside(session, place, {"sub": person.name, "ses": visit})
            known = Circumstances(filmed.get(place), person.name, visit=visit)
            if fault is None and known.day and is_to_come(known.day):
                fault = SettingsError("scan_future", name=place.name, day=known.day.isoformat())
            planned = PlannedRecording(
                name=say_path(inside.with_suffix("")),
                video=say_path(place.absolute()),
                size_bytes=size_of(place),
                mirrored=request.mirrored,
                person=request.person,
                tasks=tasks,
                known=known,
                refusal=refuse(fault) if fault else refuse_unfetched(place),
            )
            yield Candidate(planned, place.suffix, say_path(inside))


def _find_entity(video: Path, entity: str) -> str:
    """A part of the name of a file, such as ``ses-1``; empty where it has none."""
    named = re.search(rf"(?:^|_)({entity}-[^_.]+)", video.name)
    return named[1] if named else ""


def _look_beside(
    session: Session, video: Path, folders: Mapping[str, str]
) -> tuple[tuple[Task, ...], HemifaceError | None]:
    """What was asked in a video, and why it cannot be measured, if so.

    Parameters
    ----------
    folders
        Of which participant and session it is by the folders that it lies in.
    """
    for entity, folder in folders.items():
        named = _find_entity(video, entity)
        if named and named != folder:
            error = SettingsError("other_entity", name=video.name, named=named, folder=folder)
            return (), error
    try:
        return _read_tasks(session, video), None
    except HemifaceError as error:
        return (), error


def _read_tasks(session: Session, video: Path) -> tuple[Task, ...]:
    """What was asked, from the ``_events.tsv`` beside a video; rows of anything else are not ours.

    Raises
    ------
    SettingsError
        If a task in it has no onset or duration, or two overlap.
    """
    table = video.with_name(f"{video.stem.rpartition('_')[0]}_events.tsv")
    return read_tasks(session, table, among_others=True) if table.is_file() else ()


def _read_scans(person: Path) -> Mapping[Path, datetime | date]:
    """When files were taken, from the ``scans.tsv`` of a participant and of each session."""
    found: dict[Path, datetime | date] = {}
    for table in sorted(person.rglob("*_scans.tsv")):
        with suppress(OSError, ValueError):  # BIDS does not ask for it, and some are broken
            for _, row in iter_rows(table.read_text(encoding="utf-8-sig"), delimiter="\t"):
                with suppress(ValueError):  # n/a
                    moment = datetime.fromisoformat(row.get("acq_time", ""))
                    found[table.parent / row.get("filename", "")] = moment
    return found


def _use_for_scratch(work: Path) -> None:
    """Let this process and those it starts put there what is only needed meanwhile."""
    try:
        work.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputNotWritableError("work", work=work, reason=find_reason(error)) from error
    os.environ["TMPDIR"] = str(work.resolve())
    tempfile.tempdir = None  # asked anew


def _describe(output: Path) -> None:
    """`dataset_description.json` of what comes out."""
    description = {
        "Name": "Facial movement measured from video",
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "derivative",
        "GeneratedBy": [{"Name": "hemiface", "Version": __version__}],
    }
    text = json.dumps(description, indent=2) + "\n"
    BatchFolder(output).write_files({"dataset_description.json": text.encode()})
