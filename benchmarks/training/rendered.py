"""Eyes of rendered faces whose lids are known: what the eye network learns from.

    python rendered.py RENDER_TOOL RENDERED.npz [--identities 40] [--scenes 15]

Runs in the Python of the render tool, with its assets in place (`RENDER_ASSETS`).
"""

import argparse
import importlib
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
from crops import cut

WIDTH, HEIGHT = 448, 192
"""Picture of both eyes in pixels: an eye is about as wide as in a crop."""

CLOSURES = 4
"""Pictures a scene, the first of them with open eyes."""

CORNERS = {"Left": (3721, 3742), "Right": (1528, 1507)}
"""Vertices of the outer and the inner corner."""

PLACES = (0.25, 0.375, 0.5, 0.625, 0.75)
"""Where between the corners the lids are measured, as the points of the face mesh lie."""

PIVOT = np.array([0, -5.0, -1.0])
"""Where a head turns, in the render tool's centimeters."""

RACES = ("caucasian", "asian", "african")


def main() -> None:
    """Build heads, and write crops of their eyes into one file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tool")
    parser.add_argument("target")
    parser.add_argument("--identities", type=int, default=40)
    parser.add_argument("--scenes", type=int, default=15)
    options = parser.parse_args()
    sys.path.insert(0, options.tool)
    engine, packs, render = (
        importlib.import_module(name) for name in ("engine", "packs", "render")
    )
    rows: dict[str, list[Any]] = {"crop": [], "y": [], "who": [], "group": []}
    heads = [_build(engine, packs, number) for number in range(options.identities)]
    # After all heads: whatever draws last takes the place of a renderer made before it.
    renderer = engine.Renderer(WIDTH, HEIGHT)
    for number, pack in enumerate(heads):
        random = np.random.default_rng(number)
        face = engine.Face(renderer, str(pack))
        for scene in range(options.scenes):
            group = 2 * (number * options.scenes + scene)
            stage = (engine, render, renderer, face)
            _add_scene(rows, stage, random, name=pack.stem, group=group)
        print(pack.stem, len(rows["y"]), flush=True)
    np.savez(options.target, **{key: np.array(row) for key, row in rows.items()})


def _build(engine: Any, packs: Any, number: int) -> Path:
    """A head of its own, made once."""
    pack = Path(packs.PACKS) / f"eyes{number:03}.npz"
    if not pack.exists():
        identity = draw_identity(packs, np.random.default_rng(1000 + number), number)
        packs.build_ict(pack.stem, identity)
        engine.bake_ao(str(pack), n=48, size=256)
    return pack


def draw_identity(packs: Any, random: np.random.Generator, number: int) -> dict[str, Any]:
    """A head, skin, eyes and brows by chance."""
    skins = sorted(Path(packs.SK).glob("*_diffuse*.png"))
    skin = skins[number % len(skins)].name
    race = random.dirichlet([0.5] * len(RACES))
    age = {"young": (20, 38), "middleage": (38, 60), "old": (60, 85)}[skin.split("_")[0]]
    eyes = sorted(Path(packs.MHA, "eyes", "materials").glob("*_eye.png"))
    brow = int(random.integers(1, 7))
    gray = float(random.uniform(0.01, 0.2))
    identity = packs._id(
        float("female" not in skin),
        float(random.uniform(*age)),
        dict(zip(RACES, race.tolist(), strict=True)),
        "young_lightskinned_male",
        None,
        "brown",
        brow,
        brow_tint=(gray, 0.8 * gray, 0.7 * gray),
        seed=number,
        spread=float(random.uniform(0.5, 1)),
        skin_tint=tuple(random.uniform(0.6, 1.05) * random.uniform(0.93, 1.07, 3)),
        sat=float(random.uniform(0.5, 1)),
        gloss=float(random.uniform(0.2, 1)),
        bump=float(random.uniform(0.03, 0.18)),
        lash_tint=(random.uniform(0.005, 0.12) * np.array([1, 0.8, 0.7])).tolist(),
    )
    return {**identity, "skin": str(skins[number % len(skins)]), "eyes": str(random.choice(eyes))}


def _add_scene(
    rows: dict[str, list[Any]], stage: Any, random: np.random.Generator, *, name: str, group: int
) -> None:
    """One pose in one light, with the lids at several depths."""
    engine, render, renderer, face = stage
    light = dict(engine.LIGHT, **render.PRESET[random.choice(list(render.PRESET))])
    light["exposure"] *= float(np.exp(random.normal(0, 0.35)))
    light["key_dir"] = tuple(np.array(light["key_dir"]) + random.normal(0, 0.25, 3))
    color = random.uniform(50, 200, 3)
    renderer.set_background(np.full((8, 8, 3), color, np.uint8))
    turn = (random.normal(0, 9), random.normal(0, 6), random.normal(0, 5))
    gaze_turn, gaze_tilt = random.normal(0, 8), random.normal(0, 6)
    distance = float(random.uniform(55, 110))
    view = 2 * np.degrees(np.arctan(8.2 * HEIGHT / WIDTH / (distance - 9)))
    camera = {
        "pos": (random.normal(0, 3), 3.6 + random.normal(0, 4), distance),
        "at": (0, 3.6, 0),
        "fov": view,
    }
    rest = {
        "eyeWide": float(random.random() < 0.2) * random.uniform(0, 0.5),
        "eyeSquint": float(random.random() < 0.4) * random.uniform(0, 0.5),
        "browDown": float(random.random() < 0.3) * random.uniform(0, 0.8),
        "browOuterUp": float(random.random() < 0.2) * random.uniform(0, 0.8),
        "mouthSmile": float(random.random() < 0.3) * random.uniform(0, 0.7),
    }
    squeeze = random.uniform(0, 0.75) if random.random() < 0.5 else 0.1
    rotation = engine.rot(*turn)
    for k in range(CLOSURES):
        closure = {side: _draw_closure(random, k) for side in CORNERS}
        _pose(face, closure, rest=rest, squeeze=squeeze, gaze=(gaze_turn, gaze_tilt), turn=turn)
        picture = renderer.render([(face, rotation, np.zeros(3))], camera, light)
        for place, side in enumerate(CORNERS):
            opening, corners = _measure(engine, face, side, camera, rotation)
            width = float(np.linalg.norm(corners[0] - corners[1]))
            rows["crop"].append(cut(picture, corners, width, flip=side == "Left"))
            rows["y"].append(opening)
            rows["who"].append(name)
            rows["group"].append(group + place)


def _draw_closure(random: np.random.Generator, k: int) -> float:
    """Share of the full closure: none, slight twice, and any."""
    if k == 0:
        return 0.0
    return float(random.uniform(0.03, 0.45) if k < CLOSURES - 1 else random.uniform(0.2, 1))


def _pose(
    face: Any,
    closure: dict[str, float],
    *,
    rest: dict[str, float],
    squeeze: float,
    gaze: tuple[float, float],
    turn: tuple[float, float, float],
) -> None:
    """Bring the lids down; the eyes roll up a little below them."""
    weights = {f"{action}{side}": share for action, share in rest.items() for side in closure}
    for side, share in closure.items():
        weights[f"eyeBlink{side}"] = share
        weights[f"eyeSquint{side}"] = max(rest["eyeSquint"], squeeze * share)
        weights[f"cheekSquint{side}"] = 0.5 * squeeze * share
        weights[f"browDown{side}"] = max(rest["browDown"], 0.5 * squeeze * share)
        weights[f"eyeWide{side}"] = rest["eyeWide"] * (1 - share)
        weights[f"eyeLookDown{side}"] = float(np.clip(-gaze[1] / 25, 0, 1)) * (1 - share)
        weights[f"eyeLookUp{side}"] = float(np.clip(gaze[1] / 25, 0, 1)) * (1 - share)
    looks = [
        (gaze[0] - 0.6 * turn[0], gaze[1] - 0.6 * turn[1] + 12 * closure[side])
        for side in ("Left", "Right")
    ]
    face.pose(face.weights(weights), looks)


def _measure(engine: Any, face: Any, side: str, camera: Any, rotation: Any) -> tuple[float, Any]:
    """Opening in eye widths, and where the outer and the inner corner are in the picture."""
    lid = face.lid[side]
    projection = engine.persp(camera["fov"], WIDTH / HEIGHT, 5, 400) @ engine.look(
        camera["pos"], camera["at"]
    )

    def to_picture(vertices: Any) -> Any:
        points = (face.P[vertices] - PIVOT) @ rotation.T + PIVOT
        seen = np.c_[points, np.ones(len(points))] @ projection.T
        seen = seen[:, :2] / seen[:, 3:]
        return (seen * [0.5, -0.5] + 0.5) * [WIDTH, HEIGHT]

    outer, inner = to_picture(list(CORNERS[side]))
    width = np.linalg.norm(inner - outer)
    along = (inner - outer) / width
    down = np.array([-along[1], along[0]])
    if down[1] < 0:
        down = -down

    def height(vertices: Any) -> Any:
        points = to_picture(vertices) - outer
        order = np.argsort(points @ along)
        return np.interp(PLACES, (points @ along)[order] / width, (points @ down)[order] / width)

    # What stays between the margins of lids that touch is their thickness.
    eye_cm = float(np.linalg.norm(face.P0[CORNERS[side][0]] - face.P0[CORNERS[side][1]]))
    touching = np.interp(PLACES, lid["g"], np.minimum(lid["cal"], 0.2)) / eye_cm
    opening = float(np.mean(height(lid["l"]) - height(lid["u"]) - touching))
    return max(opening, 0.0), (outer, inner)


if __name__ == "__main__":
    os.environ.setdefault("LP_NUM_THREADS", "1")
    main()
