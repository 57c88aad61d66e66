"""How much of a one-sided closure is seen on real faces, by its depth and kind.

    python -m benchmarks.grafts --clips DIR [--healthy DIR] [--model face_landmarker.task] \
        [--json out.json]

A folder of clips into which closures of known course were grafted (`NAME.mp4` with
`NAME.truth.json`: the drive of each eye a frame under `involuntary`). With the task file of
MediaPipe the plain loop over its eye ratios is judged on the same clips in the same run.
Without a folder there is nothing to do, for no such face ships with hemiface.
"""

import argparse
import dataclasses
import json
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.plain_events import find_plain_events, read_plain
from benchmarks.tables import print_table
from benchmarks.truth import Row, find_videos
from hemiface.errors import HemifaceError
from hemiface.model.anatomy import Side
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.signals import SignalName, Signals
from hemiface.pipeline.analysis import measure_video
from hemiface.pipeline.engines import make_engine
from hemiface.settings import AnalysisSettings

LEVELS = (0.2, 0.3, 0.4, 0.5, 0.75, 1.0)
"""Depths of the grafted closures, share of the eye's opening that is taken away."""

HOT = 0.85
"""Share of its peak from which a drive is read."""

QUIET_GROUPS = ("null", "plain", "original", "")
"""Clips in which no eye closes by itself."""

TOUCH_S = 0.02
"""Time that a found and a true bout share at least."""


@dataclasses.dataclass(frozen=True, slots=True)
class BoutScore:
    """One grafted closure and what was made of it.

    Parameters
    ----------
    level, kind, side
        Depth, twitch or clonic or tonic, and the person's own side.
    found, wrong_side
        Whether a spasm of this side, or of the other one, was found in it.
    true_closure, read_closure
        Median drive near its peak, and how much more the eye was closed there than usual.
    driven, left_out
        Frames driven, and those of them on which nothing was read.
    """

    level: float
    kind: str
    side: str
    found: bool
    wrong_side: bool
    true_closure: float
    read_closure: float
    driven: int
    left_out: int


@dataclasses.dataclass(frozen=True, slots=True)
class GraftScore:
    """One clip."""

    name: str
    person: str
    group: str
    duration_s: float
    bouts: tuple[BoutScore, ...]
    one_sided: tuple[str, ...]
    two_sided: int
    true_s: float
    found_s: float


def score_graft(
    name: str, truth: Mapping[str, Any], events: Sequence[Event], signals: Signals | None
) -> GraftScore:
    """Hold the events of one clip, and its readings if there are any, against the truth."""
    time = np.array(truth["time_s"], float)
    spasms = [event for event in events if event.event_type is EventType.SPASM]
    drawn = [
        event for event in truth["events"] if event["kind"] == "spasm" and event["side"] != "both"
    ]
    held = [event for event in truth["events"] if event["kind"] == "spasm"]
    bouts = tuple(_score_bout(event, truth, spasms, signals) for event in drawn)
    one_sided = [event for event in spasms if event.side is not EventSide.BOTH]
    false = [
        event
        for event in one_sided
        if not any(_shared_s(event, true) > 0 and event.side == true["side"] for true in held)
    ]
    return GraftScore(
        name=name,
        person=truth.get("person") or name,
        group=truth.get("group") or "",
        duration_s=float(time[-1] - time[0]),
        bouts=bouts,
        one_sided=tuple(f"{event.side}@{event.onset:.1f}" for event in false),
        two_sided=sum(
            event.side is EventSide.BOTH and not any(_shared_s(event, true) > 0 for true in held)
            for event in spasms
        ),
        true_s=sum(true["offset_s"] - true["onset_s"] for true in drawn),
        found_s=sum(event.duration for event in one_sided if event not in false),
    )


def _shared_s(event: Event, true: Mapping[str, Any]) -> float:
    return float(min(event.offset, true["offset_s"]) - max(event.onset, true["onset_s"]))


def _score_bout(
    true: Mapping[str, Any],
    truth: Mapping[str, Any],
    spasms: Sequence[Event],
    signals: Signals | None,
) -> BoutScore:
    side = Side(true["side"])
    touching = [event for event in spasms if _shared_s(event, true) > TOUCH_S]
    time = np.array(truth["time_s"], float)
    drive = np.array(truth["involuntary"][side]["eye"], float)
    within = (time >= true["onset_s"]) & (time <= true["offset_s"])
    hot = within & (drive >= HOT * drive[within].max(initial=0.0))
    read, left_out = math.nan, 0
    if signals is not None:
        own = signals.side(side).get(SignalName.EYELID_CLOSURE)
        frames = np.searchsorted(signals.time - signals.time[0], time[within] - 1e-3)
        left_out = int(np.isnan(own[np.minimum(frames, len(own) - 1)]).sum())
        read = _read_at(signals, own, time[hot])
    return BoutScore(
        level=float(true["regions"]["eye"]),
        kind=true["subtype"],
        side=side.value,
        found=any(event.side is EventSide.of(side) for event in touching),
        wrong_side=any(event.side is EventSide.of(side.opposite) for event in touching),
        true_closure=float(np.median(drive[hot])),
        read_closure=read,
        driven=int(within.sum()),
        left_out=left_out,
    )


def _read_at(signals: Signals, closure: Row, moments: Row) -> float:
    known = np.isfinite(closure)
    if not known.any() or not moments.size:
        return math.nan
    return float(
        np.median(np.interp(moments, signals.time[known] - signals.time[0], closure[known]))
    )


def wilson(part: int, whole: int, z: float = 1.96) -> tuple[float, float]:
    """Interval of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953)."""
    if whole == 0:
        return 0.0, 1.0
    share, spread = part / whole, 1 + z * z / whole
    middle = share + z * z / (2 * whole)
    half = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return (middle - half) / spread, (middle + half) / spread


def fit_slope(bouts: Sequence[BoutScore]) -> float:
    """Slope through nothing of the closure read on the true one; NaN without a reading."""
    pairs = [
        (bout.true_closure, bout.read_closure) for bout in bouts if math.isfinite(bout.read_closure)
    ]
    if not pairs:
        return math.nan
    true, read = np.array(pairs).T
    return float(true @ read / max(float(true @ true), 1e-12))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every clip, judge it, and print the tables."""
    options = _parse(arguments)
    scores: dict[str, list[GraftScore]] = {"hemiface": []}
    settings = AnalysisSettings()
    if options.sensitivity:
        settings = settings.changed({"events": {"sensitivity": options.sensitivity}})
    engine = make_engine()
    for path in find_videos(options.clips):
        truth = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))
        try:
            analysis = measure_video(path, settings, engine=engine).analysis
        except HemifaceError as error:
            print(f"{path.name}: {error.code}")
            continue
        scores["hemiface"].append(score_graft(path.stem, truth, analysis.events, analysis.signals))
        if options.model is not None:
            times, meshes = read_plain(path, options.model)
            events = find_plain_events(times, meshes)
            scores.setdefault("plain loop", []).append(score_graft(path.stem, truth, events, None))
    for who, judged in scores.items():
        print_grafts(who, judged)
    if options.json:
        written = {who: [dataclasses.asdict(one) for one in rows] for who, rows in scores.items()}
        options.json.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.grafts",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--clips", type=Path, required=True, help="folder of grafted clips")
    parser.add_argument("--model", type=Path, help="face_landmarker.task for the plain loop")
    parser.add_argument("--sensitivity", help="default, sensitive or strict")
    parser.add_argument("--json", type=Path, help="write every score into this file")
    return parser.parse_args(arguments)


def print_grafts(who: str, scores: Sequence[GraftScore]) -> None:
    """Print recall by depth and kind, what was made up, and how true the reading is."""
    grafted = [score for score in scores if score.group not in QUIET_GROUPS]
    bouts = [bout for score in grafted for bout in score.bouts]
    rows = [_row("all", bouts)]
    for level in LEVELS:
        rows.append(_row(f"depth {level:g}", [bout for bout in bouts if bout.level == level]))
    for kind in ("twitch", "clonic", "tonic"):
        rows.append(_row(kind, [bout for bout in bouts if bout.kind == kind]))
    head = ("bouts", "found", "95 %", "wrong side", "slope", "frames left out")
    people = len({score.person for score in scores})
    print_table(
        f"{who}: {len(scores)} clips of {people} people", head, [row for row in rows if row]
    )
    print(f"  {_false(scores, 'one-sided', lambda score: len(score.one_sided))}")
    print(f"  {_false(scores, 'two-sided', lambda score: score.two_sided)}")
    true_s = sum(score.true_s for score in grafted)
    if true_s:
        found_s = sum(score.found_s for score in grafted)
        print(f"  time in spasm, found over true: {found_s / true_s:.2f}")
    for score in scores:
        if score.one_sided:
            print(f"  made up in {score.name}: {', '.join(score.one_sided)}")


def _row(name: str, bouts: Sequence[BoutScore]) -> tuple[str, ...]:
    if not bouts:
        return ()
    found = sum(bout.found for bout in bouts)
    low, high = wilson(found, len(bouts))
    driven = sum(bout.driven for bout in bouts)
    slope = fit_slope(bouts)
    return (
        name,
        f"{found}/{len(bouts)}",
        f"{low:.2f}-{high:.2f}",
        str(sum(bout.wrong_side for bout in bouts)),
        f"{slope:.2f}" if math.isfinite(slope) else "-",
        f"{100 * sum(bout.left_out for bout in bouts) / max(driven, 1):.1f} %",
    )


def _false(scores: Sequence[GraftScore], what: str, count: Callable[[GraftScore], int]) -> str:
    quiet = [score for score in scores if score.group in QUIET_GROUPS]
    parts = []
    for name, group in (("quiet clips", quiet), ("all clips", scores)):
        minutes = sum(score.duration_s for score in group) / 60
        if minutes:
            n = sum(count(score) for score in group)
            parts.append(f"{n} in {minutes:.1f} min of {name} ({n / minutes:.2f}/min)")
    return f"made up, {what}: " + "; ".join(parts)


if __name__ == "__main__":
    main()
