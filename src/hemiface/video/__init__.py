"""Video stage: a file in, frames with presentation times out."""
