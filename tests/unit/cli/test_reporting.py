"""The commands that show results and hand them on."""

import json
from pathlib import Path

import pytest
from tests.unit.reports import worlds

from hemiface.cli.main import main
from hemiface.results import ResultsFolder


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    march, april = tmp_path / "march", tmp_path / "april"
    for folder, burden in ((march, 30.0), (april, 9.0)):
        folder.mkdir()
        ResultsFolder(folder).write(worlds.right_clonic(burden=burden))
    return march, april


def run(*words: str | Path) -> int:
    with pytest.raises(SystemExit) as caught:
        main([str(word) for word in words])
    return int(caught.value.code or 0)


def test_report_with_figures(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("report", folders[1], "--previous", folders[0], "--figures", "svg", "--json") == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert len(files) == 4
    assert all(Path(file).is_file() for file in files)
    assert run("report", folders[1], "--lang", "de") == 0
    assert capsys.readouterr().out.strip() == str(folders[1] / "report.html")


def test_export(folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    out = folders[0].parent / "out"
    assert run("export", *folders, "--to", "bids", "--subject", "07", "-o", out) == 0
    assert "sub-07" in capsys.readouterr().out
    assert run("export", folders[0], "--to", "fhir", "-o", out, "--json") == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert Path(file).name == "march_fhir.json"
    assert run("export", folders[0], "--to", "bids", "--subject", "a b", "-o", out) == 2
    assert "no label" in capsys.readouterr().err
    assert run("export", out / "nothing", "--to", "csv", "-o", out) == 2


def test_comparison_page(folders: tuple[Path, Path], tmp_path: Path) -> None:
    page = tmp_path / "change.html"
    days = ("--on", "2026-03-14", "--on", "2026-04-20")
    treatment = ("--treatment", "2026-03-20", "botulinum toxin")
    assert run("compare", *folders, "--save", page, *days, *treatment, "--lang", "de") == 0
    assert "Weniger unwillk\u00fcrliche Bewegung" in page.read_text(encoding="utf-8")
    assert run("compare", *folders, "--save", page, *treatment) == 2
