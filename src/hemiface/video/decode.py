"""Whole pictures out of a stream that may be damaged."""

from collections.abc import Iterator
from typing import TypeAlias

from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from hemiface.video.container import Opened
from hemiface.video.damage import DamageLog

Packets: TypeAlias = "Iterator[Packet[VideoStream] | None]"
"""Encoded pictures; None for a fault between them."""

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
            for packet in opened.container.demux(opened.stream):
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
