"""Landmarks stage: frames in, the face of one person out."""
