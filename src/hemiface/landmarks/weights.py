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
    EYE_CONTOUR = "iris_landmark"


SHA256 = {
    Network.FACE_DETECTOR: "b4578f35940bf5a1a655214a1cce5cab13eba73c1297cd78e1a04c2380b0152f",
    Network.FACE_LANDMARKS: "c7d54204ce0448474c7f3fa9af494787c0965cbdd6f20fc72867e43046bd43d5",
    Network.EYE_CONTOUR: "d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
}
"""The first two are unchanged members of Google's ``face_landmarker.task`` (float16,
2023-05-03, SHA-256 64184e22...); the last is MediaPipe's iris network, unchanged."""


@contextmanager
def network_file(network: Network) -> Iterator[Path]:
    """Give the path of a network's TFLite file after checking its hash.

    Raises
    ------
    ModelFileError
        If the file is missing or its hash is not the tested one.
    """
    place = resources.files("hemiface.landmarks") / "models" / f"{network}.tflite"
    try:
        data = place.read_bytes()
    except OSError as error:
        raise ModelFileError(
            f"the network {network} cannot be read", hint="Install hemiface again."
        ) from error
    if hashlib.sha256(data).hexdigest() != SHA256[network]:
        raise ModelFileError(
            f"the file of the network {network} is not the one that was tested",
            hint="Install hemiface again.",
        )
    with resources.as_file(place) as path:
        yield path
