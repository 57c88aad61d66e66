"""Numbers of known recordings, as this version of the method gives them.

    python -m tests.numbers     (writes them anew, after a change that is meant to change some)

Simulated faces go through events and assessment, faces made of points through signals, drawn
ones through every stage, and the shipped files through the reading of video. No number here is
true by itself; that it is the same as before is what counts.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from tests.known_faces import N_ROWS, POINTS, measure_points, measure_row
from tests.known_files import JUDGED, judge_files
from tests.lossless import write_lossless
from tests.recordings import analyze_signals, make_recording
from tests.unit.landmarks.walks import bump, film

from hemiface.events import apply_corrections
from hemiface.events.agreement import match_events
from hemiface.model.analysis import Task
from hemiface.model.anatomy import Side
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.provenance import METHOD_VERSION
from hemiface.model.quality import Quality
from hemiface.model.tasks import TaskName
from hemiface.pipeline.analysis import measure_video
from hemiface.settings import AnalysisSettings
from hemiface.simulation import HeadTurn, build_times, scenes, simulate_signals
from hemiface.simulation.acts import LOWER_FACE_MM, Act
from hemiface.simulation.drawn_face import DrawnFace
from hemiface.simulation.fake_engine import FakeEngine
from hemiface.video import assess_file, open_video, probe_video

FIXTURES = Path(__file__).parent / "fixtures"
NUMBERS = FIXTURES / "numbers.json"
N_KEPT = 12
"""Values kept of a series, evenly spread."""

FILES = ("smoke.mp4", "cases/bar_over_eyes.mp4", "cases/frozen_call.mp4", "cases/half_out_left.mp4")


def _mixed(duration_s: float) -> tuple[Act, ...]:
    """Winks, flutter, raised brows and talking between the blinks."""
    acts: list[Act] = [
        scenes.build_wink(3.0, Side.RIGHT),
        scenes.build_brow_raise(8.0),
        scenes.build_flutter(12.0, Side.LEFT),
        scenes.build_talking(16.0, duration=6.0),
        scenes.build_spasm(25.0, Side.LEFT, lower_face=LOWER_FACE_MM, brow_lift=True),
        scenes.build_look_down(29.0),
        scenes.build_pucker(31.0),
    ]
    return (*acts, *(b for b in scenes.build_blinks(duration_s, seed=5) if _is_free(acts, b)))


def _is_free(acts: list[Act], blink: Act) -> bool:
    return all(a.onset > blink.offset + 0.5 or blink.onset > a.offset + 0.5 for a in acts)


SIMULATED: Mapping[str, Callable[[], tuple[Act, ...]]] = {
    "severe left": partial(scenes.build_spasm_scene, Side.LEFT, 40.0, severity="severe"),
    "mild right": partial(scenes.build_spasm_scene, Side.RIGHT, 40.0, severity="mild", seed=3),
    "both sides": partial(scenes.build_bilateral_scene, 40.0),
    "synkinesis": partial(scenes.build_synkinesis_scene, Side.RIGHT, 40.0),
    "myokymia": partial(scenes.build_myokymia_scene, Side.LEFT, 40.0),
    "weakness": partial(scenes.build_weakness_scene, Side.LEFT, 40.0),
    "winks": partial(scenes.build_wink_scene, 40.0),
    "healthy": partial(scenes.build_healthy_scene, 40.0),
    "mixed": partial(_mixed, 40.0),
}


def _turning(time: float) -> list[DrawnFace]:
    """A face that moves, turns and tilts, blinks with both eyes and twitches with one."""
    blink = max(bump(time, middle, 0.07) for middle in (0.6, 2.4, 5.2))
    twitch = 0.7 * max(bump(time, middle, 0.09) for middle in (1.6, 1.9, 3.6, 4.4))
    return [
        DrawnFace(
            120 + 6 * math.sin(1.3 * time),
            105 + 3 * math.cos(2 * time),
            90 + 4 * math.sin(time),
            angle_deg=5 * math.sin(0.9 * time),
            closure={Side.LEFT: max(blink, twitch), Side.RIGHT: blink},
        )
    ]


def _covered(time: float) -> list[DrawnFace]:
    """A face whose right eye something hides for a while, and which is away for a moment."""
    if 3.0 <= time < 3.4:
        return []
    blink = max(bump(time, middle, 0.07) for middle in (0.5, 2.2, 4.6))
    closure = {Side.LEFT: blink, Side.RIGHT: max(blink, 0.8 * bump(time, 3.9, 0.1))}
    covered = frozenset({Side.RIGHT}) if 1.2 <= time < 1.9 else frozenset()
    return [DrawnFace(125, 108, 88, closure=closure, covered=covered)]


DRAWN = {"turning": (_turning, False), "covered": (_covered, True)}


KNOWN: Mapping[str, Callable[[str], Any]] = {
    "points": measure_points,
    "row": measure_row,
    "judged": judge_files,
}


def name_all() -> list[str]:
    """Every recording that is measured."""
    return [
        *(f"simulated: {name}" for name in SIMULATED),
        "uneven: tasks",
        *(f"points: {name}" for name in POINTS),
        *(f"row: {seed}" for seed in range(N_ROWS)),
        *(f"judged: {name}" for name in JUDGED),
        *(f"drawn: {name}" for name in DRAWN),
        *(f"file: {name}" for name in FILES),
    ]


def measure(name: str) -> Any:  # noqa: ANN401 - JSON
    """Numbers of one recording."""
    kind, _, which = name.partition(": ")
    if kind == "simulated":
        found = make_recording(SIMULATED[which](), 40.0, seed=7)
        return plain([found.signals, found.events, found.assessment])
    if kind == "points":
        return plain(measure_points(which))
    if kind in KNOWN:
        return plain(KNOWN[kind](which))
    if kind == "uneven":
        return _measure_uneven()
    if kind == "drawn":
        return _measure_drawn(which)
    return _measure_file(FIXTURES / which)


def _measure_uneven() -> Any:  # noqa: ANN401 - JSON
    """Uneven times, a head that turns, time without a face, tasks and corrections."""
    acts = _mixed(40.0)
    time = build_times(40.0, 24.0, jitter=0.3, seed=2)
    turn = HeadTurn(27.0, 4.0, yaw_deg=18.0)
    signals, true = simulate_signals(acts, time, missing=[(10.0, 10.9)], turns=[turn], seed=4)
    tasks = (Task(0.0, 15.0, TaskName.REST), Task(15.0, 8.0, TaskName.TALKING))
    settings = AnalysisSettings()
    quality = Quality(40.0, 39.1, 24.0, 120.0)
    events, found = analyze_signals(signals, quality, tasks, settings)
    first, missed = events[0], Event(37.0, 0.5, EventType.SPASM, EventSide.LEFT)
    corrections = [
        Correction(CorrectionAction.REMOVE, first.onset, first.event_type, first.side),
        Correction(CorrectionAction.ADD, missed.onset, event=missed),
    ]
    corrected, _ = apply_corrections(events, corrections)
    return plain([signals, true, events, found, corrected, match_events(events, corrected)])


def _measure_drawn(name: str) -> Any:  # noqa: ANN401 - JSON
    scene, mirrored = DRAWN[name]
    settings = AnalysisSettings().changed({"assessment": {"n_resamples": 50}})
    with TemporaryDirectory() as folder:
        path = write_lossless(Path(folder) / "face.mp4", film(scene, 6.0, width=240))
        found = measure_video(path, settings, mirrored=mirrored, engine=FakeEngine(0.3)).analysis
    return plain([found.signals, found.quality, found.events, found.assessment])


def _measure_file(path: Path) -> Any:  # noqa: ANN401 - JSON
    info = probe_video(path)
    with open_video(path, AnalysisSettings().video) as video:
        frames = [(f.time, float(f.luma.mean()), float(f.chroma_red.std())) for f in video]
        damage = video.damage
    return plain([info, damage, list(assess_file(info)), np.array(frames).T])


def plain(value: Any) -> Any:  # noqa: ANN401 - anything the stages give
    """Value as JSON: a series by some of its values, its mean and its spread."""
    if isinstance(value, np.ndarray):
        return _describe(value)
    if isinstance(value, float | np.floating):
        return float(f"{value:.10g}") if math.isfinite(value) else None
    if is_dataclass(value):
        return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    return value.value if isinstance(value, Enum) else value


def _describe(series: np.ndarray[Any, Any]) -> Any:  # noqa: ANN401 - JSON
    numbers = series.astype(float)
    known = numbers[np.isfinite(numbers)]
    spread = [known.size, known.mean(), known.std()] if known.size else [0]
    flat = numbers.reshape(-1)
    return plain([*spread, *flat[:: max(1, flat.size // N_KEPT)].tolist()])


def find_differences(was: Any, now: Any, tolerance: float, place: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON
    """Where two of them differ."""
    if isinstance(was, dict) and isinstance(now, dict) and was.keys() == now.keys():
        for key in was:
            yield from find_differences(was[key], now[key], tolerance, f"{place}.{key}")
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for number, pair in enumerate(zip(was, now, strict=True)):
            yield from find_differences(*pair, tolerance, f"{place}[{number}]")
    elif isinstance(was, float) and isinstance(now, float | int):
        if not math.isclose(was, now, rel_tol=tolerance, abs_tol=tolerance):
            yield f"{place}: {was} became {now}"
    elif was != now:
        yield f"{place}: {was!r:.200} became {now!r:.200}"


def main() -> None:
    """Write the numbers anew."""
    found = {name: measure(name) for name in name_all()}
    document = {"method_version": METHOD_VERSION, "numbers": found}
    text = json.dumps(document, ensure_ascii=False, indent=None, separators=(",", ":"))
    NUMBERS.write_text(text.replace('},"', '},\n"').replace('],"', '],\n"') + "\n")


if __name__ == "__main__":
    main()
