"""Bytes for a demuxer: never an exception, and an end where they are stopped."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.video.source import FileSource, SpanSource, display_name

BYTES = bytes(range(256)) * 3


def spans(first: int, last: int) -> Iterator[bytes]:
    """The bytes in pieces."""
    middle = (first + last) // 2
    yield BYTES[first:middle]
    yield BYTES[middle:last]


STEPS = st.one_of(
    st.tuples(st.just("read"), st.none() | st.integers(-1, 900)),
    st.tuples(st.just("begin"), st.integers(0, 900)),
    st.tuples(st.just("on"), st.integers(-50, 300)),
    st.tuples(st.just("end"), st.integers(-900, 100)),
)
WHENCE = {"begin": os.SEEK_SET, "on": os.SEEK_CUR, "end": os.SEEK_END}


@given(st.lists(STEPS, max_size=12))
def test_stretches_read_like_a_file(steps: list[tuple[str, int]]) -> None:
    """A place before the beginning is the beginning; only that a file in memory refuses."""
    source, plain = SpanSource(len(BYTES), spans), io.BytesIO(BYTES)
    for what, number in steps:
        if what == "read":
            assert source.read(number) == plain.read(number)
        else:
            base = {"begin": 0, "on": plain.tell(), "end": len(BYTES)}[what]
            place = plain.seek(max(base + number, 0))
            assert source.seek(number, WHENCE[what]) == place
        assert source.tell() == plain.tell()
    assert source.seekable()
    assert source.readable()


def test_stretches_end_where_they_are_stopped_or_fail() -> None:
    def fail(first: int, last: int) -> Iterator[bytes]:
        if last > 300:
            raise OSError(5, "gone")
        return spans(first, last)

    source = SpanSource(len(BYTES), fail)
    assert source.read(200) == BYTES[:200]
    assert source.read(200) == b""
    assert source.failure is not None
    assert source.failure.strerror == "gone"
    assert source.tell() == 200
    fresh = SpanSource(len(BYTES), spans)
    assert (fresh.stopped, fresh.failure) == (False, None)
    fresh.stop()
    assert fresh.stopped is True
    assert fresh.read(10) == b""


def test_a_file_reads_as_it_is_and_ends_where_it_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(BYTES)
    with FileSource(path) as source:
        assert (source.stopped, source.failure) == (False, None)
        assert source.read(10) == BYTES[:10]
        assert source.read(None) == BYTES[10:]
        assert source.read() == b""
        source.seek(0)
        assert source.read(-1) == BYTES
        source.seek(0)
        source.stop()
        assert source.stopped is True
        assert source.read(10) == b""


@pytest.mark.parametrize(
    ("name", "shown"),
    [("visit.mp4", "visit.mp4"), ("a\nb.mp4", "a\ufffdb.mp4"), ("ü 1.mp4", "ü 1.mp4"), (".", ".")],
)
def test_a_name_is_shown_in_one_line(name: str, shown: str) -> None:
    assert display_name(Path(name)) == shown
    assert display_name(Path("/far/away") / name) == (shown if name != "." else "away")
