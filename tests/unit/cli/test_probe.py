"""`hemiface probe`."""

import json
from pathlib import Path

import pytest

from hemiface.cli.main import main

SMOKE = Path(__file__).parents[2] / "fixtures" / "smoke.mp4"


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[str, str, int]:
    with pytest.raises(SystemExit) as left:
        main(["probe", *words])
    printed = capsys.readouterr()
    return printed.out, printed.err, int(left.value.code or 0)


def test_a_table_and_what_is_poor(capsys: pytest.CaptureFixture[str]) -> None:
    out, err, code = call(capsys, str(SMOKE))
    assert (code, err) == (0, "")
    assert "320 x 240" in out
    assert "h264 in mov" in out
    assert "poor" in out
    assert "smoke.mp4: There are only 15 pictures per second" in out


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    out, err, code = call(capsys, "--json", str(SMOKE), "nothing.mp4")
    assert code == 5
    good, bad = json.loads(out)["videos"]
    assert (good["fitness"], good["info"]["width"], good["error"]) == ("poor", 320, None)
    assert {flag["flaw"] for flag in good["flags"]} == {"low_frame_rate", "short"}
    assert (bad["fitness"], bad["info"]) == ("unreadable", None)
    assert bad["error"]["code"] == "video.not_found"
    assert json.loads(err)["error"]["code"] == "jobs.some_failed"


def test_one_unreadable_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "evil\x1b[31m\n.mp4"
    path.write_bytes(b"junk")
    out, err, code = call(capsys, str(path))
    assert (out, code) == ("", 3)
    assert err.count("\n") == 1
    assert "\x1b" not in err


def test_a_folder_of_images_needs_a_rate(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "1.png").write_bytes(b"broken")
    _, err, code = call(capsys, str(tmp_path))
    assert code == 3
    assert "image_rate_hz" in err
    _, err, code = call(capsys, "--image-rate", "25", str(tmp_path))
    assert code == 3
    assert "cannot be read" in err
    assert call(capsys, "--image-rate", "0", str(tmp_path))[2] == 2
