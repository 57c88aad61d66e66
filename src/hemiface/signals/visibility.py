"""Whether an eye is seen, or covered by a hand, hair or glare."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Side
from hemiface.model.landmarks import EyeReadings
from hemiface.model.signals import Mask, Series
from hemiface.model.timebase import Times, bridge, find_spans
from hemiface.signals.readings import normalize_looks, principal_components, project

_LOOK_COMPONENTS = 6
"""Principal components by which an eye's usual looks are described."""

_STRANGE = 0.55
"""Share of an eye's look that its usual looks do not explain, from which it is covered."""

_FLAT = 0.6
"""Contrast for the light there is, as share of an eye's usual one, below which there is no eye:
an eye keeps more than that when it shuts, a hand or a cheek has next to none."""

_USUAL_PERCENTILE = 75
"""Percentile of the contrast that is the usual one: an eye is open most of the time."""

_USUAL_FRAMES = 2048
"""Frames, spread over the recording, that are enough to know an eye's usual look."""

_BLANK = 0.42
"""Flat share of an eye from which there is none: a bar, large picture blocks, a strong blur. Open
and shut eyes of 26 recordings, also with a quarter of their light, stayed below .35; bars, blocks
of half an eye's width and a blur by more than half of it lay above."""

_MIN_COVERED_S = 0.2
"""A cover shorter than this is a blink seen badly."""

SLIDING_S = 0.4
"""Time before and after a cover in which it comes and goes, half over the eye."""

_ALIKE = 0.4
"""Correlation that the looks or the colors of two open eyes have, one of them mirrored; in
side light, with glasses or a drooping lid it is still higher, or the next value is."""

_OPENED_PERCENTILE, _NEVER_OPEN = 98, 0.25
"""Opening that an eye reaches at times, and the share of the other eye's up to which that is none:
a shut eye of a real face read .07 of the other one, half-hidden eyes .4 and more."""

_FOLLOWED = 0.75
"""Explained share of the lid's movement from which an eye's own pixels follow it."""


def find_visible(eye: EyeReadings, aperture: Series, time: Times) -> Mask:
    """Frames on which the eye looks like itself, open, shut or in between.

    An eye beyond the edge of the picture, below a bar or in large blocks is not seen, whatever
    it usually looks like. The face network goes on inventing lids under a hand, with full
    confidence. The eye's own pixels tell: its usual looks are learnt from the better half of
    the recording, and a frame that they do not explain, or that has hardly any contrast, shows
    something else.

    Parameters
    ----------
    eye
        The eye alone.
    aperture
        Opening by any reading; NaN without a face.
    time
        Presentation times in seconds.

    Returns
    -------
    ndarray
        Shape ``(n_frames,)``; false as well on frames without a face.
    """
    seen = np.isfinite(aperture)
    if eye.inside is not None:
        seen &= eye.inside
    blank = seen & _is_blank(eye, seen)
    looks_like = seen & ~blank
    if looks_like.sum() < 4 * _LOOK_COMPONENTS:
        return looks_like
    strange = np.ones(time.shape)
    strange[looks_like] = _strangeness(normalize_looks(eye.thumbnails[looks_like]))
    covered = blank | (looks_like & ((strange > _STRANGE) | _is_flat(eye, looks_like)))
    for start, stop in find_spans(covered):
        if time[stop - 1] - time[start] < _MIN_COVERED_S:
            covered[start:stop] = False
    return np.asarray(seen & ~bridge(covered, time, SLIDING_S))


def find_hidden(
    eyes: Mapping[Side, EyeReadings],
    aperture: Mapping[Side, Series],
    pixel_fit: Mapping[Side, float],
) -> Side | None:
    """Find the eye that hair or a patch hides for the whole recording.

    Such a cover becomes the usual look of its eye, so only the other eye can tell: the two
    open eyes of a person look like mirror images, and pixels that follow no lid show none.

    Parameters
    ----------
    eyes
        Each eye alone, the outer corner always on the left.
    aperture
        Opening of each eye by any reading; NaN without a face.
    pixel_fit
        How well each eye's own pixels follow that reading, 0..1.

    Returns
    -------
    Side or None
        None where both are seen.
    """
    worse = min(Side, key=lambda side: pixel_fit[side])
    if not pixel_fit[worse] < _FOLLOWED:
        return None
    opened = np.ones(aperture[worse].shape, bool)
    for row in aperture.values():
        opened &= np.nan_to_num(row, nan=-np.inf) >= np.median(row[np.isfinite(row)])
    if not opened.any():
        return None
    looks = [np.median(normalize_looks(eyes[side].thumbnails[opened]), axis=0) for side in Side]
    colors = [np.median(eyes[side].color[opened], axis=0) for side in Side]
    colors = [(color - color.mean((1, 2), keepdims=True)).reshape(-1) for color in colors]
    likeness = max(
        float(first @ second / max(np.linalg.norm(first) * np.linalg.norm(second), 1e-9))
        for first, second in (looks, colors)
    )
    return worse if likeness < _ALIKE else None


def find_never_open(eyes: Mapping[Side, EyeReadings]) -> Side | None:
    """Find the eye that was shut whenever it was looked at, while the other one was open.

    What such a lid does is not known, and the usual opening that a closure is held against is
    missing: a blink of the other eye would look like a spasm of its side.

    Parameters
    ----------
    eyes
        Each eye alone.

    Returns
    -------
    Side or None
        None where both were open at times, or neither was read alone.
    """
    opened = {}
    for side in Side:
        row = eyes[side].alone_px
        if eyes[side].inside is not None:
            row = row[eyes[side].inside]
        known = row[np.isfinite(row)]
        if not known.size:
            return None
        opened[side] = float(np.percentile(known, _OPENED_PERCENTILE))
    less = min(Side, key=lambda side: opened[side])
    return less if opened[less] < _NEVER_OPEN * opened[less.opposite] else None


def _is_blank(eye: EyeReadings, seen: Mask) -> Mask:
    """Frames on which what should be an eye has hardly any detail at all."""
    if eye.flat_share is None:
        return np.zeros(seen.shape, bool)
    return np.asarray(np.nan_to_num(eye.flat_share) > _BLANK)


def _is_flat(eye: EyeReadings, seen: Mask) -> Mask:
    """Frames on which what should be an eye has hardly any contrast for their light."""
    contrast = eye.thumbnails.reshape(len(seen), -1).std(1, dtype=np.float32)
    contrast /= np.maximum(eye.brightness, 1.0)
    usual = float(np.percentile(contrast[seen], _USUAL_PERCENTILE))
    return np.asarray(contrast < _FLAT * usual)


def _strangeness(looks: NDArray[np.float32]) -> NDArray[np.float64]:
    """Unexplained share of each look, 0..1, with usual looks learnt twice over."""
    usual = np.median(looks[:: max(len(looks) // _USUAL_FRAMES, 1)], axis=0)
    length = np.einsum("np,np->n", looks, looks, dtype=np.float64)
    likeness = looks @ usual / np.maximum(np.sqrt(length) * np.linalg.norm(usual), 1e-9)
    rest = np.asarray(1 - likeness, np.float64)
    for _ in range(2):
        good = rest <= max(float(np.median(rest)), _STRANGE / 2)
        middle, axes, _ = principal_components(looks, good, _LOOK_COMPONENTS)
        # What is left of a look: its distance from the middle less what the axes explain.
        *along, to_middle = project(looks, middle, np.column_stack([axes, middle])).T
        distance = length - 2 * to_middle - float(middle @ middle)
        rest = (distance - np.square(along).sum(0)) / np.maximum(length, 1e-9)
    return np.asarray(rest, np.float64)
