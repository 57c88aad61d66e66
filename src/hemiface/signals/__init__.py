"""Signals stage: landmarks in, each side's movement in millimetres out."""

from hemiface.signals.compute import compute_signals

__all__ = ["compute_signals"]
