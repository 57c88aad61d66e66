"""Clips made worse in one known way, to see what a measurement stands.

Each alteration changes decoded pictures and writes them, with their own times, at high
quality, so that nothing but the alteration differs. What chance decides comes from a seed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import av
import cv2
import numpy as np

from benchmarks.covers import COVERS, Image, Numbers, Random, covered_side, draw, hand_span
from benchmarks.truth import Clip, Truth
from hemiface.model.anatomy import Side

Change: TypeAlias = Callable[[Iterator[Image], Truth, Random], Iterator[Image]]

TIME_BASE = Fraction(1, 90_000)
GOOD, POOR = "12", "38"
"""Constant rate factor of x264: near lossless, and what a bad upload looks like."""

HAND_S = (8.0, 12.0)
"""When the hand lies on the eye."""
HAND_RISE_S = 0.3


def _unchanged(truth: Truth, _: Random) -> Truth:
    return truth


@dataclass(frozen=True, slots=True)
class Alteration:
    """One way to make a clip worse.

    Parameters
    ----------
    change
        What happens to the pictures.
    quality
        Constant rate factor of the new file.
    keep
        Share of frames kept: every frame but one in so many, or one in two.
    truth
        What happens to the truth.
    """

    change: Change | None = None
    quality: str = GOOD
    keep: Callable[[int], bool] = lambda _: True
    truth: Callable[[Truth, Random], Truth] = _unchanged


def alter_clip(clip: Clip, name: str, folder: Path, seed: int = 0) -> Clip:
    """Write an altered copy of a clip into a folder.

    Parameters
    ----------
    clip
        What is altered.
    name
        Which of the alterations.
    folder
        Where the copy goes.
    seed
        Decides whatever is left to chance.
    """
    alteration = ALTERATIONS[name]
    path = folder / f"{clip.name}.{name}.mp4"
    pictures = read_pictures(clip.path)
    times, images = zip(*pictures, strict=True)
    changed = iter(images)
    if alteration.change is not None:
        changed = alteration.change(changed, clip.truth, np.random.default_rng(seed))
    kept = [
        (time, image)
        for place, (time, image) in enumerate(zip(times, changed, strict=True))
        if alteration.keep(place)
    ]
    write_pictures(path, kept, alteration.quality)
    return Clip(path, alteration.truth(clip.truth, np.random.default_rng(seed)))


def read_pictures(path: Path) -> Iterator[tuple[float, Image]]:
    """Give every upright picture of a file with its time in seconds."""
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for frame in container.decode(video=0):
            image = np.rot90(frame.to_ndarray(format="rgb24"), frame.rotation // 90)
            yield float(frame.time), np.ascontiguousarray(image)


def write_pictures(path: Path, pictures: list[tuple[float, Image]], quality: str) -> None:
    """Write pictures with their times as H.264."""
    with av.open(str(path), "w") as container:
        height, width = pictures[0][1].shape[:2]
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height = width - width % 2, height - height % 2
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": quality, "preset": "veryfast"}
        stream.time_base = stream.codec_context.time_base = TIME_BASE
        for time, image in pictures:
            frame = av.VideoFrame.from_ndarray(image[: stream.height, : stream.width], "rgb24")
            frame.pts, frame.time_base = round(time / TIME_BASE), TIME_BASE
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


# ---- the changes


def _each(change: Callable[[Image], Numbers]) -> Change:
    """Change that looks at one picture at a time."""
    return lambda images, *_: (_to_image(change(image)) for image in images)


def _to_image(image: Numbers) -> Image:
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)


def _blur(images: Iterator[Image], *_: object) -> Iterator[Image]:
    """Long exposure: half of each neighbour, and a camera shaken sideways."""
    shake = np.full((1, 5), 0.2, np.float32)
    pictures = list(images)
    for place, image in enumerate(pictures):
        before, after = pictures[max(place - 1, 0)], pictures[min(place + 1, len(pictures) - 1)]
        mixed = image * np.float32(0.5) + before * np.float32(0.25) + after * np.float32(0.25)
        yield _to_image(cv2.filter2D(mixed, -1, shake))


def _darken(image: Image) -> Numbers:
    return image * np.float32(0.3)


def _light_from_side(image: Image) -> Numbers:
    """Window on one side: the other half of the picture gets a quarter of the light."""
    gain = np.interp(np.linspace(0, 1, image.shape[1]), [0.4, 0.6], [1.1, 0.28])
    return image * gain[None, :, None].astype(np.float32)


def _under_light(gain: Callable[[float, Numbers], Numbers | float]) -> Change:
    """Light that changes: its strength by time in seconds and by place, -1 left to 1 right."""

    def light(images: Iterator[Image], truth: Truth, _: Random) -> Iterator[Image]:
        for time, image in zip(truth.time, images, strict=True):
            across = np.linspace(-1, 1, image.shape[1], dtype=np.float32)[None, :, None]
            yield _to_image(image * np.asarray(gain(float(time), across), np.float32))

    return light


def _swing(time: float, hz: float) -> float:
    return float(np.sin(2 * np.pi * hz * time))


def _with_noise(sigma: float, change: Callable[[Image], Numbers] | None) -> Change:
    def add(images: Iterator[Image], _: Truth, random: Random) -> Iterator[Image]:
        for image in images:
            base = image.astype(np.float32) if change is None else change(image)
            yield _to_image(base + random.normal(0, sigma, image.shape).astype(np.float32))

    return add


def _wear_glasses(images: Iterator[Image], truth: Truth, _: Random) -> Iterator[Image]:
    """Dark round frames with a glare spot that wanders over both lenses."""
    for place, image in enumerate(images):
        picture = image.copy()
        for side in Side:
            corners = truth.eye_corners_px[side][place]
            middle, width = corners.mean(0), float(np.ptp(corners[:, 0]))
            centre = (round(middle[0]), round(middle[1] + 0.1 * width))
            axes = (round(0.95 * width), round(0.72 * width))
            cv2.ellipse(picture, centre, axes, 0, 0, 360, (35, 25, 25), max(2, round(width / 10)))
            swing = np.sin(2 * np.pi * truth.time[place] / 5)
            spot = (round(middle[0] + 0.7 * width * swing), round(middle[1] - 0.1 * width))
            glare: Numbers = np.zeros(image.shape[:2], np.float32)
            cv2.ellipse(glare, spot, (round(width / 4), round(width / 8)), -30, 0, 360, 1.0, -1)
            glare = cv2.GaussianBlur(glare, (0, 0), width / 15)[..., None] * 0.8
            picture = _to_image(picture * (1 - glare) + 255 * glare)
        bridge = [truth.eye_corners_px[side][place].mean(0) for side in Side]
        inner = [bridge[0] + (bridge[1] - bridge[0]) * share for share in (0.4, 0.6)]
        a, b = (tuple(int(value) for value in point) for point in inner)
        cv2.line(picture, a, b, (35, 25, 25), 4)
        yield picture


def _cover_eye(images: Iterator[Image], truth: Truth, _: Random) -> Iterator[Image]:
    """Skin-colored shape that slides over one eye from below and away again."""
    side = covered_side(truth)
    for place, image in enumerate(images):
        time = truth.time[place]
        share = np.interp(
            time,
            [HAND_S[0] - HAND_RISE_S, HAND_S[0], HAND_S[1], HAND_S[1] + HAND_RISE_S],
            [0, 1, 1, 0],
        )
        if share == 0:
            yield image
            continue
        corners = truth.eye_corners_px[side][place]
        middle, width = corners.mean(0), float(np.ptp(corners[:, 0]))
        x, y = round(middle[0]), round(middle[1] + 3.5 * width * (1 - share))
        cheek = image[round(middle[1] + width) :, round(middle[0] - width / 4) :]
        skin = np.median(cheek[: round(width / 2), : round(width / 2)].reshape(-1, 3), 0)
        mask: Numbers = np.zeros(image.shape[:2], np.float32)
        cv2.ellipse(mask, (x, y), (round(width), round(1.3 * width)), 10, 0, 360, 1.0, -1)
        mask = cv2.GaussianBlur(mask, (0, 0), width / 25)[..., None]
        shade = np.linspace(0.8, 1.0, image.shape[0], dtype=np.float32)[:, None, None]
        yield _to_image(image * (1 - mask) + skin.astype(np.float32) * shade * mask)


def hand_span_of(truth: Truth, name: str, seed: int) -> tuple[float, float] | None:
    """When a hand lies on an eye; None where none does."""
    if name == "hand_over_eye":
        return HAND_S
    return hand_span(truth, np.random.default_rng(seed)) if name.startswith("hand") else None


def _without_hidden(truth: Truth, _: Random) -> Truth:
    return truth.without(HAND_S[0] - HAND_RISE_S, HAND_S[1] + HAND_RISE_S)


def _without_hand(truth: Truth, random: Random) -> Truth:
    onset, offset = hand_span(truth, random)
    return truth.without(onset, offset)


ALTERATIONS: Mapping[str, Alteration] = {
    "blur": Alteration(_blur),
    "dark": Alteration(_with_noise(5, _darken)),
    "side_light": Alteration(_each(_light_from_side)),
    "light_flickers": Alteration(_under_light(lambda time, _: 1 + 0.1 * _swing(time, 4.3))),
    "light_swells": Alteration(_under_light(lambda time, _: 0.8 + 0.25 * _swing(time, 0.4))),
    "light_slides": Alteration(
        _under_light(lambda time, across: 0.8 + 0.3 * across * _swing(time, 0.3))
    ),
    "light_goes_out": Alteration(_under_light(lambda time, _: 0.4 if 9.5 < time < 16.2 else 1.0)),
    "noise": Alteration(_with_noise(10, None)),
    "glasses": Alteration(_wear_glasses),
    "compression": Alteration(quality=POOR),
    "half_size": Alteration(
        _each(lambda image: cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    ),
    "fps24": Alteration(keep=lambda place: place % 5 != 4),
    "fps15": Alteration(keep=lambda place: place % 2 == 0),
    "mirror": Alteration(
        _each(lambda image: image[:, ::-1]), truth=lambda truth, _: truth.mirrored()
    ),
    "hand_over_eye": Alteration(_cover_eye, truth=_without_hidden),
    **{
        name: Alteration(
            draw(cover), truth=_without_hand if name.startswith("hand") else _unchanged
        )
        for name, cover in COVERS.items()
    },
}
"""Every alteration by its name; frame rates are shares of 30 frames a second."""
