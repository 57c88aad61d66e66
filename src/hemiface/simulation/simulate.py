"""Signals of a face that is not there: every event is known to the millisecond.

A small world with a known answer, for tests and for the documentation. Nothing here is
fitted to a person; sizes are round numbers within what the clinical literature reports.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemiface.model.anatomy import Region, Side
from hemiface.model.events import Event, EventSide
from hemiface.model.signals import REGION_SIGNALS, Series, SideSignals, SignalName, Signals
from hemiface.model.timebase import Times
from hemiface.simulation.acts import Act, compute_course, compute_ramp, describe_act

OPEN_MM = 9.5
"""Opening between the lids of a simulated face."""

EYE_WIDTH_MM = 30.0
RESTING_BROW_MM = 20.0

NOISE: dict[SignalName, float] = {
    SignalName.EYELID_APERTURE: 0.12,
    SignalName.EYELID_CLOSURE: 0.014,
    SignalName.BROW_HEIGHT: 0.12,
    SignalName.MOUTH_CORNER_EXCURSION: 0.12,
    SignalName.CHEEK_RAISE: 0.15,
    SignalName.CHIN_RAISE: 0.15,
    SignalName.MOTION: 0.01,
    SignalName.FLUTTER: 0.01,
}
"""Noise floor of each signal at noise 1, in its own unit."""

TURN_LEAK_MM_PER_DEG = 0.02
"""Difference between the lids that a turned head fakes, in millimeters a degree of yaw."""

LIPS_MM = 10.0
"""How far the lips of a simulated face part in speech."""

LIPS_NOISE_MM = 0.15


@dataclass(frozen=True, slots=True)
class HeadTurn:
    """The head turns and comes back; positive degrees turn to the person's left."""

    onset: float
    duration: float
    yaw_deg: float


@dataclass(frozen=True, slots=True)
class Cover:
    """A hand in front of one eye."""

    onset: float
    duration: float
    side: Side


@dataclass(frozen=True, slots=True)
class RestingFace:
    """What a simulated face is like when nothing happens.

    Parameters
    ----------
    left_full_closure_mm, right_full_closure_mm
        Aperture lost at full closure.
    left_strength, right_strength
        Share of every movement that this side makes; below 1 for a weak side.
    noise
        Multiple of the usual noise floor; 0 for none.
    droop_mm
        How much lower the left brow and mouth corner rest than the right ones.
    """

    left_full_closure_mm: float = 9.0
    right_full_closure_mm: float = 9.0
    left_strength: float = 1.0
    right_strength: float = 1.0
    noise: float = 1.0
    droop_mm: float = 0.0

    def full_closure_mm(self, side: Side) -> float:
        """Aperture lost at full closure on the given side."""
        return self.left_full_closure_mm if side is Side.LEFT else self.right_full_closure_mm

    def strength(self, side: Side) -> float:
        """Share of every movement that the given side makes."""
        return self.left_strength if side is Side.LEFT else self.right_strength


def build_times(
    duration_s: float, frame_rate_hz: float = 30.0, *, jitter: float = 0.0, seed: int = 0
) -> Times:
    """Presentation times of a recording.

    Parameters
    ----------
    duration_s, frame_rate_hz
        Length and mean rate.
    jitter
        Largest shift of a frame as share of the frame interval, 0..0.49.
    seed
        Seed of the shifts.
    """
    time = np.arange(0.0, duration_s, 1.0 / frame_rate_hz)
    shift = np.random.default_rng(seed).uniform(-jitter, jitter, time.size) / frame_rate_hz
    times: Times = time + shift - min(float(shift[0]), 0.0)
    return times


def simulate_signals(
    acts: Sequence[Act],
    time: Times,
    *,
    face: RestingFace | None = None,
    turns: Sequence[HeadTurn] = (),
    missing: Sequence[tuple[float, float]] = (),
    covers: Sequence[Cover] = (),
    seed: int = 0,
) -> tuple[Signals, tuple[Event, ...]]:
    """Signals of a face that does the given acts, and the acts as true events.

    Parameters
    ----------
    acts
        What happens. Lids take the deepest of what overlaps, other regions the sum.
    time
        Presentation times in seconds, shape ``(n_frames,)``; see `build_times`.
    face
        Size, strength and noise of the face.
    turns
        Head turns; each fakes a small difference between the lids.
    missing
        Stretches ``(onset, duration)`` without a face.
    covers
        Stretches in which one eye is not seen.
    seed
        Seed of the noise.

    Raises
    ------
    ValueError
        If the times do not increase strictly.
    """
    face = face or RestingFace()
    random = np.random.default_rng(seed)
    yaw = _compute_yaw(time, turns)
    lost = _mark(time, missing)
    closure = {side: _compute_closure(acts, time, face, side) for side in Side}
    sides = {}
    for side in Side:
        seen = ~lost & ~_mark(time, [(c.onset, c.duration) for c in covers if c.side is side])
        leak = TURN_LEAK_MM_PER_DEG * yaw / 2 * (1 if side is Side.LEFT else -1)
        sides[side] = _build_side(
            acts,
            time,
            face,
            side,
            closure=closure[side],
            leak_mm=leak,
            seen=seen,
            lost=lost,
            random=random,
        )
    asymmetry = closure[Side.LEFT] - closure[Side.RIGHT]
    asymmetry += random.normal(0, NOISE[SignalName.EYELID_CLOSURE] * face.noise, time.size)
    opening = _compute_lips(acts, time)
    opening += random.normal(0, LIPS_NOISE_MM * face.noise, time.size)
    unseen = ~sides[Side.LEFT].eye_visible | ~sides[Side.RIGHT].eye_visible
    signals = Signals(
        time=time,
        valid=~lost,
        presence=np.where(lost, 0.0, 1.0),
        head_yaw_deg=_hide(yaw, lost),
        head_pitch_deg=_hide(np.zeros(time.size), lost),
        head_roll_deg=_hide(np.zeros(time.size), lost),
        left=sides[Side.LEFT],
        right=sides[Side.RIGHT],
        full_closure_mm={side: face.full_closure_mm(side) for side in Side},
        scale_uncertainty=0.0,
        closure_asymmetry=_hide(asymmetry, unseen),
        closure_asymmetry_noise=NOISE[SignalName.EYELID_CLOSURE] * face.noise,
        mouth_opening_mm=_hide(opening, lost),
    )
    truth = [describe_act(act, time, face.full_closure_mm(_main_side(act))) for act in acts]
    return signals, tuple(sorted(truth, key=lambda event: (event.onset, event.event_type)))


def _main_side(act: Act) -> Side:
    """Side on which an act is read; the left one for acts of both sides."""
    return Side.RIGHT if act.side is EventSide.RIGHT else Side.LEFT


def _share(act: Act, side: Side) -> float:
    """Share of an act that reaches a side."""
    if act.side is EventSide.BOTH and side is Side.LEFT:
        return 1.0
    return 1.0 if act.side is EventSide.of(side) else act.other_share


def _compute_yaw(time: Times, turns: Sequence[HeadTurn]) -> Series:
    """Turn of the head, there and back within half a second each."""
    yaw = np.zeros(time.size)
    for turn in turns:
        edge = min(0.5, turn.duration / 2)
        there = np.clip((time - turn.onset) / edge, 0, 1)
        back = np.clip((turn.onset + turn.duration - time) / edge, 0, 1)
        share = 0.25 * (1 - np.cos(np.pi * there)) * (1 - np.cos(np.pi * back))
        yaw += turn.yaw_deg * share
    return yaw


def _compute_lips(acts: Sequence[Act], time: Times) -> Series:
    """How far speech parts the lips, in millimeters."""
    opening = np.zeros(time.size)
    for act in acts:
        if act.subtype == "talking":
            opening += LIPS_MM * compute_course(time, act)
    return opening


def _mark(time: Times, spans: Sequence[tuple[float, float]]) -> NDArray[np.bool_]:
    """Frames within any of the stretches."""
    inside = np.zeros(time.size, dtype=bool)
    for onset, duration in spans:
        inside |= (time >= onset) & (time < onset + duration)
    return inside


def _hide(row: Series, where: NDArray[np.bool_]) -> Series:
    """Row with NaN where it must not be trusted."""
    return np.where(where, np.nan, row)


def _compute_closure(acts: Sequence[Act], time: Times, face: RestingFace, side: Side) -> Series:
    """Closure of one eye without noise, the deepest of what overlaps."""
    closure = np.zeros(time.size)
    for act in acts:
        depth = act.reach.get(Region.EYELID, 0.0) * _share(act, side) * face.strength(side)
        if depth:
            closure = np.maximum(closure, depth * compute_course(time, act))
    return closure


def _build_side(
    acts: Sequence[Act],
    time: Times,
    face: RestingFace,
    side: Side,
    *,
    closure: Series,
    leak_mm: Series,
    seen: NDArray[np.bool_],
    lost: NDArray[np.bool_],
    random: np.random.Generator,
) -> SideSignals:
    """Rows of one side with noise, NaN where the face or the eye was not seen."""
    full = face.full_closure_mm(side)
    rows = {name: np.zeros(time.size) for name in REGION_SIGNALS.values()}
    flutter = np.zeros(time.size)
    for act in acts:
        share = _share(act, side) * face.strength(side)
        for region, name in REGION_SIGNALS.items():
            if share and act.reach.get(region):
                rows[name] += share * act.reach[region] * compute_course(time, act)
        if act.subtype == "flutter":
            size = 0.5 * full * act.reach[Region.EYELID]
            flutter = np.maximum(flutter, share * size * compute_ramp(time, act))
    shift = np.sum(list(rows.values()), axis=0) + closure * full
    speed = np.abs(np.gradient(shift, time)) if time.size > 1 else np.zeros(time.size)
    noise = {name: level * face.noise for name, level in NOISE.items()}
    noise[SignalName.EYELID_CLOSURE] = noise[SignalName.EYELID_APERTURE] / full
    drawn = {name: random.normal(0, noise[name], time.size) for name in SignalName}
    rows = {name: _hide(row + drawn[name], lost) for name, row in rows.items()}
    drop = face.droop_mm if side is Side.LEFT else 0.0
    aperture = OPEN_MM - closure * full + leak_mm + drawn[SignalName.EYELID_APERTURE]
    return SideSignals(
        eyelid_aperture_mm=_hide(aperture, ~seen),
        eyelid_closure=_hide((OPEN_MM - aperture) / full, ~seen),
        brow_height_mm=rows[SignalName.BROW_HEIGHT],
        mouth_corner_excursion_mm=rows[SignalName.MOUTH_CORNER_EXCURSION],
        cheek_raise_mm=rows[SignalName.CHEEK_RAISE],
        chin_raise_mm=rows[SignalName.CHIN_RAISE],
        motion=_hide(speed / 100 + np.abs(drawn[SignalName.MOTION]), lost),
        flutter_mm=_hide(flutter + np.abs(drawn[SignalName.FLUTTER]), ~seen),
        eye_visible=seen,
        noise=noise,
        eye_width_mm=EYE_WIDTH_MM,
        resting_brow_mm=RESTING_BROW_MM - drop,
        resting_mouth_mm=-drop,
    )
