"""A way to the app on which connections are cut at any byte, in either direction."""

import random
import socket
import struct
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread

FATES = ("pass", "cut request", "cut answer", "kill server")


class CuttingProxy:
    """Passes pages on whole, and messages as chance has it.

    Parameters
    ----------
    seed
        Draws what becomes of each message.
    kill
        Kills the server.
    """

    def __init__(self, seed: int, kill: Callable[[], None]) -> None:
        self._chance = random.Random(seed)
        self._kill = kill
        self._lock = Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.target = 0
        self.is_calm = False
        self.met: Counter[str] = Counter()

    def start(self) -> None:
        Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        """One request a connection, so that each has a fate of its own."""
        with near, suppress(OSError):
            request = _read_request(near)
            if not request:
                return
            fate, at = self._draw(request)
            with socket.create_connection(("127.0.0.1", self.target)) as far:
                if fate == "cut request":
                    far.sendall(request[: at % len(request)])
                    _reset(near)
                    return
                far.sendall(_close_after(request))
                if fate == "kill server":
                    self._kill()
                sent = 0
                while part := far.recv(65536):
                    if fate == "cut answer":
                        near.sendall(part[: max(at - sent, 0)])
                        if sent + len(part) >= at:
                            _reset(near)
                            return
                    else:
                        near.sendall(part)
                    sent += len(part)

    def _draw(self, request: bytes) -> tuple[str, int]:
        with self._lock:
            if self.is_calm or not request.startswith(b"POST /api/"):
                return "pass", 0
            (fate,) = self._chance.choices(FATES, (50, 20, 24, 6))
            self.met[fate] += 1
            return fate, self._chance.randrange(700)


def _read_request(near: socket.socket) -> bytes:
    """A whole request."""
    request = b""
    while b"\r\n\r\n" not in request:
        part = near.recv(65536)
        if not part:
            return b""
        request += part
    head, _, body = request.partition(b"\r\n\r\n")
    size = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            size = int(line.partition(b":")[2])
    while len(body) < size:
        part = near.recv(65536)
        if not part:
            return b""
        body += part
    return head + b"\r\n\r\n" + body


def _close_after(request: bytes) -> bytes:
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


def _reset(near: socket.socket) -> None:
    """Break the connection, as a network does, and do not end it politely."""
    near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
