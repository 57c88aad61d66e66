"""Whole pictures out of a stream that may be damaged."""

import math
from collections.abc import Iterator
from typing import TypeAlias, TypeGuard

from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from hemiface.video.container import Opened
from hemiface.video.damage import DamageLog

Packets: TypeAlias = "Iterator[Packet[VideoStream] | None]"
"""Encoded pictures; None for a fault between them."""

SEQUENTIAL_FORMATS = frozenset({"matroska,webm", "flv", "avi"})
"""Containers whose packets lie one behind the other, with little between them."""

HOLE_BYTES = 1024
"""More than the headers between two packets of these containers."""

CALM_PACKETS = 10
"""Packets without a step before one that is taken for a hole."""

_REPEAT_BYTES = 8
"""A packet that no decoder wants and that is too small to hold a picture means "show the one
before once more" (calls and screen recorders write such packets)."""

MAX_READ_FAULTS = 100
"""Faults of the demuxer, one after the other, after which the file is given up."""


def read_pictures(opened: Opened, recovery_s: float, log: DamageLog) -> Iterator[VideoFrame]:
    """Whole pictures of a file, from where it stands; what is wrong goes to the log."""
    return decode(read_packets(opened, log), round(recovery_s / opened.interval), log)


def decode(packets: Packets, patience: int, log: DamageLog) -> Iterator[VideoFrame]:
    """Whole pictures out of packets; those that damage may have spoiled are left out."""
    doubt = DecoderDoubt(patience)
    for packet in packets:
        pictures = decode_packet(packet, log) if packet is not None else None
        if packet is None or pictures is None:
            doubt.begin()
            continue
        doubt.look_at(packet)
        for picture in pictures:
            if picture.is_corrupt:
                doubt.begin(picture)
            if doubt.clears(picture):
                yield picture
            else:
                log.note("picture_damaged")


class DecoderDoubt:
    """Which pictures can be trusted after a fault.

    A picture is stored as its difference from others. After a fault the decoder goes on with
    smeared pictures that look whole, so they are left out up to the next key frame; but not
    more of them than patience allows, for some recordings have one key frame only.

    Parameters
    ----------
    patience
        Pictures to leave out at most.
    """

    def __init__(self, patience: int) -> None:
        self._patience = patience
        self._left = 0
        self._key: int | None = None

    def begin(self, picture: VideoFrame | None = None) -> None:
        """There was a fault: in reading, or in a picture not older than the next key frame."""
        if picture is None or self._key is None or (stamp(picture) or 0) >= self._key:
            self._left = max(self._patience, 1)
            self._key = None

    def look_at(self, packet: "Packet[VideoStream]") -> None:
        """A packet was read; pictures come out of the decoder some packets later."""
        if self._left and self._key is None and packet.is_keyframe:
            self._key = stamp(packet)

    def clears(self, picture: VideoFrame) -> bool:
        """Whether a picture can be trusted."""
        if self._key is not None and picture.key_frame and (stamp(picture) or 0) >= self._key:
            self._left, self._key = 0, None
        if self._left == 0:
            return True
        self._left -= 1
        return False


def stamp(part: "VideoFrame | Packet[VideoStream]") -> int | None:
    """Time stamp of a picture in ticks of its stream.

    AVI stores no presentation times, and MPEG only some. There the decoding times stand in,
    which the decoder hands out in the order in which pictures are shown.
    """
    return part.dts if part.pts is None else part.pts


def decode_packet(packet: "Packet[VideoStream]", log: DamageLog) -> list[VideoFrame] | None:
    """Pictures that a packet completes; None if it is damaged."""
    try:
        pictures = packet.decode()
    except FFmpegError as error:
        if packet.size <= _REPEAT_BYTES:
            return []
        log.note("picture_undecodable", error.strerror or "")
        return None
    if packet.is_corrupt:
        log.note("part_missing")
        return None
    return pictures


def read_packets(opened: Opened, log: DamageLog) -> Packets:
    """Encoded pictures of a file; None for a fault after which reading went on."""
    faults = 0
    while faults < MAX_READ_FAULTS:
        try:
            for packet in packets_and_holes(opened):
                if opened.source.failure is not None:
                    break
                if packet is None:
                    log.note("part_missing")
                faults = 0
                yield packet
            break
        except FFmpegError as error:
            faults += 1
            log.note("file_unreadable", error.strerror or "")
            yield None
    if opened.source.failure is not None:
        log.note("disk_fails", opened.source.failure.strerror or "")
        yield None


def packets_and_holes(opened: Opened) -> Packets:
    """Encoded pictures of a file; None where the demuxer stepped over a part of it.

    Some demuxers look for the next sound piece of the file without a word, and the decoder
    makes up what the pictures after it build on.
    """
    sequential = opened.container.format.name in SEQUENTIAL_FORMATS
    end, calm, hole = math.inf, 0, False
    for packet in demux(opened.container):
        start = math.inf if packet.pos is None else packet.pos
        apart = sequential and end + HOLE_BYTES < start < math.inf
        # Sound and picture that lie far apart are read by turns: nothing is lost between them.
        hole |= apart and calm >= CALM_PACKETS
        calm = 0 if apart else calm + 1
        end = start + packet.size
        if is_picture(packet, opened) and not is_repeat(packet):
            if hole:
                yield None
            hole = False
            opened.reach(stamp(packet))
            yield packet


def demux(container: InputContainer) -> "Iterator[Packet[Stream]]":
    """All packets of a file."""
    try:
        yield from container.demux()
    except IndexError:
        # Behind the last packet PyAV looks for streams that appeared midway, and has none.
        return


def is_repeat(packet: "Packet[VideoStream]") -> bool:
    """Whether a packet is empty but has a time: the picture before it goes on being shown.

    The decoder would take it for the end of the file, where a packet is empty and has none.
    """
    return not packet.size and stamp(packet) is not None


def is_picture(packet: "Packet[Stream]", opened: Opened) -> "TypeGuard[Packet[VideoStream]]":
    """Whether a packet belongs to the picture stream."""
    # Not `stream_index`, which is 0 in the last packet of every stream.
    return packet.stream.index == opened.stream.index
