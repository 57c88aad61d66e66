"""How true the measurements and events are, on clips with a known answer.

    python -m benchmarks.accuracy
    python -m benchmarks.accuracy --clips DIR --alter blur,glasses --json out.json
    python -m benchmarks.accuracy --clips DIR --healthy OTHER_DIR

Without a folder the demo clip is scored.
"""

import argparse
import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.alterations import ALTERATIONS, alter_clip, hand_span_of
from benchmarks.clipscore import ClipScore, score_clip
from benchmarks.covers import covered_side
from benchmarks.scoring import Counts
from benchmarks.tables import number, print_table
from benchmarks.truth import Clip, find_clips, find_videos
from hemiface.errors import HemifaceError
from hemiface.landmarks import Engine
from hemiface.model.analysis import Analysis
from hemiface.model.events import EventSide, EventType
from hemiface.pipeline.analysis import measure_video
from hemiface.pipeline.engines import make_engine
from hemiface.settings import FAST, AnalysisSettings

HEAD = (
    *("clip", "lid r L/R", "mouth r L/R", "lid range L/R", "edge p50/p90", "bouts"),
    *("onset p50/p90", "time", "blinks", "twitches", "flutter", "synk.", "winks", "side"),
    "pattern",
)


@dataclasses.dataclass(frozen=True, slots=True)
class HealthyScore:
    """What was found on a face without spasm."""

    name: str
    valid_s: float = 0.0
    one_sided: tuple[str, ...] = ()
    two_sided: int = 0
    flutter: int = 0
    blinks: int = 0
    side: str = ""
    pattern: str = ""
    flags: tuple[str, ...] = ()
    problem: str = ""


def main(arguments: Sequence[str] | None = None) -> None:
    """Score, print the tables, and write them as JSON on request."""
    options = _parse(arguments)
    settings = AnalysisSettings().changed(FAST) if options.fast else AnalysisSettings()
    engine = make_engine()
    clips = find_clips(options.clips)
    written: dict[str, object] = {}
    scores = [score(clip, clip.name, settings, engine) for clip in clips]
    print_scores("Clips as they are" if not options.fast else "Clips as they are, fast", scores)
    written["clips"] = [dataclasses.asdict(one) for one in scores]
    for name in options.alter:
        with TemporaryDirectory() as folder:
            scores = []
            for clip in clips:
                if not clip.truth.has_face:
                    continue
                altered = alter_clip(clip, name, Path(folder), options.seed)
                hand = hand_span_of(clip.truth, name, options.seed)
                scores.append(score(altered, clip.name, settings, engine, hand=hand))
                altered.path.unlink()
        print_scores(f"Altered: {name}", scores)
        written[name] = [dataclasses.asdict(one) for one in scores]
    if options.healthy:
        healthy = [
            score_healthy(path, settings, engine)
            for folder in options.healthy
            for path in find_videos(folder)
        ]
        print_healthy(healthy)
        written["healthy"] = [dataclasses.asdict(one) for one in healthy]
    if options.json:
        options.json.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--clips", type=Path, help="folder of NAME.mp4 with NAME.truth.json")
    parser.add_argument(
        "--healthy",
        type=Path,
        action="append",
        default=[],
        help="folder of videos of faces without spasm; may be repeated",
    )
    parser.add_argument(
        "--alter",
        type=_names,
        default=(),
        metavar="NAMES",
        help=f"score altered clips too: all, or some of {','.join(ALTERATIONS)}",
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of what alterations draw")
    parser.add_argument("--fast", action="store_true", help="with the settings of --fast")
    parser.add_argument("--json", type=Path, help="write every score into this file")
    return parser.parse_args(arguments)


def _names(text: str) -> tuple[str, ...]:
    names = tuple(ALTERATIONS) if text == "all" else tuple(text.split(","))
    if unknown := set(names) - set(ALTERATIONS):
        raise argparse.ArgumentTypeError(f"no alteration is called {', '.join(sorted(unknown))}")
    return names


def score(
    clip: Clip,
    name: str,
    settings: AnalysisSettings,
    engine: Engine,
    *,
    hand: tuple[float, float] | None = None,
) -> ClipScore:
    """Measure and score one clip; a clip without a face must be refused.

    With a hand, events that begin while it lies on the eye are named.
    """
    try:
        analysis = measure_video(
            clip.path, settings, person=clip.truth.person, engine=engine
        ).analysis
    except HemifaceError as error:
        right = not clip.truth.has_face
        return ClipScore(name, problem=error.code, side_right=right, pattern_right=right)
    scored = score_clip(name, analysis, clip.truth, settings.events)
    if hand is not None:
        invented = _under_hand(analysis, clip, hand)
        return dataclasses.replace(scored, flags=(*scored.flags, *invented))
    return scored


def _under_hand(analysis: Analysis, clip: Clip, hand: tuple[float, float]) -> list[str]:
    """Say which events begin while the eye is covered; there should be none on its side."""
    side = covered_side(clip.truth)
    return [
        f"INVENTED {event.event_type}/{event.side}@{event.onset:.1f}"
        for event in analysis.events
        if hand[0] <= event.onset <= hand[1]
        and event.event_type in (EventType.SPASM, EventType.BLINK)
        and event.side in (EventSide.of(side), EventSide.BOTH)
    ]


def score_healthy(path: Path, settings: AnalysisSettings, engine: Engine) -> HealthyScore:
    """Measure a face without spasm: every one-sided event is false."""
    try:
        analysis = measure_video(path, settings, engine=engine).analysis
    except HemifaceError as error:
        return HealthyScore(path.stem, problem=error.code)
    spasms = [event for event in analysis.events if event.event_type is EventType.SPASM]
    return HealthyScore(
        name=path.stem,
        valid_s=analysis.quality.valid_time_s,
        one_sided=tuple(
            f"{event.side}@{event.onset:.1f}"
            for event in spasms
            if event.side is not EventSide.BOTH
        ),
        two_sided=sum(event.side is EventSide.BOTH for event in spasms),
        flutter=sum(event.subtype == "flutter" for event in analysis.events),
        blinks=sum(event.event_type is EventType.BLINK for event in analysis.events),
        side=str(analysis.assessment.affected_side),
        pattern=str(analysis.assessment.pattern.label),
        flags=tuple(sorted({str(flag.flaw) for flag in analysis.quality.flags})),
    )


def print_scores(title: str, scores: Sequence[ClipScore]) -> None:
    """Print one row a clip, then all of them pooled."""
    print_table(title, HEAD, [*(_row(one) for one in scores), _pooled_row(scores)])
    for one in scores:
        if one.flags or one.problem:
            print(f"  {one.name}: {one.problem}{', '.join(one.flags)}")


def _row(one: ClipScore) -> tuple[str, ...]:
    share = one.found_s / one.true_s if one.true_s else None
    return (
        one.name,
        *(_pair(row) for row in (one.lid_r, one.mouth_r, one.lid_range)),
        _spread(one.timing_frames),
        _events(one.bouts) + (f" wrong side {one.wrong_side}" if one.wrong_side else ""),
        _spread(one.onset_frames),
        number(share),
        *(_events(counts) for counts in (one.blinks, one.twitches, one.flutter)),
        *(_events(counts) for counts in (one.synkinesis, one.winks)),
        one.side + ("" if one.side_right else " WRONG"),
        (one.pattern or one.problem) + ("" if one.pattern_right else " WRONG"),
    )


def _pooled_row(scores: Sequence[ClipScore]) -> tuple[str, ...]:
    def pooled(get: Callable[[ClipScore], Counts]) -> str:
        total = sum((get(one) for one in scores), Counts())
        return _events(total) + ("" if total.f1 is None else f" F1 {total.f1:.2f}")

    def median(get: Callable[[ClipScore], dict[str, float | None]]) -> str:
        values = [value for one in scores for value in get(one).values() if value is not None]
        return f"{np.median(values):.3f} (min {min(values):.2f})" if values else "-"

    true_s = sum(one.true_s for one in scores)
    return (
        "all",
        median(lambda one: one.lid_r),
        median(lambda one: one.mouth_r),
        median(lambda one: one.lid_range),
        _spread([error for one in scores for error in one.timing_frames]),
        pooled(lambda one: one.bouts),
        _spread([error for one in scores for error in one.onset_frames]),
        number(sum(one.found_s for one in scores) / true_s if true_s else None),
        pooled(lambda one: one.blinks),
        pooled(lambda one: one.twitches),
        pooled(lambda one: one.flutter),
        pooled(lambda one: one.synkinesis),
        pooled(lambda one: one.winks),
        f"{sum(one.side_right for one in scores)}/{len(scores)}",
        f"{sum(one.pattern_right for one in scores)}/{len(scores)}",
    )


def _pair(row: dict[str, float | None]) -> str:
    return " ".join(number(row.get(side)) for side in ("left", "right"))


def _spread(errors: Sequence[float]) -> str:
    if not errors:
        return "-"
    median, high = np.percentile(np.abs(errors), [50, 90])
    return f"{median:.2f}/{high:.2f}"


def _events(counts: Counts) -> str:
    """Matched of true, and made-up ones."""
    true = counts.matched + counts.missed
    if not true and not counts.extra:
        return "-"
    return f"{counts.matched}/{true}" + (f" +{counts.extra}" if counts.extra else "")


def print_healthy(scores: Sequence[HealthyScore]) -> None:
    """Print what was found on faces without spasm."""
    head = ("video", "valid s", "one-sided", "two-sided", "flutter", "blinks", "side", "pattern")
    rows = [
        (
            one.name,
            number(one.valid_s),
            ", ".join(one.one_sided) or "-",
            str(one.two_sided),
            str(one.flutter),
            str(one.blinks),
            one.side or one.problem,
            one.pattern,
        )
        for one in scores
    ]
    minutes = sum(one.valid_s for one in scores) / 60
    false = sum(len(one.one_sided) for one in scores)
    rows.append(
        (
            "all",
            f"{60 * minutes:.0f}",
            f"{false} = {false / minutes:.2f}/min" if minutes else "-",
            "",
            "",
            "",
            "",
            "",
        )
    )
    print_table("Faces without spasm", head, rows)
    for one in scores:
        if one.flags:
            print(f"  {one.name}: {', '.join(one.flags)}")


if __name__ == "__main__":
    main()
