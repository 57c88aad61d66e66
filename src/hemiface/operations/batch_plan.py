"""Which recordings a batch has, from a folder of videos or a manifest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from hemiface.errors import HemifaceError, SettingsError, VideoNotFoundError
from hemiface.errors.faults import find_reason
from hemiface.formats.manifest import COLUMNS, ManifestRow, read_manifest
from hemiface.model.batch import BatchPlan, PlannedRecording
from hemiface.model.circumstances import Circumstances
from hemiface.model.record import PSEUDONYM
from hemiface.operations.inputs import read_input
from hemiface.operations.intake import VIDEO_SUFFIXES
from hemiface.operations.session import Session
from hemiface.operations.tasks import read_tasks
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
        recordings = list(_scan(source, request))
    else:
        recordings, unread = _read(session, source, request)
    if not recordings:
        raise VideoNotFoundError("folder", source=source)
    _check_names(recordings)
    ordered = tuple(sorted(recordings, key=lambda one: one.name))
    return BatchPlan(ordered, request.settings.hash, unread)


def _scan(folder: Path, request: BatchRequest) -> Iterator[PlannedRecording]:
    output = request.output.resolve()
    for place in sorted(folder.rglob("*")):
        if place.suffix.lower() not in VIDEO_SUFFIXES or not place.is_file():
            continue
        inside = place.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts) or _is_below(place, output):
            continue
        yield PlannedRecording(
            name=inside.with_suffix("").as_posix(),
            video=str(place.absolute()),
            size_bytes=_size(place),
            mirrored=request.mirrored,
            person=request.person,
        )


def _is_below(place: Path, output: Path) -> bool:
    """Whether it was written by a batch: an overlay is no recording."""
    return place.resolve().is_relative_to(output)


def _read(
    session: Session, manifest: Path, request: BatchRequest
) -> tuple[list[PlannedRecording], tuple[str, ...]]:
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
) -> PlannedRecording:
    base = manifest.absolute().parent
    video = base / row.video
    name = row.recording or PurePosixPath(Path(row.video).name).stem
    parts = PurePosixPath(name).parts
    if not parts or PurePosixPath(name).is_absolute() or any(part in (".", "..") for part in parts):
        raise SettingsError("manifest_name", manifest=manifest, line=row.line, name=name)
    if row.pseudonym and not PSEUDONYM.fullmatch(row.pseudonym):
        raise SettingsError("manifest_pseudonym", manifest=manifest, line=row.line)
    return PlannedRecording(
        name=str(PurePosixPath(name)),
        video=str(video),
        size_bytes=_size(video),
        mirrored=request.mirrored if row.mirrored is None else row.mirrored,
        person=row.person or request.person,
        tasks=read_tasks(session, base / row.tasks) if row.tasks else (),
        known=Circumstances(row.filmed, row.pseudonym, visit=row.visit),
    )


def _size(place: Path) -> int:
    try:
        return place.stat().st_size
    except OSError:
        return 0  # said when it is measured: one bad line must not stop the others


def _check_names(recordings: Sequence[PlannedRecording]) -> None:
    """Refuse two recordings whose folders would be the same, or one within the other."""
    claimed: dict[str, PlannedRecording] = {}
    for one in recordings:
        rival = claimed.setdefault(_fold(one.name), one)
        if rival is not one:
            raise _same(rival, one)
    for one in recordings:
        for above in PurePosixPath(_fold(one.name)).parents:
            if str(above) in claimed:
                raise _same(claimed[str(above)], one)


def _fold(name: str) -> str:
    """What some file systems take for the same name, in any case and however it is typed."""
    return normalize("NFC", normalize("NFC", name).casefold())


def _same(first: PlannedRecording, second: PlannedRecording) -> SettingsError:
    return SettingsError("rival_names", video=first.video, video_2=second.video)
