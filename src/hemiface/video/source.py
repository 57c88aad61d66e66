"""The way in: which paths are opened at all, and what is said of the others."""

import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from av.error import FFmpegError

from hemiface.errors import VideoError, VideoNotFoundError, VideoUnreadableError
from hemiface.errors.faults import find_reason


class ByteSource(Protocol):
    """Bytes that a demuxer reads: it sees no name, and reading never raises.

    An exception cannot travel through the demuxer: after :meth:`stop`, or after a fault, the
    bytes simply end.
    """

    stopped: bool
    failure: OSError | None

    def stop(self) -> None:
        """Let the bytes end here."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Next bytes; none after the end, a stop or a fault."""

    def seek(self, place: int, whence: int = 0, /) -> int:
        """Go to a place."""

    def tell(self) -> int:
        """Where the next bytes are read."""


class SpanSource(io.RawIOBase):
    """Bytes that are read in stretches, wherever they lie.

    Parameters
    ----------
    size_bytes
        How many there are.
    read_span
        Gives those from a place up to another.
    """

    def __init__(self, size_bytes: int, read_span: Callable[[int, int], Iterable[bytes]]) -> None:
        super().__init__()
        self._size = size_bytes
        self._read_span = read_span
        self._place = 0
        self.stopped = False
        self.failure: OSError | None = None

    def stop(self) -> None:
        """Let the bytes end here."""
        self.stopped = True

    def read(self, size: int | None = -1, /) -> bytes:
        """Next bytes; none after the end, a stop or a fault."""
        end = self._size if size is None or size < 0 else min(self._place + size, self._size)
        if self.stopped or end <= self._place:
            return b""
        try:
            found = b"".join(self._read_span(self._place, end))
        except OSError as error:
            self.failure = error
            return b""
        self._place += len(found)
        return found

    def seek(self, place: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        self._place = max(start + place, 0)
        return self._place

    def tell(self) -> int:
        """Where the next bytes are read."""
        return self._place

    def seekable(self) -> bool:
        """Always."""
        return True

    def readable(self) -> bool:
        """Always."""
        return True


class FileSource(io.FileIO):
    """A regular file handed to the demuxer as bytes, never as a name.

    A name could mean a protocol (``concat:``, ``http:``) or a pattern (``%d``) to FFmpeg;
    bytes cannot. Reading never raises: after :meth:`stop`, or when the disk fails, the file
    simply ends, because an exception cannot travel through the demuxer.
    """

    def __init__(self, path: Path) -> None:
        # A pipe opened for blocking would wait for its writer for ever.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        super().__init__(os.open(path, flags))
        self.stopped = False
        self.failure: OSError | None = None

    def stop(self) -> None:
        """Let the file end here, so that a demuxer in another thread comes back."""
        self.stopped = True

    def read(self, size: int | None = -1, /) -> bytes:
        """Next bytes; none after the end, a stop or a fault of the disk."""
        if self.stopped:
            return b""
        try:
            return super().read(-1 if size is None else size) or b""
        except OSError as error:
            self.failure = error
            return b""


def display_name(path: Path) -> str:
    """Name of a file, safe to print, to store and to put into JSON."""
    name = os.fsencode(path.name or str(path)).decode("utf-8", "replace")
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name
    )


def open_source(path: Path) -> FileSource:
    """Open a file for reading if it is a regular, non-empty one.

    Raises
    ------
    VideoNotFoundError
        If there is nothing at the path.
    VideoUnreadableError
        If it is no regular file, is empty, or may not be read.
    """
    with convert_errors(path):
        try:
            source = FileSource(path)
        except ValueError as error:  # a zero byte in the name
            raise FileNotFoundError from error
    status = os.fstat(source.fileno())
    if stat.S_ISREG(status.st_mode) and status.st_size > 0:
        return source
    source.close()
    if stat.S_ISREG(status.st_mode):
        raise VideoUnreadableError("empty", path=display_name(path))
    raise VideoUnreadableError("pipe", path=display_name(path))


@contextmanager
def convert_errors(path: Path) -> Iterator[None]:
    """Turn everything FFmpeg or the system says about a file into a VideoError.

    Raises
    ------
    VideoNotFoundError, VideoUnreadableError
        In place of the error met inside.
    """
    name = repr(display_name(path))
    try:
        yield
    except VideoError:
        raise
    except FileNotFoundError as error:
        raise VideoNotFoundError("file", name=name) from error
    except PermissionError as error:
        raise VideoUnreadableError("forbidden", name=name) from error
    except FFmpegError as error:
        raise VideoUnreadableError("no_video", name=name, reason=find_reason(error)) from error
    except OSError as error:
        raise VideoUnreadableError("disk", name=name, reason=find_reason(error)) from error
