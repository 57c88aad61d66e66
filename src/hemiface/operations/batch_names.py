"""What the recordings of a batch are called, so that each has a folder of its own.

A recording is called what its file is called, without the suffix. Where several would share a
folder, or one would lie within the other, they carry the suffix as well, and where that is not
enough six letters that their whole path comes to. Names that differ only in case or in how
letters are typed count as the same: some file systems take them for one. What an earlier run
into the same output has called a recording stays, so that a file added later changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TypeAlias
from unicodedata import normalize

from hemiface.errors import ResultsNotFoundError, SettingsError
from hemiface.model.batch import BatchPlan, PlannedRecording
from hemiface.operations.batch_folder import BatchFolder
from hemiface.operations.video_files import refuse

MOST_BYTES = 200
"""Length of one part of a name; file systems take 255 bytes, and working folders add some."""
TAG_LETTERS = 6

Who: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recording before it has its name for good.

    Parameters
    ----------
    planned
        The recording, called what it would be if it were alone.
    suffix
        What makes the name longer where it is not; empty where a person chose the name.
    origin
        What tells it from all others.
    """

    planned: PlannedRecording
    suffix: str = ""
    origin: str = ""

    @property
    def is_chosen(self) -> bool:
        """Whether a person gave the name."""
        return not self.suffix


def earlier_plan(output: Path) -> BatchPlan | None:
    """The plan of the last run into the same folder; None where there was none."""
    try:
        return BatchFolder(output).plan()
    except ResultsNotFoundError:
        return None


def check_same(
    output: Path, earlier: BatchPlan | None, recordings: Sequence[PlannedRecording]
) -> None:
    """Refuse a folder of another batch: its tables would be lost, and results of equal names.

    Raises
    ------
    SettingsError
        If none of the recordings was in the earlier plan, by its place or by name and length.
    """
    before = earlier.recordings if earlier else ()
    known = {_who(one) for one in before} | {(one.name, one.size_bytes) for one in before}
    if known and not any({_who(one), (one.name, one.size_bytes)} & known for one in recordings):
        raise SettingsError("output_of_other", output=output, n=len(before))


def find_dropped(
    earlier: BatchPlan | None, recordings: Sequence[PlannedRecording]
) -> tuple[str, ...]:
    """Names of what earlier runs into the same folder had and this one has not.

    Parameters
    ----------
    earlier
        The plan of the last run.
    recordings
        Those of this run, with their names.
    """
    if earlier is None:
        return ()
    here = {_fold(one.name) for one in recordings}
    before = [one.name for one in earlier.recordings if one.refusal is None]
    return tuple(sorted({one for one in (*earlier.dropped, *before) if _fold(one) not in here}))


def give_names(
    candidates: Sequence[Candidate], earlier: BatchPlan | None
) -> list[PlannedRecording]:
    """The recordings by their names; those that a person gave one name are refused.

    Parameters
    ----------
    candidates
        Recordings in any order.
    earlier
        The plan of the last run.
    """
    kept = _kept_names(earlier)
    forms = [_list_forms(one, kept.get(_who(one.planned), "")) for one in candidates]
    firm = [one.is_chosen or _who(one.planned) in kept for one in candidates]
    steps, rivals = [0] * len(candidates), dict[int, int]()
    while True:
        names = [form[step] for form, step in zip(forms, steps, strict=True)]
        holds = {at for at, step in enumerate(steps) if firm[at] and not step}
        clashes = {
            at: rival
            for at, rival in _find_clashes(names, holds).items()
            if steps[at] + 1 < len(forms[at])
        }
        if not clashes:
            return _settle(candidates, names, rivals)
        rivals |= clashes
        for at in clashes:
            steps[at] += 1


def _who(planned: PlannedRecording) -> Who:
    return planned.video, planned.person


def _kept_names(earlier: BatchPlan | None) -> Mapping[Who, str]:
    """What recordings were called before; a name that two had is nobody's."""
    recordings = earlier.recordings if earlier else ()
    known = [one for one in recordings if one.refusal is None]
    counts = Counter(_fold(one.name) for one in known)
    return {_who(one): one.name for one in known if counts[_fold(one.name)] == 1}


def _list_forms(one: Candidate, kept: str) -> tuple[str, ...]:
    """What it may be called, the shortest first."""
    name, tag = one.planned.name, _digest(one.origin)
    if one.is_chosen:
        return name, f"{name}~{tag}"
    longer = [_shorten(form) for form in (name, name + one.suffix, f"{name}{one.suffix}~{tag}")]
    return tuple(dict.fromkeys([kept, *longer] if kept else longer))


def _find_clashes(names: Sequence[str], holds: Set[int]) -> dict[int, int]:
    """Which recordings must be called otherwise, and because of which other one.

    Parameters
    ----------
    names
        What they are called so far.
    holds
        Places of those that have the better right to their names.
    """
    claims: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        claims[_fold(name)].append(at)
    clashes: dict[int, int] = {}
    for group in claims.values():
        keepers = [at for at in group if at in holds]
        for at in group if len(group) > 1 else ():
            if keepers != [at]:
                clashes[at] = next(other for other in group if other != at)
    for at, name in enumerate(names):
        for above in PurePosixPath(_fold(name)).parents:
            clashes |= dict.fromkeys(claims.get(str(above), ()), at)
    return clashes


def _settle(
    candidates: Sequence[Candidate], names: Sequence[str], rivals: Mapping[int, int]
) -> list[PlannedRecording]:
    """Recordings under their names, each unlike every other one."""
    taken: Counter[str] = Counter()
    found = []
    for at, (one, name) in enumerate(zip(candidates, names, strict=True)):
        taken[_fold(name)] += 1
        again = taken[_fold(name)]
        planned = replace(one.planned, name=name if again == 1 else f"{name}~{again}")
        if planned.refusal is None and one.is_chosen and at in rivals:
            rival = candidates[rivals[at]].planned
            error = SettingsError("rival_names", video=planned.video, video_2=rival.video)
            planned = replace(planned, refusal=refuse(error))
        found.append(planned)
    return found


def _fold(name: str) -> str:
    """What some file systems take for the same name, in any case and however it is typed."""
    return normalize("NFC", normalize("NFC", name).casefold())


def is_too_long(name: str) -> bool:
    """Whether a file system may refuse a part of a name."""
    return any(len(_bytes(part)) > MOST_BYTES for part in PurePosixPath(name).parts)


def _shorten(name: str) -> str:
    """The same name, each part of it no longer than file systems take."""
    return str(PurePosixPath(*(_shorten_part(part) for part in PurePosixPath(name).parts)))


def _shorten_part(part: str) -> str:
    if len(_bytes(part)) <= MOST_BYTES:
        return part
    kept = _bytes(part)[: MOST_BYTES - TAG_LETTERS - 1].decode("utf-8", "ignore")
    return f"{kept}~{_digest(part)}"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _digest(text: str) -> str:
    return sha256(_bytes(text)).hexdigest()[:TAG_LETTERS]
