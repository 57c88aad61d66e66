"""Video stage: a file in, frames with presentation times out."""

from hemiface.video.arrival import count_arrival
from hemiface.video.hashing import file_hash
from hemiface.video.mirror import turn_back
from hemiface.video.picture import read_picture_bytes
from hemiface.video.playback import (
    STAND_IN_TYPE,
    first_shown_s,
    played_type,
    write_stand_in,
)
from hemiface.video.prefetch import Prefetch
from hemiface.video.probe import probe_video
from hemiface.video.quality import assess_file, assess_reading
from hemiface.video.reader import VideoReader, open_video
from hemiface.video.sound import LOUDNESS_HZ, read_loudness
from hemiface.video.source import SpanSource
from hemiface.video.writer import write_video

__all__ = [
    "LOUDNESS_HZ",
    "STAND_IN_TYPE",
    "Prefetch",
    "SpanSource",
    "VideoReader",
    "assess_file",
    "assess_reading",
    "count_arrival",
    "file_hash",
    "first_shown_s",
    "open_video",
    "played_type",
    "probe_video",
    "read_loudness",
    "read_picture_bytes",
    "turn_back",
    "write_stand_in",
    "write_video",
]
