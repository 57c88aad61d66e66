"""What was poor about the face in a recording, in words a person can act on."""

from collections.abc import Iterator

import numpy as np

from hemiface.model.anatomy import Side
from hemiface.model.landmarks import EyeReadings, Landmarks
from hemiface.model.quality import Flaw, QualityFlag, Severity
from hemiface.model.signals import Mask, Signals
from hemiface.model.timebase import find_spans, frame_durations_s, valid_time_s
from hemiface.signals.readings import CORNERS

SMALL_EYES_PX, TINY_EYES_PX = 60.0, 35.0
"""Distance between the outer eye corners below which a lid spans too few pixels."""

DARK, BRIGHT = 45.0, 215.0
UNEVEN = 0.35
"""Difference of brightness between the eyes over their mean."""

TURNED_DEG = 20.0
QUICK_TURN_DEG_PER_S = 60.0
BLURRED = 0.004
"""Share of the picture's variance that is fine detail, below which it is blurred."""

NO_COLOR, PALE, GLARE_SHARE = 128, 0.95, 0.5
"""Value of a color difference without color; color for the light, as share of the usual, below
which something white lies over an eye; and how much of a span that must hold for."""

MIN_SPAN_S = 0.3
MIN_VALID_S, POOR_SHARE = 10.0, 0.7
SERIOUS_SHARE = 0.3
"""Share of the recording from which a flaw is serious."""


def assess_face(landmarks: Landmarks, signals: Signals) -> tuple[QualityFlag, ...]:
    """Flaws of the face in a recording, each with its span.

    Parameters
    ----------
    landmarks
        How the face was read.
    signals
        What came of it.
    """
    return (
        *_valid_time(signals),
        *_lost_face(signals),
        *_size(landmarks),
        *_light(landmarks),
        *_sharpness(landmarks),
        *_turned(signals),
        *_covered(landmarks, signals),
        *_others(landmarks),
    )


def eye_distance_px(landmarks: Landmarks) -> float | None:
    """Median distance between the outer eye corners in pixels; None without a face."""
    corners = landmarks.columns(tuple(CORNERS[side][0] for side in Side))
    places = landmarks.points[:, corners, :2]
    distance = np.linalg.norm(places[:, 0] - places[:, 1], axis=1)
    distance = distance[np.isfinite(distance)]
    return float(np.median(distance)) if distance.size else None


def _flag(
    landmarks_or_signals: Landmarks | Signals,
    flaw: Flaw,
    severity: Severity,
    message: str,
    advice: str,
) -> QualityFlag:
    """Flag for the whole recording."""
    time = landmarks_or_signals.time
    length = float(frame_durations_s(time).sum())
    return QualityFlag(flaw, severity, float(time[0]), length, message, advice)


def _spans(
    signals: Signals, mask: Mask, flaw: Flaw, message: str, advice: str
) -> Iterator[QualityFlag]:
    """Flag every stretch of a mask that lasts; serious where it takes much of the time."""
    durations = frame_durations_s(signals.time)
    share = float(durations[mask].sum()) / max(float(durations.sum()), 1e-9)
    severity = Severity.SERIOUS if share > SERIOUS_SHARE else Severity.WARNING
    for start, stop in find_spans(mask):
        length = float(durations[start:stop].sum())
        if length >= MIN_SPAN_S:
            onset = float(signals.time[start])
            yield QualityFlag(flaw, severity, onset, length, message, advice)


def _valid_time(signals: Signals) -> Iterator[QualityFlag]:
    seen = signals.valid & signals.left.eye_visible & signals.right.eye_visible
    valid = valid_time_s(signals.time, seen)
    whole = float(frame_durations_s(signals.time).sum())
    if valid < MIN_VALID_S or valid < POOR_SHARE * whole:
        yield _flag(
            signals,
            Flaw.LITTLE_VALID_TIME,
            Severity.SERIOUS if valid < MIN_VALID_S / 2 else Severity.WARNING,
            f"Both eyes could be measured for {valid:.0f} of {whole:.0f} seconds.",
            "Film for at least a minute with the whole face in view.",
        )


def _lost_face(signals: Signals) -> Iterator[QualityFlag]:
    lost = ~np.isfinite(signals.presence)
    yield from _spans(
        signals,
        lost,
        Flaw.NO_FACE,
        "The face was not in the picture or could not be recognized.",
        "Keep the whole face in the picture and nothing in front of it.",
    )


def _size(landmarks: Landmarks) -> Iterator[QualityFlag]:
    distance = eye_distance_px(landmarks)
    if distance is not None and distance < SMALL_EYES_PX:
        yield _flag(
            landmarks,
            Flaw.SMALL_FACE,
            Severity.SERIOUS if distance < TINY_EYES_PX else Severity.WARNING,
            f"The eyes are only {distance:.0f} pixels apart.",
            "Come closer to the camera or record with a higher resolution.",
        )


def _light(landmarks: Landmarks) -> Iterator[QualityFlag]:
    level = {
        side: float(np.median(row[np.isfinite(row)])) if np.isfinite(row).any() else float("nan")
        for side, row in ((side, landmarks.eyes[side].brightness) for side in Side)
    }
    mean = (level[Side.LEFT] + level[Side.RIGHT]) / 2
    if mean < DARK:
        yield _flag(
            landmarks,
            Flaw.DARK,
            Severity.WARNING,
            "The face is dark.",
            "Put more light on the face, from the front.",
        )
    if mean > BRIGHT:
        yield _flag(
            landmarks,
            Flaw.BRIGHT,
            Severity.WARNING,
            "The face is too bright.",
            "Move away from the lamp or the sun.",
        )
    if abs(level[Side.LEFT] - level[Side.RIGHT]) > UNEVEN * mean:
        darker = min(Side, key=lambda side: level[side])
        yield _flag(
            landmarks,
            Flaw.UNEVEN_LIGHT,
            Severity.NOTE,
            f"The {darker} half of the face lies in shadow.",
            f"Put more light on the {darker} half of the face.",
        )


def _sharpness(landmarks: Landmarks) -> Iterator[QualityFlag]:
    known = landmarks.sharpness[np.isfinite(landmarks.sharpness)]
    if known.size and float(np.median(known)) < BLURRED:
        yield _flag(
            landmarks,
            Flaw.BLURRED,
            Severity.WARNING,
            "The picture of the face is blurred.",
            "Clean the lens, hold the camera still and let it focus on the face.",
        )


def _turned(signals: Signals) -> Iterator[QualityFlag]:
    yaw = np.nan_to_num(signals.head_yaw_deg)
    yield from _spans(
        signals,
        np.abs(yaw) > TURNED_DEG,
        Flaw.TURNED,
        "The head was turned away.",
        "Look straight into the camera.",
    )
    if len(yaw) > 1:
        speed = np.abs(np.gradient(yaw, signals.time))
        share = float(np.mean(speed > QUICK_TURN_DEG_PER_S))
        if share > SERIOUS_SHARE / 3:
            yield _flag(
                signals,
                Flaw.MOVING_HEAD,
                Severity.WARNING,
                "The head was moving quickly for much of the time.",
                "Lean the head back or rest it on a hand below the chin.",
            )


def _covered(landmarks: Landmarks, signals: Signals) -> Iterator[QualityFlag]:
    seen = np.isfinite(signals.presence)
    for side, flaw in (
        (Side.LEFT, Flaw.LEFT_EYE_COVERED),
        (Side.RIGHT, Flaw.RIGHT_EYE_COVERED),
    ):
        hidden = seen & ~signals.side(side).eye_visible
        pale = _is_pale(landmarks.eyes[side], seen & ~hidden)
        glare = np.zeros(hidden.shape, bool)
        for start, stop in find_spans(hidden):
            glare[start:stop] = pale[start:stop].mean() > GLARE_SHARE
        yield from _spans(
            signals,
            hidden & glare,
            flaw,
            f"Light was reflected over the {side} eye, or it could not be made out.",
            "Take the glasses off, or turn the lamp or the window out of them.",
        )
        yield from _spans(
            signals,
            hidden & ~glare,
            flaw,
            f"The {side} eye was covered or could not be made out.",
            "Keep hands, hair and glare away from the eyes.",
        )


def _is_pale(eye: EyeReadings, usual: Mask) -> Mask:
    """Frames on which an eye and its surroundings have less color for their light than usual."""
    if not usual.any():
        return np.zeros(usual.shape, bool)
    strength = np.linalg.norm(eye.color.mean((2, 3)) - NO_COLOR, axis=1)
    paleness = strength / np.maximum(eye.brightness, 1.0)
    return np.asarray(paleness < PALE * np.median(paleness[usual]))


def _others(landmarks: Landmarks) -> Iterator[QualityFlag]:
    counts = landmarks.n_faces[np.isfinite(landmarks.n_faces)]
    if counts.size and float(np.mean(counts > 1)) > 0.1:
        yield _flag(
            landmarks,
            Flaw.SECOND_PERSON,
            Severity.WARNING,
            "More than one person is in the picture; one of them was measured throughout.",
            "Check in the report that it is the right one, or choose with --person left or right.",
        )
