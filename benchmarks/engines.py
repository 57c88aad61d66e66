"""LiteRT and OpenVINO on the same crops: how long each takes, and how far they differ."""

import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from benchmarks.tables import number, print_table
from hemiface.landmarks.engine import OpenVinoEngine
from hemiface.landmarks.weights import Network, network_file
from hemiface.model.video import Image

N_CROPS = 100
N_VALUES = {Network.FACE_LANDMARKS: 478 * 3}
"""Values of the output that holds the points."""


def compare_engines(title: str, recorded: Mapping[Network, Sequence[Image]]) -> None:
    """Run both engines on one thread over crops of a real measurement, and print both."""
    if find_spec("ai_edge_litert") is None:
        print("ai-edge-litert is not installed: engines not compared")
        return
    rows = []
    for network, n_values in N_VALUES.items():
        crops = recorded[network][:N_CROPS]
        if not crops:
            continue
        litert_ms, litert = time_litert(network, crops, n_values)
        openvino_ms, openvino = time_openvino(network, crops, n_values)
        gap = np.abs(litert - openvino).max()
        rows.append(
            (network, str(len(crops)), number(litert_ms), number(openvino_ms), f"{gap:.5f}")
        )
    head = ("network", "crops", "LiteRT cpu ms", "OpenVINO cpu ms", "largest difference, px")
    print_table(f"Engines, one thread, crops of {title}", head, rows)


def time_litert(
    network: Network, crops: Sequence[NDArray[np.uint8]], n_values: int
) -> tuple[float, NDArray[np.float32]]:
    """Processor milliseconds a crop, and points, by LiteRT."""
    from ai_edge_litert.interpreter import Interpreter

    with network_file(network) as path:
        interpreter = Interpreter(model_path=str(path), num_threads=1)
    interpreter.allocate_tensors()
    place = interpreter.get_input_details()[0]["index"]
    outputs = interpreter.get_output_details()
    points = next(one["index"] for one in outputs if np.prod(one["shape"]) == n_values)

    def run(crop: NDArray[np.uint8]) -> NDArray[np.float32]:
        interpreter.set_tensor(place, crop[None].astype(np.float32) / np.float32(255))
        interpreter.invoke()
        return np.asarray(interpreter.get_tensor(points).reshape(-1), np.float32)

    return _time(run, crops)


def time_openvino(
    network: Network, crops: Sequence[NDArray[np.uint8]], n_values: int
) -> tuple[float, NDArray[np.float32]]:
    """Processor milliseconds a crop, and points, by the engine that hemiface uses."""
    engine = OpenVinoEngine(1)
    return _time(lambda crop: next(engine.run(network, [crop]))[n_values], crops)


def _time(
    run: Callable[[NDArray[np.uint8]], NDArray[np.float32]], crops: Sequence[NDArray[np.uint8]]
) -> tuple[float, NDArray[np.float32]]:
    """Processor milliseconds a crop: other programs that run meanwhile count little."""
    run(crops[0])
    start = time.process_time()
    results = [run(crop) for crop in crops]
    return 1000 * (time.process_time() - start) / len(crops), np.stack(results)
