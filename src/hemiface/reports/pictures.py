"""Pictures of events, packed into the page."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image as Picture

from hemiface.model.strips import EventStrip
from hemiface.model.video import Image
from hemiface.reports.language import Language

HEIGHT_PX = 180
"""Height of a packed picture: sharp at twice the size at which it is shown."""

QUALITY = 80
MOST_STRIPS = 6
MOST_FRAMES = 7


@dataclass(frozen=True, slots=True)
class PackedFrame:
    """A picture as a data address, with its time in words."""

    address: str
    time: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PackedStrip:
    """Pictures through one event."""

    event_index: int
    frames: tuple[PackedFrame, ...]


def pack_strips(strips: Sequence[EventStrip], language: Language) -> list[PackedStrip]:
    """Pack the first few strips; a page that fits into a mail holds no more."""
    return [
        PackedStrip(
            strip.event_index,
            tuple(
                _pack_frame(frame.image, language.quantity(frame.time, "s", 2))
                for frame in strip.frames[:MOST_FRAMES]
            ),
        )
        for strip in strips[:MOST_STRIPS]
        if strip.frames
    ]


def _pack_frame(image: Image, time: str) -> PackedFrame:
    picture = Picture.fromarray(image)
    if picture.height > HEIGHT_PX:
        picture = picture.resize((round(picture.width * HEIGHT_PX / picture.height), HEIGHT_PX))
    packed = BytesIO()
    picture.save(packed, "WEBP", quality=QUALITY, method=4)
    address = f"data:image/webp;base64,{b64encode(packed.getvalue()).decode('ascii')}"
    return PackedFrame(address, time, picture.width, picture.height)
