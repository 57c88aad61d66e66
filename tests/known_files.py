"""Recordings as files, at and around every limit, for the kept numbers: nothing is decoded."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import chain, product
from typing import Any

import numpy as np
from av.video.frame import VideoFrame

from hemiface.model.timebase import Times
from hemiface.model.video import Damage, VideoInfo
from hemiface.video.clock import FrameClock
from hemiface.video.damage import DamageLog
from hemiface.video.planes import Orientation, delivered_size, is_plain, square_size
from hemiface.video.probe import judge_rate, judge_slowness
from hemiface.video.quality import assess_file, assess_reading
from hemiface.video.shapes import lasting, same_shape, same_size, settled_picture

RATES_HZ = (None, 8.0, 14.99, 15.0, 24.49, 24.5, 25.0, 30.0, 60.0)
LENGTHS_S = (None, 0.0, 1.0, 4.99, 5.0, 9.99, 10.0, 29.99, 30.0, 60.0, 600.0)
DYADIC_S = 1 / 32
"""Steps that are sums of powers of two, so that limits are met exactly."""


def file_info(**other: Any) -> VideoInfo:  # noqa: ANN401 - of `VideoInfo`
    plain = VideoInfo(
        name="visit.mp4",
        container="mp4",
        codec="h264",
        pixel_format="yuv420p",
        width=640,
        height=480,
        rotation_deg=0,
        duration_s=60.0,
        header_rate_hz=30.0,
        frame_rate_hz=30.0,
        variable_frame_rate=False,
        interlaced=False,
        high_dynamic_range=False,
        size_bytes=1000,
    )
    return replace(plain, **other)


def _look() -> Iterator[Any]:
    """What a look at files says of each."""
    for rate, length in product(RATES_HZ, LENGTHS_S):
        yield assess_file(file_info(frame_rate_hz=rate, duration_s=length))
    for side in (239, 240, 241):
        yield assess_file(file_info(width=side))
        yield assess_file(file_info(height=side, duration_s=None))
    for slowness in (0.25, 0.949, 0.95, 0.951, 1.0, 1.049, 1.05, 1.051, 8.0):
        yield assess_file(file_info(slowness=slowness))
    yield assess_file(file_info(n_streams=3, stream_number=2, duration_s=None))
    yield assess_file(file_info(timed=False, frame_rate_hz=None))


def _read_row(random: np.random.Generator) -> tuple[Times, Times]:
    """Times with gaps, and times at which a picture only stood."""
    steps = random.choice([1, 1, 1, 1, 2, 3, 4, 40], 400) * DYADIC_S
    time = np.cumsum(steps)
    stands = random.random(time.size) < random.choice([0.0, 0.05, 0.1, 0.5, 0.9])
    stands[0] = random.random() < 0.5
    return time[~stands], time[stands]


def _read() -> Iterator[Any]:
    """What reading files through says of each."""
    damage = (
        Damage(1.0, 0.5, "a picture is damaged", "picture_damaged", ""),
        Damage(3.0, 0.1, "the disk fails", "disk_fails", "EIO"),
    )
    for seed in range(14):
        time, repeats = _read_row(np.random.default_rng(seed))
        pieces = damage if seed % 3 == 0 else ()
        yield assess_reading(file_info(duration_s=time[-1]), time, repeats, pieces)
    even: Times = np.linspace(0.0, 319 * DYADIC_S, 320)
    for n_frozen in (8, 9, 10, 11):
        frozen = (even > 5) & (even <= 5 + n_frozen * DYADIC_S)
        yield assess_reading(file_info(), even[~frozen], even[frozen], ())
    for every in (9, 10, 11):
        twice = np.arange(320) % every == every - 1
        yield assess_reading(file_info(), even[~twice], even[twice], ())
    for gap in (2.0, 2.5, 2.51, 4.2, 4.3, 20.0):
        yield assess_reading(
            file_info(), np.where(even > 5, even + gap * DYADIC_S, even), even[:0], ()
        )
    for count in range(4):
        yield assess_reading(file_info(duration_s=None), even[:count], even[:0], ())


def _judge() -> Iterator[Any]:
    """Rates and slowness."""
    for seed in range(20):
        random = np.random.default_rng(seed)
        steps = random.choice([32.0, 33.0, 34.0, 41.0, 66.0, 90.0], 100, p=RARE[seed % 2]) / 1000
        yield judge_rate(np.cumsum(steps).tolist())
    for n_odd, odd in product((2, 3, 4), (0.005, 0.0050001, 0.01, 0.03)):
        steps = np.full(100, 0.02)
        steps[:n_odd] += odd
        yield judge_rate(np.cumsum(steps).tolist())
    yield judge_rate([])
    yield judge_rate([1.0])
    rates = (20.0, 30.0, 44.9, 45.0, 60.0, 99.9, 100.0, 240.0)
    for shown, noted, variable in product((20.0, 30.0, 60.0, 90.0), (None, *rates), (True, False)):
        yield judge_slowness(shown, None, noted, variable=variable)
    yield judge_slowness(30.0, 240.0, 60.0, variable=True)
    yield judge_slowness(29.97, 119.88, None, variable=False)


RARE = ((0.02, 0.9, 0.02, 0.02, 0.02, 0.02), (0.2, 0.5, 0.2, 0.04, 0.03, 0.03))


def _tick() -> Iterator[Any]:
    """Clocks that run on, stand, go back and jump."""
    for seed in range(30):
        random = np.random.default_rng(seed)
        origin = [None, 0, 500][seed % 3]
        clock = FrameClock(origin, Fraction(1, 64), 0.03125)
        stamp = origin or 0
        for _ in range(40):
            stamp += int(random.choice([2, 2, 2, 1, 0, -1, -16, -17, 3840, 3843, -5000, 90]))
            yield clock.time_of(None if random.random() < 0.1 else stamp), clock.jumped


SIZES = ((64, 48), (64, 48), (64, 49), (128, 96), (48, 64), (66, 48), (32, 24))


def _shape() -> Iterator[Any]:
    """Pictures that change their size."""
    pictures = {size: VideoFrame(*size, "yuv420p") for size in SIZES}
    for one, other in product(pictures.values(), repeat=2):
        yield same_size(one, other), same_shape(one, other)
    for seed in range(30):
        random = np.random.default_rng(seed)
        runs = [
            [SIZES[random.integers(len(SIZES))]] * int(random.choice([1, 2, 4, 5, 6, 12]))
            for _ in range(random.integers(1, 6))
        ]
        row = [(DYADIC_S * place, pictures[size]) for place, size in enumerate(chain(*runs))]
        log = DamageLog()
        yield [(at, p.width, p.height, m.width, m.height) for at, p, m in lasting(row, log)]
        yield [(piece.onset, piece.duration, piece.fault) for piece in log.found]
        settled = settled_picture(row[0][1], [picture for _, picture in row[1:]])
        yield settled.width, settled.height


def _turn() -> Iterator[Any]:
    """Sizes and turns."""
    aspects = (Fraction(1), Fraction(4, 3), Fraction(3, 4), Fraction(16, 11), Fraction(1, 5000))
    for aspect, most in product(aspects, (1, 320, 640, 641, 4000)):
        yield square_size(641, 479, aspect), delivered_size(641, 479, aspect, most)
    plane = np.arange(6, dtype=np.uint8).reshape(2, 3)
    for degrees in (-450, -90, -46, -44, 0, 44, 46, 90, 134, 136, 180, 270, 360):
        turn = Orientation.of_turn(degrees)
        yield turn.rotation_deg, turn.apply(plane).tolist()
    for flags in product((True, False), repeat=3):
        turn = Orientation(*flags)
        yield turn.rotation_deg, turn.apply(plane).tolist()
    for form, color_range, curve in product(("yuv420p", "yuv444p", "gray"), (1, 2), (1, 16, 18)):
        picture = VideoFrame(32, 24, form)
        picture.color_range, picture.color_trc = color_range, curve
        yield is_plain(picture)


def _log() -> Iterator[Any]:
    """What is noted as lost."""
    for seed in range(20):
        random, log, at = np.random.default_rng(seed), DamageLog(), 0.0
        for _ in range(25):
            at += float(random.choice([-DYADIC_S, DYADIC_S, 1.0]))
            match int(random.integers(6)):
                case 0 | 1:
                    log.note("disk_fails", f"detail {seed}")
                case 2:
                    log.lose(at - 0.5, at, "picture_changes_shape")
                case 3:
                    log.restart(at)
                case _:
                    log.good(at)
        log.end(at - 0.25 * (seed % 2))
        yield log.found


JUDGED: Mapping[str, Callable[[], Iterator[Any]]] = {
    "looks": _look,
    "readings": _read,
    "rates": _judge,
    "clocks": _tick,
    "shapes": _shape,
    "turns": _turn,
    "losses": _log,
}


def judge_files(name: str) -> list[Any]:
    """What is said of a whole row of files."""
    return [str(one) if isinstance(one, Fraction) else one for one in JUDGED[name]()]
