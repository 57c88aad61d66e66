"""The shipped networks, checked against the hashes of the files that were tested."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib import resources
from pathlib import Path

from hemiface.errors import ModelFileError


class Network(StrEnum):
    """A network, by the name of its file."""

    FACE_DETECTOR = "face_detector"
    FACE_LANDMARKS = "face_landmarks_detector"
    EYE_OPENING = "eye_opening"


SHA256 = {
    Network.FACE_DETECTOR: "b4578f35940bf5a1a655214a1cce5cab13eba73c1297cd78e1a04c2380b0152f",
    Network.FACE_LANDMARKS: "c7d54204ce0448474c7f3fa9af494787c0965cbdd6f20fc72867e43046bd43d5",
    Network.EYE_OPENING: "39107aeb8660c90572aef8d9864ac55b61e8dcb5c825739a487cce800f1999d7",
}
"""The first two are unchanged members of Google's ``face_landmarker.task`` (float16,
2023-05-03, SHA-256 64184e22...); the last is hemiface's own (docs/explanation/eye-network)."""

FORMATS = {Network.EYE_OPENING: "onnx"}
"""Format of those that are no TFLite files."""


@contextmanager
def network_file(network: Network) -> Iterator[Path]:
    """Give the path of a network's file after checking its hash.

    Raises
    ------
    ModelFileError
        If the file is missing or its hash is not the tested one.
    """
    place = (
        resources.files("hemiface.landmarks")
        / "models"
        / f"{network}.{FORMATS.get(network, 'tflite')}"
    )
    try:
        data = place.read_bytes()
    except OSError as error:
        raise ModelFileError("unreadable", network=network) from error
    if hashlib.sha256(data).hexdigest() != SHA256[network]:
        raise ModelFileError("network", network=network)
    with resources.as_file(place) as path:
        yield path
