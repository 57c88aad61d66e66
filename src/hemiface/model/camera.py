"""A recording in the making: how the face stands before the camera, and what arrived of it."""

from dataclasses import dataclass
from enum import StrEnum

from hemiface.model.anatomy import Side


class FramingFlaw(StrEnum):
    """What can be wrong with how a face stands before the camera."""

    NO_FACE = "no_face"
    SECOND_PERSON = "second_person"
    FAR = "far"
    OUTSIDE = "outside"
    DARK = "dark"
    BRIGHT = "bright"
    UNEVEN = "uneven"
    TURNED = "turned"
    GLARE = "glare"


@dataclass(frozen=True, slots=True)
class FramingFault:
    """One thing to put right before the camera.

    Parameters
    ----------
    flaw
        What is wrong.
    side
        On which side of the person; None where it is no matter of one side. A head turned to
        the person's left has the left.
    """

    flaw: FramingFlaw
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Framing:
    """How a face stands in one picture.

    Parameters
    ----------
    n_faces
        Faces in the picture.
    eye_distance_px
        Distance between the outer eye corners in pixels of the camera; None without a face.
    yaw_deg
        Head turned to the person's left, in degrees; None without a face.
    faults
        What to put right, in the order in which it matters.
    """

    n_faces: int
    eye_distance_px: float | None
    yaw_deg: float | None
    faults: tuple[FramingFault, ...]


class CameraVerdict(StrEnum):
    """Whether a recording can be measured, by the pictures that arrived."""

    GOOD = "good"
    FLAGGED = "flagged"
    REFUSED = "refused"


class ArrivalFlaw(StrEnum):
    """What can be wrong with the pictures that arrived."""

    EMPTY = "empty"
    SHORT = "short"
    GAPS = "gaps"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What arrived of a recording, by the times of its pictures.

    Parameters
    ----------
    n_pictures
        How many there are.
    length_s
        From the first to the last of them, in seconds.
    rate_hz
        Pictures a second over the whole length, gaps included; None below two pictures.
    lost_s, longest_gap_s
        Time without pictures in all, and the longest stretch of it, in seconds.
    verdict
        Whether it can be measured.
    flaw
        The worst that is wrong; None where nothing is.
    """

    n_pictures: int
    length_s: float
    rate_hz: float | None
    lost_s: float
    longest_gap_s: float
    verdict: CameraVerdict
    flaw: ArrivalFlaw | None
