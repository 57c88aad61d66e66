"""Which recordings of a batch are one and the same video under several names.

Files of one length are compared: first whether they are one file, as a link is, then by some of
their bytes, and only where those are alike by SHA-256. So hardly anything is read twice.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence, Set
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from hemiface.errors import HemifaceError, SettingsError
from hemiface.model.batch import BatchPlan, PlannedRecording
from hemiface.operations.video_files import refuse
from hemiface.video import file_hash

SAMPLE_BYTES = 2**16
"""How much is read of the beginning, the middle and the end of a file."""


def mark_same(
    recordings: Sequence[PlannedRecording], earlier: BatchPlan | None
) -> tuple[PlannedRecording, ...]:
    """Say of each video that stands there again which recording is measured in its place.

    Two people in one picture are two recordings. One person in one video who is said to be two
    people, or to have come on two occasions, is a mistake of somebody's: none of them is measured.

    Parameters
    ----------
    recordings
        With their names.
    earlier
        The plan of the last run into the same folder: what was measured then stays.
    """
    measured = {one.name for one in earlier.recordings if not one.same_as} if earlier else set()
    marked = {one.name: one for one in recordings}
    for group in _find_same(recordings):
        for people in _split(group, lambda one: one.person):
            contradiction = any(_differ(one, other) for one in people for other in people)
            found = _refuse_all(people) if contradiction else _mark(people, measured)
            marked |= {one.name: one for one in found}
    return tuple(marked.values())


def _find_same(recordings: Iterable[PlannedRecording]) -> list[list[PlannedRecording]]:
    """Recordings of one content, where there are several."""
    known = [one for one in recordings if one.refusal is None and one.size_bytes]
    groups = _split(known, lambda one: one.size_bytes)
    for tell in (_sample, _content):
        groups = [found for group in groups for found in _split(group, _remembering(tell))]
    return groups


def _split(
    recordings: Iterable[PlannedRecording], tell: Callable[[PlannedRecording], Hashable]
) -> list[list[PlannedRecording]]:
    """Those that are alike in something, where there are several; in None, nobody is alike."""
    groups: dict[Hashable, list[PlannedRecording]] = defaultdict(list)
    for one in recordings:
        if (what := tell(one)) is not None:
            groups[what].append(one)
    return [group for group in groups.values() if len(group) > 1]


def _remembering(tell: Callable[[Path], str]) -> Callable[[PlannedRecording], str | None]:
    """Read each file once, whatever number of names it has; None where it cannot be read."""
    known: dict[tuple[int, int], str] = {}

    def look(one: PlannedRecording) -> str | None:
        place = Path(one.video)
        with suppress(OSError, HemifaceError):
            found = place.stat()
            file = (found.st_dev, found.st_ino)
            if file not in known:
                known[file] = tell(place)
            return known[file]
        return None

    return look


def _sample(place: Path) -> str:
    """Some of the bytes of a file, or names and lengths of the pictures in a folder."""
    if place.is_dir():
        inside = sorted((one.name, one.stat().st_size) for one in place.iterdir())
        return sha256(repr(inside).encode()).hexdigest()
    whole = sha256()
    with place.open("rb") as file:
        end = place.stat().st_size
        for start in (0, end // 2, max(0, end - SAMPLE_BYTES)):
            file.seek(start)
            whole.update(file.read(SAMPLE_BYTES))
    return whole.hexdigest()


def _content(place: Path) -> str:
    return file_hash(place)


def _differ(one: PlannedRecording, other: PlannedRecording) -> bool:
    """Whether it is said of both whose they are, or when, and not the same."""
    pairs = (
        _whose(one, other),
        (one.known.visit, other.known.visit),
        (one.known.day, other.known.day),
    )
    return any(_differs(*pair) for pair in pairs)


def _differs(one: object, other: object) -> bool:
    return bool(one and other and one != other)


def _refuse_all(group: Sequence[PlannedRecording]) -> list[PlannedRecording]:
    """All of them, for nobody knows which is right; each beside one that says otherwise."""
    persons = len({one.known.pseudonym for one in group} - {""}) > 1
    refused = []
    for one in group:
        others = [other for other in group if other is not one]
        # Beside one of another person rather than one of another day.
        others.sort(key=lambda other: (not _differs(*_whose(one, other)), not _differ(one, other)))
        names = {"name": one.name, "name_2": others[0].name}
        if persons:
            error = SettingsError("one_video_two_persons", **names)
        else:
            error = SettingsError("one_video_two_visits", **names)
        refused.append(replace(one, refusal=refuse(error)))
    return refused


def _whose(one: PlannedRecording, other: PlannedRecording) -> tuple[str, str]:
    return one.known.pseudonym, other.known.pseudonym


def _mark(group: Sequence[PlannedRecording], measured: Set[str]) -> list[PlannedRecording]:
    """All but the first of those that are looked at in the same way."""
    marked = []
    for alike in _split(group, lambda one: (one.mirrored, one.tasks)):
        first, *others = sorted(
            alike, key=lambda one: (one.name not in measured, not one.known.pseudonym, one.name)
        )
        marked += [replace(one, same_as=first.name) for one in others]
    return marked
