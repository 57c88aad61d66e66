"""Surface EMG beside a video: aligned with it, and its contractions as events of a rater."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hemiface.errors import SettingsError
from hemiface.events.emg import draw_curves, find_emg_events, match_blinks
from hemiface.formats.emg import list_emg_channels, parse_emg
from hemiface.formats.event_table import events_to_csv
from hemiface.model.actor import Permission
from hemiface.model.anatomy import Side
from hemiface.model.emg import ClockMatch, EmgCurves, EmgRecording
from hemiface.model.events import Event
from hemiface.operations.annotations import read_annotations
from hemiface.operations.inputs import read_input
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.reporting import save_text
from hemiface.operations.review import Review
from hemiface.operations.session import Session


@dataclass(frozen=True, slots=True)
class EmgEvents:
    """What surface EMG shows, on the clock of the video.

    Parameters
    ----------
    shift_s
        What was added to the clock of the EMG, in seconds.
    rate_hz, duration_s
        Samples a second, and length in seconds.
    events
        Blinks, spasms and movements, in order of time.
    match
        How the blinks told the shift; None where it was given.
    """

    shift_s: float
    rate_hz: float
    duration_s: float
    events: tuple[Event, ...]
    match: ClockMatch | None = None


@dataclass(frozen=True, slots=True)
class EmgBeside:
    """Surface EMG beside a video.

    Parameters
    ----------
    found
        What it shows.
    curves
        Strength of the muscles over the time of the video.
    """

    found: EmgEvents
    curves: EmgCurves


@needs(Permission.WORK_WITH_FILES)
def list_channels(session: Session, path: Path) -> tuple[str, ...]:
    """Names of the channels of a file with EMG.

    Raises
    ------
    SettingsError
        If it cannot be read.
    """
    del session
    try:
        return list_emg_channels(read_input(path), path.suffix)
    except (OSError, ValueError, ImportError) as error:
        raise _unreadable(path, error) from error


@needs(Permission.WORK_WITH_FILES)
def find_in_emg(
    session: Session,
    path: Path,
    channels: Mapping[Side, str],
    *,
    shift_s: float = 0.0,
    blinks_of: Path | None = None,
) -> EmgEvents:
    """Find contractions in surface EMG, and put them on the clock of the video.

    Parameters
    ----------
    path
        EDF, BDF, or a table.
    channels
        Name of each side's channel.
    shift_s
        What to add to the clock of the EMG, in seconds: when a clap is seen less when it is
        in the EMG.
    blinks_of
        Results or annotations of the video, whose blinks give the shift instead.

    Raises
    ------
    SettingsError
        If the file cannot be read, has too few samples a second, or the blinks do not meet.
    """
    del session
    try:
        emg = parse_emg(read_input(path), path.suffix, channels)
        video = read_annotations(blinks_of).events if blinks_of is not None else None
        return _find(emg, shift_s, video)
    except (OSError, ValueError, ImportError) as error:
        if isinstance(error, SettingsError):
            raise
        raise _unreadable(path, error) from error


@open_to_all
def name_channels(data: bytes, suffix: str) -> tuple[str, ...]:
    """Names of the channels in the bytes of a file with EMG.

    Raises
    ------
    SettingsError
        If it cannot be read.
    """
    try:
        return list_emg_channels(data, suffix)
    except (OSError, ValueError, ImportError) as error:
        raise _unreadable(None, error) from error


@open_to_all
def put_beside(
    review: Review,
    data: bytes,
    suffix: str,
    channels: Mapping[Side, str],
    *,
    shift_s: float | None = None,
) -> EmgBeside:
    """Put surface EMG beside a video that somebody looks at; nothing of it is kept.

    Parameters
    ----------
    review
        The video, which whoever asks was allowed to see.
    data, suffix
        The file, and the end of its name.
    channels
        Name of each side's channel.
    shift_s
        What to add to the clock of the EMG, in seconds; None takes it from the blinks of both.

    Raises
    ------
    SettingsError
        If the file cannot be read, has too few samples a second, or the blinks do not meet.
    """
    try:
        emg = parse_emg(data, suffix, channels)
        found = _find(emg, shift_s or 0.0, review.analysis.events if shift_s is None else None)
        until_s = float(review.analysis.signals.time[-1])
        return EmgBeside(found, draw_curves(emg.shifted(found.shift_s), until_s))
    except (OSError, ValueError, ImportError) as error:
        raise _unreadable(None, error) from error


def _find(emg: EmgRecording, shift_s: float, video: Sequence[Event] | None) -> EmgEvents:
    """Events of EMG on the clock of the video, whose blinks tell the shift where it is given."""
    match = match_blinks(find_emg_events(emg), video) if video is not None else None
    shift_s = match.shift_s if match else shift_s
    events = find_emg_events(emg.shifted(shift_s))
    return EmgEvents(shift_s, emg.rate_hz, emg.duration_s, events, match)


@needs(Permission.WORK_WITH_FILES)
def save_emg_events(session: Session, found: EmgEvents, target: Path) -> None:
    """Write the events as a table that `agree` takes as those of a rater.

    Raises
    ------
    OutputNotWritableError
        If it cannot be written.
    """
    save_text(session, events_to_csv(found.events), target)


def _unreadable(path: Path | None, error: Exception) -> SettingsError:
    if isinstance(error, ImportError):
        return SettingsError("no_edfio")
    if path is None:
        return SettingsError("emg_unread_here", reason=str(error))
    return SettingsError("emg_unread", path=path, reason=str(error))
