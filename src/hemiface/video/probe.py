"""What a file is, from its header and from the time stamps of its first seconds."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain, islice, pairwise
from pathlib import Path
from statistics import median

from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import ColorTrc
from av.video.stream import VideoStream

from hemiface.model.timebase import GAP_FACTOR
from hemiface.model.video import VideoInfo
from hemiface.settings import VideoSettings
from hemiface.video.container import Opened, list_films, open_container
from hemiface.video.damage import DamageLog
from hemiface.video.decode import Packets, decode, read_packets
from hemiface.video.folder import probe_folder
from hemiface.video.footage import first_picture
from hemiface.video.planes import Orientation, square_size
from hemiface.video.shapes import settled_picture
from hemiface.video.source import convert_errors, display_name

_LOOKED_AT = 240
"""Frames whose times are looked at: 4 to 10 seconds."""

_HEAD_BYTES = 32_000_000
"""Not more than this is read of a file to look at its times."""

_REORDERED = 16
"""Frames that a codec may store before one that is shown earlier."""

_UNEVEN_SHARE = 0.25
"""A step this far from the usual one is uneven; time stamps are often rounded to 1 ms."""

_UNEVEN_STEPS = 0.03
"""Share of uneven steps from which a rate is called variable; one dropped frame is not."""

_HIGH_SPEED_HZ, _QUICK_HZ, _CLEARLY_SLOWER = 100.0, 45.0, 1.5
"""Rates that only a high-speed camera, or a quick one, is set to, and how many times slower than
its note a file must be shown to count as slow motion; as many times quicker it is a time lapse."""

HIGH_RANGE = frozenset({ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67})
"""Tone curves of high dynamic range: PQ and HLG."""


def probe_video(path: Path | str, settings: VideoSettings | None = None) -> VideoInfo:
    """What a file is; takes about a second at most, however long the file.

    Parameters
    ----------
    path
        Video file, or folder of images.
    settings
        Limits, and the rate of a folder of images; the defaults where not given.

    Raises
    ------
    VideoError
        If it cannot be read.

    Examples
    --------
    >>> info = probe_video("visit.mp4")
    >>> info.width, info.height, info.frame_rate_hz
    (320, 240, 15.0)
    """
    path, settings = Path(path), settings or VideoSettings()
    if path.is_dir():
        return probe_folder(path, settings)
    with convert_errors(path), open_container(path, settings) as opened:
        log = DamageLog()
        head = list(take_head(read_packets(opened, log)))
        pictures = decode(chain(head, read_packets(opened, log)), 0, log)
        times = read_times(opened.unit, head)
        first = settled_picture(first_picture(path, pictures), pictures)
        return describe(opened, settings, first, times)


def take_head(packets: Packets) -> Packets:
    """The packets of the first frames, as many as are looked at."""
    size = 0
    for packet in islice(packets, _LOOKED_AT):
        yield packet
        size += packet.size if packet is not None else 0
        if size > _HEAD_BYTES:
            return


def read_times(unit: Fraction, head: Sequence["Packet[VideoStream] | None"]) -> list[float]:
    """Presentation times in seconds of the frames in these packets, in order."""
    packets = [packet for packet in head if packet is not None and packet.size]
    unstamped = any(packet.pts is None for packet in packets)
    stamps = {packet.dts if unstamped else packet.pts for packet in packets}
    times = [float(stamp * unit) for stamp in sorted(s for s in stamps if s is not None)]
    # Frames are stored out of order: the last ones may have neighbours not read yet.
    return times[:-_REORDERED] if len(packets) == _LOOKED_AT else times


def describe(
    opened: Opened, settings: VideoSettings, first: VideoFrame, times: list[float]
) -> VideoInfo:
    """Facts about a file from its header, its first lasting picture and its first times."""
    container, stream = opened.container, opened.stream
    turn = Orientation.of(first)
    size = square_size(first.width, first.height, opened.pixel_aspect)
    width, height = reversed(size) if turn.transpose else size
    rate, variable = judge_rate(times)
    films = list_films(container)
    shown_hz = rate or 1 / opened.interval
    opened.slowness = judge_slowness(
        shown_hz, settings.capture_rate_hz, opened.capture_rate_hz, variable=variable
    )
    return VideoInfo(
        name=display_name(opened.path),
        container=container.format.name,
        codec=stream.codec_context.name,
        pixel_format=first.format.name,
        width=width,
        height=height,
        rotation_deg=turn.rotation_deg,
        duration_s=opened.duration_s,
        header_rate_hz=float(stream.average_rate) if stream.average_rate else None,
        frame_rate_hz=shown_hz * float(opened.slowness) if rate or not times else None,
        variable_frame_rate=variable,
        interlaced=first.interlaced_frame,
        high_dynamic_range=first.color_trc in HIGH_RANGE,
        size_bytes=opened.path.stat().st_size,
        n_streams=len(films),
        stream_number=1 + [film.index for film in films].index(stream.index),
        slowness=float(opened.slowness),
        filmed_at=opened.filmed_at,
        timed=bool(times) or settings.capture_rate_hz is not None,
    )


def judge_slowness(
    shown_hz: float, stated_hz: float | None, noted_hz: float | None, *, variable: bool
) -> Fraction:
    """How many times slower than life a file is shown.

    Parameters
    ----------
    shown_hz
        Pictures a second by the time stamps.
    stated_hz
        Pictures a second that the camera took, as a person says; always believed.
    noted_hz
        The same by the camera's own note. In the dark a camera takes fewer pictures than it
        was set to, unevenly, which is no slow motion.
    variable
        Whether the stamps are uneven.
    """
    if stated_hz is not None:
        return Fraction(stated_hz / shown_hz).limit_denominator(1000)
    ratio = (noted_hz or shown_hz) / shown_hz
    if noted_hz is not None and (
        (noted_hz >= _HIGH_SPEED_HZ and ratio >= _CLEARLY_SLOWER)
        or (noted_hz >= _QUICK_HZ and ratio >= _CLEARLY_SLOWER and not variable)
        or ratio <= 1 / _CLEARLY_SLOWER
    ):
        return Fraction(ratio).limit_denominator(1000)
    return Fraction(1)


def judge_rate(times: list[float]) -> tuple[float | None, bool]:
    """Frames per second of a row of times, gaps aside, and whether the steps differ."""
    steps = [later - earlier for earlier, later in pairwise(times)]
    if not steps:
        return None, False
    usual = median(steps)
    steps = [step for step in steps if step <= GAP_FACTOR * usual]
    margin = max(_UNEVEN_SHARE * usual, 0.0025)
    uneven = sum(abs(step - usual) > margin for step in steps)
    return len(steps) / sum(steps), uneven > _UNEVEN_STEPS * len(steps)
