"""Where the eyes are in the clips that the eye network learns from.

    python -m benchmarks.training.landmarks OUT VIDEO...

Runs in hemiface's own Python. Writes ``OUT/STEM.lm.npz``, as the graft tool reads it.
"""

import sys
from pathlib import Path

import numpy as np

from hemiface.pipeline.analysis import measure_video
from hemiface.settings import AnalysisSettings


def main(out: str, *videos: str) -> None:
    """Follow the face through every video."""
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    for video in map(Path, videos):
        found = measure_video(video, AnalysisSettings()).landmarks
        np.savez(
            folder / f"{video.stem}.lm.npz",
            t=found.time,
            pts=found.points,
            idx=np.array(found.point_indices),
            pres=found.presence,
            iris=found.iris_px,
            wh=np.array([found.width, found.height]),
        )
        print(video.stem, len(found.time), "frames", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
