"""Clips with a known answer: a video, and beside it what its face really does."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Side
from hemiface.model.assessment import AffectedSide, PatternLabel
from hemiface.signals.lowerface import PULL_DEG

Row = NDArray[np.float64]

_ROOT = Path(__file__).parents[1]
DEMO_CLIP = _ROOT / "src" / "hemiface" / "operations" / "demo" / "hfs_moderate_right.mp4"
DEMO_TRUTH = _ROOT / "tests" / "fixtures" / "hfs_moderate_right.truth.json"
VIDEO_SUFFIXES = (".mp4", ".mov", ".avi", ".mkv", ".webm", ".mpg", ".m4v")
SHORT_S = 10.0
"""A clip below this says too little: indeterminate is an honest answer."""

MERGE_GAP_S = 0.5
"""Contractions of one side less than this apart are one bout, in the truth as well."""


@dataclass(frozen=True, slots=True)
class TrueEvent:
    """Something that happens on the face.

    Parameters
    ----------
    kind, subtype
        blink, spasm, voluntary or synkinesis; wink, myokymia and so on.
    side
        The person's own side; None for both.
    onset, offset
        Seconds, at a tenth of the peak.
    twitches
        Moments at which contractions of a spasm are strongest, in seconds.
    """

    kind: str
    subtype: str
    side: Side | None
    onset: float
    offset: float
    twitches: tuple[float, ...] = ()

    @property
    def is_bout(self) -> bool:
        """Whether it is a spasm that closes the eye, not flutter of the lid."""
        return self.kind == "spasm" and self.subtype != "myokymia"

    @property
    def is_one_sided_closure(self) -> bool:
        """Whether one eye closes while the other one stays open."""
        return self.side is not None and (self.is_bout or self.subtype == "wink")

    def overlaps(self, onset: float, offset: float) -> bool:
        """Whether it shares any time with a span."""
        return self.onset < offset and onset < self.offset


@dataclass(frozen=True, slots=True)
class Truth:
    """What the face of a clip really does.

    Parameters
    ----------
    time
        Presentation times in seconds, shape ``(n_frames,)``.
    rate_hz
        Frames a second.
    aperture_mm
        Opening between the lids by side.
    mouth_mm
        Mouth corner along its line of pull by side.
    eye_corners_px
        Outer and inner corners of each eye in the picture, shape ``(n_frames, 2, 2)``.
    events
        In order of time.
    diagnosis, side, task
        What the clip was rendered to show.
    person
        Whom to measure, where several people are seen.
    has_face
        Whether there is a face at all.
    width, height
        Size of the picture in pixels, as displayed.
    cut
        Events of which a part cannot be seen: a piece of one is neither found nor made up.
    """

    time: Row
    rate_hz: float
    aperture_mm: Mapping[Side, Row]
    mouth_mm: Mapping[Side, Row]
    eye_corners_px: Mapping[Side, Row]
    events: tuple[TrueEvent, ...]
    diagnosis: str
    side: str
    task: str
    person: str
    has_face: bool
    width: int
    height: int
    cut: tuple[TrueEvent, ...] = ()

    @property
    def patterns(self) -> frozenset[PatternLabel]:
        """Labels that would be right."""
        if self.time[-1] < SHORT_S:
            return frozenset({PatternLabel.INDETERMINATE, _PATTERNS[self.diagnosis]})
        if self.task == "winks":
            # A video cannot know intent.
            return frozenset({PatternLabel.INDETERMINATE, PatternLabel.NO_INVOLUNTARY_MOVEMENT})
        return frozenset({_PATTERNS[self.diagnosis]})

    @property
    def sides(self) -> frozenset[AffectedSide]:
        """Affected sides that would be right."""
        if self.task == "winks":
            return frozenset({AffectedSide.NONE, AffectedSide.UNCERTAIN, AffectedSide.BOTH})
        return frozenset({AffectedSide(self.side)})

    def closure(self, side: Side) -> Row:
        """Closure of one eye: 0 at its usual opening, 1 shut."""
        aperture = self.aperture_mm[side]
        return 1 - aperture / float(np.percentile(aperture, 80))

    def mirrored(self) -> "Truth":
        """Give the truth of the same clip with left and right exchanged."""
        flip = {"left": "right", "right": "left"}
        corners = {
            side: row * [-1, 1] + [self.width - 1, 0]
            for side, row in _swap(self.eye_corners_px).items()
        }
        return replace(
            self,
            aperture_mm=_swap(self.aperture_mm),
            mouth_mm=_swap(self.mouth_mm),
            eye_corners_px=corners,
            events=tuple(
                replace(event, side=event.side.opposite if event.side else None)
                for event in self.events
            ),
            side=flip.get(self.side, self.side),
            person=flip.get(self.person, self.person),
        )

    def without(self, onset: float, offset: float) -> "Truth":
        """Give the truth without the events that touch a span that nobody can see."""
        hidden = tuple(event for event in self.events if event.overlaps(onset, offset))
        return replace(
            self,
            events=tuple(event for event in self.events if event not in hidden),
            cut=tuple(event for event in hidden if event.onset < onset or event.offset > offset),
        )


_PATTERNS = {
    "HFS": PatternLabel.HEMIFACIAL_SPASM,
    "healthy": PatternLabel.NO_INVOLUNTARY_MOVEMENT,
    "blepharospasm": PatternLabel.BILATERAL_SPASM,
    "post-Bell synkinesis": PatternLabel.SYNKINESIS,
    "eyelid myokymia": PatternLabel.EYELID_MYOKYMIA,
    "": PatternLabel.NO_INVOLUNTARY_MOVEMENT,
}


@dataclass(frozen=True, slots=True)
class Clip:
    """A video with its truth."""

    path: Path
    truth: Truth

    @property
    def name(self) -> str:
        """Name without suffix."""
        return self.path.stem


def find_clips(folder: Path | None) -> list[Clip]:
    """Find the clips of a folder that have their truth beside them; the demo clip without one."""
    if folder is None:
        return [Clip(DEMO_CLIP, read_truth(DEMO_TRUTH))]
    return [
        Clip(path, read_truth(truth))
        for path in find_videos(folder)
        if (truth := path.with_suffix(".truth.json")).exists()
    ]


def find_videos(folder: Path) -> list[Path]:
    """All videos of a folder, by name."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in VIDEO_SUFFIXES)


def read_truth(path: Path) -> Truth:
    """Read what a rendered clip shows."""
    truth: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    label = truth["label"]
    time = np.array(truth["time_s"], float)
    corners = {side: np.array(truth["eye_corner_px"][side], float) for side in Side}
    middle = float(np.nanmean([corners[side][..., 0] for side in Side]))
    diagnosis = label.get("dx") or ""
    return Truth(
        time=time,
        rate_hz=float(truth["fps"]),
        aperture_mm={side: 10 * np.array(truth["lid_aperture_cm"][side], float) for side in Side},
        mouth_mm={side: _pull(truth["mouth_corner_cm"][side], side) for side in Side},
        eye_corners_px=corners,
        events=_merge([_event(event, time, truth["involuntary"]) for event in truth["events"]]),
        diagnosis=diagnosis,
        side=label.get("side", "none"),
        task=label.get("task", ""),
        person=("left" if middle < truth["width"] / 2 else "right")
        if truth["others"]
        else "largest",
        has_face=bool(diagnosis),
        width=int(truth["width"]),
        height=int(truth["height"]),
    )


def _pull(places_cm: Sequence[Sequence[float]], side: Side) -> Row:
    """Mouth corner along the line of pull that the program uses, in millimeters."""
    outwards = 1 if side is Side.LEFT else -1
    angle = np.deg2rad(PULL_DEG)
    direction = np.array([outwards * np.cos(angle), np.sin(angle)])
    return np.asarray(10 * np.array(places_cm, float)[:, :2] @ direction, np.float64)


def _event(
    event: Mapping[str, Any], time: Row, drive: Mapping[str, Mapping[str, Sequence[float]]]
) -> TrueEvent:
    side = None if event["side"] == "both" else Side(event["side"])
    twitches: tuple[float, ...] = ()
    if side is not None and event.get("pattern") == "clonic":
        starts = [twitch["t"] for twitch in event["twitches"]] + [event["offset_s"]]
        twitches = _peak_times(starts, time, np.array(drive[side]["eye"], float))
    return TrueEvent(
        event["kind"], event["subtype"], side, event["onset_s"], event["offset_s"], twitches
    )


def _peak_times(starts: Sequence[float], time: Row, drive: Row) -> tuple[float, ...]:
    """Moments at which each twitch, given by its start, is strongest."""
    peaks = []
    for start, stop in pairwise(starts):
        inside = np.flatnonzero((time >= start) & (time < stop))
        if inside.size:
            peaks.append(float(time[inside[np.argmax(drive[inside])]]))
    return tuple(peaks)


def _merge(events: Sequence[TrueEvent]) -> tuple[TrueEvent, ...]:
    """Join bouts of one side that are less than half a second apart, as the program does."""
    merged: list[TrueEvent] = []
    for event in sorted(events, key=lambda event: event.onset):
        before = next(
            (
                other
                for other in merged
                if event.is_bout
                and (other.kind, other.side) == (event.kind, event.side)
                and event.onset - other.offset < MERGE_GAP_S
            ),
            None,
        )
        if before is None:
            merged.append(event)
            continue
        merged[merged.index(before)] = replace(
            before,
            offset=max(before.offset, event.offset),
            twitches=(*before.twitches, *event.twitches),
        )
    return tuple(merged)


def _swap(rows: Mapping[Side, Row]) -> dict[Side, Row]:
    return {side: rows[side.opposite] for side in Side}
