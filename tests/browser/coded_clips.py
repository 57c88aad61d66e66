"""Clips whose every picture says which one it is, as cameras and phones store them."""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tests.unit.video.clips import Clip, even_times

COUNT = 150
H264 = {"g": "60", "bf": "2", "crf": "20"}
VP9 = {"deadline": "realtime", "cpu-used": "8", "g": "60"}
RATE_S = 1 / 30


def uneven_times(seed: int = 4) -> list[float]:
    """Times as phones write them: pictures late, doubled in pace, left out."""
    draw, time, times = random.Random(seed), 0.0, []
    for _ in range(COUNT):
        times.append(time)
        time += draw.choice([0.033, 0.033, 0.033, 0.034, 0.017, 0.05, 0.066, 0.12])
    return times


PLAIN = Clip(times=even_times(COUNT, 30), width=128, height=96, options=H264)
FILM = replace(PLAIN, codec="libvpx-vp9", options=VP9)

CORPUS = {
    "constant.mp4": PLAIN,
    "ntsc.mp4": replace(PLAIN, times=even_times(COUNT, 30000 / 1001)),
    "variable.mp4": replace(PLAIN, times=uneven_times()),
    "turned.mp4": replace(PLAIN, rotation_deg=-90),
    "many_b.mp4": replace(PLAIN, options=H264 | {"bf": "4"}),
    "late.mp4": replace(PLAIN, times=even_times(COUNT, 30, start=5.0)),
    "late_with_sound.mp4": replace(PLAIN, times=even_times(COUNT, 30, start=0.3), sound=True),
    # Pictures before zero are cut off by an edit list.
    "edited.mp4": replace(
        PLAIN,
        times=even_times(COUNT, 30, start=-0.7),
        container_options={"avoid_negative_ts": "disabled"},
    ),
    "fragments.mp4": replace(PLAIN, container_options={"movflags": "frag_keyframe+empty_moov"}),
    "one_key.mp4": replace(PLAIN, options={"g": "600", "bf": "0"}),
    "constant.webm": FILM,
    "variable.webm": replace(FILM, times=uneven_times()),
    "short.webm": replace(
        FILM,
        times=[
            place * 0.04 + (0.003 if place % 2 else 0.0) - (0.02 if place % 7 == 3 else 0.0)
            for place in range(COUNT)
        ],
    ),
    "late.webm": replace(FILM, times=even_times(COUNT, 30, start=5.0)),
}


class _Parts(SimpleHTTPRequestHandler):
    """A file server that gives parts of files, without which no browser seeks."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Keep the output of tests to the tests."""

    def do_GET(self) -> None:
        """Give a part of a file, or all of it."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        start, stop = 0, len(data)
        if wanted:
            start, stop = int(wanted[1]), int(wanted[2] or stop - 1) + 1
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{len(data)}")
        else:
            self.send_response(200)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(stop - start))
        self.end_headers()
        try:
            self.wfile.write(data[start:stop])
        except OSError:  # a browser leaves when it has enough
            self.close_connection = True


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the files of a folder on this machine; gives the address."""
    handler = partial(_Parts, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
