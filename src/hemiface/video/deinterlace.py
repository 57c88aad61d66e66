"""Interlaced pictures as whole ones."""

from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

from av.error import BlockingIOError as NotYet
from av.error import EOFError as NoMore
from av.filter import Graph
from av.video.frame import VideoFrame

Timed: TypeAlias = tuple[float, VideoFrame]
"""Time in seconds and picture."""


def deinterlace(pictures: Iterator[Timed]) -> Iterator[Timed]:
    """Pictures as they come, from the first interlaced one on through a deinterlacer.

    One picture comes out for each that goes in, with its time: that of its first field.
    Whole pictures among interlaced ones pass unchanged.
    """
    for time, picture in pictures:
        if picture.interlaced_frame:
            yield from _Deinterlacer(picture).run(time, picture, pictures)
            return
        yield time, picture


class _Deinterlacer:
    """Motion-adaptive filter that looks one picture back and one ahead."""

    def __init__(self, picture: VideoFrame) -> None:
        self._graph = Graph()
        self._graph.threads = 1
        source = self._graph.add_buffer(
            width=picture.width,
            height=picture.height,
            format=picture.format,
            time_base=Fraction(1, 1000),
        )
        bwdif = self._graph.add("bwdif", "mode=send_frame:deint=interlaced")
        self._graph.link_nodes(source, bwdif, self._graph.add("buffersink")).configure()
        self._times: deque[float] = deque()
        self._count = 0

    def run(self, time: float, picture: VideoFrame, rest: Iterator[Timed]) -> Iterator[Timed]:
        self._push(time, picture)
        for later, another in rest:
            self._push(later, another)
            yield from self._pull()
        self._graph.vpush(None)
        yield from self._pull()

    def _push(self, time: float, picture: VideoFrame) -> None:
        # The filter wants rising stamps of its own; the true times wait beside it.
        picture.pts, picture.time_base = self._count, Fraction(1, 1000)
        self._count += 1
        self._times.append(time)
        self._graph.vpush(picture)

    def _pull(self) -> Iterator[Timed]:
        while True:
            try:
                picture = self._graph.vpull()
            except (NotYet, NoMore):
                return
            yield self._times.popleft(), picture
