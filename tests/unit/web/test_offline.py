"""What a device keeps of the app: its own files, a page that says nothing of anybody, icons."""

import json
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from hemiface.web import offline
from hemiface.web.offline import KEPT, OFFLINE, write_worker


def test_everything_that_the_worker_keeps_is_there_for_nobody_in_particular(
    nobody: TestClient,
) -> None:
    for path in (OFFLINE, *KEPT, "/worker.js"):
        assert nobody.get(path).status_code == 200, path


def test_the_worker_may_answer_for_every_page_and_is_asked_for_anew(nobody: TestClient) -> None:
    answer = nobody.get("/worker.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    said = json.loads(answer.text.partition("\n")[0].removeprefix("const KEPT = ").rstrip(";"))
    assert (said["page"], said["files"]) == (OFFLINE, list(KEPT))


def test_what_is_kept_changes_its_name_with_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    before = write_worker().partition("\n")[0]
    write_worker.cache_clear()
    monkeypatch.setattr(offline, "write_colors", lambda: "other colours")
    assert write_worker().partition("\n")[0] != before
    write_worker.cache_clear()


def test_icons_are_as_large_as_the_manifest_says(nobody: TestClient) -> None:
    icons = nobody.get("/manifest.webmanifest").json()["icons"]
    sizes = {icon["sizes"] for icon in icons}
    assert {"192x192", "512x512"} <= sizes
    assert any(icon.get("purpose") == "maskable" for icon in icons)
    for icon in icons:
        answer = nobody.get(icon["src"])
        assert answer.headers["content-type"] == icon["type"]
        if icon["type"] == "image/png":
            picture = Image.open(BytesIO(answer.content))
            assert "{}x{}".format(*picture.size) == icon["sizes"]
