"""Events stage: signals in, blinks, spasms and other movement out."""

from hemiface.events.detect import detect_events

__all__ = ["detect_events"]
