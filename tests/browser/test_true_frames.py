"""The browser shows the picture that was asked for, and says which one it shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.coded_clips import CORPUS, RATE_S, serving
from tests.unit.video.clips import BITS, Clip, read_index, write_clip

from hemiface.settings import VideoSettings
from hemiface.video import SpanSource, first_shown_s, open_video, write_stand_in

pytestmark = pytest.mark.browser

UNREACHED = ("variable.mp4", "variable.webm", "late.mp4", "fragments.mp4")
"""Clips with pictures that no seek of some Chromium shows: it takes how long one stands from a
neighbor in the file, which is another one where pictures are not stored in their order."""

PLAYED = [name for name in CORPUS if name not in UNREACHED]
"""Clips that are played as they are; of the others a stand-in is made."""

MANY = 150
"""Seeks in each clip: over two thousand in all kinds together."""

PAGE = """<!doctype html><title>player</title>
<video id="video" muted playsinline preload="auto"></video>
<script type="module">
import { FrameTable } from "./frames.js";
import { FramePlayer } from "./player.js";
window.kit = { FrameTable, FramePlayer };
</script>"""

OPEN = """async ([source, times, shown, end, turned]) => {
  const video = document.getElementById("video");
  video.src = source;
  await new Promise((done, fail) => { video.onloadeddata = done; video.onerror = fail; });
  const player = new kit.FramePlayer(video, new kit.FrameTable(times, shown, end));
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  // The picture is read as it is shown, and not as anybody says it is.
  window.read = () => {
    pen.drawImage(video, 0, 0);
    let index = 0;
    for (let bit = 0; bit < BITS; bit += 1) {
      const along = (bit + 0.5) / BITS;
      const [x, y] = turned ? [1 - along, 0.25] : [0.25, along];
      const place = [Math.floor(x * canvas.width), Math.floor(y * canvas.height)];
      if (pen.getImageData(...place, 1, 1).data[0] > 125) index |= 1 << bit;
    }
    return index;
  };
  window.player = player;
}""".replace("BITS", str(BITS))

SEEK = """async (places) => {
  const seen = [];
  for (const place of places) seen.push([place, await player.show(place), read()]);
  return seen;
}"""

LISTEN = """() => {
  window.unreached = [];
  player.addEventListener("unreached", ({ detail }) => unreached.push(detail.place));
}"""

PLAY = """async (milliseconds) => {
  const seen = [];
  player.addEventListener("frame", ({ detail }) => {
    if (detail.confirmed) seen.push([detail.place, read()]);
  });
  await player.show(0);
  await player.play(0.25);
  await new Promise((done) => setTimeout(done, milliseconds));
  player.pause();
  return seen;
}"""


class OpenClip(Protocol):
    """Opens a clip in a browser, as it is or as a stand-in of it."""

    def __call__(self, name: str, clip: Clip, *, stand_in: bool = False) -> "Coded":
        """Open it."""
        ...


@dataclass(frozen=True)
class Coded:
    """A clip in a browser, with the truth about its pictures."""

    page: Page
    codes: list[int]

    def wrong(self, seen: list[list[Any]]) -> list[list[Any]]:
        """What was shown and is not what it was said to be."""
        return [one for one in seen if one[-1] != self.codes[one[0]]]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    folder = tmp_path_factory.mktemp("coded")
    static = files("hemiface") / "web" / "static" / "review"
    for name in ("frames.js", "player.js"):
        (folder / name).write_text((static / name).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    with serving(folder) as at:
        yield folder, at


@pytest.fixture
def open_clip(browser: Browser, address: tuple[Path, str]) -> Iterator[OpenClip]:
    folder, at = address
    pages: list[Page] = []

    def open_(name: str, clip: Clip, *, stand_in: bool = False) -> Coded:
        file = folder / name
        if not file.exists():
            write_clip(file, clip)
        with open_video(file) as video:
            frames = list(video)
        turned = clip.rotation_deg is not None
        codes = (
            [read_index(frame.luma) for frame in frames] if not turned else [*range(len(frames))]
        )
        times = [frame.time for frame in frames]
        data = file.read_bytes()
        source = SpanSource(len(data), lambda start, stop: [data[start:stop]])
        origin = first_shown_s(name, source)
        shown = [origin + time for time in times]
        if stand_in:
            file = folder / f"stand-in-{name}.mp4"
            write_stand_in(folder / name, file, VideoSettings())
            shown = [time - times[0] for time in times]
        page = browser.new_page()
        pages.append(page)
        page.goto(f"{at}/page.html")
        page.wait_for_function("window.kit")
        end = shown[-1] + RATE_S
        page.evaluate(OPEN, [file.name, times, shown, end, turned])
        return Coded(page, codes)

    yield open_
    for page in pages:
        page.close()


def draw_places(count: int, length: int) -> list[int]:
    """Places all over a clip; every fourth is just before the last, for stepping back is hard."""
    places: list[int] = []
    for number in range(count):
        back = number % 4 == 3
        places.append(max(places[-1] - 1, 0) if back else (number * 7919 + 13) % length)
    return places


def check_seeks(coded: Coded, count: int) -> None:
    seen = coded.page.evaluate(SEEK, draw_places(count, len(coded.codes)))
    assert coded.wrong(seen) == []
    assert [one for one in seen if not one[1]] == []


@pytest.mark.parametrize("name", PLAYED)
def test_a_seek_shows_the_picture_that_was_asked_for(open_clip: OpenClip, name: str) -> None:
    check_seeks(open_clip(name, CORPUS[name]), 12)


@pytest.mark.slow
@pytest.mark.parametrize("name", PLAYED)
def test_many_seeks_show_the_right_pictures(open_clip: OpenClip, name: str) -> None:
    check_seeks(open_clip(name, CORPUS[name]), MANY)


@pytest.mark.parametrize("name", [*UNREACHED, "turned.mp4", "late.webm", "edited.mp4"])
def test_a_stand_in_shows_the_same_pictures(open_clip: OpenClip, name: str) -> None:
    check_seeks(open_clip(name, CORPUS[name], stand_in=True), 12)


@pytest.mark.slow
@pytest.mark.parametrize("name", UNREACHED)
def test_many_seeks_in_a_stand_in(open_clip: OpenClip, name: str) -> None:
    check_seeks(open_clip(name, CORPUS[name], stand_in=True), MANY)


def check_honesty(coded: Coded, places: list[int]) -> None:
    """What is not the picture that was asked for is not confirmed, and the page is told so."""
    coded.page.evaluate(LISTEN)
    seen = coded.page.evaluate(SEEK, places)
    wrong = [one[0] for one in coded.wrong(seen)]
    assert wrong == [place for place, confirmed, _ in seen if not confirmed]
    assert wrong == coded.page.evaluate("unreached")


@pytest.mark.parametrize("name", UNREACHED)
def test_a_picture_that_is_not_reached_is_not_confirmed(open_clip: OpenClip, name: str) -> None:
    coded = open_clip(name, CORPUS[name])
    check_honesty(coded, [*range(8, 12), *range(20, 23), 57, len(coded.codes) - 1])


@pytest.mark.slow
@pytest.mark.parametrize("name", UNREACHED)
def test_of_all_pictures_those_not_reached_are_not_confirmed(
    open_clip: OpenClip, name: str
) -> None:
    coded = open_clip(name, CORPUS[name])
    check_honesty(coded, [*range(len(coded.codes))])


def test_what_plays_is_named_rightly(open_clip: OpenClip) -> None:
    coded = open_clip("variable.mp4", CORPUS["variable.mp4"])
    seen = coded.page.evaluate(PLAY, 1500)
    assert len(seen) > 3
    assert coded.wrong(seen) == []


def test_the_last_of_many_seeks_wins(open_clip: OpenClip) -> None:
    coded = open_clip("constant.mp4", CORPUS["constant.mp4"])
    seen = coded.page.evaluate(
        """async (places) => {
          const asked = places.map((place) => player.show(place));
          const done = await Promise.all(asked);
          return [places.at(-1), done.at(-1), read()];
        }""",
        [100, 3, 77, 20, 41],
    )
    assert seen == [41, True, coded.codes[41]]


def test_a_wrong_table_is_found_out(open_clip: OpenClip) -> None:
    """Times that the file does not have are never confirmed."""
    coded = open_clip("constant.mp4", CORPUS["constant.mp4"])
    confirmed = coded.page.evaluate(
        """async () => {
          const { table } = player;
          table.media = table.media.map((time) => time + 0.0166);
          return player.show(50);
        }"""
    )
    assert confirmed is False
