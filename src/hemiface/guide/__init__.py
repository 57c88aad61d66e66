"""Guide engine: questions in, sourced answers out, red flags first."""

import sys

# When this package is installed, openvino reports every import of itself to its maker.
# Nothing may leave this machine, and openvino works without it.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # None: "not installed"
