"""Video stage: a file in, frames with presentation times out."""

from hemiface.video.ahead import ReadAhead
from hemiface.video.hashing import file_hash
from hemiface.video.mirror import turn_back
from hemiface.video.probe import probe_video
from hemiface.video.quality import assess_file, assess_reading
from hemiface.video.reader import VideoReader, open_video
from hemiface.video.writer import write_video

__all__ = [
    "ReadAhead",
    "VideoReader",
    "assess_file",
    "assess_reading",
    "file_hash",
    "open_video",
    "probe_video",
    "turn_back",
    "write_video",
]
