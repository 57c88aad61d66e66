"""How far the untouched eye's reading goes along when only the other eye closes.

    python -m benchmarks.crosstalk
    python -m benchmarks.crosstalk --clips DIR --json out.json

The plain reading is the opening between the lids by one pass of the network over the whole
face, as most programs use it; it comes from the same run.
"""

import argparse
import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.scoring import Row, leak
from benchmarks.tables import number, print_table
from benchmarks.truth import Clip, TrueEvent, Truth, find_clips
from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import SIDES
from hemiface.model.landmarks import Landmarks
from hemiface.pipeline.analysis import Measurement, measure_video
from hemiface.settings import FAST, AnalysisSettings

REST_S = 1.0
"""How far around a closure both eyes are looked at while they are open."""

GUARD_S = 0.1
"""Time around every event that counts neither as rest nor, for another event, as closure."""

LARGE_MM = 2.0
"""Movement of the lid from which the leak is held to its limit."""


@dataclasses.dataclass(frozen=True, slots=True)
class Leak:
    """Leak of one clip.

    Parameters
    ----------
    name
        Clip.
    n_events
        One-sided closures that were looked at.
    moved_mm
        True movement of the closing lid: median over the events.
    leaks, plain_leaks
        Change of the untouched eye over that of the closing eye, one for each event, by
        this program and by the plain reading.
    reach
        Movement read over true movement of the closing eye: median over the events.
    """

    name: str
    n_events: int
    moved_mm: float
    leaks: tuple[float, ...]
    plain_leaks: tuple[float, ...]
    reach: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the table, and write it as JSON on request."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.crosstalk",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--clips", type=Path, help="folder of NAME.mp4 with NAME.truth.json")
    parser.add_argument("--fast", action="store_true", help="with the settings of --fast")
    parser.add_argument("--json", type=Path, help="write every number into this file")
    options = parser.parse_args(arguments)
    settings = AnalysisSettings().changed(FAST) if options.fast else AnalysisSettings()
    leaks = []
    for clip in find_clips(options.clips):
        if any(event.is_one_sided_closure for event in clip.truth.events):
            measured = measure_video(clip.path, settings, person=clip.truth.person)
            leaks.append(measure_leak(clip, measured))
    print_leaks(leaks)
    if options.json:
        rows = [dataclasses.asdict(one) for one in leaks]
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def measure_leak(clip: Clip, measured: Measurement) -> Leak:
    """Look at every one-sided closure of a clip."""
    signals, truth = measured.analysis.signals, clip.truth
    read = {side: signals.side(side).eyelid_aperture_mm for side in Side}
    plain = read_plain(measured.landmarks)
    true = {side: np.interp(signals.time, truth.time, truth.aperture_mm[side]) for side in Side}
    moved, leaks, plain_leaks, reach = [], [], [], []
    for event in truth.events:
        if not event.is_one_sided_closure or event.side is None:
            continue
        during, rest = frames_of(event, truth, signals.time)
        if not during.any() or not rest.any():
            continue
        own, other = event.side, event.side.opposite
        drop = float(np.median(true[own][rest]) - true[own][during].min())
        moved.append(drop)
        leaks.append(leak(read[own], read[other], during, rest))
        plain_leaks.append(leak(plain[own], plain[other], during, rest))
        reach.append(float(np.nanmedian(read[own][rest]) - np.nanmin(read[own][during])) / drop)
    return Leak(
        name=clip.name,
        n_events=len(leaks),
        moved_mm=float(np.median(moved)),
        leaks=tuple(leaks),
        plain_leaks=tuple(plain_leaks),
        reach=float(np.median(reach)),
    )


def frames_of(event: TrueEvent, truth: Truth, time: Row) -> tuple[np.ndarray, np.ndarray]:
    """Frames on which only this event closes an eye, and frames around it at rest."""
    others = [other for other in truth.events if other is not event]
    busy = np.zeros(time.shape, bool)
    for other in others:
        busy |= (time >= other.onset - GUARD_S) & (time <= other.offset + GUARD_S)
    during = (time >= event.onset) & (time <= event.offset)
    guarded = (time >= event.onset - GUARD_S) & (time <= event.offset + GUARD_S)
    near = (time >= event.onset - REST_S) & (time <= event.offset + REST_S)
    return during & ~busy, near & ~guarded & ~busy


def read_plain(landmarks: Landmarks) -> Mapping[Side, Row]:
    """Opening between the lids over the width of the eye, by one pass over the whole face."""
    rows = {}
    for side in Side:
        upper, lower = (
            landmarks.points[:, landmarks.columns(rim), :2] for rim in SIDES[side].lid_middles
        )
        corners = landmarks.points[:, landmarks.columns(SIDES[side].corners), :2]
        gap = np.linalg.norm(upper - lower, axis=-1).mean(1)
        rows[side] = gap / np.linalg.norm(corners[:, 0] - corners[:, 1], axis=-1)
    return rows


def print_leaks(leaks: Sequence[Leak]) -> None:
    """Print one row a clip and the medians of all."""
    rows = [
        (
            one.name,
            str(one.n_events),
            number(one.moved_mm),
            _percent(one.leaks),
            _percent(one.plain_leaks),
            number(100 * one.reach, 0),
        )
        for one in leaks
    ]
    medians = [float(np.median(one.leaks)) for one in leaks]
    plain = [float(np.median(one.plain_leaks)) for one in leaks]
    large = [
        abs(median) for one, median in zip(leaks, medians, strict=True) if one.moved_mm >= LARGE_MM
    ]
    reach = float(np.median([one.reach for one in leaks]))
    rows.append(("all clips", "", "", _percent(medians), _percent(plain), number(100 * reach, 0)))
    head = ("clip", "closures", "lid moves mm", "leak % (range)", "plain % (range)", "reads %")
    print_table("Untouched eye's movement as share of the closing eye's", head, rows)
    if large:
        print(f"largest clip where the lid moves {LARGE_MM:g} mm or more: {100 * max(large):.1f} %")


def _percent(shares: Sequence[float]) -> str:
    middle, low, high = (100 * pick(shares) for pick in (np.median, min, max))
    return f"{middle:.1f} ({low:.1f}..{high:.1f})"


if __name__ == "__main__":
    main()
