"""How far the clocks of a video and of surface EMG are apart: by blinks or by claps in both."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from hemiface.errors.faults import ReasonError
from hemiface.model.emg import ClapMatch, ClockMatch
from hemiface.model.events import Event, EventType
from hemiface.model.signals import Series
from hemiface.model.timebase import Times

_LEAST_BLINKS = 3
"""Blinks that EMG and video must share for one to be shifted onto the other."""
_MEET_S = 0.1
"""How far apart the onsets of one blink may lie in EMG and video: the muscle is earlier."""
_CLAPS_MEET_S = 0.02
"""How far apart a clap may lie in both: sound and picture of a phone are about so far apart."""
_CLAP_S = 0.25
"""How long a clap is at most, echo and all; what comes nearer is the same one."""
_CLAP_SHARE, _CLAP_ABOVE = 0.4, 10.0
"""Share of the loudest that a clap has, and how many times louder it is than it mostly is."""


def match_blinks(emg: Sequence[Event], video: Sequence[Event], most_s: float = 30.0) -> ClockMatch:
    """How far the clocks are apart: what makes most blinks of EMG and video meet, and how many.

    The shift at which most blinks of both meet is taken, then the median of what is left.

    Parameters
    ----------
    emg, video
        Events of both.
    most_s
        Largest shift that is tried.

    Raises
    ------
    ValueError
        If there are fewer than three blinks in either, or they meet at no shift.
    """
    first, second = (
        np.array([one.onset for one in events if one.event_type is EventType.BLINK])
        for events in (emg, video)
    )
    if min(first.size, second.size) < _LEAST_BLINKS:
        raise ReasonError("few_blinks")
    shifts = (second[None, :] - first[:, None]).reshape(-1)
    shifts = np.sort(shifts[np.abs(shifts) <= most_s])
    meeting = _count_meeting(shifts, _MEET_S)
    fewer = min(first.size, second.size)
    if not meeting.size or meeting.max() < max(_LEAST_BLINKS, 0.5 * fewer):
        raise ReasonError("no_meeting")
    best = float(shifts[int(np.argmax(meeting))])
    near = shifts[np.abs(shifts - best) <= _MEET_S]
    shift = float(np.median(near))
    elsewhere = meeting[np.abs(shifts - shift) > 2 * _MEET_S]
    return ClockMatch(
        shift,
        int(near.size),
        int(fewer),
        int(elsewhere.max(initial=0)),
        1.4826 * float(np.median(np.abs(near - shift))),
    )


def find_claps(strength: Series, rate_hz: float) -> Times:
    """When somebody claps: short, sudden, and among the loudest of the recording.

    Parameters
    ----------
    strength
        Loudness, or the values of any channel that a clap or its mark shows in, shape
        ``(n_samples,)``; a channel's slow drift and its sign do not matter.
    rate_hz
        Samples a second.

    Returns
    -------
    ndarray
        Seconds from the first sample, in order.
    """
    if strength.size < 3:
        return np.empty(0)
    jump = np.abs(np.diff(np.nan_to_num(strength), prepend=np.nan_to_num(strength[:1])))
    width = max(round(_CLAP_S * rate_hz), 1)
    least = max(_CLAP_SHARE * float(jump.max()), _CLAP_ABOVE * float(np.mean(jump)))
    loud = np.flatnonzero(jump >= least)
    if not jump.any() or not loud.size:
        return np.empty(0)
    first = np.concatenate([[True], np.diff(loud) > width])
    # What goes on sounding, such as a voice, is no clap.
    smooth = ndimage.uniform_filter1d(jump, width, origin=-(width // 2))
    onsets = [int(place) for place in loud[first] if smooth[place] <= 0.5 * jump[place]]
    return np.asarray(onsets, np.float64) / rate_hz


def match_claps(emg: Times, video: Times) -> ClapMatch:
    """How far the clocks are apart by the claps heard in both.

    Parameters
    ----------
    emg, video
        When claps are, each on its own clock, in seconds.

    Raises
    ------
    ValueError
        If there is no clap in one of them, or more than one shift fits as well.
    """
    if not emg.size or not video.size:
        raise ReasonError("no_clap_in_video" if emg.size else "no_clap_in_emg")
    shifts = np.sort((video[None, :] - emg[:, None]).reshape(-1))
    meeting = _count_meeting(shifts, _CLAPS_MEET_S)
    best = float(shifts[int(np.argmax(meeting))])
    near = shifts[np.abs(shifts - best) <= _CLAPS_MEET_S]
    elsewhere = meeting[np.abs(shifts - best) > 2 * _CLAPS_MEET_S]
    if elsewhere.size and elsewhere.max() >= near.size:
        raise ReasonError("several_meetings")
    return ClapMatch(float(np.median(near)), int(near.size), int(min(emg.size, video.size)))


def _count_meeting(shifts: NDArray[np.float64], apart_s: float) -> NDArray[np.int64]:
    """Pairs that lie together at each of the shifts, which are in order."""
    return np.asarray(
        np.searchsorted(shifts, shifts + apart_s, "right")
        - np.searchsorted(shifts, shifts - apart_s, "left")
    )
