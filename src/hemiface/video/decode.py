"""Whole pictures out of a stream that may be damaged."""

import math
from collections.abc import Iterator
from typing import TypeAlias, TypeGuard

from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from hemiface.video.container import Opened
from hemiface.video.damage import DamageLog

Packets: TypeAlias = "Iterator[Packet[VideoStream] | None]"
"""Encoded pictures; None for a fault between them."""

SEQUENTIAL_FORMATS = frozenset({"matroska,webm", "flv"})
"""Containers whose packets lie one behind the other, with nothing between them."""

HOLE_BYTES = 1024
"""More than the headers between two packets of these containers."""

MAX_READ_FAULTS = 100
"""Faults of the demuxer, one after the other, after which the file is given up."""


def read_pictures(opened: Opened, recovery_s: float, log: DamageLog) -> Iterator[VideoFrame]:
    """Whole pictures of a file, from where it stands; what is wrong goes to the log."""
    return decode(read_packets(opened, log), round(recovery_s / opened.interval), log)


def decode(packets: Packets, patience: int, log: DamageLog) -> Iterator[VideoFrame]:
    """Whole pictures out of packets.

    A picture is stored as its difference from others. After a fault the decoder goes on with
    smeared pictures that look whole, so they are left out up to the next key frame; but not
    more than ``patience`` of them, for some recordings have one key frame only.
    """
    doubtful = 0
    for packet in packets:
        pictures = decode_packet(packet, log) if packet is not None else None
        if pictures is None:
            doubtful = patience
        for picture in pictures or ():
            if picture.is_corrupt:
                log.note("a picture is damaged")
                doubtful = patience
            elif doubtful and not picture.key_frame:
                log.note("a picture is damaged")
                doubtful -= 1
            else:
                doubtful = 0
                yield picture


def decode_packet(packet: "Packet[VideoStream]", log: DamageLog) -> list[VideoFrame] | None:
    """Pictures that a packet completes; None if it is damaged."""
    try:
        pictures = packet.decode()
    except FFmpegError as error:
        log.note(f"a picture cannot be decoded: {error.strerror}")
        return None
    if packet.is_corrupt:
        log.note("a part of the file is missing")
        return None
    return pictures


def read_packets(opened: Opened, log: DamageLog) -> Packets:
    """Encoded pictures of a file; None for a fault after which reading went on."""
    faults = 0
    while faults < MAX_READ_FAULTS:
        try:
            for packet in packets_and_holes(opened):
                if packet is None:
                    log.note("a part of the file is missing")
                faults = 0
                yield packet
            break
        except FFmpegError as error:
            faults += 1
            log.note(f"the file cannot be read on: {error.strerror}")
            yield None
    if opened.source.failure is not None:
        log.note(f"the disk fails: {opened.source.failure.strerror}")
        yield None


def packets_and_holes(opened: Opened) -> Packets:
    """Encoded pictures of a file; None where the demuxer stepped over a part of it.

    Some demuxers look for the next sound piece of the file without a word, and the decoder
    makes up what the pictures after it build on.
    """
    sequential = opened.container.format.name in SEQUENTIAL_FORMATS
    end, hole = math.inf, False
    for packet in opened.container.demux():
        start = math.inf if packet.pos is None else packet.pos
        hole |= sequential and end + HOLE_BYTES < start < math.inf
        end = start + packet.size
        if is_picture(packet, opened):
            if hole:
                yield None
            hole = False
            yield packet


def is_picture(packet: "Packet[Stream]", opened: Opened) -> "TypeGuard[Packet[VideoStream]]":
    """Whether a packet belongs to the picture stream."""
    return packet.stream_index == opened.stream.index
