"""Surface EMG beside a video: aligned with it, and its contractions as events of a rater."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hemiface.errors import HemifaceError, SettingsError
from hemiface.errors.faults import find_reason
from hemiface.events.clocks import find_claps, match_blinks, match_claps
from hemiface.events.emg import draw_curves, find_emg_events
from hemiface.formats.emg import list_emg_channels, parse_channels, parse_emg
from hemiface.formats.event_table import events_to_csv
from hemiface.model.actor import Permission
from hemiface.model.anatomy import Side
from hemiface.model.emg import ClapMatch, ClockMatch, EmgCurves, EmgRecording
from hemiface.model.events import Event
from hemiface.model.playback import RecordingBytes
from hemiface.operations.annotations import read_annotations
from hemiface.operations.inputs import read_input
from hemiface.operations.permission import needs, open_to_all
from hemiface.operations.reporting import save_text
from hemiface.operations.review import Review
from hemiface.operations.session import Session
from hemiface.video import LOUDNESS_HZ, read_loudness


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
        How blinks or claps told the shift; None where it was given.
    """

    shift_s: float
    rate_hz: float
    duration_s: float
    events: tuple[Event, ...]
    match: ClockMatch | ClapMatch | None = None


@dataclass(frozen=True, slots=True)
class HeardClaps:
    """Where claps are that both the video and the EMG hold.

    Parameters
    ----------
    video
        The video, with its sound.
    channel
        Channel of the EMG that shows them: a microphone, or a mark.
    """

    video: Path
    channel: str


@dataclass(frozen=True, slots=True)
class HeardBytes:
    """Claps that both a video and the EMG hold, where the video is no file of its own.

    Parameters
    ----------
    footage
        The video, with its sound.
    channel
        Channel of the EMG that shows them.
    """

    footage: RecordingBytes
    channel: str


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
    claps: HeardClaps | None = None,
) -> EmgEvents:
    """Find contractions in surface EMG, and put them on the clock of the video.

    Parameters
    ----------
    path
        EDF, BDF, or a table.
    channels
        Name of each side's channel.
    shift_s
        What to add to the clock of the EMG, in seconds.
    blinks_of
        Results or annotations of the video, whose blinks give the shift instead.
    claps
        Claps that give the shift instead.

    Raises
    ------
    SettingsError
        If the file cannot be read, has too few samples a second, or blinks or claps do not meet.
    VideoError
        If the video of the claps cannot be read or has no sound.
    """
    del session
    try:
        data = read_input(path)
        emg = parse_emg(data, path.suffix, channels)
        if claps is not None:
            return _find(emg, _match_claps(data, path.suffix, claps))
        if blinks_of is not None:
            return _find(
                emg, match_blinks(find_emg_events(emg), read_annotations(blinks_of).events)
            )
        return _find(emg, shift_s)
    except (OSError, ValueError, ImportError) as error:
        if isinstance(error, HemifaceError):
            raise
        raise _unreadable(path, error) from error


def _match_claps(data: bytes, suffix: str, claps: HeardClaps) -> ClapMatch:
    """How far the clocks are apart by what the video sounds like and a channel shows."""
    channel = parse_channels(data, suffix, [claps.channel])[claps.channel]
    heard = find_claps(read_loudness(claps.video), LOUDNESS_HZ)
    return match_claps(find_claps(channel.values, channel.rate_hz) + channel.start_s, heard)


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
    heard: HeardBytes | None = None,
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
        What to add to the clock of the EMG, in seconds; None takes it from claps, or from the
        blinks of both.
    heard
        Claps that give the shift.

    Raises
    ------
    SettingsError
        If the file cannot be read, has too few samples a second, or blinks or claps do not meet.
    VideoError
        If the video of the claps has no sound.
    """
    try:
        emg = parse_emg(data, suffix, channels)
        shift: float | ClockMatch | ClapMatch
        if shift_s is not None:
            shift = shift_s
        elif heard is not None:
            with _write_out(heard.footage) as video:
                shift = _match_claps(data, suffix, HeardClaps(video, heard.channel))
        else:
            shift = match_blinks(find_emg_events(emg), review.analysis.events)
        found = _find(emg, shift)
        until_s = float(review.analysis.signals.time[-1])
        return EmgBeside(found, draw_curves(emg.shifted(found.shift_s), until_s))
    except (OSError, ValueError, ImportError) as error:
        if isinstance(error, HemifaceError):
            raise
        raise _unreadable(None, error) from error


@contextmanager
def _write_out(footage: RecordingBytes) -> Iterator[Path]:
    """A plain copy that only this user can read, for as long as it is listened to."""
    from hemiface.records.workspace import private_workspace

    with private_workspace(footage.size_bytes) as folder:
        video = folder / "video"
        with video.open("wb") as plain:
            plain.writelines(footage.read_span(0, footage.size_bytes))
        yield video


def _find(emg: EmgRecording, shift: float | ClockMatch | ClapMatch) -> EmgEvents:
    """Events of EMG on the clock of the video."""
    match = None if isinstance(shift, float) else shift
    shift_s = shift if isinstance(shift, float) else shift.shift_s
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
        return SettingsError("emg_unread_here", reason=find_reason(error))
    return SettingsError("emg_unread", path=path, reason=find_reason(error))
