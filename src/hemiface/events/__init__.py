"""Events stage: signals in, blinks, spasms and other movement out."""

from hemiface.events.corrections import apply_corrections
from hemiface.events.detect import detect_events

__all__ = ["apply_corrections", "detect_events"]
