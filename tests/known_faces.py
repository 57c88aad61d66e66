"""Faces that are made of points, and movements in a random row, for the kept numbers.

They go where drawn faces rarely do: an eye behind a hand or glasses, a face that turns far, is
lost, comes back as another, or lies beyond the edge, and acts in any order on uneven times.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tests.recordings import analyze_signals
from tests.unit.signals.faces import build_landmarks, draw_colors, lose_face, turn_head

from hemiface.events.agreement import score_agreement
from hemiface.model.agreement import Pair
from hemiface.model.analysis import Task
from hemiface.model.anatomy import Region, Side
from hemiface.model.events import EventPattern
from hemiface.model.landmarks import Landmarks
from hemiface.model.quality import Quality
from hemiface.model.signals import Series
from hemiface.model.tasks import TaskName
from hemiface.settings import AnalysisSettings
from hemiface.signals.compute import compute_signals
from hemiface.signals.quality import assess_face
from hemiface.simulation import HeadTurn, build_times, scenes, simulate_signals
from hemiface.simulation.acts import LOWER_FACE_MM, Act
from hemiface.simulation.simulate import Cover, RestingFace

TIME = build_times(12.0, 30.0, jitter=0.2, seed=1)
OPEN_CM = 1.0


def _hump(middle: float, width: float = 0.12) -> Series:
    return np.asarray(np.exp(-(((TIME - middle) / width) ** 2)))


def _film(
    *,
    blinks: tuple[float, ...],
    twitches: tuple[float, ...] = (),
    hold: float = 0.0,
    **how: Any,  # noqa: ANN401 - of `build_landmarks`
) -> Landmarks:
    """A face that blinks, and whose left eye twitches and then stays narrow."""
    blink = np.max([_hump(at) for at in blinks], axis=0)
    twitch = np.max([0 * TIME, *(0.6 * _hump(at, 0.09) for at in twitches)], axis=0)
    narrow = hold * ((TIME > 9) & (TIME < 10.5))
    openings = {
        Side.LEFT: OPEN_CM - np.maximum.reduce([0.9 * blink, twitch, narrow]),
        Side.RIGHT: OPEN_CM - 0.85 * blink,
    }
    return build_landmarks(TIME, openings, noise_px=0.15, **how)


def _turns(yaw: Series, pitch: Series, roll: Series) -> NDArray[np.float64]:
    return np.stack([turn_head(*angles) for angles in zip(yaw, pitch, roll, strict=True)])


def _turning() -> Landmarks:
    yaw, pitch, roll = 38 * np.sin(0.6 * TIME), 9 * np.cos(1.1 * TIME), 6 * np.sin(0.8 * TIME)
    turns = _turns(yaw, pitch, roll)
    moving = _film(blinks=(1.0, 3.7, 7.2), twitches=(5.1, 5.5), leak=0.3, turns=turns)
    motion = {side: 0.3 + 0.2 * np.sin(TIME + place) for place, side in enumerate(Side)}
    return replace(moving, motion=motion, sharpness=0.05 * np.exp(-((TIME - 6) ** 2)) + 0.004)


def _covered() -> Landmarks:
    face = _film(blinks=(0.8, 3.1, 6.4, 11.2), twitches=(2.0, 7.4), hold=0.35, leak=0.25)
    hidden = (TIME > 4) & (TIME < 5.6)
    random = np.random.default_rng(3)
    eye = face.eyes[Side.RIGHT]
    thumbnails = eye.thumbnails.copy()
    thumbnails[hidden] = random.integers(0, 255, thumbnails[hidden].shape)
    eyes = dict(face.eyes)
    eyes[Side.RIGHT] = replace(eye, thumbnails=thumbnails, brightness=eye.brightness / 2)
    edge = {Side.LEFT: TIME < 8, Side.RIGHT: np.ones(TIME.shape, bool)}
    others = np.where((TIME > 2) & (TIME < 3), 2.0, 1.0)
    return replace(face, eyes=eyes, half_inside=edge, n_faces=others, others=((9.0, 9.6),))


def _lost() -> Landmarks:
    face = _film(blinks=(1.4, 4.2, 9.5), twitches=(7.0, 7.3, 7.6), px_per_cm=9.0)
    points = face.points.copy()
    back = TIME > 8
    middle = np.nanmean(points[..., 0])
    points[back, :, 0] = middle + 1.2 * (points[back, :, 0] - middle)
    return lose_face(replace(face, points=points), (TIME > 5) & (TIME < 6.2) | (TIME > 11.6))


def _behind_glasses() -> Landmarks:
    """A lamp's reflection that every reading takes for a lid, and that bleaches the eye."""
    blink, glare = np.max([_hump(at) for at in (1.0, 3.0, 10.6)], axis=0), _hump(6.0, 0.6)
    openings = {
        Side.LEFT: OPEN_CM - np.maximum(0.95 * blink, 0.3 * glare),
        Side.RIGHT: OPEN_CM - 0.95 * blink,
    }
    face = build_landmarks(TIME, openings, noise_px=0.1)
    color = draw_colors(OPEN_CM - 0.95 * blink).astype(float)
    bleached = color + (255 - color) * 0.8 * glare[:, None, None, None]
    eye = face.eyes[Side.LEFT]
    left = replace(eye, color=bleached.astype(np.uint8), brightness=eye.brightness + 30 * glare)
    return replace(face, eyes={**face.eyes, Side.LEFT: left})


def _never_alone() -> Landmarks:
    """No eye is read alone, and there is no color, as over a poor line."""
    face = _film(blinks=(2.0, 6.0), twitches=(4.0,), leak=0.4)
    unread = np.full(TIME.size, np.nan)
    eyes = {
        side: replace(eye, alone_px=unread, color=np.full_like(eye.color, 128))
        for side, eye in face.eyes.items()
    }
    return replace(face, eyes=eyes)


POINTS: Mapping[str, Callable[[], Landmarks]] = {
    "turning": _turning,
    "covered": _covered,
    "lost": _lost,
    "behind glasses": _behind_glasses,
    "never alone": _never_alone,
}


def measure_points(name: str) -> list[Any]:
    """Signals and flaws of a face of points."""
    landmarks = POINTS[name]()
    settings = AnalysisSettings().signals
    signals = compute_signals(landmarks, settings)
    return [signals, list(assess_face(landmarks, signals))]


N_ROWS = 6
PATTERNS = (EventPattern.ISOLATED, EventPattern.CLONIC, EventPattern.TONIC)


def _draw_act(random: np.random.Generator) -> Act:
    side = Side.LEFT if random.random() < 0.6 else Side.RIGHT
    size = float(random.uniform(0.2, 0.95))
    makers: list[Callable[[], Act]] = [
        lambda: scenes.build_blink(0.0, size=size),
        lambda: scenes.build_blink(0.0, size=1.0, duration=float(random.uniform(0.2, 0.8))),
        lambda: scenes.build_spasm(
            0.0,
            side,
            pattern=PATTERNS[random.integers(3)],
            size=size,
            n_twitches=int(random.integers(2, 6)),
            lower_face=LOWER_FACE_MM if random.random() < 0.5 else {Region.MOUTH: 2.0},
            brow_lift=bool(random.random() < 0.5),
        ),
        lambda: scenes.build_bilateral_spasm(0.0, duration=float(random.uniform(0.6, 3.0))),
        lambda: scenes.build_flutter(0.0, side, size=float(random.uniform(0.05, 0.2))),
        lambda: scenes.build_wink(0.0, side),
        lambda: scenes.build_smile(0.0),
        lambda: scenes.build_pucker(0.0),
        lambda: scenes.build_brow_raise(0.0),
        lambda: scenes.build_look_down(0.0, size=float(random.uniform(0.2, 0.5))),
        lambda: scenes.build_talking(0.0, duration=float(random.uniform(2.0, 5.0))),
        lambda: scenes.build_synkinesis(scenes.build_smile(0.0), side),
    ]
    return makers[random.integers(len(makers))]()


def measure_row(name: str) -> list[Any]:
    """Events and assessment of acts in a random row, and how well events are found."""
    seed = int(name)
    random = np.random.default_rng(seed)
    acts, free_from = [], 0.4
    while free_from < 38:
        acts.append(_draw_act(random).at(free_from))
        free_from = acts[-1].offset + float(random.choice([0.05, 0.3, 0.7, 1.5]))
    time = build_times(40.0, float(random.choice([24, 30, 60])), jitter=0.3, seed=seed)
    face = RestingFace(
        noise=float(random.choice([0.2, 1.0, 3.0])),
        right_strength=float(random.choice([1.0, 0.5])),
        droop_mm=float(random.choice([0.0, 1.5])),
    )
    signals, true = simulate_signals(
        acts,
        time,
        face=face,
        turns=[HeadTurn(12.0, 3.0, yaw_deg=15.0)],
        missing=[(20.0, 20.7)],
        covers=[Cover(30.0, 2.0, Side.LEFT)],
        seed=seed,
    )
    tasks = (Task(0.0, 13.0, TaskName.REST), Task(13.0, 9.0, TaskName.SMILE))
    quality = Quality(40.0, 39.0, 30.0, 120.0)
    events, found = analyze_signals(signals, quality, tasks if seed % 2 else (), AnalysisSettings())
    pairs = [Pair(true, events, 40.0)]
    return [events, found, score_agreement(pairs), score_agreement(pairs * 3)]
