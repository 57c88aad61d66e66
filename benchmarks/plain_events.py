"""What a plain loop over MediaPipe's eye ratios takes for blinks and one-sided closures."""

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from scipy.signal import find_peaks

from benchmarks.truth import Row
from hemiface.model.anatomy import Side
from hemiface.model.events import Event, EventSide, EventType

EYES = {
    Side.LEFT: (362, 385, 387, 263, 373, 380),
    Side.RIGHT: (33, 160, 158, 133, 153, 144),
}
"""Corners and lids of the eye aspect ratio (Soukupova and Cech 2016)."""

PROMINENCE, RATIO, TOGETHER_S, GAP_S, BLINK_S = 0.05, 1.5, 0.12, 0.5, 0.7
"""Depth of a dip, how many times deeper one of two is to be one-sided, how far apart two dips
are one, the gap that ends a bout, and the longest blink."""


def read_plain(video: Path, model: Path) -> tuple[Row, NDArray[np.float64]]:
    """Run the Face Landmarker on every frame, in image mode.

    Returns
    -------
    times
        Seconds from the first frame, shape ``(n_frames,)``.
    meshes
        Mesh points in picture pixels, shape ``(n_frames, 478, 2)``; NaN without a face.
    """
    import mediapipe as mp

    options = mp.tasks.vision.FaceLandmarkerOptions(
        base_options=mp.tasks.BaseOptions(model_asset_path=str(model)),
        running_mode=mp.tasks.vision.RunningMode.IMAGE,
    )
    times, meshes = [], []
    with (
        mp.tasks.vision.FaceLandmarker.create_from_options(options) as landmarker,
        av.open(str(video)) as container,
    ):
        for frame in container.decode(video=0):
            picture = np.ascontiguousarray(frame.to_ndarray(format="rgb24"))
            found = landmarker.detect(mp.Image(mp.ImageFormat.SRGB, picture)).face_landmarks
            size = np.array([frame.width, frame.height])
            mesh = np.full((478, 2), np.nan)
            if found:
                mesh = np.array([(point.x, point.y) for point in found[0]]) * size
            times.append(float(frame.time or 0.0))
            meshes.append(mesh)
    return np.array(times) - times[0], np.array(meshes)


def eye_ratio(meshes: NDArray[np.float64], side: Side) -> Row:
    """Eye aspect ratio on whole pixels, shape ``(n_frames,)``."""
    points = np.round(meshes[:, EYES[side]])

    def apart(first: int, second: int) -> Row:
        return np.asarray(np.linalg.norm(points[:, first] - points[:, second], axis=1), np.float64)

    return (apart(1, 5) + apart(2, 4)) / 2 / np.maximum(apart(0, 3), 1e-6)


def find_plain_events(times: Row, meshes: NDArray[np.float64]) -> list[Event]:
    """Dips of both eye ratios together are a blink, of one alone a spasm of that side."""
    seen = np.isfinite(meshes[:, 0, 0])
    if seen.sum() < 5:
        return []
    dips = {side: _find_dips(times, eye_ratio(meshes, side), seen) for side in Side}
    events = []
    for side in Side:
        alone = []
        for middle, depth, onset, offset in dips[side]:
            partners = [dip for dip in dips[side.opposite] if abs(dip[0] - middle) < TOGETHER_S]
            other = min(partners, key=lambda dip: abs(dip[0] - middle), default=None)
            if other is None or depth > RATIO * other[1]:
                alone.append((onset, offset))
            elif side is Side.LEFT and other[1] <= RATIO * depth and offset - onset <= BLINK_S:
                events.append(_event(EventType.BLINK, EventSide.BOTH, onset, offset))
        events += [
            _event(EventType.SPASM, EventSide.of(side), onset, offset)
            for onset, offset in _merge(alone)
        ]
    return events


def _find_dips(
    times: Row, ratio: Row, seen: NDArray[np.bool_]
) -> list[tuple[float, float, float, float]]:
    """Middle, depth, onset and offset of each dip."""
    row = np.interp(times, times[seen], ratio[seen])
    interval = float(np.median(np.diff(times)))
    peaks, found = find_peaks(
        -row,
        prominence=PROMINENCE,
        distance=max(1, int(0.05 / interval)),
        width=1,
        rel_height=0.5,
    )
    first = np.floor(found["left_ips"]).astype(int)
    last = np.minimum(np.ceil(found["right_ips"]).astype(int), len(times) - 1)
    rows = zip(times[peaks], found["prominences"], times[first], times[last], strict=True)
    return [(float(a), float(b), float(c), float(d)) for a, b, c, d in rows]


def _merge(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    if not spans:
        return []
    spans = sorted(spans)
    breaks = [0, *(k + 1 for k, (a, b) in enumerate(pairwise(spans)) if b[0] - a[1] >= GAP_S)]
    groups = [spans[a:b] for a, b in pairwise([*breaks, len(spans)])]
    return [(group[0][0], max(offset for _, offset in group)) for group in groups]


def _event(kind: EventType, side: EventSide, onset: float, offset: float) -> Event:
    return Event(onset=onset, duration=max(offset - onset, 0.0), event_type=kind, side=side)
