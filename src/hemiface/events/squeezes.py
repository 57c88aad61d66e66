"""What the rest of the face does while both eyes close: cheeks drawn up, brows drawn down."""

from collections.abc import Sequence

import numpy as np

from hemiface.events.peaks import FrameSpan
from hemiface.events.regions import rest_before
from hemiface.model.anatomy import Side
from hemiface.model.signals import SignalName, Signals

_BROW_MM, _BROW_NOISE = 0.4, 3.0
"""How far both brows come down in a squeeze, in millimeters and as multiple of the noise of their
reading: by 2.2 mm and more in held squeezes and .6 mm and more in trains of a rendered two-sided
spasm, by nothing in real eyes that were gently held shut or looked down."""


def cheek_lift_mm(signals: Signals, side: Side, span: FrameSpan) -> float:
    """Median lift of the cheek within a span over what it was just before."""
    return _lift_mm(signals, side, SignalName.CHEEK_RAISE, span)


def are_brows_drawn(signals: Signals, spans: Sequence[FrameSpan]) -> bool:
    """Whether both brows come down in most of the spans, by more than noise.

    Forceful closure draws the brow down with the lids; a gaze or a gentle closure does not.
    """
    name = SignalName.BROW_HEIGHT
    return all(
        float(np.median([_lift_mm(signals, side, name, span) for span in spans]))
        < -max(_BROW_MM, _BROW_NOISE * float(np.nan_to_num(signals.side(side).noise[name])))
        for side in Side
    )


def _lift_mm(signals: Signals, side: Side, name: SignalName, span: FrameSpan) -> float:
    """Median of a signal within a span over what it was just before; 0 where it was not seen."""
    row = signals.side(side).get(name)
    before = row[rest_before(signals.time, span)]
    within = row[span.start : span.stop]
    if not np.isfinite(before).any() or not np.isfinite(within).any():
        return 0.0
    return float(np.nanmedian(within) - np.nanmedian(before))
