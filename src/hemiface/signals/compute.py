"""The stage: landmarks of a face in, each side's movement in millimeters out."""

import numpy as np

from hemiface.model.anatomy import Region, Side
from hemiface.model.landmarks import Landmarks
from hemiface.model.signals import Mask, Series, SideSignals, SignalName, Signals
from hemiface.settings import SignalSettings
from hemiface.signals.cheek_cover import find_cheeks_covered
from hemiface.signals.eyelid import Lids, compute_lids
from hemiface.signals.filters import noise_floor
from hemiface.signals.flutter import compute_flutter
from hemiface.signals.headframe import fit_head_frame
from hemiface.signals.lid_color_check import find_blinks, find_untrusted
from hemiface.signals.lowerface import RegionMovement, compute_regions
from hemiface.signals.mouth import mouth_opening_mm
from hemiface.signals.mouth_cover import find_mouth_covered
from hemiface.signals.readings import eye_width_mm

LOWER_FACE = frozenset(
    {SignalName.MOUTH_CORNER_EXCURSION, SignalName.CHEEK_RAISE, SignalName.CHIN_RAISE}
)
"""What cannot be seen of a side whose mouth or cheek lies beyond the edge of the picture, below a
mask or below a hand."""

TRUSTED_YAW_DEG = 30.0
"""Head turn beyond which one side of the face is too far from the camera to be measured."""


def compute_signals(landmarks: Landmarks, settings: SignalSettings) -> Signals:
    """Measure every region of both sides.

    Parameters
    ----------
    landmarks
        One person's face; at least one frame with a face.
    settings
        Parameters of this stage.
    """
    head = fit_head_frame(landmarks)
    lids = compute_lids(landmarks, head, settings)
    flutter = compute_flutter(
        landmarks.time,
        {side: (lids.unleaked[side], lids.readings.pixels[side]) for side in Side},
        lids.closure,
        head.mm_per_px,
        settings,
    )
    doubts = find_untrusted(
        {side: landmarks.eyes[side].color for side in Side},
        lids.closure,
        lids.asymmetry,
        landmarks.time,
        yaw_deg=head.yaw_deg,
    )
    lids = lids.without(doubts, find_blinks(lids.closure, landmarks.time))
    # Flutter is told by comparison: it takes both eyes.
    both = lids.visible[Side.LEFT] & lids.visible[Side.RIGHT]
    flutter = {side: np.where(both, row, np.nan) for side, row in flutter.items()}
    valid = np.isfinite(landmarks.presence) & (np.abs(head.yaw_deg) <= TRUSTED_YAW_DEG)
    mouth_covered = find_mouth_covered(landmarks)
    cheek_covered = find_cheeks_covered(
        landmarks, lids.closure, valid, (head.yaw_deg, head.pitch_deg)
    )
    covered = {side: mouth_covered | cheek_covered[side] for side in Side}
    regions = compute_regions(landmarks, head, settings, covered)
    mouth_seen = valid & ~mouth_covered
    lower_seen = {
        side: valid & ~covered[side] & landmarks.half_inside.get(side, valid) for side in Side
    }
    sides = {
        side: _side(
            landmarks,
            lids,
            side,
            valid,
            lower_seen=lower_seen[side],
            regions=regions[side],
            flutter=flutter[side],
            width_mm=eye_width_mm(landmarks, head, side),
        )
        for side in Side
    }
    return Signals(
        time=landmarks.time,
        valid=valid,
        presence=landmarks.presence,
        head_yaw_deg=head.yaw_deg,
        head_pitch_deg=head.pitch_deg,
        head_roll_deg=head.roll_deg,
        left=sides[Side.LEFT],
        right=sides[Side.RIGHT],
        full_closure_mm=dict(lids.full_mm),
        scale_uncertainty=head.scale_uncertainty,
        closure_asymmetry=np.where(valid, lids.asymmetry, np.nan),
        closure_asymmetry_noise=noise_floor(landmarks.time, lids.combined),
        mouth_opening_mm=np.where(mouth_seen, mouth_opening_mm(landmarks, head), np.nan),
    )


def _side(
    landmarks: Landmarks,
    lids: Lids,
    side: Side,
    valid: Mask,
    *,
    lower_seen: Mask,
    regions: dict[Region, RegionMovement],
    flutter: Series,
    width_mm: float,
) -> SideSignals:
    rows = {
        SignalName.EYELID_APERTURE: lids.aperture_mm[side],
        SignalName.EYELID_CLOSURE: lids.closure[side],
        SignalName.BROW_HEIGHT: regions[Region.BROW].movement_mm,
        SignalName.MOUTH_CORNER_EXCURSION: regions[Region.MOUTH].movement_mm,
        SignalName.CHEEK_RAISE: regions[Region.CHEEK].movement_mm,
        SignalName.CHIN_RAISE: regions[Region.CHIN].movement_mm,
        SignalName.MOTION: landmarks.motion[side],
        SignalName.FLUTTER: flutter,
    }
    rows = {
        name: np.where(lower_seen if name in LOWER_FACE else valid, row, np.nan)
        for name, row in rows.items()
    }
    return SideSignals(
        **{name.value: row for name, row in rows.items()},
        eye_visible=lids.visible[side],
        noise={name: noise_floor(landmarks.time, row) for name, row in rows.items()},
        eye_width_mm=width_mm,
        resting_brow_mm=regions[Region.BROW].resting_mm,
        resting_mouth_mm=regions[Region.MOUTH].resting_mm if lower_seen.any() else None,
    )
