"""Fine rhythmic movement of one lid, as in eyelid myokymia."""

from collections.abc import Mapping

import numpy as np

from hemiface.model.anatomy import Side
from hemiface.model.signals import Mask, Series
from hemiface.model.timebase import Times, bridge
from hemiface.settings import SignalSettings
from hemiface.signals.filters import filter_band, filter_smooth

_WINDOW_S = 0.25
"""Standard deviation of the window over which two readings must swing together."""

_BLINK_REACH_S = 0.2
"""Time around a closure in which a blink would pass for flutter."""

_SHARED_CLOSURE = 0.3
"""Closure of both eyes at once around which no flutter is looked for."""

_RESOLVED_PX = 0.1
"""Swing below which a picture shows no movement: edges are placed to a tenth of a pixel, about,
and what both readings share below that is the grid of the pixels and of the codec's blocks."""


def compute_flutter(
    time: Times,
    readings: Mapping[Side, tuple[Series, Series]],
    closure: Mapping[Side, Series],
    mm_per_px: Series,
    settings: SignalSettings,
) -> dict[Side, Series]:
    """Size of movement in the flutter band that two readings of an eye share.

    Noise of one reading is not in the other, so the mean of their product holds the
    movement alone.

    Parameters
    ----------
    time
        Presentation times in seconds.
    readings
        Two independent readings of the opening in millimeters, by side.
    closure
        Closure by side; frames near a closure of both eyes are left out.
    mm_per_px
        Size of a pixel of the picture on each frame.
    settings
        Band of the flutter.

    Returns
    -------
    dict
        Amplitude in millimeters (half the swing), by side; 0 where the face is too far from
        the camera to show it, NaN near blinks.
    """
    both = np.minimum(closure[Side.LEFT], closure[Side.RIGHT])
    blink: Mask = np.nan_to_num(both, nan=0.0) > _SHARED_CLOSURE
    near_blink = bridge(blink, time, _BLINK_REACH_S)
    rows = {}
    for side, (first, second) in readings.items():
        swing = [
            filter_band(
                time,
                np.where(near_blink, np.nan, row),
                settings.flutter_low_hz,
                settings.flutter_high_hz,
            )
            for row in (first, second)
        ]
        shared = filter_smooth(time, swing[0] * swing[1], _WINDOW_S)
        size = np.sqrt(2 * np.clip(shared, 0, None))
        rows[side] = np.where(size < _RESOLVED_PX * mm_per_px, 0.0, size)
    return rows
