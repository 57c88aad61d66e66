"""Landmarks stage: frames in, the face of one person out."""

import sys

# When this package is installed, openvino reports every import of itself to its maker.
# Nothing may leave this machine, and openvino works without it.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # None: "not installed"

from hemiface.landmarks.engine import OpenVinoEngine  # noqa: E402 - loads openvino
from hemiface.landmarks.following import follow_face, read_sides  # noqa: E402 - as above

__all__ = ["OpenVinoEngine", "follow_face", "read_sides"]
