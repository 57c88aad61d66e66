"""Videos for the benchmarks of speed and memory, made from the demo clip."""

from fractions import Fraction
from pathlib import Path

import av


def write_full_hd(source: Path, target: Path) -> Path:
    """Enlarge a clip to 1920 x 1080, with bars at both sides where it is narrower."""
    with av.open(str(source)) as old, av.open(str(target), "w") as new:
        picture = old.streams.video[0]
        stream = new.add_stream("libx264", rate=picture.average_rate or Fraction(30))
        stream.width, stream.height, stream.pix_fmt = 1920, 1080, "yuv420p"
        stream.options = {"crf": "23", "preset": "veryfast"}
        stream.time_base = stream.codec_context.time_base = picture.time_base or Fraction(1)
        graph = av.filter.Graph()
        graph.link_nodes(
            graph.add_buffer(template=picture),
            graph.add(
                "scale", "w=1920:h=1080:force_original_aspect_ratio=decrease:force_divisible_by=2"
            ),
            graph.add("pad", "w=1920:h=1080:x=(ow-iw)/2:y=(oh-ih)/2"),
            graph.add("buffersink"),
        ).configure()
        for frame in old.decode(picture):
            graph.vpush(frame)
            large = graph.vpull()
            large.pict_type = 0
            new.mux(stream.encode(large))
        new.mux(stream.encode())
    return target


def write_loop(source: Path, target: Path, duration_s: float) -> Path:
    """Repeat a clip without decoding it until it lasts as long as asked for."""
    with av.open(str(source)) as old, av.open(str(target), "w") as new:
        picture = old.streams.video[0]
        stream = new.add_stream_from_template(picture)
        tick, shift = picture.time_base or Fraction(1), 0
        while shift * tick < duration_s:
            end = shift
            for packet in old.demux(picture):
                if packet.dts is None or packet.pts is None:
                    continue
                packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                end = max(end, packet.pts + (packet.duration or 1))
                packet.stream = stream
                new.mux(packet)
            shift = end
            old.seek(0)
    return target
