"""The stage: frames of a video in, one person's landmarks out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import cv2
import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.cheeks import LOOKED_FOR as CHEEKS_LOOKED_FOR
from hemiface.landmarks.cheeks import CheekReader
from hemiface.landmarks.engine import Engine
from hemiface.landmarks.eye import EyeCrop, EyeHolder, read_apertures
from hemiface.landmarks.frame_selection import FrameSelector
from hemiface.landmarks.geometry import Square, crop_matrix, lies_inside, take_luma
from hemiface.landmarks.halfface import (
    HalfFaces,
    MidlineHolder,
    make_half_faces,
    read_half_faces,
)
from hemiface.landmarks.interpolation import follow_some
from hemiface.landmarks.lips import LOOKED_FOR, LipReader
from hemiface.landmarks.motion import MotionReader
from hemiface.landmarks.optical_flow import PatchTracker
from hemiface.landmarks.repeats import change_within, find_repeats, without_repeats
from hemiface.landmarks.row_buffer import RowBuffer
from hemiface.landmarks.scenecuts import SceneWatcher
from hemiface.landmarks.tracking import FaceTracker, TrackedFrame
from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import FOLLOWED, KEPT, SIDES
from hemiface.model.landmarks import (
    COLOR_HEIGHT,
    COLOR_WIDTH,
    THUMBNAIL_HEIGHT,
    THUMBNAIL_WIDTH,
    CheekReadings,
    EyeReadings,
    Landmarks,
    LipReadings,
    Patches,
)
from hemiface.model.video import Frame
from hemiface.settings import LandmarkSettings

KEPT_PLACES = np.array(KEPT)

IRIS_ENDS = np.array([SIDES[side].iris[::2] for side in Side])
"""Left and right end of each iris: lids hide its upper and lower rim."""

EYE_PLACES = {side: np.array(SIDES[side].eye) for side in Side}
HALF_PLACES = {side: np.array([*SIDES[side].mouth_corner, *SIDES[side].cheek]) for side in Side}
"""What shows whether an eye, and the lower half of a side, lie within the picture."""

CHUNK = 8
"""Frames whose sides are read together; has no effect on any number."""

EYE_MARGIN = 0.15
"""How far within the picture a whole eye lies, in widths of itself: lids and lashes."""

_SHARPNESS_EVERY_S, _SHARPNESS_SIZE = 0.25, 256
"""How often it is looked how sharp the face is, in seconds, and at which size, in pixels."""


def follow_face(
    frames: Iterable[Frame],
    engine: Engine,
    settings: LandmarkSettings,
    *,
    person: str = "largest",
    still: tuple[Square, ...] = (),
) -> Iterator[TrackedFrame]:
    """Follow one face through a video.

    Parameters
    ----------
    frames
        Upright frames in order of time.
    engine
        Runs the networks.
    settings
        Parameters of this stage.
    person
        Whom to follow; see :class:`~hemiface.landmarks.tracking.FaceTracker`.
    still
        Faces that are pictures of faces; from :func:`~hemiface.landmarks.find_still_faces`.
    """
    # The crops are small: OpenCV's own threads would only get in the way of the networks.
    cv2.setNumThreads(1)
    tracker = FaceTracker(engine, settings, person, still)
    return follow_some(tracker.follow, frames, settings.mesh_interval_s)


def read_sides(
    tracked: Iterable[TrackedFrame],
    engine: Engine,
    settings: LandmarkSettings,
    *,
    progress: Callable[[TrackedFrame, int], None] | None = None,
) -> Landmarks | None:
    """Read each side of a followed face in independent ways.

    Parameters
    ----------
    tracked
        Frames with the face on them, from :func:`follow_face`.
    engine
        Runs the networks.
    settings
        Parameters of this stage.
    progress
        Told the frame that was reached, and the number of frames done.

    Returns
    -------
    Landmarks or None
        None if there was no frame at all.
    """
    reader = _FaceReader(engine, settings)
    stream = iter(tracked)
    while chunk := list(islice(stream, CHUNK)):
        reader.read(chunk)
        if progress is not None:
            progress(chunk[-1], len(reader.time))
    return reader.gather() if reader.time else None


@dataclass
class _FaceReader:
    """Reads both sides of followed frames and gathers what it finds."""

    engine: Engine
    settings: LandmarkSettings

    def __post_init__(self) -> None:
        self.time = _numbers()
        self._eyes = {side: EyeHolder(side, self.settings) for side in Side}
        self._midline = MidlineHolder(self.settings)
        self._chooser = FrameSelector(self.settings)
        self._motion_reader = MotionReader()
        self._follower = PatchTracker()
        self._size = (0, 0)
        self._presence = _numbers()
        self._points = _meshes()
        self._looked_at = RowBuffer((), np.bool_)
        self._checked = RowBuffer((), np.intp)
        self._mirrored = {side: _meshes() for side in Side}
        self._alone = {side: _numbers() for side in Side}
        self._thumbnails = {
            side: RowBuffer((THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH), np.uint8) for side in Side
        }
        self._color = {side: RowBuffer((2, COLOR_HEIGHT, COLOR_WIDTH), np.uint8) for side in Side}
        self._brightness = {side: _numbers() for side in Side}
        self._iris = _numbers()
        self._motion = {side: _numbers() for side in Side}
        self._sharpness = _numbers()
        self._sharpness_at = -np.inf
        self._n_faces = _numbers()
        self._lip_reader, self._lips = LipReader(), RowBuffer((LOOKED_FOR,), np.float64)
        self._cheek_reader = CheekReader()
        self._cheeks = RowBuffer((CHEEKS_LOOKED_FOR,), np.float32)
        self._patches = RowBuffer((len(FOLLOWED), 2), np.float32)
        self._models = RowBuffer((), np.intp)
        self._flat = {side: _numbers() for side in Side}
        self._eye_inside = {side: RowBuffer((), np.bool_) for side in Side}
        self._half_inside = {side: RowBuffer((), np.bool_) for side in Side}
        self._change = _numbers()
        self._before: Frame | None = None
        self._cuts = _numbers()
        self._scene = SceneWatcher()

    def read(self, chunk: list[TrackedFrame]) -> None:
        """Read the sides of a few frames."""
        eyes: list[EyeCrop] = []
        seen: list[int] = []
        half_faces: list[HalfFaces] = []
        for place, tracked in enumerate(chunk):
            frame = tracked.frame
            self._note_change(tracked)
            self.time.append(frame.time)
            self._presence.append(tracked.presence if tracked.points is not None else np.nan)
            self._looked_at.append(tracked.looked_at)
            self._n_faces.append(np.nan if tracked.n_faces is None else tracked.n_faces)
            if tracked.points is None or tracked.square is None:
                self._skip()
                continue
            square = self._midline.hold(tracked.points, tracked.square)
            self._points.append(tracked.points[KEPT_PLACES])
            self._iris.append(_iris_diameter(tracked.points))
            self._motion_reader.look(frame, square)
            places, model = self._follower.read(frame, square, tracked.points)
            self._patches.append(places)
            self._models.append(model)
            self._sharpness.append(self._sharpness_of(tracked))
            self._lips.append(self._lip_reader.read(frame, tracked.points))
            self._cheeks.append(self._cheek_reader.read(frame, tracked.points))
            cuts = {
                side: holder.hold(tracked.points).cut(frame) for side, holder in self._eyes.items()
            }
            for side, cut in cuts.items():
                picture, brightness, flat = cut.thumbnail()
                self._thumbnails[side].append(picture)
                self._brightness[side].append(brightness)
                self._flat[side].append(flat)
                self._color[side].append(cut.color())
                self._eye_inside[side].append(
                    lies_inside(frame, tracked.points, EYE_PLACES[side], EYE_MARGIN)
                )
                self._half_inside[side].append(
                    lies_inside(frame, tracked.points, HALF_PLACES[side])
                )
            if self.settings.eyes_alone:
                eyes += [cuts[side].crop() for side in Side]
                seen.append(place)
            if self._chooser.choose(frame.time, tracked.points):
                self._checked.append(len(self.time) - 1)
                if self.settings.halves_alone:
                    half_faces.append(make_half_faces(frame, square))
        for side, speeds in self._motion_reader.take().items():
            self._motion[side].extend(speeds)
        self._run_networks(len(chunk), seen, eyes, half_faces)

    def _note_change(self, tracked: TrackedFrame) -> None:
        """How much the face differs from the frame before, and whether the frame's size does."""
        frame, before = tracked.frame, self._before
        if self._scene.is_cut(frame):
            self._cuts.append(frame.time)
        if before is not None and before.luma.shape != frame.luma.shape:
            self._motion_reader.forget()
            self._follower.lose()
            before = None
        self._size = (frame.width, frame.height)
        change = np.nan
        if before is not None and tracked.square is not None:
            change = change_within(before, frame, tracked.square)
        self._change.append(change)
        self._before = frame

    def _run_networks(
        self, n_frames: int, seen: list[int], eyes: list[EyeCrop], half_faces: list[HalfFaces]
    ) -> None:
        """Look at each eye of the frames with a face, and at each half of some of them."""
        apertures = np.full((n_frames, len(Side)), np.nan)
        if eyes:
            apertures[seen] = read_apertures(self.engine, eyes).reshape(-1, len(Side))
        for side, column in zip(Side, apertures.T, strict=True):
            self._alone[side].extend(column)
        for side, meshes in read_half_faces(self.engine, half_faces).items():
            self._mirrored[side].extend(points[KEPT_PLACES] for points in meshes)

    def _skip(self) -> None:
        """Leave a frame without a face empty."""
        self._motion_reader.lose()
        self._follower.lose()
        self._patches.append(np.nan)
        self._models.append(-1)
        self._points.append(np.nan)
        self._iris.append(np.nan)
        self._sharpness.append(np.nan)
        self._lips.append(np.nan)
        self._cheeks.append(np.nan)
        for side in Side:
            self._brightness[side].append(np.nan)
            self._flat[side].append(np.nan)
            self._eye_inside[side].append(False)
            self._half_inside[side].append(False)
            self._thumbnails[side].append(0)
            self._color[side].append(0)

    def _sharpness_of(self, tracked: TrackedFrame) -> float:
        """Sharpness of the face, looked at now and then."""
        frame = tracked.frame
        if tracked.square is None or frame.time - self._sharpness_at < _SHARPNESS_EVERY_S:
            return np.nan
        self._sharpness_at = frame.time
        luma = take_luma(frame, crop_matrix(tracked.square, _SHARPNESS_SIZE), _SHARPNESS_SIZE)
        variance = float(luma.var())
        return float(cv2.Laplacian(luma, cv2.CV_32F).var()) / max(variance, 1.0)

    def _eye(self, side: Side) -> EyeReadings:
        """What one eye alone has shown."""
        return EyeReadings(
            alone_px=self._alone[side].take(),
            thumbnails=self._thumbnails[side].take(),
            brightness=self._brightness[side].take(),
            color=self._color[side].take(),
            flat_share=self._flat[side].take(),
            inside=self._eye_inside[side].take(),
        )

    def gather(self) -> Landmarks:
        """Everything read, as one noun."""
        time = self.time.take()
        whole = Landmarks(
            time=time,
            width=self._size[0],
            height=self._size[1],
            presence=self._presence.take(),
            point_indices=KEPT,
            points=self._points.take(),
            checked=self._checked.take(),
            mirrored={side: meshes.take() for side, meshes in self._mirrored.items()},
            eyes={side: self._eye(side) for side in Side},
            looked_at=self._looked_at.take(),
            iris_px=self._iris.take(),
            motion={side: speeds.take() for side, speeds in self._motion.items()},
            sharpness=self._sharpness.take(),
            n_faces=self._n_faces.take(),
            lips=LipReadings(*self._lips.take().T),
            cheeks=_by_side(self._cheeks.take()),
            cuts=self._cuts.take(),
            half_inside={side: inside.take() for side, inside in self._half_inside.items()},
            patches=Patches(self._patches.take(), self._models.take()),
        )
        return without_repeats(whole, find_repeats(time, self._change.take()))


def _by_side(looks: NDArray[np.float32]) -> dict[Side, CheekReadings]:
    """Looks at both cheeks, taken apart."""
    rows = np.split(looks, 2 * len(Side), axis=1)
    return {side: CheekReadings(*rows[2 * at : 2 * at + 2]) for at, side in enumerate(Side)}


def _numbers() -> RowBuffer[np.float64]:
    return RowBuffer((), np.float64)


def _meshes() -> RowBuffer[np.float32]:
    return RowBuffer((len(KEPT), 3), np.float32)


def _iris_diameter(points: NDArray[np.float64]) -> float:
    """Mean diameter of both irises in picture pixels."""
    across = points[IRIS_ENDS[:, 0], :2] - points[IRIS_ENDS[:, 1], :2]
    return float(np.hypot(*across.T).mean())
