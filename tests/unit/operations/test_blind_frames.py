"""What a blind rater's page draws from says where the face is, and nothing that was measured."""

import numpy as np
from tests.recordings import make_recording
from tests.reviews import EYES, still_track

from hemiface.model.playback import FrameTimes
from hemiface.operations.event_ratings import hide_curves
from hemiface.operations.playback import pack_frames


def test_the_places_stay_and_the_curves_go() -> None:
    analysis = make_recording((), 4.0)
    time = analysis.signals.time
    packed = hide_curves(pack_frames(analysis, still_track(analysis), FrameTimes(time, time)))
    count, rows = np.frombuffer(packed, "<u4", 2)
    values = np.frombuffer(packed, "<f4", offset=8 + 16 * int(count)).reshape(int(rows), -1)
    assert np.isnan(values[:-10]).all()
    assert np.isfinite(values[-10:]).all()
    assert np.allclose(values[-6:].T, EYES)
