"""Pictures that change their shape, turn or size within one recording."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from av.video.frame import VideoFrame

from hemiface.video.damage import DamageLog

_SAME_SHAPE = 0.02
"""Pictures whose width over height differs by less have the same shape."""

_LASTING = 5
"""Pictures after which a shape or size is one that the recording has: cameras and calls need a
few pictures to settle, and damage makes up shapes of its own."""

_SETTLED = 30
"""First pictures among which the lasting shape of a recording is looked for."""


class Shaped(NamedTuple):
    """A picture with its time, and the first picture of the lasting shape it belongs to."""

    time: float
    picture: VideoFrame
    model: VideoFrame


class _Lasting:
    """Tells shapes that last from those that do not."""

    def __init__(self, log: DamageLog) -> None:
        self._log = log
        self._model: VideoFrame | None = None
        self._held: list[tuple[float, VideoFrame]] = []
        self._last = 0.0

    def take(self, time: float, picture: VideoFrame) -> Iterator[Shaped]:
        """Pictures that can be given now that this one has come."""
        if self._held and not same_size(self._held[0][1], picture):
            yield from self._pass_over(time)
        if self._model is not None and same_size(self._model, picture):
            yield self._give(time, picture, self._model)
            return
        self._held.append((time, picture))
        if len(self._held) == _LASTING:
            yield from self._settle()

    def end(self) -> Iterator[Shaped]:
        """What is left; a recording in which no shape lasts is given from its last change on."""
        if self._model is None and self._held:
            yield from self._settle()
        elif self._held:
            yield from self._pass_over(self._held[-1][0])

    def _settle(self) -> Iterator[Shaped]:
        """The pictures held back have a shape that lasts."""
        model = self._model = self._held[0][1]
        held, self._held = self._held, []
        for time, picture in held:
            yield self._give(time, picture, model)

    def _pass_over(self, until: float) -> Iterator[Shaped]:
        """Those held back have not: of the shape around them they are scaled, else left out."""
        held, self._held = self._held, []
        model = self._model
        if model is not None and same_shape(model, held[0][1]):
            for time, picture in held:
                yield self._give(time, picture, model)
        else:
            self._log.lose(self._last, until, "picture_changes_shape")

    def _give(self, time: float, picture: VideoFrame, model: VideoFrame) -> Shaped:
        self._last = time
        return Shaped(time, picture, model)


def lasting(pictures: Iterable[tuple[float, VideoFrame]], log: DamageLog) -> Iterator[Shaped]:
    """Pictures of every shape and size that lasts; those of a shape that does not go to the log.

    A size that does not last is given as a picture of the size before.
    """
    shapes = _Lasting(log)
    for time, picture in pictures:
        log.good(time)
        yield from shapes.take(time, picture)
    yield from shapes.end()


def settled_picture(first: VideoFrame, rest: Iterable[VideoFrame]) -> VideoFrame:
    """First picture of a size that lasts, among the first few; the first without one."""
    run: list[VideoFrame] = []
    for picture in chain([first], islice(rest, _SETTLED)):
        if run and not same_size(run[0], picture):
            run = []
        run.append(picture)
        if len(run) == _LASTING:
            return run[0]
    return first


def same_size(first: VideoFrame, second: VideoFrame) -> bool:
    """Whether two pictures have the same width, height and turn."""
    same = (first.width, first.height) == (second.width, second.height)
    return same and same_turn(first, second)


def same_shape(first: VideoFrame, second: VideoFrame) -> bool:
    """Whether two pictures have the same shape and turn; their size may differ."""
    wide, high = first.width * second.height, first.height * second.width
    same = abs(wide - high) <= _SAME_SHAPE * high
    return same and same_turn(first, second)


def same_turn(first: VideoFrame, second: VideoFrame) -> bool:
    """Whether two pictures of one recording are turned alike.

    The angle is compared, and not all that is noted beside a picture: those notes hold their
    picture, which holds them, until the garbage collector comes by, hundreds of pictures later.
    """
    return first.rotation == second.rotation
