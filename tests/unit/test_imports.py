"""Importing is quick and does nothing; every module has a home and a subject."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.recordings import make_recording

import hemiface
from hemiface.cli.exits import Exit
from hemiface.results import ResultsFolder
from hemiface.results.filenames import CORRECTIONS, REPORT, RESULT_FILES

SOURCE = Path(hemiface.__file__).parent
HEAVY = {
    "numpy",
    "scipy",
    "av",
    "cv2",
    "openvino",
    "pandas",
    "xarray",
    "pyarrow",
    "pydantic",
    "jinja2",
    "rich",
    "sqlalchemy",
    "fastapi",
    "mediapipe",
}
FORBIDDEN = {"utils", "helpers", "common", "core", "base", "misc", "util", "lib"}
"""Names that say nothing."""
SHAPES = {
    *("entries", "items", "kinds", "lists", "pages", "parts", "pieces", "places", "questions"),
    *("rows", "scalerows", "step", "things", "tries", "values", "view", "views", "ways", "work"),
    *("after", "ahead", "around", "before", "behind", "beside", "between", "beyond", "within"),
    *("bones", "bounded", "checking", "corrected", "following", "foreign", "growing", "kept"),
    *("looks", "made", "marked", "measured", "private", "retired", "sameness", "seen", "said"),
    *("shown", "standing", "standins", "taken", "told", "typed", "unnamed", "written"),
}
"""Names that say a shape, a place or a state, and not of what."""
HOMES = {
    "errors",
    "settings",
    "model",
    "video",
    "landmarks",
    "signals",
    "events",
    "assessment",
    "pipeline",
    "records",
    "research",
    "results",
    "formats",
    "reports",
    "jobs",
    "accounts",
    "guide",
    "operations",
    "cli",
    "web",
    "__main__",
    "door",
    "simulation",
    "version",
}


def modules_after(code: str) -> set[str]:
    """Top-level names of all modules that a fresh interpreter has loaded after some code."""
    code += "\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=500
    )
    assert done.stderr == ""
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "code",
    [
        "import hemiface",
        "import hemiface; hemiface.HemifaceError",
        "import hemiface.cli.main",
        "from hemiface.cli.main import hemiface\n"
        "try: hemiface.main(['--help'])\n"
        "except SystemExit: pass",
    ],
)
def test_looking_around_loads_nothing_heavy(code: str) -> None:
    assert not {name.partition(".")[0] for name in modules_after(code)} & HEAVY


def modules_after_command(*words: str, before: str = "") -> set[str]:
    """As `modules_after`, after a command that may complain."""
    run = f"from hemiface.cli.main import main\ntry: main({words!r})\nexcept SystemExit: pass"
    quiet = "import contextlib, io\nwith contextlib.redirect_stderr(io.StringIO()):\n    "
    return modules_after(f"{before}\n{quiet}exec({run!r})")


@pytest.mark.parametrize(
    "words", [["person", "list"], ["person", "add", "P1"], ["analyze", "there-is-none.mp4"]]
)
def test_what_measures_is_loaded_by_what_measures(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEMIFACE_DATA", str(tmp_path))
    loaded = modules_after_command(*words)
    assert not loaded & {"numpy", "scipy", "av", "cv2", "openvino", "pandas", "pyarrow", "jinja2"}


def test_a_list_loads_nothing_that_tidies_seals_or_migrates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEMIFACE_DATA", str(tmp_path / "records"))
    assert "filelock" in modules_after_command("person", "add", "P1")
    # What another process left, or holds just now, would be looked at with a lock.
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    elsewhere = (
        "import hemiface.records.workspace as it; it.MEMORY = it.Path(it.os.environ['TMPDIR'])"
    )
    loaded = modules_after_command("person", "list", before=elsewhere)
    assert "sqlalchemy" in loaded
    assert not loaded & {"alembic", "cryptography", "filelock", "fsspec"}


@pytest.mark.parametrize(
    "code",
    [
        "from hemiface.landmarks.engine import OpenVinoEngine; OpenVinoEngine(1)",
        "import hemiface.guide.embedding",
    ],
)
def test_the_engine_has_nothing_to_report_with(code: str) -> None:
    # openvino tells its maker of every import when openvino_telemetry is installed.
    loaded = modules_after(code)
    assert "openvino" in loaded
    assert not [name for name in loaded if name.startswith("openvino_telemetry.")]


def test_to_ask_for_an_analysis_loads_no_stage_and_no_database() -> None:
    loaded = modules_after("import hemiface.operations.analyses")
    tops = {name.partition(".")[0] for name in loaded}
    assert not tops & {"scipy", "openvino", "sqlalchemy", "threadpoolctl", "jinja2", "cv2"}
    stages = {"landmarks", "signals", "events", "assessment"}
    assert not {f"hemiface.{stage}" for stage in stages} & loaded


def test_results_are_read_without_what_measures_and_without_tables(tmp_path: Path) -> None:
    with ResultsFolder(tmp_path).rewritten() as new:
        new.write(make_recording((), 2.0))
    code = (
        "from pathlib import Path; from hemiface.results import ResultsFolder\n"
        f"assert ResultsFolder(Path({str(tmp_path)!r})).analysis().signals.time.size"
    )
    tops = {name.partition(".")[0] for name in modules_after(code)}
    assert "pyarrow" in tops
    assert not tops & {"pandas", "scipy", "openvino"}


def test_the_guide_answers_without_tables_of_signals() -> None:
    loaded = modules_after("import hemiface.cli.ask")
    assert not {name.partition(".")[0] for name in loaded} & {"pyarrow", "sqlalchemy", "av", "cv2"}


def test_the_command_line_runs_as_a_module() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "hemiface", "entry", "no-such-verb"],
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert said.returncode == Exit.INPUT
    assert "no-such-verb" in said.stderr


def test_a_child_that_measures_does_not_begin_the_command_line_anew() -> None:
    assert modules_after("import runpy; runpy.run_module('hemiface', run_name='__mp_main__')")


def test_every_public_name_is_there() -> None:
    for name in hemiface.__all__:
        assert getattr(hemiface, name) is not None
    with pytest.raises(AttributeError, match="nothing_like_it"):
        hemiface.nothing_like_it  # noqa: B018 - asking is the test


def test_every_module_has_a_home() -> None:
    tops = {path.relative_to(SOURCE).parts[0].removesuffix(".py") for path in SOURCE.rglob("*.py")}
    assert tops - {"__init__"} == HOMES


def test_no_module_is_named_after_nothing() -> None:
    names = {part for path in SOURCE.rglob("*.py") for part in path.relative_to(SOURCE).parts}
    assert not {name.removesuffix(".py").strip("_") for name in names} & FORBIDDEN


def test_a_module_is_named_after_its_subject_and_not_after_a_shape() -> None:
    shapes = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if path.stem.strip("_") in SHAPES
    }
    assert shapes == set()


def test_every_module_says_what_it_is() -> None:
    silent = [path for path in SOURCE.rglob("*.py") if not path.read_text().startswith('"""')]
    assert silent == []


def test_only_the_results_know_the_names_of_their_files() -> None:
    names = [name for name in (*RESULT_FILES, CORRECTIONS) if name != REPORT]
    tellers = [
        path.relative_to(SOURCE)
        for path in SOURCE.rglob("*.py")
        if path.parent.name != "results" and any(f'"{name}"' in path.read_text() for name in names)
    ]
    assert tellers == []


def test_formats_know_no_place() -> None:
    knowing = [
        path.name
        for path in (SOURCE / "formats").glob("*.py")
        if re.search(r"\bimport Path\b|\bopen\(|^import os\b", path.read_text(), re.MULTILINE)
    ]
    assert knowing == []


def test_a_module_fits_a_reading() -> None:
    lengths = {
        str(path.relative_to(SOURCE)): len(path.read_text().splitlines())
        for path in SOURCE.rglob("*.py")
        if path.parent.name != "versions"  # a migration is written once and never read anew
    }
    assert {name: n for name, n in lengths.items() if n > 350} == {}


def test_the_app_starts_without_what_only_measuring_and_studies_need() -> None:
    code = (
        "import sys, hemiface.web.app;"
        "print({'scipy.signal', 'scipy.stats'} & set(sys.modules) or 'neither')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "neither"
