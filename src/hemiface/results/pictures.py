"""Pictures of events: packed into the page, and kept in one archive."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import chain
from math import prod
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from PIL import WebPImagePlugin

from hemiface.model.event_pictures import (
    MOST_STRIPS,
    STRIP_MARGIN_S,
    EventStrip,
    FaceTrack,
    choose_events,
    choose_moments,
)
from hemiface.model.events import Event
from hemiface.model.face_mesh import DRAWN
from hemiface.model.video import Image

TRACK, MESH = "track.npz", "mesh.npz"
SUFFIX = ".webp"

FORMATS = (WebPImagePlugin.WebPImageFile.format,)
"""What packed pictures are; nothing else is looked for, which would load all that is known."""

HEIGHT_PX = 180
"""Height of a packed picture: sharp at twice the size at which it is shown."""

QUALITY = 80
MOST_FRAMES = 7

MOST_KEPT = 1000
"""Pictures of one archive; a report shows a tenth of them."""

MOST_TRACK_BYTES = 256 << 20
"""More than the track of a day."""

HEAD_BYTES = 4096
"""More than what NumPy writes before an array."""

DAMAGES = (
    OSError, EOFError, BadZipFile, ZlibError, KeyError, TypeError, AttributeError, RuntimeError,
    MemoryError, Picture.DecompressionBombError,
)  # fmt: skip
"""What the readers of archives, arrays and pictures raise, besides `ValueError`."""

NEAR_S = 0.05
"""How far from its moment a kept picture may lie: less than a blink takes to begin."""


@dataclass(frozen=True, slots=True)
class PackedFrame:
    """A picture as WebP, with its presentation time in seconds."""

    time: float
    data: bytes
    width: int
    height: int

    @property
    def address(self) -> str:
        """The picture as an address that holds it whole."""
        return f"data:image/webp;base64,{b64encode(self.data).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class PackedStrip:
    """Pictures through one event."""

    event_index: int
    frames: tuple[PackedFrame, ...]


@dataclass(frozen=True, slots=True)
class PictureBox:
    """What is kept of a video's pictures.

    Parameters
    ----------
    frames
        In order of time.
    track
        Where further ones can be cut from the video; None where that is not known. Without
        its mesh, which is large and seldom asked for.
    packed_mesh
        The mesh as it was kept; empty where it was not.
    """

    frames: tuple[PackedFrame, ...] = ()
    track: FaceTrack | None = None
    packed_mesh: bytes = field(default=b"", repr=False)

    def track_with_mesh(self) -> FaceTrack | None:
        """The track with its mesh, where both were kept.

        Raises
        ------
        ValueError
            If the mesh is damaged.
        """
        if self.track is None or not self.packed_mesh:
            return self.track
        return replace(self.track, mesh=_read_mesh(self.packed_mesh, self.track))


def pack_strips(strips: Sequence[EventStrip]) -> tuple[PackedStrip, ...]:
    """Pack the first few strips; a page that fits into a mail holds no more."""
    return tuple(
        PackedStrip(
            strip.event_index,
            tuple(_pack_frame(frame.time, frame.image) for frame in strip.frames[:MOST_FRAMES]),
        )
        for strip in strips[:MOST_STRIPS]
        if strip.frames
    )


def match_pictures(
    events: Sequence[Event], frames: Sequence[PackedFrame]
) -> tuple[PackedStrip, ...]:
    """Find strips for events among pictures that were cut for earlier ones.

    An event that was moved, widened or called otherwise keeps the pictures that lie within
    it; one whose onset or peak no picture shows gets none.
    """
    strips = []
    for index in choose_events(events):
        event = events[index]
        first, last = event.onset - STRIP_MARGIN_S - NEAR_S, event.offset + STRIP_MARGIN_S + NEAR_S
        fitting = tuple(frame for frame in frames if first <= frame.time <= last)
        _, _, middle, _, _ = choose_moments(event)
        if any(abs(frame.time - middle) <= NEAR_S for frame in fitting):
            strips.append(PackedStrip(index, fitting[:MOST_FRAMES]))
    return tuple(strips)


def pack_pictures(strips: Iterable[PackedStrip], track: FaceTrack | None) -> bytes:
    """Pack pictures into one archive, one a file; the same ones make the same bytes."""
    frames = {frame.time: frame for frame in chain.from_iterable(s.frames for s in strips)}
    packed = BytesIO()
    with ZipFile(packed, "w") as box:
        for time in sorted(frames):
            box.writestr(ZipInfo(f"{time:012.6f}{SUFFIX}"), frames[time].data)
        if track is not None:
            arrays = BytesIO()
            if track.eyes is None:
                np.savez_compressed(arrays, time=track.time, squares=track.squares)
            else:
                np.savez_compressed(arrays, time=track.time, squares=track.squares, eyes=track.eyes)
            box.writestr(ZipInfo(TRACK), arrays.getvalue())
            if track.mesh is not None:
                box.writestr(ZipInfo(MESH), _pack_mesh(track.mesh))
    return packed.getvalue()


def unpack_pictures(data: bytes) -> PictureBox:
    """Read back what `pack_pictures` packed.

    Raises
    ------
    ValueError
        If it is no such archive, damaged, or would grow beyond what an archive holds.
    """
    try:
        with ZipFile(BytesIO(data)) as box:
            members = box.infolist()
            if len(members) > MOST_KEPT or any(m.compress_type != ZIP_STORED for m in members):
                raise ValueError("no pictures of events: packed in another way")
            names = sorted(box.namelist())
            frames = [_read_frame(name, box.read(name)) for name in names if name.endswith(SUFFIX)]
            track = _read_track(box.read(TRACK)) if TRACK in names else None
            mesh = box.read(MESH) if MESH in names else b""
    except DAMAGES as error:
        raise ValueError(f"no pictures of events: {error}") from error
    return PictureBox(tuple(frames), track, mesh)


def load_formats() -> None:
    """Load what reads packed pictures, so that nobody waits for it."""
    Picture.preinit()


def _pack_frame(time: float, image: Image) -> PackedFrame:
    picture = Picture.fromarray(image)
    if picture.height > HEIGHT_PX:
        picture = picture.resize((round(picture.width * HEIGHT_PX / picture.height), HEIGHT_PX))
    packed = BytesIO()
    picture.save(packed, "WEBP", quality=QUALITY, method=4)
    return PackedFrame(time, packed.getvalue(), picture.width, picture.height)


def _read_frame(name: str, data: bytes) -> PackedFrame:
    with Picture.open(BytesIO(data), formats=FORMATS) as picture:
        return PackedFrame(float(name.removesuffix(SUFFIX)), data, *picture.size)


def _read_track(data: bytes) -> FaceTrack:
    _refuse_longer(data, MOST_TRACK_BYTES)
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        # Versions before kept no eyes.
        return FaceTrack(arrays["time"], arrays["squares"], arrays.get("eyes"))


def _pack_mesh(mesh: NDArray[np.int16]) -> bytes:
    """Pack the steps from one picture to the next: a face at rest has hardly any."""
    packed = BytesIO()
    np.savez_compressed(packed, steps=np.diff(mesh, axis=0, prepend=np.int16(0)))
    return packed.getvalue()


def _read_mesh(data: bytes, track: FaceTrack) -> NDArray[np.int16]:
    shape = (track.time.size, len(DRAWN), 2)
    try:
        _refuse_longer(data, 2 * prod(shape) + HEAD_BYTES)
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            steps = arrays["steps"]
    except DAMAGES as error:
        raise ValueError(f"no mesh of the face: {error}") from error
    if steps.dtype != np.int16 or steps.shape != shape:
        raise ValueError("the mesh of the face does not fit its track")
    return np.cumsum(steps, axis=0, dtype=np.int16)


def _refuse_longer(data: bytes, most: int) -> None:
    with ZipFile(BytesIO(data)) as box:
        if sum(member.file_size for member in box.infolist()) > most:
            raise ValueError("the track of the face is longer than its recording")
