"""Eyes closed by known shares, cut out of clips: what the eye network learns from.

    python crops.py GRAFT_TOOL SOURCES.json LANDMARKS ROOT CROPS.npz

Runs in the Python of the graft tool, which needs numpy, OpenCV and PyAV.
"""

import hashlib
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np

SIZE = 128
EYE_WIDTHS = 2.3 * 4 / 3
"""Side of a crop in pixels and in eye widths: a third more than the network sees, so that
training can shift, turn and scale it."""

FRAMES = 350
"""Frames that a clip gives at most: more of one person add little."""

CLOSURES = 6
OPEN = 0.75
"""Pictures a frame and eye, the first of them as it is, and the share of the usual opening that
it starts from."""

SLIGHT = 0.45
"""The deepest closure for which the skin of the open lid is stretched: of a person who never
shuts the eyes there is no other, and others get both kinds."""

LIDS = {
    "left": ((388, 387, 386, 385, 384), (390, 373, 374, 380, 381)),
    "right": ((161, 160, 159, 158, 157), (163, 144, 145, 153, 154)),
}


def main(tool: str, sources: str, landmarks: str, root: str, target: str) -> None:
    """Write the crops of all sources into one file."""
    sys.path.insert(0, tool)
    graft = importlib.import_module("graft")
    random = np.random.default_rng(7)
    names = ("crop", "y", "who", "closure", "group")
    rows: dict[str, list[Any]] = {name: [] for name in names}
    for name, source in json.loads(Path(sources).read_text()).items():
        clip = read_clip(graft, source, root, landmarks)
        donors, _ = graft.shut_frames(clip)
        step = -(-len(clip.frames) // FRAMES)
        for side in LIDS:
            # One who blinks gives a shut lid, and the skin of the open one as well.
            eyes = [
                graft.Eye(clip, side, lids, random) for lids in ([donors, []] if donors else [[]])
            ]
            for frame in range(0, len(clip.frames), step):
                _add(rows, graft, eyes, frame, name=name, random=random)
        print(name, len(rows["y"]), flush=True)
    np.savez(target, **{key: np.array(row) for key, row in rows.items()})


def read_clip(graft: Any, source: dict[str, str], root: str, landmarks: str) -> Any:
    """A source with its landmarks; refused if its file is not the one that is named."""
    path = Path(root) / source["file"]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if source.get("sha256", digest) != digest:
        raise SystemExit(f"{path}: not the file that sources.json names")
    return graft.Source(path, Path(landmarks) / f"{path.stem}.lm.npz", 0, 1e9)


def _add(
    rows: dict[str, list[Any]],
    graft: Any,
    eyes: list[Any],
    frame: int,
    *,
    name: str,
    random: np.random.Generator,
) -> None:
    """Close one eye of one frame by several shares."""
    eye = eyes[0]
    clip, ends = eye.src, graft.EYE[eye.side]
    outer, inner = eye.pts(frame, ends["out"])[0], eye.pts(frame, ends["inn"])[0]
    upper, lower = (eye.S[:, [clip.idx[k] for k in lid]].mean(1) for lid in LIDS[eye.side])
    width = np.linalg.norm(
        eye.S[:, clip.idx[ends["out"]]] - eye.S[:, clip.idx[ends["inn"]]], axis=1
    )
    opening = np.linalg.norm(upper - lower, axis=1) / width
    if opening[frame] < OPEN * np.percentile(opening, 80):
        return
    group = rows["group"][-1] + 1 if rows["group"] else 0
    for k in range(CLOSURES):
        deep = k == CLOSURES - 1 and len(eyes) > 1
        closure = float(random.uniform(0.3, 1) if deep else random.uniform(0.03, SLIGHT))
        closure = closure if k else 0.0
        lid = eye if deep else eyes[int(random.integers(len(eyes)))]
        picture = lid.close(frame, closure, clip.frames[frame])
        rows["crop"].append(cut(picture, (outer, inner), width[frame], flip=eye.side == "left"))
        rows["y"].append(opening[frame] * (1 - closure))
        rows["who"].append(name)
        rows["closure"].append(closure)
        rows["group"].append(group)


def cut(picture: Any, corners: tuple[Any, Any], width: float, *, flip: bool) -> Any:
    """Gray crop of an eye, its outer corner on the left."""
    outer, inner = corners
    rightwards = outer - inner if flip else inner - outer
    angle = np.arctan2(rightwards[1], rightwards[0])
    zoom = SIZE / (EYE_WIDTHS * width)
    cos, sin = zoom * np.cos(angle), zoom * np.sin(angle)
    x, y = (outer + inner) / 2
    middle = (SIZE - 1) / 2
    matrix = np.array(
        [[cos, sin, middle - cos * x - sin * y], [-sin, cos, middle + sin * x - cos * y]]
    )
    if flip:
        matrix[0] = [-matrix[0, 0], -matrix[0, 1], SIZE - 1 - matrix[0, 2]]
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2YUV)[..., 0]
    return cv2.warpAffine(gray, matrix, (SIZE, SIZE), borderMode=cv2.BORDER_REPLICATE)


if __name__ == "__main__":
    main(*sys.argv[1:])
