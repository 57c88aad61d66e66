"""Each side's movement over time, in millimeters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Region, Side
from hemiface.model.timebase import Times, check_times

Series: TypeAlias = NDArray[np.float64]
"""One value a frame, shape ``(n_frames,)``; NaN where nothing could be measured."""

Mask: TypeAlias = NDArray[np.bool_]
"""One yes or no a frame, shape ``(n_frames,)``."""


class SignalName(StrEnum):
    """The signals of one side, with the unit in the name."""

    EYELID_APERTURE = "eyelid_aperture_mm"
    EYELID_CLOSURE = "eyelid_closure"
    BROW_HEIGHT = "brow_height_mm"
    MOUTH_CORNER_EXCURSION = "mouth_corner_excursion_mm"
    CHEEK_RAISE = "cheek_raise_mm"
    CHIN_RAISE = "chin_raise_mm"
    MOTION = "motion"
    FLUTTER = "flutter_mm"


REGION_SIGNALS: Mapping[Region, SignalName] = {
    Region.BROW: SignalName.BROW_HEIGHT,
    Region.CHEEK: SignalName.CHEEK_RAISE,
    Region.MOUTH: SignalName.MOUTH_CORNER_EXCURSION,
    Region.CHIN: SignalName.CHIN_RAISE,
}
"""Signal in which each region shows; the eyelid has several."""


@dataclass(frozen=True, slots=True)
class SideSignals:
    """What one side of the face does, frame by frame.

    Every row has the shape ``(n_frames,)`` and is NaN where it is not to be trusted.

    Parameters
    ----------
    eyelid_aperture_mm
        Opening between the lids.
    eyelid_closure
        Share of this person's own full closure: 0 as open as usual, 1 shut.
    brow_height_mm
        Brow above the nose, as change from usual; up is positive.
    mouth_corner_excursion_mm
        Mouth corner along its line of pull, 45 degrees outwards and up, from where it
        usually rests; away from the midline is positive.
    cheek_raise_mm
        Lower lid and cheek, as change from usual; up is positive.
    chin_raise_mm
        Skin of the chin below the lower lip, as change from usual; up is positive.
    motion
        Movement energy of the stabilised half face in 2 Hz and above, no unit.
    flutter_mm
        Size of rhythmic 3-9 Hz movement of the lids.
    eye_visible
        Whether the eye was seen, not covered by a hand, hair or glare.
    noise
        Noise floor of each signal in its own unit: the standard deviation of the rows
        above when nothing moves.
    eye_width_mm
        Distance between the corners of the eye; None where it was not measured.
    resting_brow_mm
        Height of the resting brow above the line through the eye corners.
    resting_mouth_mm
        Height of the resting mouth corner along the midline of the face; up is positive,
        and only the difference between the sides has a meaning.
    """

    eyelid_aperture_mm: Series
    eyelid_closure: Series
    brow_height_mm: Series
    mouth_corner_excursion_mm: Series
    cheek_raise_mm: Series
    chin_raise_mm: Series
    motion: Series
    flutter_mm: Series
    eye_visible: Mask
    noise: Mapping[SignalName, float]
    eye_width_mm: float | None = None
    resting_brow_mm: float | None = None
    resting_mouth_mm: float | None = None

    def get(self, name: SignalName) -> Series:
        """Row of the given name."""
        row: Series = getattr(self, name.value)
        return row


@dataclass(frozen=True, slots=True)
class Signals:
    """Both sides of one face over one recording.

    Parameters
    ----------
    time
        Presentation times in seconds, shape ``(n_frames,)``.
    valid
        Frames on which the face was seen well enough to measure.
    presence
        How sure the network is that it looks at a face, 0..1.
    head_yaw_deg, head_pitch_deg, head_roll_deg
        Head pose: turned to the person's left, looking up, and tilted to the
        person's left shoulder are positive.
    left, right
        The person's own sides.
    full_closure_mm
        Aperture lost between usual opening and full closure, by side.
    scale_uncertainty
        Relative standard uncertainty of every millimeter value.
    closure_asymmetry
        Left minus right closure on which the independent readings agree; the part
        that none of them contradicts. Shape ``(n_frames,)``.
    closure_asymmetry_noise
        Scatter of the difference by all readings together when nothing moves.
    mouth_opening_mm
        Gap between the lips in the middle; given as an empty row where it was not measured,
        which makes it all NaN.

    Raises
    ------
    ValueError
        If the times do not increase strictly or a row has another length.
    """

    time: Times
    valid: Mask
    presence: Series
    head_yaw_deg: Series
    head_pitch_deg: Series
    head_roll_deg: Series
    left: SideSignals
    right: SideSignals
    full_closure_mm: Mapping[Side, float]
    scale_uncertainty: float
    closure_asymmetry: Series
    closure_asymmetry_noise: float = 0.0
    mouth_opening_mm: Series = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        """Hold every row to the length of the time axis."""
        check_times(self.time)
        if not self.mouth_opening_mm.size:
            object.__setattr__(self, "mouth_opening_mm", np.full(self.time.shape, np.nan))
        rows = [self.valid, self.presence, self.head_yaw_deg, self.head_pitch_deg]
        rows += [self.head_roll_deg, self.closure_asymmetry, self.mouth_opening_mm]
        for side in (self.left, self.right):
            rows += [side.get(name) for name in SignalName] + [side.eye_visible]
        if any(row.shape != self.time.shape for row in rows):
            raise ValueError("every signal needs one value a frame")

    @property
    def both_seen(self) -> Mask:
        """Frames on which the face could be measured and both eyes were seen."""
        return self.valid & self.left.eye_visible & self.right.eye_visible

    def side(self, side: Side) -> SideSignals:
        """Signals of the given side."""
        return self.left if side is Side.LEFT else self.right
