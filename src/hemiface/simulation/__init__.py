"""Faces that are not there: worlds with a known answer, for tests and for the documentation.

A face is a list of acts (blinks, spasms, a smile) on an axis of time. From them come signals
with every event known to the millisecond, or drawn pictures that a fake engine answers for as
the networks would. Nothing here is fitted to a person.
"""

from hemiface.simulation.acts import Act
from hemiface.simulation.scenes import (
    build_bilateral_scene,
    build_healthy_scene,
    build_myokymia_scene,
    build_spasm_scene,
    build_synkinesis_scene,
    build_weakness_scene,
    build_wink_scene,
)
from hemiface.simulation.simulate import Cover, HeadTurn, RestingFace, build_times, simulate_signals

__all__ = [
    "Act",
    "Cover",
    "HeadTurn",
    "RestingFace",
    "build_bilateral_scene",
    "build_healthy_scene",
    "build_myokymia_scene",
    "build_spasm_scene",
    "build_synkinesis_scene",
    "build_times",
    "build_weakness_scene",
    "build_wink_scene",
    "simulate_signals",
]
