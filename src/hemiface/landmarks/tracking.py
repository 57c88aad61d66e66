"""One person's face, followed from frame to frame and never mixed with another's."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from hemiface.errors import SettingsError
from hemiface.landmarks.detector import DetectedFace, detect_faces
from hemiface.landmarks.engine import INPUT_SIDE, Engine
from hemiface.landmarks.geometry import Square, crop_matrix, take_crop, to_picture
from hemiface.landmarks.topology import N_POINTS, SIDES
from hemiface.landmarks.weights import Network
from hemiface.model.anatomy import Side
from hemiface.model.video import Frame, Image
from hemiface.settings import LandmarkSettings

CHUNK = 8
"""Frames read ahead with one held square; has no effect on any number."""

COUNT_EVERY_S = 1.0
"""How often all faces in the picture are counted."""

SAME_FACE = 0.3
"""Overlap from which a detected face is taken to be one that was seen before."""


NEAR, FAR = 0.75, 1.5
"""How far from where it was lost a face is looked for, in sides of its square: at once,
and at most where another person has been seen."""

CHOOSE_ANEW_S = 1.0
"""Time after which a lost person is chosen among several faces as at the beginning."""

NAMED_PEOPLE = ("largest", "left", "right")
"""Ways to say who is followed, besides a number."""


@dataclass(frozen=True, slots=True)
class TrackedFrame:
    """A frame with the followed face on it, if it was found.

    Parameters
    ----------
    frame
        The picture.
    square
        Region the landmark network looked at; None without a face.
    points
        All mesh points in picture pixels, shape ``(478, 3)``; None without a face.
    presence
        How sure the network is that it sees a face, 0..1.
    n_faces
        Faces in the picture, where they were counted on this frame.
    """

    frame: Frame
    square: Square | None
    points: NDArray[np.float64] | None
    presence: float
    n_faces: int | None


class FaceTracker:
    """Follows one face with a region that is held still until the face really moves.

    Parameters
    ----------
    engine
        Runs the networks.
    settings
        Tolerances.
    person
        Whom to follow when several people are in the picture: ``largest``, ``left`` or
        ``right`` in the picture, or a number counted from the left of the picture, from 1.

    Raises
    ------
    SettingsError
        If the person is none of these.
    """

    def __init__(self, engine: Engine, settings: LandmarkSettings, person: str) -> None:
        if person not in NAMED_PEOPLE and not (person.isascii() and person.isdigit()):
            raise SettingsError(
                f"there is no person {person!r}",
                hint="Say largest, left, right, or a number counted from the left.",
            )
        self._engine = engine
        self._settings = settings
        self._person = person
        self._square: Square | None = None
        self._last: Square | None = None
        self._others: tuple[Square, ...] = ()
        self._seen_at = -np.inf
        self._alone = True
        self._count_at = -np.inf
        self._counts: dict[float, int] = {}

    def follow(self, frames: Iterable[Frame]) -> Iterator[TrackedFrame]:
        """Give every frame with the face on it, in order."""
        stream = iter(frames)
        while chunk := list(islice(stream, CHUNK)):
            for frame in chunk:
                self._count(frame)
            yield from self._follow_chunk(chunk)
            self._counts.clear()

    def _follow_chunk(self, chunk: Sequence[Frame]) -> Iterator[TrackedFrame]:
        """Read ahead with the held square; go back to the first frame it does not fit."""
        place, ahead = 0, CHUNK
        while place < len(chunk):
            if self._square is None:
                yield self._find(chunk[place])
                place += 1
                continue
            part = chunk[place : place + ahead]
            fitting = 0
            for frame, points, presence in zip(part, *self._read(part, self._square), strict=True):
                if not self._fits(points, presence):
                    break
                yield self._tracked(frame, points, presence)
                fitting += 1
            place += fitting
            ahead = min(2 * ahead, CHUNK)
            if fitting < len(part):
                yield self._follow_move(part[fitting], points, presence)
                place, ahead = place + 1, 1

    def _follow_move(
        self, frame: Frame, points: NDArray[np.float64], presence: float
    ) -> TrackedFrame:
        """Read one frame again where the face has gone; look for it when it is lost."""
        if presence >= self._settings.min_presence:
            self._square = face_square(points)
            (points,), (presence,) = self._read([frame], self._square)
            if presence >= self._settings.min_presence:
                return self._tracked(frame, points, presence)
        self._square = None
        return self._find(frame)

    def _fits(self, points: NDArray[np.float64], presence: float) -> bool:
        settings = self._settings
        if presence < settings.min_presence or self._square is None:
            return False
        return not face_square(points).has_moved(
            self._square,
            shift=settings.hold_shift,
            scale=settings.hold_scale,
            turn_deg=settings.hold_turn_deg,
        )

    def _tracked(self, frame: Frame, points: NDArray[np.float64], presence: float) -> TrackedFrame:
        self._last, self._seen_at = self._square, frame.time
        n_faces = self._counts.get(frame.time)
        return TrackedFrame(frame, self._square, points, presence, n_faces)

    def _read(
        self, frames: Sequence[Frame], square: Square
    ) -> tuple[list[NDArray[np.float64]], list[float]]:
        """Run the landmark network on one square of several frames."""
        side = INPUT_SIDE[Network.FACE_LANDMARKS]
        matrix = crop_matrix(square, side)
        points, presence = read_mesh(
            self._engine, (take_crop(frame, matrix, side) for frame in frames)
        )
        return list(to_picture(matrix, points)), presence.tolist()

    def _count(self, frame: Frame) -> None:
        """Count the faces now and then, and remember where the other people are."""
        if frame.time - self._count_at < COUNT_EVERY_S:
            return
        self._count_at = frame.time
        faces = detect_faces(frame, self._engine)
        self._counts[frame.time] = len(faces)
        self._alone = self._alone and len(faces) <= 1
        mine = self._square or self._last
        if mine is not None and len(faces) > 0:
            self._others = tuple(face.square for face in faces if face.overlap(mine) < SAME_FACE)

    def _find(self, frame: Frame) -> TrackedFrame:
        """Look for the face in the whole picture."""
        faces = detect_faces(frame, self._engine)
        self._counts[frame.time] = len(faces)
        self._others = tuple(_follow_square(other, faces) for other in self._others)
        chosen = self._choose(faces, frame.time)
        if chosen is not None:
            square = chosen.square
            # The detector's square is rough: the second reading starts from the first's points.
            for _ in range(2):
                (points,), (presence,) = self._read([frame], square)
                if presence < self._settings.min_presence:
                    break
                square = face_square(points)
            else:
                self._square = square
                self._others = tuple(
                    face.square for face in faces if face.overlap(square) < SAME_FACE
                )
                (points,), (presence,) = self._read([frame], square)
                return self._tracked(frame, points, presence)
        return TrackedFrame(frame, None, None, 0.0, len(faces))

    def _choose(self, faces: list[DetectedFace], time: float) -> DetectedFace | None:
        """Pick the person to follow, or the one who was followed before.

        A face cannot be recognized, only its place: where another person has been seen,
        the followed one is looked for near where it was lost, or chosen anew when several
        are back.
        """
        if self._last is None:
            return choose_person(faces, self._person)
        last, lost_s = self._last, time - self._seen_at
        self._alone = self._alone and len(faces) <= 1
        if not self._alone and len(faces) > 1 and lost_s > CHOOSE_ANEW_S:
            return choose_person(faces, self._person)
        reach = NEAR + lost_s
        if not self._alone:
            reach = min(reach, FAR)

        def distance(face: DetectedFace) -> float:
            return float(np.hypot(face.square.x - last.x, face.square.y - last.y)) / last.side

        free = [
            face
            for face in faces
            if distance(face) < reach
            and all(face.overlap(other) < SAME_FACE for other in self._others)
        ]
        return min(free, key=distance, default=None)


def _follow_square(other: Square, faces: list[DetectedFace]) -> Square:
    """Where another person is now: the face that covers most of where they were."""
    nearest = max(faces, key=lambda face: face.overlap(other), default=None)
    if nearest is None or nearest.overlap(other) < SAME_FACE:
        return other
    return nearest.square


def choose_person(faces: list[DetectedFace], person: str) -> DetectedFace | None:
    """Pick one of several faces of a picture.

    Parameters
    ----------
    faces
        All faces.
    person
        ``largest``, ``left`` or ``right`` in the picture, or a number from the left, from 1.

    Returns
    -------
    DetectedFace or None
        None where there is no such person.
    """
    ordered = sorted(faces, key=lambda face: face.square.x)
    if not ordered:
        return None
    if person == "largest":
        return max(ordered, key=lambda face: face.square.side)
    if person in ("left", "right"):
        return ordered[0 if person == "left" else -1]
    place = int(person) - 1
    return ordered[place] if 0 <= place < len(ordered) else None


def face_square(points: NDArray[np.float64]) -> Square:
    """Region for the landmark network around mesh points, upright on the eyes.

    Parameters
    ----------
    points
        Shape ``(478, 2 or 3)``, picture pixels.
    """
    eye_right = points[SIDES[Side.RIGHT].outer_corner, :2]
    eye_left = points[SIDES[Side.LEFT].outer_corner, :2]
    across = eye_left - eye_right
    angle = float(np.arctan2(across[1], across[0]))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    upright = points[:, :2] @ turn.T
    low, high = upright.min(0), upright.max(0)
    x, y = (low + high) / 2 @ turn
    return Square(float(x), float(y), 1.5 * float((high - low).max()), angle)


def read_mesh(
    engine: Engine, crops: Iterable[Image]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Run the landmark network.

    Parameters
    ----------
    engine
        Runs the network.
    crops
        Each of shape ``(256, 256, 3)``.

    Returns
    -------
    points
        Shape ``(n, 478, 3)``, in crop pixels.
    presence
        Shape ``(n,)``, 0..1.
    """
    outputs = engine.run(Network.FACE_LANDMARKS, crops)
    points = outputs[N_POINTS * 3].reshape(-1, N_POINTS, 3).astype(np.float64)
    logit = outputs[1][:, 0, 0].astype(np.float64)
    return points, 1 / (1 + np.exp(-np.clip(logit, -80, 80)))
