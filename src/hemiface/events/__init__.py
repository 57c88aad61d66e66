"""Events stage: signals in, blinks, spasms and other movement out."""
