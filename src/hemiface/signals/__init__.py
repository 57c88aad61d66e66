"""Signals stage: landmarks in, each side's movement in millimetres out."""
