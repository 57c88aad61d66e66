"""Video stage: a file in, frames with presentation times out."""

from hemiface.video.probe import probe_video
from hemiface.video.reader import VideoReader, open_video

__all__ = ["VideoReader", "open_video", "probe_video"]
