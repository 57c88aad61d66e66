"""The one door to the inference engine.

OpenVINO reads the TFLite files as they are. On real face crops its points differ from
LiteRT's by rounding only, and it is quicker on the face network, which takes most of the
time; ``benchmarks/throughput`` prints both.
"""

from collections import deque
from collections.abc import Iterable
from typing import Protocol

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino.preprocess import PrePostProcessor

from hemiface.landmarks.weights import Network, network_file
from hemiface.model.video import Image

INPUT_SIDE = {
    Network.FACE_DETECTOR: 128,
    Network.FACE_LANDMARKS: 256,
    Network.EYE_CONTOUR: 64,
}
"""Side of the square crop that each network looks at, in pixels."""

_SCALING = {
    Network.FACE_DETECTOR: ([127.5] * 3, [127.5] * 3),
    Network.FACE_LANDMARKS: ([0.0] * 3, [255.0] * 3),
    Network.EYE_CONTOUR: ([0.0] * 3, [255.0] * 3),
}


class Engine(Protocol):
    """Runs a network on crops."""

    @property
    def name(self) -> str:
        """Name and version, for provenance."""
        ...

    def run(self, network: Network, crops: Iterable[Image]) -> dict[int, NDArray[np.float32]]:
        """Run one network on crops.

        Parameters
        ----------
        network
            Which network.
        crops
            Red-green-blue pictures, each of shape ``(side, side, 3)``. They may be made
            while others are looked at.

        Returns
        -------
        dict
            For each output of the network, by its number of values a crop, an array of
            shape ``(n, n_values)`` or, where two outputs have one size, ``(n, 2, n_values)``.
        """
        ...


class OpenVinoEngine:
    """Networks run by OpenVINO on the processor, one crop a request.

    Crops are handed to as many parallel requests as there are threads. A request holds one
    crop, so a result never depends on which crops were looked at together.

    Parameters
    ----------
    threads
        How many crops are looked at at once.
    twin
        Another engine whose networks and threads are used too, so that two threads of the
        program can each have an engine; ``threads`` is then that engine's.
    """

    def __init__(self, threads: int, *, twin: "OpenVinoEngine | None" = None) -> None:
        self._networks: dict[Network, ov.CompiledModel] = (
            _compile(threads) if twin is None else twin._networks
        )
        self.threads: int = threads if twin is None else twin.threads
        # One more than there are threads, so that none waits while Python takes a result.
        self._requests = {
            network: [compiled.create_infer_request() for _ in range(self.threads + 1)]
            for network, compiled in self._networks.items()
        }

    @property
    def name(self) -> str:
        """Name and version, for provenance."""
        return f"openvino {ov.__version__.split('-')[0]}"

    def run(self, network: Network, crops: Iterable[Image]) -> dict[int, NDArray[np.float32]]:
        """Run one network on crops; see :class:`Engine`."""
        # No callbacks: they would hold the networks up until Python is free to run them.
        waiting = deque(self._requests[network])
        running: deque[ov.InferRequest] = deque()
        rows: list[list[NDArray[np.float32]]] = []
        for crop in crops:
            if not waiting:
                rows.append(_take(running[0]))
                waiting.append(running.popleft())
            request = waiting.popleft()
            request.input_tensors[0].data[:] = crop
            request.start_async()
            running.append(request)
        rows += [_take(request) for request in running]
        return _by_size(rows)


def _take(request: ov.InferRequest) -> list[NDArray[np.float32]]:
    """All outputs of a request, once it is done."""
    request.wait()
    return [tensor.data.reshape(-1).copy() for tensor in request.output_tensors]


def _compile(threads: int) -> dict[Network, ov.CompiledModel]:
    core = ov.Core()
    options = {
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": threads,
        "INFERENCE_PRECISION_HINT": "f32",
        "ENABLE_CPU_PINNING": False,
    }
    return {
        network: core.compile_model(_build(core, network), "CPU", options) for network in Network
    }


def _build(core: ov.Core, network: Network) -> ov.Model:
    """Network that takes 8-bit crops; scaling becomes part of it."""
    with network_file(network) as path:
        model = core.read_model(path)
    side = INPUT_SIDE[network]
    model.reshape([1, side, side, 3])
    steps = PrePostProcessor(model)
    mean, scale = _SCALING[network]
    steps.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    steps.input().preprocess().convert_element_type(ov.Type.f32).mean(mean).scale(scale)
    steps.input().model().set_layout(ov.Layout("NHWC"))
    return steps.build()


def _by_size(rows: list[list[NDArray[np.float32]]]) -> dict[int, NDArray[np.float32]]:
    """Outputs of all crops, gathered by their number of values."""
    gathered: dict[int, NDArray[np.float32]] = {}
    if not rows:
        return gathered
    sizes = [output.size for output in rows[0]]
    for size in set(sizes):
        places = [place for place, other in enumerate(sizes) if other == size]
        stacked = np.stack([[row[place] for place in places] for row in rows])
        gathered[size] = stacked[:, 0] if len(places) == 1 else stacked
    return gathered
