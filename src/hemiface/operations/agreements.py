"""Score detected events against annotated ones, or one rater against another."""

from collections.abc import Sequence
from pathlib import Path

from hemiface.errors import ResultsNotFoundError, SettingsError
from hemiface.events.agreement import score_agreement
from hemiface.model.actor import Permission
from hemiface.model.agreement import Agreement, Pair
from hemiface.model.events import Event
from hemiface.operations.annotations import read_annotations
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.results import ResultsFolder

SUFFIXES = (".eaf", ".tsv", ".csv")


@needs(Permission.WORK_WITH_FILES)
def agree_on(
    session: Session, reference: Path, found: Path, *, tolerance_s: float, kappa_bin_s: float
) -> Agreement:
    """Score the events of one file or folder against those of another.

    Two folders of many recordings are paired by the names of what they hold.

    Parameters
    ----------
    reference, found
        Annotation files, folders of results, or folders of either.
    tolerance_s
        Largest gap between matching events.
    kappa_bin_s
        Length of the bins of kappa.

    Raises
    ------
    SettingsError
        If a file cannot be read or nothing can be paired.
    """
    pairs = [_load(first, second) for first, second in pair_paths(session, reference, found)]
    return score_agreement(pairs, tolerance_s=tolerance_s, kappa_bin_s=kappa_bin_s)


@needs(Permission.WORK_WITH_FILES)
def pair_paths(session: Session, reference: Path, found: Path) -> list[tuple[Path, Path]]:
    """Recordings that both places hold, by name without suffix.

    Raises
    ------
    SettingsError
        If two folders share no name.
    """
    del session
    if not (_is_collection(reference) and _is_collection(found)):
        return [(reference, found)]
    first, second = _list(reference), _list(found)
    shared = sorted(first.keys() & second.keys())
    if not shared:
        raise SettingsError("no_common_recording", reference=reference, found=found)
    return [(first[name], second[name]) for name in shared]


def _is_collection(path: Path) -> bool:
    """Whether a path is a folder of recordings, not the results of one."""
    return path.is_dir() and not ResultsFolder(path).holds_events


def _list(folder: Path) -> dict[str, Path]:
    """Annotation files and folders of results in a folder, by name without suffix."""
    return {
        path.name.split(".")[0]: path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in SUFFIXES or ResultsFolder(path).holds_events
    }


def _load(reference: Path, found: Path) -> Pair:
    """Events of both, and the length of the recording."""
    first, second = read_annotations(reference).events, read_annotations(found).events
    return Pair(first, second, _find_duration_s((reference, found), (*first, *second)))


def _find_duration_s(paths: Sequence[Path], events: Sequence[Event]) -> float:
    """Length of a recording from its results; else until its last event ends."""
    for path in paths:
        if path.is_dir():
            try:
                return ResultsFolder(path).summary().quality.duration_s
            except ResultsNotFoundError:
                continue
    return max((event.offset for event in events), default=0.0)
