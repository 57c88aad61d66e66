"""Parameters of the signals stage."""

from pydantic import Field

from hemiface.settings.stage import StageSettings


class SignalSettings(StageSettings):
    """How landmarks become movement."""

    smooth_s: float = Field(
        default=0.012, ge=0, description="Standard deviation of the smoothing of readings, seconds."
    )
    level_window_s: float = Field(
        default=25.0,
        gt=0,
        description="Window in which the usual level of a signal is found, seconds.",
    )
    open_percentile: float = Field(
        default=80.0, gt=50, lt=100, description="Percentile of the opening that counts as usual."
    )
    aperture_calibration: float = Field(
        default=1.25, gt=0, description="True millimeters a millimeter read between the lids."
    )
    mirrored_noise: float = Field(
        default=1.2,
        gt=0,
        description="Noise of the half-face reading as multiple of the direct one.",
    )
    flutter_low_hz: float = Field(default=3.5, gt=0, description="Slowest flutter, hertz.")
    flutter_high_hz: float = Field(default=9.0, gt=0, description="Quickest flutter, hertz.")
