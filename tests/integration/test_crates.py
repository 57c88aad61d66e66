"""A study's folder is an RO-Crate as a kept validator understands the specification."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from hemiface.model.study_plan import Design
from hemiface.operations.session import open_session
from hemiface.operations.stream import outcomes
from hemiface.operations.studies import run_study, write_plan_template
from hemiface.simulation.cohort_files import write_cohort, write_diary, write_ratings

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-schedulers/bin/python"
PUBLISHER, AFFILIATION = "ro-crate-1.1_22.3", "ro-crate-1.1_30.3"
ONLY_AUTHORS_KNOW = {"ro-crate-1.1_22.2", PUBLISHER}
"""Author and publisher: recommended, and not known where a plan does not say them."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not PYTHON.exists(), reason="the validator is not installed (make schedulers)"
    ),
]


def validate(folder: Path) -> list[tuple[str, str, str]]:
    done = subprocess.run(
        [str(PYTHON), "-P", "tests/validate_crate.py", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return [(severity, check, message) for severity, check, message in json.loads(done.stdout)]


def make_study(folder: Path, design: Design, **words: str) -> Path:
    write_cohort(folder, 30)
    write_ratings(folder)
    write_diary(folder)
    session = open_session()
    plan = write_plan_template(session, folder / "plan.toml", design)
    for name, text in words.items():
        plan.write_text(plan.read_text().replace(f'{name} = ""', f'{name} = "{text}"'))
    assert list(outcomes(run_study(session, plan, folder / "out")))
    return folder / "out"


@pytest.mark.parametrize("design", list(Design))
def test_nothing_that_the_specification_asks_for_is_missing(tmp_path: Path, design: Design) -> None:
    found = validate(make_study(tmp_path, design))
    assert [one for one in found if one[1] not in ONLY_AUTHORS_KNOW] == []


def test_what_authors_say_stands_in_it(tmp_path: Path) -> None:
    url = "https://creativecommons.org/licenses/by/4.0/"
    orcid = "https://orcid.org/0000-0002-1825-0097"
    names = f"A. Muster {orcid}; B. Muster"
    folder = make_study(tmp_path, Design.COHORT, authors=names, license=url)
    found = validate(folder)
    assert {severity for severity, _, _ in found} == {"RECOMMENDED"}
    assert {PUBLISHER, AFFILIATION} <= {check for _, check, _ in found}
    graph = json.loads((folder / "ro-crate-metadata.json").read_text())["@graph"]
    by_id = {one["@id"]: one for one in graph}
    assert by_id["./"]["license"] == {"@id": url}
    assert by_id[orcid]["name"] == "A. Muster"
    assert by_id["#author-2"]["name"] == "B. Muster"


def test_the_validator_notices_what_is_wrong(tmp_path: Path) -> None:
    folder = make_study(tmp_path, Design.N_OF_1)
    shutil.copy(folder / "ro-crate-metadata.json", tmp_path / "whole.json")
    crate = json.loads((tmp_path / "whole.json").read_text())
    root = next(one for one in crate["@graph"] if one["@id"] == "./")
    del root["license"]
    (folder / "ro-crate-metadata.json").write_text(json.dumps(crate))
    assert "ro-crate-1.1_8.3" in {check for _, check, _ in validate(folder)}
