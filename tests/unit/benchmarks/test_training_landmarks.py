"""The landmarks that pictures for the eye network are cut by."""

from pathlib import Path

import numpy as np
from benchmarks.training.landmarks import main

SMOKE = Path(__file__).parents[2] / "fixtures" / "smoke.mp4"


def test_the_graft_tool_finds_what_it_reads(tmp_path: Path) -> None:
    main(str(tmp_path / "new"), str(SMOKE))
    with np.load(tmp_path / "new" / "smoke.lm.npz") as written:
        frames = len(written["t"])
        assert frames > 10
        assert written["pts"].shape == (frames, len(written["idx"]), 3)
        assert np.isfinite(written["pts"]).all(axis=(1, 2)).mean() > 0.9
        # Corners of both eyes, by which they are cut.
        assert {33, 133, 263, 362} <= set(written["idx"].tolist())
        assert len(written["iris"]) == len(written["pres"]) == frames
        assert written["wh"].tolist()[0] > 100
