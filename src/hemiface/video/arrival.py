"""What really arrived of a recording: programs that record leave pictures out without a word."""

from pathlib import Path

import numpy as np

from hemiface.model.camera import Arrival, ArrivalFlaw, CameraVerdict
from hemiface.model.quality import LEAST_LENGTH_S
from hemiface.model.timebase import GAP_FACTOR, Times, usual_interval_s
from hemiface.settings import VideoSettings
from hemiface.video.container import open_container
from hemiface.video.damage import DamageLog
from hemiface.video.decode import read_packets
from hemiface.video.quality import GOOD_RATE_HZ, LOST_SHARE
from hemiface.video.source import convert_errors

_LEAST_RATE_HZ = 20.0
"""A spasm lasts a tenth of a second or more: below this rate it may show on one picture only."""

_MOST_LOST_SHARE = 0.05
"""Share of the time that may be missing; beyond, rates and durations mean little."""

_LONGEST_GAP_S = 1.5
"""A stretch without a picture in which a whole bout of spasms can go by."""


def count_arrival(path: Path) -> Arrival:
    """Count the pictures of a recording by their times, all of them; none is decoded.

    Raises
    ------
    VideoError
        If it is no video.
    """
    with convert_errors(path), open_container(path, VideoSettings()) as opened:
        stamps = {
            packet.pts
            for packet in read_packets(opened, DamageLog())
            if packet is not None and packet.size and packet.pts is not None
        }
        times = np.array(sorted(stamps), np.float64) * float(opened.unit)
    return judge_times(times)


def judge_times(time: Times) -> Arrival:
    """Say whether a recording with these picture times can be measured.

    Parameters
    ----------
    time
        Presentation times in seconds, shape ``(n_frames,)``.
    """
    if time.size < 2:
        return Arrival(time.size, 0.0, None, 0.0, 0.0, CameraVerdict.REFUSED, ArrivalFlaw.EMPTY)
    steps, usual = np.diff(time), usual_interval_s(time)
    # With half of the pictures lost, the usual step itself is a gap.
    usual = min(usual, 1 / _LEAST_RATE_HZ)
    gaps = steps[steps > GAP_FACTOR * usual]
    lost = float((gaps - usual).sum())
    longest = float(gaps.max(initial=0.0))
    length = float(time[-1] - time[0])
    rate = (time.size - 1) / length
    verdict, flaw = _judge(length, rate, lost, longest, steady=bool(_is_steady(steps)))
    return Arrival(int(time.size), length, rate, lost, longest, verdict, flaw)


def _is_steady(steps: Times) -> bool:
    """Whether a slow recording is evenly slow: the camera's doing, and not lost pictures."""
    return float(np.percentile(steps, 90)) < GAP_FACTOR * float(np.percentile(steps, 10))


def _judge(
    length: float, rate: float, lost: float, longest: float, *, steady: bool
) -> tuple[CameraVerdict, ArrivalFlaw | None]:
    slow = rate < _LEAST_RATE_HZ
    holes = lost > _MOST_LOST_SHARE * length or longest > _LONGEST_GAP_S
    if slow or holes:
        evenly = slow and steady and longest <= _LONGEST_GAP_S
        return CameraVerdict.REFUSED, ArrivalFlaw.SLOW if evenly or not holes else ArrivalFlaw.GAPS
    if length < LEAST_LENGTH_S:
        return CameraVerdict.REFUSED, ArrivalFlaw.SHORT
    if round(rate) < GOOD_RATE_HZ:
        return CameraVerdict.FLAGGED, ArrivalFlaw.SLOW
    if lost > LOST_SHARE * length:
        return CameraVerdict.FLAGGED, ArrivalFlaw.GAPS
    return CameraVerdict.GOOD, None
