"""What was poor about the face in a recording, in words a person can act on."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from hemiface.model.anatomy import Side
from hemiface.model.face_mesh import SIDES
from hemiface.model.landmarks import Landmarks
from hemiface.model.quality import Flaw, QualityFlag, Severity, judge_length
from hemiface.model.signals import Mask, Signals
from hemiface.model.timebase import (
    Times,
    find_spans,
    frame_durations_s,
    length_s,
    valid_time_s,
)
from hemiface.signals.cheek_cover import find_cheeks_covered
from hemiface.signals.identity_check import compare_returns
from hemiface.signals.mouth_cover import find_mouth_covered
from hemiface.signals.pace import assess_pace
from hemiface.signals.visibility import find_never_open

SMALL_EYES_PX, _TINY_EYES_PX = 60.0, 35.0
"""Distance between the outer eye corners below which a lid spans too few pixels."""

DARK, BRIGHT = 45.0, 215.0
"""Mean brightness of the face, in steps of 8 bit, below and above which it is flagged."""

UNEVEN = 0.35
"""Difference of brightness between the eyes over their mean."""

_TURNED_DEG, _QUICK_TURN_DEG_PER_S = 20.0, 60.0
"""Turn of the head to a side, and its speed, from which the far eye is seen badly."""

_BLURRED = 0.004
"""Share of the picture's variance that is fine detail, below which it is blurred."""

_MIN_SPAN_S, _MIN_COVERED_S = 0.3, 1.0
"""Shortest stretch that is flagged; an eye in doubt for less than the second in all is left out
without more words."""

_POOR_SHARE, _SERIOUS_SHARE = 0.7, 0.3
"""Share of the recording below which too little of it could be measured, and share from which a
flaw is serious."""


def assess_face(landmarks: Landmarks, signals: Signals) -> tuple[QualityFlag, ...]:
    """Flaws of the face in a recording, each with its span.

    Parameters
    ----------
    landmarks
        How the face was read.
    signals
        What came of it.
    """
    returns = tuple(compare_returns(landmarks))
    return (
        *_valid_time(signals, length_s(landmarks.shown)),
        *_lost_face(landmarks, signals),
        *_left_out(landmarks),
        *_size(landmarks),
        *_light(landmarks),
        *_sharpness(landmarks),
        *_turned(signals),
        *_outside(landmarks, signals),
        *_covered(landmarks, signals),
        *_lower_face_covered(landmarks, signals),
        *assess_pace(signals),
        *_others(landmarks, sure=not returns),
        *returns,
    )


def eye_distance_px(landmarks: Landmarks) -> float | None:
    """Median distance between the outer eye corners in pixels; None without a face."""
    corners = landmarks.columns(tuple(SIDES[side].outer_corner for side in Side))
    places = landmarks.points[:, corners, :2]
    distance = np.linalg.norm(places[:, 0] - places[:, 1], axis=1)
    distance = distance[np.isfinite(distance)]
    return float(np.median(distance)) if distance.size else None


def _flag(
    time: Times,
    flaw: Flaw,
    severity: Severity,
    kind: str = "",
    **values: float | str,
) -> QualityFlag:
    """Flag for the whole recording."""
    length = float(frame_durations_s(time).sum())
    return QualityFlag.build(flaw, severity, float(time[0]), length, kind=kind, **values)


def _spans(
    signals: Signals, mask: Mask, flaw: Flaw, least_s: float = _MIN_SPAN_S
) -> Iterator[QualityFlag]:
    """Flag every stretch of a mask that lasts; serious where it takes much of the time."""
    durations = frame_durations_s(signals.time)
    share = float(durations[mask].sum()) / max(float(durations.sum()), 1e-9)
    severity = Severity.SERIOUS if share > _SERIOUS_SHARE else Severity.WARNING
    for start, stop in find_spans(mask):
        length = float(durations[start:stop].sum())
        if length >= least_s:
            onset = float(signals.time[start])
            yield QualityFlag.build(flaw, severity, onset, length)


def _valid_time(signals: Signals, shown_length_s: float) -> Iterator[QualityFlag]:
    valid = valid_time_s(signals.time, signals.both_seen)
    whole = shown_length_s
    severity = judge_length(valid)
    # A recording that is short as a whole is said to be so once.
    if valid < _POOR_SHARE * whole or (
        severity is not None and severity is not judge_length(whole)
    ):
        yield _flag(
            signals.time,
            Flaw.LITTLE_VALID_TIME,
            Severity.SERIOUS if severity is Severity.SERIOUS else Severity.WARNING,
            valid_s=valid,
            whole_s=whole,
        )


def _lost_face(landmarks: Landmarks, signals: Signals) -> Iterator[QualityFlag]:
    lost = ~np.isfinite(signals.presence) & ~_of_others(landmarks)
    yield from _spans(signals, lost, Flaw.NO_FACE)


def _of_others(landmarks: Landmarks) -> Mask:
    """Frames that show another person, who is not measured."""
    mask = np.zeros(landmarks.time.shape, bool)
    for onset, end in landmarks.others:
        mask |= (landmarks.time >= onset) & (landmarks.time <= end)
    return mask


def _left_out(landmarks: Landmarks) -> Iterator[QualityFlag]:
    """Stretches in which another person was seen."""
    for onset, end in landmarks.others:
        yield QualityFlag.build(
            Flaw.ANOTHER_PERSON,
            Severity.WARNING,
            onset,
            end - onset,
            kind="left_out",
            since_s=onset,
            until_s=end,
        )


def _size(landmarks: Landmarks) -> Iterator[QualityFlag]:
    distance = eye_distance_px(landmarks)
    if distance is not None and distance < SMALL_EYES_PX:
        yield _flag(
            landmarks.time,
            Flaw.SMALL_FACE,
            Severity.SERIOUS if distance < _TINY_EYES_PX else Severity.WARNING,
            kind="eyes",
            distance_px=distance,
        )


def _light(landmarks: Landmarks) -> Iterator[QualityFlag]:
    level = {
        side: float(np.median(row[np.isfinite(row)])) if np.isfinite(row).any() else float("nan")
        for side, row in ((side, landmarks.eyes[side].brightness) for side in Side)
    }
    mean = (level[Side.LEFT] + level[Side.RIGHT]) / 2
    if mean < DARK:
        yield _flag(landmarks.time, Flaw.DARK, Severity.WARNING)
    if mean > BRIGHT:
        yield _flag(landmarks.time, Flaw.BRIGHT, Severity.WARNING)
    if abs(level[Side.LEFT] - level[Side.RIGHT]) > UNEVEN * mean:
        darker = min(Side, key=lambda side: level[side])
        yield _flag(landmarks.time, Flaw.UNEVEN_LIGHT, Severity.NOTE, side=darker.value)


def _sharpness(landmarks: Landmarks) -> Iterator[QualityFlag]:
    known = landmarks.sharpness[np.isfinite(landmarks.sharpness)]
    if known.size and float(np.median(known)) < _BLURRED:
        yield _flag(landmarks.time, Flaw.BLURRED, Severity.WARNING)


def _turned(signals: Signals) -> Iterator[QualityFlag]:
    yaw = np.nan_to_num(signals.head_yaw_deg)
    yield from _spans(signals, np.abs(yaw) > _TURNED_DEG, Flaw.TURNED)
    if len(yaw) > 1:
        speed = np.abs(np.gradient(yaw, signals.time))
        share = float(np.mean(speed > _QUICK_TURN_DEG_PER_S))
        if share > _SERIOUS_SHARE / 3:
            yield _flag(signals.time, Flaw.MOVING_HEAD, Severity.WARNING)


def _outside(landmarks: Landmarks, signals: Signals) -> Iterator[QualityFlag]:
    """Halves of the face that lie partly beyond the edge of the picture."""
    seen = np.isfinite(signals.presence)
    for side, flaw in (
        (Side.LEFT, Flaw.LEFT_SIDE_OUTSIDE),
        (Side.RIGHT, Flaw.RIGHT_SIDE_OUTSIDE),
    ):
        within = _eye_inside(landmarks, side) & landmarks.half_inside.get(side, seen)
        yield from _spans(signals, seen & ~within, flaw)


def _eye_inside(landmarks: Landmarks, side: Side) -> Mask:
    inside = landmarks.eyes[side].inside
    return np.ones(landmarks.time.shape, bool) if inside is None else inside


def _covered(landmarks: Landmarks, signals: Signals) -> Iterator[QualityFlag]:
    seen = np.isfinite(signals.presence)
    shut = find_never_open(landmarks.eyes)
    for side, covered, not_open in (
        (Side.LEFT, Flaw.LEFT_EYE_COVERED, Flaw.LEFT_EYE_NOT_OPEN),
        (Side.RIGHT, Flaw.RIGHT_EYE_COVERED, Flaw.RIGHT_EYE_NOT_OPEN),
    ):
        flaw = not_open if side is shut else covered
        hidden = seen & _eye_inside(landmarks, side) & ~signals.side(side).eye_visible
        if float(frame_durations_s(signals.time)[hidden].sum()) >= _MIN_COVERED_S:
            yield from _spans(signals, hidden, flaw)


def _lower_face_covered(landmarks: Landmarks, signals: Signals) -> Iterator[QualityFlag]:
    """Stretches below a mask or a hand: the eyes stand, so that they are never serious."""
    mouth = find_mouth_covered(landmarks)
    closure = {side: signals.side(side).eyelid_closure for side in Side}
    cheeks = find_cheeks_covered(
        landmarks, closure, signals.valid, (signals.head_yaw_deg, signals.head_pitch_deg)
    )
    for flaw, covered in (
        (Flaw.LOWER_FACE_COVERED, mouth),
        (Flaw.LEFT_CHEEK_COVERED, cheeks[Side.LEFT] & ~mouth),
        (Flaw.RIGHT_CHEEK_COVERED, cheeks[Side.RIGHT] & ~mouth),
    ):
        for flag in _spans(signals, covered, flaw):
            yield replace(flag, severity=Severity.WARNING)


def _others(landmarks: Landmarks, *, sure: bool) -> Iterator[QualityFlag]:
    counts = landmarks.n_faces[np.isfinite(landmarks.n_faces)]
    if counts.size and float(np.mean(counts > 1)) > 0.1:
        kind = "followed_at" if sure else "present_at"
        place = _place(landmarks)
        yield _flag(landmarks.time, Flaw.SECOND_PERSON, Severity.WARNING, kind, place=place)


def _place(landmarks: Landmarks) -> str:
    """Where in the picture the measured face mostly is."""
    corners = landmarks.columns(tuple(SIDES[side].outer_corner for side in Side))
    middle = float(np.nanmedian(landmarks.points[:, corners, 0])) / max(landmarks.width, 1)
    return "at_left" if middle < 0.4 else "at_right" if middle > 0.6 else "in_middle"
