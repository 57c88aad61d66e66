"""What is poor about a recording as a file: its rate, its gaps, its length."""

import numpy as np

from hemiface.model.quality import Flaw, QualityFlag, Severity
from hemiface.model.timebase import GAP_FACTOR, Times, usual_interval_s
from hemiface.model.video import Damage, VideoInfo

GOOD_RATE_HZ = 25.0
"""A blink closes in about a tenth of a second: two or three frames at this rate."""

POOR_RATE_HZ = 15.0
"""Below this a quick contraction can fall between two frames."""

SHORT_S = 10.0
"""Rates per minute from less than this rest on very few events."""

SMALL_SIDE_PX = 240
"""A face in a smaller picture is too small to show movement of a millimeter."""

LOST_SHARE = 0.01
"""Share of the recording that may be missing before it matters."""


def assess_file(info: VideoInfo) -> tuple[QualityFlag, ...]:
    """What a look at the file alone shows, before it is read.

    Damage and dropped frames are not looked for.
    """
    length = info.duration_s
    flags = [_rate_flag(info.frame_rate_hz, length or 0.0), _length_flag(length)]
    if min(info.width, info.height) < SMALL_SIDE_PX:
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


def assess_reading(time: Times, damage: tuple[Damage, ...]) -> tuple[QualityFlag, ...]:
    """What reading the whole recording has shown.

    Parameters
    ----------
    time
        Times of all frames read, in seconds, shape ``(n_frames,)``.
    damage
        Stretches that could not be read.
    """
    usual = usual_interval_s(time)
    length = float(time[-1] - time[0] + usual) if time.size > 1 else 0.0
    flags = [
        _rate_flag(1 / usual if usual > 0 else None, length),
        _length_flag(length),
        _gap_flag(time, usual, length),
        *(_damage_flag(piece) for piece in damage),
    ]
    return tuple(flag for flag in flags if flag is not None)


def _rate_flag(rate_hz: float | None, length: float) -> QualityFlag | None:
    if rate_hz is None or round(rate_hz) >= GOOD_RATE_HZ:
        return None
    poor = rate_hz < POOR_RATE_HZ
    return QualityFlag.build(
        Flaw.LOW_FRAME_RATE,
        Severity.SERIOUS if poor else Severity.WARNING,
        0.0,
        length,
        kind="missed" if poor else "coarse",
        rate_hz=rate_hz,
    )


def _length_flag(length: float | None) -> QualityFlag | None:
    if length is None or length >= SHORT_S:
        return None
    return QualityFlag.build(Flaw.SHORT, Severity.WARNING, 0.0, length, length_s=length)


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
