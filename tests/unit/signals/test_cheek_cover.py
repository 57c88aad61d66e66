"""A hand on one cheek hides the lower face of that half, and nothing else is taken for one."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.signals.faces import build_landmarks

from hemiface.landmarks.repeats import without_repeats
from hemiface.model.anatomy import Side
from hemiface.model.landmarks import CheekReadings, Landmarks
from hemiface.model.quality import Flaw, Severity
from hemiface.model.signals import Signals
from hemiface.settings import SignalSettings
from hemiface.signals import assess_face, compute_signals
from hemiface.signals.cheek_cover import find_cheeks_covered

RATE_HZ, EVERY = 20, 5
TIME = np.arange(400) / RATE_HZ
LOWER = ("mouth_corner_excursion_mm", "cheek_raise_mm", "chin_raise_mm")
HAND = (0.12, 0.06)
"""How much a hand changes brightness and unevenness."""

RNG = np.random.default_rng(3)
OWN = RNG.normal(0, 0.1, (2, 8)), np.abs(RNG.normal(0.03, 0.01, (2, 8)))
"""How the cheeks of this face look."""

Span = tuple[float, float]


def within(span: Span) -> NDArray[np.bool_]:
    return np.asarray((span[0] <= TIME) & (span[1] > TIME))


def close(closures: Mapping[Side, Span]) -> dict[Side, NDArray[np.float64]]:
    """Closure of each eye: blinks of both, and half a closure of one for a while."""
    moments = np.array([2, 5, 8, 12, 16])
    blinks = np.exp(-(((TIME[:, None] - moments) / 0.1) ** 2)).sum(1)
    return {side: np.maximum(blinks, 0.55 * within(closures.get(side, (0, 0)))) for side in Side}


def lay(
    hands: Mapping[Side, Span],
    closures: Mapping[Side, Span] | None = None,
    *,
    change: tuple[float, float] = HAND,
    restless: float = 0.004,
) -> Landmarks:
    """A face that blinks, with hands on its cheeks and eyes half shut for a while."""
    opened = {side: 1 - closure for side, closure in close(closures or {}).items()}
    landmarks = build_landmarks(TIME, opened, noise_px=0.1)
    random = np.random.default_rng(5)
    cheeks = {}
    for at, side in enumerate(Side):
        under = within(hands.get(side, (0, 0)))[:, None]
        rows = [
            own[at]
            + random.normal(0, restless, (len(TIME), 8))
            + under * random.choice([-1, 1], 8) * size
            for own, size in zip(OWN, change, strict=True)
        ]
        for row in rows:
            row[np.arange(len(TIME)) % EVERY > 0] = np.nan
        cheeks[side] = CheekReadings(*(row.astype(np.float32) for row in rows))
    return replace(landmarks, cheeks=cheeks)


def measure(landmarks: Landmarks) -> Signals:
    return compute_signals(landmarks, SignalSettings())


def find(
    landmarks: Landmarks,
    closures: Mapping[Side, Span] | None = None,
    turned: NDArray[np.float64] | None = None,
) -> dict[Side, NDArray[np.bool_]]:
    still = np.zeros(TIME.shape)
    pose = (still if turned is None else turned, still)
    return find_cheeks_covered(landmarks, close(closures or {}), np.ones(TIME.shape, bool), pose)


@pytest.mark.parametrize("side", list(Side))
def test_a_hand_on_a_cheek_hides_the_lower_face_of_its_half_alone(side: Side) -> None:
    signals, free = measure(lay({side: (6, 11)})), measure(lay({}))
    own, other = signals.side(side), signals.side(side.opposite)
    under, before, after = within((6.5, 10.5)), within((0, 5.5)), within((11.5, 20))
    for name in LOWER:
        assert np.isnan(getattr(own, name)[under]).all()
        assert np.isfinite(getattr(own, name)[before | after]).all()
        np.testing.assert_array_equal(getattr(other, name), getattr(free.side(side.opposite), name))
    for name in ("eyelid_closure", "brow_height_mm"):
        np.testing.assert_array_equal(getattr(own, name), getattr(free.side(side), name))
    assert np.isfinite(signals.mouth_opening_mm).all()
    assert signals.both_seen.all()


@pytest.mark.parametrize("side", list(Side))
def test_a_hand_is_said_with_its_side_and_its_time(side: Side) -> None:
    landmarks = lay({side: (6, 11)})
    flags = [
        flag
        for flag in assess_face(landmarks, measure(landmarks))
        if flag.flaw in (Flaw.LEFT_CHEEK_COVERED, Flaw.RIGHT_CHEEK_COVERED)
    ]
    assert [(flag.flaw.value, flag.severity) for flag in flags] == [
        (f"{side.value}_cheek_covered", Severity.WARNING)
    ]
    assert flags[0].onset == pytest.approx(6.0, abs=0.5)
    assert flags[0].duration == pytest.approx(5.0, abs=0.8)


@pytest.mark.parametrize(
    "landmarks",
    [
        pytest.param(lay({}), id="bare"),
        pytest.param(lay({Side.LEFT: (6, 6.5)}), id="for half a second"),
        pytest.param(lay(dict.fromkeys(Side, (6.0, 11.0))), id="both cheeks, as in a smile"),
        pytest.param(lay({Side.LEFT: (6, 11)}, change=(0.12, 0.0)), id="light alone"),
        pytest.param(lay({Side.LEFT: (6, 11)}, change=(0.0, 0.06)), id="sharpness alone"),
        pytest.param(lay({Side.LEFT: (6, 11)}, restless=0.08), id="a restless picture"),
        pytest.param(lay({Side.LEFT: (6, 16)}), id="half of the time"),
        pytest.param(replace(lay({Side.LEFT: (6, 11)}), cheeks={}), id="not looked at"),
        pytest.param(
            replace(lay({Side.LEFT: (6, 13)}), cuts=np.array([6.0])), id="half of another scene"
        ),
    ],
)
def test_what_is_no_hand_hides_nothing(landmarks: Landmarks) -> None:
    assert not any(found.any() for found in find(landmarks).values())


@pytest.mark.parametrize("held", [(6.0, 11.0), (1.0, 14.0)])
def test_what_goes_along_with_a_closed_eye_is_a_spasm(held: Span) -> None:
    landmarks, closures = lay({Side.LEFT: held}), {Side.LEFT: held}
    assert not any(found.any() for found in find(landmarks, closures).values())
    if held == (6.0, 11.0):
        assert find(landmarks)[Side.LEFT].any()


@pytest.mark.parametrize(
    ("turned", "found"),
    [
        pytest.param(10.0 * within((5.5, 11.5)), False, id="as at no other time"),
        pytest.param(10.0 * within((5.5, 20)), True, id="and stays turned without it"),
        pytest.param(10.0 * (np.sin(TIME) > 0), True, id="now and then"),
    ],
)
def test_a_cheek_is_held_against_how_it_looks_in_that_pose(
    turned: NDArray[np.float64], found: bool
) -> None:
    """A turn brings other light, hair and a foreshortened cheek."""
    cheeks = find(lay({Side.LEFT: (6, 11)}), turned=turned)
    assert cheeks[Side.LEFT].any() == found
    assert not cheeks[Side.RIGHT].any()


def test_a_spasm_below_the_eye_is_measured_as_one() -> None:
    held = {Side.LEFT: (6.0, 11.0)}
    signals = measure(lay(held, held))
    assert np.isfinite(signals.left.mouth_corner_excursion_mm).all()


def test_a_hand_for_a_third_of_the_time_is_found_in_one_scene() -> None:
    assert find(lay({Side.LEFT: (6, 13)}))[Side.LEFT].any()


def test_a_mouth_rests_where_it_was_seen() -> None:
    landmarks = lay({Side.LEFT: (6, 11)})
    moved = landmarks.points.copy()
    for corner in landmarks.columns((291, 308)):
        moved[within((5.5, 11.5)), corner, 1] -= 30
    seen = measure(replace(landmarks, points=moved)).left
    assert seen.resting_mouth_mm == pytest.approx(measure(lay({})).left.resting_mouth_mm, abs=0.3)


def test_cheeks_of_repeated_pictures_are_left_out() -> None:
    landmarks = lay({Side.LEFT: (6, 11)})
    repeats = np.arange(len(TIME)) % 2 == 1
    shorter = without_repeats(landmarks, repeats)
    for side in Side:
        np.testing.assert_array_equal(
            shorter.cheeks[side].brightness, landmarks.cheeks[side].brightness[~repeats]
        )
        assert shorter.cheeks[side].unevenness.shape == (len(shorter.time), 8)
