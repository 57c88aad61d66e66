"""Clips that a browser takes for its camera."""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from itertools import cycle
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageEnhance

SMOKE = Path(__file__).parents[1] / "fixtures" / "smoke.mp4"
SIZE = (640, 480)
GRAY = (90, 90, 90)

Picture = Image.Image
Edit = Callable[[Picture], Picture]


def pictures(count: int) -> Iterator[Picture]:
    """Pictures of a face, over and over."""
    for _, picture in zip(range(count), cycle(whole_clip(SMOKE)), strict=False):
        yield picture.resize(SIZE)


def whole_clip(path: Path) -> Iterator[Picture]:
    """Every picture of a clip."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield Image.fromarray(frame.to_ndarray(format="rgb24"))


def write_mjpeg(path: Path, shown: Iterable[Picture]) -> Path:
    """A camera of 30 pictures a second."""
    with path.open("wb") as file:
        for picture in shown:
            content = BytesIO()
            picture.save(content, "JPEG", quality=88)
            file.write(content.getvalue())
    return path


def write_y4m(path: Path, shown: Iterable[Picture], rate_hz: int) -> Path:
    """A camera of any rate."""
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W320 H240 F{rate_hz}:1 Ip A1:1 C420jpeg\n".encode())
        for picture in shown:
            pixels = np.asarray(picture.resize((320, 240)))
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            file.write(b"FRAME\n" + frame.reformat(format="yuv420p").to_ndarray().tobytes())
    return path


def darkened(picture: Picture) -> Picture:
    """In a dark room."""
    return ImageEnhance.Brightness(picture).enhance(0.12)


def far(picture: Picture) -> Picture:
    """Three times as far away."""
    small = picture.resize((SIZE[0] // 3, SIZE[1] // 3))
    return placed(small, (SIZE[0] // 3, SIZE[1] // 3))


def half_out(picture: Picture) -> Picture:
    """Moved to the left until the person's right half is cut off."""
    return placed(picture.crop((int(0.4 * SIZE[0]), 0, *SIZE)), (0, 0))


def turned(picture: Picture) -> Picture:
    """As a turned head looks: one half of the face is narrow."""
    middle = SIZE[0] // 2
    narrow = picture.crop((0, 0, middle, SIZE[1])).resize((int(0.3 * middle), SIZE[1]))
    drawn = placed(narrow, (0, 0))
    drawn.paste(picture.crop((middle, 0, *SIZE)), (narrow.width, 0))
    return drawn


def placed(picture: Picture, place: tuple[int, int]) -> Picture:
    """Before a gray wall."""
    drawn = Image.new("RGB", SIZE, GRAY)
    drawn.paste(picture, place)
    return drawn
