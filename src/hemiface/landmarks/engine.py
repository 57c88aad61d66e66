"""The one door to the inference engine.

OpenVINO reads the TFLite files, and the ONNX file of the eye, as they are. On real face crops
its points differ from LiteRT's by rounding only, and it is quicker on the face network, which
takes most of the time; ``benchmarks/throughput`` prints both.
"""

import sys
from collections import deque
from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hemiface.landmarks.weights import Network, network_file
from hemiface.model.video import Image

if TYPE_CHECKING:
    import openvino as ov

INPUT_SIDE = {
    Network.FACE_DETECTOR: 128,
    Network.FACE_LANDMARKS: 256,
    Network.EYE_OPENING: 64,
}
"""Side of the square crop that each network looks at, in pixels."""

_SCALING = {
    Network.FACE_DETECTOR: ([127.5] * 3, [127.5] * 3),
    Network.FACE_LANDMARKS: ([0.0] * 3, [255.0] * 3),
    Network.EYE_OPENING: ([0.0] * 3, [1.0] * 3),
}

_UNASKED = frozenset({"output_iris"})
"""Outputs that nobody asks for: the part of the network that makes them is left out."""


Answer: TypeAlias = dict[int, NDArray[np.float32]]
"""What a network says of one crop: each output by its number of values, of shape
``(n_values,)`` or, where two outputs have one size, ``(2, n_values)``."""


class Engine(Protocol):
    """Runs a network on crops."""

    @property
    def name(self) -> str:
        """Name and version, for provenance."""
        ...

    def run(self, network: Network, crops: Iterable[Image]) -> Generator[Answer, None, None]:
        """Run one network on crops.

        Parameters
        ----------
        network
            Which network.
        crops
            Red-green-blue pictures, each of shape ``(side, side, 3)``. A few are taken ahead
            of the answers.

        Yields
        ------
        dict
            The answer for each crop, in order.
        """
        ...


class OpenVinoEngine:
    """Networks run by OpenVINO on the processor, one crop a request.

    A request holds one crop, so an answer never depends on which crops were looked at
    together. Several threads of a program may use one engine.

    Parameters
    ----------
    threads
        How many crops are looked at at once.
    """

    def __init__(self, threads: int) -> None:
        self.threads = threads
        openvino = _load_openvino()
        self._version = openvino.__version__.split("-")[0]
        self._compiled = _compile(openvino, threads)
        self._idle: dict[Network, list[_Request]] = {network: [] for network in Network}

    @property
    def name(self) -> str:
        """Name and version, for provenance."""
        return f"openvino {self._version}"

    def run(self, network: Network, crops: Iterable[Image]) -> Generator[Answer, None, None]:
        """Run one network on crops; see :class:`Engine`."""
        # No callbacks: they would hold the networks up until Python is free to run them.
        idle = self._idle[network]
        running: deque[_Request] = deque()
        try:
            for crop in crops:
                # One more than there are threads, so that none waits while Python takes an answer.
                if len(running) > self.threads:
                    yield running[0].answer()
                    idle.append(running.popleft())
                request = self._take(network)
                request.ask(crop)
                running.append(request)
            while running:
                yield running[0].answer()
                idle.append(running.popleft())
        finally:
            for request in running:
                request.wait()
            idle += running

    def _take(self, network: Network) -> "_Request":
        """An idle request, or a new one."""
        # Asked first, another thread could take the last one in between.
        try:
            return self._idle[network].pop()
        except IndexError:
            return _Request(self._compiled[network])


class _Request:
    """Room for one crop and its answer in a network."""

    def __init__(self, compiled: "ov.CompiledModel") -> None:
        self._request = compiled.create_infer_request()
        # Looked up once: each time costs as much as copying a crop.
        self._crop = self._request.input_tensors[0].data
        self._outputs = [tensor.data.reshape(-1) for tensor in self._request.output_tensors]

    def ask(self, crop: Image) -> None:
        """Let the network look at a crop; the request must be idle."""
        self._crop[:] = crop
        self._request.start_async()

    def wait(self) -> None:
        """Wait until the network has looked."""
        self._request.wait()

    def answer(self) -> Answer:
        """All outputs, once they are there, by their number of values."""
        self.wait()
        answer: Answer = {}
        for values in self._outputs:
            twin = answer.get(values.size)
            answer[values.size] = values.copy() if twin is None else np.stack([twin, values])
        return answer


def _load_openvino() -> Any:  # noqa: ANN401 - a module without types
    """The inference engine, loaded when the first engine is made."""
    # When this package is installed, openvino reports every import of itself to its maker.
    # Nothing may leave this machine, and openvino works without it.
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # None: "not installed"
    import openvino
    import openvino.preprocess

    return openvino


def _compile(openvino: Any, threads: int) -> "dict[Network, ov.CompiledModel]":  # noqa: ANN401 - a module without types
    core = openvino.Core()
    options = {
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": threads,
        "INFERENCE_PRECISION_HINT": "f32",
        "ENABLE_CPU_PINNING": False,
    }
    return {
        network: core.compile_model(_build(openvino, core, network), "CPU", options)
        for network in Network
    }


def _build(openvino: Any, core: "ov.Core", network: Network) -> "ov.Model":  # noqa: ANN401 - a module without types
    """Network that takes crops of 0..255; scaling becomes part of it.

    Its input stays in floating point: OpenVINO turns the axes of 8-bit input about, and back.
    """
    with network_file(network) as path:
        model = core.read_model(path)
    for result in model.get_results():
        if result.output(0).names & _UNASKED:
            model.remove_result(result)
    side = INPUT_SIDE[network]
    model.reshape([1, side, side, 3])
    steps = openvino.preprocess.PrePostProcessor(model)
    mean, scale = _SCALING[network]
    steps.input().tensor().set_layout(openvino.Layout("NHWC"))
    steps.input().preprocess().mean(mean).scale(scale)
    steps.input().model().set_layout(openvino.Layout("NHWC"))
    return steps.build()
