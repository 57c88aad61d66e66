"""Both eyes of unaltered clips: what one does within seconds, the other mostly does as well.

    python both.py GRAFT_TOOL SOURCES.json LANDMARKS ROOT BOTH.npz

Runs in the Python of the graft tool, as ``crops.py`` does.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from crops import LIDS, cut, read_clip

EVERY = 2
"""One frame of so many: the next one shows nothing new."""


def main(tool: str, sources: str, landmarks: str, root: str, target: str) -> None:
    """Write both eyes of all sources into one file: each row a moment, left and right."""
    sys.path.insert(0, tool)
    graft = importlib.import_module("graft")
    rows: dict[str, list[Any]] = {name: [] for name in ("crop", "width", "who", "t")}
    for name, source in json.loads(Path(sources).read_text()).items():
        clip = read_clip(graft, source, root, landmarks)
        if not np.isfinite(clip.P).all():
            print(name, "left out: no face", flush=True)
            continue
        eyes = {side: graft.Eye(clip, side, [], None) for side in LIDS}
        for frame in range(0, len(clip.frames), EVERY):
            crops, widths = [], []
            for side, eye in eyes.items():
                corners = tuple(eye.pts(frame, graft.EYE[side][end])[0] for end in ("out", "inn"))
                widths.append(float(np.linalg.norm(corners[0] - corners[1])))
                crops.append(cut(clip.frames[frame], corners, widths[-1], flip=side == "left"))
            rows["crop"].append(crops)
            rows["width"].append(widths)
            rows["who"].append(name)
            rows["t"].append(clip.t[frame])
        print(name, len(rows["t"]), flush=True)
    np.savez(target, **{key: np.array(row) for key, row in rows.items()})


if __name__ == "__main__":
    main(*sys.argv[1:])
