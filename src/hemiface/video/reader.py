"""A video as frames with their times, decoded ahead in a thread of its own."""

from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Self

from av.video.frame import VideoFrame

from hemiface.errors import VideoUnreadableError
from hemiface.model.video import Damage, Frame, VideoInfo
from hemiface.settings import VideoSettings
from hemiface.video.clock import FrameClock
from hemiface.video.damage import DamageLog
from hemiface.video.deinterlace import deinterlace
from hemiface.video.folder import open_folder
from hemiface.video.footage import Footage, open_file
from hemiface.video.planes import PlaneReader
from hemiface.video.prefetch import Prefetch
from hemiface.video.probe import probe_video
from hemiface.video.shapes import lasting
from hemiface.video.source import convert_errors, display_name

_MISSING_END_S = 1.0
"""A file that ends this much before the end its header states has been cut off."""

_AHEAD_BYTES = 64_000_000
"""Frames decoded ahead of their use take at most about this much memory."""


class VideoReader:
    """Frames of one recording, for one pass.

    Use it with ``with`` and iterate over it once. The file is decoded in a second thread,
    a few frames ahead; leaving the ``with`` block ends that thread.

    Parameters
    ----------
    path
        Video file, or folder of images.
    settings
        How it is read.

    Attributes
    ----------
    info
        What the file is. Frames are smaller than it says where ``max_side_px`` asks for it.
    damage
        Stretches that could not be read; complete after the last frame.

    Raises
    ------
    VideoError
        If it cannot be read. What is found out only while decoding is raised by the
        iteration.
    """

    info: VideoInfo

    def __init__(self, path: Path, settings: VideoSettings) -> None:
        self.info = probe_video(path, settings)
        self._path = path
        self._settings = settings
        self._log = DamageLog()
        self._stack = ExitStack()
        open_ = open_folder if path.is_dir() else open_file
        slowness = Fraction(self.info.slowness).limit_denominator(1000)
        self._footage: Footage | None = self._stack.enter_context(
            open_(path, settings, self._log, slowness)
        )
        self._ahead: Prefetch[Frame] | None = None
        self._end = 0.0

    @property
    def damage(self) -> tuple[Damage, ...]:
        """Stretches that could not be read; complete after the last frame."""
        return self._log.found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[Frame]:
        if self._ahead is None:
            if self._footage is None:
                raise ValueError("this recording has been closed")
            planes = self._planes(self._footage, self._footage.first)
            limit = max(2, min(16, _AHEAD_BYTES // planes.size_bytes))
            self._ahead = Prefetch(self._frames(self._footage), limit)
        return iter(self._ahead)

    def close(self) -> None:
        """End reading, and let go of the file and of the pictures that its decoder keeps."""
        if self._footage is not None:
            self._footage.stop()
        if self._ahead is not None:
            self._ahead.close()
        self._stack.close()
        self._footage = self._ahead = None

    def _planes(self, footage: Footage, picture: VideoFrame) -> PlaneReader:
        """What turns pictures like this one into planes."""
        return PlaneReader(picture, footage.pixel_aspect, self._settings.max_side_px)

    def _frames(self, footage: Footage) -> Iterator[Frame]:
        """Every frame between start and end; runs in the second thread."""
        with convert_errors(self._path):
            delivered = False
            pictures = lasting(self._chosen(footage), self._log)
            for model, alike in groupby(pictures, key=lambda shaped: shaped.model):
                planes = self._planes(footage, model)
                for time, picture in deinterlace((one.time, one.picture) for one in alike):
                    delivered = True
                    yield Frame(time, *planes.read(picture))
            self._log.end(self._end)
            if not delivered:
                raise VideoUnreadableError("chosen_time", path=display_name(self._path))

    def _chosen(self, footage: Footage) -> Iterator[tuple[float, VideoFrame]]:
        """Pictures between start and end with their times; damage goes to the log."""
        log = self._log
        start, end = self._settings.start_s, self._settings.end_s
        clock = FrameClock(footage.origin, footage.unit, footage.interval)
        time, jumped = 0.0, False
        for stamp, picture in footage.pictures:
            if (at := clock.time_of(stamp)) is None:
                log.note("picture_repeats_time")
                continue
            if clock.jumped:
                jumped = True
                log.note("clock_jumps")
            time = at
            if time < start:
                log.restart(time)
            elif end is not None and time >= end:
                self._end = end
                return
            else:
                yield time, picture
        self._end = self._find_end(footage, clock, time, jumped=jumped)
        if self._end - time > _MISSING_END_S:
            log.note("file_ends_early")

    def _find_end(self, footage: Footage, clock: FrameClock, time: float, *, jumped: bool) -> float:
        """When the recording ends: by its header, and by the last of its time stamps."""
        reached = footage.reached()
        ends = [time] if reached is None else [time, clock.read(reached)]
        # After a jump the times are no longer those of the header.
        if footage.stated_end is not None and not jumped:
            ends.append(footage.stated_end)
        end = self._settings.end_s
        return max(ends) if end is None else min(max(ends), end)


def open_video(path: Path | str, settings: VideoSettings | None = None) -> VideoReader:
    """Open a recording for reading.

    Parameters
    ----------
    path
        Video file, or folder of images.
    settings
        How it is read; the defaults where not given.

    Returns
    -------
    VideoReader
        Frames with times, for one pass; use it with ``with``.

    Raises
    ------
    VideoError
        If it cannot be read.

    Examples
    --------
    >>> with open_video("visit.mp4") as video:
    ...     frame = next(iter(video))
    >>> frame.time, frame.width, frame.height
    (0.0, 320, 240)
    """
    return VideoReader(Path(path), settings or VideoSettings())
