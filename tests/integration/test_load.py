"""Fifty browsers at once, videos and pages together: nothing lost, no fault, memory bounded."""

import re
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest

from hemiface.jobs.uploads import PART_BYTES
from hemiface.web.settings import ServerSettings

CLIENTS = 50
SIZE = PART_BYTES + 2**20
"""Bytes of each video: a whole part, and the beginning of another."""
SEEN_PORT = 8437
MOST_GROWTH_BYTES = 200 * 2**20
"""Less than half of what is sent: it goes to the disk as it comes."""
PAGES = ("/", "/people", "/people?q=C0", "/api/jobs", "/guide", "/settings")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@dataclass(frozen=True)
class Server:
    """The app in another process, and whoever is signed in."""

    address: str
    cookie: str
    process: int

    def browser(self) -> httpx2.Client:
        own = f"127.0.0.1:{SEEN_PORT}"
        return httpx2.Client(
            base_url=self.address,
            cookies={ServerSettings(port=SEEN_PORT).cookie(): self.cookie},
            headers={"Host": own, "Origin": f"http://{own}"},
            timeout=None,  # the machine may be busy with others, too
        )

    def most_bytes(self) -> int:
        """The most memory that it ever held."""
        status = Path(f"/proc/{self.process}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found
        return 1024 * int(found[1])


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    command = [sys.executable, "-m", "tests.diary_server", str(folder), str(SEEN_PORT)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdin
        assert running.stdout
        try:
            cookie, port = running.stdout.readline().split()
            own = Path(f"/proc/{running.pid}/task/{running.pid}/children")
            with httpx2.Client(timeout=None) as any_browser:
                any_browser.get(f"http://127.0.0.1:{port}/sign-in")
            yield Server(f"http://127.0.0.1:{port}", cookie, int(own.read_text()))
        finally:
            running.stdin.close()


def content_of(number: int) -> bytes:
    return f"video {number:03d} ".encode() * (SIZE // 10)


def send(client: httpx2.Client, number: int, came: Counter[int]) -> None:
    """Send one video in parts, and look at pages before, between and after."""

    def note(answer: httpx2.Response) -> httpx2.Response:
        came[answer.status_code] += 1
        return answer

    content = content_of(number)
    parts = [content[at : at + PART_BYTES] for at in range(0, len(content), PART_BYTES)]
    digests = [sha256(part).digest() for part in parts]
    announced = {
        "name": f"clip{number}.mp4",
        "size_bytes": len(content),
        "fingerprint": sha256(b"".join(digests)).hexdigest(),
    }
    note(client.post("/people", data={"pseudonym": f"C{number:03d}"}))
    upload = note(client.post("/api/uploads", json=announced)).json()["upload"]
    start = 0
    for part, digest in zip(parts, digests, strict=True):
        note(client.get(PAGES[(number + start) % len(PAGES)]))
        headers = {
            "content-range": f"bytes {start}-{start + len(part) - 1}/{len(content)}",
            "content-digest": f"sha-256=:{b64encode(digest).decode()}:",
        }
        note(client.put(f"/api/uploads/{upload}", content=part, headers=headers))
        start += len(part)
    note(client.post(f"/api/uploads/{upload}/job", json=announced))
    for page in PAGES:
        note(client.get(page))


@pytest.mark.slow
def test_fifty_browsers_at_once_lose_nothing(tmp_path: Path) -> None:
    came: Counter[int] = Counter()
    with served(tmp_path) as server:
        with server.browser() as client:
            for page in PAGES:
                assert client.get(page).status_code == 200
        before = server.most_bytes()
        with ThreadPoolExecutor(CLIENTS) as pool:
            clients = [server.browser() for _ in range(CLIENTS)]
            done = [pool.submit(send, one, number, came) for number, one in enumerate(clients)]
            for one in done:
                one.result()
            for client in clients:
                client.close()
        growth = server.most_bytes() - before
        with server.browser() as client:
            kept = sum(
                client.get(f"/people/C{number:03d}").status_code == 200 for number in range(CLIENTS)
            )
            jobs = client.get("/api/jobs").json()
    assert set(came) == {200, 303}
    assert kept == CLIENTS
    titles = {job["title"] for job in jobs}
    assert {f"clip{number}.mp4" for number in range(CLIENTS)} <= titles
    assert growth < MOST_GROWTH_BYTES
    stored = {sha256(path.read_bytes()).digest() for path in tmp_path.glob("videos/*/*.mp4")}
    assert stored == {sha256(content_of(number)).digest() for number in range(CLIENTS)}
