"""Which recordings a batch has, from a folder of videos or a manifest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path, PurePosixPath

from hemiface.errors import HemifaceError, SettingsError, VideoNotFoundError
from hemiface.errors.faults import find_reason
from hemiface.formats.manifest import COLUMNS, REST, ManifestRow, read_manifest
from hemiface.model.analysis import Task
from hemiface.model.batch import BatchPlan, PlannedRecording
from hemiface.model.circumstances import Circumstances
from hemiface.model.record import PSEUDONYM
from hemiface.operations.batch_duplicates import mark_same
from hemiface.operations.batch_names import (
    Candidate,
    check_same,
    earlier_plan,
    find_dropped,
    give_names,
    is_too_long,
)
from hemiface.operations.inputs import read_input
from hemiface.operations.session import Session
from hemiface.operations.tasks import read_tasks
from hemiface.operations.video_files import find_videos, refuse, refuse_unfetched, say_path, size_of
from hemiface.settings import AnalysisSettings


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """How a batch is to be measured.

    Parameters
    ----------
    output
        Folder of the batch.
    settings
        Parameters of the method.
    mirrored, person
        How recordings are looked at of which the manifest says nothing else.
    """

    output: Path
    settings: AnalysisSettings = field(default_factory=AnalysisSettings)
    mirrored: bool = False
    person: str = "largest"


def make_plan(session: Session, source: Path, request: BatchRequest) -> BatchPlan:
    """Find the recordings of a folder or manifest; see `hemiface.operations.batches`."""
    unread: tuple[str, ...] = ()
    if source.is_dir():
        if source.resolve().is_relative_to(request.output.resolve()):
            raise SettingsError("output_holds_source", output=request.output, source=source)
        candidates = list(_scan(source, request))
    else:
        candidates, unread = _read(session, source, request)
    if not candidates:
        raise VideoNotFoundError("folder", source=source)
    recordings, dropped = settle(candidates, request.output)
    return BatchPlan(recordings, request.settings.hash, unread, dropped=dropped)


def settle(
    candidates: list[Candidate], output: Path
) -> tuple[tuple[PlannedRecording, ...], tuple[str, ...]]:
    """Recordings in the order of their names, each video to be measured once; and who is left out.

    Parameters
    ----------
    candidates
        Recordings in any order.
    output
        Folder of the batch; the second part of the answer names what earlier runs into it had.
    """
    earlier = earlier_plan(output)
    named = give_names(candidates, earlier)
    check_same(output, earlier, named)
    marked = mark_same(named, earlier)
    return tuple(sorted(marked, key=lambda one: one.name)), find_dropped(earlier, marked)


def _scan(folder: Path, request: BatchRequest) -> Iterator[Candidate]:
    output = request.output.resolve()
    for place in find_videos(folder):
        inside = place.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts) or _is_below(place, output):
            continue
        planned = PlannedRecording(
            name=say_path(inside.with_suffix("")),
            video=say_path(place.absolute()),
            size_bytes=size_of(place),
            mirrored=request.mirrored,
            person=request.person,
            refusal=refuse_unfetched(place),
        )
        yield Candidate(planned, place.suffix, say_path(inside))


def _is_below(place: Path, output: Path) -> bool:
    """Whether it was written by a batch: an overlay is no recording."""
    try:
        return place.resolve().is_relative_to(output)
    except (OSError, RuntimeError):
        return False  # links in a circle


def _read(
    session: Session, manifest: Path, request: BatchRequest
) -> tuple[list[Candidate], tuple[str, ...]]:
    try:
        rows, unread = read_manifest(read_input(manifest).decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise VideoNotFoundError("manifest", manifest=manifest) from error
    except HemifaceError:
        raise
    except (OSError, ValueError) as error:
        raise SettingsError(
            "manifest_unread",
            manifest=manifest,
            reason=find_reason(error),
            names=", ".join(COLUMNS),
        ) from error
    return [_plan_row(session, row, manifest, request) for row in rows], unread


def _plan_row(
    session: Session, row: ManifestRow, manifest: Path, request: BatchRequest
) -> Candidate:
    """The recording of a row; one that does not fit is refused, and the others are measured."""
    base = manifest.absolute().parent
    video, tasks = base / row.video, tuple[Task, ...]()
    fault: HemifaceError | None = _find_fault(row, manifest)
    if fault is None and row.tasks:
        try:
            tasks = read_tasks(session, base / row.tasks)
        except HemifaceError as error:
            fault = error
    named = row.recording or PurePosixPath(Path(row.video).name).stem
    planned = PlannedRecording(
        name=str(PurePosixPath(named)) if _is_name(named) else f"line-{row.line}",
        video=str(video),
        size_bytes=size_of(video) if row.video else 0,
        mirrored=request.mirrored if row.mirrored is None else row.mirrored,
        person=row.person or request.person,
        tasks=tasks,
        known=_known(row),
        refusal=refuse(fault) if fault else refuse_unfetched(video),
    )
    chosen = bool(row.recording) and _is_name(row.recording)
    origin = repr(replace(row, line=0))
    return Candidate(planned, "" if chosen else video.suffix or "~", origin)


def _find_fault(row: ManifestRow, manifest: Path) -> SettingsError | None:
    """What in a row does not fit."""
    fault: SettingsError | None
    place = {"manifest": manifest, "line": row.line}
    match row.doubt:
        case name if name == REST:
            fault = SettingsError("manifest_cells", **place, text=row.cell)
        case "video":
            fault = SettingsError("manifest_video", **place)
        case "filmed":
            fault = SettingsError("manifest_filmed", **place, text=row.cell)
        case "mirrored":
            fault = SettingsError("manifest_mirrored", **place, text=row.cell)
        case _:
            fault = _find_misfit(row, place)
    return fault


def _find_misfit(row: ManifestRow, place: Mapping[str, object]) -> SettingsError | None:
    """What in a row can be read, and still cannot be."""
    if row.recording and not _is_name(row.recording):
        return SettingsError("manifest_name", **place, name=row.recording)
    if row.pseudonym and not PSEUDONYM.fullmatch(row.pseudonym):
        return SettingsError("manifest_pseudonym", **place)
    day = _known(row).day
    if day and is_to_come(day):
        return SettingsError("manifest_future", **place, day=day.isoformat())
    return None


def is_to_come(day: date) -> bool:
    """Whether nothing can have been filmed on a day: it has begun nowhere yet."""
    return day > datetime.now(UTC).date() + timedelta(days=1)


def _is_name(name: str) -> bool:
    """Whether a folder can be called so."""
    path = PurePosixPath(name)
    wrong = path.is_absolute() or any(part in (".", "..") for part in path.parts)
    return bool(path.parts) and not wrong and not is_too_long(name) and "\0" not in name


def _known(row: ManifestRow) -> Circumstances:
    """What a row says of its recording; a pseudonym that may be a name is kept nowhere."""
    pseudonym = row.pseudonym if PSEUDONYM.fullmatch(row.pseudonym) else ""
    return Circumstances(row.filmed, pseudonym, visit=row.visit)
