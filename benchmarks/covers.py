"""What comes between a camera and an eye: glare, lenses, frames, hair, a hand.

Every cover is drawn from a seed: its size, place, strength and movement. Lengths are in eye
widths, so that a cover fits any face.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.truth import Truth
from hemiface.model.anatomy import Side

Image: TypeAlias = NDArray[np.uint8]
Numbers: TypeAlias = NDArray[Any]
Random: TypeAlias = np.random.Generator
Painter: TypeAlias = Callable[[Image, int], None]
"""Draws into the picture of the given frame."""

Draw: TypeAlias = Callable[[Truth, Random], Painter]
Path: TypeAlias = Callable[[int], tuple[float, float, float]]
"""Place of a glare from the middle of its eye, rightwards and down, and its strength."""

BRIDGE, RIM = (0.4, 0.6), (35, 25, 25)
HAIR = (45, 33, 26)
LENS = (0.95, 0.72)
"""Half axes of a lens."""

GLARE_REACH = 1.3
"""Distance from the eye beyond which a glare has left the lens."""


PANE = ((-0.45, -0.45), (0.45, -0.45), (0.45, 0.45), (-0.45, 0.45))
AROUND = 2.5
"""How far around an eye things are drawn."""


@dataclass(frozen=True, slots=True)
class Eye:
    """The part of a picture around an eye.

    Parameters
    ----------
    part
        View of the picture.
    x, y
        Middle of the eye within it, in pixels.
    width
        Between the corners of the eye, in pixels.
    """

    part: Image
    x: float
    y: float
    width: float

    def place(self, right: float, down: float) -> tuple[int, int]:
        """Pixel at a distance from the middle of the eye, in eye widths."""
        return round(self.x + right * self.width), round(self.y + down * self.width)

    def lengths(self, axes: tuple[float, float]) -> tuple[int, int]:
        """Eye widths in pixels."""
        return round(axes[0] * self.width), round(axes[1] * self.width)


def _find_eyes(picture: Image, truth: Truth, place: int) -> dict[Side, Eye]:
    """Eyes that are in the picture on a frame."""
    eyes = {}
    for side in Side:
        corners = truth.eye_corners_px[side][place]
        if np.isfinite(corners).all():
            (x, y), width = corners.mean(0), float(np.ptp(corners[:, 0]))
            left, top = (max(int(value - AROUND * width), 0) for value in (x, y))
            right, bottom = (max(int(value + AROUND * width), 0) for value in (x, y))
            eyes[side] = Eye(picture[top:bottom, left:right], x - left, y - top, width)
    return eyes


def draw(cover: Draw) -> Callable[[Iterator[Image], Truth, Random], Iterator[Image]]:
    """Make a change of pictures of a cover."""

    def change(images: Iterator[Image], truth: Truth, random: Random) -> Iterator[Image]:
        paint = cover(truth, random)
        for place, image in enumerate(images):
            picture = image.copy()
            paint(picture, place)
            yield picture

    return change


def covered_side(truth: Truth) -> Side:
    """Eye that is covered, where it is one: the affected one, else the left."""
    return Side.RIGHT if truth.side == "right" else Side.LEFT


def hand_span(truth: Truth, random: Random) -> tuple[float, float]:
    """When a hand lies on the eye: 1.5 to 4 seconds in the middle of a clip."""
    length = min(float(random.uniform(1.5, 4.0)), float(truth.time[-1]) / 3)
    onset = float(random.uniform(0.25, 0.7)) * (float(truth.time[-1]) - length)
    return onset, onset + length


# ---- glasses


def sliding_glare(truth: Truth, random: Random) -> Painter:
    """Reflections that wander over the lenses, as those of a passing car do."""
    period, phase = random.uniform(3, 9), random.uniform(0, 2 * np.pi)
    reach, height = random.uniform(0.4, 0.9), random.uniform(-0.25, 0.15)
    slope = random.uniform(-0.3, 0.3)

    def path(place: int) -> tuple[float, float, float]:
        swing = reach * float(np.sin(2 * np.pi * truth.time[place] / period + phase))
        return swing, height + slope * swing, 1.0

    return _glare(truth, random, path)


def glare_with_head(truth: Truth, random: Random) -> Painter:
    """Reflection of a lamp: it stays in the room while the lenses move under it."""
    gain = random.uniform(1.0, 2.5)
    x, y = random.uniform(-0.5, 0.5), random.uniform(-0.3, 0.2)
    middle = np.stack([truth.eye_corners_px[side].mean(1) for side in Side]).mean(0)
    width = np.mean([np.ptp(truth.eye_corners_px[side][..., 0], 1) for side in Side])
    shift = gain * (middle - np.nanmedian(middle, 0)) / width

    def path(place: int) -> tuple[float, float, float]:
        return float(x - shift[place, 0]), float(y - shift[place, 1]), 1.0

    return _glare(truth, random, path)


def sudden_glare(truth: Truth, random: Random) -> Painter:
    """Reflection that flashes up in the same place now and then, for 0.1 to 2 seconds."""
    x, y = random.uniform(-0.4, 0.4), random.uniform(-0.25, 0.15)
    strength = np.zeros(truth.time.shape)
    onset = float(random.uniform(0.5, 3))
    while onset < truth.time[-1]:
        offset = onset + float(random.uniform(0.1, 2.0))
        rise = float(random.uniform(0.02, 0.2))
        shape = np.interp(truth.time, [onset - rise, onset, offset, offset + rise], [0, 1, 1, 0])
        strength = np.maximum(strength, shape)
        onset = offset + float(random.uniform(1, 4))
    return _glare(truth, random, lambda place: (x, y, float(strength[place])))


def steady_glare(truth: Truth, random: Random) -> Painter:
    """Reflection that never leaves its place on the eye."""
    x, y = random.uniform(-0.3, 0.3), random.uniform(-0.2, 0.1)
    return _glare(truth, random, lambda _: (x, y, 1.0))


def tinted_lenses(truth: Truth, random: Random) -> Painter:
    """Sunglasses that still show the eyes: 25 to 60 % of the light gets through."""
    light = random.uniform(0.25, 0.6)

    def paint(picture: Image, place: int) -> None:
        for eye in _find_eyes(picture, truth, place).values():
            _mix(eye.part, _lens(eye), (20, 18, 16), 1 - light)
        _rims(picture, truth, place, 0.1)

    return paint


def dark_frames(truth: Truth, random: Random) -> Painter:
    """Thick frames that slip down the nose, so that the upper rim comes near the lids."""
    thick, slip = random.uniform(0.15, 0.3), random.uniform(0.1, 0.4)
    end = float(truth.time[-1])
    return lambda picture, place: _rims(
        picture, truth, place, thick, lower=slip * truth.time[place] / end
    )


def _glare(truth: Truth, random: Random, path: Path) -> Painter:
    """Glasses with one bright spot a lens, or on one lens only."""
    sides = tuple(Side) if random.random() < 0.6 else (Side(random.choice([*Side])),)
    long, thin = random.uniform(0.15, 0.45), random.uniform(0.08, 0.25)
    strength, soft = random.uniform(0.5, 0.95), random.uniform(0.02, 0.12)
    angle, window = random.uniform(-60, 60), random.random() < 0.4

    def paint(picture: Image, place: int) -> None:
        _rims(picture, truth, place, 0.1)
        x, y, now = path(place)
        if now == 0 or np.hypot(x, y) > GLARE_REACH:
            return
        for side, eye in _find_eyes(picture, truth, place).items():
            if side in sides:
                mask = (_window if window else _ellipse)(eye, (x, y), (long, thin), angle)
                mask = cv2.GaussianBlur(mask, (0, 0), max(soft * eye.width, 0.5)) * _lens(eye)
                _mix(eye.part, mask, (255, 255, 250), strength * now)

    return paint


def _lens(eye: Eye, lower: float = 0.0) -> Numbers:
    return _ellipse(eye, (0, 0.1 + lower), LENS)


def _rims(picture: Image, truth: Truth, place: int, thick: float, *, lower: float = 0.0) -> None:
    eyes = _find_eyes(picture, truth, place)
    for eye in eyes.values():
        line = max(2, round(thick * eye.width))
        centre, axes = eye.place(0, 0.1 + lower), eye.lengths(LENS)
        cv2.ellipse(eye.part, centre, axes, 0, 0, 360, RIM, line, cv2.LINE_AA)
    if len(eyes) == len(Side):
        a, b = (truth.eye_corners_px[side][place].mean(0) for side in Side)
        width = eyes[Side.LEFT].width
        ends = [a + (b - a) * share + [0, lower * width] for share in BRIDGE]
        first, last = ((round(x), round(y)) for x, y in ends)
        cv2.line(picture, first, last, RIM, max(2, round(thick * width)), cv2.LINE_AA)


# ---- hair and hands


def hair_strand(truth: Truth, random: Random) -> Painter:
    """A few strands that hang over one eye and sway a little."""
    return _hair(truth, random, n_strands=int(random.integers(3, 7)), spread=0.35)


def hair_over_eye(truth: Truth, random: Random) -> Painter:
    """Hair so thick that hardly anything of one eye is seen."""
    return _hair(truth, random, n_strands=60, spread=1.1)


def _hair(truth: Truth, random: Random, *, n_strands: int, spread: float) -> Painter:
    side = Side(random.choice([*Side]))
    roots = random.uniform(-spread, spread, n_strands) + random.uniform(-0.2, 0.2)
    tips = roots + random.uniform(-0.25, 0.25, n_strands)
    bends = random.uniform(-0.15, 0.15, n_strands)
    thick = random.uniform(0.03, 0.08, n_strands)
    shades = random.uniform(0.6, 1.6, n_strands)
    sway, period = random.uniform(0.01, 0.05), random.uniform(1.5, 4)
    down = np.linspace(0, 1, 12)

    def paint(picture: Image, place: int) -> None:
        eye = _find_eyes(picture, truth, place).get(side)
        if eye is None:
            return
        swing = sway * float(np.sin(2 * np.pi * truth.time[place] / period))
        for root, tip, bend, line, shade in zip(roots, tips, bends, thick, shades, strict=True):
            x = root + (tip - root) * down + bend * np.sin(np.pi * down) + swing * down
            points = np.array([eye.place(a, b) for a, b in zip(x, 2.2 * down - 1.1, strict=True)])
            color = tuple(int(value * shade) for value in HAIR)
            width = max(1, round(line * eye.width))
            cv2.polylines(eye.part, [points.astype(np.int32)], False, color, width, cv2.LINE_AA)

    return paint


def quick_hand(truth: Truth, random: Random) -> Painter:
    """A hand that is on the eye within a tenth of a second."""
    return _hand(truth, random, 0.1)


def slow_hand(truth: Truth, random: Random) -> Painter:
    """A hand that takes more than a second to cover the eye."""
    return _hand(truth, random, 1.2)


def _hand(truth: Truth, random: Random, rise_s: float) -> Painter:
    onset, offset = hand_span(truth, random)
    side = covered_side(truth)
    angle = random.uniform(0, 2 * np.pi)
    gray, fingers = random.uniform(0.75, 1.15), bool(random.random() < 0.5)

    def paint(picture: Image, place: int) -> None:
        times = [onset - rise_s, onset, offset, offset + rise_s]
        share = float(np.interp(truth.time[place], times, [0, 1, 1, 0]))
        eye = _find_eyes(picture, truth, place).get(side)
        if share == 0 or eye is None:
            return
        x, y = 3.0 * (1 - share) * np.array([np.cos(angle), np.sin(angle)])
        left, top = eye.place(-0.25, 1.0)
        cheek = eye.part[top : top + round(eye.width / 2), left : left + round(eye.width / 2)]
        skin = np.median(cheek.reshape(-1, 3), 0) * gray if cheek.size else np.full(3, 150.0)
        mask = cv2.GaussianBlur(_ellipse(eye, (x, y), (1.2, 1.4), 10), (0, 0), eye.width / 25)
        _mix(eye.part, mask, tuple(skin), 1.0)
        dark, line = tuple(int(value) for value in skin * 0.75), max(1, round(eye.width / 15))
        for lane in (-0.4, 0.0, 0.4) if fingers else ():
            ends = eye.place(x + lane, y - 1.2), eye.place(x + lane, y + 1.2)
            cv2.line(eye.part, *ends, dark, line, cv2.LINE_AA)

    return paint


# ---- strokes


def _ellipse(
    eye: Eye, middle: tuple[float, float], axes: tuple[float, float], angle: float = 0.0
) -> Numbers:
    mask: Numbers = np.zeros(eye.part.shape[:2], np.float32)
    cv2.ellipse(mask, eye.place(*middle), eye.lengths(axes), angle, 0, 360, 1.0, -1)
    return mask


def _window(
    eye: Eye, middle: tuple[float, float], axes: tuple[float, float], angle: float = 0.0
) -> Numbers:
    """Four panes of a window."""
    mask: Numbers = np.zeros(eye.part.shape[:2], np.float32)
    turn = np.deg2rad(angle / 4)
    along = axes[0] * np.array([np.cos(turn), np.sin(turn)])
    across = axes[1] * np.array([-np.sin(turn), np.cos(turn)])
    for x in (-0.55, 0.55):
        for y in (-0.55, 0.55):
            corners = (middle + along * (x + a) + across * (y + b) for a, b in PANE)
            pane = np.array([eye.place(*corner) for corner in corners], np.int32)
            cv2.fillConvexPoly(mask, pane, 1.0, cv2.LINE_AA)
    return mask


def _mix(part: Image, mask: Numbers, color: tuple[float, ...], strength: float) -> None:
    """Lay a color over a part of a picture where a mask says so."""
    share = np.clip(mask, 0, 1)[..., None] * strength
    mixed = part * (1 - share) + np.array(color, np.float32) * share
    part[...] = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)


COVERS: Mapping[str, Draw] = {
    "glare_sliding": sliding_glare,
    "glare_with_head": glare_with_head,
    "glare_sudden": sudden_glare,
    "glare_steady": steady_glare,
    "tinted_lenses": tinted_lenses,
    "dark_frames": dark_frames,
    "hair_strand": hair_strand,
    "hair_over_eye": hair_over_eye,
    "hand_quick": quick_hand,
    "hand_slow": slow_hand,
}
"""Every cover by its name."""
