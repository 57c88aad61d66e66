"""A face on the frames that the network does not look at, from those before and after."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from hemiface.landmarks.tracking import TrackedFrame
from hemiface.model.video import Frame


def follow_some(
    follow: Callable[[Iterable[Frame]], Iterator[TrackedFrame]],
    frames: Iterable[Frame],
    interval_s: float,
) -> Iterator[TrackedFrame]:
    """Follow a face on some of the frames, and place it on those between in a straight line.

    Parameters
    ----------
    follow
        Follows a face on all frames that it is given.
    frames
        All frames, in order of time.
    interval_s
        Frames that come sooner after the last one followed are not followed themselves.
    """
    passed: deque[Frame] = deque()

    def chosen() -> Iterator[Frame]:
        last = -float("inf")
        for frame in frames:
            if frame.time - last < interval_s:
                passed.append(frame)
            else:
                last = frame.time
                yield frame

    before: TrackedFrame | None = None
    for after in follow(chosen()):
        while before and passed and passed[0].time < after.frame.time:
            yield _between(passed.popleft(), before, after)
        yield after
        before = after
    while before and passed:
        yield _between(passed.popleft(), before, before)


def _between(frame: Frame, before: TrackedFrame, after: TrackedFrame) -> TrackedFrame:
    """A frame with the face where it must be if it moved evenly; without it if in doubt."""
    sizes = {(each.frame.width, each.frame.height) for each in (before, after)}
    if before.points is None or after.points is None or len(sizes) > 1:
        return TrackedFrame(frame, None, None, 0.0, None, looked_at=False)
    elapsed = after.frame.time - before.frame.time
    share = (frame.time - before.frame.time) / elapsed if elapsed > 0 else 0.0
    points = before.points + share * (after.points - before.points)
    presence = min(before.presence, after.presence)
    return TrackedFrame(frame, before.square, points, presence, None, looked_at=False)
