"""One person's face, followed from frame to frame and never mixed with another's."""

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import groupby, islice

import numpy as np
from numpy.typing import NDArray

from hemiface.errors import SettingsError
from hemiface.landmarks.detector import DetectedFace, detect_faces
from hemiface.landmarks.engine import INPUT_SIDE, Engine
from hemiface.landmarks.geometry import Square, crop_matrix, take_crop, to_picture
from hemiface.landmarks.mesh import face_square, mesh_of
from hemiface.landmarks.weights import Network
from hemiface.model.video import Frame
from hemiface.settings import LandmarkSettings

_COUNT_EVERY_S = 1.0
"""How often all faces in the picture are counted."""

_SAME_FACE = 0.3
"""Overlap from which a detected face is taken to be one that was seen before."""

_SAME_PLACE, _SAME_SIZE = 0.35, 0.4
"""How far, in its own sides, and by how much of the logarithm of its size a picture of a face
may be off from where it was seen first: cameras are held by hand."""

_NEAR, _FAR = 0.75, 1.5
"""How far from where it was lost a face is looked for, in sides of its square: at once,
and at most where another person has been seen."""

_CHOOSE_ANEW_S = 1.0
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
    looked_at
        Whether the landmark network looked; else the points lie between those of others.
    """

    frame: Frame
    square: Square | None
    points: NDArray[np.float64] | None
    presence: float
    n_faces: int | None
    looked_at: bool = True


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
    still
        Faces that are pictures of faces; none of them is the largest.

    Raises
    ------
    SettingsError
        If the person is none of these.
    """

    def __init__(
        self,
        engine: Engine,
        settings: LandmarkSettings,
        person: str,
        still: tuple[Square, ...] = (),
    ) -> None:
        if person not in NAMED_PEOPLE and not (person.isascii() and person.isdigit()):
            raise SettingsError("no_such_face", person=person)
        self._engine = engine
        self._settings = settings
        self._person = person
        self._still = still
        self._square: Square | None = None
        self._last: Square | None = None
        self._others: tuple[Square, ...] = ()
        self._seen_at = -np.inf
        self._alone = True
        self._count_at = -np.inf
        self._counts: dict[float, int] = {}
        self._waiting: deque[Frame] = deque()
        self._size: tuple[int, int] | None = None

    def follow(self, frames: Iterable[Frame]) -> Iterator[TrackedFrame]:
        """Give every frame with the face on it, in order."""
        for size, alike in groupby(frames, key=lambda frame: (frame.width, frame.height)):
            self._resize(size)
            yield from self._follow_size(alike)

    def _resize(self, size: tuple[int, int]) -> None:
        """The pictures have another size from now on: scale what is known of places."""
        before, self._size = self._size, size
        if before is None or before == size:
            return
        wide, high = (new / old for new, old in zip(size, before, strict=True))
        scale = float(np.sqrt(wide * high))

        def moved(square: Square) -> Square:
            return Square(square.x * wide, square.y * high, square.side * scale, square.angle)

        self._square = None
        self._last = None if self._last is None else moved(self._last)
        self._others = tuple(map(moved, self._others))

    def _follow_size(self, frames: Iterator[Frame]) -> Iterator[TrackedFrame]:
        """Follow the face through frames of one size."""
        stream, ahead = frames, 1
        while (frame := self._next(stream)) is not None:
            if self._square is None:
                yield self._find(frame)
                continue
            self._waiting.appendleft(frame)
            rest = islice(iter(partial(self._next, stream), None), ahead)
            still = yield from self._follow_held(rest, self._square)
            # The longer the face keeps still, the more is read ahead with one square.
            ahead = 2 * ahead if still else 1

    def _next(self, stream: Iterator[Frame]) -> Frame | None:
        """Next frame to be read; None after the last."""
        if self._waiting:
            return self._waiting.popleft()
        frame = next(stream, None)
        if frame is not None:
            self._count(frame)
        return frame

    def _follow_held(
        self, frames: Iterable[Frame], square: Square
    ) -> Generator[TrackedFrame, None, bool]:
        """Read frames with the held square up to the first it does not fit; whether all did."""
        read: deque[Frame] = deque()

        def note(frame: Frame) -> Frame:
            read.append(frame)
            return frame

        with closing(self._read(map(note, frames), square)) as readings:
            for points, presence in readings:
                frame = read.popleft()
                if not self._fits(points, presence):
                    break
                yield self._tracked(frame, points, presence)
            else:
                return True
        self._waiting.extendleft(reversed(read))
        yield self._follow_move(frame, points, presence)
        return False

    def _follow_move(
        self, frame: Frame, points: NDArray[np.float64], presence: float
    ) -> TrackedFrame:
        """Read one frame again where the face has gone; look for it when it is lost."""
        if presence >= self._settings.min_presence:
            self._square = face_square(points)
            ((points, presence),) = self._read([frame], self._square)
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
        n_faces = self._counts.pop(frame.time, None)
        return TrackedFrame(frame, self._square, points, presence, n_faces)

    def _read(
        self, frames: Iterable[Frame], square: Square
    ) -> Generator[tuple[NDArray[np.float64], float], None, None]:
        """Run the landmark network on one square of several frames."""
        side = INPUT_SIDE[Network.FACE_LANDMARKS]
        matrix = crop_matrix(square, side)
        crops = (take_crop(frame, matrix, side) for frame in frames)
        with closing(self._engine.run(Network.FACE_LANDMARKS, crops)) as answers:
            for answer in answers:
                points, presence = mesh_of(answer)
                yield to_picture(matrix, points), presence

    def _count(self, frame: Frame) -> None:
        """Count the faces now and then, and remember where the other people are."""
        if frame.time - self._count_at < _COUNT_EVERY_S:
            return
        self._count_at = frame.time
        faces = detect_faces(frame, self._engine)
        self._counts[frame.time] = len(faces)
        self._alone = self._alone and len(faces) <= 1
        mine = self._square or self._last
        if mine is not None and len(faces) > 0:
            self._others = tuple(face.square for face in faces if face.overlap(mine) < _SAME_FACE)

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
                ((points, presence),) = self._read([frame], square)
                if presence < self._settings.min_presence:
                    break
                square = face_square(points)
            else:
                self._square = square
                self._others = tuple(
                    face.square for face in faces if face.overlap(square) < _SAME_FACE
                )
                ((points, presence),) = self._read([frame], square)
                return self._tracked(frame, points, presence)
        return TrackedFrame(frame, None, None, 0.0, self._counts.pop(frame.time))

    def _choose(self, faces: list[DetectedFace], time: float) -> DetectedFace | None:
        """Pick the person to follow, or the one who was followed before.

        A face cannot be recognized, only its place: where another person has been seen,
        the followed one is looked for near where it was lost, or chosen anew when several
        are back.
        """
        if self._person == "largest":
            living = [face for face in faces if not self._is_still(face.square)]
            faces = living or faces
        if self._last is None:
            return choose_person(faces, self._person)
        last, lost_s = self._last, time - self._seen_at
        self._alone = self._alone and len(faces) <= 1
        if not self._alone and len(faces) > 1 and lost_s > _CHOOSE_ANEW_S:
            return choose_person(faces, self._person)
        reach = _NEAR + lost_s
        if not self._alone:
            reach = min(reach, _FAR)

        def distance(face: DetectedFace) -> float:
            return float(np.hypot(face.square.x - last.x, face.square.y - last.y)) / last.side

        free = [
            face
            for face in faces
            if distance(face) < reach
            and all(face.overlap(other) < _SAME_FACE for other in self._others)
        ]
        return min(free, key=distance, default=None)

    def _is_still(self, square: Square) -> bool:
        """Whether a face is one of the pictures of faces: about as large, at the same place."""
        return any(
            float(np.hypot(square.x - still.x, square.y - still.y)) < _SAME_PLACE * still.side
            and abs(float(np.log(square.side / still.side))) < _SAME_SIZE
            for still in self._still
        )


def _follow_square(other: Square, faces: list[DetectedFace]) -> Square:
    """Where another person is now: the face that covers most of where they were."""
    nearest = max(faces, key=lambda face: face.overlap(other), default=None)
    if nearest is None or nearest.overlap(other) < _SAME_FACE:
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
