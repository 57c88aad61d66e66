"""What is poor about a recording as a file: its rate, its gaps, its length."""

from collections.abc import Iterator

import numpy as np

from hemiface.model.quality import Flaw, QualityFlag, Severity, judge_length
from hemiface.model.timebase import GAP_FACTOR, Times, length_s, usual_interval_s
from hemiface.model.video import Damage, VideoInfo

GOOD_RATE_HZ = 25.0
"""A blink closes in about a tenth of a second: two or three frames at this rate."""

_POOR_RATE_HZ = 15.0
"""Below this a quick contraction can fall between two frames."""

_SMALL_SIDE_PX = 240
"""A face in a smaller picture is too small to show movement of a millimeter."""

_FROZEN_S = 0.3
"""A picture that stands for longer than this is a freeze, and no slow camera."""

_REPEATED_SHARE = 0.1
"""Share of repeated pictures from which that is said."""

_TRUE_SPEED = 0.05
"""A file whose speed differs from that of life by less is as quick as life."""

LOST_SHARE = 0.01
"""Share of the recording that may be missing before it matters."""


def assess_file(info: VideoInfo) -> tuple[QualityFlag, ...]:
    """What a look at the file alone shows, before it is read.

    Damage and dropped frames are not looked for.
    """
    length = info.duration_s
    flags = [
        _rate_flag(info.frame_rate_hz, length or 0.0),
        _length_flag(length),
        *_file_flags(info),
    ]
    if min(info.width, info.height) < _SMALL_SIDE_PX:
        flags.append(
            QualityFlag.build(
                Flaw.SMALL_FACE,
                Severity.WARNING,
                0.0,
                length or 0.0,
                kind="picture",
                width=float(info.width),
                height=float(info.height),
            )
        )
    return tuple(flag for flag in flags if flag is not None)


def assess_reading(
    info: VideoInfo, time: Times, repeats: Times, damage: tuple[Damage, ...]
) -> tuple[QualityFlag, ...]:
    """What reading the whole recording has shown.

    Parameters
    ----------
    info
        What the file is.
    time
        Times of the new pictures, in seconds, shape ``(n_frames,)``.
    repeats
        Times of the pictures that only repeat the one before, shape ``(n_repeats,)``.
    damage
        Stretches that could not be read.
    """
    shown = np.union1d(time, repeats)
    usual = usual_interval_s(time)
    length = length_s(shown)
    flags = [
        _rate_flag(1 / usual if usual > 0 else None, length),
        _length_flag(length),
        _gap_flag(shown, usual_interval_s(shown), length),
        *_file_flags(info),
        *_repeat_flags(time, repeats, length),
        *(_damage_flag(piece) for piece in damage),
    ]
    return tuple(flag for flag in flags if flag is not None)


def _file_flags(info: VideoInfo) -> Iterator[QualityFlag]:
    """What a reader should know of the way in which a file was read."""
    length = info.duration_s or 0.0
    if info.n_streams > 1:
        yield QualityFlag.build(
            Flaw.SEVERAL_STREAMS,
            Severity.NOTE,
            0.0,
            length,
            n_streams=float(info.n_streams),
            number=float(info.stream_number),
            width=float(info.width),
            height=float(info.height),
        )
    if not info.timed:
        rate = info.frame_rate_hz or 0.0
        yield QualityFlag.build(Flaw.GUESSED_TIME, Severity.WARNING, 0.0, length, rate_hz=rate)
    if abs(info.slowness - 1) > _TRUE_SPEED:
        yield QualityFlag.build(
            Flaw.SLOW_MOTION,
            Severity.NOTE,
            0.0,
            length,
            kind="known" if info.slowness > 1 else "lapse",
            times=max(info.slowness, 1 / info.slowness),
            rate_hz=info.frame_rate_hz or 0.0,
        )


def _repeat_flags(time: Times, repeats: Times, length: float) -> Iterator[QualityFlag]:
    """Stretches in which the picture stood still, and pictures shown twice all along."""
    shown = np.union1d(time, repeats)
    usual = usual_interval_s(shown)
    place = np.searchsorted(time, repeats, side="right")
    n_twice = 0
    for index in np.unique(place):
        own = repeats[place == index]
        onset = float(time[index - 1]) if index else float(own[0])
        frozen_s = float(own[-1]) + usual - onset
        if frozen_s >= _FROZEN_S:
            yield QualityFlag.build(
                Flaw.FROZEN, Severity.WARNING, onset, frozen_s, frozen_s=frozen_s
            )
        else:
            n_twice += own.size
    if n_twice > _REPEATED_SHARE * shown.size:
        yield QualityFlag.build(
            Flaw.REPEATED_PICTURES,
            Severity.NOTE,
            0.0,
            length,
            n_repeats=float(n_twice),
            n_shown=float(shown.size),
            rate_hz=1 / usual_interval_s(time),
        )


def _rate_flag(rate_hz: float | None, length: float) -> QualityFlag | None:
    if rate_hz is None or round(rate_hz) >= GOOD_RATE_HZ:
        return None
    poor = rate_hz < _POOR_RATE_HZ
    return QualityFlag.build(
        Flaw.LOW_FRAME_RATE,
        Severity.SERIOUS if poor else Severity.WARNING,
        0.0,
        length,
        kind="missed" if poor else "coarse",
        rate_hz=rate_hz,
    )


def _length_flag(length: float | None) -> QualityFlag | None:
    severity = None if length is None else judge_length(length)
    if length is None or severity is None:
        return None
    return QualityFlag.build(Flaw.SHORT, severity, 0.0, length, length_s=length)


def _gap_flag(time: Times, usual: float, length: float) -> QualityFlag | None:
    steps = np.diff(time)
    gaps = np.flatnonzero(steps > GAP_FACTOR * usual)
    if gaps.size == 0:
        return None
    lost = float((steps[gaps] - usual).sum())
    first, last = time[gaps[0]], time[gaps[-1] + 1]
    return QualityFlag.build(
        Flaw.DROPPED_FRAMES,
        Severity.WARNING if lost > LOST_SHARE * length else Severity.NOTE,
        float(first),
        float(last - first),
        lost_s=lost,
        n_gaps=float(gaps.size),
    )


def _damage_flag(damage: Damage) -> QualityFlag:
    return QualityFlag.build(
        Flaw.DAMAGED,
        Severity.WARNING,
        damage.onset,
        damage.duration,
        fault=damage.fault or damage.message,
        detail=damage.detail,
    )
