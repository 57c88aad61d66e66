"""Brow, cheek, mouth corner and chin of each side, in the frame of the head."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Region, Side
from hemiface.model.face_mesh import NOSE_BRIDGE, SIDES
from hemiface.model.landmarks import Landmarks
from hemiface.model.signals import Mask, Series
from hemiface.settings import SignalSettings
from hemiface.signals.filters import filter_smooth
from hemiface.signals.head_pose_by_skin import settle_head
from hemiface.signals.headframe import HeadFrame
from hemiface.signals.skin import PATCHES, read_skin, steady_head

PULL_DEG = 45.0
"""Direction of pull at the mouth corner above the horizontal: that of zygomaticus major,
outwards and upwards."""


@dataclass(frozen=True, slots=True)
class RegionMovement:
    """One region of one side.

    Parameters
    ----------
    movement_mm
        Movement from the usual place, shape ``(n_frames,)``.
    resting_mm
        Usual height above the bridge of the nose.
    """

    movement_mm: Series
    resting_mm: float


def compute_regions(
    landmarks: Landmarks,
    head: HeadFrame,
    settings: SignalSettings,
    covered: Mapping[Side, Mask] | None = None,
) -> dict[Side, dict[Region, RegionMovement]]:
    """Movement of every region but the lids, by side.

    Brow, cheek and chin move up and down; the mouth corner moves along its line of pull.

    Parameters
    ----------
    landmarks
        The face.
    head
        Its head frame.
    settings
        Parameters of this stage.
    covered
        Frames on which something lay over mouth, cheek or chin of each side: what is read off a
        hand is no usual place.
    """
    nose = _mean_place(landmarks, head, NOSE_BRIDGE)
    steady = steady_head(landmarks.time, head)
    if landmarks.patches is not None:
        steady = settle_head(landmarks, landmarks.patches, steady)
    movements: dict[Side, dict[Region, RegionMovement]] = {side: {} for side in Side}
    for side in SIDES:
        for region, points in SIDES[side].regions.items():
            place = _mean_place(landmarks, head, points) - nose
            along = place @ _direction(side, region)
            if region in PATCHES[side] and landmarks.patches is not None:
                # Skin is placed to a tenth of a pixel: smoothed, short pulls would lose a tenth.
                along = read_skin(
                    landmarks,
                    landmarks.patches,
                    steady,
                    along,
                    side=side,
                    region=region,
                    direction=_direction(side, region),
                )
            else:
                along = filter_smooth(landmarks.time, along, settings.smooth_s)
            bare = np.isfinite(along)
            if covered is not None and region is not Region.BROW:
                bare &= ~covered[side]
            movements[side][region] = _movement(along, place, bare)
    return movements


def _mean_place(
    landmarks: Landmarks, head: HeadFrame, points: tuple[int, ...]
) -> NDArray[np.float64]:
    places = head.places_mm(landmarks.points[:, landmarks.columns(points)])
    return np.asarray(places.mean(1), np.float64)


def _direction(side: Side, region: Region) -> NDArray[np.float64]:
    """Direction in which a region's movement counts as positive."""
    if region is not Region.MOUTH:
        return np.array([0.0, 1.0, 0.0])
    outwards = 1.0 if side is Side.LEFT else -1.0
    angle = np.deg2rad(PULL_DEG)
    return np.array([outwards * np.cos(angle), np.sin(angle), 0.0])


def _movement(along: Series, place: NDArray[np.float64], bare: Mask) -> RegionMovement:
    if not bare.any():
        return RegionMovement(along, float("nan"))
    return RegionMovement(along - np.median(along[bare]), float(np.nanmedian(place[bare, 1])))
