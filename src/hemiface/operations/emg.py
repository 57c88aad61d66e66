"""Surface EMG beside a video: aligned with it, and its contractions as events of a rater."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hemiface.errors import SettingsError
from hemiface.events.emg import align_blinks, find_emg_events
from hemiface.formats.emg import list_emg_channels, parse_emg
from hemiface.formats.event_table import events_to_csv
from hemiface.model.actor import Permission
from hemiface.model.anatomy import Side
from hemiface.model.events import Event
from hemiface.operations.annotations import read_annotations
from hemiface.operations.inputs import read_input
from hemiface.operations.permission import needs
from hemiface.operations.reporting import save_text
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
    """

    shift_s: float
    rate_hz: float
    duration_s: float
    events: tuple[Event, ...]


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
        events = find_emg_events(emg)
        if blinks_of is not None:
            shift_s = align_blinks(events, read_annotations(blinks_of).events)
        return EmgEvents(
            shift_s, emg.rate_hz, emg.duration_s, find_emg_events(emg.shifted(shift_s))
        )
    except (OSError, ValueError, ImportError) as error:
        if isinstance(error, SettingsError):
            raise
        raise _unreadable(path, error) from error


@needs(Permission.WORK_WITH_FILES)
def save_emg_events(session: Session, found: EmgEvents, target: Path) -> None:
    """Write the events as a table that `agree` takes as those of a rater.

    Raises
    ------
    OutputNotWritableError
        If it cannot be written.
    """
    save_text(session, events_to_csv(found.events), target)


def _unreadable(path: Path, error: Exception) -> SettingsError:
    if isinstance(error, ImportError):
        return SettingsError("no_edfio")
    return SettingsError("emg_unread", path=path, reason=str(error))
